/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of Activity and W3C rows in replies.def, and the look-up in it. Knows words and commands, no records.
 */
#ifndef ME_REPLIES_H
#define ME_REPLIES_H

#include "tables/commands.h"
#include "tables/enums.h"
#include "tables/status.h"

struct me_reply {
    enum me_service service;     /* ME_SERVICE_MAX: any */
    enum me_direction direction; /* ME_DIRECTION_NONE: both */
    enum me_command command;     /* ME_COMMAND_MAX: any */
    int code;                    /* 0: any; 1..9: that class of SMTP's; else that status */
    struct me_span text;
    enum me_event event;
    enum me_outcome outcome;
    enum me_reason reason;
    enum me_risk risk;
    struct me_span explanation;
};

/* What is looked for. */
struct me_replies_query {
    enum me_service service;
    enum me_direction direction;
    enum me_command command;
    int status;           /* of `reply`: tables/status.h */
    struct me_span reply; /* SMTP: with its code; IMAP: without the client's tag */
    bool plus_is_blank;   /* W3C */
};

/* The row that says what the reply to a command means. Never NULL: the last row matches everything. */
const struct me_reply *me_replies_find(const struct me_replies_query *query);

/* All rows, for documentation checks and tests. */
const struct me_reply *me_replies_rows(size_t *count);

#endif
