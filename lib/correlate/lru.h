/* SPDX-License-Identifier: Apache-2.0
 *
 * An LRU table: a fixed number of entries, found by a 128-bit identity. When it is full, the oldest entry of the lowest
 * rank goes first. Every operation takes a bounded number of steps whatever the identities are. It does not know what
 * an entry holds, and no lock and no clock: one thread at a time may use it.
 */
#ifndef ME_LRU_H
#define ME_LRU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "correlate/inline.h"

enum {
    /* Entries of one bucket. Identities are hashes and there are as many buckets as entries, so no bucket ever gets
     * near it, unless somebody knows the seed; then the oldest of the bucket goes. */
    ME_LRU_CHAIN_MAX = 16,
    ME_LRU_RANKS_MAX = 4,
};

/* The first member of every entry. */
struct me_lru_node {
    uint64_t identity[2];
    struct me_lru_node *next;  /* in the bucket, or in the list of free entries */
    int64_t used;              /* the table's clock when it was last touched */
    struct me_lru_node *newer; /* in the order of use, among those of its rank: a ring */
    uint32_t rank;             /* 0 goes first */
    struct me_lru_node *older; /* the other way round */
};

struct me_lru {
    struct me_lru_node **buckets;
    char *untouched; /* entries that were never used */
    size_t entry_size;
    struct me_lru_node *free;                     /* entries that hold nothing any more; or NULL */
    struct me_lru_node *oldest[ME_LRU_RANKS_MAX]; /* of each rank, or NULL */
    uint32_t bucket_mask;
    uint32_t ranks;            /* in use */
    uint32_t count, capacity;  /* entries now, and at most */
    bool is_stale;             /* entries may have expired since somebody looked */
    int64_t clock;             /* seconds that passed while the table was in use; never goes back */
    int64_t now;               /* the caller's clock that belongs to it; INT64_MIN: not known yet */
    int64_t ttl;               /* seconds of silence after which an entry has expired */
    int64_t live;              /* entries last touched before it have: the clock less ttl */
    uint64_t evicted, expired; /* since the caller set them to 0 */
};

struct me_lru_options {
    uint32_t capacity; /* entries, 1..2^31 */
    size_t entry_size; /* bytes, those of the node included */
    unsigned ranks;    /* 1..ME_LRU_RANKS_MAX */
    unsigned sparse;   /* buckets for each entry, a power of two. With four of them most look-ups of what is not there
                          find an empty bucket */
    int64_t ttl;       /* seconds of silence after which an entry is forgotten */
};

/* Bytes that such a table needs. */
uint64_t me_lru_size(const struct me_lru_options *options);

/* Makes a table in `memory`: me_lru_size() bytes, all zero, aligned as malloc does. `*lru` is zero. */
void me_lru_init(struct me_lru *lru, const struct me_lru_options *options, void *memory);

/* What the inline functions below leave over; they are to be called instead. */
ME_OUT_OF_LINE void me_lru_pass_time(struct me_lru *lru, int64_t now);
ME_OUT_OF_LINE void *me_lru_find_slowly(struct me_lru *lru, const uint64_t identity[2]);
ME_OUT_OF_LINE void me_lru_move(struct me_lru *lru, struct me_lru_node *node, unsigned rank);
ME_OUT_OF_LINE void me_lru_limit_bucket(struct me_lru *lru, struct me_lru_node *first);
ME_OUT_OF_LINE void me_lru_make_room(struct me_lru *lru);

/* Moves the table's clock to `now`. A step backwards counts as standing still. A small one is a caller that read the
 * clock a little before another one did, and counts as nothing. In a table of one rank it also forgets up to two
 * entries that have expired: a call adds no more than one, so they cannot pile up. In a table of several ranks they are
 * the first to go when there is no room. */
ME_INLINE void me_lru_advance(struct me_lru *lru, int64_t now)
{
    const struct me_lru_node *oldest = lru->oldest[0];
    if (lru->now != now || (lru->ranks == 1 && oldest != NULL && oldest->used < lru->live))
        me_lru_pass_time(lru, now);
}

ME_INLINE struct me_lru_node **me_lru_bucket_of(const struct me_lru *lru, const uint64_t identity[2])
{
    return &lru->buckets[identity[0] & lru->bucket_mask];
}

/* Returns the entry of `identity`, or NULL. Expired entries are forgotten, not found. */
ME_INLINE void *me_lru_find(struct me_lru *lru, const uint64_t identity[2])
{
    struct me_lru_node *node = *me_lru_bucket_of(lru, identity);
    if (node == NULL)
        return NULL;
    const bool is_first =
        node->identity[0] == identity[0] && node->identity[1] == identity[1] && node->used >= lru->live;
    return __builtin_expect(is_first, 1) ? node : me_lru_find_slowly(lru, identity);
}

/* Makes an entry of the table the newest one of `rank`, which is below the table's number of ranks. Within one second
 * all are of the same age, so that the list is left alone. */
ME_INLINE void me_lru_touch_as(struct me_lru *lru, void *entry, unsigned rank)
{
    struct me_lru_node *node = entry;
    if (node->rank != rank || node->used != lru->clock)
        me_lru_move(lru, node, rank);
}

/* Makes an entry of the table the newest one of its rank. */
ME_INLINE void me_lru_touch(struct me_lru *lru, void *entry)
{
    me_lru_touch_as(lru, entry, ((struct me_lru_node *)entry)->rank);
}

/* Forgets an entry of the table. */
void me_lru_forget(struct me_lru *lru, void *entry);

ME_INLINE void me_lru_unlink_from_bucket(const struct me_lru *lru, const struct me_lru_node *node)
{
    struct me_lru_node **link = me_lru_bucket_of(lru, node->identity);
    while (*link != node)
        link = &(*link)->next;
    *link = node->next;
}

ME_INLINE void me_lru_link_as_newest(struct me_lru *lru, struct me_lru_node *node, unsigned rank)
{
    struct me_lru_node *oldest = lru->oldest[rank];
    if (oldest == NULL)
        lru->oldest[rank] = oldest = node->older = node;
    node->newer = oldest;
    node->rank = rank;
    node->older = oldest->older;
    node->older->newer = oldest->older = node;
}

/* The newest entry of rank 0, which is in no bucket. It holds nothing, or what was the oldest one of a full table held,
 * which needs no other place in the ring. */
ME_INLINE struct me_lru_node *me_lru_take(struct me_lru *lru)
{
    struct me_lru_node *node = lru->oldest[0];
    if (lru->count == lru->capacity) {
        if (!lru->is_stale && node != NULL) {
            lru->evicted++;
            lru->oldest[0] = node->newer;
            me_lru_unlink_from_bucket(lru, node);
            return node;
        }
        me_lru_make_room(lru);
    }
    node = lru->free;
    if (node != NULL) {
        lru->free = node->next;
    } else {
        node = (struct me_lru_node *)(void *)lru->untouched;
        lru->untouched += lru->entry_size;
    }
    lru->count++;
    me_lru_link_as_newest(lru, node, 0);
    return node;
}

/* Returns a new entry of rank 0 for `identity`, which must not be in the table. It may push out another. All but its
 * node is as its last user left it. */
ME_INLINE void *me_lru_create(struct me_lru *lru, const uint64_t identity[2])
{
    struct me_lru_node **bucket = me_lru_bucket_of(lru, identity);
    if (*bucket != NULL && (*bucket)->next != NULL)
        me_lru_limit_bucket(lru, *bucket);
    struct me_lru_node *node = me_lru_take(lru);
    node->identity[0] = identity[0];
    node->identity[1] = identity[1];
    node->next = *bucket;
    node->used = lru->clock;
    *bucket = node;
    return node;
}

#endif
