/* SPDX-License-Identifier: Apache-2.0
 *
 * Offsets from UTC as text, for a log whose times name no zone: written in a configuration, or by the sender in its
 * syslog header. Knows bytes only, neither rsyslog nor MailEnable.
 */
#ifndef ME_OFFSET_H
#define ME_OFFSET_H

#include "text/span.h"

enum { ME_OFFSET_LEN = 6 }; /* `+02:00` */

/* Whether `text` is an offset that clocks on earth have: `+hh:mm` or `-hh:mm`, from -12:00 to +14:00. Not `-00:00`,
 * which says that the offset is unknown (RFC 3339, section 4.3). */
bool me_offset_is_valid(struct me_span text);

/* Returns how many seconds `offset` is east of UTC: `Z`, or what me_offset_is_valid() allows. 0 when it is absent. */
int me_offset_seconds(struct me_span offset);

/* The offset in the timestamp of the RFC 5424 header that `raw` starts with: `Z` or `±hh:mm`, pointing into `raw`.
 * Absent when there is no such header, no timestamp in it, or no offset that me_offset_is_valid() allows. */
struct me_span me_offset_in_header(struct me_span raw);

#endif
