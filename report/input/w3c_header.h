/* SPDX-License-Identifier: Apache-2.0
 *
 * The lines in front of W3C rows that begin with `#`: what they say of the rows behind them. Knows lines, no row.
 */
#ifndef ME_W3C_HEADER_H
#define ME_W3C_HEADER_H

#include <stddef.h>

#include "recognise/w3c_order.h"

/* Whether an input that begins with these octets is a W3C log, with or without a byte order mark in front. */
bool me_w3c_header_begins(const char *bytes, size_t len);

/* Sets `*order` when `line` names the fields; else leaves it as it is. */
void me_w3c_header_read(struct me_span line, struct me_w3c_order *order);

/* The same for all lines in `lines`, so that the last one counts. `at_start`: a line begins at its start. */
void me_w3c_header_read_all(struct me_span lines, bool at_start, struct me_w3c_order *order);

#endif
