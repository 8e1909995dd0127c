/* SPDX-License-Identifier: Apache-2.0
 *
 * The conversations of the lines that are read. With memory.c the only place of the report that knows their store.
 */
#ifndef ME_MEMORY_H
#define ME_MEMORY_H

#include "base/hash.h"
#include "correlate/conversation.h"

struct me_memory;

/* `key` is the seed of the keys that observations hold. NULL when memory is out. */
struct me_memory *me_memory_new(const struct me_hash_key *key);

/* From now on records come from `host`. */
void me_memory_set_host(struct me_memory *memory, struct me_span host);

/* Takes a record that happened at `when` (or ME_NEVER), and sets `*context` to what is known of its conversation. */
void me_memory_update(struct me_memory *memory, int64_t when, const struct me_observation *observation,
                      struct me_context *context);

void me_memory_free(struct me_memory *memory);

#endif
