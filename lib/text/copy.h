/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies short texts: nearly all are shorter than what a call of memcpy() costs. Knows bytes only.
 */
#ifndef ME_COPY_H
#define ME_COPY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The first and the last `size` bytes of `len`, which may overlap. `size` is a constant. */
#define ME_COPY_ENDS(size)                                                                                             \
    memcpy(out, p, size);                                                                                              \
    memcpy(out + len - (size), p + len - (size), size)

/* Copies `len` bytes, which do not overlap `out`; returns the place behind them. `p` may be NULL where there are none.
 */
static inline char *me_copy(char *out, const char *p, size_t len)
{
    if (len < 2) {
        if (len > 0)
            *out = *p;
    } else if (len < 4) {
        ME_COPY_ENDS(2);
    } else if (len <= 8) {
        ME_COPY_ENDS(4);
    } else if (len <= 16) {
        ME_COPY_ENDS(8);
    } else if (len <= 32) {
        ME_COPY_ENDS(16);
    } else {
        memcpy(out, p, len);
    }
    return out + len;
}

#undef ME_COPY_ENDS

#endif
