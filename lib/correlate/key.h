/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys of conversations: a keyed hash of the host's name and of a socket handle or a message id. It knows keys and
 * no entry. Inline, as siphash.h is.
 */
#ifndef ME_KEY_H
#define ME_KEY_H

#include "text/siphash.h"
#include "text/span.h"

/* What a key names. The hash contains it, so that keys of different kinds are never equal. */
enum me_key {
    ME_KEY_HOST,
    ME_KEY_INBOUND,
    ME_KEY_OUTBOUND,
    ME_KEY_ACCOUNT,
    ME_KEY_SESSION, /* last: one for each service */
};

/* The last word of a key: up to 56 bits of it, and above them its kind and how many bytes these bits are. */
static inline uint64_t me_key_last_word(enum me_key key, size_t len, uint64_t bits)
{
    return (uint64_t)(key * sizeof(uint64_t) + len) << 56 | bits;
}

/* The eight bytes of `word` with the letters A to Z among them in lower case. */
static inline uint64_t me_key_lower(uint64_t word)
{
    const uint64_t each = UINT64_C(0x0101010101010101), low = word & each * 0x7F;
    const uint64_t from_a = low + each * (0x80 - 'A'), behind_z = low + each * (0x7F - 'Z');
    return word | ((from_a ^ behind_z) & ~word & each * 0x80) >> 2;
}

/* Starts the keys of a host. Names that differ in letter case only are one host. The length goes in first, so that no
 * host's name continues another's. */
static inline void me_key_host(struct me_siphash *out, const uint64_t seed[static 2], struct me_span name)
{
    me_siphash_start(out, seed);
    me_siphash_add_word(out, name.len);
    for (; name.len >= sizeof(uint64_t); name = me_span_skip(name, sizeof(uint64_t)))
        me_siphash_add_word(out, me_key_lower(me_siphash_word_at(name.ptr)));
    me_siphash_add_word(out, me_key_lower(me_siphash_short_word(name.ptr, name.len)));
}

/* A host's key as one number. */
static inline uint64_t me_key_host_number(const struct me_siphash *host)
{
    return host->v[0] ^ host->v[1] ^ host->v[2] ^ host->v[3];
}

/* The key of a message id, 32 hexadecimal digits and `.MAI`. */
static inline void me_key_id(const struct me_siphash *host, enum me_key key, struct me_span id,
                             uint64_t identity[static 2])
{
    struct me_siphash state = *host;
    const uint64_t rest = me_siphash_add_words(&state, id.ptr, id.len);
    me_siphash_finish_word(&state, me_key_last_word(key, id.len % sizeof(uint64_t), rest), identity);
}

/* The kind of key of the socket handles of a service, of which there are a few. */
static inline enum me_key me_key_session(unsigned service)
{
    return (enum me_key)(ME_KEY_SESSION + service);
}

/* The key of a number below 2^56. */
static inline void me_key_number(const struct me_siphash *host, enum me_key key, uint64_t number,
                                 uint64_t identity[static 2])
{
    me_siphash_finish_word(host, me_key_last_word(key, 0, number), identity);
}

#endif
