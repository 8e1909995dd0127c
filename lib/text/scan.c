/* SPDX-License-Identifier: Apache-2.0
 *
 * The places of a byte, sixteen bytes a step.
 */
#include "text/scan.h"

#include <stdbool.h>
#include <stddef.h>

size_t me_scan_places(const char *from, const char *end, char c, const char **places, size_t max)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    const char *begin = from;
    size_t count = 0;
    for (; end - from >= VECTOR; from += VECTOR) {
        for (unsigned same = me_scan_same(from, c); same != 0; same &= same - 1) {
            if (count == max)
                return max;
            places[count++] = from + __builtin_ctz(same);
        }
    }
    if (from == end)
        return count;
    if (end - begin < VECTOR) {
        for (; from < end && count < max; from++)
            if (*from == c)
                places[count++] = from;
        return count;
    }
    /* the last vector overlaps the one before it, which has the lower bits */
    const char *last = end - VECTOR;
    for (unsigned same = me_scan_same(last, c) >> (from - last); same != 0 && count < max; same &= same - 1)
        places[count++] = from + __builtin_ctz(same);
    return count;
}
