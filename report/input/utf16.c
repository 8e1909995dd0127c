/* SPDX-License-Identifier: Apache-2.0
 *
 * The form is decided anew at the start of each line, from its first four bytes: `1 NUL 1 NUL` is UTF-16 with the low
 * byte first, `NUL 1 NUL 1` with the high one first. A line of a log begins with a digit or a bracket, so that two
 * bytes without a NUL are never a character of UTF-16 there. A lone NUL is noise, and stays.
 */
#include "utf16.h"

#include <string.h>

enum { REPLACEMENT = 0xFFFD, CHARACTER_MAX = 4 /* bytes in UTF-8 */ };

bool me_utf16_concerns(const struct me_utf16 *state, const char *bytes, size_t len)
{
    return state->form != ME_UTF16_NONE || memchr(bytes, 0, len) != NULL ||
           (state->at_line_start && len > 0 && ((unsigned char)bytes[0] == 0xFF || (unsigned char)bytes[0] == 0xFE));
}

/* Bytes of a mark at the start of a line, of which `form` becomes the form. What follows the mark must agree. */
static size_t read_mark(const unsigned char *p, size_t len, enum me_utf16_form *form)
{
    if (len < ME_UTF16_AHEAD || p[0] < 0xFE || p[1] < 0xFE || p[0] == p[1])
        return 0;
    const bool is_little = p[0] == 0xFF;
    if ((p[2] == 0) == is_little || (p[3] == 0) != is_little)
        return 0;
    *form = is_little ? ME_UTF16_LITTLE : ME_UTF16_BIG;
    return 2;
}

/* The form of the line that begins at `p`; `before` is that of the line before it. */
static enum me_utf16_form form_of(const unsigned char *p, size_t len, enum me_utf16_form before)
{
    if (len < 2 || (p[0] != 0 && p[1] != 0))
        return ME_UTF16_NONE;
    if (before != ME_UTF16_NONE && (p[0] == 0) == (before == ME_UTF16_BIG))
        return before;
    if (len < ME_UTF16_AHEAD)
        return ME_UTF16_NONE;
    if (p[0] != 0 && p[1] == 0 && p[2] != 0 && p[3] == 0)
        return ME_UTF16_LITTLE;
    return p[0] == 0 && p[1] != 0 && p[2] == 0 && p[3] != 0 ? ME_UTF16_BIG : ME_UTF16_NONE;
}

static size_t put(unsigned c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    const size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = len - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3F));
    out[0] = (char)(first[len] | c);
    return len;
}

/* One unit of two bytes: writes the character that it ends, or the replacement of one that it breaks off. */
static size_t put_unit(struct me_utf16 *state, unsigned unit, char *out)
{
    const unsigned high = state->high;
    const bool is_high = unit >= 0xD800 && unit < 0xDC00, is_low = unit >= 0xDC00 && unit < 0xE000;
    size_t used = 0;
    state->high = is_high ? unit : 0;
    if (high != 0 && is_low)
        return put(0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00), out);
    if (high != 0)
        used = put(REPLACEMENT, out);
    if (!is_high)
        used += put(is_low ? REPLACEMENT : unit, out + used);
    return used;
}

/* Copies what is text in bytes, up to the end of its line. */
static size_t copy_line(struct me_utf16 *state, const char *in, size_t len, char *out)
{
    const char *newline = memchr(in, '\n', len);
    const size_t count = newline != NULL ? (size_t)(newline - in) + 1 : len;
    memcpy(out, in, count);
    state->at_line_start = newline != NULL;
    return count;
}

size_t me_utf16_decode(struct me_utf16 *state, const char *in, size_t len, bool at_end, char *out, size_t size,
                       size_t *taken)
{
    enum { ROOM = 2 * CHARACTER_MAX };
    size_t i = 0, used = 0;
    while (i < len) {
        const unsigned char *p = (const unsigned char *)in + i;
        const size_t left = len - i;
        if (state->at_line_start) {
            if (left < ME_UTF16_AHEAD && !at_end)
                break;
            state->form = form_of(p, left, state->form);
            state->at_line_start = false;
            i += read_mark(p, left, &state->form);
        } else if (state->form == ME_UTF16_NONE) {
            const size_t count = copy_line(state, in + i, left < size - used ? left : size - used, out + used);
            if (count == 0)
                break;
            i += count;
            used += count;
        } else {
            if ((left < 2 && !at_end) || size - used < ROOM)
                break;
            const unsigned second = left > 1 ? p[1] : 0;
            const unsigned unit = state->form == ME_UTF16_LITTLE ? p[0] | second << 8 : second | (unsigned)p[0] << 8;
            used += put_unit(state, unit, out + used);
            i += left > 1 ? 2 : 1;
            state->at_line_start = unit == '\n';
        }
    }
    *taken = i;
    return used;
}
