/* SPDX-License-Identifier: Apache-2.0
 *
 * A line as it may be shown: with `{blank}` in the place of its credentials. Knows lines, no record.
 */
#ifndef ME_MASKED_H
#define ME_MASKED_H

#include "recognise/recognise.h"

/* Memory for one line after the other. Zeroed: none yet. */
struct me_masked {
    char *bytes;
    size_t room;
};

/* Sets `*shown` to `line` without its credentials: to `line` itself when it has none, else to memory that is valid
 * until the next call. `line` is no JSON text. False when memory is out. */
bool me_masked_line(struct me_masked *masked, struct me_span line, const struct me_recognise_options *options,
                    struct me_span *shown);

/* Frees the memory, not the structure. */
void me_masked_free(struct me_masked *masked);

#endif
