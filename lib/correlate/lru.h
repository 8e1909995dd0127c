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
    int64_t used;          /* the table's clock when it was last touched */
    uint32_t next;         /* in the bucket, or in the list of free entries */
    uint32_t newer, older; /* in the order of use, among those of its rank */
    uint32_t rank;         /* 0 goes first */
};

struct me_lru {
    uint32_t *buckets;
    char *entries;
    size_t entry_size;
    uint32_t bucket_mask, capacity;
    uint32_t touched; /* entries that were ever used; those behind are untouched memory */
    uint32_t free;
    uint32_t ranks; /* in use */
    struct {
        uint32_t newest, oldest;
    } order[ME_LRU_RANKS_MAX];
    uint32_t count; /* entries now */
    int64_t clock;  /* seconds that passed while the table was in use; never goes back */
    int64_t now;    /* the caller's clock that belongs to it */
    int64_t ttl;    /* of the last call */
    bool started;
    uint64_t evicted, expired; /* of the call under way */
};

/* Bytes of a table's buckets, and of its entries. `capacity` is 1..2^31. */
size_t me_lru_buckets_size(uint32_t capacity);
size_t me_lru_entries_size(uint32_t capacity, size_t entry_size);

/* `buckets` and `entries` are zero and as large as the functions above say; `*lru` is zero. `ranks` is
 * 1..ME_LRU_RANKS_MAX. */
void me_lru_init(struct me_lru *lru, uint32_t capacity, size_t entry_size, unsigned ranks, void *buckets,
                 void *entries);

/* Moves the table's clock to `now`. A step backwards counts as standing still. A small one is a caller that read the
 * clock a little before another one did, and counts as nothing. In a table of one rank it also forgets up to two
 * entries that have been silent for more than `ttl` seconds: a call adds no more than one, so they cannot pile up. In a
 * table of several ranks they are the first to go when there is no room. */
void me_lru_advance(struct me_lru *lru, int64_t now, int64_t ttl);

/* Returns the entry of `identity`, or NULL. Expired entries are forgotten, not found. */
void *me_lru_find(struct me_lru *lru, const uint64_t identity[2], int64_t ttl);

/* Makes an entry of the table the newest one of its rank. */
void me_lru_touch(struct me_lru *lru, void *entry);

/* Makes an entry of the table the newest one of `rank`, which is below the table's number of ranks. */
void me_lru_touch_as(struct me_lru *lru, void *entry, unsigned rank);

/* Returns a new entry of rank 0 for `identity`, which must not be in the table. It may push out another. All but its
 * node is as its last user left it. */
void *me_lru_create(struct me_lru *lru, const uint64_t identity[2]);

#endif
