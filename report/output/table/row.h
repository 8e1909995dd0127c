/* SPDX-License-Identifier: Apache-2.0
 *
 * One row of the table, in columns whose widths somebody else has chosen.
 */
#ifndef ME_TABLE_ROW_H
#define ME_TABLE_ROW_H

#include "count/groups.h"
#include "output/table/text.h"

enum {
    ME_TABLE_GAP = 2,   /* between columns */
    ME_TABLE_COUNT = 8, /* ATTEMPTS */
    ME_TABLE_WHATS = 3, /* kinds that a row shows, if there are more than one more */
};

/* Key, attempts, first and last or a bar, what, names. */
struct me_table_columns {
    const struct me_table_text *text;
    struct me_groups *groups;
    bool is_narrow; /* times and names stand below the row */
    bool is_wide;   /* all stands beside it; else names stand below */
    bool has_years;
    uint64_t most;                   /* attempts of a row, for the bars of hours and days; else 0 */
    unsigned key, time, what, names; /* widths; what is 0 where the key says it all */
};

void me_table_row(const struct me_table_columns *columns, const struct me_group *group);

/* Adds what happened, with how often unless it happened `alone`. */
void me_table_what(struct me_table_cell *cell, const struct me_what_count *what, bool alone);

/* Columns of the terminal for both times, and for all that stands before what happened. */
unsigned me_table_times_width(const struct me_table_columns *columns);
unsigned me_table_before_what(const struct me_table_columns *columns);

#endif
