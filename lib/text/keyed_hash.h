/* SPDX-License-Identifier: Apache-2.0
 *
 * A keyed hash of 128 bits for tables in memory. Strangers choose what goes in; they know no secret, and nothing of a
 * hash leaves the process. It costs a third of SipHash (siphash.h), which serves where hashes are seen. Knows bytes
 * only.
 *
 * Two words, a secret one added to each, are multiplied to 128 bits, and the products of a text's words are added up.
 * This is NH, the inner hash of UMAC (J. Black, S. Halevi, H. Krawczyk, T. Krovetz and P. Rogaway, "UMAC: Fast and
 * Secure Message Authentication", 1999): two texts that somebody chose without the secrets have the same sum, or two
 * sums with a difference that he chose, with a probability of 2^-64 at most. So the length is added as well, and a
 * longer text than there are secrets for is hashed by pieces, each with the sum before it as two more words. A billion
 * names or keys beside the 2^16 that a table holds by default: the probability that two of them ever fall together is
 * below 2^-18, and nobody could see that it happened.
 *
 * A sum is no good number of a bucket: where somebody counts up, products go up in equal steps. One more multiplication
 * spreads them; tests/unit/text/test_keyed_hash.c looks at how full buckets become.
 */
#ifndef ME_KEYED_HASH_H
#define ME_KEYED_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "text/scan.h"
#include "text/siphash.h"
#include "text/span.h"
#include "text/word.h"

struct me_keyed_hash {
    uint64_t of[2];
};

enum {
    ME_KEYED_BLOCK = 16, /* bytes of a product */
    ME_KEYED_BLOCKS = 4, /* of a piece: products that have secrets of their own */
};

/* Random words that nobody else knows. */
struct me_keyed_secrets {
    uint64_t block[ME_KEYED_BLOCKS][2], piece[2];
};

/* Fills `count` words with random ones, from a seed that is random and secret. Other `use`, other words. */
static inline void me_keyed_draw(uint64_t *words, size_t count, const uint64_t seed[static 2], uint64_t use)
{
    struct me_siphash state;
    uint64_t drawn[2];
    me_siphash_start(&state, seed);
    me_siphash_add_word(&state, use);
    for (size_t i = 0; i < count; i++) {
        me_siphash_finish_word(&state, i, drawn);
        words[i] = drawn[0];
    }
}

static inline void me_keyed_draw_secrets(struct me_keyed_secrets *secrets, const uint64_t seed[static 2], uint64_t use)
{
    uint64_t words[sizeof(*secrets) / sizeof(uint64_t)];
    me_keyed_draw(words, sizeof(words) / sizeof(words[0]), seed, use);
    memcpy(secrets, words, sizeof(*secrets));
}

/* --- sums of products, of 128 bits -------------------------------------------------------------------------------- */

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 me_keyed_sum;

static inline me_keyed_sum me_keyed_multiply(uint64_t a, uint64_t b)
{
    return (me_keyed_sum)a * b;
}

static inline me_keyed_sum me_keyed_add(me_keyed_sum x, me_keyed_sum y)
{
    return x + y;
}

static inline uint64_t me_keyed_low(me_keyed_sum sum)
{
    return (uint64_t)sum;
}

static inline uint64_t me_keyed_high(me_keyed_sum sum)
{
    return (uint64_t)(sum >> 64);
}
#else
typedef struct {
    uint64_t low, high;
} me_keyed_sum;

static inline me_keyed_sum me_keyed_multiply(uint64_t a, uint64_t b)
{
    const uint64_t high_a = a >> 32, low_a = (uint32_t)a, high_b = b >> 32, low_b = (uint32_t)b;
    const uint64_t cross = high_a * low_b + (low_a * low_b >> 32), other = low_a * high_b + (uint32_t)cross;
    return (me_keyed_sum){a * b, high_a * high_b + (cross >> 32) + (other >> 32)};
}

static inline me_keyed_sum me_keyed_add(me_keyed_sum x, me_keyed_sum y)
{
    const uint64_t low = x.low + y.low;
    return (me_keyed_sum){low, x.high + y.high + (low < x.low)};
}

static inline uint64_t me_keyed_low(me_keyed_sum sum)
{
    return sum.low;
}

static inline uint64_t me_keyed_high(me_keyed_sum sum)
{
    return sum.high;
}
#endif

/* The product of two words with their secrets. */
static inline me_keyed_sum me_keyed_product(const uint64_t secret[static 2], uint64_t a, uint64_t b)
{
    return me_keyed_multiply(a + secret[0], b + secret[1]);
}

static inline struct me_keyed_hash me_keyed_finish(me_keyed_sum sum)
{
    const me_keyed_sum mixed = me_keyed_multiply(me_keyed_low(sum) ^ me_keyed_high(sum), UINT64_C(0x9E3779B97F4A7C15));
    return (struct me_keyed_hash){{me_keyed_low(mixed) ^ me_keyed_high(mixed), me_keyed_high(sum)}};
}

static inline bool me_keyed_equal(const struct me_keyed_hash *a, const struct me_keyed_hash *b)
{
    return a->of[0] == b->of[0] && a->of[1] == b->of[1];
}

/* --- texts -------------------------------------------------------------------------------------------------------- */

/* The product of the 16 bytes at `p`. `lower`: with the letters A to Z among them in lower case. */
static inline me_keyed_sum me_keyed_block(const char *p, const uint64_t secret[static 2], bool lower)
{
    if (!lower)
        return me_keyed_product(secret, me_word_at(p), me_word_at(p + sizeof(uint64_t)));
    const me_scan_vector block = me_scan_load(p);
    me_scan_halves words;
    memcpy(&words, secret, sizeof(words));
    words += (me_scan_halves)(block | ((me_scan_vector)(block - 'A' <= 'Z' - 'A') & 0x20));
    return me_keyed_multiply(words[0], words[1]);
}

/* The product of up to 15 bytes. */
static inline me_keyed_sum me_keyed_short(struct me_span text, const uint64_t secret[static 2], bool lower)
{
    enum { WORD = sizeof(uint64_t) };
    uint64_t first, last = 0;
    if (text.len < WORD) {
        first = me_word_short(text.ptr, text.len);
    } else { /* two words, which may overlap */
        first = me_word_at(text.ptr);
        last = me_word_at(text.ptr + text.len - WORD);
    }
    return me_keyed_product(secret, lower ? me_word_lower(first) : first, lower ? me_word_lower(last) : last);
}

/* `sum` and the products of the blocks that begin in [p, end), for what is longer than two blocks. */
static inline me_keyed_sum me_keyed_add_middle(const struct me_keyed_secrets *secrets, me_keyed_sum sum, const char *p,
                                               const char *end, bool lower)
{
    for (size_t number = 2; p < end; p += ME_KEYED_BLOCK) {
        sum = me_keyed_add(sum, me_keyed_block(p, secrets->block[number], lower));
        if (++number == ME_KEYED_BLOCKS) {
            sum = me_keyed_product(secrets->piece, me_keyed_low(sum), me_keyed_high(sum));
            number = 0;
        }
    }
    return sum;
}

/* `sum` and the products of a text. Its last block may overlap others: the length must be in `sum`. */
static inline me_keyed_sum me_keyed_add_text(const struct me_keyed_secrets *secrets, me_keyed_sum sum,
                                             struct me_span text, bool lower)
{
    if (text.len < ME_KEYED_BLOCK)
        return me_keyed_add(sum, me_keyed_short(text, secrets->block[0], lower));
    const char *last = text.ptr + text.len - ME_KEYED_BLOCK;
    sum = me_keyed_add(sum, me_keyed_block(text.ptr, secrets->block[0], lower));
    sum = me_keyed_add(sum, me_keyed_block(last, secrets->block[1], lower));
    if (text.len <= 2 * ME_KEYED_BLOCK)
        return sum;
    return me_keyed_add_middle(secrets, sum, text.ptr + ME_KEYED_BLOCK, last, lower);
}

/* The hash of a text, in any letter case. */
static inline struct me_keyed_hash me_keyed_name(const struct me_keyed_secrets *secrets, struct me_span name)
{
    return me_keyed_finish(me_keyed_add_text(secrets, me_keyed_multiply(name.len, 1), name, true));
}

#endif
