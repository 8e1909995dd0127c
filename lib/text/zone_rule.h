/* SPDX-License-Identifier: Apache-2.0
 *
 * The last line of a TZif file: how a zone's clocks change each year from then on, as POSIX writes it in TZ and RFC
 * 8536 extends it: `CET-1CEST,M3.5.0,M10.5.0/3`. Knows no table of changes.
 */
#ifndef ME_ZONE_RULE_H
#define ME_ZONE_RULE_H

#include <stdint.h>

#include "text/span.h"

/* A day of the year and a time of it. */
struct me_zone_day {
    enum { ME_ZONE_DAY_JULIAN, ME_ZONE_DAY_ZERO, ME_ZONE_DAY_MONTH } kind; /* Jn, n, Mm.w.d */
    int month, week, day;                                                  /* of Jn and n only the day */
    int32_t seconds;                                                       /* may be negative, or more than a day */
};

struct me_zone_rule {
    int32_t standard, summer; /* seconds ahead of UTC */
    bool has_summer;          /* otherwise `standard` always */
    struct me_zone_day begin, end;
};

/* Reads such a text. False: the text is not one. */
bool me_zone_rule_read(struct me_zone_rule *rule, struct me_span text);

/* When summer time begins and ends in `year`, seconds of UTC since 1970-01-01T00:00:00. The rule has a summer. */
int64_t me_zone_rule_begin(const struct me_zone_rule *rule, int year);
int64_t me_zone_rule_end(const struct me_zone_rule *rule, int year);

#endif
