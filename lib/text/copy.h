/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies and compares short texts: nearly all are shorter than what a call of memcpy() costs. Knows bytes only.
 */
#ifndef ME_COPY_H
#define ME_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "text/word.h"

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

/* Whether `len` bytes are the same. */
static inline bool me_copy_is(const char *copy, const char *p, size_t len)
{
    enum { WORD = sizeof(uint64_t), WORDS = 4 };
    if (len < WORD || len > WORDS * WORD)
        return len == 0 || memcmp(copy, p, len) == 0;
    /* two words from each end, which may overlap */
    const size_t inner = len < 2 * WORD ? 0 : WORD;
    return ((me_word_at(copy) ^ me_word_at(p)) | (me_word_at(copy + inner) ^ me_word_at(p + inner)) |
            (me_word_at(copy + len - WORD - inner) ^ me_word_at(p + len - WORD - inner)) |
            (me_word_at(copy + len - WORD) ^ me_word_at(p + len - WORD))) == 0;
}

#endif
