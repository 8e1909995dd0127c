/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory between two pages that nobody may touch: a read one byte before or behind what is placed there ends the
 * program. Knows bytes only.
 */
#ifndef ME_GUARDED_H
#define ME_GUARDED_H

#include "text/span.h"

struct me_guarded {
    char *begin, *end; /* what may be touched: whole pages */
};

/* Memory for at least `size` bytes. The caller frees it with me_guarded_free(). */
struct me_guarded me_guarded_new(size_t size);
void me_guarded_free(struct me_guarded *memory);

/* A copy of `text` whose end, or whose start, lies at the guard page. Valid until the next copy into `memory`. */
struct me_span me_guarded_at_end(struct me_guarded *memory, struct me_span text);
struct me_span me_guarded_at_start(struct me_guarded *memory, struct me_span text);

#endif
