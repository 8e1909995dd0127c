/* SPDX-License-Identifier: Apache-2.0
 *
 * Nearly every Activity row of SMTP is plain: it has as many columns as the server writes, one end, and its reply in
 * its place. Such a row can be read in one way only, which is read here without looking for others. A short way beside
 * columns.c, which reads every row and makes the same of a plain one, and looks up what its reply means, besides.
 */
#ifndef ME_PLAIN_H
#define ME_PLAIN_H

#include "recognise/columns.h"
#include "recognise/cut.h"

/* Reads `row`, whose only end is that of `cut`, which has looked ahead for its separators, into `*c`. False when the
 * row is not plain; `*c` has no meaning then. */
bool me_plain_read(struct me_columns *c, const struct me_row *row, const struct me_cut *cut, size_t max_row);

#endif
