/* SPDX-License-Identifier: Apache-2.0
 *
 * Each line goes through the conversations, then either out as an object or into the numbers.
 */
#include "job.h"

#include <stdlib.h>

#include "output/bulk.h"
#include "output/jsonl.h"
#include "memory.h"

bool me_job_is_ordered(const struct me_options *options)
{
    return me_format_is_stream(options->format) || options->unrecognized;
}

static void take_attempt(void *context, const struct me_attempt *attempt)
{
    struct me_job *job = context;
    if (!job->leads && me_totals_is_large(job->totals)) {
        job->task->lead(job->task->hooks.context, job);
        job->leads = true;
    }
    if (job->task->geo == NULL) {
        me_totals_add(job->totals, attempt);
        return;
    }
    struct me_attempt placed = *attempt;
    me_geo_find(job->task->geo, placed.client, &placed.place);
    me_totals_add(job->totals, &placed);
}

/* Most records say that all is well, and nothing of them is counted unless --only asks for it. */
bool me_job_wants(const void *context, const struct me_record *record, const struct me_verdict *v)
{
    const struct me_job_task *task = context;
    const unsigned unreadable = 1u << ME_ANOMALY_TRUNCATED | 1u << ME_ANOMALY_AMBIGUOUS;
    return task->all_count || (record->anomalies & unreadable) != 0 ||
           task->failed_events[me_what_of(v->event, v->reason)] || v->outcome != ME_OUTCOME_NONE || v->code_unknown ||
           v->event == ME_EVENT_AUTH_SUCCESS;
}

/* `line` stands in `input`. */
static bool write_document(struct me_job *job, const struct me_note *note, const struct me_input *input,
                           struct me_span host, struct me_span offset)
{
    const struct me_options *options = job->task->options;
    char buffer[ME_ZONE_OFFSET_LEN];
    struct me_recognise_options recognise = options->recognise;
    recognise.w3c_order = &note->judged->order;
    const struct me_bulk_row row = {
        .resolved = &job->resolved,
        .host = host,
        .message = note->text,
        .offset = offset,
        .likely = me_timezone_likely_offset(&options->timezone, job->resolved.record.seconds, note->text, buffer),
        .input = input->place,
        .recognise = &recognise,
    };
    return me_bulk_write(job->bulk, &row, job->task->out);
}

static void write_record(struct me_job *job, const struct me_note *note, const struct me_input *input,
                         struct me_span host)
{
    char buffer[ME_ZONE_OFFSET_LEN];
    const bool has_time = job->resolved.record.time.year != 0;
    struct me_span offset = {0};
    if (has_time)
        offset = me_timezone_offset(&job->task->options->timezone, job->resolved.record.seconds, note->text, buffer);
    if (me_span_equal(host, ME_SPAN("-"))) /* nobody knows it */
        host = (struct me_span){0};
    if (job->bulk == NULL)
        job->out_of_memory |= !me_jsonl_write(&job->writer, host, offset, &job->resolved, job->task->out);
    else if (has_time && (offset.len > 0 || !job->task->options->timezone.is_sender))
        job->out_of_memory |= !write_document(job, note, input, host, offset);
    else
        job->undated++;
    job->output_broke |= ferror(job->task->out) != 0;
}

/* Returns the host of a line, and sets it in the job's memory of conversations. Nearly always it is that of the line
 * before, and nothing has to be set. */
static struct me_span set_host(struct me_job *job, const struct me_note *note, const struct me_input *input)
{
    const struct me_span host = note->host.ptr != NULL ? note->host : (struct me_span){input->host, input->host_len};
    const struct me_input *known = job->input;
    job->input = note->host.ptr == NULL ? input : NULL;
    if (job->input == NULL || (known != input && (known == NULL || strcmp(known->host, input->host) != 0)))
        me_memory_set_host(job->memory, host);
    return host;
}

static void take_record(struct me_job *job, const struct me_note *note, const struct me_input *input)
{
    const struct me_options *options = job->task->options;
    const struct me_span host = set_host(job, note, input);
    struct me_attempt attempt;
    me_memory_update(job->memory, note->when, &note->observation, &job->resolved.context);
    me_totals_note_record(job->totals, note->when);
    if (note->judged == NULL) {
        me_totals_note(job->totals, note->when);
        return;
    }
    job->resolved.record = note->judged->record;
    job->resolved.verdict = note->judged->verdict;
    me_attempt_fill(&attempt, host, note->when, &job->resolved, job->task->failed_events);
    if (!me_format_is_stream(options->format))
        me_dedup_add(&job->dedup, &attempt);
    else if (me_filter_concerns(&options->filter, &attempt) && me_filter_selects(&options->filter, &attempt))
        write_record(job, note, input, host);
}

void me_job_read(struct me_job *job)
{
    const bool unrecognized = job->task->options->unrecognized;
    const struct me_input *input;
    const struct me_note *note;
    while (!job->out_of_memory && !job->output_broke && (note = me_merge_next(job->merge, &input)) != NULL) {
        if (note->is_record && !unrecognized)
            take_record(job, note, input);
        else if (!note->is_record && unrecognized && !me_masks_add(job->task->masks, note->text))
            job->out_of_memory = true;
    }
    me_dedup_flush(&job->dedup);
    me_memory_free(job->memory); /* megabytes, and the part may have to wait for others */
    job->memory = NULL;
    job->out_of_memory |= me_totals_out_of_memory(job->totals) || me_ahead_out_of_memory(me_merge_ahead(job->merge));
}

struct me_job *me_job_new(const struct me_job_task *task, const struct me_input *inputs, size_t count)
{
    struct me_job *job = calloc(1, sizeof(*job));
    if (job == NULL)
        return NULL;
    job->task = task;
    job->merge = me_merge_new(inputs, count, &task->notes, task->options->jobs, &task->hooks);
    job->memory = me_memory_new(&task->key);
    job->totals = me_totals_new(&task->options->filter, task->wanted, task->options->max_groups, &task->key);
    if (task->options->format == ME_FORMAT_BULK)
        job->bulk = me_bulk_new();
    job->dedup.take = take_attempt;
    job->dedup.context = job;
    if (job->merge != NULL && job->memory != NULL && job->totals != NULL &&
        (job->bulk != NULL) == (task->options->format == ME_FORMAT_BULK))
        return job;
    me_job_free(job);
    return NULL;
}

void me_job_free(struct me_job *job)
{
    if (job->merge != NULL)
        me_merge_free(job->merge);
    if (job->memory != NULL)
        me_memory_free(job->memory);
    if (job->totals != NULL && !job->leads)
        me_totals_free(job->totals);
    me_bulk_free(job->bulk);
    me_writer_free(&job->writer);
    free(job);
}
