/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversations: what earlier records of a connection or a transaction told, kept in a table of fixed size. Activity
 * rows tell who a conversation is with, Debug records tell why it was refused; whichever comes second is told what the
 * first one knew. The caller gives memory, time and locks; this file knows records and verdicts, no clock and no
 * thread.
 */
#ifndef ME_CONVERSATION_H
#define ME_CONVERSATION_H

#include "record.h"
#include "verdict.h"

enum { ME_MEMORY_TEXT_MAX = 255 }; /* octets kept of a HELO name, a user name or an address (RFC 5321, 4.5.3.1) */

/* A short text with room of its own. Longer input is cut at a whole UTF-8 character. */
struct me_memory_text {
    unsigned char len; /* 0: absent */
    char bytes[ME_MEMORY_TEXT_MAX];
};

enum me_correlation { ME_CORRELATION_NONE, ME_CORRELATION_ID, ME_CORRELATION_TIME };

/* What a conversation knew when a record came. */
struct me_recall {
    enum me_correlation correlated_by; /* NONE: nothing was known, and all the rest is empty */
    char client_ip[ME_IP_TEXT_MAX];
    bool authenticated; /* a 235 was seen in this connection */
    struct me_memory_text helo, user, sender, recipient;
    char code[9]; /* of the last Debug verdict; empty: none */
};

#endif
