/* SPDX-License-Identifier: Apache-2.0
 *
 * SipHash-1-3: a hash whose values nobody can steer without its seed (J.-P. Aumasson and D. J. Bernstein, "SipHash: a
 * fast short-input PRF", 2012). One round for each word and three at the end is what hash tables of several languages
 * use against floods: far above what telling 2^23 entries apart asks for, at half the cost of 2-4. Its 64 bits come
 * with 64 more of the same final state, for keys that must not fall together by chance; they are for tables, whose
 * hashes nobody gets to see, not for signing. Words go in first and the state can be copied, so that a common beginning
 * is hashed once. Knows bytes only.
 *
 * All of it is inline, because keys are short: a call for each piece costs as much as its rounds.
 */
#ifndef ME_SIPHASH_H
#define ME_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

#include "text/word.h"

struct me_siphash {
    uint64_t v[4];
};

static inline uint64_t me_siphash_rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static inline void me_siphash_round(uint64_t v[static 4])
{
    v[0] += v[1];
    v[1] = me_siphash_rotate(v[1], 13) ^ v[0];
    v[0] = me_siphash_rotate(v[0], 32);
    v[2] += v[3];
    v[3] = me_siphash_rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = me_siphash_rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = me_siphash_rotate(v[1], 17) ^ v[2];
    v[2] = me_siphash_rotate(v[2], 32);
}

static inline void me_siphash_start(struct me_siphash *state, const uint64_t seed[static 2])
{
    state->v[0] = seed[0] ^ UINT64_C(0x736f6d6570736575);
    state->v[1] = seed[1] ^ UINT64_C(0x646f72616e646f6d);
    state->v[2] = seed[0] ^ UINT64_C(0x6c7967656e657261);
    state->v[3] = seed[1] ^ UINT64_C(0x7465646279746573);
}

/* Takes in eight bytes, as me_word_at() reads them. */
static inline void me_siphash_add_word(struct me_siphash *state, uint64_t word)
{
    state->v[3] ^= word;
    me_siphash_round(state->v);
    state->v[0] ^= word;
}

/* Takes in `len` bytes, a multiple of 8. */
static inline void me_siphash_add(struct me_siphash *state, const char *bytes, size_t len)
{
    struct me_siphash s = *state; /* in registers */
    for (size_t i = 0; i + 8 <= len; i += 8)
        me_siphash_add_word(&s, me_word_at(bytes + i));
    *state = s;
}

/* Takes in the whole words of any number of bytes; returns the rest of them, up to seven, as a number. */
static inline uint64_t me_siphash_add_words(struct me_siphash *state, const char *bytes, size_t len)
{
    enum { WORD = sizeof(uint64_t) };
    const size_t rest = len % WORD;
    me_siphash_add(state, bytes, len - rest);
    if (len < WORD)
        return me_word_short(bytes, len);
    /* cut from the last eight bytes, which costs less than a copy of unknown length */
    return rest == 0 ? 0 : me_word_at(bytes + len - WORD) >> 8 * (WORD - rest);
}

/* The hash of all that went in and of `last`: SipHash in `out[0]`, and as many bits more in `out[1]`. `*state` may be
 * used further. */
static inline void me_siphash_finish_word(const struct me_siphash *state, uint64_t last, uint64_t out[static 2])
{
    struct me_siphash end = *state;
    me_siphash_add_word(&end, last);
    end.v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        me_siphash_round(end.v);
    out[1] = end.v[1] ^ end.v[3];
    out[0] = end.v[0] ^ end.v[2] ^ out[1];
}

/* The hash of all that went in and of `len` bytes. They end as SipHash ends bytes: the last word holds their length. */
static inline void me_siphash_finish(const struct me_siphash *state, const char *bytes, size_t len,
                                     uint64_t out[static 2])
{
    struct me_siphash s = *state;
    const uint64_t rest = me_siphash_add_words(&s, bytes, len);
    me_siphash_finish_word(&s, (uint64_t)len << 56 | rest, out);
}

#endif
