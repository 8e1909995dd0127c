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
    SPARSE = 4, /* most that fail are new */
};

/* --- memory ------------------------------------------------------------------------------------------------------- */

static struct me_lru_options table_of(const struct me_watch_options *options, uint32_t capacity, size_t entry_size)
{
    return (struct me_lru_options){.capacity = capacity,
                                   .entry_size = entry_size,
                                   .ranks = ME_LRU_RANKS_MAX,
                                   .sparse = SPARSE,
                                   .ttl = (int64_t)options->window * TTL_WINDOWS};
}

static struct me_lru_options entries_of(const struct me_watch_options *options)
{
    return table_of(options, options->max, sizeof(struct me_watch_entry));
}

static struct me_lru_options accounts_of(const struct me_watch_options *options)
{
    return table_of(options, options->max < ACCOUNT_SHARE ? 1 : options->max / ACCOUNT_SHARE,
                    sizeof(struct me_watch_account));
}

static uint64_t align(uint64_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

size_t me_watch_size(const struct me_watch_options *options)
{
    const struct me_lru_options entries = entries_of(options), accounts = accounts_of(options);
    const uint64_t size =
        ALIGNMENT + align(sizeof(struct me_watch)) + align(me_lru_size(&entries)) + align(me_lru_size(&accounts));
    return (size_t)size == size ? (size_t)size : SIZE_MAX;
}

/* The next `size` bytes of the caller's memory. */
static void *carve(char **free, uint64_t size)
{
    char *place = *free;
    *free += (size_t)align(size);
    return place;
}

static void make_table(struct me_lru *table, const struct me_lru_options *options, char **free)
{
    me_lru_init(table, options, carve(free, me_lru_size(options)));
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
    watch->visit.now = watch->time.seconds = INT64_MIN;
    watch->visit.ttl = (int64_t)options->window * TTL_WINDOWS;
    me_watch_draw_secrets(&watch->secrets, options->seed);
    const struct me_lru_options entries = entries_of(options), accounts = accounts_of(options);
    make_table(&watch->entries, &entries, &free);
    make_table(&watch->accounts, &accounts, &free);
    return watch;
}

/* --- entries ------------------------------------------------------------------------------------------------------ */

struct me_watch_account *me_watch_create_account(struct me_watch *watch, const struct me_watch_who *who)
{
    struct me_watch_account *account = me_lru_create(&watch->accounts, who->account.of);
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

/* Makes an entry that counts as `windows` do. One that outlived what it was divided from is overwritten. */
static void *copy(struct me_watch *watch, struct me_lru *table, const struct me_keyed_hash *identity,
                  const struct me_window windows[static ME_WINDOW_CLOCKS])
{
    struct me_watch_entry *entry = me_lru_find(table, identity->of);
    if (entry == NULL)
        entry = me_lru_create(table, identity->of);
    memcpy(entry->windows, windows, sizeof(entry->windows));
    me_lru_touch_as(table, entry, me_watch_rank(me_watch_count_in(watch, entry)));
    return entry;
}

/* An account takes over to stand for the pair, where it counted the same; or else the pair gets an entry. */
static void divide_pair(struct me_watch *watch, const struct me_watch_entry *network)
{
    struct me_watch_entry *alone = me_watch_find(watch, &network->peer);
    const struct me_keyed_hash identity = {{network->node.identity[0], network->node.identity[1]}};
    if (alone != NULL && me_keyed_equal(&alone->client, &network->client) &&
        me_watch_count_in(watch, alone) == me_watch_count_in(watch, network)) {
        alone->peer = identity;
        return;
    }
    const struct me_keyed_hash pair = me_watch_pair(&identity, &network->peer);
    copy(watch, &watch->entries, &pair, network->windows);
}

uint32_t me_watch_divide_network(struct me_watch *watch, struct me_watch_entry *network, const struct me_watch_who *who)
{
    const struct me_watch_entry before = *network; /* what is made here may push it out where there is little room */
    if (!me_keyed_equal(&network->client, &who->client))
        network->client = ME_WATCH_NOBODY;
    if (!me_keyed_equal(&network->peer, &who->account))
        network->peer = ME_WATCH_NOBODY;
    const bool client_goes = !me_keyed_equal(&before.client, &network->client),
               peer_goes = !me_keyed_equal(&before.peer, &network->peer);
    const uint32_t count = me_watch_again(watch, network);
    if (client_goes)
        copy(watch, &watch->entries, &before.client, before.windows);
    if (peer_goes)
        divide_pair(watch, &before);
    return count;
}

struct me_watch_account *me_watch_divide_account(struct me_watch *watch, struct me_watch_entry *alone,
                                                 const struct me_keyed_hash *account)
{
    const struct me_watch_entry before = *alone;
    me_lru_forget(&watch->entries, alone);
    if (!me_keyed_equal(&before.peer, &ME_WATCH_NOBODY)) {
        const struct me_keyed_hash pair = me_watch_pair(&before.peer, account);
        copy(watch, &watch->entries, &pair, before.windows);
    }
    struct me_watch_account *divided = copy(watch, &watch->accounts, account, before.windows);
    for (int i = 0; i < ME_WINDOW_CLOCKS; i++)
        if (before.windows[i].steps != 0)
            me_distinct_start(&divided->clients[i], before.client.of[0], before.windows[i].newest);
        else
            me_distinct_clear(&divided->clients[i]);
    return divided;
}
