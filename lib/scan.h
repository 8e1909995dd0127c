/* SPDX-License-Identifier: Apache-2.0
 *
 * The search that every message pays for, ours or not. All records carry `ME-` or `SMTP-`, so a message without either
 * is foreign; this file finds them, and single bytes, and knows nothing else. Written with the compiler's generic
 * vectors, so that one source serves every architecture.
 */
#ifndef ME_SCAN_H
#define ME_SCAN_H

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

/* Up to `max` places of `c` in [from, end), in their order; returns how many. Fewer than `max`: there are no more. */
size_t me_scan_places(const char *from, const char *end, char c, const char **places, size_t max);

/* Each byte's highest bit, in the order in which the bytes stand in memory, the first one lowest. */
static inline uint64_t me_scan_bits(uint64_t bytes)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes & UINT64_C(0x8080808080808080);
}

/* The first `c` in [from, end), or `end`. As memchr(), but without a call: for fields, which are short. */
static inline const char *me_scan_byte(const char *from, const char *end, char c)
{
    for (; end - from >= (ptrdiff_t)sizeof(me_scan_vector); from += sizeof(me_scan_vector)) {
        const me_scan_halves same = (me_scan_halves)(me_scan_load(from) == (unsigned char)c);
        if (same[0] != 0)
            return from + __builtin_ctzll(me_scan_bits(same[0])) / 8;
        if (same[1] != 0)
            return from + sizeof(same[0]) + __builtin_ctzll(me_scan_bits(same[1])) / 8;
    }
    while (from < end && *from != c)
        from++;
    return from;
}

/* The first `-` of an `ME-` or `SMTP-` that lies wholly in [from, end), or `end`. Linear in the distance covered. */
const char *me_scan_anchor(const char *from, const char *end);

#endif
