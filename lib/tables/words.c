/* SPDX-License-Identifier: Apache-2.0
 *
 * The spelling of each word, straight from words.def.
 */
#include "tables/words.h"

#define ME_SPELLING(id, text) {"" text, sizeof(text) - 1},

const struct me_words me_words = {
    .logs =
        {
#define ME_WORD_LOG ME_SPELLING
#include "tables/words.def"
        },
    .events =
        {
#define ME_WORD_EVENT ME_SPELLING
#include "tables/words.def"
        },
    .outcomes =
        {
#define ME_WORD_OUTCOME ME_SPELLING
#include "tables/words.def"
        },
    .reasons =
        {
#define ME_WORD_REASON ME_SPELLING
#include "tables/words.def"
        },
    .risks =
        {
#define ME_WORD_RISK ME_SPELLING
#include "tables/words.def"
        },
    .deciders =
        {
#define ME_WORD_DECIDER ME_SPELLING
#include "tables/words.def"
        },
    .levels =
        {
#define ME_WORD_LEVEL ME_SPELLING
#include "tables/words.def"
        },
    .directions =
        {
#define ME_WORD_DIRECTION ME_SPELLING
#include "tables/words.def"
        },
    .anomalies =
        {
#define ME_WORD_ANOMALY ME_SPELLING
#include "tables/words.def"
        },
};
