/* SPDX-License-Identifier: Apache-2.0
 *
 * Timestamps read backwards from the field behind them.
 */
#include "recognise/prefix.h"

#include "recognise/column.h"
#include "text/separator.h"

/* The start of the time that ends at `end`, and its parts; NULL when there is none. */
static const char *clock_before(const char *begin, const char *end, struct me_timestamp *stamp)
{
    enum { LEN = 8 /* HH:MM:SS */ };
    const char *p = end;
    while (p > begin && me_ascii_digit(p[-1]) && end - p < ME_COLUMN_LEN_MAX)
        p--;
    if (p == end || p == begin || (p[-1] != '.' && p[-1] != ','))
        p = end; /* no fraction: these were the seconds */
    else
        p--;
    if (p - begin < LEN || end - p > ME_COLUMN_LEN_MAX - LEN ||
        !me_timestamp_time((struct me_span){p - LEN, LEN}, stamp))
        return NULL;
    return p - LEN;
}

/* The start of the date and time that end at `end`, and their parts; NULL when there are none. */
static const char *stamp_before(const char *begin, const char *end, struct me_timestamp *stamp)
{
    const char *start = me_timestamp_before(begin, end, stamp);
    if (start != NULL)
        return start; /* one blank, no fraction, in brackets */
    const char *clock = clock_before(begin, end, stamp);
    const char *gap = clock != NULL ? me_separator_skip_before(begin, clock) : NULL;
    return gap < clock ? me_timestamp_date_before(begin, gap, stamp) : NULL;
}

const char *me_prefix_find_unusual(const char *begin, const char *end, struct me_timestamp *stamp)
{
    const bool bracketed = end > begin && end[-1] == ']';
    const char *start = stamp_before(begin, end - bracketed, stamp);
    if (start == NULL || !bracketed)
        return start;
    return start > begin && start[-1] == '[' ? start - 1 : NULL;
}

bool me_prefix_is_bare_time(const char *begin, const char *end)
{
    struct me_timestamp stamp;
    struct me_span clock = me_span_between(begin, end);
    if (clock.len > ME_COLUMN_LEN_MAX) /* asked for every code of a message */
        return false;
    clock.len -= me_span_ends(clock, ME_SPAN("]"));
    return me_timestamp_time(clock, &stamp);
}
