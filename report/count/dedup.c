/* SPDX-License-Identifier: Apache-2.0
 *
 * Two records are about the same thing when they are of the same host, of different logs, of about the same time, and
 * either share an id or have none that differs. Which of two rows a Debug record without an id belongs to is never
 * guessed where it matters: if the reasons differ, the row keeps its own.
 */
#include "dedup.h"

#include "base/clock.h"

static bool same_name(const struct me_name *a, const struct me_name *b)
{
    return me_span_equal(me_name_span(a), me_name_span(b));
}

static bool is_debug(const struct me_attempt *a)
{
    return a->logs == 1u << ME_LOG_DEBUG;
}

/* Whether a Debug verdict and a row can be about the same refusal. */
static bool may_agree(me_what debug, me_what row)
{
    const enum me_event seen = me_what_event(row);
    switch (me_what_event(debug)) {
    case ME_EVENT_RELAY_DENIED:
        return seen == ME_EVENT_RELAY_DENIED ||
               (seen == ME_EVENT_RECIPIENT_REJECTED && me_what_reason(row) == ME_REASON_NONE);
    case ME_EVENT_RECIPIENT_DENIED:
        if (me_what_reason(debug) == ME_REASON_RECIPIENT_UNDEFINED)
            return seen == ME_EVENT_RECIPIENT_REJECTED && me_what_reason(row) != ME_REASON_DNS_BLACKLIST;
        return (seen == ME_EVENT_RECIPIENT_REJECTED || seen == ME_EVENT_SENDER_REJECTED) &&
               me_what_reason(row) == ME_REASON_NONE;
    default:
        return false;
    }
}

/* Whether two ids, of which an empty one is unknown, speak for (1), against (-1) or neither way (0). */
static int compare_names(const struct me_name *a, const struct me_name *b)
{
    return a->len == 0 || b->len == 0 ? 0 : same_name(a, b) ? 1 : -1;
}

static int compare_ids(const struct me_attempt *a, const struct me_attempt *b)
{
    const int message = compare_names(&a->message_id, &b->message_id);
    if (message != 0)
        return message;
    if (a->client[0] != 0 && b->client[0] != 0 && strcmp(a->client, b->client) != 0)
        return -1;
    if (a->connection == ME_ABSENT || b->connection == ME_ABSENT)
        return 0;
    return a->connection == b->connection ? 1 : -1;
}

static bool same_thing(const struct me_attempt *a, const struct me_attempt *b)
{
    if ((a->logs & b->logs) != 0 || !same_name(&a->host, &b->host) || compare_ids(a, b) < 0 ||
        compare_names(&a->recipient, &b->recipient) < 0)
        return false;
    const unsigned debug = 1u << ME_LOG_DEBUG;
    if (is_debug(a) || is_debug(b)) {
        const struct me_attempt *row = is_debug(a) ? b : a;
        /* A row that has met its Debug record and then its W3C double is complete. */
        return (row->logs & debug) == 0 && may_agree(is_debug(a) ? a->what : b->what, row->what);
    }
    /* Activity and W3C, one of which may have met its Debug record already. */
    return compare_ids(a, b) > 0 && (a->what == b->what || ((a->logs | b->logs) & debug) != 0);
}

/* Whether other Debug records without an id, of another reason, could be meant as well. */
static bool is_ambiguous(const struct me_dedup *p, const struct me_attempt *debug, const struct me_attempt *row)
{
    if (compare_ids(debug, row) > 0)
        return false;
    for (unsigned i = 0; i < p->count; i++) {
        const struct me_attempt *a = &p->waiting[(p->first + i) % ME_DEDUP_MAX];
        if (a != debug && is_debug(a) && a->what != debug->what && same_name(&a->host, &row->host) &&
            may_agree(a->what, row->what))
            return true;
    }
    return false;
}

static void complete(struct me_name *name, const struct me_name *other)
{
    if (name->len == 0)
        *name = *other;
}

/* Puts what both know into `a`, which keeps its place. */
static void join(const struct me_dedup *p, struct me_attempt *a, const struct me_attempt *b)
{
    const struct me_attempt *debug = is_debug(a) ? a : is_debug(b) ? b : NULL;
    const struct me_attempt *row = debug == a ? b : a;
    if (debug != NULL) {
        const bool guess = is_ambiguous(p, debug, row);
        const me_what what = guess ? row->what : debug->what;
        const enum me_outcome outcome = debug->outcome;
        memcpy(a->code, debug->code, sizeof(a->code));
        a->what = what;
        a->outcome = outcome;
    }
    if (a->client[0] == 0)
        memcpy(a->client, b->client, sizeof(a->client));
    if (a->connection == ME_ABSENT)
        a->connection = b->connection;
    complete(&a->user, &b->user);
    complete(&a->sender, &b->sender);
    complete(&a->recipient, &b->recipient);
    complete(&a->message_id, &b->message_id);
    a->logs |= b->logs;
}

static void hand_out_first(struct me_dedup *p)
{
    p->take(p->context, &p->waiting[p->first]);
    p->first = (p->first + 1) % ME_DEDUP_MAX;
    p->count--;
}

static bool is_within(int64_t a, int64_t b)
{
    return a != ME_NEVER && b != ME_NEVER && a - b <= ME_DEDUP_WINDOW && b - a <= ME_DEDUP_WINDOW;
}

/* Logins wait as well, so that they stay in their order with failed ones. */
static bool waits(const struct me_attempt *a)
{
    return a->failed || a->outcome != ME_OUTCOME_NONE || me_what_event(a->what) == ME_EVENT_AUTH_SUCCESS;
}

void me_dedup_add(struct me_dedup *p, const struct me_attempt *attempt)
{
    if (!waits(attempt)) {
        p->take(p->context, attempt);
        return;
    }
    while (p->count > 0 && !is_within(p->waiting[p->first].when, attempt->when))
        hand_out_first(p);
    for (unsigned i = 0; i < p->count; i++) {
        struct me_attempt *waiting = &p->waiting[(p->first + i) % ME_DEDUP_MAX];
        if (is_within(waiting->when, attempt->when) && same_thing(waiting, attempt)) {
            join(p, waiting, attempt);
            return;
        }
    }
    if (p->count == ME_DEDUP_MAX)
        hand_out_first(p);
    p->waiting[(p->first + p->count++) % ME_DEDUP_MAX] = *attempt;
}

void me_dedup_flush(struct me_dedup *p)
{
    while (p->count > 0)
        hand_out_first(p);
}
