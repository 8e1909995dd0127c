/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands before a record's first own field: its timestamp, bare or in brackets. Read from right to left, because a
 * forwarder may have put anything before it. Knows no log in particular.
 */
#ifndef ME_PREFIX_H
#define ME_PREFIX_H

#include "recognise/record.h"

/* Reads the timestamp that ends at `end` into `record` (time, anomaly, at_start). Returns its first byte, or NULL when
 * no timestamp ends there. `begin` is the first byte that is no noise. */
const char *me_prefix_timestamp(const char *begin, const char *end, struct me_record *record);

/* Reads a bare HH:MM:SS from `begin` to `end`: all that the syslog header left of the timestamp. Sets bare_time and
 * at_start. */
bool me_prefix_bare_time(const char *begin, const char *end, struct me_record *record);

/* Clears `record` for a record of `log`: every number absent, every span without pointer. */
void me_prefix_clear(struct me_record *record, enum me_log log);

#endif
