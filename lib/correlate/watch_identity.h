/* SPDX-License-Identifier: Apache-2.0
 *
 * What the watch calls a client, a network and an account: a keyed hash. It knows texts, and no entry and no count.
 * Strangers choose what goes in; they know no seed and see nothing of what comes out. Inline, as key.h is.
 */
#ifndef ME_WATCH_IDENTITY_H
#define ME_WATCH_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "correlate/key.h"
#include "text/ip.h"
#include "text/siphash.h"
#include "text/span.h"

struct me_watch_identity {
    uint64_t of[2];
};

/* What the words of a client, of a network and of a name are mixed with. */
struct me_watch_secrets {
    uint64_t client[2], network[2], name[2];
};

static inline void me_watch_draw_secrets(struct me_watch_secrets *secrets, const uint64_t seed[static 2])
{
    uint64_t *const all[] = {secrets->client, secrets->network, secrets->name};
    struct me_siphash state;
    me_siphash_start(&state, seed);
    for (uint64_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        me_siphash_finish_word(&state, i, all[i]);
}

/* Multiplies two words, each with a part of the seed in it, which costs a tenth of SipHash. The high half of the
 * product goes into the low one, so that each bit of it depends on all of both. Two products are equal by chance only.
 */
static inline struct me_watch_identity me_watch_multiply(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ const unsigned __int128 product = (unsigned __int128)a * b;
    const uint64_t low = (uint64_t)product, high = (uint64_t)(product >> 64);
#else
    const uint64_t high_a = a >> 32, low_a = (uint32_t)a, high_b = b >> 32, low_b = (uint32_t)b;
    const uint64_t cross = high_a * low_b + (low_a * low_b >> 32), other = low_a * high_b + (uint32_t)cross;
    const uint64_t low = a * b, high = high_a * high_b + (cross >> 32) + (other >> 32);
#endif
    return (struct me_watch_identity){{low ^ high, high}};
}

static inline struct me_watch_identity me_watch_identify(const uint64_t secret[static 2],
                                                         const uint64_t words[static 2])
{
    return me_watch_multiply(words[0] ^ secret[0], words[1] ^ secret[1]);
}

static inline bool me_watch_same(const struct me_watch_identity *a, const struct me_watch_identity *b)
{
    return a->of[0] == b->of[0] && a->of[1] == b->of[1];
}

/* A client and its network, each in two words: the octets of a text of up to 15, or numbers. */
struct me_watch_address {
    uint64_t client[2], network[2];
};

/* The highest bit of each octet of `word` that is a dot. */
static inline uint64_t me_watch_dots_in(uint64_t word)
{
    const uint64_t each = UINT64_C(0x0101010101010101), other = word ^ each * '.';
    return ~(((other & each * 0x7F) + each * 0x7F) | other | each * 0x7F);
}

/* `word` up to the last of its dots, of which there is one at least. */
static inline uint64_t me_watch_up_to(uint64_t word, uint64_t dots)
{
    return word & UINT64_MAX >> __builtin_clzll(dots);
}

/* Eight octets as a number, the first one highest. */
static inline uint64_t me_watch_number_in(const unsigned char *octets)
{
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof(number); i++)
        number = number << 8 | octets[i];
    return number;
}

static inline bool me_watch_split_ipv6(const char *ip, struct me_watch_address *out)
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    const char *end = memchr(ip, '\0', ME_IP_TEXT_MAX);
    if (end == NULL || me_ip_octets(me_span_between(ip, end), octets) != ME_IP_OCTETS_MAX)
        return false;
    out->client[0] = out->network[0] = me_watch_number_in(octets);
    out->client[1] = me_watch_number_in(octets + sizeof(uint64_t));
    out->network[1] = UINT64_MAX; /* no text has this */
    return true;
}

/* False when `ip` is no address. `192.0.2.17` becomes itself and `192.0.2.`; the text has zeros behind it. A canonical
 * IPv4 address has a dot among its first four octets, and no other has. */
static inline bool me_watch_split(const char *ip, struct me_watch_address *out)
{
    const uint64_t low = me_siphash_word_at(ip), high = me_siphash_word_at(ip + sizeof(low));
    const uint64_t low_dots = me_watch_dots_in(low), high_dots = me_watch_dots_in(high);
    if ((uint32_t)low_dots == 0)
        return me_watch_split_ipv6(ip, out);
    out->client[0] = low;
    out->client[1] = high;
    out->network[0] = high_dots != 0 ? low : me_watch_up_to(low, low_dots);
    out->network[1] = high_dots != 0 ? me_watch_up_to(high, high_dots) : 0;
    return true;
}

/* A name in any letter case, eight octets at a time; the last eight may overlap those before. */
static inline struct me_watch_identity me_watch_identify_account(const struct me_watch_secrets *secrets,
                                                                 struct me_span name)
{
    enum { WORD = sizeof(uint64_t) };
    const uint64_t *secret = secrets->name;
    uint64_t state = secret[0] ^ name.len;
    if (name.len < WORD)
        return me_watch_multiply(state ^ me_key_lower(me_siphash_short_word(name.ptr, name.len)), secret[1]);
    const char *last = name.ptr + name.len - WORD;
    for (const char *p = name.ptr; p < last; p += WORD)
        state = me_watch_multiply(state ^ me_key_lower(me_siphash_word_at(p)), secret[1]).of[0];
    return me_watch_multiply(state ^ me_key_lower(me_siphash_word_at(last)), secret[1]);
}

/* Both are hashes, so that no sum of two is more likely than another. */
static inline struct me_watch_identity me_watch_pair(const struct me_watch_identity *network,
                                                     const struct me_watch_identity *account)
{
    return (struct me_watch_identity){{network->of[0] + account->of[0], network->of[1] ^ account->of[1]}};
}

#endif
