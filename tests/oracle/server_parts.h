/* SPDX-License-Identifier: Apache-2.0
 *
 * What the services of the simulated server share: the columns that every row begins with, and texts of clients.
 */
#ifndef ORACLE_SERVER_PARTS_H
#define ORACLE_SERVER_PARTS_H

#include "server.h"

/* The next row of each service; false: the conversation is over. */
bool oracle_smtp_in_next(struct oracle_server *server, struct oracle_row *row);
bool oracle_smtp_out_next(struct oracle_server *server, struct oracle_row *row);
bool oracle_imap_next(struct oracle_server *server, struct oracle_row *row);
bool oracle_pop_next(struct oracle_server *server, struct oracle_row *row);
bool oracle_debug_next(struct oracle_server *server, struct oracle_row *row);

/* Makes `row` empty and sets time and client, which every row has. */
void oracle_row_begin(struct oracle_server *server, struct oracle_row *row);

/* Puts `value` into the next column. */
struct oracle_text *oracle_row_column(struct oracle_row *row, struct me_span value);
struct oracle_text *oracle_row_number(struct oracle_row *row, size_t value);

/* Takes off the trailing empty columns that a copy may have lost. */
void oracle_row_lose(const struct oracle_server *server, struct oracle_row *row);

/* Registers the octets of `secret` in `column`, where they still stand there. */
void oracle_row_secret(struct oracle_row *row, size_t column, struct me_span secret);

/* What a W3C row of IMAP or POP is about. */
struct oracle_w3c_said {
    const char *service, *command;
    struct me_span argument, reply;
    size_t tag; /* octets that `reply` begins with: the client's tag, and a blank */
    size_t sent, received;
};

/* Writes the row in the server's order of fields, and what of its truth the order tells. */
void oracle_w3c_write(struct oracle_server *server, struct oracle_row *row, const struct oracle_w3c_said *said);

/* Sets the words of the truth, and the offence where the row is inbound. */
void oracle_row_means(struct oracle_row *row, struct oracle_meaning meaning);

/* Appends a mail address, `local` part included. */
void oracle_server_address(struct oracle_server *server, struct oracle_text *out);
/* Appends what a client sends as an AUTH answer: base64, which no other text of the case holds. */
void oracle_server_password(struct oracle_server *server, struct oracle_text *out);

#endif
