/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a row's columns: cuts them, tries each place where the row may end, and decides what is believed. activity.h
 * and w3c.h know the layouts, readings.h what a reading is, hidden.h what is masked.
 */
#include "recognise/columns.h"

#include "recognise/activity.h"
#include "recognise/anchor.h"
#include "recognise/cut.h"
#include "recognise/ends.h"
#include "recognise/hidden.h"
#include "recognise/plain.h"
#include "recognise/readings.h"
#include "recognise/w3c.h"
#include "recognise/w3c_unknown.h"

/* Tries each place where the row may end (recognise/ends.h): the readings of all count. */
static void read_ends(struct me_readings *all, const struct me_row *row, const struct me_ends *ends, struct me_cut *cut)
{
    const struct me_cut_place start = me_cut_here(cut);
    const char *last = cut->end;
    for (size_t i = 0; i < ends->count; i++) {
        cut->end = ends->end[i];
        if (cut->end < all->columns->sent.ptr)
            continue; /* in the command */
        if (row->is_w3c)
            me_w3c_read(all, i + 1 < ends->count ? cut->end : last);
        else
            me_activity_read(all, cut);
        me_cut_return(cut, start);
    }
    cut->end = last;
}

/* Whether nobody knows where the command ends: behind a backslash a `\t` may be a client's own text. */
static bool is_command_open(const struct me_columns *c, const struct me_row *row)
{
    const struct me_span command = c->command;
    return row->tab.len == 2 && command.len > 0 && me_separator_is_escaped(command.ptr, me_span_end(command));
}

/* Tries each place where the row may end, and `\\t` both ways: raw JSON text writes a client's own backslash and `t`
 * so, and C-style escaping a client's backslash before the server's TAB. */
static void read_ways(struct me_readings *all, const struct me_row *row, const struct me_ends *ends, struct me_cut *cut)
{
    const char *tabs[ME_CUT_TABS_SIZE];
    read_ends(all, row, ends, cut);
    if (row->is_w3c)
        return;
    all->disagree = all->disagree || is_command_open(all->columns, row);
    if (!me_cut_has_escaped_tab(cut))
        return;
    cut->every = true;
    me_cut_look_ahead(cut, tabs);
    read_ends(all, row, ends, cut);
}

static void forget_reading(struct me_columns *c)
{
    c->reading = (struct me_reading){.bytes_sent = ME_ABSENT, .bytes_received = ME_ABSENT, .status = ME_STATUS_NONE};
}

/* Decides what is believed of the readings, and what a client sent. */
static void conclude(struct me_columns *c, const struct me_row *row, const struct me_readings *all,
                     const struct me_ends *ends)
{
    const char *end = ends->end[ends->count - 1];
    if (all->count > 0 && c->sent.ptr != NULL)
        end = all->first_reply - c->tab.len;
    if (c->sent.ptr != NULL)
        c->sent = me_span_between(c->sent.ptr, end > c->sent.ptr ? end : c->sent.ptr);
    c->state = all->count == 0                   ? ME_COLUMNS_TRUNCATED
               : all->disagree || ends->too_many ? ME_COLUMNS_AMBIGUOUS
                                                 : ME_COLUMNS_ONE;
    me_hidden_find(c, all);
    if (all->count == 0)
        me_hidden_take_noise(c, row);
}

/* As conclude(), for a row over the limit, readings or not. */
static void conclude_without_readings(struct me_columns *c, const struct me_row *row, const struct me_ends *ends)
{
    const struct me_readings none = {.service = c->service, .columns = c};
    conclude(c, row, &none, ends);
}

/* Whether the row's end is its only one, as far as is known already: nearly always. */
static bool has_one_end(const struct me_row *row, const struct me_cut *cut, const char *end)
{
    return !cut->met.controls && row->tab.len != 2 && row->anchor >= end && row->line_end == row->text_end;
}

/* Finds the places where the row may end, from `from` to `end`, which is the last. */
static void find_ends(struct me_columns *c, const struct me_row *row, const struct me_cut *cut, const char *from,
                      const char *end, struct me_ends *ends)
{
    if (has_one_end(row, cut, end)) {
        me_ends_set_one(ends, end);
    } else {
        const struct me_ends_query query = {.from = from,
                                            .anchor = row->anchor,
                                            .end = end,
                                            .line_end = row->line_end,
                                            .text_end = row->text_end,
                                            .quiet = !cut->met.controls,
                                            .tab = row->tab};
        me_ends_find(&query, ends);
    }
    c->several_lines = ends->several_lines;
    c->one_end = ends->count == 1;
    c->first_end = ends->end[0];
    c->next_row = ends->next_row;
}

/* Reads the row in every way, and again without readings when it would be too long with its credentials hidden: a row
 * must read the same before and after they are hidden. `end` is its last end. */
static void read_known(struct me_readings *all, const struct me_row *row, const char *end, size_t max_row,
                       struct me_cut *cut)
{
    struct me_ends ends;
    struct me_columns *c = all->columns;
    const size_t len = (size_t)(row->line_end - row->begin);
    const struct me_span sent = c->sent;
    const bool is_within = len <= max_row && sent.ptr != NULL;
    const char *from = !is_within ? cut->end : c->command.ptr != NULL ? c->command.ptr : sent.ptr;
    find_ends(c, row, cut, from, is_within && end > from ? end : from, &ends);
    if (is_within)
        read_ways(all, row, &ends, cut);
    c->first_reply = all->first_reply;
    conclude(c, row, all, &ends);
    if (all->count > 0 && !me_hidden_fits(c, len, max_row)) {
        c->sent = sent;
        conclude_without_readings(c, row, &ends);
    }
    if (c->state != ME_COLUMNS_ONE)
        forget_reading(c);
}

/* Where the record behind the row may begin, if it does so in the fields that are looked at; or `end`. Each of many
 * rows in a line looks for the next, so none looks further than a row may be long. */
static const char *record_behind(const struct me_row *row, const char *end)
{
    enum { HEAD_MAX = 512 /* octets of a record up to its code or service word */ };
    const char *most = end - row->columns > ME_MAX_ROW_MOST ? row->columns + ME_MAX_ROW_MOST : end;
    const char *reach = me_w3c_unknown_reach(row, most);
    reach = most - reach > HEAD_MAX ? reach + HEAD_MAX : most;
    const char *next = me_ends_next_record(row->columns, reach, NULL);
    return next < reach ? next : end;
}

/* Reads a row whose order of fields is not known, as far as it is its own: rows may stand behind it in the line. */
static void read_unknown(struct me_columns *c, const struct me_row *row, const char *end, size_t max_row)
{
    struct me_ends ends;
    const bool is_within = (size_t)(row->line_end - row->begin) <= max_row;
    const struct me_ends_query query = {.from = is_within ? row->columns : end,
                                        .anchor = row->anchor,
                                        .end = end,
                                        .line_end = row->line_end,
                                        .text_end = row->text_end,
                                        .tab = row->tab};
    me_ends_find(&query, &ends);
    c->several_lines = ends.several_lines;
    c->next_row = record_behind(row, end);
    me_w3c_unknown_read(c, row, c->next_row);
    if (c->sent.ptr != NULL && me_span_end(c->sent) == end)
        me_hidden_take_noise(c, row);
}

/* Nothing is known yet. The places of replies have no meaning before they are counted. */
static void begin(struct me_columns *c, const struct me_row *row)
{
    memset(c, 0, offsetof(struct me_columns, reading));
    c->service = row->service;
    c->is_w3c = row->is_w3c;
    c->tab = row->tab;
    c->ip = row->ip;
    c->verb = ME_COMMAND_OTHER;
    forget_reading(c);
}

/* Whether `end` can be the row's last end when its bytes have been looked at: a line end in the row was not guessed.
 * Finds the next anchor where it is not known. */
static bool is_line(struct me_row *row, const struct me_cut *cut, bool is_guess)
{
    if (is_guess && cut->met.controls && memchr(row->columns, '\n', (size_t)(cut->end - row->columns)) != NULL)
        return false;
    if (row->anchor == NULL)
        row->anchor = cut->met.dashes ? me_anchor_find(row->columns, row->text_end) : row->text_end;
    return true;
}

/* Reads a row of the Activity log whose last end is `end`. False: that was a wrong guess. */
static bool read_activity(struct me_columns *c, struct me_row *row, const char *end, bool is_guess,
                          const struct me_recognise_options *options)
{
    const char *tabs[ME_CUT_TABS_SIZE];
    struct me_cut cut = {.p = row->columns, .end = end, .tab = row->tab};
    me_cut_look_ahead(&cut, tabs);
    if (!is_line(row, &cut, is_guess))
        return false;
    if (has_one_end(row, &cut, end) && me_plain_read(c, row, &cut, options->max_row))
        return true; /* nearly always */
    begin(c, row);
    me_activity_cut(c, row, &cut);
    struct me_readings all = {.service = row->service, .columns = c};
    read_known(&all, row, end, options->max_row, &cut);
    return true;
}

/* The same for a row of the W3C log. */
static bool read_w3c(struct me_columns *c, struct me_row *row, const char *end, bool is_guess,
                     const struct me_recognise_options *options)
{
    struct me_w3c_fields fields;
    struct me_cut cut = me_cut_every(row->columns, end, row->tab);
    const bool is_smtp = row->service->service == ME_SERVICE_SMTP;
    const struct me_w3c_order *order = is_smtp ? NULL : options->w3c_order;
    const bool is_known = is_smtp || me_w3c_fits(row, order, end);
    begin(c, row);
    if (is_known)
        me_w3c_cut(c, row, order, &fields, &cut);
    if (!is_line(row, &cut, is_guess))
        return false;
    if (!is_known) {
        read_unknown(c, row, end, options->max_row);
        return true;
    }
    struct me_readings all = {.service = row->service, .columns = c, .fields = &fields, .order = order};
    read_known(&all, row, end, options->max_row, &cut);
    return true;
}

static bool read_line(struct me_columns *c, struct me_row *row, const char *end, bool is_guess,
                      const struct me_recognise_options *options)
{
    return row->is_w3c ? read_w3c(c, row, end, is_guess, options) : read_activity(c, row, end, is_guess, options);
}

/* Guesses that no line ends before the noise at the end of the text, which holds nearly always. Returns the row's last
 * end. */
static const char *guess_line_end(struct me_row *row)
{
    const char *end = me_separator_trim_end(row->columns, row->text_end);
    row->line_end = end < row->text_end ? me_ends_line(end, row->text_end) : end;
    return row->line_end == row->text_end ? end : me_separator_trim_end(row->columns, row->line_end);
}

/* The row's last end, when its line end is known. */
static const char *end_before_noise(const struct me_row *row)
{
    const bool is_known = row->noise != NULL && row->noise > row->columns;
    return is_known ? row->noise : me_separator_trim_end(row->columns, row->line_end);
}

void me_columns_read(struct me_row *row, const struct me_recognise_options *options, struct me_columns *c)
{
    const bool is_guess = row->line_end == NULL;
    const char *end = is_guess ? guess_line_end(row) : end_before_noise(row);
    if (read_line(c, row, end, is_guess, options))
        return;
    row->line_end = me_ends_line(row->columns, row->line_end);
    read_line(c, row, me_separator_trim_end(row->columns, row->line_end), false, options);
}
