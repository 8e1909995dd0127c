/* SPDX-License-Identifier: Apache-2.0
 *
 * Goes through a text from anchor to anchor, and asks at each row what it holds: columns.h, or blanks.h where its TABs
 * became blanks. Rows and Debug records go on behind what is found in them, so the search notes which one it is in.
 */
#include "recognise/credential.h"

#include "recognise/anchor.h"
#include "recognise/answer.h"
#include "recognise/blanks.h"
#include "recognise/column.h"
#include "recognise/debug.h"
#include "recognise/ends.h"
#include "recognise/hidden.h"
#include "recognise/outer.h"
#include "recognise/row.h"
#include "recognise/service_column.h"
#include "text/scan.h"
#include "text/separator.h"

enum {
    CODE_DASH = 2,  /* ME- */
    CROWD_MAX = 16, /* rows that are read whose first field has one end */
};

/* The credentials found so far, and where the search is. */
struct search {
    struct me_span text;
    const struct me_recognise_options *options;
    struct me_credential *out;
    size_t max, count;
    const char *line_end;     /* of the line that is searched */
    const char *anchor;       /* behind the one that is looked at; or the text's end */
    const char *next;         /* where the search goes on */
    struct me_outer outer;    /* the row that the search is in */
    struct me_columns *room;  /* for its columns, when it is not kept */
    struct me_row_kept *kept; /* where the first row goes; NULL: it is not kept */
    const char *trimmed_of;   /* an end that many rows may have; NULL: none was looked at, */
    const char *trimmed;      /* that end without the noise before it, */
    const char *spelled; /* and where that noise ends, as far as a client may have typed it; NULL: for one row alone */
    const char *blank;   /* the end of the first field of the W3C row that was read last; NULL: none was */
    size_t crowd;        /* how many have that end */
};

static void add_one(struct search *s, struct me_span credential)
{
    if (s->count < s->max)
        s->out[s->count].bytes = credential;
    s->count++;
    s->next = me_span_end(credential);
}

/* Adds `visible`, which holds no `{blank}`, in parts as long as what replaces them. */
static void add_parts(struct search *s, struct me_span visible)
{
    for (struct me_span rest = visible; rest.len > 0; rest = me_span_skip(rest, ME_ANSWER_HIDDEN_LEN))
        add_one(s, (struct me_span){rest.ptr, rest.len < ME_ANSWER_HIDDEN_LEN ? rest.len : ME_ANSWER_HIDDEN_LEN});
}

/* Adds a credential. Within a row that is too long to decide anything it is added in parts as long as what replaces
 * them: the row must not become short enough to be believed. */
static void add(struct search *s, struct me_span credential)
{
    const char *visible = credential.ptr, *end = me_span_end(credential);
    if (!s->outer.is_long || !me_outer_has(&s->outer, credential.ptr)) {
        add_one(s, credential);
        return;
    }
    for (const char *p = credential.ptr; p < end; p++) {
        if (*p != '{' || !me_span_starts(me_span_between(p, end), ME_SPAN("{blank}")))
            continue;
        add_parts(s, me_span_between(visible, p));
        visible = p + ME_ANSWER_HIDDEN_LEN;
        p = visible - 1;
    }
    add_parts(s, me_span_between(visible, end));
    s->next = end;
}

/* Notes a row that goes on behind where the search does: rows within it must leave it as it is. */
static void set_outer(struct search *s, const struct me_columns *columns, const struct me_row *row)
{
    const bool is_long = (size_t)(row->line_end - row->begin) > s->options->max_row;
    if (me_outer_has(&s->outer, row->begin))
        return; /* the outermost one goes on */
    if (s->kept == NULL || columns != &s->kept->columns) {
        *s->room = *columns;
        columns = s->room;
    }
    s->outer = (struct me_outer){.columns = columns, .end = row->line_end, .is_long = is_long};
}

/* Notes a record without columns that goes on to the end of the line. */
static void set_outer_without_columns(struct search *s, struct me_span tab, bool is_debug, bool is_long)
{
    if (s->outer.end != NULL && s->outer.end >= s->line_end)
        return;
    *s->room = (struct me_columns){.tab = tab};
    s->outer = (struct me_outer){.columns = s->room, .end = s->line_end, .is_debug = is_debug, .is_long = is_long};
}

/* Whether what begins at `p` stands in a row that is whole. A row in there without an end of its own is somebody's
 * text, and none goes on behind the next place where one may end. */
static bool is_inner(const struct search *s, const char *p)
{
    return me_outer_has(&s->outer, p) && !s->outer.is_long;
}

/* Whether a W3C row without its time is one all the same: a firewall whose rule has the service's name writes most of
 * such a row, and must not lose its words. */
static bool is_evident(const struct me_columns *c)
{
    const enum me_credential_rule rule = me_commands_credential(c->verb);
    const char *blank = me_scan_byte(c->sent.ptr, me_span_end(c->sent), ' ');
    return (rule != ME_CREDENTIAL_NOTHING && rule != ME_CREDENTIAL_IF_IT_LOOKS_SO) ||
           me_answer_is_evident(c->command, false, true) ||
           me_answer_is_evident(me_span_between(c->sent.ptr, blank), false, true);
}

/* Whether handle and address stand where a server writes them. */
static bool has_fixed(const struct me_columns *c)
{
    return c->is_w3c || (me_column_number(c->handle) != ME_ABSENT && me_ip_looks_like(c->ip));
}

/* `end` without the noise before it, which is looked at once: many rows may end there. Behind `begin` a row stands. */
static const char *trim_end(struct search *s, const char *begin, const char *end)
{
    if (s->trimmed_of != end) {
        s->trimmed_of = end;
        s->trimmed = me_separator_trim_end(begin, end);
        s->spelled = NULL;
    } else if (s->spelled == NULL) {
        s->spelled = me_hidden_noise_end(s->trimmed, end);
    }
    return s->trimmed > begin ? s->trimmed : me_separator_trim_end(begin, end);
}

/* Where the columns of the row at `word` are read into: it may be the one that is kept. */
static struct me_columns *room_for(const struct search *s, struct me_span word, const struct me_row_place *place,
                                   struct me_columns *own)
{
    struct me_row_kept *kept = s->kept;
    if (kept == NULL || kept->word != NULL || s->outer.end != NULL || !place->has_time)
        return own;
    kept->word = word.ptr;
    kept->text = s->text.ptr;
    kept->place = *place;
    return &kept->columns;
}

/* The end of the first field of `sent`, or `end` if that comes first. */
static const char *before_blank(struct me_span sent, const char *end)
{
    const char *blank = me_scan_byte(sent.ptr, me_span_end(sent), ' ');
    return blank < end ? blank : end;
}

/* Adds the credentials of the row with columns at `word` that stand before `bound`. */
static void find_in_columns(struct search *s, struct me_span word, struct me_row_place *place, const char *bound)
{
    struct me_columns own;
    struct me_columns *const columns = room_for(s, word, place, &own);
    struct me_row *row = &place->row;
    const bool has_time = place->has_time;
    struct me_span credential;
    row->noise = trim_end(s, word.ptr, row->line_end);
    row->spelled = s->spelled;
    me_columns_read(row, s->options, columns);
    if (row->is_w3c && !has_time && !is_evident(columns))
        return;
    const bool is_outermost = !me_outer_has(&s->outer, row->begin);
    if (is_inner(s, row->begin)) {
        if (!has_fixed(columns) || (columns->first_reply == NULL && !row->is_w3c))
            return;
        if (columns->first_reply == NULL) /* it may lack a name; what a client sent is one field all the same */
            bound = before_blank(columns->sent, bound);
        const char *next = s->outer.columns->service != NULL
                               ? columns->next_row
                               : me_ends_next_record(me_span_end(word), s->line_end, s->options->debug_layout);
        bound = next < bound ? next : bound;
    }
    for (const char *at = NULL; me_hidden_next(columns, &at, &credential);) {
        if (credential.ptr >= bound)
            break;
        add(s, me_span_end(credential) > bound ? me_span_trim(me_span_between(credential.ptr, bound)) : credential);
    }
    set_outer(s, columns, row);
    if (columns->hides_argument)
        s->next = me_span_end(columns->sent) < bound ? me_span_end(columns->sent) : bound;
    if (is_outermost && columns->first_reply != NULL && columns->first_end > s->next)
        s->next = columns->first_end;
}

/* A Debug record's text is the server's words around a stranger's: rows behind it begin where it may end. In a row a
 * code is somebody's text. */
static void skip_debug(struct search *s, const char *code)
{
    struct me_record record;
    if (me_outer_has(&s->outer, code))
        return;
    if (code < s->text.ptr || me_column_code(code, s->line_end) == 0 ||
        !me_debug_read(s->text.ptr, code, s->line_end, s->line_end, s->options, &record))
        return;
    set_outer_without_columns(s, record.separator, true, me_record_has(&record, ME_ANOMALY_TRUNCATED));
    s->next = record.first_end > s->next ? record.first_end : s->next;
}

/* Adds the credentials of a row without columns that stand before `end`. */
static void find_between_blanks(struct search *s, struct me_span word, const struct me_row *row, const char *end)
{
    struct me_blanks blanks;
    const bool is_inner_row = is_inner(s, word.ptr);
    const char *bound = is_inner_row ? me_ends_next_record(me_span_end(word), end, s->options->debug_layout) : end;
    const char *row_end = trim_end(s, word.ptr, bound);
    if (!me_blanks_read(word, row, row_end, is_inner_row, &blanks))
        return;
    set_outer_without_columns(s, (struct me_span){0}, false, (size_t)(s->line_end - row->begin) > s->options->max_row);
    struct me_span *last = blanks.argument.ptr != NULL ? &blanks.argument : &blanks.command;
    if (last->ptr != NULL && me_span_end(*last) == row_end && bound == s->line_end)
        *last = me_span_between(last->ptr, me_hidden_noise_end(row_end, bound));
    if (blanks.command.ptr != NULL)
        add(s, blanks.command);
    if (blanks.argument.ptr != NULL)
        add(s, blanks.argument);
}

/* Whether a W3C row is one of many whose first field ends in one place, since service words stand there without a blank
 * between: the fields behind are looked at for a few of them. */
static bool is_in_crowd(struct search *s, const struct me_row *row)
{
    const char *first = me_separator_skip(row->columns, s->line_end);
    if (s->blank == NULL || s->blank < first) {
        s->blank = me_scan_byte(first, s->line_end, ' ');
        s->crowd = 0;
    }
    return ++s->crowd > CROWD_MAX;
}

/* Adds the credentials of the row that has its service word at `word`, if it is one. */
static void find_in_row(struct search *s, struct me_span word, const struct me_service_word *service)
{
    struct me_row_place place;
    if (s->anchor < s->line_end &&
        me_service_column_is(s->text.ptr, word, service, s->line_end, s->options->debug_layout))
        return;
    me_row_find(s->text.ptr, word, service, s->line_end, &place);
    if (place.row.is_w3c && s->anchor < s->line_end && is_in_crowd(s, &place.row))
        return;
    const bool is_outermost = !me_outer_has(&s->outer, word.ptr); /* most rows */
    const char *end = is_outermost ? s->line_end : me_outer_bound(&s->outer, &place.row, word.ptr);
    if (place.row.columns > end)
        return;
    place.row.anchor = s->anchor;
    place.row.line_end = place.row.text_end = is_inner(s, word.ptr) ? s->line_end : end;
    if (place.kind == ME_ROW_WHOLE)
        find_in_columns(s, word, &place, end);
    else if (place.kind == ME_ROW_BLANKS)
        find_between_blanks(s, word, &place.row, end);
}

size_t me_credentials_find(struct me_span text, const struct me_recognise_options *options, struct me_credential out[],
                           size_t max)
{
    return me_credentials_find_keeping(text, options, out, max, NULL);
}

size_t me_credentials_find_keeping(struct me_span text, const struct me_recognise_options *options,
                                   struct me_credential out[], size_t max, struct me_row_kept *kept)
{
    const char *end = me_span_end(text);
    struct me_columns room;
    struct search s = {.text = text,
                       .options = options,
                       .out = out,
                       .max = max,
                       .line_end = text.ptr,
                       .anchor = me_anchor_find(text.ptr, end),
                       .room = &room,
                       .kept = kept};
    if (kept != NULL)
        kept->word = NULL;
    while (s.anchor < end) {
        const char *dash = s.anchor;
        if (dash >= s.line_end)
            s.line_end = me_ends_line(dash, end);
        const struct me_service_word *service = me_services_find(text.ptr, dash, s.line_end);
        s.anchor = me_anchor_find(dash + 1, end);
        s.next = dash + 1;
        if (service != NULL)
            find_in_row(&s, (struct me_span){dash + ME_SERVICE_SUFFIX_LEN - service->word.len, service->word.len},
                        service);
        else
            skip_debug(&s, dash - CODE_DASH);
        if (s.anchor < end && s.next > dash + 1)
            s.anchor = me_anchor_find(s.next, end);
    }
    return s.count;
}
