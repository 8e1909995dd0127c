/* SPDX-License-Identifier: Apache-2.0
 *
 * The caller's memory, carved into tables.
 */
#include "correlate/store.h"

#include <stdatomic.h>

enum {
    SHARDS_MAX = 32,  /* a power of two; of four workers that do nothing else, two meet in three of a hundred calls */
    SHARD_FILL = 256, /* fewer entries are not worth a shard: chance would fill one long before the others */
    HOST_SHARE = 64,  /* one host for that many conversations */
    HOSTS_MIN = 16,   /* for each of the shards that so many conversations have */
};

static const size_t ENTRY_SIZE[ME_CONVERSATION_KINDS] = {
    [ME_CONVERSATION_CONNECTION] = sizeof(struct me_session_entry),
    [ME_CONVERSATION_TRANSACTION] = sizeof(struct me_conversation_transaction_entry),
    [ME_CONVERSATION_HOST] = sizeof(struct me_conversation_host_entry),
};

static unsigned shards_of(unsigned max)
{
    unsigned shards = 1;
    while (shards < SHARDS_MAX && max / (2 * shards) >= SHARD_FILL)
        shards *= 2;
    return shards;
}

/* Each shard forgets its own oldest by its own clock, and the seed decides which shard an entry is in. */
static unsigned shards_for(const struct me_conversations_options *options)
{
    return options->alone ? 1 : shards_of(options->max);
}

static uint32_t capacity_of(const struct me_conversations_options *options, enum me_conversation_kind kind,
                            unsigned which)
{
    const unsigned shards = shards_for(options);
    if (kind != ME_CONVERSATION_HOST)
        return options->max / shards + (which < options->max % shards);
    const unsigned hosts = options->max / HOST_SHARE, least = HOSTS_MIN * shards_of(options->max);
    return (hosts > least ? hosts : least) / shards;
}

static size_t align(size_t size)
{
    return (size + ME_CACHE_LINE - 1) / ME_CACHE_LINE * ME_CACHE_LINE;
}

size_t me_conversations_size(const struct me_conversations_options *options)
{
    const unsigned shards = shards_for(options);
    uint64_t size = ME_CACHE_LINE + align(sizeof(struct me_conversations)) +
                    ME_CONVERSATION_KINDS * shards * sizeof(struct me_conversation_place);
    for (int kind = 0; kind < ME_CONVERSATION_KINDS; kind++)
        for (unsigned i = 0; i < shards; i++) {
            const uint32_t capacity = capacity_of(options, (enum me_conversation_kind)kind, i);
            size += align(me_lru_buckets_size(capacity));
            size += align(me_lru_entries_size(capacity, ENTRY_SIZE[kind]));
        }
    return (size_t)size == size ? (size_t)size : SIZE_MAX;
}

unsigned me_conversations_locks(const struct me_conversations_options *options)
{
    return ME_CONVERSATION_KINDS * shards_for(options);
}

/* The next `size` bytes of the caller's memory. */
static void *carve(char **free, size_t size)
{
    char *place = *free;
    *free += align(size);
    return place;
}

struct me_conversations *me_conversations_init(void *memory, const struct me_conversations_options *options)
{
    char *free = (char *)memory + (ME_CACHE_LINE - (uintptr_t)memory % ME_CACHE_LINE) % ME_CACHE_LINE;
    struct me_conversations *table = carve(&free, sizeof(*table));
    table->options = *options;
    table->shards = shards_for(options);
    for (int kind = 0; kind < ME_CONVERSATION_KINDS; kind++)
        table->shard[kind] = carve(&free, table->shards * sizeof(struct me_conversation_place));
    for (int kind = 0; kind < ME_CONVERSATION_KINDS; kind++)
        for (unsigned i = 0; i < table->shards; i++) {
            const uint32_t capacity = capacity_of(options, (enum me_conversation_kind)kind, i);
            void *buckets = carve(&free, me_lru_buckets_size(capacity));
            void *entries = carve(&free, me_lru_entries_size(capacity, ENTRY_SIZE[kind]));
            me_lru_init(&table->shard[kind][i].shard, capacity, ENTRY_SIZE[kind], buckets, entries);
        }
    return table;
}

/* Every conversation has a connection, a transaction or both. */
static unsigned conversations_in(uint64_t active)
{
    const uint32_t connections = (uint32_t)(active >> 32), transactions = (uint32_t)active;
    return connections > transactions ? connections : transactions;
}

int64_t me_store_count(struct me_conversations *table, enum me_conversation_kind kind,
                       struct me_conversation_place *place)
{
    static const uint64_t ENTRY[ME_CONVERSATION_KINDS] = {[ME_CONVERSATION_CONNECTION] = UINT64_C(1) << 32,
                                                          [ME_CONVERSATION_TRANSACTION] = 1,
                                                          [ME_CONVERSATION_HOST] = 0};
    const uint64_t change = ((uint64_t)place->shard.count - place->counted) * ENTRY[kind];
    const uint64_t before = atomic_fetch_add_explicit(&table->active, change, memory_order_relaxed);
    place->counted = place->shard.count;
    return (int64_t)conversations_in(before + change) - conversations_in(before);
}

unsigned me_conversations_active(const struct me_conversations *table)
{
    return conversations_in(atomic_load_explicit(&table->active, memory_order_relaxed));
}

void me_conversations_clear(struct me_conversations *table, struct me_conversations_counts *counts)
{
    for (int kind = 0; kind < ME_CONVERSATION_KINDS; kind++)
        for (unsigned which = 0; which < table->shards; which++) {
            me_lru_clear(me_store_take(table, (enum me_conversation_kind)kind, which));
            counts->active += me_store_release(table, (enum me_conversation_kind)kind, which);
        }
}
