/* SPDX-License-Identifier: Apache-2.0
 *
 * The streams of inputs that are read ahead, and the batches in their queues. For ahead.c only, which holds the lock
 * whenever it calls one of these. Knows lists, and neither threads nor who reads.
 */
#ifndef ME_AHEAD_STREAMS_H
#define ME_AHEAD_STREAMS_H

#include <pthread.h>

#include "ahead.h"

enum {
    ME_AHEAD_STREAMS_OPEN = 4, /* inputs opened before their turn: a day's logs */
    ME_AHEAD_STREAMS_ALL = ME_AHEAD_STREAMS_MAX + ME_AHEAD_STREAMS_OPEN,
};

struct me_ahead_stream {
    struct me_reader reader; /* serves one input after another */
    struct me_ahead_stream *next_idle;
    const struct me_input *input;
    struct me_batch *first, *last; /* the queue */
    size_t queued;
    int64_t latest;        /* time of the last line that was recognised */
    int64_t file_position; /* of the last batch taken */
    char *error;           /* why it could not be opened */
    bool is_opening, reading, taken;
    bool ended; /* the last batch has been read */
};

struct me_ahead {
    const struct me_note_task *task;
    const struct me_input *inputs;
    size_t input_count;
    size_t opened; /* by the taker, who alone looks at it */
    struct me_ahead_hooks hooks;
    struct me_tally tally; /* this and the next one are the taker's as well */
    int64_t bytes;         /* read since they were last reported */
    size_t next_input;     /* to be opened by whoever comes first */
    size_t extra, extra_max;

    struct me_ahead_stream
        *streams[ME_AHEAD_STREAMS_ALL]; /* in the order of inputs; those opened before their turn come last */
    size_t stream_count, ahead_count;
    struct me_ahead_stream *idle_streams; /* kept for the next input: new memory would cost page faults */
    struct me_batch *idle_batches;
    bool stopping, out_of_memory;
    unsigned helpers_waiting;

    pthread_mutex_t lock;
    pthread_cond_t work, done;
};

/* NULL when memory is out. */
struct me_batch *me_ahead_streams_batch(struct me_ahead *ahead);

/* Puts a batch behind the others of its stream. */
void me_ahead_streams_push(struct me_ahead *ahead, struct me_ahead_stream *stream, struct me_batch *batch);

/* Gives the batch back that was taken last. */
void me_ahead_streams_pop(struct me_ahead *ahead, struct me_ahead_stream *stream);

/* A stream of the next input that is still to be opened; NULL when memory is out. */
struct me_ahead_stream *me_ahead_streams_new(struct me_ahead *ahead);

/* Takes a stream that has been read to its end off the list. */
void me_ahead_streams_drop(struct me_ahead *ahead, struct me_ahead_stream *stream);

void me_ahead_streams_free(struct me_ahead_stream *stream);

#endif
