/* SPDX-License-Identifier: Apache-2.0
 *
 * The /64 of an IPv6 address, without reading the address: its canonical text is as good as its octets (RFC 5952). The
 * text of a /64 is that of its four groups without the zeros at their end, which stand there or are left out:
 *
 *     2001:db8::17                2001:db8        the `::` stands for the third and the fourth group, too
 *     2001:db8:0:0:5::            2001:db8        more zeros are left out elsewhere
 *     2001:db8:0:7:1:2:3:4        2001:db8:0:7
 *     2001::7:1:2:3:4             2001:0:0:7      does not stand there: what is left out is followed by more of the /64
 *
 * Inline, since each login asks for it. Knows texts only.
 */
#ifndef ME_IP_NETWORK_H
#define ME_IP_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "text/ip.h"
#include "text/scan.h"

enum {
    ME_IP_NETWORK_MAX = 19,       /* octets of such a text */
    ME_IP_NETWORK_ELSEWHERE = -1, /* it does not stand in front of the address */
};

/* Writes an address of the same /64 that has its text in front, with zeros behind it. False when `ip`, with zeros
 * behind it as well, is no IPv6 address. */
bool me_ip_network_spell(const char ip[static ME_IP_TEXT_MAX], char other[static ME_IP_TEXT_MAX]);

/* One bit for each octet that is a colon. */
static inline uint64_t me_ip_network_colons(const char ip[static ME_IP_TEXT_MAX])
{
    enum { VECTOR = sizeof(me_scan_vector), LAST = ME_IP_TEXT_MAX - VECTOR };
    return (uint64_t)me_scan_same(ip, ':') | (uint64_t)me_scan_same(ip + VECTOR, ':') << VECTOR |
           (uint64_t)me_scan_same(ip + LAST, ':') << LAST;
}

/* A set without its three lowest bits. */
static inline uint64_t me_ip_network_fourth(uint64_t set)
{
    set &= set - 1;
    set &= set - 1;
    return set & (set - 1);
}

/* How many octets in front of a canonical IPv6 address with zeros behind it are the text of its /64, or
 * ME_IP_NETWORK_ELSEWHERE, as for anything else. */
static inline int me_ip_network_len(const char ip[static ME_IP_TEXT_MAX])
{
    const uint64_t colons = me_ip_network_colons(ip), pairs = colons & colons >> 1,
                   fourth = me_ip_network_fourth(colons), until_fourth = fourth ^ (fourth - 1);
    if ((pairs & until_fourth) != 0) { /* groups of the /64 are left out */
        const int len = __builtin_ctzll(pairs);
        const bool are_followed = me_ip_network_fourth(colons >> len >> 2) != 0; /* by five groups or more */
        return are_followed ? ME_IP_NETWORK_ELSEWHERE : len;
    }
    if (fourth == 0)
        return ME_IP_NETWORK_ELSEWHERE;
    int len = __builtin_ctzll(fourth);
    while (len > 1 && ip[len - 1] == '0' && ip[len - 2] == ':')
        len -= 2;
    return len;
}

#endif
