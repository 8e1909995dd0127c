/* SPDX-License-Identifier: Apache-2.0
 *
 * Anchor search, 32 bytes a step: a block is looked at closer only when it holds a `-` behind an `E` or a `P`.
 */
#include "text/scan.h"

#include <stdbool.h>
#include <stddef.h>

enum { STEP = 2 * sizeof(me_scan_vector) };

static inline me_scan_vector dashes(const char *p)
{
    return (me_scan_vector)(me_scan_load(p) == '-');
}

/* One bit for each of the 16 bytes from `p` on that is a `-` whose predecessor is an `E` or a `P`. */
static inline unsigned suspects(const char *p)
{
    const me_scan_vector before = me_scan_load(p - 1);
    return me_scan_mask(dashes(p) & ((me_scan_vector)(before == 'E') | (me_scan_vector)(before == 'P')));
}

static inline bool is_anchor(const char *from, const char *dash)
{
    const size_t room = (size_t)(dash - from);
    return (room >= 2 && memcmp(dash - 2, "ME", 2) == 0) || (room >= 4 && memcmp(dash - 4, "SMTP", 4) == 0);
}

/* The first anchor whose dash lies in the STEP bytes from `p` on, or NULL. Most steps have no dash, so the letters
 * before it are looked at only where there is one. */
static inline const char *look(const char *from, const char *p)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    if (me_scan_mask(dashes(p) | dashes(p + VECTOR)) == 0)
        return NULL;
    for (unsigned set = suspects(p) | suspects(p + VECTOR) << VECTOR; set != 0; set &= set - 1)
        if (is_anchor(from, p + __builtin_ctz(set)))
            return p + __builtin_ctz(set);
    return NULL;
}

/* The same byte by byte, for [from, end) that is shorter. */
static const char *look_closely(const char *from, const char *end)
{
    for (const char *p = from; (p = me_scan_byte(p, end, '-')) < end; p++)
        if (is_anchor(from, p))
            return p;
    return end;
}

/* Two steps at once, for the stretches without any dash. */
static inline bool has_dash(const char *p)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    return me_scan_mask(dashes(p) | dashes(p + VECTOR) | dashes(p + 2 * VECTOR) | dashes(p + 3 * VECTOR)) != 0;
}

const char *me_scan_anchor(const char *from, const char *end)
{
    const char *found;
    if (end - from <= STEP)
        return look_closely(from, end);
    const char *p = from + 1; /* no anchor's dash is the first byte, and suspects() looks one byte back */
    for (; end - p >= 2 * STEP; p += 2 * STEP) {
        if (!has_dash(p))
            continue;
        if ((found = look(from, p)) != NULL || (found = look(from, p + STEP)) != NULL)
            return found;
    }
    for (; p < end; p += STEP) {
        if (end - p < STEP)
            p = end - STEP; /* the last step overlaps the one before it */
        if ((found = look(from, p)) != NULL)
            return found;
    }
    return end;
}

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
