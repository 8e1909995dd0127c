/* SPDX-License-Identifier: Apache-2.0
 *
 * W3C records: the Activity log in W3C extended form, 14 fields with blanks between them. Knows the SMTP service's
 * order of fields; other MailEnable services have other orders and are not ours.
 */
#ifndef ME_W3C_H
#define ME_W3C_H

#include "recognise/record.h"

/* Reads the row whose fourth field, SMTP-IN or SMTP-OU, is `service`, and whose third is `client_ip`; date and time are
 * in `record` already. `line_end` is where the text ended before the noise at its end was taken off: a user name may
 * look like noise. False when it has fewer than 14 fields. Sets `*secret` in either case. */
bool me_w3c_read(struct me_span text, const char *line_end, struct me_span service, struct me_span client_ip,
                 struct me_record *record, struct me_secret *secret);

#endif
