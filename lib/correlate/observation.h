/* SPDX-License-Identifier: Apache-2.0
 *
 * One record in the terms of conversations: when it was written, which texts it sets, which decision it states, and
 * what it begins or ends. It knows records and verdicts, and no conversation.
 */
#ifndef ME_OBSERVATION_H
#define ME_OBSERVATION_H

#include "correlate/key.h"
#include "recognise/record.h"
#include "recognise/verdict.h"

/* Log time in seconds, or this: the record has no time. */
#define ME_OBSERVATION_NO_TIME INT64_MIN

/* The texts that a conversation remembers. */
enum me_observation_text {
    ME_OBSERVATION_HELO,
    ME_OBSERVATION_USER,
    ME_OBSERVATION_SENDER,
    ME_OBSERVATION_RECIPIENT, /* last, because it changes most often */
    ME_OBSERVATION_TEXT_MAX
};

/* The answers that a verdict can belong to, as a set. */
enum { ME_OBSERVATION_REFUSED = 1, ME_OBSERVATION_ACCEPTED = 2 };

/* What a row that cannot be read makes its conversation forget, as a set. The bit of a text is 1 << its number. */
enum {
    ME_OBSERVATION_FORGET_HELO = 1 << ME_OBSERVATION_HELO,
    ME_OBSERVATION_FORGET_LOGIN = 1 << ME_OBSERVATION_USER,
    ME_OBSERVATION_FORGET_SENDER = 1 << ME_OBSERVATION_SENDER,
    ME_OBSERVATION_FORGET_RECIPIENT = 1 << ME_OBSERVATION_RECIPIENT,
    ME_OBSERVATION_FORGET_VERDICT = 1 << ME_OBSERVATION_TEXT_MAX,
};

/* All that a conversation needs of a record and its verdict. The texts point where those of the record do. */
struct me_observation {
    int64_t time;
    uint64_t session[2];     /* the key of its socket handle; 0: it names none */
    uint64_t transaction[2]; /* the key of its message id; 0: it names none */
    struct me_span text[ME_OBSERVATION_TEXT_MAX];
    uint8_t log, service, direction; /* enum me_log, me_service, me_direction */
    uint8_t event, reason, outcome;  /* of the verdict: enum me_event, me_reason, me_outcome */
    uint8_t answer;                  /* of a decision: set of ME_OBSERVATION_REFUSED and _ACCEPTED; 0: no decision */
    uint8_t forgets;  /* set of ME_OBSERVATION_FORGET_*: texts that the row has set, and that it does not show */
    bool has_handle;  /* it names its socket handle */
    bool has_id;      /* it names its message id */
    bool undecided;   /* a row with several readings, or without its end: it sets nothing */
    bool debug;       /* a Debug record; else a row */
    bool starts;      /* a greeting: a new connection begins, and nothing said before belongs to it */
    bool starts_mail; /* a new transaction begins, and no sender or recipient said before belongs to it */
    bool authenticated;
    bool unnamed;                   /* a login whose name the row does not say: it is not the one said before */
    bool names_recipient;           /* a Debug record that says whose mail it is about */
    char code[9];                   /* of a Debug record, and zeros; else empty */
    char client_ip[ME_IP_TEXT_MAX]; /* as in struct me_record */
};

/* Fills `*observation` with what `record` and `verdict` say. `host` is the sending host's, with which its keys
 * begin. The texts of the message must outlive it. */
void me_observation_set(struct me_observation *observation, const struct me_key_host *host,
                        const struct me_record *record, const struct me_verdict *verdict);

#endif
