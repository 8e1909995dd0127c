/* SPDX-License-Identifier: Apache-2.0
 *
 * How one line is read, for a person who wonders: its layout, its fields, the table row that gave it its meaning, and
 * what the module would take out of it.
 */
#ifndef ME_EXPLAIN_H
#define ME_EXPLAIN_H

#include <stdbool.h>
#include <stdio.h>

#include "recognise/recognise.h"

/* Explains `line`, or where it is `-` the first line of standard input, up to 128 KiB of it. Nothing of a
 * credential is written, and nothing that could play tricks on a terminal. False when memory is out. */
bool me_explain(const char *line, const struct me_recognise_options *options, FILE *out);

#endif
