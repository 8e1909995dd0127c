/* SPDX-License-Identifier: Apache-2.0
 *
 * Debug records, from the code outwards: left for the timestamp, right for the text.
 */
#include "recognise/debug.h"

#include "tables/codes.h"
#include "recognise/column.h"
#include "recognise/ends.h"
#include "recognise/layout.h"
#include "recognise/prefix.h"
#include "text/separator.h"

/* The end of what stands before `p`; NULL when `p` goes on with it. Brackets end by themselves, since MailEnable writes
 * `[11/22/26 00:00:04]****` when it opens a file. */
static const char *end_before(const char *begin, const char *p)
{
    const char *end = me_separator_skip_before(begin, p);
    return end < p || (p > begin && (p[-1] == ']' || p[-1] == ')')) ? end : NULL;
}

/* The timestamp that ends at `end`, or what a syslog header left of it. The code is at `code`. */
static bool read_time(const char *begin, const char *end, const char *code, struct me_record *record)
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
static bool read_taught(const char *begin, const char *code, const struct me_debug_layout *layout,
                        struct me_record *record)
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

/* What stands right of the code: system columns and the text. A column without brackets looks like the first word of a
 * text nobody has documented (`ME-W0999: 5 messages queued`), so it counts as one only before a TAB or a known text. */
static void read_right(const char *p, const char *end, struct me_record *record)
{
    const char *start = me_separator_skip(p, end);
    record->text = me_span_between(start, end);
    if (start == end || !me_column_may_begin(*start))
        return; /* nearly always */
    struct me_record columns = *record;
    const char *certain = start;
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

/* The text, as far as it is certain: the code decides where the record may end elsewhere, or has lost its end. */
static void limit_text(struct me_record *record, const char *line_end, const char *text_end,
                       const struct me_recognise_options *options)
{
    struct me_ends ends;
    const struct me_ends_query query = {.from = record->text.ptr,
                                        .end = me_separator_trim_end(record->text.ptr, line_end),
                                        .line_end = line_end,
                                        .text_end = text_end,
                                        .tab = record->separator,
                                        .layout = options->debug_layout};
    me_ends_find(&query, &ends);
    record->one_end = ends.count == 1;
    record->first_end = ends.end[0];
    if (ends.several_lines)
        record->anomalies |= 1u << ME_ANOMALY_SEVERAL_LINES;
    if ((size_t)(line_end - record->begin) > options->max_row)
        record->anomalies |= 1u << ME_ANOMALY_TRUNCATED;
    if (!record->one_end)
        record->text = (struct me_span){record->text.ptr, 0};
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
    if (line_end == NULL)
        line_end = me_ends_line(code, text_end);
    const char *behind = me_span_end(record->code) + 1;
    read_right(behind, me_span_end(me_separator_trim(me_span_between(code, line_end))), record);
    limit_text(record, line_end, text_end, options);
    return true;
}

bool me_debug_lacks_time(const char *begin, const char *code, const struct me_recognise_options *options)
{
    if (options->debug_layout != NULL && me_layout_lacks_time(options->debug_layout, begin, code))
        return true;
    const char *p = code;
    struct me_record unused = {0};
    for (int columns = 0; columns < ME_SYSTEM_COLUMNS_MAX && p > begin; columns++) {
        const char *end = end_before(begin, p);
        if (end == NULL)
            return false;
        const struct me_span field = me_column_before(begin, end);
        if (!me_column_read(field, &unused))
            return false;
        p = field.ptr;
    }
    return p == begin;
}
