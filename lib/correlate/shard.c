/* SPDX-License-Identifier: Apache-2.0
 *
 * Keeps the gauge of a store equal to the sum of its shards.
 */
#include "correlate/shard.h"

#include <stdatomic.h>

int64_t me_shard_count(struct me_store *store, enum me_shard_kind kind, struct me_shard *shard)
{
    static const uint64_t ENTRY[ME_SHARD_KIND_MAX] = {
        [ME_SHARD_SESSION] = UINT64_C(1) << 32, [ME_SHARD_TRANSACTION] = 1, [ME_SHARD_HOST] = 0};
    const uint64_t change = ((uint64_t)shard->entries.count - shard->counted) * ENTRY[kind];
    const uint64_t before = atomic_fetch_add_explicit(&store->active, change, memory_order_relaxed);
    shard->counted = shard->entries.count;
    return (int64_t)me_shard_conversations(before + change) - me_shard_conversations(before);
}
