/* SPDX-License-Identifier: Apache-2.0
 *
 * Inputs of one group are a part. Each thread takes a part of its own; one that finds none left helps another by
 * reading ahead. The numbers of the parts are put together in the order of the groups, so that the number of threads
 * does not show in the report.
 *
 * Concurrency: what is in struct run is guarded by `lock`, but for the task, which nobody writes while threads run. A
 * part belongs to the thread that took it until it is finished; helpers touch its merge only, which is theirs, too, as
 * long as `helpers` counts them.
 */
#include "run.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/system.h"
#include "output/escape.h"
#include "output/warnings.h"
#include "job.h"
#include "progress.h"
#include "report.h"
#include "count/host_names.h"

enum { PARTS_PER_THREAD = 2 }; /* that may wait for an earlier one to be finished */

enum state { READING, ENDING /* nobody may begin to help */, FINISHED };

struct slot {
    struct me_job *job;
    enum state state;
    unsigned helpers;
};

struct run {
    struct me_job_task task;
    const struct me_inputs *inputs;
    void (*closed)(void);

    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next_input;
    struct slot slots[ME_JOBS_MAX * PARTS_PER_THREAD]; /* a ring */
    size_t slot_count;
    size_t started, collected; /* parts: those between are in the slots */
    size_t unread;             /* inputs that could not be read, or not to their end */
    size_t unanswered;         /* host names that no server answered for */
    bool out_of_memory;
    struct me_progress progress;
    int64_t bytes; /* read up to now */

    struct me_totals *totals;
    struct me_tally tally;
    uint64_t undated;
    struct me_masks masks;
};

static struct slot *slot_of(struct run *run, size_t job)
{
    return &run->slots[job % run->slot_count];
}

static void before_wait(void *context, int64_t bytes)
{
    struct run *run = context;
    if (me_format_is_stream(run->task.options->format) && fflush(run->task.out) != 0 && me_system_reader_left())
        run->closed();
    pthread_mutex_lock(&run->lock);
    run->bytes += bytes;
    me_progress_update(&run->progress, run->bytes);
    pthread_mutex_unlock(&run->lock);
}

static void input_broke(void *context, const char *name, const char *why)
{
    struct run *run = context;
    char shown[512];
    me_escape_terminal((struct me_span){name, strlen(name)}, sizeof(shown) - 1, shown);
    pthread_mutex_lock(&run->lock);
    me_progress_end(&run->progress);
    fprintf(stderr, "mailenable-report: %s: %s\n", shown, why);
    run->unread++;
    pthread_mutex_unlock(&run->lock);
}

static void add_totals(struct run *run, struct me_job *job)
{
    if (run->totals == NULL) {
        run->totals = job->totals;
    } else {
        me_totals_merge(run->totals, job->totals);
        me_totals_free(job->totals);
    }
    job->totals = NULL;
}

/* Waits for the parts before, each of which has a thread that is at work on it. */
static void lead(void *context, struct me_job *job)
{
    struct run *run = context;
    pthread_mutex_lock(&run->lock);
    while (slot_of(run, run->collected)->job != job)
        pthread_cond_wait(&run->changed, &run->lock);
    add_totals(run, job);
    job->totals = run->totals;
    pthread_mutex_unlock(&run->lock);
}

/* Adds the numbers of the part that comes next, and forgets the part. */
static void collect(struct run *run)
{
    struct slot *slot = slot_of(run, run->collected++);
    struct me_job *job = slot->job;
    me_tally_add(&run->tally, me_ahead_tally(me_merge_ahead(job->merge)));
    run->undated += job->undated;
    run->out_of_memory |= job->out_of_memory;
    if (!job->leads)
        add_totals(run, job);
    me_job_free(job);
    slot->job = NULL;
}

static bool is_over(const struct run *run)
{
    return run->out_of_memory || (run->next_input == run->inputs->count && run->collected == run->started);
}

static bool may_start(const struct run *run)
{
    return run->next_input < run->inputs->count && run->started - run->collected < run->slot_count;
}

static struct me_job *next_part(struct run *run)
{
    const struct me_input *first = &run->inputs->items[run->next_input];
    size_t count = 1;
    while (run->next_input + count < run->inputs->count && first[count].group == first->group)
        count++;
    run->next_input += count;
    return me_job_new(&run->task, first, count);
}

/* Called with the lock held, which is given up meanwhile. */
static void take_part(struct run *run)
{
    struct me_job *job = next_part(run);
    if (job == NULL) {
        run->out_of_memory = true;
        return;
    }
    struct slot *slot = slot_of(run, run->started++);
    *slot = (struct slot){.job = job, .state = READING};
    pthread_cond_broadcast(&run->changed);
    pthread_mutex_unlock(&run->lock);
    me_job_read(job);
    me_ahead_stop(me_merge_ahead(job->merge));
    pthread_mutex_lock(&run->lock);
    slot->state = ENDING;
    while (slot->helpers > 0)
        pthread_cond_wait(&run->changed, &run->lock);
    slot->state = FINISHED;
    while (run->collected < run->started && slot_of(run, run->collected)->state == FINISHED)
        collect(run);
}

static struct slot *find_running(struct run *run)
{
    for (size_t i = run->collected; i < run->started; i++)
        if (slot_of(run, i)->state == READING)
            return slot_of(run, i);
    return NULL;
}

/* Called with the lock held, which is given up meanwhile. */
static void help(struct run *run, struct slot *slot)
{
    slot->helpers++;
    pthread_mutex_unlock(&run->lock);
    me_ahead_help(me_merge_ahead(slot->job->merge));
    pthread_mutex_lock(&run->lock);
    slot->helpers--;
}

static void *work(void *context)
{
    struct run *run = context;
    pthread_mutex_lock(&run->lock);
    while (!is_over(run)) {
        struct slot *slot;
        if (may_start(run))
            take_part(run);
        else if ((slot = find_running(run)) != NULL)
            help(run, slot);
        else
            pthread_cond_wait(&run->changed, &run->lock);
        pthread_cond_broadcast(&run->changed);
    }
    pthread_mutex_unlock(&run->lock);
    return NULL;
}

/* This thread and, if they can be had, others. */
static void read_all(struct run *run)
{
    pthread_t threads[ME_JOBS_MAX];
    unsigned others = 0;
    while (others + 1 < run->task.options->jobs && pthread_create(&threads[others], NULL, work, run) == 0)
        others++;
    work(run);
    for (unsigned i = 0; i < others; i++)
        pthread_join(threads[i], NULL);
}

static void show_names(void *context, size_t done, size_t count, double seconds_left)
{
    struct run *run = context;
    me_progress_names(&run->progress, done, count, seconds_left);
}

static bool find_names(struct run *run)
{
    const struct me_options *options = run->task.options;
    const struct me_host_names_hooks hooks = {run, show_names};
    struct me_groups *clients = &run->totals->groups[ME_GROUP_KEY_CLIENT];
    struct me_group **rows = me_groups_sorted(clients, options->sort);
    if (rows == NULL)
        return false;
    const size_t count = options->top > 0 && options->top < clients->count ? options->top : clients->count;
    run->unanswered = me_host_names_look_up(rows, count, ME_HOST_NAMES_SECONDS, &hooks);
    free(rows);
    return true;
}

/* Where the clients of rows come from. */
static bool find_places(struct run *run)
{
    const struct me_groups *clients = &run->totals->groups[ME_GROUP_KEY_CLIENT];
    for (struct me_group *g = clients->oldest; g != NULL; g = g->next) {
        char client[ME_IP_TEXT_MAX] = "";
        struct me_geo_place place;
        if (g->key_len >= sizeof(client))
            continue;
        memcpy(client, g->key, g->key_len);
        me_geo_find(run->task.options->geo, client, &place);
        if (place.country[0] == 0 && place.asn[0] == 0)
            continue;
        g->place = malloc(sizeof(*g->place));
        if (g->place == NULL)
            return false;
        *g->place = place;
    }
    return true;
}

static void note_severity(void *context, const struct me_warning *warning)
{
    struct me_run_result *result = context;
    if (!result->has_warning || warning->severity < result->worst)
        result->worst = warning->severity;
    result->has_warning = true;
}

static bool write_report(const struct run *run, struct me_run_result *result)
{
    static bool (*const writers[])(const struct me_report *, FILE *) = {
        [ME_FORMAT_TABLE] = me_table_write, [ME_FORMAT_CSV] = me_csv_write,   [ME_FORMAT_JSON] = me_json_write,
        [ME_FORMAT_HTML] = me_html_write,   [ME_FORMAT_LIST] = me_list_write, [ME_FORMAT_DENY] = me_deny_write,
    };
    struct me_report report = {.options = run->task.options, .totals = run->totals, .tally = &run->tally};
    report.files = run->inputs->count;
    report.copies = run->inputs->copies;
    report.unread = run->unread;
    report.unanswered = run->unanswered;
    return writers[run->task.options->format](&report, run->task.out) &&
           me_warnings_each(&report, note_severity, result);
}

static void start(struct run *run, const struct me_options *options, FILE *out)
{
    struct me_job_task *task = &run->task;
    int64_t total = 0;
    for (size_t i = 0; i < run->inputs->count; i++)
        total += run->inputs->items[i].size;
    task->options = options;
    task->out = out;
    for (int i = 0; i < ME_GROUP_KEY_MAX; i++) {
        const bool needs_place = me_group_key_needs_place((enum me_group_key)i);
        task->wanted[i] =
            (options->format == ME_FORMAT_HTML && (!needs_place || options->geo != NULL)) || i == (int)options->by;
        if (task->wanted[i] && needs_place)
            task->geo = options->geo;
    }
    me_labels_all_failed(task->failed_events);
    task->all_count =
        me_format_is_stream(options->format) || options->only_given || !me_filter_takes_everybody(&options->filter);
    task->key = me_hash_new_key();
    task->hooks = (struct me_ahead_hooks){run, before_wait, input_broke};
    task->notes = (struct me_note_task){.recognise = &options->recognise, .wants = me_job_wants, .context = task};
    me_key_draw_secrets(&task->notes.secrets, task->key.k);
    task->lead = lead;
    task->masks = &run->masks;
    run->slot_count = me_job_is_ordered(options) ? 1 : PARTS_PER_THREAD * options->jobs;
    pthread_mutex_init(&run->lock, NULL);
    pthread_cond_init(&run->changed, NULL);
    me_progress_start(&run->progress, total, !me_format_is_stream(options->format));
}

static void release(struct run *run)
{
    for (; run->collected < run->started; run->collected++)
        me_job_free(slot_of(run, run->collected)->job);
    if (run->totals != NULL)
        me_totals_free(run->totals);
    me_masks_free(&run->masks);
    pthread_cond_destroy(&run->changed);
    pthread_mutex_destroy(&run->lock);
    free(run);
}

bool me_run(const struct me_options *options, const struct me_inputs *inputs, FILE *out, struct me_run_result *result,
            void (*closed)(void))
{
    struct run *run = calloc(1, sizeof(*run));
    if (run == NULL)
        return false;
    run->inputs = inputs;
    run->unread = inputs->unread;
    run->closed = closed;
    start(run, options, out);
    const bool is_report = !options->unrecognized && !me_format_is_stream(options->format);
    read_all(run);
    if (run->totals == NULL) /* of nothing */
        run->totals = me_totals_new(&options->filter, run->task.wanted, options->max_groups, &run->task.key);
    bool good = !run->out_of_memory && run->totals != NULL && !me_totals_out_of_memory(run->totals);
    if (good && is_report && options->names)
        good = find_names(run);
    if (good && is_report && options->geo != NULL)
        good = find_places(run);
    me_progress_end(&run->progress);
    if (run->undated > 0 && fflush(out) == 0)
        fprintf(stderr,
                "mailenable-report: %" PRIu64
                " records have no date%s and were left out: nobody knows when they were\n",
                run->undated, options->timezone.is_sender ? ", or no offset in their header," : "");
    if (options->unrecognized)
        me_masks_write(&run->masks, run->tally.records, out);
    else if (good && is_report)
        good = write_report(run, result);
    result->complete = run->unread == 0;
    release(run);
    return good;
}
