/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands between the fields of a line and around it, after a forwarder and rsyslog's control-character escaping
 * had their way: real control characters, `#011` (the octal default), `\t` (C style), `#009` (seen from agents that
 * escape in decimal), and a configured prefix before `011`. Knows bytes, no fields.
 */
#ifndef ME_SEPARATOR_H
#define ME_SEPARATOR_H

#include <stdint.h>

#include "text/scan.h"
#include "text/span.h"

/* Length of the TAB of more than one byte at `p`, or before it: 2 or 4; 0 when there is none. */
size_t me_separator_spelled(const char *p, const char *end);
size_t me_separator_spelled_before(const char *begin, const char *p);

/* Whether `c` begins a separator, or may: a blank, a TAB, or the first byte of a spelled one. The last are what sites
 * configure as prefix; those that end a field or a number themselves are left out: `15:40:49.011` is a time with a
 * fraction, not a time and a TAB. Asked for nearly every byte of a line, so it is a set of bits. */
static inline bool me_separator_may_begin(char c)
{
    static const uint64_t sets[4] = {
        UINT64_C(1) << '\t' | UINT64_C(1) << ' ' | UINT64_C(1) << '!' | UINT64_C(1) << '#' | UINT64_C(1) << '$' |
            UINT64_C(1) << '%' | UINT64_C(1) << '&' | UINT64_C(1) << '*' | UINT64_C(1) << '+' | UINT64_C(1) << '/' |
            UINT64_C(1) << '=' | UINT64_C(1) << '?',
        UINT64_C(1) << ('@' - 64) | UINT64_C(1) << ('\\' - 64) | UINT64_C(1) << ('^' - 64) | UINT64_C(1) << ('_' - 64) |
            UINT64_C(1) << ('|' - 64) | UINT64_C(1) << ('~' - 64),
    };
    const unsigned char byte = (unsigned char)c;
    return (sets[byte / 64] >> byte % 64 & 1) != 0;
}

/* Whether three octal digits behind `c` may stand for a control character. */
static inline bool me_separator_is_prefix(char c)
{
    return me_separator_may_begin(c) && c != ' ' && c != '\t';
}

/* Length of the TAB spelled at `p`: 1, 2 or 4; 0 when there is none. Reads nothing at or behind `end`. What stands
 * before `p` is not looked at: see me_separator_is_escaped(). */
static inline size_t me_separator_tab(const char *p, const char *end)
{
    if (p >= end)
        return 0;
    if (*p == '\t')
        return 1;
    return me_separator_may_begin(*p) ? me_separator_spelled(p, end) : 0;
}

/* Length of the TAB spelled just before `p`, or 0. Reads nothing before `begin`. */
static inline size_t me_separator_tab_before(const char *begin, const char *p)
{
    if (p <= begin)
        return 0;
    switch (p[-1]) {
    case '\t':
        return 1;
    case 't':
    case '1':
    case '9': /* most often a number's, so the octal digits are looked for before anything is called */
        return p - begin >= 2 && (p[-2] == '\\' || (p - begin >= 4 && p[-3] == '0'))
                   ? me_separator_spelled_before(begin, p)
                   : 0;
    default:
        return 0;
    }
}

/* Whether the backslash at `p` is itself escaped by the ones before it, back to `begin`: then `\\t` is a client's own
 * backslash and `t`, as raw JSON text has them, and no TAB. Linear in the run of backslashes. */
static inline bool me_separator_is_escaped(const char *begin, const char *p)
{
    const char *q = p;
    while (q > begin && q[-1] == '\\')
        q--;
    return (p - q) % 2 != 0;
}

/* End of the run of TABs and blanks that starts at `p`; `p` itself when there is none. */
static inline const char *me_separator_skip(const char *p, const char *end)
{
    for (size_t len = 1; len > 0; p += len)
        len = p < end && *p == ' ' ? 1 : me_separator_tab(p, end);
    return p;
}

/* Start of the run of TABs and blanks that ends at `p`; `p` itself when there is none. */
static inline const char *me_separator_skip_before(const char *begin, const char *p)
{
    for (size_t len = 1; len > 0; p -= len)
        len = p > begin && p[-1] == ' ' ? 1 : me_separator_tab_before(begin, p);
    return p;
}

/* The next word from `p` on, where only blanks stand between words. */
static inline struct me_span me_separator_word(const char *p, const char *end)
{
    while (p < end && *p == ' ')
        p++;
    return me_span_between(p, me_scan_byte(p, end, ' '));
}

/* Whether `c` is noise by itself at the end of a line. */
static inline bool me_separator_is_noise(char c)
{
    const uint64_t set = UINT64_C(1) << ' ' | UINT64_C(1) << '\t' | UINT64_C(1) << '\r' | UINT64_C(1) << '\n' | 1;
    return (unsigned char)c <= ' ' && (set >> (unsigned char)c & 1) != 0;
}

/* Whether noise of more than one byte may end in `c`: `\r`, `#011`, `N/A` and the like. Asked for every line and
 * record, and nearly none ends so: a set of bits. */
static inline bool me_separator_may_end_noise(char c)
{
    static const uint64_t sets[4] = {
        UINT64_C(1) << '0' | UINT64_C(1) << '1' | UINT64_C(1) << '2' | UINT64_C(1) << '5' | UINT64_C(1) << '9',
        UINT64_C(1) << ('A' - 64) | UINT64_C(1) << ('n' - 64) | UINT64_C(1) << ('r' - 64) | UINT64_C(1) << ('t' - 64),
    };
    const unsigned char byte = (unsigned char)c;
    return (sets[byte / 64] >> byte % 64 & 1) != 0;
}

/* As me_separator_trim() and me_separator_trim_end(), for a text that may have more noise than single bytes. */
struct me_span me_separator_trim_spelled(struct me_span text);
const char *me_separator_trim_spelled_end(const char *begin, const char *end);

/* `text` without the noise around it. In front: blanks, TABs, NULs and byte order marks; at the end: CR, LF, NUL,
 * blanks, TABs and Snare's last column `N/A`; all in any spelling. */
static inline struct me_span me_separator_trim(struct me_span text)
{
    while (text.len > 0 && me_separator_is_noise(text.ptr[text.len - 1]))
        text.len--;
    const bool may_have =
        text.len == 0 || !me_ascii_alphanumeric(text.ptr[0]) || me_separator_may_end_noise(text.ptr[text.len - 1]);
    return may_have ? me_separator_trim_spelled(text) : text;
}

/* The end of the line [begin, end) without the noise before it: CR, LF, NUL and blanks in any spelling, and one column
 * `N/A` of Snare's. TABs stay: in a row they are empty columns. */
static inline const char *me_separator_trim_end(const char *begin, const char *end)
{
    while (end > begin && me_separator_is_noise(end[-1]) && end[-1] != '\t')
        end--;
    return end > begin && me_separator_may_end_noise(end[-1]) ? me_separator_trim_spelled_end(begin, end) : end;
}

#endif
