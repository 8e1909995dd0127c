/* SPDX-License-Identifier: Apache-2.0
 *
 * The conversations of the lines that are read. With memory.c the only place of the report that knows their store.
 */
#ifndef ME_MEMORY_H
#define ME_MEMORY_H

#include "correlate/resolved.h"

struct me_memory;

/* NULL when memory is out. */
struct me_memory *me_memory_new(void);

/* From now on records come from `host`. */
void me_memory_set_host(struct me_memory *memory, struct me_span host);

/* Completes `resolved`, of which the record is set and happened at `when` (or ME_NEVER). */
void me_memory_update(struct me_memory *memory, int64_t when, struct me_resolved *resolved);

void me_memory_free(struct me_memory *memory);

#endif
