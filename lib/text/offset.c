/* SPDX-License-Identifier: Apache-2.0
 *
 * The header is read here although rsyslog has parsed it: for a message without a timestamp of its own, rsyslog's
 * property holds the time of arrival in the receiver's zone, and nothing tells the two apart.
 */
#include "text/offset.h"

#include "text/syslog_header.h"

enum { DAY_MINUTES_WEST = 12 * 60, DAY_MINUTES_EAST = 14 * 60 };

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

int me_offset_seconds(struct me_span offset)
{
    if (offset.len != ME_OFFSET_LEN)
        return 0;
    const int minutes = two_digits(offset.ptr + 1) * 60 + two_digits(offset.ptr + 4);
    return (offset.ptr[0] == '-' ? -minutes : minutes) * 60;
}

struct me_span me_offset_in_header(struct me_span raw)
{
    const struct me_syslog_header header = me_syslog_header_read(raw);
    const struct me_span absent = {0}, stamp = header.stamp;
    if (!header.is_5424 || !me_span_present(stamp))
        return absent;
    if (me_span_ends(stamp, ME_SPAN("Z")))
        return me_span_skip(stamp, stamp.len - 1);
    const struct me_span offset = me_span_skip(stamp, stamp.len - ME_OFFSET_LEN);
    return me_offset_is_valid(offset) ? offset : absent;
}
