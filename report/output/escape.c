/* SPDX-License-Identifier: Apache-2.0
 *
 * One function for each output, all over the same walk through UTF-8.
 */
#include "escape.h"

#include <stdint.h>

#include "text/utf8.h"

enum { BAD = 0xFFFD, ESCAPE_MAX = 16 };

/* Takes the next character off `s`: its number and its bytes. A bad byte is U+FFFD. */
static uint32_t next_character(struct me_span *s, struct me_span *bytes)
{
    const unsigned char *p = (const unsigned char *)s->ptr;
    const size_t room = s->len < 4 ? s->len : 4;
    size_t len = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint32_t c = p[0];
    if (len > room || me_utf8_valid_prefix((struct me_span){s->ptr, len}) != len) {
        len = 1;
        c = BAD;
    } else if (len > 1) {
        c &= 0x7Fu >> len;
        for (size_t i = 1; i < len; i++)
            c = c << 6 | (p[i] & 0x3Fu);
    }
    *bytes = (struct me_span){s->ptr, len};
    *s = me_span_skip(*s, len);
    return c;
}

/* C0, DEL and C1. */
static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

/* Characters that change the direction of writing, join lines or cannot be seen. */
static bool is_deceptive(uint32_t c)
{
    return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x17B4 || c == 0x17B5 ||
           (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || c == 0x2800 || c == 0x3164 || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||
           c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE || (c >= 0x1D173 && c <= 0x1D17A) ||
           (c >= 0xE0000 && c <= 0xE0FFF);
}

static size_t spell(uint32_t c, struct me_span bytes, char out[static ESCAPE_MAX])
{
    if (c == '\\' || (c >= 0x20 && c < 0x7F)) {
        out[0] = (char)c;
        return 1;
    }
    const bool is_byte = bytes.len == 1;
    return (size_t)snprintf(out, ESCAPE_MAX, is_byte ? "\\x%02x" : "\\u{%x}",
                            is_byte ? (unsigned)(unsigned char)bytes.ptr[0] : (unsigned)c);
}

size_t me_escape_terminal(struct me_span text, size_t width, char *out)
{
    size_t used = 0, before_last = 0;
    while (text.len > 0) {
        struct me_span bytes;
        char spelled[ESCAPE_MAX];
        const uint32_t c = next_character(&text, &bytes);
        const size_t len = spell(c, bytes, spelled);
        if (used + len > width || (used + len == width && text.len > 0)) {
            if (used == width)
                used = before_last;
            if (used < width)
                out[used++] = '~';
            break;
        }
        before_last = used;
        memcpy(out + used, spelled, len);
        used += len;
    }
    out[used] = 0;
    return used;
}

/* A spreadsheet takes these at the start of a cell for a formula, some of them in their wide forms as well. */
static bool starts_formula(struct me_span text)
{
    return strchr("=+-@|%", text.ptr[0]) != NULL || me_span_starts(text, ME_SPAN("\xEF\xBC\x9D")) ||
           me_span_starts(text, ME_SPAN("\xEF\xBC\x8B")) || me_span_starts(text, ME_SPAN("\xEF\xBC\x8D")) ||
           me_span_starts(text, ME_SPAN("\xEF\xBC\xA0"));
}

/* Whether what follows `c` may be the start of a cell. In countries where the comma is part of numbers a spreadsheet
 * splits at semicolons, in spite of the quotes around the whole; blanks and quotes may stand before a formula. */
static bool is_cell_start(uint32_t c, bool was_start)
{
    return c == ',' || c == ';' || c == '\t' || c == '\r' || c == '\n' || (was_start && (c <= ' ' || c == '"'));
}

void me_escape_csv(struct me_span text, FILE *out)
{
    bool at_start = true, quoted = text.len > 0 && starts_formula(text);
    for (size_t i = 0; i < text.len && !quoted; i++)
        quoted = text.ptr[i] == ',' || text.ptr[i] == '"' || text.ptr[i] == ';' || (unsigned char)text.ptr[i] <= ' ';
    if (quoted)
        fputc('"', out);
    while (text.len > 0) {
        struct me_span bytes;
        if (at_start && starts_formula(text))
            fputc('\'', out);
        const uint32_t c = next_character(&text, &bytes);
        at_start = is_cell_start(c, at_start);
        if (is_control(c))
            fputc(' ', out);
        else if (c == BAD || is_deceptive(c))
            fputs("\xEF\xBF\xBD", out);
        else if (c == '"')
            fputs("\"\"", out);
        else
            fwrite(bytes.ptr, 1, bytes.len, out);
    }
    if (quoted)
        fputc('"', out);
}

/* Marks that are set above, below or through the letter before them. A heap of them covers other lines of a page. */
static bool is_mark(uint32_t c)
{
    return (c >= 0x300 && c <= 0x36F) || (c >= 0x483 && c <= 0x489) || (c >= 0x591 && c <= 0x5BD) ||
           (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F) || (c >= 0xE31 && c <= 0xE4E) ||
           (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x1DC0 && c <= 0x1DFF) || (c >= 0x20D0 && c <= 0x20FF) ||
           (c >= 0xFE20 && c <= 0xFE2F);
}

void me_escape_html(struct me_span text, FILE *out)
{
    enum { MARKS_MAX = 3 };
    unsigned marks = 0;
    while (text.len > 0) {
        struct me_span bytes;
        const uint32_t c = next_character(&text, &bytes);
        marks = is_mark(c) ? marks + 1 : 0;
        if (c == '&')
            fputs("&amp;", out);
        else if (c == '<')
            fputs("&lt;", out);
        else if (c == '>')
            fputs("&gt;", out);
        else if (c == '"')
            fputs("&quot;", out);
        else if (c == '\'')
            fputs("&#39;", out);
        else if (c == BAD || is_control(c) || is_deceptive(c) || marks > MARKS_MAX)
            fputs("\xEF\xBF\xBD", out);
        else
            fwrite(bytes.ptr, 1, bytes.len, out);
    }
}
