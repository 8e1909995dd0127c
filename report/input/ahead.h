/* SPDX-License-Identifier: Apache-2.0
 *
 * Inputs that are read ahead: one thread takes their batches, in the order of each input, and any number of others may
 * help it to read and to recognise them. What comes out is the same whoever did what. Knows batches, and no order among
 * inputs but that in which they are opened.
 */
#ifndef ME_AHEAD_H
#define ME_AHEAD_H

#include "batch.h"
#include "inputs.h"

enum { ME_AHEAD_STREAMS_MAX = ME_INPUTS_TOGETHER_MAX }; /* inputs that are taken from at the same time */

/* An input that is being read. */
struct me_ahead_stream;
struct me_ahead;

struct me_ahead_hooks {
    void *context;
    void (*before_wait)(void *context, int64_t bytes); /* called before a read that may take long; `bytes` of the
                                                          inputs, as they lie on the disk, have been read since the last
                                                          call */
    void (*complain)(void *context, const char *name, const char *why); /* an input broke off, or cannot be opened */
};

/* Reads the `count` inputs one after another (the caller keeps them, and `*task`), with up to `jobs` threads. NULL when
 * memory is out. */
struct me_ahead *me_ahead_new(const struct me_input *inputs, size_t count, const struct me_note_task *task,
                              unsigned jobs, const struct me_ahead_hooks *hooks);

/* The input that is opened next; NULL: there is none left. */
const struct me_input *me_ahead_input(const struct me_ahead *ahead);

/* Opens it, up to ME_AHEAD_STREAMS_MAX at a time. NULL when that failed, which has been said then, or when memory is
 * out. */
struct me_ahead_stream *me_ahead_open(struct me_ahead *ahead);

/* The next batch of a stream, valid until the next call for it; the one before is given back. NULL at the end, when the
 * stream has been closed, and when memory is out. */
const struct me_batch *me_ahead_next(struct me_ahead *ahead, struct me_ahead_stream *stream);

/* What has been read of the batches taken. */
const struct me_tally *me_ahead_tally(const struct me_ahead *ahead);

/* Nothing more will come, because memory was out. */
bool me_ahead_out_of_memory(struct me_ahead *ahead);

/* Reads ahead for whoever takes the batches, in the calling thread, until me_ahead_stop() is called. */
void me_ahead_help(struct me_ahead *ahead);

/* No batch is taken any more. */
void me_ahead_stop(struct me_ahead *ahead);

/* Nobody may be helping any more. */
void me_ahead_free(struct me_ahead *ahead);

#endif
