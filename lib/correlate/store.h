/* SPDX-License-Identifier: Apache-2.0
 *
 * Where conversations are kept: for connections, transactions and hosts, tables in shards, each under a lock of its
 * own. Knows how much there is room for, and nothing of what happens to an entry.
 */
#ifndef ME_STORE_H
#define ME_STORE_H

#include "correlate/conversation.h"
#include "correlate/session_state.h"
#include "correlate/session.h"
#include "correlate/lru.h"
#include "correlate/denial.h"

enum me_conversation_kind {
    ME_CONVERSATION_CONNECTION,
    ME_CONVERSATION_TRANSACTION,
    ME_CONVERSATION_HOST,
    ME_CONVERSATION_KINDS
};

enum { ME_CACHE_LINE = 64 }; /* bytes; neighbours in one line would slow each other down */

struct me_session_entry {
    struct me_conversation_node node;
    struct me_session connection;
};

struct me_conversation_transaction_entry {
    struct me_conversation_node node;
    struct me_session_state state;
};

struct me_conversation_host_entry {
    struct me_conversation_node node;
    bool blind;    /* it took the place of another: what came before may be forgotten */
    int64_t since; /* clock when that was */
    struct me_conversation_host host;
};

/* A shard in cache lines of its own. */
struct me_conversation_place {
    _Alignas(ME_CACHE_LINE) struct me_conversation_shard shard;
    uint32_t counted; /* its entries as `active` has them */
};

struct me_conversations {
    struct me_conversations_options options;
    unsigned shards; /* of each kind */
    struct me_conversation_place *shard[ME_CONVERSATION_KINDS];
    /* Connections, times 2^32, and transactions, over all shards: one number, so that every change of it can be merged
     * exactly once, in one step, however many threads are at it. */
    _Alignas(ME_CACHE_LINE) _Atomic uint64_t active;
};

/* Takes a change of the shard's count into `active`. Returns by how much the number of conversations went up. The
 * caller holds the shard's lock. */
int64_t me_store_count(struct me_conversations *table, enum me_conversation_kind kind,
                       struct me_conversation_place *place);

/* One shard of the table of a kind, under its lock until it is released. */
static inline struct me_conversation_shard *me_store_take(struct me_conversations *table,
                                                          enum me_conversation_kind kind, unsigned which)
{
    if (table->options.lock != NULL)
        table->options.lock(table->options.context, (unsigned)kind * table->shards + which);
    return &table->shard[kind][which].shard;
}

/* Returns by how much the number of conversations went up since it was taken. */
static inline int64_t me_store_release(struct me_conversations *table, enum me_conversation_kind kind, unsigned which)
{
    struct me_conversation_place *place = &table->shard[kind][which];
    const int64_t change = place->shard.count == place->counted ? 0 : me_store_count(table, kind, place);
    if (table->options.unlock != NULL)
        table->options.unlock(table->options.context, (unsigned)kind * table->shards + which);
    return change;
}

#endif
