/* SPDX-License-Identifier: Apache-2.0
 *
 * The sections of the HTML page, one file each. What a section looks like, the template page.html says; its file has a
 * function for each name in its part of the template: put_… for a value, next_… for the next turn of a loop, has_… for
 * a condition. Each writes its section to `out` and returns false when memory is out.
 */
#ifndef ME_HTML_H
#define ME_HTML_H

#include "report.h"

bool me_html_figures(const struct me_report *report, FILE *out);
bool me_html_warnings(const struct me_report *report, FILE *out);
bool me_html_chart(const struct me_report *report, FILE *out);
bool me_html_granted(const struct me_report *report, FILE *out);
bool me_html_tops(const struct me_report *report, FILE *out);
bool me_html_week(const struct me_report *report, FILE *out);
bool me_html_table_links(const struct me_report *report, FILE *out);
bool me_html_tables(const struct me_report *report, FILE *out);

/* How many of the groups are known by name, or by their hour. */
size_t me_html_named(const struct me_groups *groups);

#endif
