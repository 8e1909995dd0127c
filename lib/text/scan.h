/* SPDX-License-Identifier: Apache-2.0
 *
 * Single bytes, found sixteen at a time. Written with the compiler's generic vectors, so that one source serves every
 * architecture. Knows bytes only.
 */
#ifndef ME_SCAN_H
#define ME_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef unsigned char me_scan_vector __attribute__((vector_size(16)));
typedef uint64_t me_scan_halves __attribute__((vector_size(16)));

static inline me_scan_vector me_scan_load(const char *p)
{
    me_scan_vector v;
    memcpy(&v, p, sizeof(v));
    return v;
}

/* What a look at a text's bytes has met by the way. True also where it cannot tell. */
struct me_scan_met {
    bool controls; /* a control character up to CR other than the one that is looked for */
    bool dashes;   /* a `-` */
};

enum { ME_SCAN_BLOCK = 64 /* bytes that are looked at in one step */ };

/* Up to `max` places of `c` in [from, end), in their order; returns how many. Fewer than `max`: there are no more.
 * `places` has room for a block more, since a block's places are noted at once. */
size_t me_scan_places(const char *from, const char *end, char c, const char **places, size_t max,
                      struct me_scan_met *met);

/* One bit for each byte of `same`, whose bytes are 0 or 0xFF; the first byte's is the lowest. */
static inline unsigned me_scan_mask(me_scan_vector same)
{
#ifdef __SSE2__ /* one instruction there, and the widest use by far */
    typedef char signed_bytes __attribute__((vector_size(16)));
    return (unsigned)__builtin_ia32_pmovmskb128((signed_bytes)same);
#else
    /* the product gathers the lowest bits of eight bytes in its highest byte */
    const uint64_t lowest = UINT64_C(0x0101010101010101), gather = UINT64_C(0x0102040810204080);
    me_scan_halves halves = (me_scan_halves)same;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    halves = (me_scan_halves){__builtin_bswap64(halves[0]), __builtin_bswap64(halves[1])};
#endif
    return (unsigned)((halves[0] & lowest) * gather >> 56 | ((halves[1] & lowest) * gather >> 56) << 8);
#endif
}

/* Whether a byte of `bytes` is not zero. */
static inline bool me_scan_any(me_scan_vector bytes)
{
    const me_scan_halves halves = (me_scan_halves)bytes;
    return (halves[0] | halves[1]) != 0;
}

static inline unsigned me_scan_same(const char *p, char c)
{
    return me_scan_mask((me_scan_vector)(me_scan_load(p) == (unsigned char)c));
}

/* Of the bits of the vector that ends at `end`, those of the bytes from `from` on; the lowest is that of `from`. */
static inline unsigned me_scan_last(unsigned bits, const char *from, const char *end)
{
    return bits >> (from - (end - sizeof(me_scan_vector)));
}

/* The first `c` in [from, end), or `end`. As memchr(), but without a call: for fields, which are short. */
static inline const char *me_scan_byte(const char *from, const char *end, char c)
{
    const ptrdiff_t step = sizeof(me_scan_vector);
    const bool is_long = end - from >= step;
    for (; end - from >= step; from += step) {
        const unsigned same = me_scan_same(from, c);
        if (same != 0)
            return from + __builtin_ctz(same);
    }
    if (is_long && from < end) { /* the last vector overlaps the one before it */
        const unsigned same = me_scan_last(me_scan_same(end - step, c), from, end);
        return same != 0 ? from + __builtin_ctz(same) : end;
    }
    while (from < end && *from != c)
        from++;
    return from;
}

static inline me_scan_vector me_scan_either_here(const char *p, char a, char b)
{
    const me_scan_vector bytes = me_scan_load(p);
    return (me_scan_vector)(bytes == (unsigned char)a) | (me_scan_vector)(bytes == (unsigned char)b);
}

/* The first `a` or `b` in [from, end), or `end`; four vectors a step, for texts that hardly ever have one. */
static inline const char *me_scan_either(const char *from, const char *end, char a, char b)
{
    const ptrdiff_t step = sizeof(me_scan_vector);
    const bool is_long = end - from >= step;
    while (end - from >= 4 * step &&
           me_scan_mask(me_scan_either_here(from, a, b) | me_scan_either_here(from + step, a, b) |
                        me_scan_either_here(from + 2 * step, a, b) | me_scan_either_here(from + 3 * step, a, b)) == 0)
        from += 4 * step;
    for (; end - from >= step; from += step) {
        const unsigned same = me_scan_mask(me_scan_either_here(from, a, b));
        if (same != 0)
            return from + __builtin_ctz(same);
    }
    if (is_long && from < end) {
        const unsigned same = me_scan_last(me_scan_mask(me_scan_either_here(end - step, a, b)), from, end);
        return same != 0 ? from + __builtin_ctz(same) : end;
    }
    while (from < end && *from != a && *from != b)
        from++;
    return from;
}

#endif
