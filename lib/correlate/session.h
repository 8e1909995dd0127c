/* SPDX-License-Identifier: Apache-2.0
 *
 * Sessions: which of the connections of a socket handle a record belongs to, although rows come late, greetings get
 * lost and the handle is in use again two seconds later. It knows log times and addresses, and no store.
 */
#ifndef ME_SESSION_H
#define ME_SESSION_H

#include "correlate/session_state.h"

enum me_session_match {
    ME_SESSION_SAME,     /* it belongs to the session that is remembered */
    ME_SESSION_LATE,     /* it belongs to that session, and came after rows that the server wrote later */
    ME_SESSION_NEW,      /* it is the first record of another session: the one that is remembered is over */
    ME_SESSION_WAITING,  /* a Debug record of a session whose rows may still come */
    ME_SESSION_EARLIER,  /* it belongs to the session before, of which only the client is known */
    ME_SESSION_STRANGER, /* it belongs to another session, or nobody can say: it sets nothing and receives nothing */
};

/* The rows before those of `state`: of the session before, or, where rows come late, of this session's beginning. Debug
 * records may still come for them. */
struct me_session_earlier {
    bool live, greeted, ended;
    uint8_t direction;
    char client_ip[ME_IP_TEXT_MAX];
    uint64_t id; /* of the last row */
    int64_t first, last;
};

/* A session. All times are log times in seconds, or ME_OBSERVATION_NO_TIME. */
struct me_session {
    bool live;                 /* a row was seen */
    bool ended;                /* its QUIT was seen */
    uint8_t leader;            /* enum me_log: which log had its first row */
    bool mixed;                /* rows of two transactions came, and nobody can say which is the later one */
    bool data_seen;            /* the transaction `id` reached DATA: the next row may have another id */
    int64_t began;             /* the greeting */
    int64_t before;            /* the last row of the handle's session before this one */
    int64_t first, last, quit; /* of the rows seen; nothing comes after `quit` */
    uint64_t id, id_before;    /* part of the hash of the transaction's message id, and of the one before; 0: none */
    struct me_session_earlier earlier;
    struct me_session_state state;
};

/* Which session a row or a Debug record belongs to. `id` is as in the struct; `ttl` in seconds. */
enum me_session_match me_session_match_row(const struct me_session *session, const struct me_observation *observation,
                                           uint64_t id, int64_t ttl);
enum me_session_match me_session_match_debug(const struct me_session *session,
                                             const struct me_observation *observation);

/* Makes `session` a new one that begins with this row, which is NEW. A verdict that waits stays when it can only belong
 * to the new one. */
void me_session_start(struct me_session *session, const struct me_observation *observation);

/* Notes a row that is a STRANGER: a Debug record of its session may still come. */
void me_session_note_earlier(struct me_session *session, const struct me_observation *observation, uint64_t id);

/* Notes time and id of a row that is NEW, SAME or LATE. Returns whether the row may change what is remembered of the
 * transaction: it is not of an earlier one. */
bool me_session_note(struct me_session *session, const struct me_observation *observation, uint64_t id);

#endif
