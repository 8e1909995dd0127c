/* SPDX-License-Identifier: Apache-2.0
 *
 * The places of a byte, sixty-four bytes a step, then sixteen.
 */
#include "text/scan.h"

enum { VECTOR = sizeof(me_scan_vector), BLOCK = 4 * VECTOR };

/* What one pass over a text looks for, and what it has found. */
struct pass {
    me_scan_vector wanted;
    me_scan_vector controls;    /* not zero where a CR or a NUL was */
    const char **place, **last; /* where the next place is noted, and where the room for them ends */
};

/* One bit for each `wanted` of the 16 bytes at `p`. */
static inline unsigned look(struct pass *pass, const char *p)
{
    const me_scan_vector bytes = me_scan_load(p);
    pass->controls |= (me_scan_vector)(bytes == '\r') | (me_scan_vector)(bytes == '\0');
    return me_scan_mask((me_scan_vector)(bytes == pass->wanted));
}

static inline uint64_t look_at_block(struct pass *pass, const char *p)
{
    const uint64_t low = look(pass, p) | look(pass, p + VECTOR) << VECTOR;
    const uint64_t high = look(pass, p + 2 * VECTOR) | look(pass, p + 3 * VECTOR) << VECTOR;
    return low | high << 2 * VECTOR;
}

/* Notes the place of each bit; false when there is no room for one. */
static inline bool note(struct pass *pass, const char *p, uint64_t same)
{
    for (; same != 0; same &= same - 1) {
        if (pass->place == pass->last)
            return false;
        *pass->place++ = p + (unsigned)__builtin_ctzll(same);
    }
    return true;
}

/* Byte by byte, for a text that is shorter than a vector. */
static bool look_closely(struct pass *pass, const char *from, const char *end, char c)
{
    for (; from < end; from++) {
        pass->controls[0] |= (unsigned char)(*from == '\r' || *from == '\0');
        if (*from == c && !note(pass, from, 1))
            return false;
    }
    return true;
}

static inline bool look_at_all(struct pass *pass, const char *from, const char *end, char c)
{
    if (end - from < VECTOR)
        return look_closely(pass, from, end, c);
    for (; end - from >= BLOCK; from += BLOCK)
        if (!note(pass, from, look_at_block(pass, from)))
            return false;
    for (; end - from >= VECTOR; from += VECTOR)
        if (!note(pass, from, look(pass, from)))
            return false;
    /* the last vector overlaps the one before it, which has the lower bits */
    return from == end || note(pass, from, me_scan_last(look(pass, end - VECTOR), from, end));
}

size_t me_scan_places(const char *from, const char *end, char c, const char **places, size_t max, bool *controls)
{
    struct pass pass = {(unsigned char)c - (me_scan_vector){0}, {0}, places, places + max};
    const bool whole = look_at_all(&pass, from, end, c);
    const me_scan_halves found = (me_scan_halves)pass.controls;
    *controls = !whole || (found[0] | found[1]) != 0;
    return (size_t)(pass.place - places);
}
