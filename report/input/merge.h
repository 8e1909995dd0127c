/* SPDX-License-Identifier: Apache-2.0
 *
 * Inputs that belong together as one row of lines in the order of time. Knows times, no meaning.
 */
#ifndef ME_MERGE_H
#define ME_MERGE_H

#include "ahead.h"

struct me_merge;

/* Reads the `count` inputs (sorted); the arguments are those of me_ahead_new(). NULL when memory is out. */
struct me_merge *me_merge_new(const struct me_input *inputs, size_t count, const struct me_note_task *task,
                              unsigned jobs, const struct me_ahead_hooks *hooks);

/* The next line that is not foreign; NULL at the end. It is valid until the next call. `*input` is where it stands. */
const struct me_note *me_merge_next(struct me_merge *merge, const struct me_input **input);

/* What reads ahead for it: others may help it, and it says what was read. */
struct me_ahead *me_merge_ahead(const struct me_merge *merge);

/* Nobody may be helping any more. */
void me_merge_free(struct me_merge *merge);

#endif
