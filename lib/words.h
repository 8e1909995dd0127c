/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of words.def as enums, and their spelling. Knows no record and no table that uses the words.
 */
#ifndef ME_WORDS_H
#define ME_WORDS_H

#include "span.h"

enum me_log {
#define ME_WORD_LOG(id, text) ME_LOG_##id,
#include "words.def"
    ME_LOG_MAX
};

enum me_event {
#define ME_WORD_EVENT(id, text) ME_EVENT_##id,
#include "words.def"
    ME_EVENT_MAX
};

enum me_outcome {
#define ME_WORD_OUTCOME(id, text) ME_OUTCOME_##id,
#include "words.def"
    ME_OUTCOME_MAX
};

enum me_reason {
#define ME_WORD_REASON(id, text) ME_REASON_##id,
#include "words.def"
    ME_REASON_MAX
};

enum me_risk {
#define ME_WORD_RISK(id, text) ME_RISK_##id,
#include "words.def"
    ME_RISK_MAX
};

enum me_decider {
#define ME_WORD_DECIDER(id, text) ME_DECIDER_##id,
#include "words.def"
    ME_DECIDER_MAX
};

enum me_level {
#define ME_WORD_LEVEL(id, text) ME_LEVEL_##id,
#include "words.def"
    ME_LEVEL_MAX
};

enum me_direction {
#define ME_WORD_DIRECTION(id, text) ME_DIRECTION_##id,
#include "words.def"
    ME_DIRECTION_MAX
};

/* Anomalies come in sets: the bit of anomaly A is 1u << A. */
enum me_anomaly {
#define ME_WORD_ANOMALY(id, text) ME_ANOMALY_##id,
#include "words.def"
    ME_ANOMALY_MAX
};

/* The spelling of a word; empty for the word that stands for "none". `value` below the enum's _MAX. */
struct me_span me_log_name(enum me_log value);
struct me_span me_event_name(enum me_event value);
struct me_span me_outcome_name(enum me_outcome value);
struct me_span me_reason_name(enum me_reason value);
struct me_span me_risk_name(enum me_risk value);
struct me_span me_decider_name(enum me_decider value);
struct me_span me_level_name(enum me_level value);
struct me_span me_direction_name(enum me_direction value);
struct me_span me_anomaly_name(enum me_anomaly value);

#endif
