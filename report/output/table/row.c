/* SPDX-License-Identifier: Apache-2.0
 *
 * The text of a row's cells, and how they come to stand beside or below each other.
 */
#include "output/table/row.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/terminal.h"
#include "output/escape.h"

enum {
    NAME_WIDTH_MAX = 64,
    NAMES_SHOWN = 3,
    WHAT_LINES_MAX = 12 * (ME_TABLE_WHATS + 1), /* a count and its words in the narrowest column */
};

/* `a, b and 7 more`, the label in front. */
static void add_names(struct me_table_cell *cell, const char *label, const struct me_names *names)
{
    char escaped[NAME_WIDTH_MAX + 1];
    const uint32_t distinct = me_names_distinct(names);
    if (distinct == 0)
        return;
    me_table_cell_add(cell, "%s%s\037", cell->len > 0 ? "; " : "", label);
    uint32_t i = 0;
    for (; i < names->shown_count && i < NAMES_SHOWN; i++) {
        me_escape_terminal((struct me_span){names->shown[i].text, names->shown[i].len}, NAME_WIDTH_MAX, escaped);
        me_table_cell_add(cell, "%s%s", i > 0 ? ", " : "", escaped);
    }
    if (distinct > i)
        me_table_cell_add(cell, " and\037%s%" PRIu32 "\037more", names->at_least ? "at\037least\037" : "",
                          distinct - i);
}

static void add_all_names(struct me_table_cell *cell, const struct me_groups *groups, const struct me_group *g)
{
    const enum me_group_key by = groups->by;
    const uint64_t logins = me_group_key_has_logins(by) ? me_groups_logins_of(groups, g) : 0;
    char escaped[NAME_WIDTH_MAX + 1];
    if (logins > 0)
        me_table_cell_add(cell, "%" PRIu64 "\037%s\037accepted", logins, logins == 1 ? "login" : "logins");
    if (g->host_name != NULL) {
        me_escape_terminal((struct me_span){g->host_name, strlen(g->host_name)}, NAME_WIDTH_MAX, escaped);
        me_table_cell_add(cell, "%shost\037%s", cell->len > 0 ? "; " : "", escaped);
    }
    if (g->place != NULL) {
        me_escape_terminal((struct me_span){g->place->asn, strlen(g->place->asn)}, NAME_WIDTH_MAX, escaped);
        me_table_cell_add(cell, "%s%s%s%s", cell->len > 0 ? "; " : "", g->place->country,
                          g->place->country[0] != 0 && g->place->asn[0] != 0 ? ", " : "", escaped);
    }
    if (by != ME_GROUP_KEY_CLIENT)
        add_names(cell, "clients", &g->clients);
    if (by != ME_GROUP_KEY_USER)
        add_names(cell, "users", &g->users);
    if (by == ME_GROUP_KEY_RECIPIENT)
        add_names(cell, "from", &g->senders);
    if (by != ME_GROUP_KEY_RECIPIENT)
        add_names(cell, "to", &g->recipients);
}

void me_table_what(struct me_table_cell *cell, const struct me_what_count *what, bool alone)
{
    const struct me_span words = me_labels_words(what->what);
    if (!alone)
        me_table_cell_add(cell, "%" PRIu64 "\037", what->count);
    me_table_cell_add(cell, "%.*s", (int)words.len, words.ptr);
}

/* The lines of the what column: at most ME_TABLE_WHATS kinds, and one more or how many are left. */
static size_t make_what_lines(const struct me_table_columns *t, const struct me_group *g, struct me_span *lines,
                              struct me_table_cell *room)
{
    const uint32_t shown = g->what_count == ME_TABLE_WHATS + 1 ? ME_TABLE_WHATS + 1 : ME_TABLE_WHATS;
    size_t count = 0;
    for (uint32_t i = 0; i < g->what_count && i <= shown && t->what > 0; i++) {
        struct me_table_cell *cell = &room[i];
        cell->len = 0;
        if (i < shown)
            me_table_what(cell, &g->whats[i], g->what_count == 1);
        else
            me_table_cell_add(cell, "and\037%" PRIu32 " more kinds", g->what_count - shown);
        for (struct me_span rest = me_table_cell_span(cell); rest.len > 0;)
            lines[count++] = me_table_text_take(&rest, t->what);
    }
    return count;
}

static enum me_table_colour colour_of(const struct me_group *g)
{
    return g->score >= 3 * 100 ? ME_RED : g->score >= 3 * 10 ? ME_YELLOW : ME_PLAIN;
}

unsigned me_table_times_width(const struct me_table_columns *t)
{
    return t->is_narrow ? 0 : 2 * t->time + ME_TABLE_GAP;
}

unsigned me_table_before_what(const struct me_table_columns *t)
{
    return t->key + ME_TABLE_GAP + ME_TABLE_COUNT + (t->is_narrow ? 0 : ME_TABLE_GAP + me_table_times_width(t));
}

static void add_times(const struct me_table_columns *t, const struct me_group *g, const char *between,
                      struct me_table_cell *cell)
{
    char first[ME_CLOCK_TEXT_MAX], last[ME_CLOCK_TEXT_MAX];
    const enum me_clock_form form = t->has_years ? ME_CLOCK_DAY : ME_CLOCK_SHORT;
    me_table_cell_add(cell, "%-*s%s%s", (int)t->time, me_clock_text(g->first, form, first), between,
                      me_clock_text(g->last, form, last));
}

/* When it began and ended; hours and days have a bar instead, of one mark at least. */
static void print_times(const struct me_table_columns *t, const struct me_group *g, bool is_last)
{
    struct me_table_cell cell = {.len = 0};
    if (t->most == 0) {
        add_times(t, g, "  ", &cell);
    } else if (g->slot != ME_NEVER) {
        const double marks = (double)g->count / (double)t->most * me_table_times_width(t) + 0.5;
        for (unsigned i = 0; i < (unsigned)marks || i == 0; i++)
            me_table_cell_add(&cell, "#");
    }
    fprintf(t->text->out, "%*s", ME_TABLE_GAP, "");
    me_table_text_put(t->text, me_table_cell_span(&cell), is_last ? 0 : me_table_times_width(t));
}

/* A key that is too long for its column has a line of its own: a name that is cut off may be that of another. */
static void print_key(const struct me_table_columns *t, const struct me_group *g)
{
    char key[ME_WIDTH_MAX + 1];
    size_t len = me_escape_terminal(me_group_label(t->groups, g), t->text->width, key);
    if (len > t->key) {
        fprintf(t->text->out, "%s\n", key);
        len = 0;
    }
    me_table_text_put(t->text, (struct me_span){key, len}, t->key);
}

static void print_count(const struct me_table_columns *t, const struct me_group *g)
{
    fprintf(t->text->out, "%*s", ME_TABLE_GAP, "");
    me_table_text_paint(t->text, colour_of(g));
    fprintf(t->text->out, "%*" PRIu64, ME_TABLE_COUNT, g->count);
    if (colour_of(g) != ME_PLAIN)
        me_table_text_paint(t->text, ME_PLAIN);
}

void me_table_row(const struct me_table_columns *t, const struct me_group *g)
{
    FILE *out = t->text->out;
    struct me_table_cell room[ME_TABLE_WHATS + 1], names = {.len = 0};
    struct me_span what_lines[WHAT_LINES_MAX];
    const size_t what_count = make_what_lines(t, g, what_lines, room);
    if (t->is_narrow && !me_group_key_is_time(t->groups->by))
        add_times(t, g, " to ", &names);
    add_all_names(&names, t->groups, g);
    struct me_span rest = me_table_cell_span(&names);
    print_key(t, g);
    print_count(t, g);
    if (!t->is_narrow)
        print_times(t, g, what_count == 0 && !t->is_wide);
    for (size_t i = 0; i < what_count || (t->is_wide && rest.len > 0) || i == 0; i++) {
        const struct me_span what = i < what_count ? what_lines[i] : (struct me_span){"", 0};
        const struct me_span piece = t->is_wide ? me_table_text_take(&rest, t->names) : (struct me_span){"", 0};
        if (i > 0)
            fprintf(out, "%*s", (int)me_table_before_what(t), "");
        fputs(what.len > 0 || piece.len > 0 ? "  " : "", out);
        me_table_text_put(t->text, what, piece.len > 0 ? t->what + ME_TABLE_GAP : 0);
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
