/* SPDX-License-Identifier: Apache-2.0
 *
 * What a report is about, in words: which attempts were asked for, and what is to be said when there are none. Knows
 * the questions, no format.
 */
#ifndef ME_FILTER_SUMMARY_H
#define ME_FILTER_SUMMARY_H

#include "report.h"

enum { ME_FILTER_SUMMARY_MAX = 512, ME_FILTER_SUMMARY_NOTHING_MAX = 128 };

/* Whether the command line asked for less than all failed connections. */
bool me_filter_summary_is_given(const struct me_report *report);

/* Writes what was asked for, NUL-terminated: `denied; clients in 192.0.2.0/24; from 2026-11-22 00:00 on`. What does not
 * fit is left out and marked by three dots. The name of a user is as it was given, and has to be escaped. */
void me_filter_summary_text(const struct me_report *report, char out[static ME_FILTER_SUMMARY_MAX]);

/* Writes a sentence for a report without rows, and what time the logs are about when less than that was asked for. */
void me_filter_summary_nothing(const struct me_report *report, char out[static ME_FILTER_SUMMARY_NOTHING_MAX]);

#endif
