/* SPDX-License-Identifier: Apache-2.0
 *
 * IP addresses as text. Knows nothing of where they come from.
 */
#ifndef ME_IP_H
#define ME_IP_H

#include <stdint.h>

#include "text/span.h"

enum {
    ME_IP_TEXT_MAX = 46,   /* the longest IPv6 address with its NUL, as INET6_ADDRSTRLEN */
    ME_IP_OCTETS_MAX = 16, /* of an IPv6 address */
};

/* Whether `token` is made of an address's characters and has an address's punctuation, valid or not. */
bool me_ip_looks_like(struct me_span token);

/* A link-local address may have a zone behind it (`fe80::1%eth0`), which is left out. An IPv4 address that is written
 * as IPv6 (`::ffff:192.0.2.1`) is the IPv4 address. */

/* Writes `token` in canonical form (dotted decimal; RFC 5952 for IPv6), with zeros behind it. Returns its length, or 0
 * when `token` is not a valid IPv4 or IPv6 address; `out` is then unchanged. */
size_t me_ip_canonical(struct me_span token, char out[static ME_IP_TEXT_MAX]);

/* Reads `token` as octets in network order. Returns how many there are: 4 for IPv4, 16 for IPv6; 0 when `token` is no
 * valid address; `out` is then undefined. */
size_t me_ip_octets(struct me_span token, unsigned char out[static ME_IP_OCTETS_MAX]);

/* Writes the address of `count` octets, 4 or 16, in canonical form, with zeros behind it. Returns its length. */
size_t me_ip_text(const unsigned char *octets, size_t count, char out[static ME_IP_TEXT_MAX]);

/* Whether two addresses in canonical form are the same. With zeros behind them they are compared whole, which takes no
 * call and no length. */
static inline bool me_ip_equal(const char a[static ME_IP_TEXT_MAX], const char b[static ME_IP_TEXT_MAX])
{
    enum { WORD = sizeof(uint64_t), LAST = ME_IP_TEXT_MAX - WORD };
    uint64_t difference = 0, x, y;
    for (size_t i = 0; i < ME_IP_TEXT_MAX; i += WORD) {
        const size_t at = i < LAST ? i : LAST; /* the last word overlaps the one before it */
        memcpy(&x, a + at, WORD);
        memcpy(&y, b + at, WORD);
        difference |= x ^ y;
    }
    return difference == 0;
}

#endif
