/* SPDX-License-Identifier: Apache-2.0
 *
 * The values of the HTML page. What the page looks like, its template says: here is one function for each name in it,
 * put_… for a value, next_… for the next turn of a loop, has_… for a condition.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "chart.h"
#include "clock.h"
#include "escape.h"
#include "mmmailenable-config.h"
#include "report.h"
#include "warnings.h"

enum { ROWS_DEFAULT = 200, TOP_ROWS = 10, NAMES_SHOWN = 3, WARNINGS_MAX = 32, NONE = -1 };

/* The questions with a table of their own, and those with bars at the top of the page. */
static const enum me_by table_questions[] = {ME_BY_CLIENT,    ME_BY_NETWORK, ME_BY_USER, ME_BY_SENDER,
                                             ME_BY_RECIPIENT, ME_BY_REASON,  ME_BY_HOST};
static const enum me_by top_questions[] = {ME_BY_CLIENT, ME_BY_USER, ME_BY_RECIPIENT, ME_BY_NETWORK};
enum {
    TABLES = sizeof(table_questions) / sizeof(*table_questions),
    TOPS = sizeof(top_questions) / sizeof(*top_questions)
};

struct page {
    FILE *out;
    const struct me_report *report;
    struct me_group **rows[ME_BY_MAX], **tops[TOPS];
    struct me_chart chart;
    uint64_t heat_most;
    struct me_warning warnings[WARNINGS_MAX];
    int warning_count;

    /* Where each loop is; NONE before its first turn and after its last. */
    int warning, grid, slot, segment, tick, series, top, top_row, heat_head, weekday, heat_hour, table, row;
    int top_shown;
    enum me_by by; /* what the row at hand is about */
    const struct me_group *group;
    uint64_t below; /* attempts in the segments below the one at hand */
};

/* --- text ------------------------------------------------------------------------------------------------------ */

static void text(struct page *p, const char *literal)
{
    fputs(literal, p->out);
}

static void put_escaped(struct page *p, struct me_span s)
{
    me_escape_html(s, p->out);
}

static void put_string(struct page *p, const char *s)
{
    put_escaped(p, (struct me_span){s, strlen(s)});
}

/* With blanks that do not break between thousands. */
static void put_number(struct page *p, uint64_t number)
{
    char digits[32];
    const int len = snprintf(digits, sizeof(digits), "%" PRIu64, number);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            text(p, "&#8239;");
        fputc(digits[i], p->out);
    }
}

static void put_moment(struct page *p, int64_t when, enum me_clock_form form)
{
    char room[ME_CLOCK_TEXT_MAX];
    put_string(p, me_clock_text(when, form, room));
}

static void __attribute__((format(printf, 2, 3))) put_format(struct page *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(p->out, format, arguments);
    va_end(arguments);
}

/* One more turn of a loop over `count` things. */
static bool next(int *position, size_t count)
{
    if (++*position < (int)count)
        return true;
    *position = NONE;
    return false;
}

/* --- head and figures ------------------------------------------------------------------------------------------ */

static void put_version(struct page *p)
{
    text(p, ME_VERSION);
}

static void put_first_day(struct page *p)
{
    put_moment(p, p->report->totals->first, ME_CLOCK_DAY);
}

static void put_last_day(struct page *p)
{
    put_moment(p, p->report->totals->last, ME_CLOCK_DAY);
}

static void put_heading(struct page *p)
{
    text(p, p->report->options->only_given ? "Mail server report" : "Failed connections");
}

static void put_first(struct page *p)
{
    put_moment(p, p->report->totals->first, ME_CLOCK_MINUTE);
}

static void put_last(struct page *p)
{
    put_moment(p, p->report->totals->last, ME_CLOCK_MINUTE);
}

static void put_records(struct page *p)
{
    put_number(p, p->report->tally->records);
}

static void put_lines(struct page *p)
{
    put_number(p, p->report->tally->lines);
}

static void put_records_debug(struct page *p)
{
    put_number(p, p->report->logs[ME_LOG_DEBUG]);
}

static void put_records_activity(struct page *p)
{
    put_number(p, p->report->logs[ME_LOG_ACTIVITY]);
}

static void put_records_w3c(struct page *p)
{
    put_number(p, p->report->logs[ME_LOG_W3C]);
}

static void put_failed(struct page *p)
{
    put_number(p, p->report->totals->failed);
}

static void put_clients(struct page *p)
{
    const struct me_groups *clients = &p->report->totals->groups[ME_BY_CLIENT];
    size_t count = clients->count;
    for (size_t i = 0; i < clients->count; i++)
        count -= p->rows[ME_BY_CLIENT][i]->key_len == 0;
    if (clients->others_count > 0)
        text(p, "&gt; ");
    put_number(p, count);
}

static void put_logins_failed(struct page *p)
{
    put_number(p, me_totals_of_event(p->report->totals, ME_EVENT_AUTH_FAILURE));
}

static void put_logins_accepted(struct page *p)
{
    put_number(p, me_totals_of_event(p->report->totals, ME_EVENT_AUTH_SUCCESS));
}

static void put_denied(struct page *p)
{
    put_number(p, me_totals_of_outcome(p->report->totals, ME_OUTCOME_DENIED));
}

static void put_granted(struct page *p)
{
    put_number(p, me_totals_of_outcome(p->report->totals, ME_OUTCOME_GRANTED));
}

static uint64_t open_relay(const struct page *p)
{
    return p->report->totals->whats[me_what_of(ME_EVENT_RELAY_GRANTED, ME_REASON_OPEN_RELAY)];
}

static bool has_open_relay(struct page *p)
{
    return open_relay(p) > 0;
}

static void put_open_relay(struct page *p)
{
    put_number(p, open_relay(p));
}

/* --- warnings -------------------------------------------------------------------------------------------------- */

static void keep_warning(void *context, const struct me_warning *warning)
{
    struct page *p = context;
    if (p->warning_count < WARNINGS_MAX)
        p->warnings[p->warning_count++] = *warning;
}

static bool has_warnings(struct page *p)
{
    return p->warning_count > 0;
}

static bool next_warnings(struct page *p)
{
    return next(&p->warning, (size_t)p->warning_count);
}

static void put_warning_class(struct page *p)
{
    text(p, p->warnings[p->warning].is_critical ? " class=\"critical\"" : "");
}

static void put_warning_text(struct page *p)
{
    put_string(p, p->warnings[p->warning].what);
}

static void put_warning_advice(struct page *p)
{
    put_string(p, p->warnings[p->warning].advice);
}

/* --- chart ----------------------------------------------------------------------------------------------------- */

static bool has_attempts(struct page *p)
{
    return p->chart.slot_count > 0;
}

static bool has_nothing(struct page *p)
{
    return p->chart.slot_count == 0;
}

static enum me_clock_form slot_form(const struct page *p)
{
    return p->chart.step < ME_DAY ? ME_CLOCK_HOUR : ME_CLOCK_DAY;
}

static int64_t slot_start(const struct page *p, size_t slot)
{
    return p->chart.start + (int64_t)slot * p->chart.step;
}

static const char *slot_word(const struct page *p)
{
    return p->chart.step == ME_HOUR ? "hour" : p->chart.step == ME_DAY ? "day" : "span of weeks";
}

static void put_chart_label(struct page *p)
{
    char room[ME_CLOCK_TEXT_MAX];
    const struct me_chart *c = &p->chart;
    put_format(p, "Attempts by %s; the most, %" PRIu64 ", from %s on", slot_word(p), c->sums[c->fullest],
               me_clock_text(slot_start(p, c->fullest), slot_form(p), room));
}

static bool next_grids(struct page *p)
{
    return next(&p->grid, p->chart.grid > 0 ? (size_t)(p->chart.top / p->chart.grid) : 0);
}

static uint64_t grid_value(const struct page *p)
{
    return ((uint64_t)p->grid + 1) * p->chart.grid;
}

/* A length in tenths of a unit. */
static void put_tenths(struct page *p, unsigned tenths)
{
    put_format(p, "%u.%u", tenths / 10, tenths % 10);
}

static unsigned y_of(const struct page *p, uint64_t count)
{
    return 10 * ME_CHART_BOTTOM - me_chart_height(&p->chart, count);
}

static void put_grid_y(struct page *p)
{
    put_tenths(p, y_of(p, grid_value(p)));
}

static void put_grid_label(struct page *p)
{
    put_number(p, grid_value(p));
}

static bool next_slots(struct page *p)
{
    p->below = 0;
    return next(&p->slot, p->chart.slot_count);
}

static struct me_span series_words(const struct page *p, int series)
{
    return series < ME_CHART_SERIES - 1 ? me_phrases_words(p->chart.series[series]) : ME_SPAN("everything else");
}

static void put_slot_title(struct page *p)
{
    const uint64_t *counts = p->chart.counts[p->slot];
    put_moment(p, slot_start(p, (size_t)p->slot), slot_form(p));
    put_format(p, ": %" PRIu64, p->chart.sums[p->slot]);
    for (int i = 0; i < ME_CHART_SERIES; i++)
        if (counts[i] > 0) {
            put_format(p, "%s%" PRIu64 " ", i == 0 ? " = " : ", ", counts[i]);
            put_escaped(p, series_words(p, i));
        }
}

static unsigned slot_x(const struct page *p, size_t slot)
{
    enum { WIDTH = 10 * (ME_CHART_RIGHT - ME_CHART_LEFT) };
    return 10 * ME_CHART_LEFT + (unsigned)(WIDTH * slot / p->chart.slot_count);
}

static void put_slot_x(struct page *p)
{
    put_tenths(p, slot_x(p, (size_t)p->slot) + 5);
}

static void put_slot_width(struct page *p)
{
    enum { GAP = 10, WIDEST = 600 };
    const unsigned width = slot_x(p, (size_t)p->slot + 1) - slot_x(p, (size_t)p->slot) - GAP;
    put_tenths(p, width < WIDEST ? width : WIDEST);
}

static bool next_segments(struct page *p)
{
    if (p->segment != NONE)
        p->below += p->chart.counts[p->slot][p->segment];
    while (next(&p->segment, ME_CHART_SERIES))
        if (p->chart.counts[p->slot][p->segment] > 0)
            return true;
    return false;
}

static void put_segment_series(struct page *p)
{
    put_format(p, "%d", p->segment);
}

static void put_segment_y(struct page *p)
{
    put_tenths(p, y_of(p, p->below + p->chart.counts[p->slot][p->segment]));
}

static void put_segment_height(struct page *p)
{
    put_tenths(p, y_of(p, p->below) - y_of(p, p->below + p->chart.counts[p->slot][p->segment]));
}

enum { TICKS = 6 };

static size_t tick_count(const struct page *p)
{
    return p->chart.slot_count < TICKS ? p->chart.slot_count : TICKS;
}

static bool next_ticks(struct page *p)
{
    return next(&p->tick, tick_count(p));
}

static size_t tick_slot(const struct page *p)
{
    return tick_count(p) < 2 ? 0 : (size_t)p->tick * (p->chart.slot_count - 1) / (tick_count(p) - 1);
}

static bool is_last_tick(const struct page *p)
{
    return tick_count(p) > 1 && (size_t)p->tick + 1 == tick_count(p);
}

static void put_tick_number(struct page *p)
{
    put_format(p, "%d", p->tick);
}

static void put_tick_x(struct page *p)
{
    put_tenths(p, slot_x(p, tick_slot(p) + is_last_tick(p)));
}

static void put_tick_anchor(struct page *p)
{
    text(p, is_last_tick(p) ? "end" : "start");
}

static void put_tick_label(struct page *p)
{
    put_moment(p, slot_start(p, tick_slot(p)), slot_form(p));
}

static bool next_series(struct page *p)
{
    while (next(&p->series, ME_CHART_SERIES))
        if (p->chart.series_sums[p->series] > 0)
            return true;
    return false;
}

static void put_series_number(struct page *p)
{
    put_format(p, "%d", p->series);
}

static void put_series_words(struct page *p)
{
    put_escaped(p, series_words(p, p->series));
}

static void put_series_count(struct page *p)
{
    put_number(p, p->chart.series_sums[p->series]);
}

/* --- groups ---------------------------------------------------------------------------------------------------- */

static size_t count_of(const struct page *p, enum me_by by)
{
    return p->report->totals->groups[by].count;
}

static size_t rows_shown(const struct page *p, enum me_by by)
{
    const size_t top = p->report->options->top_given ? p->report->options->top : ROWS_DEFAULT;
    return top > 0 && top < count_of(p, by) ? top : count_of(p, by);
}

static void put_row_key(struct page *p)
{
    put_escaped(p, me_group_label(&p->report->totals->groups[p->by], p->group));
}

static void put_row_count(struct page *p)
{
    put_number(p, p->group->count);
}

static bool next_tops(struct page *p)
{
    if (!next(&p->top, TOPS))
        return false;
    p->by = top_questions[p->top];
    return true;
}

static void put_top_heading(struct page *p)
{
    static const char *const headings[] = {"Clients", "Users", "Recipients", "Networks"};
    text(p, headings[p->top]);
}

static bool next_top_rows(struct page *p)
{
    while (p->top_shown < TOP_ROWS && next(&p->top_row, count_of(p, p->by))) {
        p->group = p->tops[p->top][p->top_row];
        if (p->group->key_len > 0) {
            p->top_shown++;
            return true;
        }
    }
    p->top_row = NONE;
    p->top_shown = 0;
    return false;
}

static void put_row_share(struct page *p)
{
    struct me_group **rows = p->tops[p->top];
    const uint64_t most = rows[rows[0]->key_len == 0]->count;
    put_tenths(p, (unsigned)((double)p->group->count / (double)most * 1000 + 0.5));
}

static bool next_tables(struct page *p)
{
    while (next(&p->table, TABLES)) {
        p->by = table_questions[p->table];
        if (count_of(p, p->by) > 0)
            return true;
    }
    return false;
}

static void put_table_id(struct page *p)
{
    text(p, "by-");
    put_escaped(p, me_by_word(p->by));
}

static void put_table_heading(struct page *p)
{
    text(p, "By ");
    put_escaped(p, me_by_word(p->by));
}

static void put_table_column(struct page *p)
{
    const struct me_span word = me_by_word(p->by);
    fputc(word.ptr[0] - 'a' + 'A', p->out);
    put_escaped(p, me_span_skip(word, 1));
}

static void put_table_caption(struct page *p)
{
    const struct me_groups *groups = &p->report->totals->groups[p->by];
    put_number(p, rows_shown(p, p->by));
    put_format(p, " of ");
    put_number(p, groups->count);
    text(p, groups->count == 1 ? " row" : " rows");
    text(p, p->report->options->sort == ME_SORT_WORST ? ", worst first" : "");
    if (groups->others_count > 0) {
        text(p, "; ");
        put_number(p, groups->others_count);
        text(p, " attempts are summed as (others)");
    }
}

static bool next_rows(struct page *p)
{
    const struct me_groups *groups = &p->report->totals->groups[p->by];
    const size_t shown = rows_shown(p, p->by);
    if (!next(&p->row, shown + (groups->others_count > 0)))
        return false;
    p->group = (size_t)p->row < shown ? p->rows[p->by][p->row] : &groups->others;
    return true;
}

static void put_row_first(struct page *p)
{
    put_moment(p, p->group->first, ME_CLOCK_MINUTE);
}

static void put_row_last(struct page *p)
{
    put_moment(p, p->group->last, ME_CLOCK_MINUTE);
}

static void put_row_what(struct page *p)
{
    for (uint32_t i = 0; i < p->group->what_count; i++) {
        text(p, i > 0 ? ", " : "");
        put_number(p, p->group->whats[i].count);
        text(p, " ");
        put_escaped(p, me_phrases_words(p->group->whats[i].what));
    }
}

static bool put_names(struct page *p, const char *label, const struct me_names *names, bool is_first)
{
    const uint32_t distinct = me_names_distinct(names);
    if (distinct == 0)
        return is_first;
    text(p, is_first ? "" : "; ");
    text(p, label);
    uint32_t i = 0;
    for (; i < names->shown_count && i < NAMES_SHOWN; i++) {
        text(p, i > 0 ? ", " : " ");
        put_escaped(p, (struct me_span){names->shown[i].text, names->shown[i].len});
    }
    if (distinct > i) {
        text(p, names->at_least ? " and at least " : " and ");
        put_number(p, distinct - i);
        text(p, " more");
    }
    return false;
}

static void put_row_names(struct page *p)
{
    if (p->group->host_name != NULL) {
        text(p, "host ");
        put_string(p, p->group->host_name);
    }
    bool is_first = put_names(p, "clients", &p->group->clients, p->group->host_name == NULL);
    is_first = put_names(p, "users", &p->group->users, is_first);
    is_first = put_names(p, "from", &p->group->senders, is_first);
    put_names(p, "to", &p->group->recipients, is_first);
}

/* --- hours of the week ------------------------------------------------------------------------------------------ */

static bool next_heat_heads(struct page *p)
{
    return next(&p->heat_head, 24);
}

static void put_heat_head(struct page *p)
{
    put_format(p, "%02d", p->heat_head);
}

static bool next_weekdays(struct page *p)
{
    return next(&p->weekday, 7);
}

static void put_weekday(struct page *p)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    text(p, names[p->weekday]);
}

static bool next_heat_hours(struct page *p)
{
    return next(&p->heat_hour, 24);
}

static uint64_t heat(const struct page *p)
{
    return p->report->totals->heat[p->weekday][p->heat_hour];
}

static void put_heat_level(struct page *p)
{
    enum { LEVELS = 5 };
    const uint64_t count = heat(p);
    put_format(p, "%d", count == 0 ? 0 : 1 + (int)((double)(count - 1) / (double)p->heat_most * LEVELS));
}

static void put_heat_count(struct page *p)
{
    put_number(p, heat(p));
}

/* --- the page --------------------------------------------------------------------------------------------------- */

static void write_page(struct page *p)
{
#include "page.inc"
}

static bool prepare(struct page *p)
{
    struct me_totals *t = p->report->totals;
    p->warning = p->grid = p->slot = p->segment = p->tick = p->series = p->top = p->top_row = NONE;
    p->heat_head = p->weekday = p->heat_hour = p->table = p->row = NONE;
    p->heat_most = 1;
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 24; j++)
            if (t->heat[i][j] > p->heat_most)
                p->heat_most = t->heat[i][j];
    me_warnings_each(p->report, keep_warning, p);
    for (int i = 0; i < ME_BY_MAX; i++) {
        p->rows[i] = me_groups_sorted(&t->groups[i], p->report->options->sort);
        if (p->rows[i] == NULL)
            return false;
    }
    for (size_t i = 0; i < TOPS; i++) {
        p->tops[i] = me_groups_sorted(&t->groups[top_questions[i]], ME_SORT_ATTEMPTS);
        if (p->tops[i] == NULL)
            return false;
    }
    me_chart_fill(&p->chart, &t->groups[ME_BY_HOUR], &t->groups[ME_BY_REASON]);
    return true;
}

bool me_html_write(const struct me_report *report, FILE *out)
{
    struct page *p = calloc(1, sizeof(*p));
    if (p == NULL)
        return false;
    p->out = out;
    p->report = report;
    const bool good = prepare(p);
    if (good)
        write_page(p);
    for (int i = 0; i < ME_BY_MAX; i++)
        free(p->rows[i]);
    for (size_t i = 0; i < TOPS; i++)
        free(p->tops[i]);
    free(p);
    return good;
}
