/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of words.def as enums, and their spelling. Knows no record and no table that uses the words.
 */
#ifndef ME_ENUMS_H
#define ME_ENUMS_H

#include "text/span.h"

enum me_log {
#define ME_ENUM_LOG(id, text) ME_LOG_##id,
#include "tables/enums.def"
    ME_LOG_MAX
};

enum me_service {
#define ME_ENUM_SERVICE(id, text) ME_SERVICE_##id,
#include "tables/enums.def"
    ME_SERVICE_MAX
};

enum me_event {
#define ME_ENUM_EVENT(id, text) ME_EVENT_##id,
#include "tables/enums.def"
    ME_EVENT_MAX
};

enum me_outcome {
#define ME_ENUM_OUTCOME(id, text) ME_OUTCOME_##id,
#include "tables/enums.def"
    ME_OUTCOME_MAX
};

enum me_reason {
#define ME_ENUM_REASON(id, text) ME_REASON_##id,
#include "tables/enums.def"
    ME_REASON_MAX
};

enum me_risk {
#define ME_ENUM_RISK(id, text) ME_RISK_##id,
#include "tables/enums.def"
    ME_RISK_MAX
};

enum me_decider {
#define ME_ENUM_DECIDER(id, text) ME_DECIDER_##id,
#include "tables/enums.def"
    ME_DECIDER_MAX
};

enum me_level {
#define ME_ENUM_LEVEL(id, text) ME_LEVEL_##id,
#include "tables/enums.def"
    ME_LEVEL_MAX
};

enum me_direction {
#define ME_ENUM_DIRECTION(id, text) ME_DIRECTION_##id,
#include "tables/enums.def"
    ME_DIRECTION_MAX
};

enum me_offence {
#define ME_ENUM_OFFENCE(id, text) ME_OFFENCE_##id,
#include "tables/enums.def"
    ME_OFFENCE_MAX
};

/* Anomalies come in sets: the bit of anomaly A is 1u << A. */
enum me_anomaly {
#define ME_ENUM_ANOMALY(id, text) ME_ANOMALY_##id,
#include "tables/enums.def"
    ME_ANOMALY_MAX
};

/* The spelling of each word, by its number; asked for with every record, so it is looked up in line. */
struct me_enums {
    struct me_span logs[ME_LOG_MAX];
    struct me_span services[ME_SERVICE_MAX];
    struct me_span events[ME_EVENT_MAX];
    struct me_span outcomes[ME_OUTCOME_MAX];
    struct me_span reasons[ME_REASON_MAX];
    struct me_span risks[ME_RISK_MAX];
    struct me_span deciders[ME_DECIDER_MAX];
    struct me_span levels[ME_LEVEL_MAX];
    struct me_span directions[ME_DIRECTION_MAX];
    struct me_span offences[ME_OFFENCE_MAX];
    struct me_span anomalies[ME_ANOMALY_MAX];
};

extern const struct me_enums me_enums;

/* The spelling of a word; empty for the word that stands for "none". `value` below the enum's _MAX. */
static inline struct me_span me_log_name(enum me_log value)
{
    return me_enums.logs[value];
}

static inline struct me_span me_service_name(enum me_service value)
{
    return me_enums.services[value];
}

static inline struct me_span me_event_name(enum me_event value)
{
    return me_enums.events[value];
}

static inline struct me_span me_outcome_name(enum me_outcome value)
{
    return me_enums.outcomes[value];
}

static inline struct me_span me_reason_name(enum me_reason value)
{
    return me_enums.reasons[value];
}

static inline struct me_span me_risk_name(enum me_risk value)
{
    return me_enums.risks[value];
}

static inline struct me_span me_decider_name(enum me_decider value)
{
    return me_enums.deciders[value];
}

static inline struct me_span me_level_name(enum me_level value)
{
    return me_enums.levels[value];
}

static inline struct me_span me_direction_name(enum me_direction value)
{
    return me_enums.directions[value];
}

static inline struct me_span me_offence_name(enum me_offence value)
{
    return me_enums.offences[value];
}

static inline struct me_span me_anomaly_name(enum me_anomaly value)
{
    return me_enums.anomalies[value];
}

#endif
