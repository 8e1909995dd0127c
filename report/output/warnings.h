/* SPDX-License-Identifier: Apache-2.0
 *
 * What an operator must not overlook, each with one sentence on what to do. Knows the numbers, no format.
 */
#ifndef ME_WARNINGS_H
#define ME_WARNINGS_H

#include "report.h"

enum { ME_WARNING_TEXT_MAX = 1024 };

struct me_warning {
    const char *id; /* stable */
    bool is_critical;
    uint64_t count;
    char what[ME_WARNING_TEXT_MAX]; /* what happened; may hold strangers' text as it was logged */
    const char *advice;
};

/* Calls `take` for each warning, worst first. The warning is valid during the call. */
void me_warnings_each(const struct me_report *report, void (*take)(void *context, const struct me_warning *warning),
                      void *context);

#endif
