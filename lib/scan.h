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

/* Where in memory the first byte of `bytes` stands that is not zero; there is one. */
static inline size_t me_scan_first(uint64_t bytes)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (size_t)__builtin_ctzll(bytes) / 8;
#else
    return (size_t)__builtin_clzll(bytes) / 8;
#endif
}

/* The first `c` in [from, end), or `end`. As memchr(), but without a call: for fields, which are short. */
static inline const char *me_scan_byte(const char *from, const char *end, char c)
{
    for (; end - from >= (ptrdiff_t)sizeof(me_scan_vector); from += sizeof(me_scan_vector)) {
        const me_scan_halves found = (me_scan_halves)(me_scan_load(from) == (unsigned char)c);
        if (found[0] != 0)
            return from + me_scan_first(found[0]);
        if (found[1] != 0)
            return from + sizeof(found[0]) + me_scan_first(found[1]);
    }
    while (from < end && *from != c)
        from++;
    return from;
}

/* The first `-` of an `ME-` or `SMTP-` that lies wholly in [from, end), or `end`. Linear in the distance covered. */
const char *me_scan_anchor(const char *from, const char *end);

#endif
