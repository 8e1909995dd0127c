/* SPDX-License-Identifier: Apache-2.0
 *
 * Debug records, from the code outwards: left for the timestamp, right for the text.
 */
#include "recognise/debug.h"

#include "tables/codes.h"
#include "recognise/column.h"
#include "recognise/prefix.h"
#include "text/separator.h"

/* The end of what stands before `p`; NULL when `p` goes on with it. Brackets end by themselves, since MailEnable writes
 * `[11/22/26 00:00:04]****` when it opens a file. */
static const char *end_before(const char *begin, const char *p)
{
    const char *end = me_separator_skip_before(begin, p);
    return end < p || (p > begin && (p[-1] == ']' || p[-1] == ')')) ? end : NULL;
}

/* What stands left of the code: system columns up to a timestamp, or nothing. */
static bool read_left(const char *begin, const char *code, struct me_record *record)
{
    const char *p = code;
    if (code == begin) {
        record->at_start = true;
        return true;
    }
    for (int columns = 0; columns <= ME_SYSTEM_COLUMNS_MAX; columns++) {
        const char *end = end_before(begin, p);
        if (end == NULL)
            return false;
        if (me_prefix_timestamp(begin, end, record) != NULL || me_prefix_bare_time(begin, end, record))
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

bool me_debug_read(struct me_span text, const char *code, struct me_record *record)
{
    me_prefix_clear(record, ME_LOG_DEBUG);
    if (!read_left(text.ptr, code, record))
        return false;
    record->code = (struct me_span){code, ME_COLUMN_CODE_LEN};
    read_right(me_span_end(record->code) + 1, me_span_end(text), record);
    return true;
}

bool me_debug_lacks_time(struct me_span text, const char *code)
{
    const char *p = code;
    struct me_record ignored = {0};
    for (int columns = 0; columns < ME_SYSTEM_COLUMNS_MAX && p > text.ptr; columns++) {
        const char *end = end_before(text.ptr, p);
        if (end == NULL)
            return false;
        const struct me_span field = me_column_before(text.ptr, end);
        if (!me_column_read(field, &ignored))
            return false;
        p = field.ptr;
    }
    return p == text.ptr;
}
