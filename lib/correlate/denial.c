/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be known: a row and a Debug record within `window` seconds of each other may be the same denial. When two
 * Debug records or the rows of two clients lie within the window of either, nobody can say which belong together, so
 * none are joined, whether or not one of them has found its counterpart already. Several rows of one client are no
 * second candidate for a Debug record, which asks for the client; for a row, which asks for the verdict, only its twin
 * is none: where both logs are forwarded, the Activity log and the W3C log have the same row.
 *
 * What cannot be known is what has not come yet, since nothing is held back. A row of client 1, the Debug record of
 * client 2, then the rest: at the second record only one pair is in sight, and it is a wrong one. When each log comes
 * whole and in its own order, however far one lags behind the other, this cannot happen: before the Debug record of
 * client 2 came that of client 1, which is then a second one in the window. So wrong joins take a second client's
 * denial within the window, together with one of these, and each has its guard:
 *
 * - Lost records. The Debug record of client 1 is lost, and its row is there when that of client 2 comes. Where the
 *   logs come whole, one of them is always a little ahead; a pair the other way round is two halves of two pairs, and
 *   after eight pairs of one order it is not believed.
 * - Workers that overtake each other, logs that are mixed or replayed. Disorder shows itself soon: rows before their
 *   greeting or after their QUIT, denials of one log with falling times. For half a minute of log time around such a
 *   record nothing is joined. For ten minutes only what stands alone is: row and Debug record within the same second,
 *   and no other client come around it, since the other client's first rows mostly come before its Debug record.
 *   A host's first ten minutes, in which nothing is known of its order, ask for the latter too.
 * - A full ring. A denial that pushes out another might push out the second candidate: around that nothing is joined.
 *
 * What remains is two clients within the window, of whose records the wrong two come first of all, at a host that has
 * shown no disorder for ten minutes. The replay test in tests/e2e puts figures to it. That is rare and not zero: to be
 * sure takes ids, or to hold records back. A join by time is an inference, and marked as such.
 */
#include "correlate/denial.h"

static bool near(int64_t a, int64_t b, int64_t seconds)
{
    return a - b <= seconds && b - a <= seconds;
}

static void see(struct me_conversation_host *host, int64_t time)
{
    if (host->seen)
        return;
    host->seen = true;
    host->first = time;
}

void me_denial_disorder(struct me_conversation_host *host, int64_t time)
{
    see(host, time);
    host->disordered = true;
    host->disorder = time;
}

void me_denial_start(struct me_conversation_host *host, int64_t time, const char client_ip[static ME_IP_TEXT_MAX])
{
    see(host, time);
    struct me_conversation_start *slot = &host->starts[host->start_next];
    slot->time = time;
    memcpy(slot->client_ip, client_ip, sizeof(slot->client_ip));
    host->start_next = (host->start_next + 1) % ME_CONVERSATION_STARTS;
    if (host->start_count < ME_CONVERSATION_STARTS)
        host->start_count++;
}

static void drop(struct me_conversation_host *host, int64_t time, int64_t clock, int64_t ttl)
{
    if (host->dropped && time <= host->dropped_last && clock - host->dropped_when <= ttl)
        return;
    host->dropped = true;
    host->dropped_last = time;
    host->dropped_when = clock;
}

static void add(struct me_conversation_host *host, const struct me_conversation_denial *denial, bool joined,
                int64_t clock, int64_t ttl)
{
    struct me_conversation_denial *slot = &host->denials[host->denial_next];
    if (host->denial_count == ME_CONVERSATION_DENIALS)
        drop(host, slot->time, clock, ttl);
    else
        host->denial_count++;
    host->denial_next = (host->denial_next + 1) % ME_CONVERSATION_DENIALS;
    *slot = *denial;
    slot->claimed |= joined;
    slot->joined = joined;
}

static bool same_client(const struct me_conversation_denial *a, const struct me_conversation_denial *b)
{
    return me_ip_equal(a->client_ip, b->client_ip);
}

static bool same_connection(const struct me_conversation_denial *a, const struct me_conversation_denial *b)
{
    return a->connection[0] == b->connection[0] && a->connection[1] == b->connection[1];
}

/* Whether both are one row, as the Activity log and the W3C log have it. */
static bool are_twins(const struct me_conversation_denial *a, const struct me_conversation_denial *b)
{
    return a->w3c != b->w3c && a->time == b->time && same_client(a, b) && same_connection(a, b);
}

static int64_t distance(const struct me_conversation_denial *a, const struct me_conversation_denial *b)
{
    return a->time < b->time ? b->time - a->time : a->time - b->time;
}

/* Whether within the window of `row` is a Debug record or another client's row. */
static bool is_contested(const struct me_conversation_host *host, const struct me_conversation_denial *row,
                         int64_t window)
{
    for (uint32_t i = 0; i < host->denial_count; i++) {
        const struct me_conversation_denial *d = &host->denials[i];
        if (near(d->time, row->time, window) && (d->debug || !same_client(d, row)))
            return true;
    }
    return false;
}

/* The row nearest to the Debug record `denial`, when all within its window are one client's, and no second Debug record
 * or client lies within the window of any. `*one_connection`: they are of one connection, too. */
static struct me_conversation_denial *find_row(struct me_conversation_host *host,
                                               const struct me_conversation_denial *denial, int64_t window,
                                               bool *one_connection)
{
    struct me_conversation_denial *row = NULL;
    *one_connection = true;
    for (uint32_t i = 0; i < host->denial_count; i++) {
        struct me_conversation_denial *d = &host->denials[i];
        if (!near(d->time, denial->time, window))
            continue;
        if (d->debug || d->claimed || is_contested(host, d, window))
            return NULL;
        if (row != NULL && !same_client(d, row))
            return NULL;
        *one_connection &= row == NULL || same_connection(d, row);
        if (row == NULL || distance(d, denial) < distance(row, denial))
            row = d;
    }
    return row;
}

/* The one Debug record within the window of the row `denial`, when within the window of either is no second one, and no
 * row but a twin. It may be the twin's already. */
static struct me_conversation_denial *find_debug(struct me_conversation_host *host,
                                                 const struct me_conversation_denial *denial, int64_t window)
{
    struct me_conversation_denial *debug = NULL;
    const struct me_conversation_denial *twin = NULL;
    for (uint32_t i = 0; i < host->denial_count; i++) {
        struct me_conversation_denial *d = &host->denials[i];
        if (d->debug && near(d->time, denial->time, window)) {
            if (debug != NULL)
                return NULL;
            debug = d;
        }
    }
    for (uint32_t i = 0; debug != NULL && i < host->denial_count; i++) {
        const struct me_conversation_denial *d = &host->denials[i];
        if (d == debug || !(near(d->time, denial->time, window) || near(d->time, debug->time, window)))
            continue;
        if (d->debug || twin != NULL || !are_twins(d, denial))
            return NULL;
        twin = d;
    }
    return debug != NULL && debug->claimed && !(debug->joined && twin != NULL && twin->joined) ? NULL : debug;
}

/* Whether a later denial of the same log is here already. */
static bool was_overtaken(const struct me_conversation_host *host, const struct me_conversation_denial *denial)
{
    for (uint32_t i = 0; i < host->denial_count; i++) {
        const struct me_conversation_denial *d = &host->denials[i];
        if (d->debug == denial->debug && d->w3c == denial->w3c && d->time > denial->time &&
            near(d->time, denial->time, ME_CONVERSATION_PROBATION))
            return true;
    }
    return false;
}

/* Whether no client but that of `row` came around it. */
static bool stands_alone(const struct me_conversation_host *host, const struct me_conversation_denial *row,
                         const struct me_conversation_denial *debug, int64_t window)
{
    for (uint32_t i = 0; i < host->start_count; i++)
        if (near(host->starts[i].time, debug->time, window + ME_CONVERSATION_DIALOGUE) &&
            !me_ip_equal(host->starts[i].client_ip, row->client_ip))
            return false;
    return true;
}

/* Whether the order in which the host's records come lets the pair be believed. */
static bool is_trusted(const struct me_conversation_host *host, const struct me_conversation_denial *row,
                       const struct me_conversation_denial *debug, int64_t window)
{
    const int64_t disorder = host->disorder;
    if (host->disordered && near(disorder, debug->time, ME_CONVERSATION_PROBATION))
        return !near(disorder, debug->time, ME_CONVERSATION_DISTRUST) && row->time == debug->time &&
               stands_alone(host, row, debug, window);
    return !near(host->first, debug->time, ME_CONVERSATION_PROBATION) || stands_alone(host, row, debug, window);
}

/* Whether a denial that is no longer in the ring may lie within the window of one of the two. */
static bool may_be_dropped(const struct me_conversation_host *host, int64_t a, int64_t b, int64_t window, int64_t clock,
                           int64_t ttl)
{
    return host->dropped && clock - host->dropped_when <= ttl && host->dropped_last >= (a < b ? a : b) - window;
}

/* Notes which log had its half first, and returns whether that can be believed. Twice the other way round, and the
 * habit has changed. */
static bool is_usual(struct me_conversation_host *host, bool debug_first)
{
    if (host->habit == 0 || host->habit_debug_first == debug_first) {
        host->habit_debug_first = debug_first;
        if (host->habit < ME_CONVERSATION_HABIT)
            host->habit++;
        return true;
    }
    const bool firm = host->habit == ME_CONVERSATION_HABIT;
    host->habit = firm ? 0 : 1;
    host->habit_debug_first = debug_first;
    return !firm;
}

bool me_denial_join(struct me_conversation_host *host, const struct me_conversation_denial *denial, int64_t window,
                    int64_t clock, int64_t ttl, struct me_conversation_denial *other)
{
    see(host, denial->time);
    if (was_overtaken(host, denial))
        me_denial_disorder(host, denial->time);
    struct me_conversation_denial *found = NULL;
    bool one_connection = true;
    if (!denial->claimed)
        found = denial->debug ? find_row(host, denial, window, &one_connection) : find_debug(host, denial, window);
    const bool again = found != NULL && found->claimed; /* by the twin */
    const bool joined = found != NULL &&
                        is_trusted(host, denial->debug ? found : denial, denial->debug ? denial : found, window) &&
                        !may_be_dropped(host, denial->time, found->time, window, clock, ttl) &&
                        (again || is_usual(host, !denial->debug));
    if (joined) {
        found->claimed = found->joined = true;
        *other = *found;
    }
    if (joined && !one_connection)
        other->connection[0] = other->connection[1] = 0;
    add(host, denial, joined, clock, ttl);
    return joined;
}
