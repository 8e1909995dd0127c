/* SPDX-License-Identifier: Apache-2.0
 *
 * What is printed here was escaped before, so that a byte is a column.
 */
#include "output/table/text.h"

#include <stdarg.h>

enum { NO_BREAK = '\037' };

void me_table_cell_add(struct me_table_cell *cell, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const int n = vsnprintf(cell->text + cell->len, ME_TABLE_CELL_MAX - cell->len, format, arguments);
    va_end(arguments);
    if (n > 0)
        cell->len = cell->len + (size_t)n < ME_TABLE_CELL_MAX ? cell->len + (size_t)n : ME_TABLE_CELL_MAX - 1;
}

struct me_span me_table_cell_span(const struct me_table_cell *cell)
{
    return (struct me_span){cell->text, cell->len};
}

void me_table_text_paint(const struct me_table_text *t, enum me_table_colour colour)
{
    static const char *const codes[] = {"\x1B[0m", "\x1B[1m", "\x1B[2m", "\x1B[31m", "\x1B[33m"};
    if (t->has_colour)
        fputs(codes[colour], t->out);
}

/* Where to break `text`, which is longer than `width`, at the last `blank`; 0 when there is none. */
static size_t last_blank(struct me_span text, size_t width, char blank)
{
    while (width > 0 && text.ptr[width] != blank)
        width--;
    return width;
}

struct me_span me_table_text_take(struct me_span *text, size_t width)
{
    struct me_span piece = *text;
    if (piece.len > width) {
        piece.len = last_blank(*text, width, ' ');
        if (piece.len == 0)
            piece.len = last_blank(*text, width, NO_BREAK);
        if (piece.len == 0)
            piece.len = width;
    }
    *text = me_span_skip(*text, piece.len);
    while (text->len > 0 && (text->ptr[0] == ' ' || text->ptr[0] == NO_BREAK))
        *text = me_span_skip(*text, 1);
    return piece;
}

void me_table_text_put(const struct me_table_text *t, struct me_span text, size_t width)
{
    for (size_t i = 0; i < text.len; i++)
        fputc(text.ptr[i] == NO_BREAK ? ' ' : text.ptr[i], t->out);
    if (text.len < width)
        fprintf(t->out, "%*s", (int)(width - text.len), "");
}

void me_table_text_wrap(const struct me_table_text *t, struct me_span text, size_t indent)
{
    for (bool is_first = true; text.len > 0; is_first = false) {
        const struct me_span piece = me_table_text_take(&text, t->width - indent);
        if (!is_first)
            fprintf(t->out, "%*s", (int)indent, "");
        me_table_text_put(t, piece, 0);
        fputc('\n', t->out);
    }
}

void me_table_text_heading(const struct me_table_text *t, const char *words)
{
    me_table_text_paint(t, ME_BOLD);
    fputs(words, t->out);
    me_table_text_paint(t, ME_PLAIN);
    fputc('\n', t->out);
}
