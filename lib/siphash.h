/* SPDX-License-Identifier: Apache-2.0
 *
 * SipHash-1-3 with 128 bits of output: a hash whose values nobody can steer without its seed (J.-P. Aumasson and
 * D. J. Bernstein, "SipHash: a fast short-input PRF", 2012; the 128-bit output is that of the authors' reference code).
 * Words go in first and the state can be copied, so that a common beginning is hashed once. Knows bytes only.
 */
#ifndef ME_SIPHASH_H
#define ME_SIPHASH_H

#include <stddef.h>
#include <stdint.h>

struct me_siphash {
    uint64_t v[4];
    size_t len; /* bytes so far */
};

void me_siphash_start(struct me_siphash *state, const uint64_t seed[2]);

/* Takes in `len` bytes, a multiple of 8. */
void me_siphash_add(struct me_siphash *state, const char *bytes, size_t len);

/* The hash of all that went in and of `len` more bytes, 0..7. `*state` may be used further. */
void me_siphash_finish(const struct me_siphash *state, const char *bytes, size_t len, uint64_t out[2]);

#endif
