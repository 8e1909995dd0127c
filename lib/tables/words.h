/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of words.def as enums, and their spelling. Knows no record and no table that uses the words.
 */
#ifndef ME_WORDS_H
#define ME_WORDS_H

#include "text/span.h"

enum me_log {
#define ME_WORD_LOG(id, text) ME_LOG_##id,
#include "tables/words.def"
    ME_LOG_MAX
};

enum me_event {
#define ME_WORD_EVENT(id, text) ME_EVENT_##id,
#include "tables/words.def"
    ME_EVENT_MAX
};

enum me_outcome {
#define ME_WORD_OUTCOME(id, text) ME_OUTCOME_##id,
#include "tables/words.def"
    ME_OUTCOME_MAX
};

enum me_reason {
#define ME_WORD_REASON(id, text) ME_REASON_##id,
#include "tables/words.def"
    ME_REASON_MAX
};

enum me_risk {
#define ME_WORD_RISK(id, text) ME_RISK_##id,
#include "tables/words.def"
    ME_RISK_MAX
};

enum me_decider {
#define ME_WORD_DECIDER(id, text) ME_DECIDER_##id,
#include "tables/words.def"
    ME_DECIDER_MAX
};

enum me_level {
#define ME_WORD_LEVEL(id, text) ME_LEVEL_##id,
#include "tables/words.def"
    ME_LEVEL_MAX
};

enum me_direction {
#define ME_WORD_DIRECTION(id, text) ME_DIRECTION_##id,
#include "tables/words.def"
    ME_DIRECTION_MAX
};

/* Anomalies come in sets: the bit of anomaly A is 1u << A. */
enum me_anomaly {
#define ME_WORD_ANOMALY(id, text) ME_ANOMALY_##id,
#include "tables/words.def"
    ME_ANOMALY_MAX
};

/* The spelling of each word, by its number; asked for with every record, so it is looked up in line. */
struct me_words {
    struct me_span logs[ME_LOG_MAX];
    struct me_span events[ME_EVENT_MAX];
    struct me_span outcomes[ME_OUTCOME_MAX];
    struct me_span reasons[ME_REASON_MAX];
    struct me_span risks[ME_RISK_MAX];
    struct me_span deciders[ME_DECIDER_MAX];
    struct me_span levels[ME_LEVEL_MAX];
    struct me_span directions[ME_DIRECTION_MAX];
    struct me_span anomalies[ME_ANOMALY_MAX];
};

extern const struct me_words me_words;

/* The spelling of a word; empty for the word that stands for "none". `value` below the enum's _MAX. */
static inline struct me_span me_log_name(enum me_log value)
{
    return me_words.logs[value];
}

static inline struct me_span me_event_name(enum me_event value)
{
    return me_words.events[value];
}

static inline struct me_span me_outcome_name(enum me_outcome value)
{
    return me_words.outcomes[value];
}

static inline struct me_span me_reason_name(enum me_reason value)
{
    return me_words.reasons[value];
}

static inline struct me_span me_risk_name(enum me_risk value)
{
    return me_words.risks[value];
}

static inline struct me_span me_decider_name(enum me_decider value)
{
    return me_words.deciders[value];
}

static inline struct me_span me_level_name(enum me_level value)
{
    return me_words.levels[value];
}

static inline struct me_span me_direction_name(enum me_direction value)
{
    return me_words.directions[value];
}

static inline struct me_span me_anomaly_name(enum me_anomaly value)
{
    return me_words.anomalies[value];
}

#endif
