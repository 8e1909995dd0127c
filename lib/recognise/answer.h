/* SPDX-License-Identifier: Apache-2.0
 *
 * What in a client's line is a credential, by the rule of its command. MailEnable hides some as `{blank}`, but not in
 * every version and not in every row. Knows one line, no row.
 */
#ifndef ME_ANSWER_H
#define ME_ANSWER_H

#include "tables/commands.h"

/* The credential in `line`, the first column of what a client sent: all from it to the line's end, without the blanks
 * around it. Empty when there is none; `{blank}` when it was hidden already.
 *
 *   ANSWER       `AUTH PLAIN AGJvYgBwdw==` -> `AGJvYgBwdw==`; the name of a mechanism alone is not a credential
 *   BEHIND_NAME  `LOGIN bob "pw"` -> `"pw"`; all behind the verb when the name does not end
 *   BEHIND_VERB  `PASS pw` -> `pw`
 *   otherwise    as ANSWER
 * `plus_is_blank`: W3C, where `+` stands for a blank. */
struct me_span me_answer_find(enum me_credential_rule rule, enum me_command command, struct me_span line,
                              bool plus_is_blank);

enum { ME_ANSWER_HIDDEN_LEN = 7 /* {blank} */ };

/* Whether `credential` is empty, or `{blank}` once or more often. */
bool me_answer_is_hidden(struct me_span credential);

/* The name behind the verb: `bob` of `LOGIN "bob" "pw"`, `APOP bob c4c9334b` and `USER bob`. Absent when there is none
 * or it does not end. */
struct me_span me_answer_name(enum me_command command, struct me_span line, bool plus_is_blank);

/* Whether `line`, which is not a command of the service, looks like an answer to AUTH: it begins with such a verb, or
 * is one word in base64. `cut`: the row may have lost the rest of it. */
bool me_answer_looks_so(struct me_span line, bool cut, bool plus_is_blank);

/* Whether `line` is one by more than its place: it begins with such a verb, or is one word in base64 that no person
 * would write: with a digit, a sign, or a capital behind a small letter. `cut`: the row may have lost the rest of it,
 * so that any length from 8 on will do. */
bool me_answer_is_evident(struct me_span line, bool cut, bool plus_is_blank);

#endif
