/* SPDX-License-Identifier: Apache-2.0
 *
 * Moments of a mail server's own clock, as seconds since 1970 without a zone, and how people write them. Knows the
 * calendar and this machine's clock, no log.
 */
#ifndef ME_CLOCK_H
#define ME_CLOCK_H

#include <stdint.h>

#include "text/span.h"

#define ME_NEVER INT64_MIN /* a moment that is not known */
enum { ME_CLOCK_TEXT_MAX = 32, ME_HOUR = 3600, ME_DAY = 86400 };

/* How much of a moment is written. */
enum me_clock_form {
    ME_CLOCK_FULL,   /* 2026-11-22T07:00:01 */
    ME_CLOCK_MINUTE, /* 2026-11-22 07:00 */
    ME_CLOCK_SHORT,  /* 11-22 07:00 */
    ME_CLOCK_HOUR,   /* 2026-11-22 07:00, for a whole hour */
    ME_CLOCK_DAY,    /* 2026-11-22 */
};

/* Writes `when`, NUL-terminated; `-` for ME_NEVER. Returns `out`. */
const char *me_clock_text(int64_t when, enum me_clock_form form, char out[static ME_CLOCK_TEXT_MAX]);

/* The year of `when`. */
int me_clock_year(int64_t when);

/* 0 for Monday … 6 for Sunday. */
int me_clock_weekday(int64_t when);

/* Rounds down to a multiple of `step` seconds, also before 1970. */
int64_t me_clock_floor(int64_t when, int64_t step);

/* A moment as a user writes it: `2026-11-22`, `2026-11-22 07:00`, `2026-11-22T07:00:01`, `today`, `yesterday`, or so
 * long before `now`, which is in UTC: `30m`, `2h`, `3d`, `1w`. On success sets [*from, *to), the time on the wall that
 * the words cover: a day for a date, a minute for a time without seconds, nothing for `2h` (then *from == *to). Minutes
 * and hours are those that went by, also when the clocks were changed meanwhile; days and weeks are the calendar's. */
bool me_clock_parse(struct me_span words, int64_t now, int64_t *from, int64_t *to);

#endif
