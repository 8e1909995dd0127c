/* SPDX-License-Identifier: Apache-2.0
 *
 * Each line goes through the conversations, then either out as an object or into the numbers.
 */
#include "run.h"

#include <errno.h>
#include <stdlib.h>

#include "clock.h"
#include "escape.h"
#include "jsonl.h"
#include "memory.h"
#include "merge.h"
#include "pairs.h"
#include "progress.h"
#include "report.h"
#include "resolve.h"
#include "shapes.h"

struct run {
    const struct me_options *options;
    struct me_merge *merge;
    struct me_memory *memory;
    struct me_totals *totals;
    struct me_story story; /* of the record at hand */
    struct me_pairs pairs;
    bool failed_events[ME_WHAT_MAX]; /* by what happened: whether it is a failed connection */
    struct me_shapes shapes;
    struct me_progress progress;
    uint64_t logs[ME_LOG_MAX];
    bool failed, out_of_memory;
    void (*closed)(void);
};

static void before_wait(void *context)
{
    struct run *run = context;
    if (run->options->format == ME_FORMAT_JSONL && fflush(stdout) != 0 && errno == EPIPE)
        run->closed();
    me_progress_update(&run->progress, me_merge_position(run->merge));
}

static void input_broke(void *context, const char *name, const char *why)
{
    struct run *run = context;
    char shown[512];
    me_progress_end(&run->progress);
    me_escape_terminal((struct me_span){name, strlen(name)}, sizeof(shown) - 1, shown);
    fprintf(stderr, "mailenable-report: %s: %s\n", shown, why);
    run->failed = true;
}

static void take_attempt(void *context, const struct me_attempt *attempt)
{
    struct run *run = context;
    me_totals_add(run->totals, attempt);
}

/* Most records say that all is well, and nothing of them is counted unless --only asks for it. */
static bool is_counted(const struct run *run, const struct me_verdict *v)
{
    const struct me_filter *filter = &run->options->filter;
    return run->options->format == ME_FORMAT_JSONL || run->failed_events[me_what_of(v->event, v->reason)] ||
           v->outcome != ME_OUTCOME_NONE || v->code_unknown || v->event == ME_EVENT_AUTH_SUCCESS ||
           run->options->only_given || !me_filter_takes_everybody(filter);
}

static void take_record(struct run *run, const struct me_line *line, const struct me_input *input)
{
    const struct me_filter *filter = &run->options->filter;
    const struct me_span host =
        line->host.ptr != NULL ? line->host : (struct me_span){input->host, strlen(input->host)};
    struct me_attempt attempt;
    run->story.record = line->record;
    run->story.verdict = line->verdict;
    me_memory_exchange(run->memory, host, line->when, &run->story);
    run->logs[line->record.log]++;
    if (!is_counted(run, &line->verdict)) {
        me_totals_note(run->totals, line->when);
        return;
    }
    me_attempt_fill(&attempt, host, line->when, &run->story);
    if (run->options->format != ME_FORMAT_JSONL)
        me_pairs_add(&run->pairs, &attempt);
    else if (me_filter_concerns(filter, &attempt) && me_filter_selects(filter, &attempt))
        run->out_of_memory |= !me_jsonl_write(&run->story, stdout);
}

static void read_all(struct run *run)
{
    const struct me_input *input;
    struct me_line *line;
    while (!run->out_of_memory && !ferror(stdout) && (line = me_merge_next(run->merge, &input)) != NULL) {
        if (line->kind == ME_LINE_RECORD && !run->options->unrecognized)
            take_record(run, line, input);
        else if (line->kind == ME_LINE_UNRECOGNIZED && run->options->unrecognized &&
                 !me_shapes_add(&run->shapes, line->text))
            run->out_of_memory = true;
    }
    me_pairs_flush(&run->pairs);
}

static bool find_names(const struct run *run)
{
    struct me_groups *clients = &run->totals->groups[ME_BY_CLIENT];
    const size_t top = run->options->top;
    struct me_group **rows = me_groups_sorted(clients, run->options->sort);
    if (rows == NULL)
        return false;
    me_resolve_clients(rows, top > 0 && top < clients->count ? top : clients->count);
    free(rows);
    return true;
}

static bool write_report(const struct run *run)
{
    static bool (*const writers[])(const struct me_report *, FILE *) = {
        [ME_FORMAT_TABLE] = me_table_write,
        [ME_FORMAT_CSV] = me_csv_write,
        [ME_FORMAT_JSON] = me_json_write,
        [ME_FORMAT_HTML] = me_html_write,
    };
    struct me_report report = {
        .options = run->options,
        .totals = run->totals,
        .tally = me_merge_tally(run->merge),
    };
    memcpy(report.logs, run->logs, sizeof(report.logs));
    if (run->options->names && !find_names(run))
        return false;
    return writers[run->options->format](&report, stdout);
}

static bool start(struct run *run, const struct me_inputs *inputs)
{
    const struct me_merge_hooks hooks = {run, before_wait, input_broke};
    bool wanted[ME_BY_MAX] = {false};
    int64_t total = 0;
    for (size_t i = 0; i < inputs->count; i++)
        total += inputs->items[i].size;
    for (int i = 0; i < ME_BY_MAX; i++)
        wanted[i] = run->options->format == ME_FORMAT_HTML || i == (int)run->options->by;
    run->merge = me_merge_new(inputs, run->options->jobs, &hooks);
    run->memory = me_memory_new();
    run->totals = me_totals_new(&run->options->filter, wanted, run->options->max_groups);
    me_phrases_all_failed(run->failed_events);
    run->pairs.take = take_attempt;
    run->pairs.context = run;
    me_progress_start(&run->progress, total, run->options->format != ME_FORMAT_JSONL);
    return run->merge != NULL && run->memory != NULL && run->totals != NULL;
}

static void release(struct run *run)
{
    if (run->merge != NULL)
        me_merge_free(run->merge);
    if (run->memory != NULL)
        me_memory_free(run->memory);
    if (run->totals != NULL)
        me_totals_free(run->totals);
    me_shapes_free(&run->shapes);
    free(run);
}

bool me_run(const struct me_options *options, const struct me_inputs *inputs, bool *failed, void (*closed)(void))
{
    struct run *run = calloc(1, sizeof(*run));
    if (run == NULL)
        return false;
    run->options = options;
    run->closed = closed;
    bool good = start(run, inputs);
    if (good) {
        read_all(run);
        me_progress_end(&run->progress);
        good = !run->out_of_memory && !me_totals_out_of_memory(run->totals);
        if (options->unrecognized)
            me_shapes_write(&run->shapes, stdout);
        else if (good && options->format != ME_FORMAT_JSONL)
            good = write_report(run);
    }
    *failed |= run->failed;
    release(run);
    return good;
}
