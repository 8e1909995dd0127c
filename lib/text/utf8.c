/* SPDX-License-Identifier: Apache-2.0
 *
 * Checks eight ASCII bytes at a time: nearly all that mail logs hold.
 */
#include "text/utf8.h"

#include <stdint.h>

static bool is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* Length of the valid sequence at `p`, 0 when there is none within `room` bytes. The lowest and highest second byte
 * exclude overlong forms, surrogates and what lies above U+10FFFF (RFC 3629, section 4). */
static size_t sequence(const unsigned char *p, size_t room)
{
    const unsigned char first = p[0];
    if (first < 0x80)
        return 1;
    const size_t len = first >= 0xC2 && first <= 0xDF ? 2 : first >= 0xE0 && first <= 0xEF ? 3 : first <= 0xF4 ? 4 : 0;
    if (first < 0xC2 || len == 0 || room < len)
        return 0;
    const unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if (!is_continuation(p[i]))
            return 0;
    return len;
}

size_t me_utf8_sequence(struct me_span s)
{
    return sequence((const unsigned char *)s.ptr, s.len);
}

static uint64_t eight_at(const unsigned char *p)
{
    uint64_t eight;
    memcpy(&eight, p, sizeof(eight));
    return eight;
}

size_t me_utf8_valid_prefix(struct me_span s)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t i = 0;
    while (i < s.len) {
        while (s.len - i >= 8 && (eight_at(p + i) & high) == 0)
            i += 8;
        /* the last ones together with some of those before */
        if (i == s.len || (s.len - i < 8 && s.len >= 8 && (eight_at(p + s.len - 8) & high) == 0))
            return s.len;
        const size_t len = sequence(p + i, s.len - i);
        if (len == 0)
            break;
        i += len;
    }
    return i;
}

size_t me_utf8_repair(struct me_span s, char *out)
{
    char *q = out;
    while (s.len > 0) {
        const size_t valid = me_utf8_valid_prefix(s);
        memcpy(q, s.ptr, valid);
        q += valid;
        s = me_span_skip(s, valid);
        if (s.len > 0) {
            memcpy(q, "\xEF\xBF\xBD", ME_UTF8_GROWTH);
            q += ME_UTF8_GROWTH;
            s = me_span_skip(s, 1);
        }
    }
    return (size_t)(q - out);
}
