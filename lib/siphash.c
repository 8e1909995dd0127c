/* SPDX-License-Identifier: Apache-2.0
 *
 * SipHash with one round for each word and three at the end, which is what hash tables of several languages use against
 * floods: far above what telling 2^23 entries apart asks for, at half the cost of 2-4.
 */
#include "siphash.h"

#include <string.h>

enum { WORD_ROUNDS = 1, FINAL_ROUNDS = 3 };

static inline uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static inline void rounds(uint64_t v[4], int count)
{
    for (int i = 0; i < count; i++) {
        v[0] += v[1];
        v[1] = rotate(v[1], 13) ^ v[0];
        v[0] = rotate(v[0], 32);
        v[2] += v[3];
        v[3] = rotate(v[3], 16) ^ v[2];
        v[0] += v[3];
        v[3] = rotate(v[3], 21) ^ v[0];
        v[2] += v[1];
        v[1] = rotate(v[1], 17) ^ v[2];
        v[2] = rotate(v[2], 32);
    }
}

/* The number whose bytes, lowest first, are those at `p`: the same on every machine. Compilers make one load of it. */
static inline uint64_t word_at(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24 | (uint64_t)b[4] << 32 |
           (uint64_t)b[5] << 40 | (uint64_t)b[6] << 48 | (uint64_t)b[7] << 56;
}

static inline void take_word(uint64_t v[4], uint64_t word)
{
    v[3] ^= word;
    rounds(v, WORD_ROUNDS);
    v[0] ^= word;
}

void me_siphash_start(struct me_siphash *state, const uint64_t seed[2])
{
    state->v[0] = seed[0] ^ UINT64_C(0x736f6d6570736575);
    state->v[1] = seed[1] ^ UINT64_C(0x646f72616e646f6d) ^ 0xee;
    state->v[2] = seed[0] ^ UINT64_C(0x6c7967656e657261);
    state->v[3] = seed[1] ^ UINT64_C(0x7465646279746573);
    state->len = 0;
}

void me_siphash_add(struct me_siphash *state, const char *bytes, size_t len)
{
    uint64_t v[4];
    memcpy(v, state->v, sizeof(v));
    for (size_t i = 0; i + 8 <= len; i += 8)
        take_word(v, word_at(bytes + i));
    memcpy(state->v, v, sizeof(v));
    state->len += len;
}

void me_siphash_finish(const struct me_siphash *state, const char *bytes, size_t len, uint64_t out[2])
{
    uint64_t v[4], last = (uint64_t)(state->len + len) << 56;
    for (size_t i = 0; i < len; i++)
        last |= (uint64_t)(unsigned char)bytes[i] << 8 * i;
    memcpy(v, state->v, sizeof(v));
    take_word(v, last);
    v[2] ^= 0xee;
    rounds(v, FINAL_ROUNDS);
    out[0] = v[0] ^ v[1] ^ v[2] ^ v[3];
    v[1] ^= 0xdd;
    rounds(v, FINAL_ROUNDS);
    out[1] = v[0] ^ v[1] ^ v[2] ^ v[3];
}
