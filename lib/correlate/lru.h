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

enum {
    /* Entries of one bucket. Identities are hashes and there are as many buckets as entries, so no bucket ever gets
     * near it, unless somebody knows the seed; then the oldest of the bucket goes. */
    ME_LRU_CHAIN_MAX = 16,
    ME_LRU_RANKS_MAX = 4,
};

/* The first member of every entry. */
struct me_lru_node {
    uint64_t identity[2];
    int64_t used;                      /* the table's clock when it was last touched */
    struct me_lru_node *next;          /* in the bucket, or in the list of free entries */
    struct me_lru_node *newer, *older; /* in the order of use, among those of its rank */
    uint32_t rank;                     /* 0 goes first */
};

struct me_lru {
    struct me_lru_node **buckets;
    char *untouched, *end; /* entries that were never used */
    size_t entry_size;
    struct me_lru_node *free;
    struct {
        struct me_lru_node *newest, *oldest;
    } order[ME_LRU_RANKS_MAX];
    uint32_t bucket_mask;
    uint32_t ranks;            /* in use */
    uint32_t count;            /* entries now */
    int64_t clock;             /* seconds that passed while the table was in use; never goes back */
    int64_t now;               /* the caller's clock that belongs to it; INT64_MIN: not known yet */
    int64_t ttl;               /* seconds of silence after which an entry has expired */
    int64_t live;              /* entries last touched before it have: the clock less ttl */
    uint64_t evicted, expired; /* since the caller set them to 0 */
};

/* Bytes of a table's buckets, and of its entries. `capacity` is 1..2^31. */
size_t me_lru_buckets_size(uint32_t capacity);
size_t me_lru_entries_size(uint32_t capacity, size_t entry_size);

/* `buckets` and `entries` are zero and as large as the functions above say; `*lru` is zero. An entry
 * that was silent for more than `ttl` seconds is forgotten. `ranks` is 1..ME_LRU_RANKS_MAX. */
void me_lru_init(struct me_lru *lru, uint32_t capacity, size_t entry_size, unsigned ranks, int64_t ttl, void *buckets,
                 void *entries);

/* What the inline functions below leave over; they are to be called instead. */
void me_lru_pass_time(struct me_lru *lru, int64_t now);
void *me_lru_find_slowly(struct me_lru *lru, const uint64_t identity[2]);
void me_lru_move(struct me_lru *lru, struct me_lru_node *node, unsigned rank);

/* Moves the table's clock to `now`. A step backwards counts as standing still. A small one is a caller that read the
 * clock a little before another one did, and counts as nothing. In a table of one rank it also forgets up to two
 * entries that have expired: a call adds no more than one, so they cannot pile up. In a
 * table of several ranks they are the first to go when there is no room. */
static inline void me_lru_advance(struct me_lru *lru, int64_t now)
{
    const struct me_lru_node *oldest = lru->order[0].oldest;
    if (lru->now != now || (lru->ranks == 1 && oldest != NULL && oldest->used < lru->live))
        me_lru_pass_time(lru, now);
}

/* Returns the entry of `identity`, or NULL. Expired entries are forgotten, not found. */
static inline void *me_lru_find(struct me_lru *lru, const uint64_t identity[2])
{
    struct me_lru_node *node = lru->buckets[identity[0] & lru->bucket_mask];
    if (node == NULL)
        return NULL;
    const bool is_first =
        node->identity[0] == identity[0] && node->identity[1] == identity[1] && node->used >= lru->live;
    return __builtin_expect(is_first, 1) ? node : me_lru_find_slowly(lru, identity);
}

/* Makes an entry of the table the newest one of `rank`, which is below the table's number of ranks. Within one second
 * all are of the same age, so that the list is left alone. */
static inline void me_lru_touch_as(struct me_lru *lru, void *entry, unsigned rank)
{
    struct me_lru_node *node = entry;
    if (node->rank != rank || node->used != lru->clock)
        me_lru_move(lru, node, rank);
}

/* Makes an entry of the table the newest one of its rank. */
static inline void me_lru_touch(struct me_lru *lru, void *entry)
{
    me_lru_touch_as(lru, entry, ((struct me_lru_node *)entry)->rank);
}

/* Forgets an entry of the table. */
void me_lru_forget(struct me_lru *lru, void *entry);

/* Returns a new entry of rank 0 for `identity`, which must not be in the table. It may push out another. All but its
 * node is as its last user left it. */
void *me_lru_create(struct me_lru *lru, const uint64_t identity[2]);

#endif
