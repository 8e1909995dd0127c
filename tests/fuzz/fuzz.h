/* SPDX-License-Identifier: Apache-2.0
 *
 * What every fuzz target shares: the entry point, an assertion that no build leaves out, and the fuzzer's bytes taken
 * as choices.
 */
#ifndef ME_FUZZ_H
#define ME_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "text/span.h"

#define FUZZ_ASSERT(condition) ((condition) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes that are left. */
struct fuzz_choices {
    const uint8_t *data;
    size_t size;
};

/* A number below `limit`, 1..256; 0 when no bytes are left. */
static inline size_t fuzz_choose(struct fuzz_choices *c, size_t limit)
{
    if (c->size == 0)
        return 0;
    c->size--;
    return *c->data++ % limit;
}

/* Up to `max`, at most 255, of the bytes; they stay where they are. */
static inline struct me_span fuzz_take(struct fuzz_choices *c, size_t max)
{
    const size_t wanted = fuzz_choose(c, max + 1), len = wanted < c->size ? wanted : c->size;
    const struct me_span taken = {(const char *)c->data, len};
    c->data += len;
    c->size -= len;
    return taken;
}

#endif
