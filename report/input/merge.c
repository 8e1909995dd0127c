/* SPDX-License-Identifier: Apache-2.0
 *
 * A file becomes a stream when the time of its first record has come and stops being one at its end, so that a year of
 * daily files keeps a few open at a time. The line with the earliest time comes next; of equal ones, that of the stream
 * that was opened first.
 *
 * Concurrency: each stream has two batches. A batch is EMPTY, then FILLING (owned by the thread that fills it), then
 * READY (owned by the consumer, who takes the lines), then EMPTY again. The states are guarded by `lock`, what is in a
 * batch by its state. Only one batch of a stream is FILLING at a time, and batches are filled in turn, so the reader of
 * a stream belongs to whoever fills. The consumer fills what it needs when no helper has; it alone opens and closes
 * streams, and closes one only when nobody fills.
 */
#include "merge.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/clock.h"

enum {
    BATCHES = 2,
    ORDERS = 8192,      /* places in a second: room for the lines of an hour that comes twice */
    DISORDER_MAX = 300, /* seconds; a log that steps back by so much is not merely out of order */
};

enum state { EMPTY, FILLING, READY };

struct stream {
    struct me_reader reader; /* these two serve one input after another: */
    struct me_batch batches[BATCHES];
    struct stream *next_idle;
    const struct me_input *input;
    enum state states[BATCHES];
    unsigned next_fill;     /* batch to be filled next */
    bool filled_last;       /* nothing is left to be filled */
    unsigned current;       /* batch that is being consumed, or comes next */
    struct me_batch *batch; /* the same when it is READY, else NULL */
    size_t position;        /* line within it */
    int64_t order;          /* of the line at the position: later lines have greater ones */
    int64_t file_position;  /* of the last batch consumed */
    int64_t latest;         /* time of a line; ME_NEVER before the first */
    int64_t repeated;       /* start of the hour that came twice; ME_NEVER while none has */
};

struct me_merge {
    const struct me_input *inputs;
    size_t input_count, next_input;
    const struct me_recognise_options *options;
    struct me_merge_hooks hooks;
    struct stream *streams[ME_MERGE_STREAMS_MAX]; /* in the order they were opened */
    size_t stream_count;
    struct stream *idle;    /* without an input: what is freed and taken again comes from the system as new pages */
    struct stream *current; /* where the last line came from */
    int64_t limit;          /* while the current stream's lines are not later than this, they come next */
    struct me_tally tally;
    int64_t bytes; /* read since they were last reported */

    pthread_mutex_t lock;
    pthread_cond_t work, done;
    bool stopping;
};

static bool wants_filling(const struct stream *s)
{
    if (s->filled_last || s->states[s->next_fill] != EMPTY)
        return false;
    return s->states[1 - s->next_fill] != FILLING;
}

/* Fills the next batch of a stream. Called with the lock held, which is given up meanwhile. */
static void fill(struct me_merge *m, struct stream *s)
{
    const unsigned n = s->next_fill;
    s->states[n] = FILLING;
    pthread_mutex_unlock(&m->lock);
    me_batch_fill(&s->batches[n], &s->reader);
    pthread_mutex_lock(&m->lock);
    s->states[n] = READY;
    s->filled_last = s->batches[n].is_last;
    s->next_fill = 1 - n;
    pthread_cond_broadcast(&m->done);
    if (wants_filling(s))
        pthread_cond_signal(&m->work);
}

static struct stream *find_work(const struct me_merge *m)
{
    for (size_t i = 0; i < m->stream_count; i++)
        if (wants_filling(m->streams[i]))
            return m->streams[i];
    return NULL;
}

void me_merge_help(struct me_merge *m)
{
    pthread_mutex_lock(&m->lock);
    while (!m->stopping) {
        struct stream *s = find_work(m);
        if (s != NULL)
            fill(m, s);
        else
            pthread_cond_wait(&m->work, &m->lock);
    }
    pthread_mutex_unlock(&m->lock);
}

void me_merge_stop(struct me_merge *m)
{
    pthread_mutex_lock(&m->lock);
    m->stopping = true;
    pthread_cond_broadcast(&m->work);
    pthread_mutex_unlock(&m->lock);
}

static void free_stream(struct stream *s)
{
    for (int i = 0; i < BATCHES; i++)
        me_batch_free(&s->batches[i]);
    me_reader_free(&s->reader);
    free(s);
}

/* NULL when memory is out. */
static struct stream *idle_stream(struct me_merge *m)
{
    struct stream *s = m->idle;
    if (s != NULL) {
        m->idle = s->next_idle;
        return s;
    }
    s = calloc(1, sizeof(*s));
    if (s != NULL && me_reader_init(&s->reader) && me_batch_init(&s->batches[0]) && me_batch_init(&s->batches[1]))
        return s;
    if (s != NULL)
        free_stream(s);
    return NULL;
}

static void make_idle(struct me_merge *m, struct stream *s)
{
    s->next_idle = m->idle;
    m->idle = s;
}

/* NULL when it cannot be opened, which has been said then. */
static struct stream *new_stream(struct me_merge *m, const struct me_input *input)
{
    char *error = NULL;
    struct stream *s = idle_stream(m);
    struct me_source *source = s != NULL ? me_source_open(input->path, input->entry, input->size, &error) : NULL;
    if (source != NULL) {
        *s = (struct stream){.reader = s->reader,
                             .batches = {s->batches[0], s->batches[1]},
                             .input = input,
                             .order = ME_NEVER,
                             .latest = ME_NEVER,
                             .repeated = ME_NEVER};
        me_reader_open(&s->reader, source, m->options);
        return s;
    }
    m->hooks.complain(m->hooks.context, input->name, error != NULL ? error : strerror(ENOMEM));
    free(error);
    if (s != NULL)
        make_idle(m, s);
    return NULL;
}

static void close_stream(struct me_merge *m, struct stream *s)
{
    size_t i = 0;
    struct me_batch *last = &s->batches[s->current];
    if (last->error != NULL)
        m->hooks.complain(m->hooks.context, s->input->name, last->error);
    free(last->error);
    last->error = NULL;
    pthread_mutex_lock(&m->lock);
    while (m->streams[i] != s)
        i++;
    memmove(m->streams + i, m->streams + i + 1, (--m->stream_count - i) * sizeof(*m->streams));
    pthread_mutex_unlock(&m->lock);
    if (m->current == s)
        m->current = NULL;
    me_reader_close(&s->reader);
    make_idle(m, s);
}

/* Until the batch is there, the consumer fills it, or another one while somebody else fills it. */
static void wait_for_batch(struct me_merge *m, struct stream *s)
{
    pthread_mutex_lock(&m->lock);
    if (s->states[s->current] != READY) {
        m->hooks.before_wait(m->hooks.context, m->bytes);
        m->bytes = 0;
    }
    while (s->states[s->current] != READY) {
        struct stream *other = s->states[s->current] == EMPTY ? s : find_work(m);
        if (other != NULL)
            fill(m, other);
        else
            pthread_cond_wait(&m->done, &m->lock);
    }
    pthread_mutex_unlock(&m->lock);
    const struct me_tally *t = &s->batches[s->current].tally;
    m->tally.bytes += t->bytes;
    m->tally.lines += t->lines;
    m->tally.records += t->records;
    m->tally.unrecognized += t->unrecognized;
    m->tally.long_lines += t->long_lines;
    m->bytes += s->batches[s->current].position - s->file_position;
    s->file_position = s->batches[s->current].position;
}

static void release_batch(struct me_merge *m, struct stream *s)
{
    pthread_mutex_lock(&m->lock);
    s->states[s->current] = EMPTY;
    pthread_cond_signal(&m->work);
    pthread_mutex_unlock(&m->lock);
    s->current = 1 - s->current;
    s->batch = NULL;
}

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
    if (s->batch != NULL && s->batch->is_last)
        return false;
    if (s->batch != NULL)
        release_batch(m, s);
    wait_for_batch(m, s);
    s->batch = &s->batches[s->current];
    s->position = 0;
    return true;
}

/* Moves to the next line of a stream. False at its end. */
static bool advance(struct me_merge *m, struct stream *s)
{
    s->position++;
    while (s->batch == NULL || s->position >= s->batch->count)
        if (!next_batch(m, s))
            return false;
    /* A line without a time belongs to the one before it. */
    const struct me_line *line = &s->batch->lines[s->position];
    if (line->when != ME_NEVER)
        s->order = order_in(s, line->when, line->kind == ME_LINE_RECORD && line->record.log == ME_LOG_DEBUG);
    return true;
}

/* Opens the next input. */
static void open_next(struct me_merge *m)
{
    struct stream *s = new_stream(m, &m->inputs[m->next_input++]);
    if (s == NULL)
        return;
    pthread_mutex_lock(&m->lock);
    m->streams[m->stream_count++] = s;
    pthread_cond_signal(&m->work);
    pthread_mutex_unlock(&m->lock);
    if (!advance(m, s))
        close_stream(m, s);
}

/* Whether the next input may be opened beside those that are open. */
static bool may_open(const struct me_merge *m)
{
    return m->next_input < m->input_count && m->stream_count < ME_MERGE_STREAMS_MAX;
}

/* The stream whose line is next, and up to which order it stays so: those that were opened before it come first when
 * they are equal, those after it do not. */
static void find_earliest(struct me_merge *m)
{
    m->current = NULL;
    m->limit = INT64_MAX;
    for (size_t i = 0; i < m->stream_count; i++) {
        struct stream *s = m->streams[i];
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
    find_earliest(m);
    while (may_open(m)) {
        const int64_t first = order_of(m->inputs[m->next_input].first, false);
        if (m->current != NULL && first > m->current->order) {
            m->limit = first - 1 < m->limit ? first - 1 : m->limit;
            return;
        }
        open_next(m);
        find_earliest(m);
    }
}

struct me_line *me_merge_next(struct me_merge *m, const struct me_input **input)
{
    if (m->current != NULL && !advance(m, m->current))
        close_stream(m, m->current);
    if (m->current == NULL || m->current->order > m->limit)
        choose(m);
    if (m->current == NULL)
        return NULL;
    *input = m->current->input;
    return &m->current->batch->lines[m->current->position];
}

const struct me_tally *me_merge_tally(const struct me_merge *m)
{
    return &m->tally;
}

struct me_merge *me_merge_new(const struct me_input *inputs, size_t count, const struct me_recognise_options *options,
                              const struct me_merge_hooks *hooks)
{
    struct me_merge *m = calloc(1, sizeof(*m));
    if (m == NULL)
        return NULL;
    m->inputs = inputs;
    m->input_count = count;
    m->options = options;
    m->hooks = *hooks;
    pthread_mutex_init(&m->lock, NULL);
    pthread_cond_init(&m->work, NULL);
    pthread_cond_init(&m->done, NULL);
    return m;
}

void me_merge_free(struct me_merge *m)
{
    while (m->stream_count > 0)
        free_stream(m->streams[--m->stream_count]);
    for (struct stream *s = m->idle, *next; s != NULL; s = next) {
        next = s->next_idle;
        free_stream(s);
    }
    pthread_cond_destroy(&m->work);
    pthread_cond_destroy(&m->done);
    pthread_mutex_destroy(&m->lock);
    free(m);
}
