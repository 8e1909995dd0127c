/* SPDX-License-Identifier: Apache-2.0
 *
 * All numbers of a report: sums, groups, and what an operator must be warned of. Attempts go in; the writers read what
 * came out. Knows no file and no format.
 */
#ifndef ME_TOTALS_H
#define ME_TOTALS_H

#include "accounts.h"
#include "filter.h"
#include "granted.h"
#include "groups.h"
#include "incidents.h"

struct me_totals {
    const struct me_filter *filter;
    int64_t logs_first, logs_last; /* of all records, whatever is asked for */
    uint64_t undated;              /* records without a date */
    int64_t first, last;           /* of all attempts that concern the report */
    uint64_t whats[ME_WHAT_MAX];   /* of all attempts that concern the report */
    uint64_t failed, selected;
    uint64_t heat[7][24]; /* selected attempts by weekday and hour */
    struct me_groups groups[ME_GROUP_KEY_MAX];
    bool wanted[ME_GROUP_KEY_MAX]; /* which groups are counted */
    struct me_accounts accounts;
    struct me_incidents incidents;
    struct me_granted granted; /* relaying that is not selected itself, when hours are counted */
    struct me_names_budget budget;
};

/* NULL when memory is out. `filter` is kept by the caller. At most `max_groups` groups are counted for each question.
 */
struct me_totals *me_totals_new(const struct me_filter *filter, const bool wanted[static ME_GROUP_KEY_MAX],
                                size_t max_groups, const struct me_hash_key *key);

/* Notes that the logs have a record of `when`. */
void me_totals_note_record(struct me_totals *totals, int64_t when);

/* Notes that something happened at `when` that is neither counted nor asked for. */
void me_totals_note(struct me_totals *totals, int64_t when);

void me_totals_add(struct me_totals *totals, const struct me_attempt *attempt);

/* Whether an eighth of the groups or accounts that are allowed are in use. Then one thread has to count for all: if
 * each counted on its own, they would together take too much memory. */
bool me_totals_is_large(const struct me_totals *totals);

/* Adds the numbers of `from`, whose attempts come after those of `into`. Both were made with the same arguments. */
void me_totals_merge(struct me_totals *into, const struct me_totals *from);

/* Sum of all attempts with that outcome, or of one event. */
uint64_t me_totals_of_outcome(const struct me_totals *totals, enum me_outcome outcome);
uint64_t me_totals_of_event(const struct me_totals *totals, enum me_event event);

/* The outcome of a relay decision, from its event and reason; NONE for anything else. */
enum me_outcome me_totals_outcome_of(me_what what);

bool me_totals_out_of_memory(const struct me_totals *totals);

void me_totals_free(struct me_totals *totals);

#endif
