/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines of text on a terminal: put together, coloured, wrapped. Knows columns, no report.
 */
#ifndef ME_TABLE_TEXT_H
#define ME_TABLE_TEXT_H

#include <stdio.h>

#include "text/span.h"

enum { ME_TABLE_CELL_MAX = 1024 };

enum me_table_colour { ME_PLAIN, ME_BOLD, ME_DIM, ME_RED, ME_YELLOW };

struct me_table_text {
    FILE *out;
    unsigned width;
    bool has_colour;
};

/* A piece of text being put together; what does not fit is cut off. */
struct me_table_cell {
    char text[ME_TABLE_CELL_MAX];
    size_t len;
};

/* In `format`, \037 is a blank at which no line breaks if it can break elsewhere. */
void me_table_cell_add(struct me_table_cell *cell, const char *format, ...) __attribute__((format(printf, 2, 3)));

struct me_span me_table_cell_span(const struct me_table_cell *cell);

void me_table_text_paint(const struct me_table_text *t, enum me_table_colour colour);

/* Takes the longest piece of `*text` that fits into `width`, whole words if possible, off its start. */
struct me_span me_table_text_take(struct me_span *text, size_t width);

/* Prints `text` as it is, padded to `width` columns. */
void me_table_text_put(const struct me_table_text *t, struct me_span text, size_t width);

/* Prints `text` wrapped: the cursor stands in column `indent`, and further lines start there too. */
void me_table_text_wrap(const struct me_table_text *t, struct me_span text, size_t indent);

/* A line of its own, in bold. */
void me_table_text_heading(const struct me_table_text *t, const char *words);

#endif
