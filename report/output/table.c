/* SPDX-License-Identifier: Apache-2.0
 *
 * The report for a terminal: a table, the summary, the warnings. 80 columns suffice; a wider terminal shows the names
 * that were tried beside the row instead of below it.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/clock.h"
#include "escape.h"
#include "report.h"
#include "scope.h"
#include "base/terminal.h"
#include "warnings.h"

enum {
    GAP = 2,
    KEY_MIN = 15,    /* 198.51.100.100 */
    KEY_MAX = 39,    /* the longest IPv6 address */
    COUNT_WIDTH = 8, /* ATTEMPTS */
    WIDE = 120,      /* from here on names stand beside the row */
    WHATS_SHOWN = 3,
    NAMES_SHOWN = 3,
    CELL_MAX = 512,
    SUMMARY_INDENT = 17,
};

enum colour { PLAIN, BOLD, DIM, RED, YELLOW };

struct table {
    FILE *out;
    unsigned width;
    bool has_colour, is_wide, has_years;
    unsigned key_width, time_width, what_width, names_width;
};

/* A piece of text being put together: whole words, as many as fit. */
struct cell {
    char text[CELL_MAX];
    size_t len;
};

static void __attribute__((format(printf, 2, 3))) append(struct cell *cell, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(cell->text + cell->len, CELL_MAX - cell->len, format, arguments);
    va_end(arguments);
    if (n > 0)
        cell->len = cell->len + (size_t)n < CELL_MAX ? cell->len + (size_t)n : CELL_MAX - 1;
}

static void paint(const struct table *t, enum colour colour)
{
    static const char *const codes[] = {"\x1B[0m", "\x1B[1m", "\x1B[2m", "\x1B[31m", "\x1B[33m"};
    if (t->has_colour)
        fputs(codes[colour], t->out);
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* Takes the longest piece of `*text` that fits into `width`, whole words if possible, off its start. */
static struct me_span take_piece(struct me_span *text, size_t width)
{
    struct me_span piece = *text;
    if (piece.len > width) {
        piece.len = width;
        for (size_t i = width; i > width / 2; i--)
            if (text->ptr[i] == ' ') {
                piece.len = i;
                break;
            }
    }
    *text = me_span_skip(*text, piece.len);
    while (text->len > 0 && text->ptr[0] == ' ')
        *text = me_span_skip(*text, 1);
    return piece;
}

/* Prints `text` wrapped: the cursor stands in column `indent`, and further lines start there too. */
static void print_wrapped(const struct table *t, struct me_span text, size_t indent)
{
    const size_t width = t->width - indent;
    for (bool is_first = true; text.len > 0; is_first = false) {
        const struct me_span piece = take_piece(&text, width);
        if (!is_first)
            fprintf(t->out, "%*s", (int)indent, "");
        fprintf(t->out, "%.*s\n", (int)piece.len, piece.ptr);
    }
}

/* `a, b and 7 more`, the label in front. */
static void append_names(struct cell *cell, const char *label, const struct me_names *names, size_t shown)
{
    char escaped[KEY_MAX + 1];
    const uint32_t distinct = me_names_distinct(names);
    if (distinct == 0)
        return;
    append(cell, "%s%s ", cell->len > 0 ? "; " : "", label);
    size_t i = 0;
    for (; i < names->shown_count && i < shown; i++) {
        me_escape_terminal((struct me_span){names->shown[i].text, names->shown[i].len}, KEY_MAX, escaped);
        append(cell, "%s%s", i > 0 ? ", " : "", escaped);
    }
    if (distinct > i)
        append(cell, " and %s%" PRIu32 " more", names->at_least ? "at least " : "", distinct - (uint32_t)i);
}

static void append_host_name(struct cell *cell, const struct me_group *g)
{
    char escaped[KEY_MAX + 1];
    if (g->host_name == NULL)
        return;
    me_escape_terminal((struct me_span){g->host_name, strlen(g->host_name)}, KEY_MAX, escaped);
    append(cell, "host %s", escaped);
}

static void append_all_names(struct cell *cell, enum me_by by, const struct me_group *g)
{
    if (by != ME_BY_CLIENT)
        append_names(cell, "clients", &g->clients, NAMES_SHOWN);
    if (by != ME_BY_USER)
        append_names(cell, "users", &g->users, NAMES_SHOWN);
    if (by == ME_BY_RECIPIENT)
        append_names(cell, "from", &g->senders, NAMES_SHOWN);
    if (by != ME_BY_RECIPIENT)
        append_names(cell, "to", &g->recipients, NAMES_SHOWN);
}

static void append_what(struct cell *cell, const struct me_what_count *what, bool alone)
{
    const struct me_span words = me_phrases_words(what->what);
    if (!alone)
        append(cell, "%" PRIu64 " ", what->count);
    append(cell, "%.*s", (int)words.len, words.ptr);
}

static const char *moment(const struct table *t, int64_t when, char out[static ME_CLOCK_TEXT_MAX])
{
    return me_clock_text(when, t->has_years ? ME_CLOCK_DAY : ME_CLOCK_SHORT, out);
}

/* The lines of the what column: at most WHATS_SHOWN kinds, and one more or how many are left. */
static size_t make_what_lines(const struct table *t, const struct me_group *g, struct me_span *lines, struct cell *room)
{
    const uint32_t shown = g->what_count == WHATS_SHOWN + 1 ? WHATS_SHOWN + 1 : WHATS_SHOWN;
    size_t count = 0;
    for (uint32_t i = 0; i < g->what_count && i < shown && t->what_width > 0; i++) {
        struct cell *cell = &room[i];
        cell->len = 0;
        append_what(cell, &g->whats[i], g->what_count == 1);
        struct me_span rest = {cell->text, cell->len};
        while (rest.len > 0)
            lines[count++] = take_piece(&rest, t->what_width);
    }
    if (g->what_count > shown && t->what_width > 0) {
        room[shown].len = 0;
        append(&room[shown], "and %" PRIu32 " more kinds", g->what_count - shown);
        lines[count++] = (struct me_span){room[shown].text, room[shown].len};
    }
    return count;
}

static enum colour colour_of(const struct me_group *g)
{
    return g->score >= 3 * 100 ? RED : g->score >= 3 * 10 ? YELLOW : PLAIN;
}

static void print_row(const struct table *t, const struct me_groups *groups, const struct me_group *g)
{
    char key[ME_WIDTH_MAX + 1], first[ME_CLOCK_TEXT_MAX], last[ME_CLOCK_TEXT_MAX];
    struct cell room[WHATS_SHOWN + 1], names = {.len = 0};
    struct me_span what_lines[(WHATS_SHOWN + 1) * 4], rest;
    const size_t what_count = make_what_lines(t, g, what_lines, room);
    const unsigned before_what = t->key_width + COUNT_WIDTH + 2 * t->time_width + 4 * GAP;
    append_host_name(&names, g);
    append_all_names(&names, groups->by, g);
    rest = (struct me_span){names.text, names.len};
    me_escape_terminal(me_group_label(groups, g), t->key_width, key);
    fprintf(t->out, "%-*s  ", (int)t->key_width, key);
    paint(t, colour_of(g));
    fprintf(t->out, "%*" PRIu64, COUNT_WIDTH, g->count);
    if (colour_of(g) != PLAIN)
        paint(t, PLAIN);
    fprintf(t->out, "  %-*s  %-*s", (int)t->time_width, moment(t, g->first, first),
            what_count > 0 || t->is_wide ? (int)t->time_width : 0, moment(t, g->last, last));
    for (size_t i = 0; i < what_count || (t->is_wide && rest.len > 0) || i == 0; i++) {
        const struct me_span what = i < what_count ? what_lines[i] : (struct me_span){"", 0};
        if (i > 0)
            fprintf(t->out, "%*s", (int)before_what - GAP, "");
        const struct me_span piece = t->is_wide ? take_piece(&rest, t->names_width) : (struct me_span){"", 0};
        if (piece.len > 0)
            fprintf(t->out, "  %-*.*s  %.*s\n", (int)t->what_width, (int)what.len, what.ptr, (int)piece.len, piece.ptr);
        else if (what.len > 0)
            fprintf(t->out, "  %.*s\n", (int)what.len, what.ptr);
        else
            fputc('\n', t->out);
    }
    if (!t->is_wide && rest.len > 0) {
        fputs("  ", t->out);
        paint(t, DIM);
        print_wrapped(t, rest, 2);
        paint(t, PLAIN);
    }
}

static void lay_out(struct table *t, const struct me_report *r, struct me_group **rows, size_t count)
{
    const struct me_groups *groups = &r->totals->groups[r->options->by];
    t->has_years = r->totals->first != ME_NEVER && me_clock_year(r->totals->first) != me_clock_year(r->totals->last);
    t->is_wide = t->width >= WIDE;
    t->time_width = t->has_years ? 10 : 11;
    t->key_width = KEY_MIN;
    for (size_t i = 0; i < count; i++) {
        char escaped[KEY_MAX + 1];
        const size_t width = me_escape_terminal(me_group_label(groups, rows[i]), KEY_MAX, escaped);
        if (width > t->key_width)
            t->key_width = (unsigned)width;
    }
    enum { WHAT_MIN = 20, WHAT_WIDE = 32 };
    if (groups->by == ME_BY_REASON) { /* the key says it all */
        t->what_width = 0;
        t->names_width = t->is_wide ? t->width - t->key_width - COUNT_WIDTH - 2 * t->time_width - 5 * GAP : 0;
        return;
    }
    const unsigned fixed = COUNT_WIDTH + 2 * t->time_width + 4 * GAP;
    if (t->key_width > t->width - fixed - WHAT_MIN)
        t->key_width = t->width - fixed - WHAT_MIN > KEY_MIN ? t->width - fixed - WHAT_MIN : KEY_MIN;
    t->what_width = t->width - fixed - t->key_width;
    if (t->is_wide) {
        t->what_width = WHAT_WIDE;
        t->names_width = t->width - fixed - t->key_width - WHAT_WIDE - GAP;
    }
}

static void print_heading(const struct table *t, enum me_by by, bool failed_only)
{
    const char *what = failed_only ? "WHAT FAILED AND WHY" : "WHAT HAPPENED";
    const struct me_span heading = me_by_heading(by);
    paint(t, BOLD);
    fprintf(t->out, "%-*.*s  ATTEMPTS  %-*s  ", (int)t->key_width, (int)heading.len, heading.ptr, (int)t->time_width,
            "FIRST");
    if (t->is_wide)
        fprintf(t->out, "%-*s  %-*s  TRIED", (int)t->time_width, "LAST", (int)t->what_width,
                t->what_width > 0 ? what : "");
    else if (t->what_width > 0)
        fprintf(t->out, "%-*s  %s", (int)t->time_width, "LAST", what);
    else
        fputs("LAST", t->out);
    paint(t, PLAIN);
    fputc('\n', t->out);
}

static bool print_rows(struct table *t, const struct me_report *r)
{
    struct me_groups *groups = &r->totals->groups[r->options->by];
    struct me_group **rows = me_groups_sorted(groups, r->options->sort);
    if (rows == NULL)
        return false;
    const size_t count = r->options->top > 0 && r->options->top < groups->count ? r->options->top : groups->count;
    lay_out(t, r, rows, count);
    if (count == 0) {
        fprintf(t->out, "%s\n", me_scope_nothing(r));
    } else {
        print_heading(t, r->options->by, !r->options->only_given);
        for (size_t i = 0; i < count; i++)
            print_row(t, groups, rows[i]);
        if (groups->others_count > 0)
            print_row(t, groups, &groups->others);
        if (count < groups->count)
            fprintf(t->out, "... and %zu more row%s: --top 0 shows all.\n", groups->count - count,
                    plural(groups->count - count));
    }
    free(rows);
    return true;
}

static void print_label(const struct table *t, const char *label)
{
    fprintf(t->out, "%-*s", SUMMARY_INDENT, label);
}

/* One line of the summary: how often each of the attempts with `outcome` came. */
static void print_outcome(const struct table *t, const struct me_report *r, const char *label, enum me_outcome outcome)
{
    const uint64_t sum = me_totals_of_outcome(r->totals, outcome);
    struct cell cell = {.len = 0};
    if (sum == 0)
        return;
    append(&cell, "%" PRIu64, sum);
    bool is_first = true;
    for (int i = 0; i < ME_WHAT_MAX; i++) {
        const uint64_t count = r->totals->whats[i];
        if (count == 0 || me_totals_outcome_of((me_what)i) != outcome)
            continue;
        const enum me_reason reason = me_what_reason((me_what)i);
        const struct me_span word =
            reason != ME_REASON_NONE ? me_reason_name(reason) : me_event_name(me_what_event((me_what)i));
        append(&cell, "%s%.*s %" PRIu64, is_first ? ": " : ", ", (int)word.len, word.ptr, count);
        is_first = false;
    }
    print_label(t, label);
    print_wrapped(t, (struct me_span){cell.text, cell.len}, SUMMARY_INDENT);
}

static void print_summary(const struct table *t, const struct me_report *r)
{
    const struct me_totals *totals = r->totals;
    char first[ME_CLOCK_TEXT_MAX], last[ME_CLOCK_TEXT_MAX];
    fputc('\n', t->out);
    paint(t, BOLD);
    fputs(r->options->only_given ? "Summary of all kinds" : "Summary", t->out);
    paint(t, PLAIN);
    fputc('\n', t->out);
    if (me_scope_is_given(r)) {
        char scope[ME_SCOPE_MAX], escaped[CELL_MAX];
        me_scope_text(r, scope);
        print_label(t, "Asked for");
        const size_t len = me_escape_terminal((struct me_span){scope, strlen(scope)}, CELL_MAX - 1, escaped);
        print_wrapped(t, (struct me_span){escaped, len}, SUMMARY_INDENT);
    }
    if (totals->first != ME_NEVER) {
        print_label(t, "Period");
        fprintf(t->out, "%s to %s\n", me_clock_text(totals->first, ME_CLOCK_MINUTE, first),
                me_clock_text(totals->last, ME_CLOCK_MINUTE, last));
    }
    struct cell cell = {.len = 0};
    append(&cell, "%" PRIu64 " read, %" PRIu64 " recognised: Debug %" PRIu64 ", Activity %" PRIu64 ", W3C %" PRIu64,
           r->tally->lines, r->tally->records, r->logs[ME_LOG_DEBUG], r->logs[ME_LOG_ACTIVITY], r->logs[ME_LOG_W3C]);
    if (r->tally->long_lines > 0)
        append(&cell, "; %" PRIu64 " longer than %d bytes cut", r->tally->long_lines, ME_LINE_MAX);
    print_label(t, "Lines");
    print_wrapped(t, (struct me_span){cell.text, cell.len}, SUMMARY_INDENT);
    print_label(t, "Failed");
    fprintf(t->out, "%" PRIu64 " attempt%s\n", totals->failed, plural(totals->failed));
    print_outcome(t, r, "Relay granted", ME_OUTCOME_GRANTED);
    print_outcome(t, r, "Denied", ME_OUTCOME_DENIED);
    print_outcome(t, r, "No relay needed", ME_OUTCOME_NOT_REQUIRED);
    const uint64_t good = me_totals_of_event(totals, ME_EVENT_AUTH_SUCCESS);
    const uint64_t bad = me_totals_of_event(totals, ME_EVENT_AUTH_FAILURE);
    if (good + bad > 0) {
        print_label(t, "Logins");
        fprintf(t->out, "%" PRIu64 " accepted, %" PRIu64 " failed\n", good, bad);
    }
}

struct warning_printer {
    const struct table *table;
    bool has_heading;
};

static void print_warning(void *context, const struct me_warning *w)
{
    struct warning_printer *printer = context;
    const struct table *t = printer->table;
    char escaped[CELL_MAX];
    struct cell text = {.len = 0};
    if (!printer->has_heading) {
        fputc('\n', t->out);
        paint(t, BOLD);
        fputs("Warnings", t->out);
        paint(t, PLAIN);
        fputc('\n', t->out);
    }
    printer->has_heading = true;
    me_escape_terminal((struct me_span){w->what, strlen(w->what)}, CELL_MAX / 2, escaped);
    append(&text, "%s %s", escaped, w->advice);
    paint(t, w->is_critical ? RED : YELLOW);
    fputs("! ", t->out);
    print_wrapped(t, (struct me_span){text.text, text.len}, 2);
    paint(t, PLAIN);
}

bool me_table_write(const struct me_report *r, FILE *out)
{
    struct table t = {.out = out, .width = me_terminal_width(), .has_colour = me_terminal_has_colour()};
    struct warning_printer printer = {&t, false};
    if (!print_rows(&t, r))
        return false;
    print_summary(&t, r);
    me_warnings_each(r, print_warning, &printer);
    return true;
}
