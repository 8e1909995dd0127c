/* SPDX-License-Identifier: Apache-2.0
 *
 * What one entry remembers: the client, what it asked for last, and which refusals and verdicts still wait for their
 * counterpart. Bounded, without allocation. It knows what a record sets and what it may receive, and does not know
 * which records belong together.
 */
#ifndef ME_SESSION_STATE_H
#define ME_SESSION_STATE_H

#include "correlate/context.h"
#include "correlate/observation.h"

/* Each text may have this many octets whatever the others need, and up to ME_CONTEXT_TEXT_MAX as far as there is room
 * in all. Real names and addresses need some 30 each. */
enum { ME_SESSION_TEXT_SURE = 64, ME_SESSION_TEXTS_SIZE = 448 };

/* Decisions of one kind, of RCPT and MAIL rows or of Debug records, that wait for those of the other kind. */
struct me_session_waiting {
    int64_t time; /* of the last one */
    uint8_t open;
    uint8_t answer; /* of the last one: set of ME_OBSERVATION_REFUSED and _ACCEPTED */
    bool mixed;     /* they say different things, so that nobody can say which one is meant */
};

struct me_session_state {
    uint8_t len[ME_OBSERVATION_TEXT_MAX];
    bool authenticated;
    uint8_t direction;
    uint8_t reason;  /* with `code`: of the last Debug verdict */
    uint8_t unknown; /* of HELO and login, those that changed to what no row has said: set of ME_OBSERVATION_FORGET_* */
    char code[9];
    char client_ip[ME_IP_TEXT_MAX]; /* as in struct me_record; empty: unknown */
    struct me_session_waiting rows, verdicts;
    char texts[ME_SESSION_TEXTS_SIZE];
};

void me_session_state_clear(struct me_session_state *state);

/* Forgets what was said about a transaction before `time`, when another begins: sender, recipient, and what waits. */
void me_session_state_clear_mail(struct me_session_state *state, int64_t time);

/* Takes over who the client is: from the record, or else from `context`, which is what another entry knows, or NULL. */
void me_session_state_set_client(struct me_session_state *state, const struct me_observation *observation,
                                 const struct me_context *context);

/* Takes over sender and recipient. Returns whether the recipient is another one than before. */
bool me_session_state_set_mail(struct me_session_state *state, const struct me_observation *observation);

/* Fills what `context` does not have yet and the record does not say itself. */
void me_session_state_get_client(const struct me_session_state *state, const struct me_observation *observation,
                                 struct me_context *context);
void me_session_state_get_mail(const struct me_session_state *state, const struct me_observation *observation,
                               struct me_context *context);

/* Matches a decision with one of the other kind that waits, and puts that one's verdict or recipient into `context`.
 * Without a match the decision waits. For a row, me_session_state_set_mail() comes first and returns
 * `other_recipient`. */
void me_session_state_decide(struct me_session_state *state, const struct me_observation *observation,
                             bool other_recipient, struct me_context *context);

/* Forgets what the command of an unreadable row may have set. Does nothing for any other record. */
void me_session_state_forget(struct me_session_state *state, const struct me_observation *observation);

/* Forgets HELO and login, as far as they are in the set `unknown`, which another entry of the same connection has. */
void me_session_state_forget_client(struct me_session_state *state, uint8_t unknown);

#endif
