/* SPDX-License-Identifier: Apache-2.0
 *
 * Batches and streams that are given back are kept for the next one.
 */
#include "ahead_streams.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

struct me_batch *me_ahead_streams_batch(struct me_ahead *a)
{
    struct me_batch *b = a->idle_batches;
    if (b == NULL)
        return me_batch_new();
    a->idle_batches = b->next;
    return b;
}

void me_ahead_streams_push(struct me_ahead *a, struct me_ahead_stream *s, struct me_batch *b)
{
    b->next = NULL;
    b->is_ready = false;
    if (s->last != NULL)
        s->last->next = b;
    else
        s->first = b;
    s->last = b;
    a->extra += s->queued > 0;
    s->queued++;
}

void me_ahead_streams_pop(struct me_ahead *a, struct me_ahead_stream *s)
{
    struct me_batch *b = s->first;
    s->first = b->next;
    if (s->first == NULL)
        s->last = NULL;
    s->queued--;
    a->extra -= s->queued > 0;
    b->next = a->idle_batches;
    a->idle_batches = b;
}

void me_ahead_streams_free(struct me_ahead_stream *s)
{
    for (struct me_batch *b = s->first, *next; b != NULL; b = next) {
        next = b->next;
        me_batch_free(b);
    }
    me_reader_free(&s->reader);
    free(s->error);
    free(s);
}

struct me_ahead_stream *me_ahead_streams_new(struct me_ahead *a)
{
    struct me_ahead_stream *s = a->idle_streams;
    if (s != NULL) {
        a->idle_streams = s->next_idle;
    } else {
        s = calloc(1, sizeof(*s));
        if (s == NULL || !me_reader_init(&s->reader)) {
            free(s);
            a->out_of_memory = true;
            return NULL;
        }
    }
    *s = (struct me_ahead_stream){
        .reader = s->reader, .input = &a->inputs[a->next_input++], .latest = ME_NEVER, .is_opening = true};
    a->streams[a->stream_count++] = s;
    return s;
}

void me_ahead_streams_drop(struct me_ahead *a, struct me_ahead_stream *s)
{
    size_t i = 0;
    while (a->streams[i] != s)
        i++;
    memmove(a->streams + i, a->streams + i + 1, (--a->stream_count - i) * sizeof(*a->streams));
    s->next_idle = a->idle_streams;
    a->idle_streams = s;
}
