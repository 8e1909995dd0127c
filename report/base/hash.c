/* SPDX-License-Identifier: Apache-2.0
 *
 * The library's SipHash, of which half the result serves.
 */
#include "hash.h"

#include "system.h"
#include "text/siphash.h"

struct me_hash_key me_hash_new_key(void)
{
    /* Without random bytes the reports are the same, only somebody who knows the constants could slow them down. */
    const struct me_hash_key constant = {{0x6d61696c656e6162, 0x7265706f72743a31}};
    struct me_hash_key key;
    return me_system_random(&key, sizeof(key)) ? key : constant;
}

uint64_t me_hash_of(const struct me_hash_key *key, struct me_span s)
{
    struct me_siphash state;
    uint64_t hash[2];
    me_siphash_start(&state, key->k);
    me_siphash_finish(&state, s.ptr, s.len, hash);
    return hash[0];
}
