/* SPDX-License-Identifier: Apache-2.0
 *
 * The readings of a row: all choices of its reply column, and what is believed of them. Knows no layout; activity.h
 * and w3c.h find the readings.
 */
#ifndef ME_READINGS_H
#define ME_READINGS_H

#include "recognise/columns.h"
#include "recognise/w3c_fields.h"

/* The readings of a row as they are found. */
struct me_readings {
    const struct me_service_word *service;
    struct me_columns *columns;
    const struct me_w3c_fields *fields; /* W3C: the whole row's, */
    const struct me_w3c_order *order;   /* and their order; NULL: SMTP's */
    size_t count;
    bool disagree;
    bool names_differ;       /* in two that have one reply */
    const char *first_reply; /* the leftmost reply column of all */
    bool login_reply;        /* one of them answers a login */
};

/* Adds `r`, whose reply column starts at `reply_column` and whose status is set: looks up its meaning, and leaves in
 * columns->reading what all readings so far have in common. */
void me_readings_take(struct me_readings *all, struct me_reading *r, const char *reply_column);

/* Whether `column`, whose status is `status`, is of the kind that replies of the service have. */
bool me_readings_can_be_reply(const struct me_service_word *service, struct me_span column, int status);

/* Whether an IMAP reply says that a login succeeded or failed: `7 NO LOGIN Failed ...`. */
bool me_readings_answers_login(const struct me_service_word *service, struct me_span reply, bool is_w3c);

/* The name that a login gives in the first column of its argument: IMAP's LOGIN, POP's USER and APOP; absent in others.
 */
struct me_span me_readings_name(const struct me_columns *c, struct me_span first_column);

/* Whether the row belongs to an AUTH dialogue: its command says so, or the server answered a word that is no command as
 * it answers AUTH. */
bool me_readings_answers_auth(const struct me_columns *c, struct me_span argument, int status);

/* Looks up what the reply of `r`, whose status is set, means for the command of `c`. */
void me_readings_judge(const struct me_columns *c, struct me_reading *r);

#endif
