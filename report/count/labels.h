/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of labels.def: which events are failed connections, how bad they are, and what people call them. Knows
 * words, no records.
 */
#ifndef ME_LABELS_H
#define ME_LABELS_H

#include "tables/enums.h"

/* What happened and why, as one small number. */
typedef unsigned short me_what;

enum { ME_WHAT_MAX = ME_EVENT_MAX * ME_REASON_MAX };

static inline me_what me_what_of(enum me_event event, enum me_reason reason)
{
    return (me_what)((unsigned)event * ME_REASON_MAX + (unsigned)reason);
}

static inline enum me_event me_what_event(me_what what)
{
    return (enum me_event)(what / ME_REASON_MAX);
}

static inline enum me_reason me_what_reason(me_what what)
{
    return (enum me_reason)(what % ME_REASON_MAX);
}

/* Whether another server refused our message or put it off. */
static inline bool me_what_is_bounce(me_what what)
{
    return me_what_event(what) == ME_EVENT_DELIVERY_FAILED || me_what_event(what) == ME_EVENT_DELIVERY_DEFERRED;
}

/* The words for `what`. */
struct me_span me_labels_words(me_what what);

/* What "worst first" means, in a sentence. */
struct me_span me_labels_order(void);

/* How much one record of it counts in "worst first". */
unsigned me_labels_weight(me_what what);

/* Whether it is a failed connection when our server says it to a client (direction `in`). */
bool me_labels_failed(me_what what);

/* Fills `failed` with what me_labels_failed() says of everything. */
void me_labels_all_failed(bool failed[static ME_WHAT_MAX]);

#endif
