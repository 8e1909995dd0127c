/* SPDX-License-Identifier: Apache-2.0
 *
 * The promise as a property: what came out for a message equals the truth or is absent, and no octet but a credential's
 * was changed. Knows messages, the truth and answers; not where an answer comes from.
 */
#ifndef ORACLE_JUDGE_H
#define ORACLE_JUDGE_H

#include "frame.h"

struct oracle_rules {
    size_t max_row; /* octets from a row's timestamp to its real line end beyond which it decides nothing */
    bool helped;    /* another server helped in the conversation: its names are not judged */
    bool forgetful; /* a row of the conversation was none for want of its order: who was named before, is still */
    bool context;   /* names may come from the conversation, and are not judged then */
    bool masked;    /* the answer is about the message without its credentials, which is shorter */
};

/* Whether every field of the message's first row must come out: nothing in it can be taken for anything else. */
bool oracle_judge_demands_all(const struct oracle_message *message, const struct oracle_rules *rules);

/* False: `answer` breaks the promise, and `why` says how. */
bool oracle_judge_answer(const struct oracle_message *message, const struct oracle_rules *rules,
                         const struct oracle_answer *answer, struct oracle_text *why);

/* Whether another server helps the adversary: what the row's reply is, nobody knows then. */
bool oracle_judge_is_helped(const struct oracle_message *message);

/* Whether the row may have another number of fields than the order says, and is read as one whose order nobody knows:
 * its end may be lost, what stands behind it may be taken for more fields, and a hop may have made blanks of a
 * stranger's control characters. */
bool oracle_judge_may_lose_order(const struct oracle_message *message, size_t which);

/* Judges what a conversation adds to the message's record: what this conversation said last, or nothing. */
bool oracle_judge_context(const struct oracle_message *message, const struct oracle_rules *rules,
                          const struct oracle_answer *answer, struct oracle_text *why);

/* Judges the places that `answer` wants masked. */
bool oracle_judge_masks(const struct oracle_message *message, const struct oracle_rules *rules,
                        const struct oracle_answer *answer, struct oracle_text *why);

/* Appends `text` with each of the places masked to `out`. */
void oracle_judge_mask(struct me_span text, const struct oracle_answer *answer, struct oracle_text *out);

/* Judges what a masked message says. It keeps the promise, too: a row that decided nothing because its end may be lost
 * does not decide by a forged one now. What was said for certain is said again; a doubt may be gone with the text that
 * caused it. */
bool oracle_judge_again(const struct oracle_message *message, const struct oracle_rules *rules,
                        const struct oracle_answer *before, const struct oracle_answer *after, struct oracle_text *why);

/* Appends `text` with `\` escapes for what is not printable. */
void oracle_judge_show(struct me_span text, struct oracle_text *out);

#endif
