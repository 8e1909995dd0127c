/* SPDX-License-Identifier: Apache-2.0
 *
 * Buckets of singly linked entries, and one doubly linked list of all in the order of use. Entries have numbers from 1
 * on; 0 is none, so that zeroed memory is an empty table.
 */
#include "correlate/lru.h"

#include <string.h>

enum { CLOCK_JITTER = 60 /* seconds that callers' clocks may differ */, SWEEP = 2 };

static struct me_conversation_node *node_of(const struct me_conversation_shard *shard, uint32_t number)
{
    return (struct me_conversation_node *)(void *)(shard->entries + (size_t)(number - 1) * shard->entry_size);
}

static uint32_t *bucket_of(const struct me_conversation_shard *shard, const uint64_t identity[2])
{
    return &shard->buckets[identity[0] & shard->bucket_mask];
}

static uint32_t bucket_count(uint32_t capacity)
{
    uint32_t count = 1;
    while (count < capacity)
        count *= 2;
    return count;
}

size_t me_lru_buckets_size(uint32_t capacity)
{
    return bucket_count(capacity) * sizeof(uint32_t);
}

size_t me_lru_entries_size(uint32_t capacity, size_t entry_size)
{
    return capacity * entry_size;
}

void me_lru_init(struct me_conversation_shard *shard, uint32_t capacity, size_t entry_size, void *buckets,
                 void *entries)
{
    shard->buckets = buckets;
    shard->entries = entries;
    shard->entry_size = entry_size;
    shard->capacity = capacity;
    shard->bucket_mask = bucket_count(capacity) - 1;
}

static void unlink_from_order(struct me_conversation_shard *shard, const struct me_conversation_node *node)
{
    if (node->newer != 0)
        node_of(shard, node->newer)->older = node->older;
    else
        shard->newest = node->older;
    if (node->older != 0)
        node_of(shard, node->older)->newer = node->newer;
    else
        shard->oldest = node->newer;
}

static void link_as_newest(struct me_conversation_shard *shard, struct me_conversation_node *node, uint32_t number)
{
    node->newer = 0;
    node->older = shard->newest;
    if (shard->newest != 0)
        node_of(shard, shard->newest)->newer = number;
    else
        shard->oldest = number;
    shard->newest = number;
}

static void forget(struct me_conversation_shard *shard, uint32_t number)
{
    struct me_conversation_node *node = node_of(shard, number);
    uint32_t *link = bucket_of(shard, node->identity);
    while (*link != number)
        link = &node_of(shard, *link)->next;
    *link = node->next;
    unlink_from_order(shard, node);
    node->next = shard->free;
    shard->free = number;
    shard->count--;
}

static bool has_expired(const struct me_conversation_shard *shard, const struct me_conversation_node *node, int64_t ttl)
{
    return shard->clock - node->used > ttl;
}

void me_lru_advance(struct me_conversation_shard *shard, int64_t now, int64_t ttl)
{
    shard->evicted = 0;
    shard->expired = 0;
    if (!shard->started || now < shard->now - CLOCK_JITTER) {
        shard->started = true;
        shard->now = now;
    } else if (now > shard->now) {
        shard->clock += now - shard->now;
        shard->now = now;
    }
    for (int i = 0; i < SWEEP && shard->oldest != 0 && has_expired(shard, node_of(shard, shard->oldest), ttl); i++) {
        forget(shard, shard->oldest);
        shard->expired++;
    }
}

void *me_lru_find(struct me_conversation_shard *shard, const uint64_t identity[2], int64_t ttl)
{
    uint32_t number = *bucket_of(shard, identity);
    struct me_conversation_node *node = NULL;
    while (number != 0) {
        node = node_of(shard, number);
        if (node->identity[0] == identity[0] && node->identity[1] == identity[1])
            break;
        number = node->next;
    }
    if (number == 0)
        return NULL;
    if (has_expired(shard, node, ttl)) {
        forget(shard, number);
        shard->expired++;
        return NULL;
    }
    return node;
}

void me_lru_touch(struct me_conversation_shard *shard, void *entry)
{
    struct me_conversation_node *node = entry;
    /* Within one second all are of the same age: most rows of a conversation spare the list. */
    if (node->used == shard->clock)
        return;
    node->used = shard->clock;
    if (node->newer == 0)
        return;
    const uint32_t number = node_of(shard, node->newer)->older;
    unlink_from_order(shard, node);
    link_as_newest(shard, node, number);
}

/* Makes room in a bucket that holds as many as it may. */
static void limit_bucket(struct me_conversation_shard *shard, const uint32_t *bucket)
{
    uint32_t last = 0;
    int length = 0;
    for (uint32_t number = *bucket; number != 0; number = node_of(shard, number)->next) {
        if (last == 0 || node_of(shard, number)->used <= node_of(shard, last)->used)
            last = number;
        length++;
    }
    if (length < ME_CONVERSATION_CHAIN_MAX)
        return;
    forget(shard, last);
    shard->evicted++;
}

void *me_lru_create(struct me_conversation_shard *shard, const uint64_t identity[2])
{
    uint32_t *bucket = bucket_of(shard, identity);
    limit_bucket(shard, bucket);
    if (shard->free == 0 && shard->touched == shard->capacity) {
        forget(shard, shard->oldest);
        shard->evicted++;
    }
    uint32_t number = shard->free;
    struct me_conversation_node *node;
    if (number != 0) {
        node = node_of(shard, number);
        shard->free = node->next;
    } else {
        number = ++shard->touched;
        node = node_of(shard, number);
    }
    node->identity[0] = identity[0];
    node->identity[1] = identity[1];
    node->used = shard->clock;
    node->next = *bucket;
    *bucket = number;
    link_as_newest(shard, node, number);
    shard->count++;
    return node;
}

void me_lru_clear(struct me_conversation_shard *shard)
{
    memset(shard->buckets, 0, ((size_t)shard->bucket_mask + 1) * sizeof(shard->buckets[0]));
    shard->free = shard->newest = shard->oldest = shard->touched = shard->count = 0;
}
