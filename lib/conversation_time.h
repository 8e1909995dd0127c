/* SPDX-License-Identifier: Apache-2.0
 *
 * Denials of one host, and which of the Activity log and of the Debug log are the same when no id says so. Knows log
 * times, no connection and no table.
 */
#ifndef ME_CONVERSATION_TIME_H
#define ME_CONVERSATION_TIME_H

#include "conversation.h"

enum {
    ME_CONVERSATION_DENIALS = 16, /* remembered for each host */
    ME_CONVERSATION_CALM = 60,    /* seconds of log time around rows out of order in which nothing is joined */
};

/* A denial as one of the two logs has it. */
struct me_conversation_denial {
    int64_t time; /* log time in seconds */
    bool debug;   /* of the Debug log */
    bool claimed; /* it has its counterpart */
    uint8_t outcome, reason;
    char code[9];                   /* of a Debug record */
    char client_ip[ME_IP_TEXT_MAX]; /* of a row */
    uint64_t connection[2];         /* identity of a row's connection */
};

struct me_conversation_host {
    struct me_conversation_denial denials[ME_CONVERSATION_DENIALS];
    uint32_t count, next;
    bool dropped, disordered;
    int64_t dropped_last; /* log time of the latest denial there was no room for */
    int64_t dropped_when; /* clock when that was noted */
    int64_t disorder;     /* log time of the last record that came out of order */
};

/* Notes that the host's records come out of order around `time`. */
void me_conversation_time_disorder(struct me_conversation_host *host, int64_t time);

/* Notes `denial`. True when one of the other log was found to be the same, and only then sets `*other`. `window` in
 * seconds; `clock` in seconds of arrival time; after `ttl` of them a wrong date among the logs is forgotten. */
bool me_conversation_time_join(struct me_conversation_host *host, const struct me_conversation_denial *denial,
                               int64_t window, int64_t clock, int64_t ttl, struct me_conversation_denial *other);

#endif
