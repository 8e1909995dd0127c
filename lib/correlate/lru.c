/* SPDX-License-Identifier: Apache-2.0
 *
 * Buckets of singly linked entries, and for each rank a doubly linked list in the order of use. Entries have numbers
 * from 1 on; 0 stands for no entry, so that zeroed memory is an empty table.
 */
#include "correlate/lru.h"

#include <stdbool.h>

enum { CLOCK_JITTER = 60 /* seconds that callers' clocks may differ */, SWEEP = 2 };

static uint32_t *bucket_of(const struct me_lru *lru, const uint64_t identity[2])
{
    return &lru->buckets[identity[0] & lru->bucket_mask];
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

void me_lru_init(struct me_lru *lru, uint32_t capacity, size_t entry_size, unsigned ranks, void *buckets, void *entries)
{
    lru->ranks = ranks;
    lru->buckets = buckets;
    lru->entries = entries;
    lru->entry_size = entry_size;
    lru->capacity = capacity;
    lru->now = INT64_MIN;
    lru->bucket_mask = bucket_count(capacity) - 1;
}

static void unlink_from_order(struct me_lru *lru, const struct me_lru_node *node)
{
    if (node->newer != 0)
        me_lru_node_of(lru, node->newer)->older = node->older;
    else
        lru->order[node->rank].newest = node->older;
    if (node->older != 0)
        me_lru_node_of(lru, node->older)->newer = node->newer;
    else
        lru->order[node->rank].oldest = node->newer;
}

static void link_as_newest(struct me_lru *lru, struct me_lru_node *node, uint32_t number)
{
    uint32_t *newest = &lru->order[node->rank].newest;
    node->newer = 0;
    node->older = *newest;
    if (*newest != 0)
        me_lru_node_of(lru, *newest)->newer = number;
    else
        lru->order[node->rank].oldest = number;
    *newest = number;
}

static void forget(struct me_lru *lru, uint32_t number)
{
    struct me_lru_node *node = me_lru_node_of(lru, number);
    uint32_t *link = bucket_of(lru, node->identity);
    while (*link != number)
        link = &me_lru_node_of(lru, *link)->next;
    *link = node->next;
    unlink_from_order(lru, node);
    node->next = lru->free;
    lru->free = number;
    lru->count--;
}

static bool has_expired(const struct me_lru *lru, const struct me_lru_node *node, int64_t ttl)
{
    return lru->clock - node->used > ttl;
}

static void sweep(struct me_lru *lru, const uint32_t *oldest, int64_t ttl)
{
    for (int i = 0; i < SWEEP && *oldest != 0 && has_expired(lru, me_lru_node_of(lru, *oldest), ttl); i++) {
        forget(lru, *oldest);
        lru->expired++;
    }
}

void me_lru_pass_time(struct me_lru *lru, int64_t now)
{
    if (lru->now == INT64_MIN || now < lru->now - CLOCK_JITTER) {
        lru->now = now;
    } else if (now > lru->now) {
        lru->clock += now - lru->now;
        lru->now = now;
    }
    if (lru->ranks == 1)
        sweep(lru, &lru->order[0].oldest, lru->ttl);
}

void *me_lru_find_slowly(struct me_lru *lru, const uint64_t identity[2], int64_t ttl)
{
    uint32_t number = *bucket_of(lru, identity);
    struct me_lru_node *node = NULL;
    while (number != 0) {
        node = me_lru_node_of(lru, number);
        if (node->identity[0] == identity[0] && node->identity[1] == identity[1])
            break;
        number = node->next;
    }
    if (number == 0)
        return NULL;
    if (has_expired(lru, node, ttl)) {
        forget(lru, number);
        lru->expired++;
        return NULL;
    }
    return node;
}

void me_lru_move(struct me_lru *lru, struct me_lru_node *node, unsigned rank)
{
    node->used = lru->clock;
    if (node->newer == 0 && node->rank == rank)
        return;
    const uint32_t number = node->newer != 0 ? me_lru_node_of(lru, node->newer)->older : lru->order[node->rank].newest;
    unlink_from_order(lru, node);
    node->rank = rank;
    link_as_newest(lru, node, number);
}

/* Makes room in a bucket that holds as many entries as it may. */
static void limit_bucket(struct me_lru *lru, const uint32_t *bucket)
{
    uint32_t last = 0;
    int length = 0;
    for (uint32_t number = *bucket; number != 0; number = me_lru_node_of(lru, number)->next) {
        if (last == 0 || me_lru_node_of(lru, number)->used <= me_lru_node_of(lru, last)->used)
            last = number;
        length++;
    }
    if (length < ME_LRU_CHAIN_MAX)
        return;
    forget(lru, last);
    lru->evicted++;
}

/* Forgets an entry that has expired, or else the oldest of the lowest rank. */
static void make_room(struct me_lru *lru)
{
    uint32_t goes = 0;
    for (unsigned rank = lru->ranks; rank-- > 0;) {
        const uint32_t oldest = lru->order[rank].oldest;
        if (oldest == 0)
            continue;
        goes = oldest;
        if (has_expired(lru, me_lru_node_of(lru, oldest), lru->ttl)) {
            forget(lru, oldest);
            lru->expired++;
            return;
        }
    }
    forget(lru, goes);
    lru->evicted++;
}

void *me_lru_create(struct me_lru *lru, const uint64_t identity[2])
{
    uint32_t *bucket = bucket_of(lru, identity);
    if (*bucket != 0)
        limit_bucket(lru, bucket);
    if (lru->free == 0 && lru->touched == lru->capacity)
        make_room(lru);
    uint32_t number = lru->free;
    struct me_lru_node *node;
    if (number != 0) {
        node = me_lru_node_of(lru, number);
        lru->free = node->next;
    } else {
        number = ++lru->touched;
        node = me_lru_node_of(lru, number);
    }
    node->identity[0] = identity[0];
    node->identity[1] = identity[1];
    node->used = lru->clock;
    node->rank = 0;
    node->next = *bucket;
    *bucket = number;
    link_as_newest(lru, node, number);
    lru->count++;
    return node;
}
