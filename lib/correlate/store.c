/* SPDX-License-Identifier: Apache-2.0
 *
 * Divides the caller's memory into shards.
 */
#include "correlate/key.h"
#include "correlate/shard.h"

#include <stdatomic.h>

enum {
    SHARDS_MAX = 32,  /* a power of two; of four workers that do nothing else, two meet in three of a hundred calls */
    SHARD_FILL = 256, /* fewer entries are not worth a shard: chance would fill one long before the others */
    HOST_SHARE = 64,  /* one host for that many conversations */
    HOSTS_MIN = 16,   /* for each of the shards that so many conversations have */
};

static const size_t ENTRY_SIZE[ME_SHARD_KIND_MAX] = {
    [ME_SHARD_SESSION] = sizeof(struct me_shard_session),
    [ME_SHARD_TRANSACTION] = sizeof(struct me_shard_transaction),
    [ME_SHARD_HOST] = sizeof(struct me_shard_host),
};

static unsigned shards_of(unsigned max)
{
    unsigned shards = 1;
    while (shards < SHARDS_MAX && max / (2 * shards) >= SHARD_FILL)
        shards *= 2;
    return shards;
}

/* With several shards the seed decides what is forgotten first: each shard forgets its own oldest entry by its own
 * clock, and the seed decides which shard an entry is in. */
static unsigned shards_for(const struct me_store_options *options)
{
    return options->alone ? 1 : shards_of(options->max);
}

static uint32_t capacity_of(const struct me_store_options *options, enum me_shard_kind kind, unsigned which)
{
    const unsigned shards = shards_for(options);
    if (kind != ME_SHARD_HOST)
        return options->max / shards + (which < options->max % shards);
    if (!options->by_time)
        return 1; /* hosts are needed only there */
    const unsigned hosts = options->max / HOST_SHARE, least = HOSTS_MIN * shards_of(options->max);
    return (hosts > least ? hosts : least) / shards;
}

static struct me_lru_options table_of(const struct me_store_options *options, enum me_shard_kind kind, unsigned which)
{
    return (struct me_lru_options){.capacity = capacity_of(options, kind, which),
                                   .entry_size = ENTRY_SIZE[kind],
                                   .ranks = 1,
                                   .sparse = 1,
                                   .ttl = options->ttl};
}

static uint64_t align(uint64_t size)
{
    return (size + ME_SHARD_CACHE_LINE - 1) / ME_SHARD_CACHE_LINE * ME_SHARD_CACHE_LINE;
}

size_t me_store_size(const struct me_store_options *options)
{
    const unsigned shards = shards_for(options);
    uint64_t size =
        ME_SHARD_CACHE_LINE + align(sizeof(struct me_store)) + ME_SHARD_KIND_MAX * shards * sizeof(struct me_shard);
    for (int kind = 0; kind < ME_SHARD_KIND_MAX; kind++)
        for (unsigned i = 0; i < shards; i++) {
            const struct me_lru_options table = table_of(options, (enum me_shard_kind)kind, i);
            size += align(me_lru_size(&table));
        }
    return (size_t)size == size ? (size_t)size : SIZE_MAX;
}

unsigned me_store_locks(const struct me_store_options *options)
{
    return ME_SHARD_KIND_MAX * shards_for(options);
}

/* The next `size` bytes of the caller's memory. */
static void *carve(char **free, size_t size)
{
    char *place = *free;
    *free += (size_t)align(size);
    return place;
}

struct me_store *me_store_init(void *memory, const struct me_store_options *options)
{
    char *free = (char *)memory + (ME_SHARD_CACHE_LINE - (uintptr_t)memory % ME_SHARD_CACHE_LINE) % ME_SHARD_CACHE_LINE;
    struct me_store *store = carve(&free, sizeof(*store));
    store->options = *options;
    me_key_draw_secrets(&store->secrets, options->seed);
    store->shards = shards_for(options);
    for (int kind = 0; kind < ME_SHARD_KIND_MAX; kind++)
        store->shard[kind] = carve(&free, store->shards * sizeof(struct me_shard));
    for (int kind = 0; kind < ME_SHARD_KIND_MAX; kind++)
        for (unsigned i = 0; i < store->shards; i++) {
            const struct me_lru_options table = table_of(options, (enum me_shard_kind)kind, i);
            me_lru_init(&store->shard[kind][i].entries, &table, carve(&free, (size_t)me_lru_size(&table)));
        }
    return store;
}

unsigned me_store_active(const struct me_store *store)
{
    return me_shard_conversations(atomic_load_explicit(&store->active, memory_order_relaxed));
}
