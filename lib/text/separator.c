/* SPDX-License-Identifier: Apache-2.0
 *
 * Spellings of control characters. rsyslog writes prefix + three octal digits, or C escapes when
 * parser.escapeControlCharactersCStyle is on (SanitizeMsg in its runtime/parser.c); the prefix is `#` unless
 * parser.controlCharacterEscapePrefix says otherwise.
 */
#include "text/separator.h"

/* Whether prefix + the three digits stand at `p`, which has at least four bytes. */
static bool is_octal(const char *p, const char *digits)
{
    return p[1] == digits[0] && p[2] == digits[1] && p[3] == digits[2] && me_separator_is_prefix(p[0]);
}

static bool is_escaped_tab(const char *p)
{
    return p[1] == '0' && (is_octal(p, "011") || (p[0] == '#' && is_octal(p, "009")));
}

size_t me_separator_spelled(const char *p, const char *end)
{
    const size_t room = (size_t)(end - p);
    if (room >= 4 && is_escaped_tab(p))
        return 4;
    return room >= 2 && p[0] == '\\' && p[1] == 't' ? 2 : 0;
}

size_t me_separator_spelled_before(const char *begin, const char *p)
{
    const size_t room = (size_t)(p - begin);
    if (p[-1] == 't')
        return room >= 2 && p[-2] == '\\' ? 2 : 0;
    return room >= 4 && is_escaped_tab(p - 4) ? 4 : 0;
}

/* Length of the noise that `rest` starts with, 0 when it starts with none. */
static size_t leading_noise(struct me_span rest)
{
    const char *p = rest.ptr;
    if (me_ascii_alphanumeric(*p)) /* nearly always */
        return 0;
    if (*p == ' ' || *p == '\0')
        return 1;
    if (me_span_starts(rest, ME_SPAN("\xEF\xBB\xBF")))
        return 3;
    if (!me_separator_may_begin(*p))
        return 0;
    if (rest.len >= 4 && is_octal(p, "000"))
        return 4;
    if (rest.len >= 12 && is_octal(p, "357") && is_octal(p + 4, "273") && is_octal(p + 8, "277"))
        return 12;
    if (me_span_starts(rest, ME_SPAN("\\xEF\\xBB\\xBF")) || me_span_starts(rest, ME_SPAN("\\xef\\xbb\\xbf")))
        return 12;
    const size_t tab = me_separator_tab(p, me_span_end(rest));
    if (tab == 0 && me_span_starts(rest, ME_SPAN("\\0"))) /* and not the start of `\011` */
        return 2;
    return tab;
}

static bool ends_in_octal(struct me_span s, const char *digits)
{
    return s.len >= 4 && is_octal(me_span_end(s) - 4, digits);
}

static bool ends_in_letter(struct me_span s)
{
    return s.len >= 2 && me_span_end(s)[-2] == '\\';
}

/* Length of the noise that ends at the end of `s`, 0 when there is none. */
static size_t trailing_noise(struct me_span s)
{
    const char *end = me_span_end(s);
    if (me_separator_is_noise(end[-1]))
        return 1;
    switch (end[-1]) {
    case 'r':
    case 'n':
    case 't':
        return ends_in_letter(s) ? 2 : 0;
    case '0':
        return ends_in_letter(s) ? 2 : ends_in_octal(s, "000") ? 4 : 0;
    case '2':
        return ends_in_octal(s, "012") ? 4 : 0;
    case '5':
        return ends_in_octal(s, "015") ? 4 : 0;
    case '1':
    case '9':
        return me_separator_spelled_before(s.ptr, end);
    case 'A': {
        const size_t tab = me_span_ends(s, ME_SPAN("N/A")) ? me_separator_tab_before(s.ptr, end - 3) : 0;
        return tab > 0 ? 3 + tab : 0;
    }
    default:
        return 0;
    }
}

/* Length of the noise other than TABs that ends at the end of `s`, 0 when there is none. */
static size_t trailing_line_end(struct me_span s)
{
    const char last = me_span_end(s)[-1];
    if (last == '\t' || last == '1' || last == '9' || last == 'A' || (last == 't' && ends_in_letter(s)))
        return 0;
    return trailing_noise(s);
}

const char *me_separator_trim_spelled_end(const char *begin, const char *end)
{
    struct me_span s = me_span_between(begin, end);
    bool snare = true;
    for (size_t noise = 1; s.len > 0 && noise > 0; s.len -= noise) {
        noise = trailing_line_end(s);
        if (noise == 0 && snare && me_span_ends(s, ME_SPAN("N/A"))) {
            noise = trailing_noise(s);
            snare = false;
        }
    }
    return me_span_end(s);
}

struct me_span me_separator_trim_spelled(struct me_span text)
{
    for (size_t noise; text.len > 0 && (noise = trailing_noise(text)) > 0;)
        text.len -= noise;
    for (size_t noise; text.len > 0 && (noise = leading_noise(text)) > 0;)
        text = me_span_skip(text, noise);
    return text;
}
