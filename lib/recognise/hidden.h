/* SPDX-License-Identifier: Apache-2.0
 *
 * What of a row is a credential, by its place: the command column, and what a client sent. answer.h knows what one line
 * has; credential.h walks over a whole text.
 */
#ifndef ME_HIDDEN_H
#define ME_HIDDEN_H

#include "recognise/answer.h"
#include "recognise/readings.h"

/* Finds what is to be hidden in `c`, by command, reply and first column: sets `rule`, `rule_verb`, `hides_argument` and
 * `hides_command`. `all`: the row's readings. `|` for TABs:
 * `...|AUTH|AUTH PLAIN AGJvYgBwdw==|235 ok|...` hides the argument's credential; `...|AGJvYgBwdw==||535 no|...`, whose
 * first word is not a command, hides the command column. */
void me_hidden_find(struct me_columns *c, const struct me_readings *all);

/* Sets the rule of the command, and that nothing is to be hidden. True where that is for me_hidden_find() to say.
 * `login_reply`: the reply answers a login. */
static inline bool me_hidden_set_rule(struct me_columns *c, bool login_reply)
{
    c->rule = me_commands_credential(c->verb);
    c->rule_verb = c->verb;
    c->hides_command = c->hides_argument = false;
    return c->rule != ME_CREDENTIAL_NOTHING || login_reply; /* few rows */
}

/* The end of the spelled noise in [from, line_end), which has nothing but noise. Where a text was cut, what looks like
 * a line end that a hop has spelled may be the last that a client sent: `...|AUTH|Zq7xPK#015`. A real line end and
 * Snare's last column stay. */
const char *me_hidden_noise_end(const char *from, const char *line_end);

/* In a row without its reply: hides the spelled noise behind what is hidden, too. */
void me_hidden_take_noise(struct me_columns *c, const struct me_row *row);

/* The next credential of the row behind `*at`, which is NULL at first; false when there are no more. From left to
 * right, column by column, so that separators stay; never empty, never `{blank}`. */
bool me_hidden_next(const struct me_columns *c, const char **at, struct me_span *credential);

/* How many octets longer a row that has credentials becomes when they are hidden. */
size_t me_hidden_growth(const struct me_columns *c);

/* Whether the row, which has `len` octets, has at most `max` when its credentials are hidden. None of them is empty, so
 * nearly always a short look is enough. */
static inline bool me_hidden_fits(const struct me_columns *c, size_t len, size_t max)
{
    if (!c->hides_command && !c->hides_argument)
        return len <= max;
    const size_t most = (c->command.len + c->sent.len) * ME_ANSWER_HIDDEN_LEN;
    return len + most <= max || len + me_hidden_growth(c) <= max;
}

#endif
