/* SPDX-License-Identifier: Apache-2.0
 *
 * A file becomes a stream when the time of its first record has come and stops being one at its end, so that a year of
 * daily files keeps a few open at a time. The line with the earliest time comes next; of equal ones, that of the stream
 * that was opened first.
 */
#include "merge.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

enum {
    ORDERS = 8192,      /* places in a second: room for the lines of an hour that comes twice */
    DISORDER_MAX = 300, /* seconds; a log that steps back by so much is not merely out of order */
};

struct stream {
    struct me_ahead_stream *ahead;
    const struct me_input *input;
    const struct me_batch *batch; /* NULL before the first */
    size_t position;              /* line within it */
    int64_t order;                /* of the line at the position: later lines have greater ones */
    int64_t latest;               /* time of a line; ME_NEVER before the first */
    int64_t repeated;             /* start of the hour that came twice; ME_NEVER while none has */
};

struct me_merge {
    struct me_ahead *ahead;
    struct stream streams[ME_AHEAD_STREAMS_MAX]; /* in the order they were opened */
    size_t stream_count;
    struct stream *current; /* where the last line came from */
    int64_t limit;          /* while the current stream's lines are not later than this, they come next */
};

/* Of one second, rows come before Debug records, which are about them. */
static int64_t order_of(int64_t when, bool is_debug)
{
    return when == ME_NEVER ? ME_NEVER : ORDERS * when + is_debug;
}

/* Clocks that are put back in autumn show an hour twice: 02:59:40 is followed by 02:00:10. A step back within the hour
 * that is longer than any disorder of a log is the sign of it. */
static void note_time(struct stream *s, int64_t when)
{
    if (s->latest != ME_NEVER && s->latest - when >= DISORDER_MAX &&
        me_clock_floor(s->latest, ME_HOUR) == me_clock_floor(when, ME_HOUR)) {
        s->repeated = me_clock_floor(when, ME_HOUR);
        s->latest = when;
    }
    if (s->latest == ME_NEVER || when > s->latest)
        s->latest = when;
}

/* Lines of the hour's second pass come behind all of the first one, and before the next hour: in every log of a server
 * at the same place, whichever of them was first to step back. */
static int64_t order_in(struct stream *s, int64_t when, bool is_debug)
{
    note_time(s, when);
    if (s->repeated == ME_NEVER || when < s->repeated || when >= s->repeated + ME_HOUR)
        return order_of(when, is_debug);
    return order_of(s->repeated + ME_HOUR - 1, false) + 2 * (when - s->repeated + 1) + is_debug;
}

/* Moves to the first place of the next batch, which may hold no line. False when there is none. */
static bool next_batch(struct me_merge *m, struct stream *s)
{
    s->batch = me_ahead_next(m->ahead, s->ahead);
    s->position = 0;
    return s->batch != NULL;
}

/* Moves to the next line of a stream. False at its end. */
static bool advance(struct me_merge *m, struct stream *s)
{
    s->position++;
    while (s->batch == NULL || s->position >= s->batch->count)
        if (!next_batch(m, s))
            return false;
    /* A line without a time belongs to the one before it. */
    const struct me_note *note = &s->batch->notes[s->position];
    if (note->when != ME_NEVER)
        s->order = order_in(s, note->when, note->is_record && note->observation.debug);
    return true;
}

static void drop_stream(struct me_merge *m, struct stream *s)
{
    const size_t behind = (size_t)(m->streams + --m->stream_count - s);
    memmove(s, s + 1, behind * sizeof(*s));
    m->current = NULL;
}

/* Opens the next input. */
static void open_next(struct me_merge *m, const struct me_input *input)
{
    struct me_ahead_stream *ahead = me_ahead_open(m->ahead);
    if (ahead == NULL)
        return;
    struct stream *s = &m->streams[m->stream_count++];
    *s = (struct stream){.ahead = ahead, .input = input, .order = ME_NEVER, .latest = ME_NEVER, .repeated = ME_NEVER};
    if (!advance(m, s))
        drop_stream(m, s);
}

/* The stream whose line is next, and up to which order it stays so: those that were opened before it come first when
 * they are equal, those after it do not. */
static void find_earliest(struct me_merge *m)
{
    m->current = NULL;
    m->limit = INT64_MAX;
    for (size_t i = 0; i < m->stream_count; i++) {
        struct stream *s = &m->streams[i];
        if (m->current != NULL && s->order >= m->current->order) {
            m->limit = s->order < m->limit ? s->order : m->limit;
            continue;
        }
        if (m->current != NULL)
            m->limit = m->current->order - 1; /* not ME_NEVER, which is less than all */
        m->current = s;
    }
}

/* Opens the inputs whose time has come, chooses the stream whose line is next, and how long it stays so. */
static void choose(struct me_merge *m)
{
    const struct me_input *input;
    find_earliest(m);
    while ((input = me_ahead_input(m->ahead)) != NULL && m->stream_count < ME_AHEAD_STREAMS_MAX) {
        const int64_t first = order_of(input->first, false);
        if (m->current != NULL && first > m->current->order) {
            m->limit = first - 1 < m->limit ? first - 1 : m->limit;
            return;
        }
        open_next(m, input);
        find_earliest(m);
    }
}

const struct me_note *me_merge_next(struct me_merge *m, const struct me_input **input)
{
    if (m->current != NULL && !advance(m, m->current))
        drop_stream(m, m->current);
    if (m->current == NULL || m->current->order > m->limit)
        choose(m);
    if (m->current == NULL)
        return NULL;
    *input = m->current->input;
    return &m->current->batch->notes[m->current->position];
}

struct me_ahead *me_merge_ahead(const struct me_merge *m)
{
    return m->ahead;
}

struct me_merge *me_merge_new(const struct me_input *inputs, size_t count, const struct me_note_task *task,
                              unsigned jobs, const struct me_ahead_hooks *hooks)
{
    struct me_merge *m = calloc(1, sizeof(*m));
    if (m == NULL)
        return NULL;
    m->ahead = me_ahead_new(inputs, count, task, jobs, hooks);
    if (m->ahead != NULL)
        return m;
    free(m);
    return NULL;
}

void me_merge_free(struct me_merge *m)
{
    me_ahead_free(m->ahead);
    free(m);
}
