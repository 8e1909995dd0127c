/* SPDX-License-Identifier: Apache-2.0
 *
 * IP addresses as text. Knows nothing of where they come from.
 */
#ifndef ME_IP_H
#define ME_IP_H

#include "span.h"

enum { ME_IP_TEXT_MAX = 46 }; /* the longest IPv6 address with its NUL, as INET6_ADDRSTRLEN */

/* Whether `token` is made of an address's characters and has an address's punctuation, valid or not. */
bool me_ip_looks_like(struct me_span token);

/* Writes `token` in canonical form (dotted decimal; RFC 5952 for IPv6), NUL-terminated. Returns its length, or 0 when
 * `token` is no valid IPv4 or IPv6 address; `out` is then unchanged. */
size_t me_ip_canonical(struct me_span token, char out[static ME_IP_TEXT_MAX]);

#endif
