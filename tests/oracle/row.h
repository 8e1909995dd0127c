/* SPDX-License-Identifier: Apache-2.0
 *
 * One row as the server writes it, column by column, and the truth about it.
 */
#ifndef ORACLE_ROW_H
#define ORACLE_ROW_H

#include "fields.h"
#include "meaning.h"
#include "text.h"

enum { ORACLE_COLUMNS_MAX = 16, ORACLE_ROW_SECRETS_MAX = 2, ORACLE_NO_COLUMN = ORACLE_COLUMNS_MAX };

/* Whether who reads a W3C row of IMAP or POP knows in which order its fields stand. */
enum oracle_order { ORACLE_ORDER_FIXED, ORACLE_ORDER_KNOWN, ORACLE_ORDER_UNKNOWN };

enum oracle_log { ORACLE_LOG_ACTIVITY, ORACLE_LOG_W3C, ORACLE_LOG_DEBUG };

/* Octets of a column that a client sent as a credential. */
struct oracle_secret {
    size_t column, begin, end;
};

struct oracle_row {
    enum oracle_log log;
    enum oracle_order order; /* fixed in all other rows */
    bool has_plus_in_tag;    /* W3C: a blank is written as `+`, so nobody knows where the client's tag ends */
    bool inbound;
    char between; /* what stands between two columns: TAB or blank */
    struct oracle_text column[ORACLE_COLUMNS_MAX];
    bool strangers[ORACLE_COLUMNS_MAX]; /* columns that hold what a stranger chose */
    size_t columns;
    size_t command, argument, reply, user; /* which columns these are; ORACLE_NO_COLUMN: none */
    bool may_be_credential; /* its command and argument may be masked: what is no command may be an answer to AUTH */
    bool is_taught;         /* a Debug record in a layout that is not known */
    bool needs_tabs;        /* and that layout has TABs */
    size_t server_words;    /* Debug: octets that the server writes behind a stranger's, in a text that is known */
    bool login_row;         /* IMAP, POP: bytes_received would tell a password's length and is left out */
    struct oracle_secret secret[ORACLE_ROW_SECRETS_MAX];
    size_t secrets;
    const char *unknown_word;                 /* "UNKN" where the command column holds a client's own word */
    struct me_span truth[ORACLE_FIELD_MAX];   /* absent when empty */
    struct me_span context[ORACLE_FIELD_MAX]; /* what the conversation may add: parts of these texts */
    bool authenticated;                       /* what the conversation knows: a login was accepted */
    char time[20], code[4], handle[12];
};

#endif
