/* SPDX-License-Identifier: Apache-2.0
 *
 * What a conversation knew when a record came. Data only: it knows no table and no record.
 */
#ifndef ME_CONTEXT_H
#define ME_CONTEXT_H

#include <stdbool.h>

#include "text/ip.h"

enum { ME_CONTEXT_TEXT_MAX = 255 }; /* octets kept of a HELO name, a user name or an address (RFC 5321, 4.5.3.1) */

/* A short text with room of its own. Longer input is cut at a whole UTF-8 character. */
struct me_context_text {
    unsigned char len; /* 0: absent; the bytes behind it are undefined */
    char bytes[ME_CONTEXT_TEXT_MAX];
};

enum me_correlation { ME_CORRELATION_NONE, ME_CORRELATION_ID, ME_CORRELATION_TIME };

/* Everything here comes from earlier records, nothing from the record at hand. */
struct me_context {
    enum me_correlation correlated_by; /* NONE: nothing was known, and the other members have no meaning */
    char client_ip[ME_IP_TEXT_MAX];    /* canonical; empty: unknown */
    bool authenticated;                /* a login succeeded in this connection */
    struct me_context_text helo, user, sender, recipient;
    char code[9]; /* of the Debug verdict that belongs to this row; empty: unknown */
};

#endif
