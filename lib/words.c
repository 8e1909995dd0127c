/* SPDX-License-Identifier: Apache-2.0
 *
 * The spelling of each word, straight from words.def.
 */
#include "words.h"

#define ME_SPELLING(id, text) {"" text, sizeof(text) - 1},

static const struct me_span logs[] = {
#define ME_WORD_LOG ME_SPELLING
#include "words.def"
};

static const struct me_span events[] = {
#define ME_WORD_EVENT ME_SPELLING
#include "words.def"
};

static const struct me_span outcomes[] = {
#define ME_WORD_OUTCOME ME_SPELLING
#include "words.def"
};

static const struct me_span reasons[] = {
#define ME_WORD_REASON ME_SPELLING
#include "words.def"
};

static const struct me_span risks[] = {
#define ME_WORD_RISK ME_SPELLING
#include "words.def"
};

static const struct me_span deciders[] = {
#define ME_WORD_DECIDER ME_SPELLING
#include "words.def"
};

static const struct me_span levels[] = {
#define ME_WORD_LEVEL ME_SPELLING
#include "words.def"
};

static const struct me_span directions[] = {
#define ME_WORD_DIRECTION ME_SPELLING
#include "words.def"
};

static const struct me_span anomalies[] = {
#define ME_WORD_ANOMALY ME_SPELLING
#include "words.def"
};

struct me_span me_log_name(enum me_log value)
{
    return logs[value];
}

struct me_span me_event_name(enum me_event value)
{
    return events[value];
}

struct me_span me_outcome_name(enum me_outcome value)
{
    return outcomes[value];
}

struct me_span me_reason_name(enum me_reason value)
{
    return reasons[value];
}

struct me_span me_risk_name(enum me_risk value)
{
    return risks[value];
}

struct me_span me_decider_name(enum me_decider value)
{
    return deciders[value];
}

struct me_span me_level_name(enum me_level value)
{
    return levels[value];
}

struct me_span me_direction_name(enum me_direction value)
{
    return directions[value];
}

struct me_span me_anomaly_name(enum me_anomaly value)
{
    return anomalies[value];
}
