/* SPDX-License-Identifier: Apache-2.0
 *
 * What one entry remembers: the client, what it asked for last, and which refusals and verdicts still wait for their
 * counterpart. Bounded, without allocation. It knows what a record sets and what it may receive, and does not know
 * which records belong together.
 */
#ifndef ME_SESSION_STATE_H
#define ME_SESSION_STATE_H

#include "correlate/context.h"
#include "correlate/inline.h"
#include "correlate/observation.h"
#include "text/copy.h"

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

/* Takes over sender and recipient, which most records do not name. Returns whether the recipient is another one than
 * before. */
bool me_session_state_set_named(struct me_session_state *state, const struct me_observation *observation);

static inline bool me_session_state_set_mail(struct me_session_state *state, const struct me_observation *observation)
{
    const bool names = observation->starts_mail || observation->text[ME_OBSERVATION_SENDER].len > 0 ||
                       observation->text[ME_OBSERVATION_RECIPIENT].len > 0;
    return names && me_session_state_set_named(state, observation);
}

/* Matches a decision with one of the other kind that waits, and puts that one's verdict or recipient into `context`.
 * Without a match the decision waits. For a row, me_session_state_set_mail() comes first and returns
 * `other_recipient`. */
void me_session_state_match(struct me_session_state *state, const struct me_observation *observation,
                            bool other_recipient, struct me_context *context);

static inline void me_session_state_decide(struct me_session_state *state, const struct me_observation *observation,
                                           bool other_recipient, struct me_context *context)
{
    if (observation->answer != 0) /* a record is a decision, which few are */
        me_session_state_match(state, observation, other_recipient, context);
}

/* Forgets what the command of an unreadable row may have set. Does nothing for any other record. */
void me_session_state_forget_some(struct me_session_state *state, const struct me_observation *observation);

static inline void me_session_state_forget(struct me_session_state *state, const struct me_observation *observation)
{
    if (observation->forgets != 0)
        me_session_state_forget_some(state, observation);
}

/* Forgets HELO and login, as far as they are in the set `unknown`, which another entry of the same connection has. */
void me_session_state_forget_client(struct me_session_state *state, uint8_t unknown);

/* --- in line, since each record does it twice --------------------------------------------------------------------- */

/* Sets a text that differs from the one before. Returns whether what is kept of it differs, too. */
bool me_session_state_set_other_text(struct me_session_state *state, enum me_observation_text which,
                                     struct me_span text);

/* Where a text begins. */
static inline size_t me_session_state_offset(const struct me_session_state *state, enum me_observation_text which)
{
    size_t offset = 0;
    for (int i = 0; i < (int)which; i++)
        offset += state->len[i];
    return offset;
}

static inline struct me_span me_session_state_text(const struct me_session_state *state, enum me_observation_text which)
{
    return (struct me_span){state->texts + me_session_state_offset(state, which), state->len[which]};
}

/* Returns whether the text is another one than before; mostly it is the same. */
static inline bool me_session_state_set_text(struct me_session_state *state, enum me_observation_text which,
                                             struct me_span text)
{
    const struct me_span old = me_session_state_text(state, which);
    const bool is_same = old.len == text.len && me_copy_is(old.ptr, text.ptr, old.len);
    return !is_same && me_session_state_set_other_text(state, which, text);
}

static inline void me_session_state_set_or_keep(struct me_session_state *state, enum me_observation_text which,
                                                struct me_span own, const struct me_context_text *known)
{
    if (own.len > 0) {
        me_session_state_set_text(state, which, own);
        state->unknown &= (uint8_t) ~(1u << which);
    } else if (known != NULL && known->len > 0) {
        me_session_state_set_text(state, which, (struct me_span){known->bytes, known->len});
    }
}

/* Takes over who the client is: from the record, or else from `context`, which is what another entry knows, or NULL. */
ME_INLINE void me_session_state_set_client(struct me_session_state *state, const struct me_observation *observation,
                                           const struct me_context *context)
{
    if (observation->client_ip[0] != '\0')
        memcpy(state->client_ip, observation->client_ip, sizeof(state->client_ip));
    else if (context != NULL && context->client_ip[0] != '\0' && state->client_ip[0] == '\0')
        memcpy(state->client_ip, context->client_ip, sizeof(state->client_ip));
    if (observation->direction != ME_DIRECTION_NONE)
        state->direction = observation->direction;
    state->authenticated |= observation->authenticated || (context != NULL && context->authenticated);
    me_session_state_set_or_keep(state, ME_OBSERVATION_HELO, observation->text[ME_OBSERVATION_HELO],
                                 context != NULL ? &context->helo : NULL);
    if (observation->unnamed) {
        me_session_state_set_text(state, ME_OBSERVATION_USER, (struct me_span){"", 0});
        state->unknown |= ME_OBSERVATION_FORGET_LOGIN;
    }
    me_session_state_set_or_keep(state, ME_OBSERVATION_USER, observation->text[ME_OBSERVATION_USER],
                                 context != NULL ? &context->user : NULL);
}

static inline void me_session_state_get_text(const struct me_session_state *state, enum me_observation_text which,
                                             const struct me_observation *observation, struct me_context_text *known)
{
    const struct me_span text = me_session_state_text(state, which);
    if (text.len == 0 || known->len > 0 || observation->text[which].len > 0)
        return;
    if ((observation->forgets >> which & 1) != 0)
        return; /* the row has set another text, which nobody can read */
    me_copy(known->bytes, text.ptr, text.len);
    known->len = (unsigned char)text.len;
}

/* Fills what `context` does not have yet and the record does not say itself. */
ME_INLINE void me_session_state_get_client(const struct me_session_state *state,
                                           const struct me_observation *observation, struct me_context *context)
{
    if (observation->client_ip[0] == '\0' && context->client_ip[0] == '\0')
        memcpy(context->client_ip, state->client_ip, sizeof(context->client_ip));
    context->authenticated |= state->authenticated;
    me_session_state_get_text(state, ME_OBSERVATION_HELO, observation, &context->helo);
    if (!observation->unnamed)
        me_session_state_get_text(state, ME_OBSERVATION_USER, observation, &context->user);
}

ME_INLINE void me_session_state_get_mail(const struct me_session_state *state, const struct me_observation *observation,
                                         struct me_context *context)
{
    if (observation->starts_mail)
        return;
    me_session_state_get_text(state, ME_OBSERVATION_SENDER, observation, &context->sender);
    if (observation->answer == 0)
        me_session_state_get_text(state, ME_OBSERVATION_RECIPIENT, observation, &context->recipient);
}

#endif
