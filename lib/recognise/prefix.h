/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands before a record's first own field: its timestamp, bare or in brackets. Read from right to left, because a
 * forwarder may have put anything before it. Knows no log in particular.
 */
#ifndef ME_PREFIX_H
#define ME_PREFIX_H

#include "recognise/record.h"

/* As me_prefix_find(), for any other timestamp than a date, one blank and a time. */
const char *me_prefix_find_unusual(const char *begin, const char *end, struct me_timestamp *stamp);

/* Reads the timestamp that ends at `end` and starts at `begin` or later. Returns its first byte, its bracket included,
 * or NULL when none ends there. `*stamp` is set on success; its values are not judged. */
static inline const char *me_prefix_find(const char *begin, const char *end, struct me_timestamp *stamp)
{
    memset(stamp, 0, sizeof(*stamp)); /* whole, so that equal records are equal bytes */
    const char *start = me_timestamp_before(begin, end, stamp);
    return start != NULL ? start : me_prefix_find_unusual(begin, end, stamp);
}

/* Whether a bare HH:MM:SS goes from `begin` to `end`: all that a syslog header left of a timestamp. */
bool me_prefix_is_bare_time(const char *begin, const char *end);

/* Clears `record` for a record of `log` that begins at `begin`: all numbers and spans are absent. */
static inline void me_prefix_clear(struct me_record *record, enum me_log log, const char *begin)
{
    memset(record, 0, sizeof(*record)); /* whole, so that equal records are equal bytes */
    record->log = log;
    record->begin = begin;
    record->one_end = true;
    record->connection = record->bytes_sent = record->bytes_received = ME_ABSENT;
    record->reply_code = ME_ABSENT;
}

/* Puts the time into the record, or notes the anomaly when the calendar has no such time. */
static inline void me_prefix_set_time(struct me_record *record, const struct me_timestamp *stamp)
{
    if (me_timestamp_valid(stamp)) {
        record->time = *stamp;
        record->seconds = me_timestamp_seconds(stamp);
    } else {
        record->anomalies |= 1u << ME_ANOMALY_BAD_TIMESTAMP;
    }
}

#endif
