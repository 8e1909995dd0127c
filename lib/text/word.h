/* SPDX-License-Identifier: Apache-2.0
 *
 * Eight bytes as a number, the first one lowest, on every machine; for hashes. Knows bytes only.
 */
#ifndef ME_WORD_H
#define ME_WORD_H

#include <stddef.h>
#include <stdint.h>

/* Compilers make one load of it. */
static inline uint64_t me_word_at(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
           (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline uint64_t me_word_half_at(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24;
}

/* Up to seven bytes as a number. */
static inline uint64_t me_word_short(const char *bytes, size_t len)
{
    enum { HALF = sizeof(uint64_t) / 2 };
    if (len >= HALF) { /* two halves, which may overlap */
        const uint64_t high = me_word_half_at(bytes + len - HALF);
        return me_word_half_at(bytes) | high << 8 * (len - HALF);
    }
    uint64_t word = 0;
    for (size_t i = 0; i < len; i++)
        word |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
    return word;
}

/* The eight bytes of `word` with the letters A to Z among them in lower case. */
static inline uint64_t me_word_lower(uint64_t word)
{
    const uint64_t each = UINT64_C(0x0101010101010101), low = word & each * 0x7F;
    const uint64_t from_a = low + each * (0x80 - 'A'), behind_z = low + each * (0x7F - 'Z');
    return word | ((from_a ^ behind_z) & ~word & each * 0x80) >> 2;
}

#endif
