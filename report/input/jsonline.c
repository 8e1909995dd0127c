/* SPDX-License-Identifier: Apache-2.0
 *
 * A walk over the fields of one object. Values that are not asked for are skipped by their quotes and brackets alone:
 * a line that is no valid JSON may so pass, which does no harm, since the recogniser judges the message.
 */
#include "jsonline.h"

#include <stdint.h>

static char *skip_blanks(char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    return p;
}

/* The closing quote of the string that opens at `p`, or NULL. */
static char *string_close(char *p, const char *end)
{
    for (p++; p < end; p++) {
        if (*p == '"')
            return p;
        if (*p == '\\')
            p++;
    }
    return NULL;
}

/* Behind the value that starts at `p`, or NULL when it does not end. */
static char *skip_value(char *p, const char *end)
{
    int depth = 0;
    for (; p < end; p++) {
        if (*p == '"') {
            p = string_close(p, end);
            if (p == NULL)
                return NULL;
        } else if (*p == '{' || *p == '[') {
            depth++;
        } else if (*p == '}' || *p == ']') {
            if (depth == 0)
                return p;
            depth--;
        } else if (*p == ',' && depth == 0) {
            return p;
        }
    }
    return NULL;
}

static int hex_value(char c)
{
    if (me_ascii_digit(c))
        return c - '0';
    c = me_ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The code unit of the four hexadecimal digits at `p`, or -1. */
static int32_t code_unit(const char *p, const char *end)
{
    int32_t unit = 0;
    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_value(p[i]);
        if (digit < 0)
            return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    return out;
}

/* Decodes the `\uXXXX` whose digits start at `*p`, with the second half of a pair behind it. The six or twelve
 * characters that are read are more than the three or four bytes that are written. */
static char *decode_unit(char **p, const char *end, char *out)
{
    int32_t unit = code_unit(*p, end);
    if (unit < 0)
        return out;
    *p += 4;
    if (unit >= 0xD800 && unit < 0xDC00 && end - *p >= 6 && (*p)[0] == '\\' && (*p)[1] == 'u') {
        const int32_t low = code_unit(*p + 2, end);
        if (low >= 0xDC00 && low < 0xE000) {
            *p += 6;
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return put_utf8(out, (uint32_t)unit);
}

/* Decodes the string between two quotes in place. */
static struct me_span decode(char *begin, const char *end)
{
    static const char escapes[] = "bfnrt", meanings[] = "\b\f\n\r\t";
    char *out = begin, *p = begin;
    while (p < end) {
        if (*p != '\\' || p + 1 == end) {
            *out++ = *p++;
            continue;
        }
        const char c = p[1];
        const char *escape = c != 0 ? strchr(escapes, c) : NULL;
        p += 2;
        if (c == 'u')
            out = decode_unit(&p, end, out);
        else
            *out++ = escape != NULL ? meanings[escape - escapes] : c;
    }
    return me_span_between(begin, out);
}

static bool is_one_of(struct me_span key, const struct me_span *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (me_span_equal(key, names[i]))
            return true;
    return false;
}

/* Walks over the object that opens at `p`. `nested`: it is the value of `host`, and only its `name` counts. */
static bool read_object(char *p, const char *end, bool nested, struct me_span *message, struct me_span *host)
{
    static const struct me_span messages[] = {{"message", 7}, {"msg", 3}, {"rawmsg", 6}, {"log", 3}};
    static const struct me_span hosts[] = {{"hostname", 8}, {"host", 4}, {"syslog_hostname", 15}};
    static const struct me_span name = {"name", 4};
    for (p = skip_blanks(p + 1, end); p < end && *p == '"'; p = skip_blanks(p + 1, end)) {
        char *close = string_close(p, end);
        if (close == NULL)
            return false;
        const struct me_span key = me_span_between(p + 1, close);
        p = skip_blanks(close + 1, end);
        if (p == end || *p != ':')
            return false;
        p = skip_blanks(p + 1, end);
        char *behind = skip_value(p, end);
        if (behind == NULL)
            return false;
        const bool is_host = nested ? me_span_equal(key, name) : is_one_of(key, hosts, sizeof(hosts) / sizeof(*hosts));
        if (*p == '"' && (close = string_close(p, end)) != NULL) {
            if (is_host && host->ptr == NULL)
                *host = decode(p + 1, close);
            else if (!nested && message->ptr == NULL && is_one_of(key, messages, sizeof(messages) / sizeof(*messages)))
                *message = decode(p + 1, close);
        } else if (*p == '{' && is_host && !nested) {
            read_object(p, behind, true, message, host);
        }
        p = behind;
        if (*p != ',')
            break;
    }
    return true;
}

bool me_jsonline_read(char *line, size_t len, struct me_span *message, struct me_span *host)
{
    const char *end = line + len;
    char *p = skip_blanks(line, end);
    *message = *host = (struct me_span){0};
    if (p == end || *p != '{')
        return false;
    read_object(p, end, false, message, host);
    return message->ptr != NULL;
}
