/* SPDX-License-Identifier: Apache-2.0
 *
 * One event visits the entries of its client and network, and those of its account, all under one lock: an event holds
 * it for a hundredth of what a message costs, and hardly any message is an event. How entries are shared, and when they
 * are divided, watch_table.h says.
 */
#include "correlate/watch.h"

#include "correlate/watch_table.h"

/* --- failures ----------------------------------------------------------------------------------------------------- */

ME_INLINE uint32_t count_failure(struct me_watch *watch, const struct me_keyed_hash *identity)
{
    struct me_watch_entry *entry = me_watch_find(watch, identity);
    if (entry != NULL)
        return me_watch_again(watch, entry);
    me_watch_create(watch, identity);
    return 1;
}

/* Whether an entry that has `only` this one can count for `mine`, or has several, which are counted elsewhere. */
ME_INLINE bool fits(const struct me_keyed_hash *only, const struct me_keyed_hash *mine)
{
    return me_keyed_equal(only, mine) || me_keyed_equal(only, &ME_WATCH_NOBODY);
}

/* Counts for the client and its network. Returns whether that counted for the pair of network and account as well. */
ME_INLINE bool count_client(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_counts *counts)
{
    struct me_watch_entry *network = me_watch_find(watch, &who->network);
    if (network == NULL) {
        network = me_watch_create(watch, &who->network);
        network->client = who->client;
        network->peer = who->account;
        counts->client_failures = counts->network_failures = 1;
        return true;
    }
    const bool is_client = me_keyed_equal(&network->client, &who->client),
               is_pair = me_keyed_equal(&network->peer, &who->account);
    counts->network_failures = fits(&network->client, &who->client) && fits(&network->peer, &who->account)
                                   ? me_watch_again(watch, network)
                                   : me_watch_divide_network(watch, network, who);
    counts->client_failures = is_client ? counts->network_failures : count_failure(watch, &who->client);
    return is_pair;
}

/* Counts a failure for an account with several clients, and its client among them. */
ME_INLINE void count_in(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_account *account,
                        struct me_watch_counts *counts)
{
    struct me_window *windows = account->entry.windows;
    struct me_distinct *clients = &account->clients[0];
    uint32_t count;
    if (me_window_is_again(&windows[0], &watch->visit)) {
        count = me_window_again(&windows[0], &watch->visit);
    } else {
        bool emptied;
        struct me_window *window = me_window_take(windows, &watch->visit, &emptied);
        clients = &account->clients[window - windows];
        if (emptied)
            me_distinct_clear(clients);
        count = me_window_add(window, watch->visit.step);
    }
    me_lru_touch_as(&watch->accounts, &account->entry, me_watch_rank(count));
    if (who->has_client)
        me_distinct_add(clients, who->client.of[0], watch->visit.step);
    counts->account_failures = count;
    counts->account_clients = me_distinct_count(clients, watch->visit.step);
}

ME_INLINE void count_pair(struct me_watch *watch, const struct me_watch_who *who)
{
    const struct me_keyed_hash pair = me_watch_pair(&who->network, &who->account);
    count_failure(watch, &pair);
}

/* The first failure for an account. Its pair may have been counted before, and have outlived it. */
ME_INLINE void count_new(struct me_watch *watch, const struct me_watch_who *who, bool is_counted,
                         struct me_watch_counts *counts)
{
    counts->account_failures = 1;
    counts->account_clients = who->has_client;
    if (!who->has_client) {
        me_watch_create_account(watch, who);
        return;
    }
    const struct me_keyed_hash *peer = &ME_WATCH_NOBODY;
    if (!is_counted) {
        const struct me_keyed_hash pair = me_watch_pair(&who->network, &who->account);
        struct me_watch_entry *entry = me_watch_find(watch, &pair);
        if (entry != NULL)
            me_watch_again(watch, entry);
        else
            peer = &who->network;
    }
    struct me_watch_entry *alone = me_watch_create(watch, &who->account);
    alone->client = who->client;
    alone->peer = *peer;
}

/* `is_counted`: the pair of network and account has been, or there is none. */
ME_INLINE void count_account(struct me_watch *watch, const struct me_watch_who *who, bool is_counted,
                             struct me_watch_counts *counts)
{
    struct me_watch_account *account = me_watch_find_account(watch, &who->account);
    if (account == NULL) {
        struct me_watch_entry *alone = me_watch_find(watch, &who->account);
        if (alone == NULL) {
            count_new(watch, who, is_counted, counts);
            return;
        }
        if (who->has_client && me_keyed_equal(&alone->client, &who->client)) {
            is_counted |= me_keyed_equal(&alone->peer, &who->network);
            counts->account_failures = me_watch_again(watch, alone);
            counts->account_clients = 1;
            if (!is_counted)
                count_pair(watch, who);
            return;
        }
        account = me_watch_divide_account(watch, alone, &who->account);
    }
    if (!is_counted)
        count_pair(watch, who);
    count_in(watch, who, account, counts);
}

/* --- logins ------------------------------------------------------------------------------------------------------- */

/* Returns the entry of the client's network. */
ME_INLINE struct me_watch_entry *read_client(struct me_watch *watch, const struct me_watch_who *who,
                                             struct me_watch_counts *counts)
{
    struct me_watch_entry *network = me_watch_find(watch, &who->network), *client = NULL;
    counts->network_failures = me_watch_count_in(watch, network);
    if (network != NULL && me_keyed_equal(&network->client, &who->client))
        client = network;
    else if (network != NULL && me_keyed_equal(&network->client, &ME_WATCH_NOBODY))
        client = me_watch_find(watch, &who->client);
    counts->client_failures = me_watch_count_in(watch, client);
    return network;
}

/* Returns the account's entry where it is among those with one client. */
ME_INLINE struct me_watch_entry *read_account(struct me_watch *watch, const struct me_watch_who *who,
                                              struct me_watch_counts *counts)
{
    const struct me_watch_account *account = me_watch_find_account(watch, &who->account);
    if (account == NULL) {
        struct me_watch_entry *alone = me_watch_find(watch, &who->account);
        counts->account_failures = me_watch_count_in(watch, alone);
        counts->account_clients = counts->account_failures > 0;
        return alone;
    }
    const struct me_window *windows = account->entry.windows, *window = me_window_find(windows, &watch->visit);
    counts->account_failures = window != NULL ? me_window_count(window, watch->visit.step) : 0;
    counts->account_clients =
        window != NULL ? me_distinct_count(&account->clients[window - windows], watch->visit.step) : 0;
    return NULL;
}

/* Returns what failed since the last login, and begins anew. `alone` may be NULL. */
ME_OUT_OF_LINE static uint32_t take_failures(struct me_watch *watch, const struct me_watch_who *who,
                                             struct me_watch_entry *network, struct me_watch_entry *alone)
{
    const struct me_keyed_hash pair = me_watch_pair(&who->network, &who->account);
    struct me_watch_entry *entry = me_watch_find(watch, &pair), *counted = entry;
    if (me_keyed_equal(&network->peer, &who->account)) {
        counted = network;
        network->peer = ME_WATCH_NOBODY;
    }
    if (alone != NULL && me_keyed_equal(&alone->peer, &who->network)) {
        counted = alone;
        alone->peer = ME_WATCH_NOBODY;
    }
    const uint32_t count = me_watch_count_in(watch, counted);
    if (entry != NULL) {
        me_window_clear(entry->windows, ME_WINDOW_CLOCKS);
        me_lru_touch_as(&watch->entries, entry, 0);
    }
    return count;
}

/* A network goes later than its pairs: without it they are not there. */
ME_INLINE void read_all(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_counts *counts)
{
    struct me_watch_entry *network = NULL, *alone = NULL;
    if (who->has_client)
        network = read_client(watch, who, counts);
    if (who->has_account)
        alone = read_account(watch, who, counts);
    if (who->has_client && who->has_account)
        counts->after_failures = network != NULL ? take_failures(watch, who, network, alone) : 0;
}

/* --- an event ----------------------------------------------------------------------------------------------------- */

/* The step of the window that a time is in; rounded down, before 1970 as well. */
static int64_t step_of(const struct me_watch *watch, int64_t time)
{
    const int64_t most = INT64_C(1) << 40, window = watch->options.window;
    const int64_t sane = time < -most ? -most : time > most ? most : time;
    const int64_t scaled = sane * ME_WINDOW_STEPS;
    return scaled >= 0 ? scaled / window : -((window - 1 - scaled) / window);
}

/* Takes the step of a log time, made comparable with those of other hosts. */
ME_OUT_OF_LINE static void set_step(struct me_watch *watch, const struct me_watch_time *time)
{
    const struct me_host_clock_time in_log = {
        .host = time->host ^ time->log * UINT64_C(0x9E3779B97F4A7C15),
        .seconds = time->seconds,
        .is_utc = time->is_utc,
        .reception = time->reception,
    };
    watch->visit.step = step_of(watch, me_host_clock_common(&watch->clocks, in_log));
    watch->time = *time;
}

/* Many events have the log time of the last one. */
ME_INLINE void set_visit(struct me_watch *watch, const struct me_watch_time *time)
{
    struct me_window_visit *visit = &watch->visit;
    const struct me_watch_time *last = &watch->time;
    if (last->seconds != time->seconds || last->host != time->host || last->log != time->log ||
        last->reception != time->reception)
        set_step(watch, time);
    if (visit->now != time->now) {
        visit->now = time->now < 0 ? 0 : time->now;
        me_lru_advance(&watch->entries, visit->now);
        me_lru_advance(&watch->accounts, visit->now);
    }
    visit->owner = (uint16_t)time->host;
}

ME_INLINE void identify(const struct me_watch_secrets *secrets, const struct me_watch_event *event,
                        struct me_watch_who *who)
{
    who->has_account = event->account.len > 0 && event->what != ME_WATCH_RELAY_DENIED;
    who->account = who->has_account ? me_keyed_name(&secrets->name, event->account) : ME_WATCH_NOBODY;
    who->has_client = me_watch_identify_client(secrets, event->client_ip, &who->client, &who->network);
}

ME_INLINE void count_evicted(struct me_watch *watch, uint64_t *evicted)
{
    if ((watch->entries.evicted | watch->accounts.evicted) == 0)
        return;
    *evicted += watch->entries.evicted + watch->accounts.evicted;
    watch->entries.evicted = watch->accounts.evicted = 0;
}

void me_watch_update(struct me_watch *watch, const struct me_watch_event *event, struct me_watch_counts *counts,
                     uint64_t *evicted)
{
    const struct me_watch_options *options = &watch->options;
    struct me_watch_who who; /* not cleared */
    *counts = ME_WATCH_NO_COUNTS;
    identify(&watch->secrets, event, &who);
    options->lock(options->context);
    set_visit(watch, &event->time);
    if (event->what == ME_WATCH_LOGIN) {
        read_all(watch, &who, counts);
    } else {
        const bool is_counted = !who.has_client || count_client(watch, &who, counts);
        if (who.has_account)
            count_account(watch, &who, is_counted, counts);
        count_evicted(watch, evicted);
    }
    options->unlock(options->context);
}
