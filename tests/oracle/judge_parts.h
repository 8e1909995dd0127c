/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files of the judge share.
 */
#ifndef ORACLE_JUDGE_PARTS_H
#define ORACLE_JUDGE_PARTS_H

#include "judge.h"

struct oracle_judged {
    const struct oracle_message *message;
    const struct oracle_row *row; /* the first of the message: the record */
    const struct oracle_rules *rules;
    const struct oracle_answer *answer;
    struct oracle_text *why;
    bool odd; /* a stranger's text in the row may be read as more than text, or in part */
};

static inline bool oracle_judge_is(struct me_span a, const char *b)
{
    return me_span_equal(a, oracle_span(b));
}

static inline bool oracle_judge_holds(struct me_span whole, const char *part)
{
    return oracle_text_find(whole, oracle_span(part)) != NULL;
}

/* Writes into the judgement why an answer is wrong. Returns false. */
bool oracle_judge_wrong(const struct oracle_judged *judged, const char *what, struct me_span truth,
                        struct me_span said);

/* --- judge_shape.c
 * --------------------------------------------------------------------------------------------------*/

/* The octets of `place` as they are seen. */
struct me_span oracle_judge_seen(const struct oracle_message *message, struct oracle_place place);

/* `text` without what may be noise at a row's end. */
struct me_span oracle_judge_trim(struct me_span text);

bool oracle_judge_is_number(struct me_span text);

/* Whether a stranger's text in row `which` may be read as columns, line ends or rows. */
bool oracle_judge_is_tricky(const struct oracle_message *message, size_t which);

/* Whether a name or an address is of a shape that a reader may well take for a part of it only. */
bool oracle_judge_is_odd(const struct oracle_row *row);

/* Whether nobody knows the order of the row's fields, and a hop has made blanks of what a client typed into `column`,
 * or any column: two fields of that may be a command and a credential. */
bool oracle_judge_may_type_login(const struct oracle_message *message, size_t which, size_t column);
bool oracle_judge_may_type_logins(const struct oracle_message *message, size_t which);

/* Where the line of row `which` ends for certain, or at the latest. */
size_t oracle_judge_line_end(const struct oracle_message *message, size_t which, bool latest);

/* Whether the row is over the limit, or within it, whatever is taken for its end, masked or not. */
bool oracle_judge_is_over(const struct oracle_message *message, const struct oracle_rules *rules, size_t which);
bool oracle_judge_is_within(const struct oracle_message *message, const struct oracle_rules *rules, size_t which);

/* --- judge_text.c
 * ---------------------------------------------------------------------------------------------------*/

/* Equality where a `+` of a W3C row may have been read as the blank that it stands for. */
bool oracle_judge_equal(struct me_span a, struct me_span b, bool w3c);

/* Whether `said` is `truth` and the end of the frame. */
bool oracle_judge_says_with_frame(const struct oracle_judged *judged, struct me_span truth, struct me_span said);

/* Whether `said` is a part of `truth` as the hop spells it. */
bool oracle_judge_is_part(const struct oracle_judged *judged, struct me_span truth, struct me_span said);

/* Whether field `f`, which may hold what a stranger wrote, holds that. */
bool oracle_judge_text(const struct oracle_judged *judged, enum oracle_field f, struct me_span said);

/* Whether `reply` is what another server wrote, or a column of that. */
bool oracle_judge_is_others_reply(const struct oracle_judged *judged, struct me_span reply);

/* --- judge_words.c
 * --------------------------------------------------------------------------------------------------*/

/* Whether nothing of a W3C row is said that only its order of fields tells. */
bool oracle_judge_says_nothing(const struct oracle_judged *judged);

bool oracle_judge_words(const struct oracle_judged *judged);

#endif
