/* SPDX-License-Identifier: Apache-2.0
 *
 * Mail addresses where MailEnable writes them: in the arguments of MAIL and RCPT, and in the texts of Debug records. An
 * address is a stranger's text: it is cut out by what the server put around it, and never judged or searched.
 */
#ifndef ME_ADDRESS_H
#define ME_ADDRESS_H

#include "text/span.h"

/* An address in a Debug text. */
struct me_address {
    struct me_span bare; /* user@domain, or postoffice/mailbox for SF; absent when the text names none */
    struct me_span kind; /* `SMTP`, `SF` …; absent when it is not tagged */
};

/* Reads `value` from a Debug text: `a@b`, `[SMTP:a@b]`, `[SF:postoffice/mailbox]`, each with or without parentheses. */
struct me_address me_address_in_text(struct me_span value);

/* `value` without one pair of parentheses around it, then without one pair of brackets. */
struct me_span me_address_unwrap(struct me_span value);

/* The path in the argument of MAIL or RCPT (`MAIL FROM:<a@b> SIZE=1`): the bare address, without source route, angle
 * brackets and parameters; a constant `<>` for the null sender. Angle brackets may be missing or doubled, a name may
 * stand before them and blanks anywhere around the colon, as some clients send them. With `plus_is_blank` (W3C) a `+`
 * is a blank too, but not within the address, where it is more likely itself. Absent when the argument has none. */
struct me_span me_address_in_argument(struct me_span argument, bool plus_is_blank);

/* The end of the path in angle brackets that starts at `open`, which points at `<`: its `>` outside of quoted strings
 * (RFC 5321, section 4.1.2), or NULL when there is none before `end`. */
const char *me_address_path_close(const char *open, const char *end);

#endif
