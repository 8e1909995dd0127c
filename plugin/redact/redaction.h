/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes credentials out of a message, wherever rsyslog keeps a text of it. Knows which texts a message has; what a
 * credential is, lib/ knows.
 */
#ifndef ME_REDACTION_H
#define ME_REDACTION_H

#include "parameters.h"
#include "recognise/row.h"

enum me_redaction {
    ME_REDACTION_NONE, /* there is no credential */
    ME_REDACTION_DONE,
    ME_REDACTION_IN_HEADER, /* and one of them in front of $msg */
};

/* Replaces each credential by `{blank}` in $msg and $rawmsg, in the header's texts, in the structured data, and in all
 * strings of $! and $. variables, also where the text is spelled with JSON's escapes; no other byte changes. It comes
 * before the message is examined, so that a record can hold none: a masked row says what it said before. Whatever
 * `settings` say about logs, services and the place of a record. All spans into the message are invalid after this.
 *
 * When memory is out, `*` is written over the credentials, and a variable that may have one is dropped.
 * `*kept` becomes the first row of the raw message, as long as that stays as it is; none when anything was replaced.
 * Linear in the size of the message and its variables. */
enum me_redaction me_redaction_apply(smsg_t *message, const struct me_settings *settings, struct me_row_kept *kept);

#endif
