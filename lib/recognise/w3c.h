/* SPDX-License-Identifier: Apache-2.0
 *
 * The fields of a W3C row: blanks between them, and a stranger's blanks written as `+`. Knows the layout; readings.h
 * knows what is believed.
 */
#ifndef ME_W3C_H
#define ME_W3C_H

#include "recognise/cut.h"
#include "recognise/readings.h"

/* Whether the row, whose text ends at `end`, has as many fields as `order` says; false when no order is known (NULL).
 */
bool me_w3c_fits(const struct me_row *row, const struct me_w3c_order *order, const char *end);

/* Splits the row into `*fields`, cuts it up to its argument, and moves the end of `cut` to that of the row's last
 * field. Sets the fixed fields, `verb` and `sent`, and `controls` of `cut`. `order`: NULL for SMTP's, else the row fits
 * it. */
void me_w3c_cut(struct me_columns *c, const struct me_row *row, const struct me_w3c_order *order,
                struct me_w3c_fields *fields, struct me_cut *cut);

/* Adds the readings of all->fields when the row ends at `end`; all->order is theirs. */
void me_w3c_read(struct me_readings *all, const char *end);

#endif
