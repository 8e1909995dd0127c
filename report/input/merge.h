/* SPDX-License-Identifier: Apache-2.0
 *
 * Inputs that belong together as one row of lines in the order of time. One thread takes the lines; others may help it
 * by reading ahead, and what comes out is the same. Knows times, no meaning.
 */
#ifndef ME_MERGE_H
#define ME_MERGE_H

#include "batch.h"
#include "inputs.h"

enum { ME_MERGE_STREAMS_MAX = ME_INPUTS_TOGETHER_MAX }; /* files that are open at the same time */

struct me_merge;

struct me_merge_hooks {
    void *context;
    void (*before_wait)(void *context, int64_t bytes); /* called before a read that may take long; `bytes` of the
                                                          inputs, as they lie on the disk, have been read since the last
                                                          call */
    void (*complain)(void *context, const char *name, const char *why); /* an input broke off */
};

/* Reads the `count` inputs (sorted; the caller keeps them, and `options`). NULL when memory is out. */
struct me_merge *me_merge_new(const struct me_input *inputs, size_t count, const struct me_recognise_options *options,
                              const struct me_merge_hooks *hooks);

/* The next line that is not foreign; NULL at the end. It is valid until the next call. `*input` is where it stands. */
struct me_line *me_merge_next(struct me_merge *merge, const struct me_input **input);

/* What has been read up to now. */
const struct me_tally *me_merge_tally(const struct me_merge *merge);

/* Reads ahead for whoever takes the lines, in the calling thread, until me_merge_stop() is called. */
void me_merge_help(struct me_merge *merge);

/* No line is taken any more. */
void me_merge_stop(struct me_merge *merge);

/* Nobody may be helping any more. */
void me_merge_free(struct me_merge *merge);

#endif
