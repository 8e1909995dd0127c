/* SPDX-License-Identifier: Apache-2.0
 *
 * All rows of the table, and how wide their columns are: as wide as what stands in them, as far as the terminal allows.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/terminal.h"
#include "output/escape.h"
#include "output/filter_summary.h"
#include "output/table/table.h"
#include "output/table/row.h"

enum {
    KEY_MIN = 15, /* 198.51.100.100 */
    KEY_MAX = 39, /* the longest IPv6 address */
    WHAT_NARROW = 12,
    WHAT_MIN = 20,
    WHAT_MAX = 32,
    NAMES_MIN = 30,
    NARROW = 80, /* below it times stand below the row */
    WIDE = 120,  /* from here on names stand beside the row */
};

/* The widest of the keys that fit. */
static unsigned find_key_width(const struct me_table_columns *t, struct me_group **rows, size_t count, unsigned limit)
{
    unsigned width = KEY_MIN;
    for (size_t i = 0; i < count; i++) {
        char escaped[ME_WIDTH_MAX + 1];
        const size_t len = me_escape_terminal(me_group_label(t->groups, rows[i]), t->text->width, escaped);
        if (len > width && len <= limit)
            width = (unsigned)len;
    }
    return width;
}

/* The widest of what happened in the rows, and no wider than it may be. */
static unsigned find_what_width(struct me_group **rows, size_t count)
{
    size_t width = WHAT_MIN;
    for (size_t i = 0; i < count; i++)
        for (uint32_t j = 0; j < rows[i]->what_count && j <= ME_TABLE_WHATS; j++) {
            struct me_table_cell cell = {.len = 0};
            me_table_what(&cell, &rows[i]->whats[j], rows[i]->what_count == 1);
            width = cell.len > width ? cell.len : width;
        }
    return width < WHAT_MAX ? (unsigned)width : WHAT_MAX;
}

static void lay_out(struct me_table_columns *t, const struct me_totals *totals, struct me_group **rows, size_t count)
{
    const unsigned width = t->text->width;
    t->is_narrow = width < NARROW;
    t->is_wide = width >= WIDE;
    t->has_years = totals->first != ME_NEVER && me_clock_year(totals->first) != me_clock_year(totals->last);
    t->time = t->has_years ? 10 : 11;
    for (size_t i = 0; i < count && me_group_key_is_time(t->groups->by); i++)
        if (rows[i]->slot != ME_NEVER && rows[i]->count > t->most)
            t->most = rows[i]->count;
    const bool has_what = t->groups->by != ME_GROUP_KEY_REASON; /* there the key says it all */
    const unsigned what_min = t->is_narrow ? WHAT_NARROW : t->is_wide ? WHAT_MAX : WHAT_MIN;
    const unsigned fixed = me_table_before_what(t) + (has_what ? ME_TABLE_GAP + what_min : 0) +
                           (t->is_wide ? ME_TABLE_GAP + NAMES_MIN : 0);
    const unsigned limit = width > fixed + KEY_MIN ? width - fixed : KEY_MIN;
    t->key = find_key_width(t, rows, count, limit < KEY_MAX ? limit : KEY_MAX);
    if (has_what && t->is_wide)
        t->what = find_what_width(rows, count);
    else if (has_what)
        t->what = width - me_table_before_what(t) - ME_TABLE_GAP;
    if (t->is_wide)
        t->names = width - me_table_before_what(t) - ME_TABLE_GAP - t->what - ME_TABLE_GAP;
}

static const char *what_heading(const struct me_table_columns *t, bool failed_only)
{
    if (t->what == 0)
        return "";
    if (t->is_narrow)
        return "WHAT";
    return failed_only ? "WHAT FAILED AND WHY" : "WHAT HAPPENED";
}

static void print_heading(const struct me_table_columns *t, bool failed_only)
{
    const struct me_span heading = me_group_key_heading(t->groups->by);
    const char *what = what_heading(t, failed_only);
    struct me_table_cell cell = {.len = 0};
    me_table_cell_add(&cell, "%-*.*s  ATTEMPTS", (int)t->key, (int)heading.len, heading.ptr);
    if (!t->is_narrow)
        me_table_cell_add(&cell, "  %-*s  %-*s", (int)t->time, t->most > 0 ? "" : "FIRST", (int)t->time,
                          t->most > 0 ? "" : "LAST");
    if (t->is_wide)
        me_table_cell_add(&cell, "  %-*s  TRIED", (int)t->what, what);
    else
        me_table_cell_add(&cell, "  %s", what);
    while (cell.len > 0 && cell.text[cell.len - 1] == ' ')
        cell.text[--cell.len] = 0;
    me_table_text_heading(t->text, cell.text);
}

/* How many rows and attempts are not shown. */
static void print_left_out(const struct me_table_text *t, struct me_group **rows, size_t shown, size_t count)
{
    struct me_table_cell cell = {.len = 0};
    uint64_t attempts = 0;
    for (size_t i = shown; i < count; i++)
        attempts += rows[i]->count;
    me_table_cell_add(&cell, "... and %zu more row%s with %" PRIu64 " attempt%s: --top\0370 shows all.", count - shown,
                      count - shown == 1 ? "" : "s", attempts, attempts == 1 ? "" : "s");
    me_table_text_wrap(t, me_table_cell_span(&cell), 0);
}

static void print_order(const struct me_table_text *t)
{
    const struct me_span words = me_labels_order();
    me_table_text_paint(t, ME_DIM);
    me_table_text_wrap(t, words, 0);
    me_table_text_paint(t, ME_PLAIN);
}

bool me_table_rows(const struct me_table_text *text, const struct me_report *r)
{
    struct me_table_columns t = {.text = text, .groups = &r->totals->groups[r->options->by]};
    struct me_group **rows = me_groups_sorted(t.groups, r->options->sort);
    if (rows == NULL)
        return false;
    const size_t count = r->options->top > 0 && r->options->top < t.groups->count ? r->options->top : t.groups->count;
    lay_out(&t, r->totals, rows, count);
    if (count == 0) {
        char nothing[ME_FILTER_SUMMARY_NOTHING_MAX];
        me_filter_summary_nothing(r, nothing);
        me_table_text_wrap(text, (struct me_span){nothing, strlen(nothing)}, 0);
    } else {
        print_heading(&t, !r->options->only_given);
        for (size_t i = 0; i < count; i++)
            me_table_row(&t, rows[i]);
        if (t.groups->others_count > 0)
            me_table_row(&t, &t.groups->others);
        if (count < t.groups->count)
            print_left_out(text, rows, count, t.groups->count);
        if (r->options->sort == ME_SORT_WORST && !r->options->only_given && t.groups->count > 1)
            print_order(text);
    }
    free(rows);
    return true;
}
