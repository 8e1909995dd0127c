/* SPDX-License-Identifier: Apache-2.0
 *
 * The places of a byte, sixty-four bytes a step, then sixteen.
 */
#include "text/scan.h"

enum { VECTOR = sizeof(me_scan_vector) };

_Static_assert(ME_SCAN_BLOCK == 4 * VECTOR, "look_at_block() looks at four");

/* What one pass over a text looks for, and what it has found. */
struct pass {
    me_scan_vector wanted;
    me_scan_vector controls; /* not zero where a control character up to CR was, */
    me_scan_vector dashes;   /* and where a dash */
    const char **place;      /* where the next place is noted */
};

/* One bit for each `wanted` of the 16 bytes at `p`. */
static inline unsigned look(struct pass *pass, const char *p)
{
    const me_scan_vector bytes = me_scan_load(p);
    const me_scan_vector wanted = (me_scan_vector)(bytes == pass->wanted);
    pass->controls |= (me_scan_vector)(bytes <= '\r') & ~wanted;
    pass->dashes |= (me_scan_vector)(bytes == '-');
    return me_scan_mask(wanted);
}

static inline uint64_t look_at_block(struct pass *pass, const char *p)
{
    const uint64_t low = look(pass, p) | look(pass, p + VECTOR) << VECTOR;
    const uint64_t high = look(pass, p + 2 * VECTOR) | look(pass, p + 3 * VECTOR) << VECTOR;
    return low | high << 2 * VECTOR;
}

/* Notes the place of each bit. */
static inline void note(struct pass *pass, const char *p, uint64_t same)
{
    for (; same != 0; same &= same - 1)
        *pass->place++ = p + (unsigned)__builtin_ctzll(same);
}

/* Byte by byte, for a text that is shorter than a vector. */
static void look_closely(struct pass *pass, const char *from, const char *end, char c)
{
    for (; from < end; from++) {
        pass->controls[0] |= (unsigned char)((unsigned char)*from <= '\r' && *from != c);
        pass->dashes[0] |= (unsigned char)(*from == '-');
        note(pass, from, *from == c);
    }
}

/* Looks at all bytes, or until the places reach `last`. */
static inline void look_at_all(struct pass *pass, const char *from, const char *end, const char **last)
{
    for (; end - from >= ME_SCAN_BLOCK && pass->place < last; from += ME_SCAN_BLOCK)
        note(pass, from, look_at_block(pass, from));
    for (; end - from >= VECTOR && pass->place < last; from += VECTOR)
        note(pass, from, look(pass, from));
    if (from < end && pass->place < last) /* the last vector overlaps the one before it, which has the lower bits */
        note(pass, from, me_scan_last(look(pass, end - VECTOR), from, end));
}

size_t me_scan_places(const char *from, const char *end, char c, const char **places, size_t max,
                      struct me_scan_met *met)
{
    struct pass pass = {(unsigned char)c - (me_scan_vector){0}, {0}, {0}, places};
    if (end - from >= VECTOR)
        look_at_all(&pass, from, end, places + max);
    else
        look_closely(&pass, from, end, c);
    const size_t count = (size_t)(pass.place - places);
    met->controls = me_scan_any(pass.controls);
    met->dashes = me_scan_any(pass.dashes);
    if (count < max)
        return count;
    met->controls = met->dashes = true;
    return max;
}
