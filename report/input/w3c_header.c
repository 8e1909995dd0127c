/* SPDX-License-Identifier: Apache-2.0
 *
 * A service that is started again writes the lines once more, in the middle of its file.
 */
#include "w3c_header.h"

#include "text/scan.h"

bool me_w3c_header_begins(const char *bytes, size_t len)
{
    static const struct me_span mark = {"\xEF\xBB\xBF", 3};
    struct me_span text = {bytes, len};
    if (me_span_starts(text, mark))
        text = me_span_skip(text, mark.len);
    return me_span_starts(text, ME_SPAN("#"));
}

void me_w3c_header_read(struct me_span line, struct me_w3c_order *order)
{
    if (me_span_starts(line, ME_SPAN("#Fields:")))
        me_w3c_order_read(line, order);
}

void me_w3c_header_read_all(struct me_span lines, bool at_start, struct me_w3c_order *order)
{
    const char *end = me_span_end(lines);
    for (const char *p = lines.ptr; (p = me_scan_byte(p, end, '#')) < end; p++)
        if (p == lines.ptr ? at_start : p[-1] == '\n')
            me_w3c_header_read(me_span_between(p, me_scan_byte(p, end, '\n')), order);
}
