/* SPDX-License-Identifier: Apache-2.0
 *
 * All inputs as one row of lines, each group of them in the order of time. Several files are read at the same time, by
 * one thread or by several; what comes out is the same. Knows times, no meaning.
 */
#ifndef ME_MERGE_H
#define ME_MERGE_H

#include "batch.h"
#include "inputs.h"

enum { ME_MERGE_STREAMS_MAX = ME_INPUTS_TOGETHER_MAX }; /* files that are open at the same time */

struct me_merge;

struct me_merge_hooks {
    void *context;
    void (*before_wait)(void *context);                                 /* called before a read that may take long */
    void (*complain)(void *context, const char *name, const char *why); /* an input broke off */
};

/* Reads `inputs` (sorted, and kept by the caller) with `jobs` threads. NULL when memory or threads are out. */
struct me_merge *me_merge_new(const struct me_inputs *inputs, unsigned jobs, const struct me_merge_hooks *hooks);

/* The next line that is not foreign; NULL at the end. It is valid until the next call. `*input` is where it stands. */
struct me_line *me_merge_next(struct me_merge *merge, const struct me_input **input);

/* What has been read up to now. */
const struct me_tally *me_merge_tally(const struct me_merge *merge);

/* Bytes of the inputs that are behind us, as they lie on the disk. */
int64_t me_merge_position(const struct me_merge *merge);

void me_merge_free(struct me_merge *merge);

#endif
