/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts that grow; the program ends when memory is out, since a test without memory proves nothing.
 */
#define _GNU_SOURCE /* memmem() */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static char *room(struct oracle_text *text, size_t count)
{
    if (text->ptr == NULL || text->size - text->len < count) {
        text->size = 2 * (text->len + count) + 64;
        text->ptr = realloc(text->ptr, text->size);
        if (text->ptr == NULL)
            abort();
    }
    return text->ptr + text->len;
}

void oracle_text_add(struct oracle_text *text, struct me_span bytes)
{
    char *to = room(text, bytes.len);
    if (bytes.len > 0)
        memcpy(to, bytes.ptr, bytes.len);
    text->len += bytes.len;
}

void oracle_text_add_string(struct oracle_text *text, const char *string)
{
    oracle_text_add(text, oracle_span(string));
}

void oracle_text_add_byte(struct oracle_text *text, char byte)
{
    *room(text, 1) = byte;
    text->len++;
}

void oracle_text_fill(struct oracle_text *text, char byte, size_t count)
{
    memset(room(text, count), byte, count);
    text->len += count;
}

void oracle_text_add_w3c(struct oracle_text *text, struct me_span value)
{
    for (size_t i = 0; i < value.len; i++)
        oracle_text_add_byte(text, value.ptr[i] == ' ' ? '+' : value.ptr[i]);
    if (value.len == 0)
        oracle_text_add_byte(text, '-');
}

void oracle_text_format(struct oracle_text *text, const char *format, ...)
{
    char buffer[1024];
    va_list arguments;
    va_start(arguments, format);
    const int len = vsnprintf(buffer, sizeof(buffer), format, arguments);
    va_end(arguments);
    if (len < 0 || (size_t)len >= sizeof(buffer))
        abort();
    oracle_text_add(text, (struct me_span){buffer, (size_t)len});
}

void oracle_text_swap(struct oracle_text *a, struct oracle_text *b)
{
    const struct oracle_text other = *a;
    *a = *b;
    *b = other;
}

void oracle_text_free(struct oracle_text *text)
{
    free(text->ptr);
    *text = (struct oracle_text){0};
}

const char *oracle_text_find(struct me_span whole, struct me_span part)
{
    return part.len == 0 || part.len > whole.len ? NULL : memmem(whole.ptr, whole.len, part.ptr, part.len);
}
