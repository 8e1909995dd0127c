/* SPDX-License-Identifier: Apache-2.0
 *
 * What a writer is given: the numbers and how they came about. Knows no format.
 */
#ifndef ME_REPORT_H
#define ME_REPORT_H

#include <stdio.h>

#include "input/batch.h"
#include "options.h"
#include "count/totals.h"

struct me_report {
    const struct me_options *options;
    struct me_totals *totals;
    const struct me_tally *tally;
    size_t files;      /* that were read; an entry of an archive is one, and so is standard input */
    size_t copies;     /* files left out because another one holds their content */
    size_t unread;     /* files and directories that could not be read, or not to their end */
    size_t unanswered; /* host names that no server answered for in time */
};

/* Each writes a whole report to `out`. False when memory is out; what the stream says of its own errors is the caller's
 * business. */
bool me_table_write(const struct me_report *report, FILE *out);
bool me_csv_write(const struct me_report *report, FILE *out);
bool me_json_write(const struct me_report *report, FILE *out);
bool me_html_write(const struct me_report *report, FILE *out);
bool me_list_write(const struct me_report *report, FILE *out);
bool me_deny_write(const struct me_report *report, FILE *out);

#endif
