/* SPDX-License-Identifier: Apache-2.0
 *
 * Debug records, from the code outwards: left for the timestamp, right for the text.
 */
#include "recognise/debug.h"

#include "recognise/anchor.h"
#include "recognise/column.h"
#include "recognise/ends.h"
#include "recognise/layout.h"
#include "recognise/prefix.h"
#include "tables/codes.h"
#include "text/scan.h"
#include "text/separator.h"

/* The end of what stands before `p`; NULL when `p` goes on with it. Brackets end by themselves, since MailEnable writes
 * `[11/22/26 00:00:04]****` when it opens a file. */
static inline const char *end_before(const char *begin, const char *p)
{
    const char *end = me_separator_skip_before(begin, p);
    return end < p || (p > begin && (p[-1] == ']' || p[-1] == ')')) ? end : NULL;
}

/* The timestamp that ends at `end`, or what a syslog header left of it. The code is at `code`. */
static inline bool read_time(const char *begin, const char *end, const char *code, struct me_record *record)
{
    struct me_timestamp stamp;
    const char *start = me_prefix_find(begin, end, &stamp);
    if (start == NULL && !me_prefix_is_bare_time(begin, end))
        return false;
    record->begin = start != NULL ? start : begin;
    if (start == NULL)
        return true;
    me_prefix_set_time(record, &stamp);
    record->separator = (struct me_span){end, me_separator_tab(end, code)};
    return true;
}

/* What stands left of the code, as the site taught it. */
static __attribute__((noinline)) bool read_taught(const char *begin, const char *code,
                                                  const struct me_debug_layout *layout, struct me_record *record)
{
    const char *end = me_layout_before(layout, begin, code, record);
    if (end != NULL && read_time(begin, end, code, record))
        return true;
    me_prefix_clear(record, ME_LOG_DEBUG, code);
    return false;
}

/* What stands left of the code: system columns up to a timestamp, or nothing. */
static bool read_left(const char *begin, const char *code, struct me_record *record)
{
    const char *p = code;
    record->begin = code;
    if (code == begin)
        return true;
    for (int columns = 0; columns <= ME_SYSTEM_COLUMNS_MAX; columns++) {
        const char *end = end_before(begin, p);
        if (end == NULL)
            return false;
        if (read_time(begin, end, code, record))
            return true;
        const struct me_span field = me_column_before(begin, end);
        if (!me_column_read(field, record))
            return false;
        p = field.ptr;
    }
    return false;
}

/* Takes the system columns that the text seems to begin with. One without brackets looks like the first word of a text
 * nobody has documented (`ME-W0999: 5 messages queued`), so it counts only before a TAB or a known text. */
static __attribute__((noinline)) void read_columns(const char *end, struct me_record *record)
{
    struct me_record columns = *record;
    const char *start = record->text.ptr, *certain = start;
    for (int i = 0; i < ME_SYSTEM_COLUMNS_MAX; i++) {
        const struct me_span field = me_column_at(start, end);
        if (!me_column_read(field, &columns))
            break;
        const char *behind = me_span_end(field);
        start = me_separator_skip(behind, end);
        if (me_column_unwrap(field).len < field.len || me_separator_tab(behind, end) > 0) {
            certain = start;
            *record = columns;
        }
    }
    record->text = me_span_between(certain, end);
    if (start > certain && me_codes_knows_text(me_span_between(start, end))) {
        *record = columns;
        record->text = me_span_between(start, end);
    }
}

/* What stands right of the code: system columns, in hardly any record, and the text. */
static inline void read_right(const char *p, const char *end, struct me_record *record)
{
    const char *start = me_separator_skip(p, end);
    record->text = me_span_between(start, end);
    if (start < end && me_column_may_begin(*start))
        read_columns(end, record);
}

/* The end of the line of the code, without noise. */
static inline const char *end_of_line(const char *code, const char *line_end)
{
    return me_span_end(me_separator_trim(me_span_between(code, line_end)));
}

/* The LF in what stands behind the last line of a text, or its end: nearly always nothing does. */
static inline const char *line_end_in_noise(const char *noise, const char *text_end)
{
    return noise == text_end ? noise : me_scan_byte(noise, text_end, '\n');
}

/* Whether nothing behind the code can end a line or begin another record: neither a control character up to CR nor an
 * anchor. One pass that nearly every text stands; the others are looked at closely. */
static inline bool is_plain(const char *code, const char *end)
{
    enum { VECTOR = sizeof(me_scan_vector), LETTER = 3 /* of ME-I0111: what stands in front is known */ };
    const char *p = code + LETTER;
    if (end - p < VECTOR)
        return false;
    const char *last = end - VECTOR;
    me_scan_vector dashes = (me_scan_vector)(me_scan_load(last) == '-');
    for (; p < last; p += VECTOR) { /* the last vector overlaps the one before it */
        dashes |= (me_scan_vector)(me_scan_load(p) == '-');
        if (me_scan_mask((me_scan_vector)(me_scan_load(p) <= '\r')) != 0)
            return false;
    }
    return me_scan_mask((me_scan_vector)(me_scan_load(last) <= '\r')) == 0 &&
           (me_scan_mask(dashes) == 0 || me_anchor_find(code + LETTER, end) == end);
}

/* The places where the record may end, looked for in every way. Where its time is lost, what stands behind its code as
 * system columns may be a row's. */
static __attribute__((noinline)) void find_ends(struct me_record *record, const char *line_end, const char *text_end,
                                                const struct me_recognise_options *options)
{
    struct me_ends ends;
    const bool has_time = record->separator.ptr != NULL;
    const struct me_ends_query query = {.from = has_time ? record->text.ptr : me_span_end(record->code),
                                        .end = record->first_end,
                                        .line_end = line_end,
                                        .text_end = text_end,
                                        .tab = record->separator,
                                        .layout = options->debug_layout};
    me_ends_find(&query, &ends);
    record->one_end = ends.count == 1;
    record->first_end = ends.end[0];
    if (ends.several_lines)
        record->anomalies |= 1u << ME_ANOMALY_SEVERAL_LINES;
    if (!record->one_end) /* the code decides where the record may end elsewhere */
        record->text.len = 0;
}

/* Reads what stands behind the code, and returns the end of its line, which is `line_end` where that is known. Nearly
 * always all is one line with one end, and nothing else is looked for. */
static inline const char *read_behind(const char *code, const char *line_end, const char *text_end,
                                      const struct me_recognise_options *options, struct me_record *record)
{
    const char *end = end_of_line(code, text_end);
    const bool is_one = record->separator.len != 2 && is_plain(code, end); /* `\t`: the record may be a JSON string */
    if (line_end == NULL)
        line_end = is_one ? line_end_in_noise(end, text_end) : me_ends_line(code, text_end);
    if (!is_one)
        end = end_of_line(code, line_end);
    read_right(code + ME_CODES_LEN + 1, end, record);
    record->first_end = end == line_end ? end : me_separator_trim_end(record->text.ptr, line_end);
    if (!is_one || record->first_end != end)
        find_ends(record, line_end, text_end, options);
    return line_end;
}

bool me_debug_read(const char *begin, const char *code, const char *line_end, const char *text_end,
                   const struct me_recognise_options *options, struct me_record *record)
{
    me_prefix_clear(record, ME_LOG_DEBUG, code);
    const bool is_taught = options->debug_layout != NULL && read_taught(begin, code, options->debug_layout, record);
    if (!is_taught && !read_left(begin, code, record))
        return false;
    record->service = ME_SERVICE_SMTP;
    record->code = (struct me_span){code, ME_CODES_LEN};
    line_end = read_behind(code, line_end, text_end, options, record);
    if ((size_t)(line_end - record->begin) > options->max_row) /* it may have lost its end */
        record->anomalies |= 1u << ME_ANOMALY_TRUNCATED;
    return true;
}
