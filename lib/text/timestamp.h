/* SPDX-License-Identifier: Apache-2.0
 *
 * The time of a log line as the mail server wrote it: local time of a server whose zone the line does not name.
 * Knows the spellings of date and time, not what stands around them.
 */
#ifndef ME_TIMESTAMP_H
#define ME_TIMESTAMP_H

#include <stdint.h>

#include "text/span.h"

struct me_timestamp {
    uint16_t year; /* 1..9999; 0: the record has no usable date and time */
    uint8_t month, day, hour, minute, second;
};

/* Reads the date that ends at `end`: MM/DD/YY, MM/DD/YYYY or YYYY-MM-DD; YY counts from 2000.
 * Returns where it starts, or NULL when no date of these shapes ends there. Values are not judged here. */
const char *me_timestamp_date_before(const char *begin, const char *end, struct me_timestamp *out);

/* Reads such a date, one blank and HH:MM:SS, which end at `end`. Returns where they start, or NULL. */
const char *me_timestamp_before(const char *begin, const char *end, struct me_timestamp *out);

/* Behind the date, blank and HH:MM:SS that start at `p`, in any of these shapes, or NULL. */
const char *me_timestamp_at(const char *p, const char *end);

/* The first `MM/DD/YY HH:MM:SS` in [from, end), as MailEnable itself writes it, with no digit before it; or NULL.
 * Linear. `begin` <= `from` bounds the look at what stands before. */
const char *me_timestamp_find(const char *begin, const char *from, const char *end);
enum { ME_TIMESTAMP_LEN = 17 /* of what me_timestamp_find() finds */ };

/* Reads HH:MM:SS, with an optional fraction (`.` or `,` and digits), that fills `token`. False when it does not. */
bool me_timestamp_time(struct me_span token, struct me_timestamp *out);

/* Whether every part lies in its calendar range. A leap second (60) does. */
bool me_timestamp_valid(const struct me_timestamp *t);

/* Seconds since 1970-01-01T00:00:00 of the server's own clock. `t` must be valid. Total, no time zone, no libc. */
int64_t me_timestamp_seconds(const struct me_timestamp *t);

#endif
