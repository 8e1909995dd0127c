/* SPDX-License-Identifier: Apache-2.0
 *
 * What an operator must not overlook, each with one sentence on what to do. Knows the numbers, no format.
 */
#ifndef ME_WARNINGS_H
#define ME_WARNINGS_H

#include "report.h"

enum { ME_WARNING_TEXT_MAX = 1024 };

struct me_warning {
    const char *id; /* one of warning.def; stable */
    enum me_severity severity;
    struct me_span host, service, user, client; /* whom it is about; absent when it is about several, or none */
    int64_t when;                               /* the last time, ME_NEVER when that is not known */
    uint64_t count;
    char what[ME_WARNING_TEXT_MAX]; /* what happened; may hold strangers' text as it was logged */
    const char *advice;
};

/* Calls `take` for each warning, worst first. The warning is valid during the call. False when memory was out. */
bool me_warnings_each(const struct me_report *report, void (*take)(void *context, const struct me_warning *warning),
                      void *context);

#endif
