/* SPDX-License-Identifier: Apache-2.0
 *
 * Each line goes through the conversations, then either out as an object or into the numbers.
 */
#include "part.h"

#include <stdlib.h>

#include "output/jsonl.h"
#include "memory.h"

bool me_part_is_ordered(const struct me_options *options)
{
    return options->format == ME_FORMAT_JSONL || options->unrecognized;
}

static void take_attempt(void *context, const struct me_attempt *attempt)
{
    struct me_part *part = context;
    if (!part->leads && me_totals_is_large(part->totals)) {
        part->task->lead(part->task->hooks.context, part);
        part->leads = true;
    }
    me_totals_add(part->totals, attempt);
}

/* Most records say that all is well, and nothing of them is counted unless --only asks for it. */
static bool is_counted(const struct me_part_task *task, const struct me_verdict *v)
{
    return task->all_count || task->failed_events[me_what_of(v->event, v->reason)] || v->outcome != ME_OUTCOME_NONE ||
           v->code_unknown || v->event == ME_EVENT_AUTH_SUCCESS;
}

static void write_record(struct me_part *part)
{
    part->out_of_memory |= !me_jsonl_write(&part->story, stdout);
    part->output_broke |= ferror(stdout) != 0;
}

/* The host of a line, to which the memory turns; nearly always it knows it. */
static struct me_span turn_to_host(struct me_part *part, const struct me_line *line, const struct me_input *input)
{
    const struct me_span host = line->host.ptr != NULL ? line->host : (struct me_span){input->host, input->host_len};
    const struct me_input *known = part->input;
    part->input = line->host.ptr == NULL ? input : NULL;
    if (part->input == NULL || (known != input && (known == NULL || strcmp(known->host, input->host) != 0)))
        me_memory_turn_to(part->memory, host);
    return host;
}

static void take_record(struct me_part *part, const struct me_line *line, const struct me_input *input)
{
    const struct me_options *options = part->task->options;
    const struct me_span host = turn_to_host(part, line, input);
    struct me_attempt attempt;
    me_memory_exchange(part->memory, line->when, &line->record, &line->verdict, &part->story.recall);
    part->logs[line->record.log]++;
    me_totals_note_record(part->totals, line->when);
    if (!is_counted(part->task, &line->verdict)) {
        me_totals_note(part->totals, line->when);
        return;
    }
    part->story.record = line->record;
    part->story.verdict = line->verdict;
    me_attempt_fill(&attempt, host, line->when, &part->story, part->task->failed_events);
    if (options->format != ME_FORMAT_JSONL)
        me_pairs_add(&part->pairs, &attempt);
    else if (me_filter_concerns(&options->filter, &attempt) && me_filter_selects(&options->filter, &attempt))
        write_record(part);
}

void me_part_read(struct me_part *part)
{
    const bool unrecognized = part->task->options->unrecognized;
    const struct me_input *input;
    struct me_line *line;
    while (!part->out_of_memory && !part->output_broke && (line = me_merge_next(part->merge, &input)) != NULL) {
        if (line->kind == ME_LINE_RECORD && !unrecognized)
            take_record(part, line, input);
        else if (line->kind == ME_LINE_UNRECOGNIZED && unrecognized && !me_shapes_add(part->task->shapes, line->text))
            part->out_of_memory = true;
    }
    me_pairs_flush(&part->pairs);
    me_memory_free(part->memory); /* megabytes, and the part may have to wait for others */
    part->memory = NULL;
    part->out_of_memory |= me_totals_out_of_memory(part->totals);
}

struct me_part *me_part_new(const struct me_part_task *task, const struct me_input *inputs, size_t count)
{
    struct me_part *part = calloc(1, sizeof(*part));
    if (part == NULL)
        return NULL;
    part->task = task;
    part->merge = me_merge_new(inputs, count, &task->hooks);
    part->memory = me_memory_new();
    part->totals = me_totals_new(&task->options->filter, task->wanted, task->options->max_groups, &task->key);
    part->pairs.take = take_attempt;
    part->pairs.context = part;
    if (part->merge != NULL && part->memory != NULL && part->totals != NULL)
        return part;
    me_part_free(part);
    return NULL;
}

void me_part_free(struct me_part *part)
{
    if (part->merge != NULL)
        me_merge_free(part->merge);
    if (part->memory != NULL)
        me_memory_free(part->memory);
    if (part->totals != NULL && !part->leads)
        me_totals_free(part->totals);
    free(part);
}
