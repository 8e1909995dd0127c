/* SPDX-License-Identifier: Apache-2.0
 *
 * One table holds clients, networks and pairs, another one accounts, which are larger. Both are under one lock: an
 * event holds it for a tenth of what a message costs, and hardly any message is an event.
 *
 * A pair's identity is made of those of network and account. An entry's rank is how much it counts: what a flood
 * creates counts 1 and goes first.
 */
#include "correlate/watch.h"

#include <stddef.h>
#include <string.h>

#include "correlate/distinct.h"
#include "correlate/host_clock.h"
#include "correlate/lru.h"
#include "correlate/watch_identity.h"
#include "correlate/window.h"

enum {
    ACCOUNT_SHARE = 8, /* one account for that many other entries */
    ALIGNMENT = 64,    /* bytes of a cache line */
    RANKS = ME_LRU_RANKS_MAX,
    TTL_WINDOWS = 2,
};

static const struct me_watch_identity NOBODY;

struct entry {
    struct me_lru_node node;
    struct me_watch_identity
        client; /* of a network: its only client, which has no entry of its own. NOBODY: it has several */
    struct me_window windows[ME_WINDOW_CLOCKS];
};

struct account_entry {
    struct entry entry; /* first, so that it can be used as any entry */
    struct me_distinct clients[ME_WINDOW_CLOCKS];
};

struct me_watch {
    struct me_watch_options options;
    struct me_lru entries, accounts;
    struct me_watch_secrets secrets;
    int64_t time, step; /* the last time of an event, and its step: many events have the same */
    struct me_host_clocks clocks;
};

/* --- memory ------------------------------------------------------------------------------------------------------- */

static uint32_t accounts_of(const struct me_watch_options *options)
{
    return options->max < ACCOUNT_SHARE ? 1 : options->max / ACCOUNT_SHARE;
}

static size_t align(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static uint64_t table_size(uint32_t capacity, size_t entry_size)
{
    return (uint64_t)align(me_lru_buckets_size(capacity)) + align(me_lru_entries_size(capacity, entry_size));
}

size_t me_watch_size(const struct me_watch_options *options)
{
    const uint64_t size = ALIGNMENT + align(sizeof(struct me_watch)) + table_size(options->max, sizeof(struct entry)) +
                          table_size(accounts_of(options), sizeof(struct account_entry));
    return (size_t)size == size ? (size_t)size : SIZE_MAX;
}

/* The next `size` bytes of the caller's memory. */
static void *carve(char **free, size_t size)
{
    char *place = *free;
    *free += align(size);
    return place;
}

static void make_table(struct me_lru *table, uint32_t capacity, size_t entry_size, char **free)
{
    void *buckets = carve(free, me_lru_buckets_size(capacity));
    void *entries = carve(free, me_lru_entries_size(capacity, entry_size));
    me_lru_init(table, capacity, entry_size, RANKS, buckets, entries);
}

struct me_watch *me_watch_init(void *memory, const struct me_watch_options *options)
{
    char *free = (char *)memory + (ALIGNMENT - (uintptr_t)memory % ALIGNMENT) % ALIGNMENT;
    struct me_watch *watch = carve(&free, sizeof(*watch));
    watch->options = *options;
    me_watch_draw_secrets(&watch->secrets, options->seed);
    make_table(&watch->entries, options->max, sizeof(struct entry), &free);
    make_table(&watch->accounts, accounts_of(options), sizeof(struct account_entry), &free);
    return watch;
}

/* --- one event ---------------------------------------------------------------------------------------------------- */

/* One call of me_watch_update(). */
struct call {
    struct me_watch *watch;
    const struct me_watch_event *event;
    struct me_watch_counts *counts;
    struct me_window_visit visit;
    bool has_client, has_account;
    struct me_watch_identity client, network, account;
};

static inline unsigned rank_of(uint32_t count)
{
    enum { FLOOD = 16 };
    static const uint8_t ranks[FLOOD] = {0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    return count < FLOOD ? ranks[count] : RANKS - 1;
}

static inline struct entry *find(const struct call *call, struct me_lru *table,
                                 const struct me_watch_identity *identity)
{
    return me_lru_find(table, identity->of, call->visit.ttl);
}

/* A new entry that counts one failure. */
static struct entry *create(const struct call *call, struct me_lru *table, const struct me_watch_identity *identity)
{
    struct entry *entry = me_lru_create(table, identity->of);
    me_window_start(entry->windows, &call->visit);
    return entry;
}

static uint32_t add(const struct call *call, struct entry *entry)
{
    bool emptied;
    return me_window_add(me_window_take(entry->windows, &call->visit, &emptied), call->visit.step);
}

/* Counts another failure. Returns the entry's count. */
static inline uint32_t count_again(const struct call *call, struct entry *entry)
{
    uint32_t count = me_window_again(&entry->windows[0], &call->visit);
    if (count == 0)
        count = add(call, entry);
    me_lru_touch_as(&call->watch->entries, entry, rank_of(count));
    return count;
}

/* Counts a failure. Returns the entry's count. */
static inline uint32_t count_failure(const struct call *call, const struct me_watch_identity *identity)
{
    struct entry *entry = find(call, &call->watch->entries, identity);
    if (entry != NULL)
        return count_again(call, entry);
    create(call, &call->watch->entries, identity);
    return 1;
}

/* Returns the count of an entry, or 0 where there is none. */
static uint32_t count_in(const struct call *call, const struct entry *entry)
{
    const struct me_window *window = entry != NULL ? me_window_find(entry->windows, &call->visit) : NULL;
    return window != NULL ? me_window_count(window, call->visit.step) : 0;
}

/* Counts a failure of a network that had one client before this one. The first one gets an entry of its own, since all
 * that its network has counted are its failures. */
static uint32_t count_second_client(const struct call *call, struct entry *network)
{
    struct me_lru *table = &call->watch->entries;
    const struct me_watch_identity first = network->client;
    struct me_window windows[ME_WINDOW_CLOCKS];
    memcpy(windows, network->windows, sizeof(windows));
    network->client = NOBODY;
    const uint32_t count = count_again(call, network);
    if (find(call, table, &first) == NULL) {
        struct entry *entry = me_lru_create(table, first.of); /* may push out the network where there is little room */
        memcpy(entry->windows, windows, sizeof(windows));
        me_lru_touch_as(table, entry, rank_of(count_in(call, entry)));
    }
    return count;
}

/* Counts a failure of a client, and of its network. Most networks have one client: one entry for both. */
static void count_client(const struct call *call)
{
    struct me_watch_counts *counts = call->counts;
    struct entry *network = find(call, &call->watch->entries, &call->network);
    if (network == NULL) {
        create(call, &call->watch->entries, &call->network)->client = call->client;
        counts->client_failures = counts->network_failures = 1;
    } else if (me_watch_same(&network->client, &call->client)) {
        counts->client_failures = counts->network_failures = count_again(call, network);
    } else {
        counts->network_failures =
            me_watch_same(&network->client, &NOBODY) ? count_again(call, network) : count_second_client(call, network);
        counts->client_failures = count_failure(call, &call->client);
    }
}

/* Returns what failed since the last login, and begins anew. */
static uint32_t take_failures(const struct call *call, const struct me_watch_identity *pair)
{
    struct me_lru *table = &call->watch->entries;
    struct entry *entry = find(call, table, pair);
    const uint32_t count = count_in(call, entry);
    if (entry != NULL) {
        me_window_clear(entry->windows, ME_WINDOW_CLOCKS);
        me_lru_touch_as(table, entry, 0);
    }
    return count;
}

/* A client that logs in. A network goes later than its clients and pairs: without it they are not there. */
static void read_client(const struct call *call)
{
    struct me_watch_counts *counts = call->counts;
    struct me_lru *table = &call->watch->entries;
    const struct entry *network = find(call, table, &call->network), *client = NULL;
    counts->network_failures = count_in(call, network);
    if (network != NULL && me_watch_same(&network->client, &call->client))
        client = network;
    else if (network != NULL && me_watch_same(&network->client, &NOBODY))
        client = find(call, table, &call->client);
    counts->client_failures = count_in(call, client);
    if (!call->has_account)
        return;
    const struct me_watch_identity pair = me_watch_pair(&call->network, &call->account);
    counts->after_failures = network != NULL ? take_failures(call, &pair) : 0;
}

/* Counts a failure for an account. Returns the clients of the window that it is counted in. */
static struct me_distinct *count_in_account(const struct call *call, struct account_entry *account)
{
    struct me_window *windows = account->entry.windows;
    struct me_distinct *clients = &account->clients[0];
    uint32_t count = me_window_again(&windows[0], &call->visit);
    if (count == 0) {
        bool emptied;
        struct me_window *window = me_window_take(windows, &call->visit, &emptied);
        clients = &account->clients[window - windows];
        if (emptied)
            me_distinct_clear(clients);
        count = me_window_add(window, call->visit.step);
    }
    call->counts->account_failures = count;
    me_lru_touch_as(&call->watch->accounts, &account->entry, rank_of(count));
    return clients;
}

/* The first failure for the account. */
static void create_account(const struct call *call)
{
    struct entry *entry = create(call, &call->watch->accounts, &call->account);
    struct me_distinct *clients = ((struct account_entry *)(void *)entry)->clients;
    call->counts->account_failures = 1;
    call->counts->account_clients = call->has_client;
    if (call->has_client)
        me_distinct_start(clients, call->client.of[0], call->visit.step);
    else
        me_distinct_clear(clients);
}

/* Counts a failure for the account and its client among those that failed. */
static void count_account(const struct call *call)
{
    struct me_lru *table = &call->watch->accounts;
    struct entry *entry = find(call, table, &call->account);
    if (entry == NULL) {
        create_account(call);
        return;
    }
    struct me_distinct *clients = count_in_account(call, (struct account_entry *)(void *)entry);
    if (call->has_client)
        me_distinct_add(clients, call->client.of[0], call->visit.step);
    call->counts->account_clients = me_distinct_count(clients, call->visit.step);
}

static void read_account(const struct call *call)
{
    const struct entry *entry = find(call, &call->watch->accounts, &call->account);
    const struct account_entry *account = (const struct account_entry *)(const void *)entry;
    const struct me_window *window = entry != NULL ? me_window_find(entry->windows, &call->visit) : NULL;
    call->counts->account_failures = count_in(call, entry);
    call->counts->account_clients =
        window != NULL ? me_distinct_count(&account->clients[window - entry->windows], call->visit.step) : 0;
}

static void count_all(const struct call *call)
{
    if (call->has_client)
        count_client(call);
    if (!call->has_account)
        return;
    if (call->has_client) {
        const struct me_watch_identity pair = me_watch_pair(&call->network, &call->account);
        count_failure(call, &pair);
    }
    count_account(call);
}

static void read_all(const struct call *call)
{
    if (call->has_client)
        read_client(call);
    if (call->has_account)
        read_account(call);
}

static inline void identify_all(struct call *call)
{
    const struct me_watch_event *event = call->event;
    struct me_watch_address address;
    const struct me_watch_secrets *secrets = &call->watch->secrets;
    call->has_account = event->account.len > 0 && event->what != ME_WATCH_RELAY_DENIED;
    if (call->has_account)
        call->account = me_watch_identify_account(secrets, event->account);
    call->has_client = event->client_ip[0] != '\0' && me_watch_split(event->client_ip, &address);
    if (!call->has_client)
        return;
    call->network = me_watch_identify(secrets->network, address.network);
    call->client = me_watch_identify(secrets->client, address.client);
}

/* The step of the window that a time is in; rounded down, before 1970 as well. */
static int64_t step_of(const struct me_watch *watch, int64_t time)
{
    const int64_t most = INT64_C(1) << 40, window = watch->options.window;
    const int64_t sane = time < -most ? -most : time > most ? most : time;
    const int64_t scaled = sane * ME_WINDOW_STEPS;
    return scaled >= 0 ? scaled / window : -((window - 1 - scaled) / window);
}

static void set_visit(struct call *call, int64_t now)
{
    struct me_watch *watch = call->watch;
    if (watch->time != call->event->time) {
        watch->time = call->event->time;
        watch->step = step_of(watch, watch->time);
    }
    call->visit.step = watch->step;
    call->visit.owner = (uint16_t)call->event->host;
    call->visit.now = now;
    call->visit.ttl = (int64_t)watch->options.window * TTL_WINDOWS;
    me_lru_advance(&watch->entries, now, call->visit.ttl);
    me_lru_advance(&watch->accounts, now, call->visit.ttl);
}

void me_watch_update(struct me_watch *watch, const struct me_watch_event *event, int64_t now,
                     struct me_watch_counts *counts, uint64_t *evicted)
{
    const struct me_watch_options *options = &watch->options;
    struct call call; /* not cleared whole */
    call.watch = watch;
    call.event = event;
    call.counts = counts;
    *counts = ME_WATCH_NO_COUNTS;
    identify_all(&call);
    if (options->lock != NULL)
        options->lock(options->context);
    set_visit(&call, now < 0 ? 0 : now);
    if (event->what == ME_WATCH_LOGIN)
        read_all(&call);
    else
        count_all(&call);
    *evicted += watch->entries.evicted + watch->accounts.evicted;
    if (options->unlock != NULL)
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
    return me_host_clock_common(&watch->clocks, &in_log);
}
