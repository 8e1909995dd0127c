/* SPDX-License-Identifier: Apache-2.0
 *
 * Buckets of singly linked entries, and for each rank a doubly linked list in the order of use. Zeroed
 * memory is an empty table.
 */
#include "correlate/lru.h"

enum { CLOCK_JITTER = 60 /* seconds that callers' clocks may differ */, SWEEP = 2 };

static struct me_lru_node **bucket_of(const struct me_lru *lru, const uint64_t identity[2])
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
    return bucket_count(capacity) * sizeof(struct me_lru_node *);
}

size_t me_lru_entries_size(uint32_t capacity, size_t entry_size)
{
    return capacity * entry_size;
}

void me_lru_init(struct me_lru *lru, uint32_t capacity, size_t entry_size, unsigned ranks, int64_t ttl, void *buckets,
                 void *entries)
{
    lru->ttl = ttl;
    lru->live = -ttl;
    lru->ranks = ranks;
    lru->buckets = buckets;
    lru->untouched = entries;
    lru->end = lru->untouched + me_lru_entries_size(capacity, entry_size);
    lru->entry_size = entry_size;
    lru->now = INT64_MIN;
    lru->bucket_mask = bucket_count(capacity) - 1;
}

static void unlink_from_order(struct me_lru *lru, const struct me_lru_node *node)
{
    if (node->newer != NULL)
        node->newer->older = node->older;
    else
        lru->order[node->rank].newest = node->older;
    if (node->older != NULL)
        node->older->newer = node->newer;
    else
        lru->order[node->rank].oldest = node->newer;
}

static void link_as_newest(struct me_lru *lru, struct me_lru_node *node)
{
    struct me_lru_node **newest = &lru->order[node->rank].newest;
    node->newer = NULL;
    node->older = *newest;
    if (*newest != NULL)
        (*newest)->newer = node;
    else
        lru->order[node->rank].oldest = node;
    *newest = node;
}

void me_lru_forget(struct me_lru *lru, void *entry)
{
    struct me_lru_node *node = entry, **link = bucket_of(lru, node->identity);
    while (*link != node)
        link = &(*link)->next;
    *link = node->next;
    unlink_from_order(lru, node);
    node->next = lru->free;
    lru->free = node;
    lru->count--;
}

static bool has_expired(const struct me_lru *lru, const struct me_lru_node *node)
{
    return node->used < lru->live;
}

static void sweep(struct me_lru *lru, struct me_lru_node *const *oldest)
{
    for (int i = 0; i < SWEEP && *oldest != NULL && has_expired(lru, *oldest); i++) {
        me_lru_forget(lru, *oldest);
        lru->expired++;
    }
}

void me_lru_pass_time(struct me_lru *lru, int64_t now)
{
    if (lru->now == INT64_MIN || now < lru->now - CLOCK_JITTER) {
        lru->now = now;
    } else if (now > lru->now) {
        lru->clock += now - lru->now;
        lru->live = lru->clock - lru->ttl;
        lru->now = now;
    }
    if (lru->ranks == 1)
        sweep(lru, &lru->order[0].oldest);
}

void *me_lru_find_slowly(struct me_lru *lru, const uint64_t identity[2])
{
    struct me_lru_node *node = *bucket_of(lru, identity);
    while (node != NULL && (node->identity[0] != identity[0] || node->identity[1] != identity[1]))
        node = node->next;
    if (node == NULL || !has_expired(lru, node))
        return node;
    me_lru_forget(lru, node);
    lru->expired++;
    return NULL;
}

void me_lru_move(struct me_lru *lru, struct me_lru_node *node, unsigned rank)
{
    node->used = lru->clock;
    if (node->newer == NULL && node->rank == rank)
        return;
    unlink_from_order(lru, node);
    node->rank = rank;
    link_as_newest(lru, node);
}

/* Makes room in a bucket that holds as many entries as it may. */
static void limit_bucket(struct me_lru *lru, struct me_lru_node *first)
{
    struct me_lru_node *last = first;
    int length = 0;
    for (struct me_lru_node *node = first; node != NULL; node = node->next) {
        if (node->used <= last->used)
            last = node;
        length++;
    }
    if (length < ME_LRU_CHAIN_MAX)
        return;
    me_lru_forget(lru, last);
    lru->evicted++;
}

static bool oldest_has_expired(const struct me_lru *lru, unsigned rank)
{
    const struct me_lru_node *oldest = lru->order[rank].oldest;
    return oldest != NULL && has_expired(lru, oldest);
}

/* Forgets an entry that has expired, or else the oldest of the lowest rank. */
static void make_room(struct me_lru *lru)
{
    unsigned rank = lru->ranks - 1;
    while (rank > 0 && !oldest_has_expired(lru, rank))
        rank--;
    while (lru->order[rank].oldest == NULL)
        rank++;
    struct me_lru_node *goes = lru->order[rank].oldest;
    if (has_expired(lru, goes))
        lru->expired++;
    else
        lru->evicted++;
    me_lru_forget(lru, goes);
}

/* An entry that holds nothing. */
static struct me_lru_node *take_entry(struct me_lru *lru)
{
    struct me_lru_node *node = lru->free;
    if (node != NULL) {
        lru->free = node->next;
        return node;
    }
    node = (struct me_lru_node *)(void *)lru->untouched;
    lru->untouched += lru->entry_size;
    return node;
}

void *me_lru_create(struct me_lru *lru, const uint64_t identity[2])
{
    struct me_lru_node **bucket = bucket_of(lru, identity);
    if (*bucket != NULL)
        limit_bucket(lru, *bucket);
    if (lru->free == NULL && lru->untouched == lru->end)
        make_room(lru);
    struct me_lru_node *node = take_entry(lru);
    node->identity[0] = identity[0];
    node->identity[1] = identity[1];
    node->used = lru->clock;
    node->rank = 0;
    node->next = *bucket;
    *bucket = node;
    link_as_newest(lru, node);
    lru->count++;
    return node;
}
