/* SPDX-License-Identifier: Apache-2.0
 *
 * The conversations of the lines that are being read. With memory.c the only place of the report that knows the table
 * of conversations.
 */
#ifndef ME_MEMORY_H
#define ME_MEMORY_H

#include "correlate/conversation.h"

struct me_memory;

/* NULL when memory is out. */
struct me_memory *me_memory_new(void);

/* From now on records are of `host`. */
void me_memory_turn_to(struct me_memory *memory, struct me_span host);

/* Learns from a record, which happened at `when` (or ME_NEVER), and its verdict, and sets `*context` to what earlier
 * ones merged. */
void me_memory_update(struct me_memory *memory, int64_t when, const struct me_record *record,
                      const struct me_verdict *verdict, struct me_context *context);

void me_memory_free(struct me_memory *memory);

#endif
