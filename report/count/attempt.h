/* SPDX-License-Identifier: Apache-2.0
 *
 * One thing that happened, with everything that is known about it: a record, what its conversation merged, and the
 * records of the other logs about the same thing. The unit that reports count.
 */
#ifndef ME_ATTEMPT_H
#define ME_ATTEMPT_H

#include "labels.h"
#include "correlate/resolved.h"
#include "base/geo.h"

/* A name with room of its own; longer ones are cut. */
struct me_name {
    unsigned short len;
    char bytes[ME_CONTEXT_TEXT_MAX];
};

struct me_attempt {
    int64_t when; /* ME_NEVER when unknown */
    me_what what;
    enum me_outcome outcome;
    bool failed;            /* a failed connection of a client of ours */
    bool outbound;          /* our server was the client */
    bool unreadable;        /* its row has no reading, or several: nothing in it was believed */
    bool code_unknown;      /* a Debug record that nobody has documented */
    unsigned logs;          /* set of 1u << enum me_log: which logs have it */
    struct me_span service; /* smtp, imap or pop; points to a constant */
    int64_t connection;
    char client[ME_IP_TEXT_MAX]; /* empty when unknown */
    char code[9];                /* of the Debug record; empty when there is none */
    struct me_name host, user, sender, recipient, message_id;
    struct me_geo_place place; /* of the client, when a key asks for it; else empty */
};

/* Fills `*out` from one record of `host` and the context of its conversation. User names are in lower case, since
 * servers take no notice of it. `failed` is what
 * me_labels_all_failed() says. */
void me_attempt_fill(struct me_attempt *out, struct me_span host, int64_t when, const struct me_resolved *resolved,
                     const bool failed[static ME_WHAT_MAX]);

static inline struct me_span me_name_span(const struct me_name *name)
{
    return (struct me_span){name->bytes, name->len};
}

void me_name_set(struct me_name *name, struct me_span value);

#endif
