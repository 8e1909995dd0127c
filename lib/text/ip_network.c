/* SPDX-License-Identifier: Apache-2.0
 *
 * With zeros behind the /64, more of them are left out there than anywhere else.
 */
#include "text/ip_network.h"

bool me_ip_network_spell(const char ip[static ME_IP_TEXT_MAX], char other[static ME_IP_TEXT_MAX])
{
    enum { OF_NETWORK = ME_IP_OCTETS_MAX / 2 };
    unsigned char octets[ME_IP_OCTETS_MAX];
    const char *end = memchr(ip, '\0', ME_IP_TEXT_MAX);
    if (end == NULL || me_ip_octets(me_span_between(ip, end), octets) != sizeof(octets))
        return false;
    memset(octets + OF_NETWORK, 0, sizeof(octets) - OF_NETWORK);
    me_ip_text(octets, sizeof(octets), other);
    return true;
}
