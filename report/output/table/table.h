/* SPDX-License-Identifier: Apache-2.0
 *
 * The parts of the report for a terminal, one file each.
 */
#ifndef ME_TABLE_H
#define ME_TABLE_H

#include "report.h"
#include "output/table/text.h"

/* The table itself, or a sentence when it has no rows. False when memory is out. */
bool me_table_rows(const struct me_table_text *t, const struct me_report *report);

/* Beneath it. */
void me_table_summary(const struct me_table_text *t, const struct me_report *report);

#endif
