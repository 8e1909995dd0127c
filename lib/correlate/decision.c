/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be known: a row and a Debug record within `window` seconds of each other may be the same decision. When two
 * Debug records or the rows of two clients lie within the window of either, nobody can say which belong together. Then
 * none are joined, even if one of them has found its counterpart already. A Debug record asks for the client: several
 * rows of one client are one candidate. A row asks for the verdict: only its twin is no second candidate, because the
 * Activity log and the W3C log have the same row where both are forwarded.
 *
 *     07:00:32 row of client 1, 07:00:32 Debug record                      -> joined
 *     07:00:32 row of client 1, 07:00:33 row of client 2, 07:00:32 Debug   -> none
 *     07:00:32 row of client 1, 07:00:32 row that nobody can read, Debug   -> none
 *
 * What cannot be known is what has not come yet, since nothing is held back. Suppose a row of client 1 comes, then the
 * Debug record of client 2, then the rest: at the second record only one pair is in sight, and it is a wrong one. When
 * each log comes whole and in its own order, however far one lags behind the other, this cannot happen: the Debug
 * record of client 1 came before that of client 2, and is a second one in the window. So a wrong join needs a second
 * client's decision within the window together with one of the following, and each has its guard:
 *
 * - Lost records. The Debug record of client 1 is lost, and its row is there when that of client 2 comes. Where the
 *   logs come whole, one of them is always a little ahead. A pair the other way round is two halves of two pairs: after
 *   eight pairs of one order it is not believed.
 * - Workers that overtake each other, logs that are mixed or replayed. Disorder shows itself soon: rows before their
 *   greeting or after their QUIT, decisions of one log with falling times. For half a minute of log time around such a
 *   record nothing is joined. For ten minutes only what stands alone is joined: row and Debug record within the same
 *   second, and no other client around it, since the other client's first rows mostly come before its Debug record. The
 *   order of a host's first ten minutes is unknown, and no other client may be around a pair there either.
 * - A full ring. A decision that pushes out another might push out the second candidate: around it nothing is joined.
 *
 * What remains is two clients within the window, of whose records the wrong two come first of all, at a host that has
 * shown no disorder for ten minutes. The replay test in tests/e2e measures it. That is rare and not impossible: only
 * ids, or holding records back, would be sure. A join by time is an inference, and marked as such.
 */
#include "correlate/decision.h"

#include <stddef.h>

#include <string.h>

static bool near(int64_t a, int64_t b, int64_t seconds)
{
    return a - b <= seconds && b - a <= seconds;
}

static void see(struct me_decision_host *host, int64_t time)
{
    if (host->seen)
        return;
    host->seen = true;
    host->first = time;
}

void me_decision_clear(struct me_decision_host *host)
{
    memset(host, 0, offsetof(struct me_decision_host, starts));
    for (int kind = 0; kind < ME_DECISION_KIND_MAX; kind++)
        memset(&host->ring[kind], 0, offsetof(struct me_decision_ring, decisions));
}

void me_decision_disorder(struct me_decision_host *host, int64_t time)
{
    see(host, time);
    host->disordered = true;
    host->disorder = time;
}

void me_decision_start(struct me_decision_host *host, int64_t time, const char client_ip[static ME_IP_TEXT_MAX])
{
    see(host, time);
    struct me_decision_start *slot = &host->starts[host->start_next];
    slot->time = time;
    memcpy(slot->client_ip, client_ip, sizeof(slot->client_ip));
    host->start_next = (host->start_next + 1) % ME_DECISION_STARTS_MAX;
    if (host->start_count < ME_DECISION_STARTS_MAX)
        host->start_count++;
}

static void drop(struct me_decision_ring *ring, int64_t time, const struct me_decision_limits *limits)
{
    if (ring->dropped && time <= ring->dropped_last && limits->clock - ring->dropped_when <= limits->ttl)
        return;
    ring->dropped = true;
    ring->dropped_last = time;
    ring->dropped_when = limits->clock;
}

static void add(struct me_decision_ring *ring, const struct me_decision *decision, bool joined,
                const struct me_decision_limits *limits)
{
    struct me_decision *slot = &ring->decisions[ring->next];
    if (ring->count == ME_DECISION_MAX)
        drop(ring, slot->time, limits);
    else
        ring->count++;
    ring->next = (ring->next + 1) % ME_DECISION_MAX;
    *slot = *decision;
    slot->claimed |= joined;
    slot->joined = joined;
}

static bool same_client(const struct me_decision *a, const struct me_decision *b)
{
    return me_ip_equal(a->client_ip, b->client_ip);
}

static bool same_session(const struct me_decision *a, const struct me_decision *b)
{
    return a->session[0] == b->session[0] && a->session[1] == b->session[1];
}

/* Whether both are one row, as the Activity log and the W3C log have it. An unreadable row is nobody's twin. */
static bool are_twins(const struct me_decision *a, const struct me_decision *b)
{
    return !a->undecided && !b->undecided && a->w3c != b->w3c && a->time == b->time && same_client(a, b) &&
           same_session(a, b);
}

static int64_t distance(const struct me_decision *a, const struct me_decision *b)
{
    return a->time < b->time ? b->time - a->time : a->time - b->time;
}

/* Whether within the window of `row` is a Debug record or another client's row. */
static bool is_contested(const struct me_decision_ring *ring, const struct me_decision *row, int64_t window)
{
    for (uint32_t i = 0; i < ring->count; i++) {
        const struct me_decision *d = &ring->decisions[i];
        if (near(d->time, row->time, window) && (d->debug || !same_client(d, row)))
            return true;
    }
    return false;
}

/* The row nearest to the Debug record `decision`. NULL when the rows within its window are of several clients, or when
 * a second Debug record or client lies within the window of one of them. `*one_session`: they are of one session. */
static struct me_decision *find_row(struct me_decision_ring *ring, const struct me_decision *decision, int64_t window,
                                    bool *one_session)
{
    struct me_decision *row = NULL;
    *one_session = true;
    for (uint32_t i = 0; i < ring->count; i++) {
        struct me_decision *d = &ring->decisions[i];
        if (!near(d->time, decision->time, window))
            continue;
        if (d->debug || d->claimed || d->undecided || is_contested(ring, d, window))
            return NULL;
        if (row != NULL && !same_client(d, row))
            return NULL;
        *one_session &= row == NULL || same_session(d, row);
        if (row == NULL || distance(d, decision) < distance(row, decision))
            row = d;
    }
    return row;
}

/* The only Debug record within the window of the row `decision`. NULL when a second one, or a row that is no twin, lies
 * within the window of either. The twin may have been joined with it already. */
static struct me_decision *find_debug(struct me_decision_ring *ring, const struct me_decision *decision, int64_t window)
{
    struct me_decision *debug = NULL;
    const struct me_decision *twin = NULL;
    for (uint32_t i = 0; i < ring->count; i++) {
        struct me_decision *d = &ring->decisions[i];
        if (d->debug && near(d->time, decision->time, window)) {
            if (debug != NULL)
                return NULL;
            debug = d;
        }
    }
    for (uint32_t i = 0; debug != NULL && i < ring->count; i++) {
        const struct me_decision *d = &ring->decisions[i];
        if (d == debug || !(near(d->time, decision->time, window) || near(d->time, debug->time, window)))
            continue;
        if (d->debug || twin != NULL || !are_twins(d, decision))
            return NULL;
        twin = d;
    }
    return debug != NULL && debug->claimed && !(debug->joined && twin != NULL && twin->joined) ? NULL : debug;
}

/* Whether a later decision of the same log is here already. */
static bool was_overtaken(const struct me_decision_ring *ring, const struct me_decision *decision)
{
    for (uint32_t i = 0; i < ring->count; i++) {
        const struct me_decision *d = &ring->decisions[i];
        if (d->debug == decision->debug && d->w3c == decision->w3c && d->time > decision->time &&
            near(d->time, decision->time, ME_DECISION_PROBATION))
            return true;
    }
    return false;
}

/* Whether no client but that of `row` came around it. */
static bool stands_alone(const struct me_decision_host *host, const struct me_decision *row,
                         const struct me_decision *debug, int64_t window)
{
    for (uint32_t i = 0; i < host->start_count; i++)
        if (near(host->starts[i].time, debug->time, window + ME_DECISION_DIALOGUE) &&
            !me_ip_equal(host->starts[i].client_ip, row->client_ip))
            return false;
    return true;
}

/* Whether the order in which the host's records come lets the pair be believed. */
static bool is_trusted(const struct me_decision_host *host, const struct me_decision *row,
                       const struct me_decision *debug, int64_t window)
{
    const int64_t disorder = host->disorder;
    if (host->disordered && near(disorder, debug->time, ME_DECISION_PROBATION))
        return !near(disorder, debug->time, ME_DECISION_DISTRUST) && row->time == debug->time &&
               stands_alone(host, row, debug, window);
    return !near(host->first, debug->time, ME_DECISION_PROBATION) || stands_alone(host, row, debug, window);
}

/* Whether a decision that is no longer in the ring may lie within the window of one of the two. */
static bool may_be_dropped(const struct me_decision_ring *ring, int64_t a, int64_t b,
                           const struct me_decision_limits *limits)
{
    return ring->dropped && limits->clock - ring->dropped_when <= limits->ttl &&
           ring->dropped_last >= (a < b ? a : b) - limits->window;
}

/* Notes which log had its half first, and returns whether that can be believed. Two pairs of the other order change the
 * habit. */
static bool is_usual(struct me_decision_ring *ring, bool debug_first)
{
    if (ring->habit == 0 || ring->habit_debug_first == debug_first) {
        ring->habit_debug_first = debug_first;
        if (ring->habit < ME_DECISION_HABIT)
            ring->habit++;
        return true;
    }
    const bool firm = ring->habit == ME_DECISION_HABIT;
    ring->habit = firm ? 0 : 1;
    ring->habit_debug_first = debug_first;
    return !firm;
}

bool me_decision_join(struct me_decision_host *host, enum me_decision_kind kind, const struct me_decision *decision,
                      const struct me_decision_limits *limits, struct me_decision *other)
{
    struct me_decision_ring *ring = &host->ring[kind];
    const int64_t window = limits->window;
    see(host, decision->time);
    if (was_overtaken(ring, decision))
        me_decision_disorder(host, decision->time);
    struct me_decision *found = NULL;
    bool one_session = true;
    if (!decision->claimed && !decision->undecided)
        found = decision->debug ? find_row(ring, decision, window, &one_session) : find_debug(ring, decision, window);
    const bool again = found != NULL && found->claimed; /* by the twin */
    const struct me_decision *row = decision->debug ? found : decision, *debug = decision->debug ? decision : found;
    const bool joined = found != NULL && is_trusted(host, row, debug, window) &&
                        !may_be_dropped(ring, decision->time, found->time, limits) &&
                        (again || is_usual(ring, !decision->debug));
    if (joined) {
        found->claimed = found->joined = true;
        *other = *found;
    }
    if (joined && !one_session)
        other->session[0] = other->session[1] = 0;
    add(ring, decision, joined, limits);
    return joined;
}
