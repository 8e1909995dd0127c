/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 3164, section 4.1, with the timestamp of RFC 3339 too, which rsyslog puts there when it forwards. A header is
 * skipped only behind a PRI: a text that merely starts with a date keeps it.
 */
#include "recognise/syslog.h"

#include "recognise/column.h"
#include "tables/services.h"
#include "text/separator.h"
#include "text/timestamp.h"

enum { PRI_DIGITS_MAX = 3 };

static struct me_span skip_pri(struct me_span text)
{
    size_t digits = 0;
    if (!me_span_starts(text, ME_SPAN("<")))
        return text;
    while (digits < PRI_DIGITS_MAX && 1 + digits < text.len && me_ascii_digit(text.ptr[1 + digits]))
        digits++;
    if (digits == 0 || 1 + digits >= text.len || text.ptr[1 + digits] != '>')
        return text;
    return me_span_skip(text, digits + 2);
}

static bool is_month(const char *p)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (size_t i = 0; i + 3 < sizeof(months); i += 3)
        if (memcmp(p, months + i, 3) == 0)
            return true;
    return false;
}

/* The length of the `Jul 24 15:40:50 ` that `text` starts with, or 0. */
static size_t traditional_stamp(struct me_span text)
{
    enum { LEN = 16 };
    struct me_timestamp ignored;
    const char *p = text.ptr;
    return text.len > LEN && is_month(p) && p[3] == ' ' && (p[4] == ' ' || me_ascii_digit(p[4])) &&
                   me_ascii_digit(p[5]) && p[6] == ' ' && me_timestamp_time((struct me_span){p + 7, 8}, &ignored) &&
                   p[15] == ' '
               ? LEN
               : 0;
}

/* The same of `2014-07-24T15:40:50.123+02:00 `. */
static size_t rfc3339_stamp(struct me_span text)
{
    enum { DATE = 10, LEAST = DATE + 1 + 8 };
    struct me_timestamp ignored;
    const struct me_span stamp = me_column_at(text.ptr, me_span_end(text));
    return stamp.len > LEAST && stamp.len < text.len && stamp.ptr[stamp.len] == ' ' && stamp.ptr[DATE] == 'T' &&
                   me_timestamp_date_before(text.ptr, text.ptr + DATE, &ignored) == text.ptr &&
                   me_timestamp_time((struct me_span){text.ptr + DATE + 1, 8}, &ignored)
               ? stamp.len + 1
               : 0;
}

/* Whether `host` is, or ends with, a date: some forwarders put the line where the host's name should be. */
static bool ends_with_date(struct me_span host)
{
    struct me_timestamp ignored;
    return me_timestamp_date_before(host.ptr, me_span_end(host), &ignored) != NULL;
}

/* Whether `host` is the service of a row: some take a line's date for their own and send the rest behind it. */
static bool is_service_of_row(struct me_span host, const char *end)
{
    if (host.len <= ME_SERVICE_SUFFIX_LEN ||
        me_services_find(host.ptr, me_span_end(host) - ME_SERVICE_SUFFIX_LEN, end) == NULL)
        return false;
    return me_column_is_message_id(me_column_at(me_separator_skip(me_span_end(host), end), end));
}

struct me_span me_syslog_skip_header(struct me_span text)
{
    const struct me_span rest = skip_pri(text);
    if (rest.len == text.len)
        return rest;
    size_t stamp = traditional_stamp(rest);
    if (stamp == 0)
        stamp = rfc3339_stamp(rest);
    if (stamp == 0)
        return rest;
    const struct me_span behind = me_span_skip(rest, stamp);
    const struct me_span host = me_column_at(behind.ptr, me_span_end(behind));
    const bool is_host = me_span_present(host) && me_span_starts(me_span_skip(behind, host.len), ME_SPAN(" ")) &&
                         me_column_code(host.ptr, me_span_end(behind)) == 0 && !ends_with_date(host) &&
                         !is_service_of_row(host, me_span_end(behind));
    return is_host ? me_span_skip(behind, host.len + 1) : behind;
}
