/* SPDX-License-Identifier: Apache-2.0
 *
 * The columns of one row, Activity or W3C: cut once, and the reply found by one rule, or nothing believed. Says what
 * the columns are; what they mean for a record, its time and its fields is the caller's business.
 */
#ifndef ME_COLUMNS_H
#define ME_COLUMNS_H

#include <stdint.h>

#include "recognise/recognise.h"
#include "tables/replies.h"
#include "tables/services.h"

/* Where a row stands. All pointers go into one text. */
struct me_row {
    const struct me_service_word *service;
    bool is_w3c;
    const char *begin;    /* its first octet: the timestamp, or what is left of the row */
    const char *columns;  /* Activity: behind the separator behind the service word; W3C: behind the service word */
    const char *line_end; /* the real line end: me_ends_line(); NULL: not known */
    const char *noise;    /* line_end without the noise before it, or NULL: not known, or not where the row is */
    const char *spelled;  /* with `noise`: where noise ends that may be typed: me_hidden_noise_end(); or NULL */
    const char *text_end; /* >= line_end */
    const char *anchor;   /* the first one behind the service word (recognise/anchor.h), or text_end; NULL: not known */
    struct me_span tab;   /* Activity: how its separators are spelled, 1, 2 or 4 octets; W3C: a blank */
    struct me_span ip;    /* W3C: the third field */
};

enum me_columns_state {
    ME_COLUMNS_ONE,       /* one reading, or several that agree: `reading` is believed */
    ME_COLUMNS_AMBIGUOUS, /* several that do not agree */
    ME_COLUMNS_TRUNCATED, /* none, or the row is longer than max_row */
};

/* One choice of the reply column. A span that was not taken, or in which readings differ, is absent; such a number is
 * ME_ABSENT. */
struct me_reading {
    struct me_span argument, reply; /* the reply as logged */
    int64_t bytes_sent, bytes_received;
    struct me_span user;                /* SMTP: the column behind the counts; IMAP, POP: the name in the argument */
    struct me_span subject;             /* SMTP, outbound */
    struct me_span postoffice, mailbox; /* IMAP, POP */
    bool is_piece;                      /* IMAP: the reply is a piece of one, whose text may be a stranger's */
    int status;                         /* of the reply: tables/status.h */
    bool answers_auth;                  /* the row is looked up as AUTH: command and reply say so */
    const struct me_reply *meaning;     /* NULL: of one reading alone, which me_verdict_of() looks up */
};

enum { ME_COLUMNS_REPLIES_MAX = 16 };

struct me_columns {
    enum me_columns_state state;
    struct me_span id, handle, ip, command; /* the server's own; absent where the row ends before or in them */
    enum me_command verb;
    const char *first_end;   /* where the row may end: the first such place; NULL: not looked for */
    const char *next_row;    /* where another may begin behind it, or its last end */
    const char *first_reply; /* the first reading's reply; NULL: there is none */
    size_t reply_count;
    bool several_lines; /* another record begins behind a line end */
    bool one_end;       /* nothing in the row may be a line end or another row */

    /* What a client sent: from the argument column to the first reading's reply, or to the line end. */
    struct me_span sent; /* absent when the row ends before it; then `command` may be cut */
    bool hides_argument; /* `sent` has a credential, or had one that is hidden already */
    bool hides_command;  /* the command column is one */
    enum me_credential_rule rule;
    enum me_command rule_verb; /* the verb that `rule` looks for */

    /* As in the row. */
    const struct me_service_word *service;
    bool is_w3c;
    struct me_span tab;

    struct me_reading reading;                   /* on ME_COLUMNS_ONE; else all absent */
    const char *replies[ME_COLUMNS_REPLIES_MAX]; /* reply_count of them: of all readings, as far as there is room */
};

/* Reads the columns of `row`, and finds its line end and the first anchor behind it where they are not known. Linear in
 * row->text_end - row->columns; allocates nothing. */
void me_columns_read(struct me_row *row, const struct me_recognise_options *options, struct me_columns *columns);

#endif
