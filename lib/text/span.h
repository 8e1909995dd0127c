/* SPDX-License-Identifier: Apache-2.0
 *
 * A view of bytes: where they start and how many there are. Passed by value, never owns what it shows, never needs a
 * terminating NUL. A span whose pointer is NULL is absent; one with a pointer and no length is empty. This file
 * knows nothing of MailEnable.
 */
#ifndef ME_SPAN_H
#define ME_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct me_span {
    const char *ptr;
    size_t len;
};

/* A span over a string literal, for tables and comparisons. */
#define ME_SPAN(literal) ((struct me_span){"" literal, sizeof(literal) - 1})

static inline struct me_span me_span_between(const char *begin, const char *end)
{
    return (struct me_span){begin, (size_t)(end - begin)};
}

static inline const char *me_span_end(struct me_span s)
{
    return s.len > 0 ? s.ptr + s.len : s.ptr; /* C knows no sum with a null pointer; compilers make one sum of it */
}

static inline bool me_span_present(struct me_span s)
{
    return s.ptr != NULL && s.len > 0;
}

static inline bool me_span_equal(struct me_span a, struct me_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool me_span_starts(struct me_span s, struct me_span prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool me_span_ends(struct me_span s, struct me_span suffix)
{
    return s.len >= suffix.len && (suffix.len == 0 || memcmp(me_span_end(s) - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* The rest of `s` behind its first `n` bytes; empty when it has no more than `n`. */
static inline struct me_span me_span_skip(struct me_span s, size_t n)
{
    return n < s.len ? (struct me_span){s.ptr + n, s.len - n} : (struct me_span){s.ptr + s.len, 0};
}

/* `s` without the blanks (SP) at both ends. */
static inline struct me_span me_span_trim(struct me_span s)
{
    while (s.len > 0 && s.ptr[0] == ' ')
        s = me_span_skip(s, 1);
    while (s.len > 0 && s.ptr[s.len - 1] == ' ')
        s.len--;
    return s;
}

static inline char me_ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool me_ascii_digit(char c)
{
    return (unsigned char)(c - '0') < 10;
}

static inline bool me_ascii_letter(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26;
}

static inline bool me_ascii_alphanumeric(char c)
{
    return me_ascii_digit(c) || me_ascii_letter(c);
}

static inline bool me_ascii_hex(char c)
{
    return me_ascii_digit(c) || (unsigned char)((c | 0x20) - 'a') < 6;
}

/* ASCII only: what SMTP and rsyslog compare without case is ASCII (RFC 5321, section 2.4). */
static inline bool me_span_equal_nocase(struct me_span a, struct me_span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (a.ptr[i] != b.ptr[i] && me_ascii_lower(a.ptr[i]) != me_ascii_lower(b.ptr[i]))
            return false;
    return true;
}

static inline bool me_span_starts_nocase(struct me_span s, struct me_span prefix)
{
    return s.len >= prefix.len && me_span_equal_nocase((struct me_span){s.ptr, prefix.len}, prefix);
}

#endif
