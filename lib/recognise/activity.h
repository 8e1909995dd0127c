/* SPDX-License-Identifier: Apache-2.0
 *
 * Activity records: up to 12 columns with TABs between them. Knows the columns, no reply's meaning.
 */
#ifndef ME_ACTIVITY_H
#define ME_ACTIVITY_H

#include "recognise/record.h"

/* Reads the row whose second column, SMTP-IN or SMTP-OU, is `service`; the timestamp before it is in `record` already.
 * False when it has fewer than 8 columns. Sets `*secret` in either case. */
bool me_activity_read(struct me_span text, struct me_span service, struct me_record *record, struct me_secret *secret);

/* The reply code of `reply`: its first three digits, when nothing but a blank, `-` or `+` follows them; or ME_ABSENT.
 */
int me_activity_reply_code(struct me_span reply);

/* Whether a row that was cut off may end in `column` as in its reply: nothing, a reply, or the first digits of one. */
bool me_activity_begins_as_reply(struct me_span column);

#endif
