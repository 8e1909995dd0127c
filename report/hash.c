/* SPDX-License-Identifier: Apache-2.0
 *
 * SipHash with one round for each block and three at the end.
 */
#include "hash.h"

#include <sys/random.h>

static uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static void round_of(uint64_t v[static 4])
{
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

struct me_hash_key me_hash_new_key(void)
{
    struct me_hash_key key = {{0x6d61696c656e6162, 0x7265706f72743a31}};
    /* Without random bytes the reports are the same, only somebody who knows the constants could slow them down. */
    const ssize_t n = getrandom(&key, sizeof(key), GRND_NONBLOCK);
    (void)n;
    return key;
}

uint64_t me_hash_of(const struct me_hash_key *key, struct me_span s)
{
    uint64_t v[4] = {key->k[0] ^ 0x736f6d6570736575, key->k[1] ^ 0x646f72616e646f6d, key->k[0] ^ 0x6c7967656e657261,
                     key->k[1] ^ 0x7465646279746573};
    uint64_t block;
    size_t i = 0;
    for (; i + sizeof(block) <= s.len; i += sizeof(block)) {
        memcpy(&block, s.ptr + i, sizeof(block));
        v[3] ^= block;
        round_of(v);
        v[0] ^= block;
    }
    block = (uint64_t)s.len << 56;
    for (size_t j = 0; i + j < s.len; j++)
        block |= (uint64_t)(unsigned char)s.ptr[i + j] << 8 * j;
    v[3] ^= block;
    round_of(v);
    v[0] ^= block;
    v[2] ^= 0xFF;
    for (int j = 0; j < 3; j++)
        round_of(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}
