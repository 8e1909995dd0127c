/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the line starts in a text that may begin with a syslog header. Some forwarders name no host, and the line's
 * first word stands where the host's name should be: a host name must not look like a part of a record.
 */
#ifndef ME_START_H
#define ME_START_H

#include "text/span.h"

/* As me_start_behind_header(), for a text that may begin with `<PRI>`. */
struct me_span me_start_behind_pri(struct me_span text);

/* `text` without `<PRI>` and, behind it, timestamp and host name of RFC 3164, as far as they are there. A header
 * without PRI stays: a text that merely starts with a date keeps it. What follows the PRI of RFC 5424 stays, too.
 * Linear. */
static inline struct me_span me_start_behind_header(struct me_span text)
{
    return text.len > 0 && text.ptr[0] == '<' ? me_start_behind_pri(text) : text;
}

#endif
