/* SPDX-License-Identifier: Apache-2.0
 *
 * The words of column 6 of the Activity log: SMTP commands, and the few that MailEnable made up.
 */
#ifndef ME_COMMAND_H
#define ME_COMMAND_H

#include "text/span.h"

enum me_command {
    ME_COMMAND_GREETING, /* empty column: the server's first words */
    ME_COMMAND_EHLO,
    ME_COMMAND_HELO,
    ME_COMMAND_STARTTLS,
    ME_COMMAND_AUTH,
    ME_COMMAND_MAIL,
    ME_COMMAND_RCPT,
    ME_COMMAND_DATA,
    ME_COMMAND_RSET,
    ME_COMMAND_QUIT,
    ME_COMMAND_CONN, /* outbound: the connection is made */
    ME_COMMAND_DATE, /* outbound: the end of the data */
    ME_COMMAND_UNKN, /* a command the server does not know */
    ME_COMMAND_NOOP, /* from here on: known verbs without an event of their own */
    ME_COMMAND_HELP,
    ME_COMMAND_VRFY,
    ME_COMMAND_EXPN,
    ME_COMMAND_ETRN,
    ME_COMMAND_TURN,
    ME_COMMAND_BDAT,
    ME_COMMAND_OTHER, /* no command at all */
    ME_COMMAND_MAX
};

/* Which command `word` is, in any letter case. */
enum me_command me_command_find(struct me_span word);

/* The command's spelling; empty for the greeting and for ME_COMMAND_OTHER. */
struct me_span me_command_name(enum me_command command);

#endif
