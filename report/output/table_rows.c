/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the table, and how wide their columns are.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/terminal.h"
#include "escape.h"
#include "scope.h"
#include "table.h"

enum {
    GAP = 2,
    KEY_MIN = 15,    /* 198.51.100.100 */
    KEY_MAX = 39,    /* the longest IPv6 address */
    COUNT_WIDTH = 8, /* ATTEMPTS */
    WHAT_MIN = 20,
    WHAT_WIDE = 32,
    WIDE = 120, /* from here on names stand beside the row */
    WHATS_SHOWN = 3,
    NAMES_SHOWN = 3,
};

/* The columns: key, attempts, first and last or a bar, what, names. */
struct rows {
    const struct me_table_text *text;
    struct me_groups *groups;
    bool is_wide, has_years;
    uint64_t most; /* attempts of a row, for the bars of hours and days; else 0 */
    unsigned key_width, time_width, what_width, names_width;
};

/* `a, b and 7 more`, the label in front. */
static void add_names(struct me_table_cell *cell, const char *label, const struct me_names *names)
{
    char escaped[KEY_MAX + 1];
    const uint32_t distinct = me_names_distinct(names);
    if (distinct == 0)
        return;
    me_table_cell_add(cell, "%s%s\037", cell->len > 0 ? "; " : "", label);
    uint32_t i = 0;
    for (; i < names->shown_count && i < NAMES_SHOWN; i++) {
        me_escape_terminal((struct me_span){names->shown[i].text, names->shown[i].len}, KEY_MAX, escaped);
        me_table_cell_add(cell, "%s%s", i > 0 ? ", " : "", escaped);
    }
    if (distinct > i)
        me_table_cell_add(cell, " and\037%s%" PRIu32 "\037more", names->at_least ? "at\037least\037" : "",
                          distinct - i);
}

static void add_all_names(struct me_table_cell *cell, enum me_by by, const struct me_group *g)
{
    char escaped[KEY_MAX + 1];
    if (g->host_name != NULL) {
        me_escape_terminal((struct me_span){g->host_name, strlen(g->host_name)}, KEY_MAX, escaped);
        me_table_cell_add(cell, "host\037%s", escaped);
    }
    if (by != ME_BY_CLIENT)
        add_names(cell, "clients", &g->clients);
    if (by != ME_BY_USER)
        add_names(cell, "users", &g->users);
    if (by == ME_BY_RECIPIENT)
        add_names(cell, "from", &g->senders);
    if (by != ME_BY_RECIPIENT)
        add_names(cell, "to", &g->recipients);
}

static void add_what(struct me_table_cell *cell, const struct me_what_count *what, bool alone)
{
    const struct me_span words = me_phrases_words(what->what);
    if (!alone)
        me_table_cell_add(cell, "%" PRIu64 "\037", what->count);
    me_table_cell_add(cell, "%.*s", (int)words.len, words.ptr);
}

/* The lines of the what column: at most WHATS_SHOWN kinds, and one more or how many are left. */
static size_t make_what_lines(const struct rows *t, const struct me_group *g, struct me_span *lines,
                              struct me_table_cell *room)
{
    const uint32_t shown = g->what_count == WHATS_SHOWN + 1 ? WHATS_SHOWN + 1 : WHATS_SHOWN;
    size_t count = 0;
    for (uint32_t i = 0; i < g->what_count && i < shown && t->what_width > 0; i++) {
        struct me_table_cell *cell = &room[i];
        cell->len = 0;
        add_what(cell, &g->whats[i], g->what_count == 1);
        struct me_span rest = me_table_cell_span(cell);
        while (rest.len > 0)
            lines[count++] = me_table_text_take(&rest, t->what_width);
    }
    if (g->what_count > shown && t->what_width > 0) {
        room[shown].len = 0;
        me_table_cell_add(&room[shown], "and %" PRIu32 " more kinds", g->what_count - shown);
        lines[count++] = me_table_cell_span(&room[shown]);
    }
    return count;
}

static enum me_table_colour colour_of(const struct me_group *g)
{
    return g->score >= 3 * 100 ? ME_RED : g->score >= 3 * 10 ? ME_YELLOW : ME_PLAIN;
}

static unsigned times_width(const struct rows *t)
{
    return 2 * t->time_width + GAP;
}

/* When it began and ended; hours and days have a bar instead, of one mark at least. */
static void make_times(const struct rows *t, const struct me_group *g, struct me_table_cell *cell)
{
    char first[ME_CLOCK_TEXT_MAX], last[ME_CLOCK_TEXT_MAX];
    const enum me_clock_form form = t->has_years ? ME_CLOCK_DAY : ME_CLOCK_SHORT;
    cell->len = 0;
    if (t->most == 0) {
        me_table_cell_add(cell, "%-*s  %s", (int)t->time_width, me_clock_text(g->first, form, first),
                          me_clock_text(g->last, form, last));
    } else if (g->slot != ME_NEVER) {
        const double marks = (double)g->count / (double)t->most * times_width(t) + 0.5;
        for (unsigned i = 0; i < (unsigned)marks || i == 0; i++)
            me_table_cell_add(cell, "#");
    }
}

static void print_row(const struct rows *t, const struct me_group *g)
{
    FILE *out = t->text->out;
    char key[ME_WIDTH_MAX + 1];
    struct me_table_cell room[WHATS_SHOWN + 1], names = {.len = 0}, times;
    struct me_span what_lines[(WHATS_SHOWN + 1) * 4];
    const size_t what_count = make_what_lines(t, g, what_lines, room);
    const unsigned before_what = t->key_width + COUNT_WIDTH + times_width(t) + 2 * GAP;
    add_all_names(&names, t->groups->by, g);
    make_times(t, g, &times);
    struct me_span rest = me_table_cell_span(&names);
    me_escape_terminal(me_group_label(t->groups, g), t->key_width, key);
    fprintf(out, "%-*s  ", (int)t->key_width, key);
    me_table_text_paint(t->text, colour_of(g));
    fprintf(out, "%*" PRIu64, COUNT_WIDTH, g->count);
    if (colour_of(g) != ME_PLAIN)
        me_table_text_paint(t->text, ME_PLAIN);
    fputs("  ", out);
    me_table_text_put(t->text, me_table_cell_span(&times), what_count > 0 || t->is_wide ? times_width(t) : 0);
    for (size_t i = 0; i < what_count || (t->is_wide && rest.len > 0) || i == 0; i++) {
        const struct me_span what = i < what_count ? what_lines[i] : (struct me_span){"", 0};
        const struct me_span piece = t->is_wide ? me_table_text_take(&rest, t->names_width) : (struct me_span){"", 0};
        if (i > 0)
            fprintf(out, "%*s", (int)before_what, "");
        fputs(what.len > 0 || piece.len > 0 ? "  " : "", out);
        me_table_text_put(t->text, what, piece.len > 0 ? t->what_width + GAP : 0);
        me_table_text_put(t->text, piece, 0);
        fputc('\n', out);
    }
    if (!t->is_wide && rest.len > 0) {
        fputs("  ", out);
        me_table_text_paint(t->text, ME_DIM);
        me_table_text_wrap(t->text, rest, 2);
        me_table_text_paint(t->text, ME_PLAIN);
    }
}

static void lay_out(struct rows *t, const struct me_totals *totals, struct me_group **rows, size_t count)
{
    const unsigned width = t->text->width;
    t->has_years = totals->first != ME_NEVER && me_clock_year(totals->first) != me_clock_year(totals->last);
    t->is_wide = width >= WIDE;
    t->time_width = t->has_years ? 10 : 11;
    t->key_width = KEY_MIN;
    for (size_t i = 0; i < count; i++) {
        char escaped[KEY_MAX + 1];
        const size_t key_width = me_escape_terminal(me_group_label(t->groups, rows[i]), KEY_MAX, escaped);
        if (key_width > t->key_width)
            t->key_width = (unsigned)key_width;
        if (me_by_is_time(t->groups->by) && rows[i]->slot != ME_NEVER && rows[i]->count > t->most)
            t->most = rows[i]->count;
    }
    const unsigned fixed = COUNT_WIDTH + times_width(t) + 3 * GAP;
    if (t->groups->by == ME_BY_REASON) { /* the key says it all */
        t->names_width = t->is_wide ? width - fixed - t->key_width - GAP : 0;
        return;
    }
    if (t->key_width > width - fixed - WHAT_MIN)
        t->key_width = width - fixed - WHAT_MIN > KEY_MIN ? width - fixed - WHAT_MIN : KEY_MIN;
    t->what_width = t->is_wide ? WHAT_WIDE : width - fixed - t->key_width;
    t->names_width = t->is_wide ? width - fixed - t->key_width - WHAT_WIDE - GAP : 0;
}

static void print_heading(const struct rows *t, bool failed_only)
{
    const char *what = t->what_width == 0 ? "" : failed_only ? "WHAT FAILED AND WHY" : "WHAT HAPPENED";
    const struct me_span heading = me_by_heading(t->groups->by);
    struct me_table_cell cell = {.len = 0};
    me_table_cell_add(&cell, "%-*.*s  ATTEMPTS  %-*s  %-*s", (int)t->key_width, (int)heading.len, heading.ptr,
                      (int)t->time_width, t->most > 0 ? "" : "FIRST", (int)t->time_width, t->most > 0 ? "" : "LAST");
    if (t->is_wide)
        me_table_cell_add(&cell, "  %-*s  TRIED", (int)t->what_width, what);
    else if (t->what_width > 0)
        me_table_cell_add(&cell, "  %s", what);
    while (cell.len > 0 && cell.text[cell.len - 1] == ' ')
        cell.text[--cell.len] = 0;
    me_table_text_heading(t->text, cell.text);
}

bool me_table_rows(const struct me_table_text *text, const struct me_report *r)
{
    struct rows t = {.text = text, .groups = &r->totals->groups[r->options->by]};
    struct me_group **rows = me_groups_sorted(t.groups, r->options->sort);
    if (rows == NULL)
        return false;
    const size_t count = r->options->top > 0 && r->options->top < t.groups->count ? r->options->top : t.groups->count;
    lay_out(&t, r->totals, rows, count);
    if (count == 0) {
        fprintf(text->out, "%s\n", me_scope_nothing(r));
    } else {
        print_heading(&t, !r->options->only_given);
        for (size_t i = 0; i < count; i++)
            print_row(&t, rows[i]);
        if (t.groups->others_count > 0)
            print_row(&t, &t.groups->others);
        if (count < t.groups->count)
            fprintf(text->out, "... and %zu more row%s: --top 0 shows all.\n", t.groups->count - count,
                    t.groups->count - count == 1 ? "" : "s");
    }
    free(rows);
    return true;
}
