/* SPDX-License-Identifier: Apache-2.0
 *
 * A mail server that never was: it holds one conversation and writes the rows that MailEnable would write about it
 * (doc/mailenable-logs.md), each with the truth. Its clients' texts may be an adversary's. Knows nothing of the library
 * under test.
 */
#ifndef ORACLE_SERVER_H
#define ORACLE_SERVER_H

#include "adversary.h"
#include "row.h"

struct oracle_server {
    const struct oracle_adversary *adversary;
    struct oracle_chance *chance;
    enum { ORACLE_SMTP_IN, ORACLE_SMTP_OUT, ORACLE_IMAP, ORACLE_POP, ORACLE_DEBUG, ORACLE_SERVICES } service;
    enum { ORACLE_HONEST, ORACLE_RELAYER, ORACLE_GUESSER, ORACLE_PROBER } client;
    bool w3c;                      /* writes the W3C log */
    size_t order;                  /* of its fields, IMAP and POP: below oracle_w3c_orders() */
    size_t taught;                 /* the order that a reader is told; oracle_w3c_orders(): none is */
    size_t layout;                 /* of the Debug log, and taught: below oracle_debug_layouts(); 0: none is */
    unsigned lost;                 /* trailing empty columns that a copy has lost, 0..2 */
    unsigned conversations, steps; /* of this client; rows so far */
    unsigned seconds;              /* time of day */
    unsigned day;                  /* 1..28 */
    unsigned month, year;
    unsigned handle;
    char id[40];
    char ip[64], ip_truth[64];
    bool authenticated, has_authenticated; /* now, and at any time of the conversation */
    struct oracle_text helo, user, sender, recipient, subject, tag, password;
    struct oracle_text line[ORACLE_FIELD_MAX]; /* the column in which the conversation last named a field */
};

/* Begins a conversation of any service and any kind of client. Texts of `server` are used again: it begins as zeros. */
void oracle_server_begin(struct oracle_server *server, const struct oracle_adversary *adversary);

/* Begins a conversation whose rows stand in the same log as those of `other`. */
void oracle_server_begin_beside(struct oracle_server *server, const struct oracle_server *other);

/* Begins the next conversation of the same client over the same handle, which says a new greeting. */
void oracle_server_begin_again(struct oracle_server *server);

/* Writes the conversation's next row into `row`, which begins as zeros and is used again. The truth points into both
 * and is valid until the next call. False: the conversation is over. */
bool oracle_server_next(struct oracle_server *server, struct oracle_row *row);

/* The layouts that a Debug log may have although nobody knows them unless told. */
size_t oracle_debug_layouts(void);

/* The words that tell layout `layout`; NULL: it is known. */
const char *oracle_debug_layout_words(size_t layout);

/* The orders that the fields of W3C rows of IMAP and POP may have. */
size_t oracle_w3c_orders(void);

/* The `#Fields:` line of an order; NULL: there is none. */
const char *oracle_w3c_line(size_t order);

void oracle_server_free(struct oracle_server *server);
void oracle_row_free(struct oracle_row *row);

#endif
