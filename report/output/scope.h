/* SPDX-License-Identifier: Apache-2.0
 *
 * What a report is about, in words: which attempts were asked for, and what is to be said when there are none. Knows
 * the questions, no format.
 */
#ifndef ME_SCOPE_H
#define ME_SCOPE_H

#include "report.h"

enum { ME_SCOPE_MAX = 512, ME_SCOPE_NOTHING_MAX = 128 };

/* Whether the command line asked for less than all failed connections. */
bool me_scope_is_given(const struct me_report *report);

/* Writes what was asked for, NUL-terminated: `denied; clients in 192.0.2.0/24; from 2026-11-22 00:00 on`. What does not
 * fit is left out and marked by three dots. The name of a user is as it was given, and has to be escaped. */
void me_scope_text(const struct me_report *report, char out[static ME_SCOPE_MAX]);

/* Writes a sentence for a report without rows, and what time the logs are about when less than that was asked for. */
void me_scope_nothing(const struct me_report *report, char out[static ME_SCOPE_NOTHING_MAX]);

#endif
