/* SPDX-License-Identifier: Apache-2.0
 *
 * The rare networks, kept out of the way of the others.
 */
#include "correlate/watch_identity.h"

bool me_watch_identify_network(const struct me_watch_secrets *secrets, const char *ip, struct me_keyed_hash *network)
{
    char other[ME_IP_TEXT_MAX];
    if (!me_ip_network_spell(ip, other))
        return false;
    *network = me_watch_network_in(secrets, other, me_ip_network_len(other));
    return true;
}
