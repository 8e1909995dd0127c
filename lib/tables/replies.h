/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of Activity and W3C rows in replies.def, and the look-up in it. Knows words and commands, no records.
 */
#ifndef ME_REPLIES_H
#define ME_REPLIES_H

#include "tables/command.h"
#include "tables/enums.h"

struct me_reply {
    enum me_direction direction; /* ME_DIRECTION_NONE: both */
    enum me_command command;     /* ME_COMMAND_MAX: any */
    int code;                    /* 0: any; 1..9: that class; else that one */
    struct me_span text;
    enum me_event event;
    enum me_outcome outcome;
    enum me_reason reason;
    enum me_risk risk;
    struct me_span explanation;
};

/* The row for a command and the server's reply to it (`code` ME_ABSENT or 100..999, `reply` with its code;
 * `plus_is_blank` as in struct me_record). Never NULL: the last row matches everything. */
const struct me_reply *me_replies_find(enum me_direction direction, enum me_command command, int code,
                                       struct me_span reply, bool plus_is_blank);

/* How bad the reply to an inbound `command` is for the client, to be compared only: a refusal is worse than a deferral,
 * that than consent; of two of a kind, one that denies relaying or a login is worse than another, and one that means
 * nothing is the least. Arguments as for me_replies_find(). */
int me_replies_badness(enum me_command command, int code, struct me_span reply);

/* All rows, for documentation checks and tests. */
const struct me_reply *me_replies_rows(size_t *count);

#endif
