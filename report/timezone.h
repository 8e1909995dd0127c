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
    char offset[ME_ZONE_OFFSET_LEN];
    size_t offset_len;    /* `Z` or `+02:00`; 0: the zone says it */
    struct me_zone *zone; /* or NULL */
};

/* Reads `utc`, `+hh:mm`, `-hh:mm`, or a name such as `Europe/Madrid`. False when `value` is none of these, or this
 * machine has no such zone; `*out` is as before then. */
bool me_timezone_read(struct me_span value, struct me_timezone *out);

bool me_timezone_is_given(const struct me_timezone *timezone);

/* The offset of `seconds` on such a clock, as me_zone_offset() has it: absent in the hour that comes twice. */
struct me_span me_timezone_offset(const struct me_timezone *timezone, int64_t seconds,
                                  char buffer[static ME_ZONE_OFFSET_LEN]);

/* As above; in the hour that comes twice it is the offset from before the clocks were changed. */
struct me_span me_timezone_likely_offset(const struct me_timezone *timezone, int64_t seconds,
                                         char buffer[static ME_ZONE_OFFSET_LEN]);

void me_timezone_free(struct me_timezone *timezone);

#endif
