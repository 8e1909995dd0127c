/* SPDX-License-Identifier: Apache-2.0
 *
 * An entry's rank is how much it counts: what a flood creates counts 1 and goes first. A pair's identity is made of
 * those of network and account.
 */
#include "correlate/watch_table.h"

enum {
    ACCOUNT_SHARE = 8, /* one account with several clients for that many other entries */
    ALIGNMENT = 64,    /* bytes of a cache line */
    TTL_WINDOWS = 2,
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
    const uint64_t size = ALIGNMENT + align(sizeof(struct me_watch)) +
                          table_size(options->max, sizeof(struct me_watch_entry)) +
                          table_size(accounts_of(options), sizeof(struct me_watch_account));
    return (size_t)size == size ? (size_t)size : SIZE_MAX;
}

/* The next `size` bytes of the caller's memory. */
static void *carve(char **free, size_t size)
{
    char *place = *free;
    *free += align(size);
    return place;
}

static void make_table(const struct me_watch *watch, struct me_lru *table, uint32_t capacity, size_t entry_size,
                       char **free)
{
    void *buckets = carve(free, me_lru_buckets_size(capacity));
    void *entries = carve(free, me_lru_entries_size(capacity, entry_size));
    me_lru_init(table, capacity, entry_size, ME_LRU_RANKS_MAX, watch->visit.ttl, buckets, entries);
}

static void lock_nothing(void *context)
{
    (void)context;
}

struct me_watch *me_watch_init(void *memory, const struct me_watch_options *options)
{
    char *free = (char *)memory + (ALIGNMENT - (uintptr_t)memory % ALIGNMENT) % ALIGNMENT;
    struct me_watch *watch = carve(&free, sizeof(*watch));
    watch->options = *options;
    if (options->lock == NULL)
        watch->options.lock = watch->options.unlock = lock_nothing;
    watch->visit.now = INT64_MIN;
    watch->visit.ttl = (int64_t)options->window * TTL_WINDOWS;
    me_watch_draw_secrets(&watch->secrets, options->seed);
    make_table(watch, &watch->entries, options->max, sizeof(struct me_watch_entry), &free);
    make_table(watch, &watch->accounts, accounts_of(options), sizeof(struct me_watch_account), &free);
    return watch;
}

/* --- entries ------------------------------------------------------------------------------------------------------ */

/* A new entry, whose windows hold anything. */
static void *create(struct me_watch *watch, struct me_lru *table, const struct me_keyed_hash *identity)
{
    void *entry = me_lru_create(table, identity->of);
    *watch->evicted += table->evicted;
    table->evicted = 0;
    return entry;
}

struct me_watch_entry *me_watch_create(struct me_watch *watch, const struct me_keyed_hash *identity)
{
    struct me_watch_entry *entry = create(watch, &watch->entries, identity);
    me_window_start(entry->windows, &watch->visit);
    return entry;
}

struct me_watch_account *me_watch_create_account(struct me_watch *watch, const struct me_watch_who *who)
{
    struct me_watch_account *account = create(watch, &watch->accounts, &who->account);
    me_window_start(account->entry.windows, &watch->visit);
    if (who->has_client)
        me_distinct_start(&account->clients[0], who->client.of[0], watch->visit.step);
    else
        me_distinct_clear(&account->clients[0]);
    return account;
}

uint32_t me_watch_again_slowly(const struct me_watch *watch, struct me_watch_entry *entry)
{
    bool emptied;
    return me_window_add(me_window_take(entry->windows, &watch->visit, &emptied), watch->visit.step);
}

/* Makes an entry that counts as `windows` do. */
static void *copy(struct me_watch *watch, struct me_lru *table, const struct me_keyed_hash *identity,
                  const struct me_window windows[static ME_WINDOW_CLOCKS])
{
    struct me_watch_entry *entry = create(watch, table, identity);
    memcpy(entry->windows, windows, sizeof(entry->windows));
    me_lru_touch_as(table, entry, me_watch_rank(me_watch_count_in(watch, entry)));
    return entry;
}

uint32_t me_watch_divide_network(struct me_watch *watch, struct me_watch_entry *network)
{
    const struct me_watch_entry before = *network;
    network->client = ME_WATCH_NOBODY;
    const uint32_t count = me_watch_again(watch, network);
    if (me_watch_find(watch, &before.client) == NULL) /* may push out the network where there is little room */
        copy(watch, &watch->entries, &before.client, before.windows);
    return count;
}

struct me_watch_account *me_watch_divide_account(struct me_watch *watch, struct me_watch_entry *alone,
                                                 const struct me_keyed_hash *account)
{
    const struct me_watch_entry before = *alone;
    const struct me_keyed_hash pair = me_watch_pair(&before.network, account);
    me_lru_forget(&watch->entries, alone);
    copy(watch, &watch->entries, &pair, before.windows);
    struct me_watch_account *divided = copy(watch, &watch->accounts, account, before.windows);
    for (int i = 0; i < ME_WINDOW_CLOCKS; i++)
        if (before.windows[i].steps != 0)
            me_distinct_start(&divided->clients[i], before.client.of[0], before.windows[i].newest);
        else
            me_distinct_clear(&divided->clients[i]);
    return divided;
}
