/* SPDX-License-Identifier: Apache-2.0
 *
 * A time zone as a table of local times: which offset from UTC a clock on the wall had. Made once from the bytes of a
 * TZif file (RFC 8536), such as /usr/share/zoneinfo/Europe/Madrid, then constant, for any number of threads. Opens no
 * file, and knows nothing of the machine's own zone.
 */
#ifndef ME_ZONE_H
#define ME_ZONE_H

#include <stdint.h>

#include "text/span.h"

enum {
    ME_ZONE_FILE_MAX = 64 * 1024, /* bytes of a TZif file; the largest has 4 KiB */
    ME_ZONE_NAME_MAX = 64,        /* bytes of a name; the longest has 32 */
    ME_ZONE_STRETCHES_MAX = 1024, /* Asia/Gaza, whose clocks follow the moon, needs 566 */
    ME_ZONE_OFFSET_LEN = 6,       /* `+02:00` */
    ME_ZONE_YEAR_FIRST = 1990,
    ME_ZONE_YEAR_LAST = 2099
};

/* From `begin` on, seconds of local time since 1970-01-01T00:00:00, clocks were `minutes` ahead of UTC. ME_ZONE_NONE:
 * these local times came twice, or never. */
enum { ME_ZONE_NONE = INT16_MAX };
struct me_zone_stretch {
    int64_t begin;
    int16_t minutes;
};

struct me_zone {
    size_t count;
    struct me_zone_stretch stretches[ME_ZONE_STRETCHES_MAX]; /* in the order of time */
};

/* Whether `name` may be a zone's: parts of letters, digits, `_`, `+` and `-` with `/` between them, as in
 * `America/Argentina/Buenos_Aires`. No such name leaves the directory that it is looked for in. */
bool me_zone_is_name(struct me_span name);

/* Fills `*zone` from the bytes of a TZif file of version 1 to 4. False: they are something else, they are cut off, or
 * the zone has more changes than ME_ZONE_STRETCHES_MAX; `*zone` is not to be used then. Allocates nothing. */
bool me_zone_read(struct me_zone *zone, struct me_span tzif);

/* The offset of a local time, in seconds since 1970-01-01T00:00:00 as me_timestamp_seconds() counts them: `+hh:mm` or
 * `-hh:mm`, written to `out`. Absent: the time came twice or never, its year is not from ME_ZONE_YEAR_FIRST to
 * ME_ZONE_YEAR_LAST, or the offset is not a whole number of minutes. Ten steps at most. */
struct me_span me_zone_offset(const struct me_zone *zone, int64_t seconds, char out[static ME_ZONE_OFFSET_LEN]);

#endif
