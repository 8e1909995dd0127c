/* SPDX-License-Identifier: Apache-2.0
 *
 * The header is read here although rsyslog has parsed it: for a message without a timestamp of its own, rsyslog's
 * property holds the time of arrival in the receiver's zone, and nothing tells the two apart.
 */
#include "text/offset.h"

enum {
    DATE_LEN = 10 /* `2014-07-24T`, before the T */,
    STAMP_MAX = 35,
    PRI_DIGITS_MAX = 3,
    DAY_MINUTES_WEST = 12 * 60,
    DAY_MINUTES_EAST = 14 * 60
};

static int two_digits(const char *p)
{
    return me_ascii_digit(p[0]) && me_ascii_digit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : -1;
}

bool me_offset_is_valid(struct me_span text)
{
    if (text.len != ME_OFFSET_LEN || text.ptr[3] != ':')
        return false;
    const int hours = two_digits(text.ptr + 1), minutes = two_digits(text.ptr + 4);
    if (hours < 0 || minutes < 0 || minutes > 59)
        return false;
    const int total = hours * 60 + minutes;
    return (text.ptr[0] == '+' && total <= DAY_MINUTES_EAST) ||
           (text.ptr[0] == '-' && total <= DAY_MINUTES_WEST && total > 0);
}

bool me_offset_seconds(struct me_span offset, int *seconds)
{
    const bool is_utc = me_span_equal(offset, ME_SPAN("Z"));
    if (!is_utc && !me_offset_is_valid(offset))
        return false;
    const int minutes = is_utc ? 0 : two_digits(offset.ptr + 1) * 60 + two_digits(offset.ptr + 4);
    *seconds = (minutes > 0 && offset.ptr[0] == '-' ? -minutes : minutes) * 60;
    return true;
}

static struct me_span skip_pri(struct me_span text)
{
    size_t n = 1;
    if (!me_span_starts(text, ME_SPAN("<")))
        return text;
    while (n < text.len && n <= PRI_DIGITS_MAX && me_ascii_digit(text.ptr[n]))
        n++;
    return n > 1 && n < text.len && text.ptr[n] == '>' ? me_span_skip(text, n + 1) : text;
}

struct me_span me_offset_in_header(struct me_span raw)
{
    const struct me_span absent = {0};
    const struct me_span header = skip_pri(raw);
    if (header.len == raw.len || !me_span_starts(header, ME_SPAN("1 ")))
        return absent;
    struct me_span stamp = me_span_skip(header, 2);
    const char *blank = memchr(stamp.ptr, ' ', stamp.len < STAMP_MAX ? stamp.len : STAMP_MAX);
    if (blank == NULL)
        return absent;
    stamp = me_span_between(stamp.ptr, blank);
    if (stamp.len <= DATE_LEN + ME_OFFSET_LEN || stamp.ptr[DATE_LEN] != 'T')
        return absent;
    if (me_span_ends(stamp, ME_SPAN("Z")))
        return (struct me_span){blank - 1, 1};
    const struct me_span offset = {blank - ME_OFFSET_LEN, ME_OFFSET_LEN};
    return me_offset_is_valid(offset) ? offset : absent;
}
