/* SPDX-License-Identifier: Apache-2.0
 *
 * Nobody knows whether a row within another is a stranger's text there or the next row, so its end is the first place
 * where either ends.
 */
#include "recognise/outer.h"

#include "recognise/column.h"
#include "recognise/cut.h"
#include "recognise/w3c_fields.h"
#include "tables/codes.h"
#include "text/separator.h"

enum { W3C_FIXED = 4 /* fields from the service word to the command */ };

/* Where the text from `p` on stops: at the separator before the next reply in `columns`, or at `end` if that comes
 * first. */
static const char *before_next_reply(const struct me_columns *columns, const char *p, size_t tab_len, const char *end)
{
    for (size_t i = 0; i < columns->reply_count; i++)
        if (columns->replies[i] >= p && columns->replies[i] - tab_len < end)
            end = columns->replies[i] - tab_len;
    return end;
}

/* Whether `p` stands in a column that is a reply in any reading. */
static bool is_in_reply(const struct me_columns *columns, const char *p)
{
    for (size_t i = 0; i < columns->reply_count; i++) {
        const char *q = columns->replies[i];
        while (q < p && columns->tab.len > 0 && !me_span_starts(me_span_between(q, p), columns->tab))
            q++;
        if (q == p)
            return true;
    }
    return false;
}

/* Where the command column of the row at `word` begins, or `end`. */
static const char *command_of(const struct me_row *row, const char *word, const char *end)
{
    struct me_cut cut = me_cut_every(word, end, row->tab);
    const size_t fixed = row->is_w3c ? W3C_FIXED : row->service->command - 2;
    for (size_t i = 0; i < fixed && cut.p != NULL; i++)
        me_cut_next(&cut);
    return cut.p != NULL ? cut.p : end;
}

/* `end`, or where the next column behind the command that two numbers follow has its separator, if that is before:
 * whatever row such a column is of, it may be the reply. The argument itself is masked all the same. A W3C row has a
 * column more between reply and numbers. */
static const char *before_next_counts(const struct me_row *row, const char *command, const char *end)
{
    enum { REPLY, SENT = 2, RECEIVED, WINDOW };
    struct me_cut cut = me_cut_every(command, end, row->tab);
    struct me_span column[WINDOW] = {me_cut_next(&cut)};
    const size_t reply = row->is_w3c ? REPLY : REPLY + 1;
    for (size_t i = reply; i < WINDOW; i++)
        column[i] = me_cut_next(&cut);
    for (bool is_argument = true; column[RECEIVED].ptr != NULL; is_argument = false) {
        const bool is_count = me_column_number(column[RECEIVED]) != ME_ABSENT ||
                              (cut.p == NULL && me_column_begins_with_number(column[RECEIVED]));
        if (is_count && me_column_number(column[SENT]) != ME_ABSENT)
            return is_argument ? me_span_end(column[reply]) : column[reply].ptr - row->tab.len;
        memmove(column, column + 1, (WINDOW - 1) * sizeof(column[0]));
        column[RECEIVED] = me_cut_next(&cut);
    }
    return end;
}

/* `end`, or where the next W3C field behind `p` begins that may be a reply, since a name and two numbers follow it. */
static const char *before_w3c_counts(const char *p, const char *end)
{
    enum { REPLY, COMPUTER, SENT, RECEIVED, WINDOW };
    struct me_span field[WINDOW] = {[RECEIVED] = {p, 0}};
    while (me_w3c_fields_move(field, WINDOW, end))
        if (field[REPLY].len > 0 && me_column_number(field[SENT]) != ME_ABSENT &&
            me_column_number(field[RECEIVED]) != ME_ABSENT)
            return field[REPLY].ptr;
    return end;
}

/* The end of the column that `p` stands in; before the timestamp that it ends with, where it is the next record's. The
 * separators are looked for once. */
static const char *end_of_column(struct me_outer *o, const char *p, const char *end)
{
    const struct me_span tab = o->columns->tab;
    struct me_timestamp ignored;
    if (o->tab_at == NULL || o->tab_at < p)
        for (o->tab_at = p; o->tab_at < o->end; o->tab_at++)
            if (me_span_starts(me_span_between(o->tab_at, o->end), tab))
                break;
    if (o->tab_at >= o->end || (size_t)(o->end - o->tab_at) < tab.len || o->tab_at + tab.len > end)
        return end;
    const char *stamp = me_timestamp_before(p, o->tab_at, &ignored);
    return stamp != NULL ? me_separator_trim_end(p, stamp) : o->tab_at;
}

/* Where the server's own words behind what a stranger wrote into a Debug record may begin, with the brackets around
 * that; or the end of the line. They are looked for once. */
static const char *before_words(struct me_outer *o, const char *from)
{
    enum { BRACKETS_MAX = 2 };
    if (o->words == NULL || o->words < from)
        o->words = me_codes_words_behind(from, o->end);
    const char *p = o->words, *stop = p - from > BRACKETS_MAX ? p - BRACKETS_MAX : from;
    while (p < o->end && p > stop && (p[-1] == ')' || p[-1] == ']'))
        p--;
    return p;
}

/* Whether a row in another one is a stranger's text there, since a hop spells all separators in one way. Blanks have no
 * separator, and a client may type them; in a row of blanks it may have typed anything. */
static bool is_spelled_otherwise(struct me_span tab, struct me_span outer)
{
    const bool has_tabs = outer.len > 0 && outer.ptr[0] != ' ';
    return !me_span_equal(tab, outer) && (has_tabs || (tab.len > 0 && outer.len > 0));
}

const char *me_outer_bound(struct me_outer *o, const struct me_row *row, const char *word)
{
    const char *end = o->end;
    const struct me_span tab = row->tab;
    const struct me_columns *outer = o->columns;
    if (is_in_reply(outer, word))
        return word;
    if (o->is_debug)
        end = before_words(o, word);
    if (is_spelled_otherwise(tab, outer->tab))
        return end_of_column(o, word, end);
    if (tab.len == 0 && outer->is_w3c && !o->is_long)
        end = before_w3c_counts(word, end);
    if (tab.len == 0)
        return before_next_reply(outer, word, tab.len, end);
    const char *command = command_of(row, word, end);
    /* in an outbound row a handle of three digits may look like a reply */
    end = before_next_reply(outer, row->is_w3c ? word : command, tab.len, end);
    const bool knows_counts = !row->is_w3c || row->service->service == ME_SERVICE_SMTP;
    return end <= command || o->is_long || !knows_counts ? end : before_next_counts(row, command, end);
}
