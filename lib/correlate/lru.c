/* SPDX-License-Identifier: Apache-2.0
 *
 * Buckets of singly linked entries, and for each rank a ring in the order of use, in which the oldest entry follows the
 * newest: where the oldest one becomes the newest, the ring stays as it is. Zeroed memory is an empty table.
 */
#include "correlate/lru.h"

enum {
    CLOCK_JITTER = 60, /* seconds that callers' clocks may differ */
    SWEEP = 2,
    CACHE_LINE = 64,
};

static uint64_t bucket_count(const struct me_lru_options *options)
{
    uint64_t count = options->sparse;
    while (count < (uint64_t)options->capacity * options->sparse)
        count *= 2;
    return count;
}

/* Bytes of the buckets, up to where the entries begin. */
static uint64_t buckets_size(const struct me_lru_options *options)
{
    const uint64_t size = bucket_count(options) * sizeof(struct me_lru_node *);
    return (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
}

uint64_t me_lru_size(const struct me_lru_options *options)
{
    return buckets_size(options) + (uint64_t)options->capacity * options->entry_size;
}

void me_lru_init(struct me_lru *lru, const struct me_lru_options *options, void *memory)
{
    lru->ttl = options->ttl;
    lru->live = -options->ttl;
    lru->ranks = options->ranks;
    lru->buckets = memory;
    lru->untouched = (char *)memory + buckets_size(options);
    lru->capacity = options->capacity;
    lru->entry_size = options->entry_size;
    lru->now = INT64_MIN;
    lru->bucket_mask = (uint32_t)(bucket_count(options) - 1);
}

static void unlink_from_order(struct me_lru *lru, const struct me_lru_node *node)
{
    struct me_lru_node **oldest = &lru->oldest[node->rank];
    node->newer->older = node->older;
    node->older->newer = node->newer;
    if (*oldest == node)
        *oldest = node->newer != node ? node->newer : NULL;
}

void me_lru_forget(struct me_lru *lru, void *entry)
{
    struct me_lru_node *node = entry;
    me_lru_unlink_from_bucket(lru, node);
    unlink_from_order(lru, node);
    node->next = lru->free;
    lru->free = node;
    lru->count--;
}

static bool has_expired(const struct me_lru *lru, const struct me_lru_node *node)
{
    return node != NULL && node->used < lru->live;
}

static void sweep(struct me_lru *lru)
{
    for (int i = 0; i < SWEEP && has_expired(lru, lru->oldest[0]); i++) {
        me_lru_forget(lru, lru->oldest[0]);
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
        sweep(lru);
    lru->is_stale = true;
}

void *me_lru_find_slowly(struct me_lru *lru, const uint64_t identity[2])
{
    struct me_lru_node *node = *me_lru_bucket_of(lru, identity);
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
    if (node->rank == rank && node->newer == lru->oldest[rank])
        return;
    unlink_from_order(lru, node);
    me_lru_link_as_newest(lru, node, rank);
}

/* Makes room in a bucket that holds as many entries as it may. */
void me_lru_limit_bucket(struct me_lru *lru, struct me_lru_node *first)
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

/* The entry that has expired and is of the highest rank; or else the oldest of the lowest rank. */
static struct me_lru_node *choose(const struct me_lru *lru)
{
    for (unsigned rank = lru->ranks; rank-- > 0;)
        if (has_expired(lru, lru->oldest[rank]))
            return lru->oldest[rank];
    unsigned rank = 0;
    while (lru->oldest[rank] == NULL)
        rank++;
    return lru->oldest[rank];
}

void me_lru_make_room(struct me_lru *lru)
{
    struct me_lru_node *goes = choose(lru);
    lru->is_stale = has_expired(lru, goes);
    if (lru->is_stale)
        lru->expired++;
    else
        lru->evicted++;
    me_lru_forget(lru, goes);
}
