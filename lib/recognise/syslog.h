/* SPDX-License-Identifier: Apache-2.0
 *
 * The syslog header that may still stand before a line: in the raw message, and where a frame came in as plain text.
 * Knows RFC 3164's PRI, timestamp (RFC 3339's too) and host name, and no more: a header that a parser took off is not
 * seen here.
 */
#ifndef ME_SYSLOG_H
#define ME_SYSLOG_H

#include "text/span.h"

/* `text` without `<PRI>` and, behind it, `Mmm dd HH:MM:SS host ` or `YYYY-MM-DDTHH:MM:SS+hh:mm host `, as far as they
 * are there. */
struct me_span me_syslog_skip_header(struct me_span text);

#endif
