/* SPDX-License-Identifier: Apache-2.0
 *
 * Decisions about relaying, and which of the Activity log and of the Debug log are the same one when no id says so. It
 * knows the log times of one host, and no session and no store.
 */
#ifndef ME_DECISION_H
#define ME_DECISION_H

#include <stdbool.h>
#include <stdint.h>

#include "text/ip.h"

enum {
    ME_DECISION_MAX = 16,        /* remembered for each host and kind */
    ME_DECISION_STARTS_MAX = 16, /* connections remembered for each host */
    ME_DECISION_HABIT = 8,       /* pairs of one order after which one of the other order is not believed */

    /* seconds of log time */
    ME_DECISION_DISTRUST = 30,   /* around a record out of order: nothing is joined */
    ME_DECISION_PROBATION = 600, /* around it, and after a host's first record: only what stands alone is joined */
    ME_DECISION_DIALOGUE = 3,    /* a decision comes up to that long after its connection's first row */
};

/* A decision of one kind is never joined with one of the other kind. */
enum me_decision_kind { ME_DECISION_REFUSED, ME_DECISION_ACCEPTED, ME_DECISION_KIND_MAX };

/* A decision as one of the two logs has it. */
struct me_decision {
    int64_t time;   /* log time in seconds */
    bool debug;     /* of the Debug log; else a row */
    bool w3c;       /* a row of the W3C log; the Activity log may have the same row */
    bool undecided; /* a row that nobody can read and that may be such a decision: no join, but a candidate */
    bool claimed;   /* it has its counterpart, or an id that names it: no join, but a candidate */
    bool joined;    /* it has its counterpart, found by time */
    char code[9];   /* of a Debug record */
    char client_ip[ME_IP_TEXT_MAX]; /* of a row */
    uint64_t session[2];            /* identity of a row's session; zero: it has none */
};

/* The first row of a connection. */
struct me_decision_start {
    int64_t time;
    char client_ip[ME_IP_TEXT_MAX];
};

/* The last decisions of one kind. What is behind `count` may be anything. */
struct me_decision_ring {
    uint32_t count, next;
    uint32_t habit;         /* how many pairs in a row had their halves in the same order, up to ME_DECISION_HABIT */
    bool habit_debug_first; /* that order */
    bool dropped;
    int64_t dropped_last; /* log time of the latest decision that there was no room for */
    int64_t dropped_when; /* the clock when that was noted */
    struct me_decision decisions[ME_DECISION_MAX];
};

/* Likewise. me_decision_clear() makes one of memory with anything in it. */
struct me_decision_host {
    uint32_t start_count, start_next;
    bool seen, disordered;
    int64_t first;    /* log time of the first record, when seen */
    int64_t disorder; /* log time of the last record that came out of order */
    struct me_decision_start starts[ME_DECISION_STARTS_MAX];
    struct me_decision_ring ring[ME_DECISION_KIND_MAX];
};

/* The clocks and limits of a call of me_decision_join(), in seconds. */
struct me_decision_limits {
    int64_t window; /* of log time on either side */
    int64_t clock;  /* arrival time */
    int64_t ttl;    /* of arrival time, after which a wrong date in the log is forgotten */
};

/* Forgets all: a host that was silent for a while begins anew, and most of its kilobytes would never be looked at. */
void me_decision_clear(struct me_decision_host *host);

/* Notes that a record of `time` came out of order. */
void me_decision_disorder(struct me_decision_host *host, int64_t time);

/* Notes the first row of a client's connection. */
void me_decision_start(struct me_decision_host *host, int64_t time, const char client_ip[static ME_IP_TEXT_MAX]);

/* Remembers `decision`. Returns true, and sets `*other`, only when exactly one decision of the other log can be the
 * same one. `other->session` is zero when it may be another session of the same client. */
bool me_decision_join(struct me_decision_host *host, enum me_decision_kind kind, const struct me_decision *decision,
                      const struct me_decision_limits *limits, struct me_decision *other);

#endif
