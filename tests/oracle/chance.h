/* SPDX-License-Identifier: Apache-2.0
 *
 * A stream of decisions. It comes from a seed, so that a case can be had again, or from the bytes of a fuzzer, which
 * then searches among decisions. Knows nothing of mail.
 */
#ifndef ORACLE_CHANCE_H
#define ORACLE_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct oracle_chance {
    uint64_t state;      /* of the generator, when there are no bytes */
    const uint8_t *data; /* the fuzzer's bytes; NULL: from the seed */
    size_t left;
};

/* Decisions for case `number` of `seed`: no case depends on the ones before it. */
static inline struct oracle_chance oracle_chance_of_seed(uint64_t seed, uint64_t number)
{
    uint64_t z = seed * 0x9E3779B97F4A7C15u + number * 0xD1B54A32D192ED03u + 1;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (struct oracle_chance){.state = (z ^ (z >> 31)) | 1};
}

static inline struct oracle_chance oracle_chance_of_bytes(const uint8_t *data, size_t size)
{
    return (struct oracle_chance){.data = data, .left = size};
}

static inline size_t oracle_chance_byte(struct oracle_chance *c)
{
    if (c->left == 0)
        return 0;
    c->left--;
    return *c->data++;
}

/* A number below `limit`, 1..2^24; 0 once a fuzzer's bytes are used up, so that every loop ends. */
static inline size_t oracle_chance_below(struct oracle_chance *c, size_t limit)
{
    if (c->data != NULL) {
        size_t n = oracle_chance_byte(c);
        for (size_t reach = 256; reach < limit; reach <<= 8)
            n = n << 8 | oracle_chance_byte(c);
        return n % limit;
    }
    c->state ^= c->state >> 12; /* xorshift64* */
    c->state ^= c->state << 25;
    c->state ^= c->state >> 27;
    return (size_t)((c->state * 0x2545F4914F6CDD1Du) >> 32) % limit;
}

/* True once in `n` times; false once a fuzzer's bytes are used up, for `n` above 1. */
static inline bool oracle_chance_once_in(struct oracle_chance *c, size_t n)
{
    return oracle_chance_below(c, n) == n - 1;
}

#define ORACLE_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ORACLE_ONE_OF(chance, array) ((array)[oracle_chance_below(chance, ORACLE_COUNT(array))])

#endif
