/* SPDX-License-Identifier: Apache-2.0
 *
 * The order in which inputs are read. Only its first record says how old a file is: names and times of change
 * are lost on the way to another machine.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hash.h"
#include "batch.h"
#include "inputs.h"
#include "source.h"

/* The first line that could be a record. Counts down `*batches`, of which it reads no more. False when there is
 * none. */
static bool next_line(const struct me_inputs *inputs, struct me_reader *reader, struct me_batch *batch, int *batches,
                      struct me_line *line)
{
    while (!me_batch_line(batch, inputs->recognise, line)) {
        if (batch->is_last || --*batches < 0)
            return false;
        me_batch_read(batch, reader);
        reader->read_max = ME_BATCH_READ;
    }
    return true;
}

/* Finds the first record among the first lines that could be one. */
static void peek(const struct me_inputs *inputs, struct me_input *input, const struct me_hash_key *key,
                 struct me_reader *reader, struct me_batch *batch)
{
    enum { LINES = 256, BATCHES = 256, FIRST_READ = 4096 };
    char *error = NULL;
    int batches = BATCHES;
    struct me_line line;
    struct me_source *source = me_source_open(input->path, input->entry, input->size, &error);
    free(error);
    if (source == NULL)
        return;
    me_reader_open(reader, source);
    reader->read_max = FIRST_READ; /* nearly always it is the first line */
    batch->is_last = false;
    batch->len = batch->looked = 0;
    for (int i = 0; i < LINES && input->first == ME_NEVER && next_line(inputs, reader, batch, &batches, &line); i++)
        if (line.kind == ME_LINE_RECORD) {
            input->first = line.when;
            input->start = me_hash_of(key, line.text);
        }
    me_reader_close(reader);
    free(batch->error);
    batch->error = NULL;
}

/* The times of the inputs that can be opened twice. */
static void peek_all(struct me_inputs *inputs)
{
    struct me_batch *batch = me_batch_new();
    struct me_reader reader = {0};
    const struct me_hash_key key = me_hash_new_key();
    if (batch != NULL && me_reader_init(&reader))
        for (size_t i = 0; i < inputs->count; i++)
            if (!inputs->items[i].is_stream)
                peek(inputs, &inputs->items[i], &key, &reader, batch);
    me_reader_free(&reader);
    if (batch != NULL)
        me_batch_free(batch);
}

static bool is_same(const struct me_input *a, const struct me_input *b)
{
    return memcmp(&a->identity, &b->identity, sizeof(a->identity)) == 0 && a->entry == b->entry;
}

/* Puts the names of one file beside each other, the one that was added first in front. */
static int by_file(const void *left, const void *right)
{
    const struct me_input *a = left, *b = right;
    if (is_same(a, b))
        return a->place < b->place ? -1 : 1;
    const int order = memcmp(&a->identity, &b->identity, sizeof(a->identity));
    return order != 0 ? order : a->entry < b->entry ? -1 : 1;
}

static void drop_doubles(struct me_inputs *inputs)
{
    size_t kept = 1;
    qsort(inputs->items, inputs->count, sizeof(*inputs->items), by_file);
    for (size_t i = 1; i < inputs->count; i++)
        if (is_same(&inputs->items[kept - 1], &inputs->items[i]))
            me_input_free(&inputs->items[i]);
        else
            inputs->items[kept++] = inputs->items[i];
    inputs->count = kept;
}

static int by_time(const void *left, const void *right)
{
    const struct me_input *a = left, *b = right;
    if (a->first != b->first)
        return a->first < b->first ? -1 : 1;
    return strcmp(a->name, b->name);
}

static int by_host(const void *left, const void *right)
{
    const struct me_input *a = left, *b = right;
    const int order = strcmp(a->host, b->host);
    return order != 0 ? order : by_time(left, right);
}

/* How the content of two inputs compares. */
enum content { DIFFERENT, FIRST_IS_START /* of the second, or the same */, SECOND_IS_START };

/* Reads until `size` bytes are there. Returns how many there are at the end. */
static size_t read_full(struct me_source *source, char *out, size_t size, bool *broke)
{
    size_t got = 0;
    char *error = NULL;
    while (got < size) {
        const ptrdiff_t n = me_source_read(source, out + got, size - got, &error);
        *broke |= n < 0;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    free(error);
    return got;
}

static enum content compare_sources(struct me_source *a, struct me_source *b)
{
    enum { PIECE = 16384 };
    char left[PIECE], right[PIECE];
    bool broke = false;
    for (;;) {
        const size_t m = read_full(a, left, PIECE, &broke), n = read_full(b, right, PIECE, &broke);
        if (broke || memcmp(left, right, m < n ? m : n) != 0)
            return DIFFERENT;
        if (m < PIECE || n < PIECE)
            return m <= n ? FIRST_IS_START : SECOND_IS_START;
    }
}

static enum content compare_inputs(const struct me_input *a, const struct me_input *b)
{
    char *error = NULL;
    struct me_source *left = me_source_open(a->path, a->entry, a->size, &error);
    struct me_source *right = left != NULL ? me_source_open(b->path, b->entry, b->size, &error) : NULL;
    const enum content content = right != NULL ? compare_sources(left, right) : DIFFERENT;
    if (left != NULL)
        me_source_close(left);
    if (right != NULL)
        me_source_close(right);
    free(error);
    return content;
}

/* Those that begin with the same record beside each other. */
static int by_start(const void *left, const void *right)
{
    const struct me_input *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    const int order = strcmp(a->host, b->host);
    return order != 0 ? order : strcmp(a->name, b->name);
}

/* A log and its `.gz`, or a copy of it from some hours ago. Only inputs whose first records are the same are compared,
 * each with the one before it, so that many of them do not take the square of their number. */
static void drop_copies(struct me_inputs *inputs)
{
    size_t kept = 1;
    qsort(inputs->items, inputs->count, sizeof(*inputs->items), by_start);
    for (size_t i = 1; i < inputs->count; i++) {
        struct me_input *before = &inputs->items[kept - 1], *input = &inputs->items[i];
        const bool may_be = input->first != ME_NEVER && !input->is_stream && !before->is_stream &&
                            before->first != ME_NEVER && before->start == input->start &&
                            strcmp(before->host, input->host) == 0;
        const enum content content = may_be ? compare_inputs(input, before) : DIFFERENT;
        if (content == DIFFERENT) {
            inputs->items[kept++] = *input;
            continue;
        }
        inputs->copies++;
        if (content == SECOND_IS_START) {
            const struct me_input shorter = *before;
            *before = *input;
            *input = shorter;
        }
        me_input_free(input);
    }
    inputs->count = kept;
}

void me_inputs_sort(struct me_inputs *inputs)
{
    if (inputs->count < 2)
        return;
    drop_doubles(inputs);
    peek_all(inputs);
    drop_copies(inputs);
    /* Files of different places may be about the same server, so a few are all read together. Many would take too much
     * memory, and most likely are of many servers, whose records never meet. */
    const bool is_one_group = inputs->count <= ME_INPUTS_TOGETHER_MAX;
    qsort(inputs->items, inputs->count, sizeof(*inputs->items), is_one_group ? by_time : by_host);
    for (size_t i = 1; i < inputs->count; i++) {
        const struct me_input *before = &inputs->items[i - 1];
        inputs->items[i].group =
            before->group + (!is_one_group && strcmp(before->host, inputs->items[i].host) != 0 ? 1u : 0u);
    }
}
