/* SPDX-License-Identifier: Apache-2.0
 *
 * Each stream has a queue of batches: the one that is being taken, and those behind it. Every stream may have one, and
 * all together a few more for each thread, so that memory is bounded whatever the number of files. A thread that looks
 * for work reads on in the stream that has least: one without a batch, else the one whose lines end first in time, for
 * that one will be empty first. When there is nothing to read on, it opens the next input before its turn comes.
 *
 * Concurrency: everything here is guarded by `lock`, with three exceptions. The reader of a stream belongs to the
 * thread that has set `reading`. A batch belongs to the thread that has put it into the queue until it is ready, then
 * to the taker. A stream that is OPENING belongs to the thread that opens it. The taker alone closes streams, and only
 * those that have been read to their end and have no batch left, which nobody else looks at.
 */
#include "ahead.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ahead_streams.h"
#include "base/clock.h"

enum { EXTRA_PER_THREAD = 4 /* batches that may be there beyond one for each stream */ };

/* The time of the last line that has one, or `before`. */
static int64_t latest_of(const struct me_batch *b, int64_t before)
{
    for (size_t i = b->count; i > 0; i--)
        if (b->notes[i - 1].when != ME_NEVER)
            return b->notes[i - 1].when;
    return before;
}

/* --- work
 * ------------------------------------------------------------------------------------------------------------*/

static bool may_be_read(const struct me_ahead *a, const struct me_ahead_stream *s)
{
    return !s->is_opening && s->error == NULL && !s->reading && !s->ended &&
           (s->queued == 0 || a->extra < a->extra_max);
}

static bool needs_more(const struct me_ahead_stream *s, const struct me_ahead_stream *than)
{
    if ((s->queued == 0) != (than->queued == 0))
        return s->queued == 0;
    return s->latest < than->latest;
}

/* The stream that needs a batch most; NULL: none may have one. A pipe may keep its reader waiting for long, which the
 * taker may not when it needs another stream. */
static struct me_ahead_stream *find_work(const struct me_ahead *a, bool is_taker)
{
    struct me_ahead_stream *found = NULL;
    for (size_t i = 0; i < a->stream_count; i++) {
        struct me_ahead_stream *s = a->streams[i];
        if (may_be_read(a, s) && !(is_taker && s->input->is_stream) && (found == NULL || needs_more(s, found)))
            found = s;
    }
    return found;
}

static void wake_helper(struct me_ahead *a)
{
    if (a->helpers_waiting > 0)
        pthread_cond_signal(&a->work);
}

/* Reads the next batch of a stream and recognises it. Called with the lock held, which is given up meanwhile. */
static void fill(struct me_ahead *a, struct me_ahead_stream *s)
{
    struct me_batch *b = me_ahead_streams_batch(a);
    if (b == NULL) {
        a->out_of_memory = true;
        return;
    }
    me_ahead_streams_push(a, s, b);
    s->reading = true;
    pthread_mutex_unlock(&a->lock);
    me_batch_read(b, &s->reader);
    pthread_mutex_lock(&a->lock);
    s->reading = false;
    s->ended = b->is_last;
    wake_helper(a);
    pthread_mutex_unlock(&a->lock);
    me_batch_recognise(b, a->task, (struct me_span){s->input->host, s->input->host_len});
    pthread_mutex_lock(&a->lock);
    s->latest = latest_of(b, s->latest);
    a->out_of_memory |= b->out_of_memory;
    b->is_ready = true;
    pthread_cond_signal(&a->done);
}

/* --- streams
 * ---------------------------------------------------------------------------------------------------------*/

/* Called with the lock held, which is given up meanwhile. */
static void open_stream(struct me_ahead *a, struct me_ahead_stream *s)
{
    char *error = NULL;
    pthread_mutex_unlock(&a->lock);
    struct me_source *source = me_source_open(s->input->path, s->input->entry, s->input->size, &error);
    if (source != NULL)
        me_reader_open(&s->reader, source);
    else if (error == NULL)
        error = strdup(strerror(ENOMEM));
    pthread_mutex_lock(&a->lock);
    s->error = error;
    a->out_of_memory |= source == NULL && error == NULL;
    s->is_opening = false;
    pthread_cond_signal(&a->done);
}

static bool may_open_ahead(const struct me_ahead *a)
{
    return a->next_input < a->input_count && a->ahead_count < ME_AHEAD_STREAMS_OPEN &&
           !a->inputs[a->next_input].is_stream;
}

const struct me_input *me_ahead_input(const struct me_ahead *a)
{
    return a->opened < a->input_count ? &a->inputs[a->opened] : NULL;
}

struct me_ahead_stream *me_ahead_open(struct me_ahead *a)
{
    struct me_ahead_stream *s;
    const struct me_input *input = &a->inputs[a->opened++];
    pthread_mutex_lock(&a->lock);
    if (a->ahead_count > 0) {
        s = a->streams[a->stream_count - a->ahead_count--];
        while (s->is_opening)
            pthread_cond_wait(&a->done, &a->lock);
    } else {
        s = me_ahead_streams_new(a);
        if (s != NULL)
            open_stream(a, s);
    }
    char *error = s != NULL ? s->error : NULL;
    if (error != NULL) {
        s->error = NULL;
        me_ahead_streams_drop(a, s);
        s = NULL;
    }
    wake_helper(a);
    pthread_mutex_unlock(&a->lock);
    if (error != NULL)
        a->hooks.complain(a->hooks.context, input->name, error);
    free(error);
    return s;
}

/* --- taking
 * ----------------------------------------------------------------------------------------------------------*/

/* The next batch when it is there or cannot come any more. Until then the taker reads it, or another one while somebody
 * else reads it. Called with the lock held. */
static struct me_batch *wait_for_batch(struct me_ahead *a, struct me_ahead_stream *s)
{
    if (s->first == NULL || !s->first->is_ready) {
        a->hooks.before_wait(a->hooks.context, a->bytes);
        a->bytes = 0;
    }
    while (!a->out_of_memory && (s->first == NULL || !s->first->is_ready)) {
        struct me_ahead_stream *other = s->first == NULL && !s->reading ? s : find_work(a, true);
        if (other != NULL)
            fill(a, other);
        else
            pthread_cond_wait(&a->done, &a->lock);
    }
    return a->out_of_memory ? NULL : s->first;
}

/* Called behind the last batch. */
static void end_stream(struct me_ahead *a, struct me_ahead_stream *s)
{
    struct me_batch *last = s->first;
    if (last->error != NULL)
        a->hooks.complain(a->hooks.context, s->input->name, last->error);
    free(last->error);
    last->error = NULL;
    me_reader_close(&s->reader);
    pthread_mutex_lock(&a->lock);
    me_ahead_streams_pop(a, s);
    me_ahead_streams_drop(a, s);
    wake_helper(a);
    pthread_mutex_unlock(&a->lock);
}

const struct me_batch *me_ahead_next(struct me_ahead *a, struct me_ahead_stream *s)
{
    if (s->taken && s->first->is_last) {
        end_stream(a, s);
        return NULL;
    }
    pthread_mutex_lock(&a->lock);
    if (s->taken) {
        me_ahead_streams_pop(a, s);
        wake_helper(a);
    }
    struct me_batch *b = wait_for_batch(a, s);
    pthread_mutex_unlock(&a->lock);
    s->taken = b != NULL;
    if (b == NULL)
        return NULL;
    me_tally_add(&a->tally, &b->tally);
    a->bytes += b->position - s->file_position;
    s->file_position = b->position;
    return b;
}

const struct me_tally *me_ahead_tally(const struct me_ahead *a)
{
    return &a->tally;
}

bool me_ahead_out_of_memory(struct me_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    const bool out = a->out_of_memory;
    pthread_mutex_unlock(&a->lock);
    return out;
}

/* --- helping
 * ---------------------------------------------------------------------------------------------------------*/

void me_ahead_help(struct me_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    while (!a->stopping && !a->out_of_memory) {
        struct me_ahead_stream *s = find_work(a, false);
        if (s != NULL) {
            fill(a, s);
        } else if (may_open_ahead(a) && (s = me_ahead_streams_new(a)) != NULL) {
            a->ahead_count++;
            open_stream(a, s);
        } else {
            a->helpers_waiting++;
            pthread_cond_wait(&a->work, &a->lock);
            a->helpers_waiting--;
        }
    }
    pthread_cond_signal(&a->done); /* the taker may be waiting for what will not come */
    pthread_mutex_unlock(&a->lock);
}

void me_ahead_stop(struct me_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    a->stopping = true;
    pthread_cond_broadcast(&a->work);
    pthread_mutex_unlock(&a->lock);
}

struct me_ahead *me_ahead_new(const struct me_input *inputs, size_t count, const struct me_note_task *task,
                              unsigned jobs, const struct me_ahead_hooks *hooks)
{
    struct me_ahead *a = calloc(1, sizeof(*a));
    if (a == NULL)
        return NULL;
    a->inputs = inputs;
    a->input_count = count;
    a->task = task;
    a->hooks = *hooks;
    a->extra_max = jobs > 1 ? (size_t)jobs * EXTRA_PER_THREAD : 0;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->work, NULL);
    pthread_cond_init(&a->done, NULL);
    return a;
}

void me_ahead_free(struct me_ahead *a)
{
    while (a->stream_count > 0)
        me_ahead_streams_free(a->streams[--a->stream_count]);
    for (struct me_ahead_stream *s = a->idle_streams, *next; s != NULL; s = next) {
        next = s->next_idle;
        me_ahead_streams_free(s);
    }
    for (struct me_batch *b = a->idle_batches, *next; b != NULL; b = next) {
        next = b->next;
        me_batch_free(b);
    }
    pthread_cond_destroy(&a->work);
    pthread_cond_destroy(&a->done);
    pthread_mutex_destroy(&a->lock);
    free(a);
}
