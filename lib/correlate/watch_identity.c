/* SPDX-License-Identifier: Apache-2.0
 *
 * IPv6 addresses are not read, since their canonical text is as good as their octets (RFC 5952). The text of a /64 is
 * that of its four groups without the zeros at their end, which stand there or are left out:
 *
 *     2001:db8::17                2001:db8      the `::` stands for the groups 3 and 4, too
 *     2001:db8:0:0:5::            2001:db8      more zeros are left out elsewhere
 *     2001:db8:0:7:1:2:3:4        2001:db8:0:7
 *     2001::7:1:2:3:4             2001:0:0:7    spelled anew: what is left out is followed by a part of the /64
 */
#include "correlate/watch_identity.h"

enum { VECTOR = sizeof(me_scan_vector), LAST = ME_IP_TEXT_MAX - VECTOR, WORD = sizeof(uint64_t) };

/* One bit for each octet that is a colon. */
static uint64_t colons_in(const char *ip)
{
    return (uint64_t)me_scan_same(ip, ':') | (uint64_t)me_scan_same(ip + VECTOR, ':') << VECTOR |
           (uint64_t)me_scan_same(ip + LAST, ':') << LAST;
}

/* A set without its three lowest bits. */
static uint64_t from_fourth(uint64_t set)
{
    set &= set - 1;
    set &= set - 1;
    return set & (set - 1);
}

/* How much of the text remains when groups of zero at its end are taken off. The first group is none where all are
 * zero: then it is left out. */
ME_INLINE unsigned without_zeros(const char *ip, unsigned len)
{
    while (len > 1 && ip[len - 1] == '0' && ip[len - 2] == ':')
        len -= 2;
    return len;
}

ME_INLINE me_keyed_sum sum_of_all(const struct me_watch_secrets *secrets, const char *ip)
{
    me_keyed_sum sum = me_keyed_block(ip, secrets->client[0], false);
    sum = me_keyed_add(sum, me_keyed_block(ip + VECTOR, secrets->client[1], false));
    return me_keyed_add(sum, me_keyed_block(ip + LAST, secrets->client[2], false));
}

/* Of the first `len` octets, 19 at most. */
ME_INLINE me_keyed_sum sum_of_first(const struct me_watch_secrets *secrets, const char *ip, unsigned len)
{
    const char *mask = me_watch_mask(len);
    const uint64_t first = me_word_at(ip) & me_word_at(mask), second = me_word_at(ip + WORD) & me_word_at(mask + WORD),
                   third = me_word_at(ip + VECTOR) & me_word_at(mask + VECTOR);
    return me_keyed_add(me_keyed_product(secrets->network[0], first, second),
                        me_keyed_product(secrets->network[1], third, 0));
}

/* Spells another address of the /64, in which zeros are left out behind it and nowhere else. */
ME_OUT_OF_LINE static bool identify_anew(const struct me_watch_secrets *secrets, const char *ip,
                                         struct me_keyed_hash *network)
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    char other[ME_IP_TEXT_MAX];
    struct me_keyed_hash nobody;
    const char *end = memchr(ip, '\0', ME_IP_TEXT_MAX);
    if (end == NULL || me_ip_octets(me_span_between(ip, end), octets) != sizeof(octets))
        return false;
    memset(octets + WORD, 0, sizeof(octets) - WORD);
    me_ip_text(octets, sizeof(octets), other);
    return me_watch_identify_ipv6(secrets, other, &nobody, network);
}

bool me_watch_identify_ipv6(const struct me_watch_secrets *secrets, const char *ip, struct me_keyed_hash *client,
                            struct me_keyed_hash *network)
{
    const uint64_t colons = colons_in(ip), pairs = colons & colons >> 1, fourth = from_fourth(colons),
                   until_fourth = fourth ^ (fourth - 1);
    if ((fourth | pairs) == 0)
        return false;
    *client = me_keyed_finish(sum_of_all(secrets, ip));
    unsigned len;
    if ((pairs & until_fourth) == 0) { /* a `::` is behind the /64 */
        len = without_zeros(ip, (unsigned)__builtin_ctzll(fourth));
    } else {
        len = (unsigned)__builtin_ctzll(pairs);
        if (from_fourth(colons >> len >> 2) != 0) /* five groups or more behind it */
            return identify_anew(secrets, ip, network);
    }
    *network = me_keyed_finish(sum_of_first(secrets, ip, len));
    return true;
}
