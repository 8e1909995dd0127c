/* SPDX-License-Identifier: Apache-2.0
 *
 * One message as far as it is understood: its record, the verdict on it, and what its conversation remembers. What a
 * record says itself comes before what is remembered. It knows no JSON.
 */
#ifndef ME_RESOLVED_H
#define ME_RESOLVED_H

#include "correlate/conversation.h"
#include "correlate/watch.h"
#include "recognise/record.h"
#include "recognise/verdict.h"

enum { ME_RESOLVED_TIME_MAX = 40 }; /* room for `2026-11-22T07:00:01` and an offset */

struct me_resolved {
    struct me_record record;
    struct me_verdict verdict;
    struct me_context context;
    bool is_watched; /* a row about a login or relaying, under watch */
    struct me_watch_counts watched;
};

/* What is remembered of earlier records. NULL: that is not wanted. */
struct me_resolved_memory {
    struct me_store *store;
    struct me_watch *watch;
};

/* Where a record comes from and when it came. */
struct me_resolved_origin {
    const struct me_conversation_host *host; /* the sending host; may be NULL when there is no store */
    int64_t now;                             /* seconds of a clock that nobody sets, for the store */

    /* Fills all but `log`. Called for records that are watched; may be NULL when there is no watch. */
    void (*fill_time)(void *context, const struct me_record *record, struct me_watch_time *time);
    void *context;
};

struct me_resolved_counts {
    struct me_store_counts store;
    uint64_t watch_evicted; /* clients, networks and accounts forgotten because there was no room */
};

/* Judges `resolved->record`, which is all that the caller has set, and fills the rest: the verdict, the context out of
 * the store, and the counts of the watch, which both remember the record in turn. The module and the report both make
 * their events by this. Adds to `*counts`. Costs what me_conversation_update() costs; a login or a denied relay also
 * what me_watch_update() costs. */
void me_resolved_update(struct me_resolved *resolved, const struct me_resolved_memory *memory,
                        const struct me_resolved_origin *origin, struct me_resolved_counts *counts);

/* What record and context say together. The spans point into `resolved` and into the message. */
struct me_merged {
    struct me_span client_ip, sender, recipient, user, helo, code;
    bool authenticated; /* a login succeeded in this connection */
    bool remembered;    /* something of this came from another record */
};

struct me_merged me_resolved_merge(const struct me_resolved *resolved);

/* The two parties of the mail, whichever field of `resolved` or `merged` names them. */
struct me_span me_resolved_from(const struct me_resolved *resolved, const struct me_merged *merged);
struct me_span me_resolved_to(const struct me_resolved *resolved, const struct me_merged *merged);

/* Writes the record's time with `offset` behind it (`Z`, `+02:00` or empty). Absent when the record has no valid time.
 */
struct me_span me_resolved_time(const struct me_record *record, struct me_span offset,
                                char buffer[static ME_RESOLVED_TIME_MAX]);

#endif
