/* SPDX-License-Identifier: Apache-2.0
 *
 * Nearly every line has its record where the recogniser finds it at the first look. Only a line that holds a word of
 * MailEnable's and no record is looked at again without its syslog header, then without the tag.
 */
#include "line.h"

#include "base/clock.h"
#include "recognise/anchor.h"
#include "recognise/column.h"
#include "tables/codes.h"
#include "tables/services.h"
#include "text/syslog_header.h"
#include "jsonline.h"

/* Whether the `-` at `dash` belongs to an ME code or a service word. */
static bool is_our_word(const char *begin, const char *dash, const char *end)
{
    const struct me_span behind = me_span_between(dash + 1, end);
    if (dash[-1] != 'E')
        return me_services_find(begin, dash, end) != NULL;
    if (behind.len < ME_CODES_LEN - 3)
        return false;
    for (size_t i = 0; i < ME_CODES_LEN - 3; i++)
        if (!me_ascii_alphanumeric(behind.ptr[i]))
            return false;
    return true;
}

static bool looks_like_ours(struct me_span text)
{
    const char *end = me_span_end(text);
    for (const char *p = text.ptr; p < end; p++) {
        p = me_anchor_find(p, end);
        if (p < end && is_our_word(text.ptr, p, end))
            return true;
    }
    return false;
}

static bool find(struct me_span text, const char *anchor, const struct me_recognise_options *options,
                 struct me_line *out)
{
    if (text.ptr != out->text.ptr)
        anchor = me_anchor_find(text.ptr, me_span_end(text));
    if (me_recognise_from(text, anchor, options, &out->record) != ME_FOUND_RECORD)
        return false;
    out->kind = ME_LINE_RECORD;
    return true;
}

static bool may_have_header(struct me_span text)
{
    return text.len > 16 && (text.ptr[0] == '<' || text.ptr[3] == ' ' || text.ptr[10] == 'T');
}

static bool names_host(const struct me_syslog_header *header)
{
    return me_span_present(header->host) && !me_span_equal(header->host, ME_SPAN("-"));
}

/* The header's own time as its clock shows it. The traditional timestamp has no year: ME_NEVER. */
static int64_t time_of(const struct me_syslog_header *header)
{
    return me_timestamp_valid(&header->time) ? me_timestamp_seconds(&header->time) : ME_NEVER;
}

/* Whether what was taken for a tag holds a code: `ME-I0101:` ends like one, and so does `07:00:23<TAB>ME-I0101:`. */
static bool tag_holds_code(const struct me_syslog_header *header)
{
    const char *end = header->behind_tag.ptr;
    for (const char *p = me_anchor_find(header->behind_header.ptr, end); p < end; p = me_anchor_find(p + 1, end))
        if (p[-1] == 'E' && me_column_code(p - 2, end) > 0)
            return true;
    return false;
}

/* A tag does not belong to the message, and a stranger's text with a record in it must not be taken for one because a
 * tag stands before the real one. */
static bool find_behind_header(const struct me_syslog_header *header, const char *anchor,
                               const struct me_recognise_options *options, struct me_line *out)
{
    if (header->behind_tag.ptr == header->behind_header.ptr) /* nearly always there is none */
        return find(header->behind_header, anchor, options, out);
    if (tag_holds_code(header))
        return find(header->behind_header, anchor, options, out) || find(header->behind_tag, anchor, options, out);
    return find(header->behind_tag, anchor, options, out) || find(header->behind_header, anchor, options, out);
}

void me_line_read(char *bytes, size_t len, const char *anchor, const struct me_recognise_options *options,
                  struct me_line *out)
{
    struct me_span text = {bytes, len};
    struct me_syslog_header header;
    out->kind = ME_LINE_FOREIGN;
    out->text = text;
    out->host = (struct me_span){0};
    out->when = ME_NEVER;
    if (len > 0 && bytes[0] == '{')
        me_jsonline_read(bytes, len, &text, &out->host);
    if (text.ptr == NULL)
        text = out->text;
    out->message = text;
    const bool has_header = may_have_header(text);
    if (has_header) {
        header = me_syslog_header_read(text);
        if (names_host(&header))
            out->host = header.host;
    }
    if (!(has_header && find_behind_header(&header, anchor, options, out)) && !find(text, anchor, options, out)) {
        out->kind = looks_like_ours(text) ? ME_LINE_UNRECOGNIZED : ME_LINE_FOREIGN;
        return;
    }
    if (out->record.time.year != 0)
        out->when = out->record.seconds;
    else if (has_header)
        out->when = time_of(&header);
}
