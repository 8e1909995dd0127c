/* SPDX-License-Identifier: Apache-2.0
 *
 * The place where conversations are remembered: memory of a fixed size that the caller gives, and locks. It knows how
 * many conversations fit, and nothing of what a record says: conversation.h updates them.
 *
 * Use: fill in the options, take me_store_size() zeroed bytes (calloc or mmap: pages are touched as conversations come,
 * not before) and call me_store_init(). To end, free the memory: nothing else is held.
 */
#ifndef ME_STORE_H
#define ME_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    ME_STORE_MAX = 1 << 22,       /* the most that `max` may be */
    ME_STORE_TTL_MAX = 7 * 86400, /* seconds */
    ME_STORE_WINDOW_MAX = 60,     /* seconds */
};

struct me_store_options {
    unsigned max;     /* conversations remembered at once, 1..ME_STORE_MAX */
    unsigned ttl;     /* seconds until a silent one is forgotten, 1..ME_STORE_TTL_MAX */
    bool by_time;     /* also join records without any id by their log time */
    unsigned window;  /* for that: seconds of log time on either side, 0..ME_STORE_WINDOW_MAX */
    uint64_t seed[2]; /* random and secret where strangers write the records */
    bool alone;       /* one thread only: then the seed does not decide what is forgotten first */

    /* Take and release lock number `which`, 0..me_store_locks() - 1. A caller holds at most one at a time, for a
     * bounded number of steps, and calls nothing else meanwhile. Both NULL: one thread only. */
    void (*lock)(void *context, unsigned which);
    void (*unlock)(void *context, unsigned which);
    void *context;
};

/* What happened in calls of me_conversation_update(), which adds to these. */
struct me_store_counts {
    uint64_t joined;  /* records that were enriched */
    int64_t active;   /* by how much me_store_active() went up: the sum over all calls is what it returns */
    uint64_t evicted; /* conversations forgotten because there was no room */
    uint64_t expired; /* conversations forgotten because they were silent for ttl */
};

struct me_store;

/* Bytes that such a store needs: about 1.3 KiB for each of `max` conversations. SIZE_MAX, which nobody can allocate,
 * when so many do not fit into the addresses of this machine. */
size_t me_store_size(const struct me_store_options *options);

/* How many locks such a store uses: a small number that grows with `max`. */
unsigned me_store_locks(const struct me_store_options *options);

/* Makes a store in `memory`: me_store_size() bytes, all zero, aligned as malloc does. The caller keeps the memory and
 * frees it after the last call. `*options` is copied. Touches the first few KiB only. */
struct me_store *me_store_init(void *memory, const struct me_store_options *options);

/* Conversations remembered now: 0..max. May be called at any time, without a lock. Silent ones count until newer
 * records make the store notice that they have expired. */
unsigned me_store_active(const struct me_store *store);

#endif
