/* SPDX-License-Identifier: Apache-2.0
 *
 * Anchor search, 32 bytes a step: a block is looked at closer only when it holds a `-` behind an `E` or a `P`.
 */
#include "scan.h"

#include <stdbool.h>
#include <stddef.h>

enum { STEP = 2 * sizeof(me_scan_vector) };

static inline bool any(me_scan_vector v)
{
    return me_scan_mask(v) != 0;
}

static inline me_scan_vector dashes(const char *p)
{
    return (me_scan_vector)(me_scan_load(p) == '-');
}

/* Non-zero bytes where the 16 bytes from `p` on are a `-` whose predecessor is an `E` or a `P`. */
static inline me_scan_vector suspects(const char *p)
{
    const me_scan_vector before = me_scan_load(p - 1);
    return dashes(p) & ((me_scan_vector)(before == 'E') | (me_scan_vector)(before == 'P'));
}

/* Most steps have no dash, so the letters before it are looked at only where there is one. */
static inline bool has_suspect(const char *p)
{
    return any(dashes(p) | dashes(p + sizeof(me_scan_vector))) &&
           any(suspects(p) | suspects(p + sizeof(me_scan_vector)));
}

static inline bool is_anchor(const char *from, const char *dash)
{
    const size_t room = (size_t)(dash - from);
    return (room >= 2 && memcmp(dash - 2, "ME", 2) == 0) || (room >= 4 && memcmp(dash - 4, "SMTP", 4) == 0);
}

/* The first anchor whose dash lies in [p, last), or NULL. */
static const char *closer_look(const char *from, const char *p, const char *last)
{
    for (; (p = me_scan_byte(p, last, '-')) < last; p++)
        if (is_anchor(from, p))
            return p;
    return NULL;
}

/* The first anchor whose dash lies in the STEP bytes from `p` on, or NULL. */
static inline const char *look(const char *from, const char *p)
{
    return has_suspect(p) ? closer_look(from, p, p + STEP) : NULL;
}

/* Two steps at once, for the stretches without any dash. */
static inline bool has_dash(const char *p)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    return any(dashes(p) | dashes(p + VECTOR) | dashes(p + 2 * VECTOR) | dashes(p + 3 * VECTOR));
}

const char *me_scan_anchor(const char *from, const char *end)
{
    const char *found;
    if (end - from <= STEP) {
        found = closer_look(from, from, end);
        return found != NULL ? found : end;
    }
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
    size_t count = 0;
    for (; end - from >= (ptrdiff_t)sizeof(me_scan_vector); from += sizeof(me_scan_vector)) {
        for (unsigned same = me_scan_same(from, c); same != 0; same &= same - 1) {
            if (count == max)
                return max;
            places[count++] = from + __builtin_ctz(same);
        }
    }
    for (; from < end && count < max; from++)
        if (*from == c)
            places[count++] = from;
    return count;
}
