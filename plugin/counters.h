/* SPDX-License-Identifier: Apache-2.0
 *
 * What impstats shows of the module: one set of counters for all its actions. Knows what is counted, not why.
 */
#ifndef ME_COUNTERS_H
#define ME_COUNTERS_H

#include "rsyslog.h"

#include "recognise/verdict.h"

enum me_counter {
#define ME_COUNTER(id, name, flags) ME_COUNTER_##id,
#include "counters.def"
#undef ME_COUNTER
    ME_COUNTER_MAX
};

/* Registers the counters with rsyslog, all at 0. Anything but RS_RET_OK: the module must not be loaded; nothing is left
 * behind. */
rsRetVal me_counters_start(void);

/* Takes the counters out of rsyslog. */
void me_counters_stop(void);

/* Adds 1, when rsyslog gathers statistics at all. For any thread at any time. */
void me_counters_add(enum me_counter counter);

/* Adds `amount`, modulo 2^64: a gauge goes down by large amounts. */
void me_counters_add_many(enum me_counter counter, uint64_t amount);

/* Counts a recognised record, judged as `verdict`. `anomalies` as in struct me_record, with those found since; a record
 * counts as one in `anomalies` however many it has. */
void me_counters_add_record(const struct me_record *record, const struct me_verdict *verdict, unsigned anomalies);

#endif
