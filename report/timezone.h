/* SPDX-License-Identifier: Apache-2.0
 *
 * The zone of the mail servers' clocks, which their logs do not name, as the command line says it. Knows where a
 * machine keeps its zones, and no log.
 */
#ifndef ME_TIMEZONE_H
#define ME_TIMEZONE_H

#include "text/offset.h"
#include "text/zone.h"

/* Zeroed: nobody has said which zone it is. */
struct me_timezone {
    bool is_sender; /* the offset stands in the syslog header of each line; then nothing else is set */
    char offset[ME_ZONE_OFFSET_LEN];
    size_t offset_len;    /* `Z` or `+02:00`; 0: the zone says it */
    struct me_zone *zone; /* or NULL */
};

/* Reads `sender`, `utc`, `+hh:mm`, `-hh:mm`, or a name such as `Europe/Madrid`. False when `value` is none of these, or
 * this machine has no such zone; `*out` is as before then. */
bool me_timezone_read(struct me_span value, struct me_timezone *out);

/* The offset of `seconds` on such a clock, as me_zone_offset() has it: absent in the hour that comes twice. `line` is
 * where it was read, with its header. */
struct me_span me_timezone_offset(const struct me_timezone *timezone, int64_t seconds, struct me_span line,
                                  char buffer[static ME_ZONE_OFFSET_LEN]);

/* As above; in the hour that comes twice it is the offset from before the clocks were changed. Absent where the header
 * should say it and does not. */
struct me_span me_timezone_likely_offset(const struct me_timezone *timezone, int64_t seconds, struct me_span line,
                                         char buffer[static ME_ZONE_OFFSET_LEN]);

void me_timezone_free(struct me_timezone *timezone);

#endif
