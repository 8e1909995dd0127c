/* SPDX-License-Identifier: Apache-2.0
 *
 * The spelling of each word, straight from words.def.
 */
#include "tables/enums.h"

#define ME_SPELLING(id, text) {"" text, sizeof(text) - 1},

const struct me_enums me_enums = {
    .logs =
        {
#define ME_ENUM_LOG ME_SPELLING
#include "tables/enums.def"
        },
    .services =
        {
#define ME_ENUM_SERVICE ME_SPELLING
#include "tables/enums.def"
        },
    .events =
        {
#define ME_ENUM_EVENT ME_SPELLING
#include "tables/enums.def"
        },
    .outcomes =
        {
#define ME_ENUM_OUTCOME ME_SPELLING
#include "tables/enums.def"
        },
    .reasons =
        {
#define ME_ENUM_REASON ME_SPELLING
#include "tables/enums.def"
        },
    .risks =
        {
#define ME_ENUM_RISK ME_SPELLING
#include "tables/enums.def"
        },
    .deciders =
        {
#define ME_ENUM_DECIDER ME_SPELLING
#include "tables/enums.def"
        },
    .levels =
        {
#define ME_ENUM_LEVEL ME_SPELLING
#include "tables/enums.def"
        },
    .directions =
        {
#define ME_ENUM_DIRECTION ME_SPELLING
#include "tables/enums.def"
        },
    .offences =
        {
#define ME_ENUM_OFFENCE ME_SPELLING
#include "tables/enums.def"
        },
    .anomalies =
        {
#define ME_ENUM_ANOMALY ME_SPELLING
#include "tables/enums.def"
        },
};
