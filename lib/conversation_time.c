/* SPDX-License-Identifier: Apache-2.0
 *
 * What can be known: a row and a Debug record within `window` seconds of each other may be the same denial. When two
 * rows or two Debug records lie within the window of either, nobody can say which belong together, so none are joined,
 * whether or not one of them has found its counterpart already.
 *
 * What cannot be known is what has not come yet, since nothing is held back. A row of client 1, then the Debug record
 * of client 2, then the rest: at the second record only one pair is in sight, and it is a wrong one. When each log
 * comes in its own order and whole, however far one lags behind the other, this cannot happen: before the Debug record
 * of client 2 came that of client 1, which is then a second Debug record in the window. It takes records out of order
 * or lost ones, and a second denial of another client within the window.
 *
 * Records out of order show themselves: rows that come after their connection's QUIT or before its greeting, denials of
 * one log with falling times. Around such a record nothing is joined for ME_CONVERSATION_CALM seconds of log time. What
 * remains is the first disorder after a calm minute, exactly between two clients' denials; and a lost Debug record
 * whose row is then taken for that of another denial within the window. Both are rare and not zero: correlate="time" is
 * an inference, marked as such, and ids are what is sure.
 *
 * A denial that finds the ring full pushes out the oldest, which might have been a second candidate: around it nothing
 * is joined either.
 */
#include "conversation_time.h"

static bool near(int64_t a, int64_t b, int64_t seconds)
{
    return a - b <= seconds && b - a <= seconds;
}

void me_conversation_time_disorder(struct me_conversation_host *host, int64_t time)
{
    host->disordered = true;
    host->disorder = time;
}

static void drop(struct me_conversation_host *host, int64_t time, int64_t clock, int64_t ttl)
{
    if (host->dropped && time <= host->dropped_last && clock - host->dropped_when <= ttl)
        return;
    host->dropped = true;
    host->dropped_last = time;
    host->dropped_when = clock;
}

static struct me_conversation_denial *add(struct me_conversation_host *host,
                                          const struct me_conversation_denial *denial, int64_t clock, int64_t ttl)
{
    struct me_conversation_denial *slot = &host->denials[host->next];
    if (host->count == ME_CONVERSATION_DENIALS)
        drop(host, slot->time, clock, ttl);
    else
        host->count++;
    host->next = (host->next + 1) % ME_CONVERSATION_DENIALS;
    *slot = *denial;
    return slot;
}

/* The one denial of the other log within the window, when there is no second of either log. */
static struct me_conversation_denial *find_other(struct me_conversation_host *host,
                                                 const struct me_conversation_denial *denial, int64_t window)
{
    struct me_conversation_denial *other = NULL;
    for (uint32_t i = 0; i < host->count; i++) {
        struct me_conversation_denial *d = &host->denials[i];
        if (!near(d->time, denial->time, window))
            continue;
        if (d->debug == denial->debug || other != NULL)
            return NULL;
        other = d;
    }
    if (other == NULL || other->claimed)
        return NULL;
    for (uint32_t i = 0; i < host->count; i++)
        if (&host->denials[i] != other && near(host->denials[i].time, other->time, window))
            return NULL;
    return other;
}

/* Whether a later denial of the same log is here already. */
static bool overtaken(const struct me_conversation_host *host, const struct me_conversation_denial *denial)
{
    for (uint32_t i = 0; i < host->count; i++) {
        const struct me_conversation_denial *d = &host->denials[i];
        if (d->debug == denial->debug && d->time > denial->time && near(d->time, denial->time, ME_CONVERSATION_CALM))
            return true;
    }
    return false;
}

bool me_conversation_time_join(struct me_conversation_host *host, const struct me_conversation_denial *denial,
                               int64_t window, int64_t clock, int64_t ttl, struct me_conversation_denial *other)
{
    if (overtaken(host, denial))
        me_conversation_time_disorder(host, denial->time);
    struct me_conversation_denial *found = denial->claimed ? NULL : find_other(host, denial, window);
    if (found != NULL && host->disordered &&
        (near(host->disorder, denial->time, ME_CONVERSATION_CALM) || near(host->disorder, found->time, window)))
        found = NULL;
    if (found != NULL && host->dropped && clock - host->dropped_when <= ttl &&
        host->dropped_last >= (found->time < denial->time ? found->time : denial->time) - window)
        found = NULL;
    if (found != NULL) {
        found->claimed = true;
        *other = *found;
    }
    add(host, denial, clock, ttl)->claimed = denial->claimed || found != NULL;
    return found != NULL;
}
