/* SPDX-License-Identifier: Apache-2.0
 *
 * The conversations of the lines that are being read. With memory.c the only place of the report that knows the table
 * of conversations.
 */
#ifndef ME_MEMORY_H
#define ME_MEMORY_H

#include "story.h"

struct me_memory;

/* NULL when memory is out. */
struct me_memory *me_memory_new(void);

/* Learns from the record and verdict of `story`, which happened on `host` at `when` (or ME_NEVER), and sets its recall
 * to what earlier ones told. */
void me_memory_exchange(struct me_memory *memory, struct me_span host, int64_t when, struct me_story *story);

void me_memory_free(struct me_memory *memory);

#endif
