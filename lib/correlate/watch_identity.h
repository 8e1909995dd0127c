/* SPDX-License-Identifier: Apache-2.0
 *
 * What the watch calls a client, a network and an account: a keyed hash. It knows texts, and no entry and no count.
 * Inline, as keyed_hash.h is.
 */
#ifndef ME_WATCH_IDENTITY_H
#define ME_WATCH_IDENTITY_H

#include "text/ip.h"
#include "text/keyed_hash.h"

/* What the words of a client, of a network and of a name are added to. */
struct me_watch_secrets {
    uint64_t client[2], network[2];
    struct me_keyed_secrets name;
};

static inline void me_watch_draw_secrets(struct me_watch_secrets *secrets, const uint64_t seed[static 2])
{
    enum { CLIENT = 2, NETWORK, NAME };
    me_keyed_draw(secrets->client, 2, seed, CLIENT);
    me_keyed_draw(secrets->network, 2, seed, NETWORK);
    me_keyed_draw_secrets(&secrets->name, seed, NAME);
}

/* Eight octets as a number, the first one highest. */
static inline uint64_t me_watch_number_in(const unsigned char *octets)
{
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof(number); i++)
        number = number << 8 | octets[i];
    return number;
}

static inline bool me_watch_identify_ipv6(const struct me_watch_secrets *secrets, const char *ip,
                                          struct me_keyed_hash *client, struct me_keyed_hash *network)
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    const char *end = memchr(ip, '\0', ME_IP_TEXT_MAX);
    if (end == NULL || me_ip_octets(me_span_between(ip, end), octets) != ME_IP_OCTETS_MAX)
        return false;
    const uint64_t high = me_watch_number_in(octets), low = me_watch_number_in(octets + sizeof(uint64_t));
    *client = me_keyed_finish(me_keyed_product(secrets->client, high, low));
    *network = me_keyed_finish(me_keyed_product(secrets->network, high, UINT64_MAX)); /* no text has this */
    return true;
}

/* The identities of the client `ip` and of its network. False when it is no address. `192.0.2.17` is hashed as it is,
 * and as `192.0.2.`; the text has zeros behind it. A canonical IPv4 address has a dot among its first four octets, and
 * no other has. */
static inline bool me_watch_identify_client(const struct me_watch_secrets *secrets, const char *ip,
                                            struct me_keyed_hash *client, struct me_keyed_hash *network)
{
    enum { FIRST_FOUR = 0xF, BLOCK = 16, WORD = 8 };
    static const char up_to_last[2 * BLOCK] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    const unsigned dots = me_scan_same(ip, '.');
    if ((dots & FIRST_FOUR) == 0)
        return me_watch_identify_ipv6(secrets, ip, client, network);
    const uint64_t low = me_word_at(ip), high = me_word_at(ip + WORD);
    const char *kept = up_to_last + __builtin_clz(dots) - BLOCK;
    *client = me_keyed_finish(me_keyed_product(secrets->client, low, high));
    *network =
        me_keyed_finish(me_keyed_product(secrets->network, low & me_word_at(kept), high & me_word_at(kept + WORD)));
    return true;
}

/* An account that a network tried. Both are hashes, so that no sum of two is more likely than another. */
static inline struct me_keyed_hash me_watch_pair(const struct me_keyed_hash *network,
                                                 const struct me_keyed_hash *account)
{
    return (struct me_keyed_hash){{network->of[0] + account->of[0], network->of[1] + account->of[1]}};
}

#endif
