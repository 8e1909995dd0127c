/* SPDX-License-Identifier: Apache-2.0
 *
 * What a mail server writes about a conversation, in short: one struct for each line, made into the line's real text,
 * recognised and judged as any message, and given to a table of conversations. Knows the layout of the logs.
 */
#ifndef ME_SAID_H
#define ME_SAID_H

#include "correlate/conversation.h"
#include "recognise/recognise.h"

enum me_said_what {
    SAID_GREETING,
    SAID_DENIED_ACCESS, /* greeting 530 */
    SAID_BUSY,          /* greeting 421, which has no event of its own */
    SAID_CONN,          /* SMTP-OU */
    SAID_EHLO,          /* argument: name */
    SAID_AUTH_OK,
    SAID_AUTH_FAILED,
    SAID_MAIL,    /* argument: sender */
    SAID_RCPT,    /* argument: recipient, as in the next three */
    SAID_REFUSED, /* RCPT 503: relay denied */
    SAID_UNKNOWN, /* RCPT 550 */
    SAID_DATA,
    SAID_RSET,
    SAID_QUIT,
    SAID_DEBUG, /* argument: code and text */
};

enum { SAID_NO_TIME = -1 };

struct me_said {
    int at; /* seconds after 07:00:00, or SAID_NO_TIME (Debug records only) */
    enum me_said_what what;
    int connection;  /* 0: none */
    int id;          /* 0: none (a row's column then is empty) */
    const char *ip;  /* NULL: none */
    const char *arg; /* NULL: none */
    const char *user;
    const char *host; /* NULL: mail.example.com */
    bool w3c, out;
    bool ambiguous, cut; /* the row has several readings; it lost its end */
};

enum { ME_SAID_TEXT_MAX = 4096 };

/* A record that was said, and what it points into. */
struct me_said_record {
    char text[ME_SAID_TEXT_MAX];
    struct me_span host;
    struct me_record record;
    struct me_verdict verdict;
};

/* Fills `out`. Fails the test when the line is not recognised. */
void me_said_make(const struct me_said *said, struct me_said_record *out);

/* Gives it to the table and writes its context into `got`: `ip=…|helo=…|user=…|auth|from=…|to=…|code=…`, in this
 * order, as far as it is known, `|time` behind it when joined by time; empty for nothing. */
void me_said_update(struct me_store *table, const struct me_said *said, int64_t now, struct me_store_counts *counts,
                    char got[static ME_SAID_TEXT_MAX]);

/* One line and the context that it must get. */
struct me_said_step {
    const char *label;
    struct me_said said;
    const char *want;
};

/* SAY(log time, what, connection, id, more members of struct me_said) */
#define SAY(at_, what_, connection_, id_, ...)                                                                         \
    {                                                                                                                  \
        .at = (at_), .what = SAID_##what_, .connection = (connection_), .id = (id_), __VA_ARGS__                       \
    }

/* Goes through `steps` with one new table; the clock is the log time. */
void me_said_check(const char *label, const struct me_store_options *options, const struct me_said_step *steps,
                   size_t count);

#endif
