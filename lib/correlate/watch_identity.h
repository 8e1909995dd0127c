/* SPDX-License-Identifier: Apache-2.0
 *
 * What the watch calls a client, a network and an account: a keyed hash. It knows texts, and no entry and no count.
 * Inline, as keyed_hash.h is.
 */
#ifndef ME_WATCH_IDENTITY_H
#define ME_WATCH_IDENTITY_H

#include "correlate/inline.h"
#include "text/ip.h"
#include "text/ip_network.h"
#include "text/keyed_hash.h"

/* What the words of a client, of a network and of a name are added to. */
struct me_watch_secrets {
    uint64_t client[3][2], network[2][2];
    struct me_keyed_secrets name;
};

static inline void me_watch_draw_secrets(struct me_watch_secrets *secrets, const uint64_t seed[static 2])
{
    enum { CLIENT = 2, NETWORK, NAME };
    me_keyed_draw(secrets->client[0], sizeof(secrets->client) / sizeof(uint64_t), seed, CLIENT);
    me_keyed_draw(secrets->network[0], sizeof(secrets->network) / sizeof(uint64_t), seed, NETWORK);
    me_keyed_draw_secrets(&secrets->name, seed, NAME);
}

/* Words that keep the first `count` octets of an address, at most all of them, and make the next 24 zero. */
static inline const char *me_watch_mask(unsigned count)
{
    enum { KEPT = 48, ZEROS = 24 };
    static const char mask[KEPT + ZEROS] = {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                            -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                            -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};
    return mask + KEPT - count;
}

/* The network of a client whose text does not have it in front. False when that is no address. */
ME_OUT_OF_LINE bool me_watch_identify_network(const struct me_watch_secrets *secrets, const char *ip,
                                              struct me_keyed_hash *network);

/* Of the first `len` octets of an IPv6 address, ME_IP_NETWORK_MAX at most. */
ME_INLINE struct me_keyed_hash me_watch_network_in(const struct me_watch_secrets *secrets, const char *ip, int len)
{
    enum { WORD = sizeof(uint64_t), BLOCK = 2 * WORD };
    const char *mask = me_watch_mask((unsigned)len);
    const me_keyed_sum sum = me_keyed_product(secrets->network[0], me_word_at(ip) & me_word_at(mask),
                                              me_word_at(ip + WORD) & me_word_at(mask + WORD));
    const uint64_t last = me_word_at(ip + BLOCK) & me_word_at(mask + BLOCK);
    return me_keyed_finish(me_keyed_add(sum, me_keyed_product(secrets->network[1], last, 0)));
}

/* As the next one, for what is not IPv4. */
ME_INLINE bool me_watch_identify_ipv6(const struct me_watch_secrets *secrets, const char *ip,
                                      struct me_keyed_hash *client, struct me_keyed_hash *network)
{
    enum { BLOCK = ME_KEYED_BLOCK, LAST = ME_IP_TEXT_MAX - BLOCK };
    me_keyed_sum sum = me_keyed_block(ip, secrets->client[0], false);
    sum = me_keyed_add(sum, me_keyed_block(ip + BLOCK, secrets->client[1], false));
    sum = me_keyed_add(sum, me_keyed_block(ip + LAST, secrets->client[2], false));
    *client = me_keyed_finish(sum);
    const int len = me_ip_network_len(ip);
    if (len == ME_IP_NETWORK_ELSEWHERE)
        return me_watch_identify_network(secrets, ip, network);
    *network = me_watch_network_in(secrets, ip, len);
    return true;
}

/* The identities of the client `ip` and of its network. False when it is no address. `192.0.2.17` is hashed as it is,
 * and as `192.0.2.`; the text has zeros behind it. A canonical IPv4 address has a dot among its first four octets, and
 * of all others only such as `::1.2.3.4`. */
ME_INLINE bool me_watch_identify_client(const struct me_watch_secrets *secrets, const char *ip,
                                        struct me_keyed_hash *client, struct me_keyed_hash *network)
{
    enum { FIRST_FOUR = 0xF, WORD = sizeof(uint64_t), BITS = 32 };
    const unsigned dots = me_scan_same(ip, '.');
    if ((dots & FIRST_FOUR) == 0 || *ip == ':')
        return me_watch_identify_ipv6(secrets, ip, client, network);
    const uint64_t low = me_word_at(ip), high = me_word_at(ip + WORD);
    const char *mask = me_watch_mask((unsigned)(BITS - __builtin_clz(dots)));
    *client = me_keyed_finish(me_keyed_product(secrets->client[0], low, high));
    *network =
        me_keyed_finish(me_keyed_product(secrets->network[0], low & me_word_at(mask), high & me_word_at(mask + WORD)));
    return true;
}

/* An account that a network tried. Both are hashes, so that no sum of two is more likely than another. */
static inline struct me_keyed_hash me_watch_pair(const struct me_keyed_hash *network,
                                                 const struct me_keyed_hash *account)
{
    return (struct me_keyed_hash){{network->of[0] + account->of[0], network->of[1] + account->of[1]}};
}

#endif
