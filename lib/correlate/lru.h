/* SPDX-License-Identifier: Apache-2.0
 *
 * One shard of a table: a fixed number of entries, found by a 128-bit identity, oldest out first. Every operation takes
 * a bounded number of steps whatever the identities are. Knows nothing of what an entry holds, of locks or of clocks;
 * the caller holds the shard's lock.
 */
#ifndef ME_LRU_H
#define ME_LRU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Entries of one bucket. Identities are hashes and there are as many buckets as entries, so no bucket ever gets near
 * it, unless somebody knows the seed; then the oldest of the bucket gives way. */
enum { ME_CONVERSATION_CHAIN_MAX = 16 };

/* The first member of every entry. */
struct me_conversation_node {
    uint64_t identity[2];
    int64_t used;          /* the shard's clock when it was last taken */
    uint32_t next;         /* in the bucket, or in the list of free entries */
    uint32_t newer, older; /* in the order of use */
};

struct me_conversation_shard {
    uint32_t *buckets;
    char *entries;
    size_t entry_size;
    uint32_t bucket_mask, capacity;
    uint32_t touched; /* entries that were ever used; those behind are untouched memory */
    uint32_t free, newest, oldest;
    uint32_t count; /* entries now */
    int64_t clock;  /* seconds that passed while the shard was in use; never goes back */
    int64_t now;    /* the caller's clock that belongs to it */
    bool started;
    uint64_t evicted, expired; /* of the call under way */
};

/* Bytes of a shard's buckets, and of its entries. `capacity` is 1..2^31. */
size_t me_lru_buckets_size(uint32_t capacity);
size_t me_lru_entries_size(uint32_t capacity, size_t entry_size);

/* `buckets` and `entries` are zero and as large as the functions above say; `*shard` is zero. */
void me_lru_init(struct me_conversation_shard *shard, uint32_t capacity, size_t entry_size, void *buckets,
                 void *entries);

/* Moves the shard's clock to `now` and forgets up to two entries that have been silent for more than `ttl` seconds: as
 * a call adds no more than one, they cannot pile up. A step backwards stands still; a small one is a caller whose look
 * at the clock is a little older than another's. */
void me_lru_advance(struct me_conversation_shard *shard, int64_t now, int64_t ttl);

/* The entry of `identity`, or NULL when there is none. Expired entries are forgotten, not found. */
void *me_lru_find(struct me_conversation_shard *shard, const uint64_t identity[2], int64_t ttl);

/* Makes an entry of the shard its newest. */
void me_lru_touch(struct me_conversation_shard *shard, void *entry);

/* A new entry for `identity`, which must not be in the shard. It may push out the oldest. All but its node is as its
 * last user left it. */
void *me_lru_create(struct me_conversation_shard *shard, const uint64_t identity[2]);

/* Forgets all entries at once. Costs a pass over the buckets, 4 bytes for an entry. */
void me_lru_clear(struct me_conversation_shard *shard);

#endif
