/* SPDX-License-Identifier: Apache-2.0
 *
 * Denials of one host, and which of the Activity log and of the Debug log are the same when no id says so. Knows log
 * times, no connection and no table.
 */
#ifndef ME_DENIAL_H
#define ME_DENIAL_H

#include "correlate/conversation.h"

enum {
    ME_CONVERSATION_DENIALS = 16, /* remembered for each host */
    ME_CONVERSATION_STARTS = 16,  /* connections remembered for each host */
    ME_CONVERSATION_HABIT = 8,    /* pairs of one order after which one of the other order is not believed */

    /* seconds of log time */
    ME_CONVERSATION_DISTRUST = 30,   /* around a record out of order: nothing is joined */
    ME_CONVERSATION_PROBATION = 600, /* around it, and after a host's first record: only what stands alone is joined */
    ME_CONVERSATION_DIALOGUE = 3,    /* a denial comes up to that long after its connection's first row */
};

/* A denial as one of the two logs has it. */
struct me_conversation_denial {
    int64_t time;                   /* log time in seconds */
    bool debug;                     /* of the Debug log */
    bool w3c;                       /* a row of the W3C log, which the Activity log may have, too */
    bool claimed;                   /* it has its counterpart */
    bool joined;                    /* and that by time */
    char code[9];                   /* of a Debug record */
    char client_ip[ME_IP_TEXT_MAX]; /* of a row */
    uint64_t connection[2];         /* identity of a row's connection; zero: none */
};

/* The first row of a connection. */
struct me_conversation_start {
    int64_t time;
    char client_ip[ME_IP_TEXT_MAX];
};

struct me_conversation_host {
    struct me_conversation_denial denials[ME_CONVERSATION_DENIALS];
    struct me_conversation_start starts[ME_CONVERSATION_STARTS];
    uint32_t denial_count, denial_next, start_count, start_next;
    uint32_t habit;         /* how many pairs one after another had their halves in the same order, up to _HABIT */
    bool habit_debug_first; /* that order */
    bool seen, disordered, dropped;
    int64_t first;        /* log time of the first record, when seen */
    int64_t disorder;     /* log time of the last record that came out of order */
    int64_t dropped_last; /* log time of the latest denial that there was no room for */
    int64_t dropped_when; /* the clock when that was noted */
};

/* Notes that a record of `time` came out of order. */
void me_denial_disorder(struct me_conversation_host *host, int64_t time);

/* Notes the first row of a client's connection. */
void me_denial_start(struct me_conversation_host *host, int64_t time, const char client_ip[static ME_IP_TEXT_MAX]);

/* Notes `denial`. True when one of the other log was found to be the same, and only then sets `*other`, without its
 * connection when that may be another one of the same client. `window` in seconds; `clock` in seconds of arrival time;
 * after `ttl` of them a wrong date among the logs is forgotten. */
bool me_denial_join(struct me_conversation_host *host, const struct me_conversation_denial *denial, int64_t window,
                    int64_t clock, int64_t ttl, struct me_conversation_denial *other);

#endif
