/* SPDX-License-Identifier: Apache-2.0
 *
 * One record in the terms of conversations: when it was written, which texts it sets, which decision it states, and
 * what it begins or ends. It knows records and verdicts, and no conversation.
 */
#ifndef ME_OBSERVATION_H
#define ME_OBSERVATION_H

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

/* Points into record and verdict. */
struct me_observation {
    const struct me_record *record;
    const struct me_verdict *verdict;
    int64_t time;
    struct me_span text[ME_OBSERVATION_TEXT_MAX];
    uint8_t answer;   /* of a decision: set of ME_OBSERVATION_REFUSED and _ACCEPTED; 0: no decision */
    uint8_t forgets;  /* set of ME_OBSERVATION_FORGET_*: texts that the row has set, and that it does not show */
    bool undecided;   /* a row with several readings, or without its end: it sets nothing */
    bool debug;       /* a Debug record; else a row */
    bool starts;      /* a greeting: a new connection begins, and nothing said before belongs to it */
    bool starts_mail; /* a new transaction begins, and no sender or recipient said before belongs to it */
    bool authenticated;
    bool unnamed; /* a login whose name the row does not say: it is not the one said before */
};

/* Fills `*observation`. `record` and `verdict` must outlive it. */
void me_observation_set(struct me_observation *observation, const struct me_record *record,
                        const struct me_verdict *verdict);

#endif
