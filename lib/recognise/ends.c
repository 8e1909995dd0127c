/* SPDX-License-Identifier: Apache-2.0
 *
 * Nearly every record has one end: one pass over its bytes finds no CR, no NUL and no second anchor.
 */
#include "recognise/ends.h"

#include <string.h>

#include "recognise/anchor.h"
#include "recognise/column.h"
#include "recognise/row.h"
#include "tables/codes.h"
#include "tables/services.h"
#include "text/ip.h"
#include "text/scan.h"
#include "text/separator.h"
#include "text/timestamp.h"

enum { LOOK_BACK = 128 /* bytes from a record's line end to its code or service word, at most */ };

const char *me_ends_line(const char *from, const char *end)
{
    const char *line_end = memchr(from, '\n', (size_t)(end - from)); /* by libc: lines are long */
    return line_end != NULL ? line_end : end;
}

/* The ends found so far. `looked` is how far the text has been searched. */
struct search {
    struct me_ends *ends;
    const struct me_ends_query *query;
    const char *looked;
};

/* Adds `end`, which is `trimmed` without the noise before it, unless only noise lies between it and the one added last.
 */
static void add_trimmed(struct search *s, const char *trimmed, const char *end)
{
    struct me_ends *ends = s->ends;
    const bool is_new = trimmed > s->looked || ends->count == 0;
    s->looked = end;
    if (!is_new)
        return;
    ends->too_many = ends->too_many || ends->count == ME_ENDS_MAX;
    if (ends->count == ME_ENDS_MAX)
        ends->count--;
    ends->end[ends->count++] = trimmed;
}

static void add(struct search *s, const char *end)
{
    add_trimmed(s, me_separator_trim_end(s->looked, end), end);
}

static void add_behind_looked(struct search *s, const char *end)
{
    if (end != NULL && end >= s->looked)
        add(s, end);
}

/* Length of the line end that starts at `p`: a real CR or NUL, or CR, LF or NUL as a forwarder spells them; 0: none. */
static size_t line_end_at(const char *p, const char *end)
{
    if (*p == '\r' || *p == '\0')
        return 1;
    if (!me_separator_is_prefix(*p))
        return 0;
    const char letter = end - p >= 2 && *p == '\\' ? p[1] : ' ';
    if (letter == 'n' || letter == 'r' || (letter == '0' && !me_ascii_digit(end - p > 2 ? p[2] : ' ')))
        return 2;
    const bool is_octal =
        end - p >= 4 && (memcmp(p + 1, "012", 3) == 0 || memcmp(p + 1, "015", 3) == 0 || memcmp(p + 1, "000", 3) == 0);
    return is_octal ? 4 : 0;
}

/* Whether a record begins at `p` that has its code or service word at `word`: a code may stand there by itself. */
static bool begins_record(const char *p, const char *word)
{
    p = me_separator_skip(p, word);
    if (p < word && *p == '[')
        p++;
    return me_timestamp_at(p, word) != NULL || (p == word && word[0] == 'M' && word[1] == 'E');
}

/* The line end that has the record of `word` behind it; or NULL.
 * `...42<TAB>6#01511/22/26 07:00:01 ME-I0110:` -> the `#` of `#015`, when `word` is the code */
static const char *line_end_before(const char *from, const char *word)
{
    const char *stop = word - from > LOOK_BACK ? word - LOOK_BACK : from;
    for (const char *p = word; p-- > stop;) {
        const size_t len = line_end_at(p, word);
        if (len > 0 && begins_record(p + len, word))
            return p;
    }
    return NULL;
}

/* The beginning of the timestamp that ends at `end`, whatever stands in front, or NULL. */
static const char *timestamp_before(const char *from, const char *end)
{
    struct me_timestamp ignored;
    if (end - from < ME_TIMESTAMP_LEN)
        return NULL;
    const char *start = end - ME_TIMESTAMP_LEN;
    return me_timestamp_before(start, end, &ignored) == start ? start : me_timestamp_before(from, end, &ignored);
}

/* The beginning of the row of `service`, when it is spelled as this record is; or NULL. In a W3C row the client's
 * address stands before the service word. A record without a TAB does not tell how those of a row are spelled. */
static const char *row_before(const char *from, struct me_span service, const char *end, struct me_span tab)
{
    if (tab.len == 0)
        tab = me_span_between(service.ptr - me_separator_tab_before(from, service.ptr), service.ptr);
    if (tab.len == 0 || !me_span_ends(me_span_between(from, service.ptr), tab) ||
        !me_span_starts(me_span_between(me_span_end(service), end), tab))
        return NULL;
    const char *gap = service.ptr - tab.len;
    if (*tab.ptr != ' ')
        return timestamp_before(from, gap);
    const struct me_span ip = me_column_before(from, gap);
    const bool has_ip = me_span_present(ip) && ip.ptr > from && ip.ptr[-1] == ' ' && me_ip_looks_like(ip);
    return has_ip ? timestamp_before(from, ip.ptr - 1) : NULL;
}

/* The timestamp that ends at `end`, with the brackets it may have; or NULL. */
static const char *bracketed_before(const char *from, const char *end)
{
    const bool in_brackets = end > from && end[-1] == ']';
    const char *start = timestamp_before(from, end - in_brackets);
    return start != NULL && in_brackets && start > from && start[-1] == '[' ? start - 1 : start;
}

/* The timestamp in front of `p`, with its brackets, when what follows it is spelled as this record is; or NULL. */
static const char *stamp_before(const char *from, const char *p, struct me_span tab)
{
    const char *gap = me_separator_skip_before(from, p);
    if (tab.len > 0)
        gap = me_span_ends(me_span_between(from, p), tab) ? p - tab.len : p;
    return gap < p ? bracketed_before(from, gap) : NULL;
}

/* The beginning of the Debug record of `code`, when it is spelled as this record is; or NULL. System columns may stand
 * before the code: `11/22/26 07:00:01<TAB>[1448] ME-I0110:` */
static const char *debug_before(const char *from, struct me_span code, struct me_span tab)
{
    const char *p = code.ptr;
    for (int columns = 0; columns <= ME_SYSTEM_COLUMNS_MAX; columns++) {
        const char *start = stamp_before(from, p, tab), *gap = me_separator_skip_before(from, p);
        struct me_record unused = {0};
        if (start != NULL || gap == p)
            return start;
        const struct me_span field = me_column_before(from, gap);
        if (!me_column_read(field, &unused))
            return NULL;
        p = field.ptr;
    }
    return NULL;
}

/* The beginning of the Debug record of `code` that stands in the taught layout, or NULL. */
static const char *taught_before(const char *from, struct me_span code, const struct me_debug_layout *layout)
{
    if (layout == NULL)
        return NULL; /* nearly always */
    struct me_record unused = {0};
    const char *end = me_layout_before(layout, from, code.ptr, &unused);
    return end != NULL ? bracketed_before(from, end) : NULL;
}

/* The code or service word around `dash`, absent when it is neither; `*service` is its row, or NULL. */
static struct me_span word_at(const char *from, const char *dash, const char *end,
                              const struct me_service_word **service)
{
    *service = me_services_find(from, dash, end);
    if (*service != NULL)
        return (struct me_span){dash + ME_SERVICE_SUFFIX_LEN - (*service)->word.len, (*service)->word.len};
    const bool is_code = dash - from >= 2 && me_column_code(dash - 2, end) > 0;
    return is_code ? (struct me_span){dash - 2, ME_CODES_LEN} : (struct me_span){0};
}

/* The beginning of the row of `service`, however it is spelled, and of one that lost its time; or NULL. */
static const char *any_row_before(const char *from, struct me_span word, const struct me_service_word *service,
                                  const char *end)
{
    struct me_row_place place;
    me_row_find(from, word, service, end, &place);
    return place.kind != ME_ROW_NONE ? place.row.begin : NULL;
}

/* The beginning of the record of `word`, when it is spelled as this record is, or when nobody knows how that is: its
 * own time is lost. `service` is NULL for a code. */
static const char *begin_before(const struct me_ends_query *q, struct me_span word,
                                const struct me_service_word *service)
{
    if (service == NULL)
        return debug_before(q->from, word, q->tab);
    return q->tab.ptr != NULL ? row_before(q->from, word, q->line_end, q->tab)
                              : any_row_before(q->from, word, service, q->line_end);
}

/* Adds the ends that the anchor at `dash` may stand for: a line end before its record, and the record's own beginning.
 * They are two where the record behind the line end is another one. */
static void add_before_anchor(struct search *s, const char *dash)
{
    const struct me_ends_query *q = s->query;
    const struct me_service_word *service;
    const struct me_span word = word_at(q->from, dash, q->line_end, &service);
    if (word.ptr == NULL)
        return;
    const char *line_end = line_end_before(q->from, word.ptr);
    s->ends->several_lines = s->ends->several_lines || line_end != NULL;
    const char *begin = begin_before(q, word, service);
    if (begin == NULL && service == NULL)
        begin = taught_before(q->from, word, q->layout);
    add_behind_looked(s, line_end);
    add_behind_looked(s, begin);
    if (begin != NULL && s->ends->next_row == NULL && service != NULL)
        s->ends->next_row = me_separator_trim_end(q->from, begin);
}

/* Whether the quote at `p` ends a string of raw JSON text: `\t...67\t34"}`. */
static bool is_end_of_string(const struct me_ends_query *q, const char *p)
{
    return !me_separator_is_escaped(q->from, p) && (p + 1 == q->line_end || p[1] == '}' || p[1] == ',' || p[1] == ']');
}

/* The next CR, NUL or end of a JSON string in [from, end), or `end`. */
static const char *find_control(const struct me_ends_query *q, const char *from, const char *end)
{
    const char *control = q->quiet ? end : me_scan_either(from, end, '\r', '\0');
    if (q->tab.len != 2)
        return control;
    for (const char *p = from; (p = me_scan_byte(p, control, '"')) < control; p++)
        if (is_end_of_string(q, p))
            return p;
    return control;
}

/* The first anchor in [from, end), or `end`. */
static const char *first_anchor(const struct me_ends_query *q, const char *end)
{
    const char *dash = q->anchor == NULL || q->anchor < q->from ? me_anchor_find(q->from, end) : q->anchor;
    return dash < end ? dash : end;
}

/* Adds CRs, NULs and what anchors stand for, from left to right. */
static void add_inner_ends(struct search *s)
{
    const struct me_ends_query *q = s->query;
    const char *end = q->end, *control = find_control(q, q->from, end), *dash = first_anchor(q, end);
    while (!s->ends->too_many && (control < end || dash < end)) {
        if (control < dash) {
            add(s, control);
            control = find_control(q, control + 1, end);
        } else {
            add_before_anchor(s, dash);
            dash = me_anchor_find(dash + 1, end);
        }
    }
}

/* Whether a record begins with the line behind the real line end. */
static bool has_record_behind(const char *line_end, const char *text_end)
{
    const struct me_service_word *service;
    if (line_end == text_end)
        return false;
    const char *line = line_end + 1;
    while (line < text_end && (*line == '\r' || *line == '\n')) /* empty lines */
        line++;
    const char *end = me_ends_line(line, text_end), *dash = me_anchor_find(line, end);
    const struct me_span word = dash < end ? word_at(line, dash, end, &service) : (struct me_span){0};
    return word.ptr != NULL && begins_record(line, word.ptr);
}

void me_ends_find(const struct me_ends_query *query, struct me_ends *ends)
{
    struct search search = {ends, query, query->from};
    ends->count = 0;
    ends->too_many = false;
    ends->next_row = NULL;
    ends->several_lines = has_record_behind(query->line_end, query->text_end);
    add_inner_ends(&search);
    add_trimmed(&search, query->end > search.looked ? query->end : search.looked, query->line_end);
    if (ends->next_row == NULL)
        ends->next_row = ends->end[ends->count - 1];
}

/* The beginning of the record of `word`, or NULL, in a text whose TABs became blanks: its spelling tells nothing. */
static const char *record_before(const char *from, struct me_span word)
{
    const struct me_span any = {0};
    const char *start = debug_before(from, word, any), *gap = me_separator_skip_before(from, word.ptr);
    const struct me_span ip = start == NULL && gap < word.ptr ? me_column_before(from, gap) : any;
    return me_span_present(ip) && me_ip_looks_like(ip) ? debug_before(from, ip, any) : start;
}

const char *me_ends_next_record(const char *from, const char *end, const struct me_debug_layout *layout)
{
    const struct me_service_word *service;
    for (const char *p = from, *dash; (dash = me_anchor_find(p, end)) < end; p = dash + 1) {
        const struct me_span word = word_at(from, dash, end, &service);
        const char *begin = word.ptr != NULL ? record_before(from, word) : NULL;
        if (begin == NULL && word.ptr != NULL && service == NULL)
            begin = taught_before(from, word, layout);
        if (begin != NULL)
            return me_separator_trim_end(from, begin);
    }
    return end;
}
