/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a store: three kinds of entries, each kind in several shards, each shard under a lock of its own. For
 * store.c and conversation.c only. It knows how large an entry is, and nothing of what happens to it.
 */
#ifndef ME_SHARD_H
#define ME_SHARD_H

#include "correlate/decision.h"
#include "correlate/lru.h"
#include "correlate/session.h"
#include "correlate/session_state.h"
#include "correlate/store.h"
#include "text/keyed_hash.h"

enum me_shard_kind { ME_SHARD_SESSION, ME_SHARD_TRANSACTION, ME_SHARD_HOST, ME_SHARD_KIND_MAX };

enum { ME_SHARD_CACHE_LINE = 64 }; /* bytes; two shards in one line would slow each other down */

struct me_shard_session {
    struct me_lru_node node;
    struct me_session session;
};

struct me_shard_transaction {
    struct me_lru_node node;
    struct me_session_state state;
};

struct me_shard_host {
    struct me_lru_node node;
    bool blind;    /* it took the place of another host: what came before may be forgotten */
    int64_t since; /* the shard's clock when that was */
    struct me_decision_host host;
};

/* A shard in cache lines of its own. */
struct me_shard {
    _Alignas(ME_SHARD_CACHE_LINE) struct me_lru entries;
    uint32_t counted; /* how many of its entries `active` contains */
};

struct me_store {
    struct me_store_options options;
    struct me_keyed_secrets secrets; /* of keys */
    unsigned shards;                 /* of each kind */
    struct me_shard *shard[ME_SHARD_KIND_MAX];
    /* Sessions, times 2^32, and transactions, over all shards. They are one number, so that each change reaches the
     * gauge exactly once, in one step, whatever the number of threads. */
    _Alignas(ME_SHARD_CACHE_LINE) _Atomic uint64_t active;
};

/* How many conversations these are: every one has a session, a transaction or both. */
static inline unsigned me_shard_conversations(uint64_t active)
{
    const uint32_t sessions = (uint32_t)(active >> 32), transactions = (uint32_t)active;
    return sessions > transactions ? sessions : transactions;
}

/* Takes a change of the shard's count into `active`. Returns by how much the number of conversations went up. The
 * caller holds the shard's lock. */
int64_t me_shard_count(struct me_store *store, enum me_shard_kind kind, struct me_shard *shard);

/* The shard of a kind that an identity is in. The bits that select it are none of those that select a bucket. */
static inline struct me_shard *me_shard_of(const struct me_store *store, enum me_shard_kind kind,
                                           const uint64_t identity[2])
{
    return &store->shard[kind][identity[0] >> 58 & (store->shards - 1)];
}

static inline unsigned me_shard_lock(const struct me_store *store, enum me_shard_kind kind,
                                     const struct me_shard *shard)
{
    return (unsigned)kind * store->shards + (unsigned)(shard - store->shard[kind]);
}

/* A shard is under its lock from its taking to its release. */
static inline void me_shard_take(const struct me_store *store, enum me_shard_kind kind, const struct me_shard *shard)
{
    if (store->options.lock != NULL)
        store->options.lock(store->options.context, me_shard_lock(store, kind, shard));
}

/* Returns by how much the number of conversations went up since the shard was taken. */
static inline int64_t me_shard_release(struct me_store *store, enum me_shard_kind kind, struct me_shard *shard)
{
    const int64_t change = shard->entries.count == shard->counted ? 0 : me_shard_count(store, kind, shard);
    if (store->options.unlock != NULL)
        store->options.unlock(store->options.context, me_shard_lock(store, kind, shard));
    return change;
}

#endif
