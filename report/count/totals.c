/* SPDX-License-Identifier: Apache-2.0
 *
 * Sums as arrays over everything that can happen, groups as tables of their own.
 */
#include "totals.h"

#include <stdlib.h>

#include "base/clock.h"

enum {
    NAMES_BUDGET = 1 << 19,    /* 8 MiB of hashes for all sets of names together */
    LARGE_SHARE = 8,           /* the default number of threads then holds half of the rows twice */
    LARGE_SHARE_OF_PAIRS = 32, /* of accounts and places, of which a report has more than rows */
};

struct me_totals *me_totals_new(const struct me_filter *filter, const bool wanted[static ME_GROUP_KEY_MAX],
                                size_t max_groups, const struct me_hash_key *key)
{
    struct me_totals *t = calloc(1, sizeof(*t));
    if (t == NULL)
        return NULL;
    t->filter = filter;
    t->logs_first = t->logs_last = t->first = t->last = ME_NEVER;
    t->budget = (struct me_names_budget){NAMES_BUDGET, *key};
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++) {
        t->wanted[i] = wanted[i];
        me_groups_init(&t->groups[i], (enum me_group_key)i, max_groups, &t->budget);
    }
    me_accounts_init(&t->accounts, &t->budget.key);
    me_incidents_init(&t->incidents, &t->budget.key);
    return t;
}

static void extend(int64_t when, int64_t *first, int64_t *last)
{
    if (when == ME_NEVER)
        return;
    if (*first == ME_NEVER || when < *first)
        *first = when;
    if (*last == ME_NEVER || when > *last)
        *last = when;
}

void me_totals_note_record(struct me_totals *t, int64_t when)
{
    t->undated += when == ME_NEVER;
    if (when < t->logs_first || when > t->logs_last || t->logs_first == ME_NEVER)
        extend(when, &t->logs_first, &t->logs_last);
}

void me_totals_note(struct me_totals *t, int64_t when)
{
    if (when >= t->first && when <= t->last)
        return; /* nearly always; if not, of one second at least */
    if (me_filter_covers(t->filter, when))
        extend(when, &t->first, &t->last);
}

/* What the next server said to our message; a report on our clients leaves its other words out. */
static bool is_delivery(me_what what)
{
    return me_what_event(what) == ME_EVENT_DELIVERED || me_what_is_bounce(what);
}

static void select_attempt(struct me_totals *t, const struct me_attempt *a)
{
    if (a->outbound && !is_delivery(a->what) && !t->filter->only[ME_ONLY_ALL])
        return;
    t->selected++;
    if (a->when != ME_NEVER)
        t->heat[me_clock_weekday(a->when)][(a->when - me_clock_floor(a->when, ME_DAY)) / ME_HOUR]++;
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++)
        if (t->wanted[i])
            me_groups_add(&t->groups[i], a);
}

/* Most reports are on what failed: what was granted is counted beside it. */
static void add_granted(struct me_totals *t, const struct me_attempt *a)
{
    if (a->outcome == ME_OUTCOME_GRANTED && a->when != ME_NEVER && t->wanted[ME_GROUP_KEY_HOUR])
        me_granted_add(&t->granted, a->when, a->what == me_what_of(ME_EVENT_RELAY_GRANTED, ME_REASON_OPEN_RELAY));
}

static void add_login(struct me_totals *t, const struct me_attempt *a)
{
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++)
        if (t->wanted[i] && me_group_key_has_logins((enum me_group_key)i))
            me_groups_add_login(&t->groups[i], a);
}

void me_totals_add(struct me_totals *t, const struct me_attempt *a)
{
    if (!me_filter_takes(t->filter, a))
        return;
    const bool asked = me_filter_covers(t->filter, a->when);
    me_accounts_add(&t->accounts, a, asked);
    if (!asked)
        return;
    extend(a->when, &t->first, &t->last);
    if (!a->outbound || is_delivery(a->what))
        t->whats[a->what]++;
    t->failed += a->failed;
    me_incidents_add(&t->incidents, a);
    if (me_what_event(a->what) == ME_EVENT_AUTH_SUCCESS && !a->outbound)
        add_login(t, a);
    if (me_filter_selects(t->filter, a))
        select_attempt(t, a);
    else
        add_granted(t, a);
}

bool me_totals_is_large(const struct me_totals *t)
{
    bool large = t->accounts.pair_count >= ME_ACCOUNTS_PAIRS_MAX / LARGE_SHARE_OF_PAIRS;
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++)
        large |= t->groups[i].count >= t->groups[i].max / LARGE_SHARE;
    return large;
}

void me_totals_merge(struct me_totals *into, const struct me_totals *from)
{
    extend(from->logs_first, &into->logs_first, &into->logs_last);
    extend(from->logs_last, &into->logs_first, &into->logs_last);
    extend(from->first, &into->first, &into->last);
    extend(from->last, &into->first, &into->last);
    for (int i = 0; i < ME_WHAT_MAX; i++)
        into->whats[i] += from->whats[i];
    into->undated += from->undated;
    into->failed += from->failed;
    into->selected += from->selected;
    for (int day = 0; day < 7; day++)
        for (int hour = 0; hour < 24; hour++)
            into->heat[day][hour] += from->heat[day][hour];
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++)
        me_groups_merge(&into->groups[i], &from->groups[i]);
    me_accounts_merge(&into->accounts, &from->accounts);
    me_incidents_merge(&into->incidents, &from->incidents);
    me_granted_merge(&into->granted, &from->granted);
}

uint64_t me_totals_of_event(const struct me_totals *t, enum me_event event)
{
    uint64_t sum = 0;
    for (int i = 0; i < ME_REASON_MAX; i++)
        sum += t->whats[me_what_of(event, (enum me_reason)i)];
    return sum;
}

enum me_outcome me_totals_outcome_of(me_what what)
{
    switch (me_what_event(what)) {
    case ME_EVENT_RELAY_GRANTED:
        return ME_OUTCOME_GRANTED;
    case ME_EVENT_RELAY_DENIED:
    case ME_EVENT_RECIPIENT_DENIED:
        return ME_OUTCOME_DENIED;
    case ME_EVENT_LOCAL_DELIVERY:
    case ME_EVENT_CATCH_ALL_DELIVERY:
        return ME_OUTCOME_NOT_REQUIRED;
    default:
        return ME_OUTCOME_NONE;
    }
}

uint64_t me_totals_of_outcome(const struct me_totals *t, enum me_outcome outcome)
{
    uint64_t sum = 0;
    for (int i = 0; i < ME_WHAT_MAX; i++)
        if (me_totals_outcome_of((me_what)i) == outcome)
            sum += t->whats[i];
    return sum;
}

bool me_totals_out_of_memory(const struct me_totals *t)
{
    bool out = t->accounts.out_of_memory || t->incidents.out_of_memory || t->granted.out_of_memory;
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++)
        out |= t->groups[i].out_of_memory;
    return out;
}

void me_totals_free(struct me_totals *t)
{
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++)
        me_groups_free(&t->groups[i]);
    me_accounts_free(&t->accounts);
    me_incidents_free(&t->incidents);
    me_granted_free(&t->granted);
    free(t);
}
