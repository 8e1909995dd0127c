/* SPDX-License-Identifier: Apache-2.0
 *
 * What of a row is a credential, by its place: the command column, and what a client sent. answer.h knows what one line
 * has; credential.h walks over a whole text.
 */
#ifndef ME_HIDDEN_H
#define ME_HIDDEN_H

#include "recognise/readings.h"

/* Finds what is to be hidden in `c`, by command, reply and first column: sets `rule`, `rule_verb`, `hides_argument` and
 * `hides_command`. `all`: the row's readings. `|` for TABs:
 * `...|AUTH|AUTH PLAIN AGJvYgBwdw==|235 ok|...` hides the argument's credential; `...|AGJvYgBwdw==||535 no|...`, whose
 * first word is not a command, hides the command column. */
void me_hidden_find(struct me_columns *c, const struct me_readings *all);

/* The next credential of the row behind `*at`, which is NULL at first; false when there are no more. From left to
 * right, column by column, so that separators stay; never empty, never `{blank}`. */
bool me_hidden_next(const struct me_columns *c, const char **at, struct me_span *credential);

/* As me_hidden_growth(), for a row that has credentials. */
size_t me_hidden_growth_of_some(const struct me_columns *c);

/* How many octets longer the row becomes when its credentials are hidden. */
static inline size_t me_hidden_growth(const struct me_columns *c)
{
    return c->hides_command || c->hides_argument ? me_hidden_growth_of_some(c) : 0; /* most rows have none */
}

#endif
