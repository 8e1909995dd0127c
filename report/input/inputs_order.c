/* SPDX-License-Identifier: Apache-2.0
 *
 * The order in which inputs are read. Nothing but its first record tells how old a file is: names and times of change
 * are lost on the way to another machine.
 */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "batch.h"
#include "inputs.h"
#include "source.h"

/* The time of the first record among the first lines that could be one. */
static int64_t peek(const struct me_input *input, struct me_reader *reader, struct me_batch *batch)
{
    enum { LINES = 256, FIRST_READ = 4096 };
    char *error = NULL;
    int64_t first = ME_NEVER;
    struct me_source *source = me_source_open(input->path, input->entry, &error);
    free(error);
    if (source == NULL)
        return first;
    me_reader_open(reader, source);
    reader->lines_max = 1; /* nearly always it is the first */
    reader->read_max = FIRST_READ;
    batch->is_last = false;
    for (int i = 0; i < LINES && first == ME_NEVER && !batch->is_last; i++) {
        me_batch_fill(batch, reader);
        if (batch->count > 0 && batch->lines[0].kind == ME_LINE_RECORD)
            first = batch->lines[0].when;
        reader->read_max = ME_BATCH_READ;
    }
    me_reader_close(reader);
    free(batch->error);
    batch->error = NULL;
    return first;
}

/* The times of the inputs that can be opened twice. */
static void peek_all(struct me_inputs *inputs)
{
    struct me_batch batch = {0};
    struct me_reader reader = {0};
    if (me_reader_init(&reader) && me_batch_init(&batch))
        for (size_t i = 0; i < inputs->count; i++)
            if (!inputs->items[i].is_stream)
                inputs->items[i].first = peek(&inputs->items[i], &reader, &batch);
    me_reader_free(&reader);
    me_batch_free(&batch);
}

static bool is_same(const struct me_input *a, const struct me_input *b)
{
    return memcmp(&a->identity, &b->identity, sizeof(a->identity)) == 0 && a->entry == b->entry;
}

/* The same files beside each other, the one that was added first in front. */
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

void me_inputs_sort(struct me_inputs *inputs)
{
    if (inputs->count < 2)
        return;
    drop_doubles(inputs);
    peek_all(inputs);
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
