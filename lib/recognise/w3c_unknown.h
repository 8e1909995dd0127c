/* SPDX-License-Identifier: Apache-2.0
 *
 * A W3C row of IMAP or POP whose order of fields nobody has told: what a login's credential may be is guessed. Knows no
 * place of a field.
 */
#ifndef ME_W3C_UNKNOWN_H
#define ME_W3C_UNKNOWN_H

#include "recognise/columns.h"

/* Where the fields end that me_w3c_unknown_read() looks at, in a line that ends at `end`. */
const char *me_w3c_unknown_reach(const struct me_row *row, const char *end);

/* Reads the row, up to `end`: nothing but a login's credential is found. No other row stands before `end`. */
void me_w3c_unknown_read(struct me_columns *c, const struct me_row *row, const char *end);

#endif
