/* SPDX-License-Identifier: Apache-2.0
 *
 * What one entry remembers: who the client is, what it asked for last, and which refusals and verdicts still wait for
 * their counterpart. Bounded, without allocation. Knows what a record teaches and what it may be merged, not which
 * records belong together.
 */
#ifndef ME_SESSION_STATE_H
#define ME_SESSION_STATE_H

#include "correlate/conversation.h"

/* Log time in seconds, or this: the record has none. */
#define ME_SESSION_NO_TIME INT64_MIN

enum me_session_text {
    ME_SESSION_HELO,
    ME_SESSION_USER,
    ME_SESSION_SENDER,
    ME_SESSION_RECIPIENT, /* last, because it changes most often */
    ME_SESSION_TEXT_MAX
};

/* Each text may have this many octets whatever the others need, and up to ME_MEMORY_TEXT_MAX as far as there is room in
 * all. Real names and addresses need some 30 each. */
enum { ME_SESSION_TEXT_SURE = 64, ME_SESSION_TEXTS_SIZE = 448 };

/* The answers that a verdict can belong to, as a set. */
enum { ME_SESSION_REFUSED = 1, ME_SESSION_ACCEPTED = 2 };

/* Decisions of one kind, of RCPT and MAIL rows or of Debug records, that wait for those of the other kind. */
struct me_session_waiting {
    int64_t time; /* of the last one */
    uint8_t open;
    uint8_t answer; /* of the last one: set of ME_SESSION_REFUSED and _ACCEPTED */
    bool mixed;     /* they say different things, so that none can be told which one is meant */
};

struct me_session_state {
    uint8_t len[ME_SESSION_TEXT_MAX];
    bool authenticated;
    uint8_t direction;
    uint8_t reason; /* with `code`: of the last Debug verdict */
    char code[9];
    char client_ip[ME_IP_TEXT_MAX]; /* as in struct me_record; empty: not known */
    struct me_session_waiting rows, verdicts;
    char texts[ME_SESSION_TEXTS_SIZE];
};

/* One record in the terms of this table. Points into record and verdict. */
struct me_observation {
    const struct me_record *record;
    const struct me_verdict *verdict;
    int64_t time;
    struct me_span text[ME_SESSION_TEXT_MAX];
    uint8_t answer;   /* of a decision: set of ME_SESSION_REFUSED and _ACCEPTED; 0: no decision */
    bool debug;       /* a Debug record, not a row */
    bool starts;      /* a new connection: nothing said before belongs to it */
    bool starts_mail; /* a new transaction: no sender or recipient said before belongs to it */
    bool authenticated;
};

void me_observation_set(struct me_observation *observation, const struct me_record *record,
                        const struct me_verdict *verdict);

void me_session_state_clear(struct me_session_state *state);

/* Forgets what was said of a transaction before `time`, when another begins: sender, recipient, and what waits. */
void me_session_state_clear_mail(struct me_session_state *state, int64_t time);

/* Learns who the client is: from the record, and where that is silent from what another entry knows, in `context`, or
 * NULL. */
void me_session_state_set_client(struct me_session_state *state, const struct me_observation *observation,
                                 const struct me_context *context);

/* Learns sender and recipient. Returns whether the recipient is another than before. */
bool me_session_state_set_mail(struct me_session_state *state, const struct me_observation *observation);

/* Fills what `context` does not have yet and the record does not say itself. */
void me_session_state_get_client(const struct me_session_state *state, const struct me_observation *observation,
                                 struct me_context *context);
void me_session_state_get_mail(const struct me_session_state *state, const struct me_observation *observation,
                               struct me_context *context);

/* Matches a decision with one of the other kind that waits, and tells its verdict or recipient; without one, it waits.
 * A row comes here after learn_mail, and `other_recipient` is what that returned. */
void me_session_state_decide(struct me_session_state *state, const struct me_observation *observation,
                             bool other_recipient, struct me_context *context);

#endif
