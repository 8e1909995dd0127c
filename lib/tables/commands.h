/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of commands in commands.def, and the look-up in it. Knows single words, no row.
 */
#ifndef ME_COMMANDS_H
#define ME_COMMANDS_H

#include "tables/enums.h"

enum me_command {
    ME_COMMAND_GREETING, /* empty column: the server's first words */
#define ME_COMMAND(id, name, services, credential) ME_COMMAND_##id,
#include "tables/commands.def"
#undef ME_COMMAND
    ME_COMMAND_OTHER, /* no command of the service */
    ME_COMMAND_MAX
};

/* What of a command's line is a credential: see commands.def. */
enum me_credential_rule {
    ME_CREDENTIAL_NOTHING,
    ME_CREDENTIAL_ANSWER,
    ME_CREDENTIAL_BEHIND_NAME,
    ME_CREDENTIAL_BEHIND_VERB,
    ME_CREDENTIAL_IF_IT_LOOKS_SO,
};

/* Which command of `service` the word is, in any letter case: GREETING when it is empty, OTHER for any other word. */
enum me_command me_commands_find(enum me_service service, struct me_span word);

/* The command's spelling; empty for ME_COMMAND_GREETING and ME_COMMAND_OTHER. */
struct me_span me_commands_name(enum me_command command);

/* What of the command's line is a credential. */
enum me_credential_rule me_commands_credential(enum me_command command);

#endif
