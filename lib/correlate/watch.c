/* SPDX-License-Identifier: Apache-2.0
 *
 * One event visits the entries of its client and network, and those of its account, all under one lock: an event holds
 * it for a hundredth of what a message costs, and hardly any message is an event. How entries are shared, and when they
 * are divided, watch_table.h says.
 */
#include "correlate/watch.h"

#include "correlate/watch_table.h"

/* --- failures ----------------------------------------------------------------------------------------------------- */

static inline uint32_t count_failure(struct me_watch *watch, const struct me_keyed_hash *identity)
{
    struct me_watch_entry *entry = me_watch_find(watch, identity);
    if (entry != NULL)
        return me_watch_again(watch, entry);
    me_watch_create(watch, identity);
    return 1;
}

static inline void count_client(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_counts *counts)
{
    struct me_watch_entry *network = me_watch_find(watch, &who->network);
    if (network == NULL) {
        me_watch_create(watch, &who->network)->client = who->client;
        counts->client_failures = counts->network_failures = 1;
    } else if (me_keyed_equal(&network->client, &who->client)) {
        counts->client_failures = counts->network_failures = me_watch_again(watch, network);
    } else {
        counts->network_failures = me_keyed_equal(&network->client, &ME_WATCH_NOBODY)
                                       ? me_watch_again(watch, network)
                                       : me_watch_divide_network(watch, network);
        counts->client_failures = count_failure(watch, &who->client);
    }
}

/* Counts a failure for an account with several clients, and its client among them. */
static void count_in(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_account *account,
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

/* `account`: NULL where it is to be made. */
static void count_pair(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_account *account,
                       struct me_watch_counts *counts)
{
    if (who->has_client) {
        const struct me_keyed_hash pair = me_watch_pair(&who->network, &who->account);
        count_failure(watch, &pair);
    }
    if (account != NULL) {
        count_in(watch, who, account, counts);
        return;
    }
    me_watch_create_account(watch, who);
    counts->account_failures = 1;
    counts->account_clients = who->has_client;
}

/* The first failure for an account, unless its pair has been counted before: that one may have outlived it. */
static void count_new(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_counts *counts)
{
    const struct me_keyed_hash pair = me_watch_pair(&who->network, &who->account);
    if (!who->has_client || me_watch_find(watch, &pair) != NULL) {
        count_pair(watch, who, NULL, counts);
        return;
    }
    struct me_watch_entry *alone = me_watch_create(watch, &who->account);
    alone->client = who->client;
    alone->network = who->network;
    counts->account_failures = counts->account_clients = 1;
}

static inline void count_account(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_counts *counts)
{
    struct me_watch_account *account = me_watch_find_account(watch, &who->account);
    if (account != NULL) {
        count_pair(watch, who, account, counts);
        return;
    }
    struct me_watch_entry *alone = me_watch_find(watch, &who->account);
    if (alone == NULL) {
        count_new(watch, who, counts);
    } else if (who->has_client && me_keyed_equal(&alone->client, &who->client)) {
        counts->account_failures = me_watch_again(watch, alone);
        counts->account_clients = 1;
    } else {
        count_pair(watch, who, me_watch_divide_account(watch, alone, &who->account), counts);
    }
}

/* --- logins ------------------------------------------------------------------------------------------------------- */

/* Returns whether anything is known of the client's network. */
static inline bool read_client(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_counts *counts)
{
    const struct me_watch_entry *network = me_watch_find(watch, &who->network), *client = NULL;
    counts->network_failures = me_watch_count_in(watch, network);
    if (network != NULL && me_keyed_equal(&network->client, &who->client))
        client = network;
    else if (network != NULL && me_keyed_equal(&network->client, &ME_WATCH_NOBODY))
        client = me_watch_find(watch, &who->client);
    counts->client_failures = me_watch_count_in(watch, client);
    return network != NULL;
}

/* Returns the account's entry where it is among those with one client. */
static inline struct me_watch_entry *read_account(struct me_watch *watch, const struct me_watch_who *who,
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

/* Returns what failed since the last login, and begins anew. */
static uint32_t take_failures(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_entry *alone)
{
    if (alone != NULL && me_keyed_equal(&alone->network, &who->network))
        me_watch_divide_account(watch, alone, &who->account);
    const struct me_keyed_hash pair = me_watch_pair(&who->network, &who->account);
    struct me_watch_entry *entry = me_watch_find(watch, &pair);
    const uint32_t count = me_watch_count_in(watch, entry);
    if (entry != NULL) {
        me_window_clear(entry->windows, ME_WINDOW_CLOCKS);
        me_lru_touch_as(&watch->entries, entry, 0);
    }
    return count;
}

/* A network goes later than its pairs: without it they are not there. */
static inline void read_all(struct me_watch *watch, const struct me_watch_who *who, struct me_watch_counts *counts)
{
    struct me_watch_entry *alone = NULL;
    const bool is_known = who->has_client && read_client(watch, who, counts);
    if (who->has_account)
        alone = read_account(watch, who, counts);
    if (who->has_client && who->has_account)
        counts->after_failures = is_known ? take_failures(watch, who, alone) : 0;
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

static inline void set_visit(struct me_watch *watch, const struct me_watch_event *event, int64_t now)
{
    struct me_window_visit *visit = &watch->visit;
    if (watch->time != event->time) {
        watch->time = event->time;
        visit->step = step_of(watch, event->time);
    }
    if (visit->now != now) {
        visit->now = now < 0 ? 0 : now;
        me_lru_advance(&watch->entries, visit->now);
        me_lru_advance(&watch->accounts, visit->now);
    }
    visit->owner = (uint16_t)event->host;
}

static inline void identify(const struct me_watch_secrets *secrets, const struct me_watch_event *event,
                            struct me_watch_who *who)
{
    who->has_account = event->account.len > 0 && event->what != ME_WATCH_RELAY_DENIED;
    if (who->has_account)
        who->account = me_keyed_name(&secrets->name, event->account);
    who->has_client = me_watch_identify_client(secrets, event->client_ip, &who->client, &who->network);
}

void me_watch_update(struct me_watch *watch, const struct me_watch_event *event, int64_t now,
                     struct me_watch_counts *counts, uint64_t *evicted)
{
    const struct me_watch_options *options = &watch->options;
    struct me_watch_who who; /* not cleared whole */
    *counts = ME_WATCH_NO_COUNTS;
    identify(&watch->secrets, event, &who);
    options->lock(options->context);
    watch->evicted = evicted;
    set_visit(watch, event, now);
    if (event->what == ME_WATCH_LOGIN)
        read_all(watch, &who, counts);
    else {
        if (who.has_client)
            count_client(watch, &who, counts);
        if (who.has_account)
            count_account(watch, &who, counts);
    }
    options->unlock(options->context);
}

int64_t me_watch_host_time(struct me_watch *watch, const struct me_watch_time *time)
{
    const struct me_host_clock_time in_log = {
        .host = time->host ^ time->log * UINT64_C(0x9E3779B97F4A7C15),
        .seconds = time->seconds,
        .is_utc = time->is_utc,
        .reception = time->reception,
    };
    return me_host_clock_common(&watch->clocks, in_log);
}
