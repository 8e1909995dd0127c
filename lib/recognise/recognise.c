/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the first record. The search goes from anchor to anchor: at each it looks left for a timestamp, which bounds
 * the work there, so that the whole is linear. What begins like a record ends the search, because what follows is text
 * that strangers chose, and a record made up in a HELO name must not become one: a timestamp as MailEnable writes it, a
 * W3C row's beginning, or a service word with handle and address behind it.
 */
#include "recognise/recognise.h"

#include "recognise/anchor.h"
#include "recognise/column.h"
#include "recognise/debug.h"
#include "recognise/ends.h"
#include "recognise/layout.h"
#include "recognise/row.h"
#include "recognise/service_column.h"
#include "recognise/start.h"
#include "tables/codes.h"
#include "text/separator.h"

enum { CODE_DASH = 2 /* ME- */ };

/* One search through a text. */
struct search {
    const char *begin;    /* behind noise and syslog header */
    const char *end;      /* without the noise at the end: where anchors are looked for */
    const char *text_end; /* with it: rows need their empty columns */
    const struct me_recognise_options *options;
    const struct me_row_kept *kept; /* NULL: no row was read before */
    const char *stamp;  /* the first timestamp as MailEnable writes it that stands before the anchor; or NULL */
    const char *looked; /* up to here one was looked for */
};

/* Whether `p` has a separator or, behind a bracket, one; or the text that a taught layout wants there. */
static bool ends_stamp(const char *p, const char *end, const struct me_debug_layout *layout)
{
    const char *behind = p + (p < end && *p == ']');
    return me_separator_skip(behind, end) > behind ||
           (layout != NULL && (me_layout_follows(layout, p, end) || me_layout_follows(layout, behind, end)));
}

static void look_for_stamp(struct search *s, const char *place)
{
    while (s->stamp == NULL && s->looked < place) {
        const char *stamp = me_timestamp_find(s->begin, s->looked, place);
        if (stamp == NULL) {
            s->looked = place;
            return;
        }
        s->looked = stamp + ME_TIMESTAMP_LEN;
        if (ends_stamp(s->looked, s->end, s->options->debug_layout))
            s->stamp = stamp;
    }
}

/* Looks for MailEnable's own timestamp before `place`: most records begin where the text does. */
static inline void find_stamp(struct search *s, const char *place)
{
    if (s->stamp == NULL && s->looked < place)
        look_for_stamp(s, place);
}

/* Whether a record that begins at `begin` is the first thing that begins like one. */
static bool is_first(struct search *s, const char *begin)
{
    find_stamp(s, begin);
    return s->stamp == NULL || s->stamp == begin + (*begin == '[');
}

/* What is found at an anchor: ME_FOUND_NOTHING means that the search goes on. */
static enum me_found read_code(struct search *s, const char *code, struct me_record *record)
{
    if (me_debug_read(s->begin, code, NULL, s->text_end, s->options, record) && is_first(s, record->begin))
        return ME_FOUND_RECORD;
    find_stamp(s, code);
    record->code = (struct me_span){code, ME_CODES_LEN};
    return s->stamp != NULL ? ME_FOUND_END : ME_FOUND_CODE;
}

/* Whether the row of the service word was read before, as it stands in this text. What stands in front of a row tells
 * where it begins: when that was not searched, there has to be a blank. */
static bool is_kept(const struct search *s, struct me_span word, const struct me_service_word *service)
{
    const struct me_row_kept *kept = s->kept;
    if (kept == NULL || kept->word != word.ptr)
        return false;
    const struct me_row *row = &kept->place.row;
    return row->service == service && row->begin >= s->begin && row->text_end == s->text_end &&
           (kept->text <= s->begin || (row->begin > kept->text && row->begin[-1] == ' '));
}

/* Whether the service word belongs to a Debug record. `anchor` is the next one behind it: nearly every row has none. */
static bool is_column(const struct search *s, struct me_span word, const struct me_service_word *service,
                      const char *anchor)
{
    return anchor < s->end && me_service_column_is(s->begin, word, service, s->end, s->options->debug_layout);
}

static enum me_found read_service(struct search *s, struct me_span word, const struct me_service_word *service,
                                  struct me_record *record)
{
    struct me_row_place place;
    struct me_columns columns;
    if (is_kept(s, word, service) && !is_column(s, word, service, s->kept->place.row.anchor) &&
        is_first(s, s->kept->place.row.begin)) {
        me_row_make_record(&s->kept->place, &s->kept->columns, record);
        return ME_FOUND_RECORD;
    }
    me_row_find(s->begin, word, service, s->text_end, &place);
    const bool is_whole = place.kind == ME_ROW_WHOLE && place.has_time;
    if (is_whole)
        me_columns_read(&place.row, s->options, &columns); /* finds the anchor, too */
    else
        place.row.anchor = me_anchor_find(me_span_end(word), s->end);
    if (place.kind == ME_ROW_NONE || is_column(s, word, service, place.row.anchor)) {
        find_stamp(s, word.ptr);
        return ME_FOUND_NOTHING; /* with a timestamp before it, too: the next code may belong to that */
    }
    if (!is_whole || !is_first(s, place.row.begin))
        return ME_FOUND_END;
    me_row_make_record(&place, &columns, record);
    return ME_FOUND_RECORD;
}

/* The service word with the dash at `dash`, or NULL. */
static const struct me_service_word *service_at(const struct search *s, const char *dash)
{
    const struct me_row_kept *kept = s->kept;
    if (kept != NULL && kept->word != NULL) {
        const struct me_service_word *service = kept->place.row.service;
        const char *end = dash + ME_SERVICE_SUFFIX_LEN;
        if (end - service->word.len == kept->word && kept->word >= s->begin && end <= s->end)
            return service;
    }
    return me_services_find(s->begin, dash, s->end);
}

static enum me_found read_anchor(struct search *s, const char *dash, struct me_record *record)
{
    const char *code = dash - CODE_DASH;
    if (code >= s->begin && me_column_code(code, s->end) > 0)
        return read_code(s, code, record);
    const struct me_service_word *service = service_at(s, dash);
    if (service == NULL)
        return ME_FOUND_NOTHING;
    const char *word = dash + ME_SERVICE_SUFFIX_LEN - service->word.len;
    return read_service(s, (struct me_span){word, service->word.len}, service, record);
}

/* Whether the options want the record. One that they do not want ends the search all the same. */
static bool is_wanted(const struct me_record *record, const struct me_recognise_options *options)
{
    return (options->logs & 1u << record->log) != 0 && (options->services & 1u << record->service) != 0 &&
           (record->at_start || !options->strict);
}

enum me_found me_recognise(struct me_span text, const struct me_recognise_options *options, struct me_record *record)
{
    return me_recognise_from(text, me_anchor_find(text.ptr, me_span_end(text)), options, record);
}

enum me_found me_recognise_from(struct me_span text, const char *anchor, const struct me_recognise_options *options,
                                struct me_record *record)
{
    return me_recognise_kept(text, anchor, options, NULL, record);
}

enum me_found me_recognise_kept(struct me_span text, const char *anchor, const struct me_recognise_options *options,
                                const struct me_row_kept *kept, struct me_record *record)
{
    const char *dash = anchor, *text_end = me_span_end(text);
    if (dash == text_end)
        return ME_FOUND_NOTHING;
    /* once: noise may be long, and every anchor asks whether it is at the start */
    text = me_start_behind_header(me_separator_trim(text));
    struct search s = {.begin = text.ptr,
                       .end = me_span_end(text),
                       .text_end = text_end,
                       .options = options,
                       .kept = kept,
                       .looked = text.ptr};
    if (dash <= s.begin) /* it stood in the header */
        dash = me_anchor_find(s.begin, s.end);
    for (; dash < s.end; dash = me_anchor_find(dash + 1, s.end)) {
        const enum me_found found = read_anchor(&s, dash, record);
        if (found == ME_FOUND_NOTHING)
            continue;
        if (found != ME_FOUND_RECORD)
            return found;
        record->at_start = record->begin == s.begin;
        return is_wanted(record, options) ? ME_FOUND_RECORD : ME_FOUND_END;
    }
    return s.stamp != NULL ? ME_FOUND_END : ME_FOUND_NOTHING;
}
