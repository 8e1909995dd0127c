/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads escapes one by one, from left to right, and writes no octet before it has read the escape. Lenient in JSON: a
 * lone surrogate becomes the three bytes that UTF-8 would have for it.
 */
#include "text/json_unescape.h"

static int hex_digit(char c)
{
    const char l = me_ascii_lower(c);
    if (me_ascii_digit(l))
        return l - '0';
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

/* The code unit of the `\uXXXX` at `p`, or -1. */
static int32_t code_unit(const char *p, const char *end)
{
    int32_t value = 0;
    if (end - p < 6 || p[0] != '\\' || p[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        const int digit = hex_digit(p[i]);
        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

static size_t put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3F));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3F));
        out[2] = (char)(0x80 | (c & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3F));
    out[2] = (char)(0x80 | (c >> 6 & 0x3F));
    out[3] = (char)(0x80 | (c & 0x3F));
    return 4;
}

/* Reads the escape at `p`, puts what it stands for, 1 to 4 bytes, to `out`, and returns the end of the escape. */
static const char *read_escape(const char *p, const char *end, char *out, size_t *len)
{
    static const char letters[] = "b\bf\fn\nr\rt\t";
    const int32_t unit = code_unit(p, end);
    *len = 1;
    if (unit >= 0) {
        const int32_t low = unit >= 0xD800 && unit < 0xDC00 ? code_unit(p + 6, end) : -1;
        const bool pair = low >= 0xDC00 && low < 0xE000;
        *len = put_utf8(out,
                        pair ? 0x10000 + ((uint32_t)(unit - 0xD800) << 10) + (uint32_t)(low - 0xDC00) : (uint32_t)unit);
        return p + (pair ? 12 : 6);
    }
    if (end - p < 2) {
        *out = *p;
        return p + 1;
    }
    *out = p[1];
    for (size_t i = 0; i + 1 < sizeof(letters); i += 2)
        if (p[1] == letters[i])
            *out = letters[i + 1];
    return p + 2;
}

/* Reads the backslash at `p` as structured data has it: before any other sign it stands for itself. */
static const char *read_sign(const char *p, const char *end, char *out, size_t *len)
{
    const bool is_escape = end - p >= 2 && (p[1] == '"' || p[1] == '\\' || p[1] == ']');
    *len = 1;
    *out = is_escape ? p[1] : *p;
    return p + (is_escape ? 2 : 1);
}

typedef const char *read_backslash(const char *p, const char *end, char *out, size_t *len);

static inline size_t unescape(read_backslash *read, struct me_span text, char *bytes, uint32_t *at)
{
    const char *p = text.ptr, *end = me_span_end(text);
    size_t count = 0;
    while (p < end) {
        size_t len = 1;
        const char *next = p + 1;
        bytes[count] = *p;
        if (*p == '\\')
            next = read(p, end, bytes + count, &len);
        for (size_t i = 0; at != NULL && i < len; i++)
            at[count + i] = (uint32_t)(p - text.ptr);
        count += len;
        p = next;
    }
    if (at != NULL)
        at[count] = (uint32_t)text.len;
    return count;
}

size_t me_json_unescape(struct me_span text, char *bytes, uint32_t *at)
{
    return unescape(read_escape, text, bytes, at);
}

size_t me_json_unescape_signs(struct me_span text, char *bytes, uint32_t *at)
{
    return unescape(read_sign, text, bytes, at);
}
