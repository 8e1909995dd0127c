/* SPDX-License-Identifier: Apache-2.0
 *
 * What in an AUTH row is a credential. MailEnable hides AUTH answers as `{blank}`, but not in every version and not in
 * every row: failed logins of several versions show the tried password in base64.
 */
#ifndef ME_AUTH_H
#define ME_AUTH_H

#include "recognise/record.h"

/* Whether the row belongs to an AUTH dialogue: its command says so, or the server answered a word that is no command as
 * it answers AUTH, so that the word itself is an AUTH answer. */
bool me_auth_is_row(const struct me_record *record);

/* Puts the credentials of an Activity or W3C row into `secret`: those in the command column, and those in `line`, which
 * is all that the client may have sent. Everything is one but `{blank}`, the verb and a mechanism's name. */
void me_auth_find_secret(const struct me_record *record, struct me_span line, struct me_secret *secret);

/* Whether what me_auth_find_secret() hides is an AUTH answer by more than its place in the row. */
bool me_auth_is_evident(const struct me_record *record);

/* Whether the argument or the command of an Activity or W3C row is shown as `{blank}`: all of it, when any of it
 * answers AUTH, whoever has replaced that by `{blank}` already. */
bool me_auth_hides_argument(const struct me_record *record);
bool me_auth_hides_command(const struct me_record *record);

#endif
