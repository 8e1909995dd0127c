/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes credentials out of a message, wherever rsyslog keeps a text of it. Knows how rsyslog holds texts; what a
 * credential is, lib/ has said.
 */
#ifndef ME_REDACTION_H
#define ME_REDACTION_H

#include "json/writer.h"
#include "message.h"

/* Whether a credential was seen. */
bool me_redaction_is_due(const struct me_examination *examination);

/* Replaces each credential of `examination` by `{blank}` in all strings of `object`, or drops the string when memory is
 * out. */
void me_redaction_clean(struct fjson_object *object, const struct me_examination *examination);

/* The same in the text that was written into `writer` so far, which fails when memory is out. */
void me_redaction_clean_written(struct me_writer *writer, const struct me_examination *examination);

/* Replaces each credential of `examination` by `{blank}` in $msg and $rawmsg, in the header's fields, in the structured
 * data, and in all strings of $! and $. variables, also where the text is spelled with JSON's escapes. The spans of
 * `examination` are invalid after this. When memory is out, `*` is written over the credentials, and a variable that
 * may have one is dropped. Linear in the size of the message and its variables. */
void me_redaction_apply(smsg_t *message, const struct me_examination *examination);

#endif
