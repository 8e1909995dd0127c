/* SPDX-License-Identifier: Apache-2.0
 *
 * The columns of an Activity row: where its reply can stand. Knows the layout; readings.h knows what is believed.
 */
#ifndef ME_ACTIVITY_H
#define ME_ACTIVITY_H

#include "recognise/cut.h"
#include "recognise/readings.h"

enum {
    ME_ACTIVITY_FIRST = 3,    /* the number of the column behind the service word */
    ME_ACTIVITY_LOST_MAX = 2, /* empty columns at the end that copies lose */
};

/* Cuts the row up to its argument, and leaves `cut` there. Sets the fixed columns, `verb` and `sent`. */
void me_activity_cut(struct me_columns *c, const struct me_row *row, struct me_cut *cut);

/* Adds the readings of the columns from `cut` on, which stands behind the command, when the row ends where `cut` does.
 * Moves `cut`. */
void me_activity_read(struct me_readings *all, struct me_cut *cut);

#endif
