/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands before a record's first own field: its timestamp, bare or in brackets. Read from right to left, because a
 * forwarder may have put anything before it. Knows no log in particular.
 */
#ifndef ME_PREFIX_H
#define ME_PREFIX_H

#include "recognise/record.h"

/* Reads the timestamp that ends at `end` and starts at `begin` or later. Returns its first byte, its bracket included,
 * or NULL when none ends there. `*stamp` is set on success; its values are not judged. */
const char *me_prefix_find(const char *begin, const char *end, struct me_timestamp *stamp);

/* Whether a bare HH:MM:SS goes from `begin` to `end`: all that a syslog header left of a timestamp. */
bool me_prefix_is_bare_time(const char *begin, const char *end);

/* Clears `record` for a record of `log` that begins at `begin`: all numbers and spans are absent. */
void me_prefix_clear(struct me_record *record, enum me_log log, const char *begin);

/* Puts the time into the record, or notes the anomaly when the calendar has no such time. */
void me_prefix_set_time(struct me_record *record, const struct me_timestamp *stamp);

#endif
