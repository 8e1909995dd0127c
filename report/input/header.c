/* SPDX-License-Identifier: Apache-2.0
 *
 * Headers by the shape of their timestamp.
 */
#include "header.h"

#include "base/clock.h"
#include "text/timestamp.h"

enum { TRADITIONAL_TIME = 15, HOST_MAX = 255 };

static struct me_span skip_word(struct me_span s, struct me_span *word)
{
    const char *blank = s.len > 0 ? memchr(s.ptr, ' ', s.len) : NULL;
    *word = me_span_between(s.ptr, blank != NULL ? blank : me_span_end(s));
    return me_span_skip(s, word->len + (blank != NULL));
}

/* `<13>`, and RFC 5424's version behind it. */
static struct me_span skip_priority(struct me_span s, bool *is_5424)
{
    size_t i = 1;
    *is_5424 = false;
    if (s.len < 3 || s.ptr[0] != '<')
        return s;
    while (i < s.len && i < 5 && me_ascii_digit(s.ptr[i]))
        i++;
    if (i == 1 || i == s.len || s.ptr[i] != '>')
        return s;
    s = me_span_skip(s, i + 1);
    *is_5424 = me_span_starts(s, ME_SPAN("1 "));
    return *is_5424 ? me_span_skip(s, 2) : s;
}

/* Whether `s` starts with `Nov 22 07:00:01 `. */
static bool has_traditional_time(struct me_span s)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    if (s.len <= TRADITIONAL_TIME || s.ptr[3] != ' ' || s.ptr[6] != ' ' || s.ptr[9] != ':' || s.ptr[12] != ':' ||
        s.ptr[TRADITIONAL_TIME] != ' ')
        return false;
    for (size_t i = 0; i < sizeof(months) - 1; i += 3)
        if (memcmp(s.ptr, months + i, 3) == 0)
            return true;
    return false;
}

/* Reads `2026-11-22T07:00:01`, whatever fraction and offset follow. */
static bool read_rfc3339(struct me_span word, int64_t *when)
{
    int64_t to;
    return word.len > 19 && word.ptr[10] == 'T' && me_clock_parse((struct me_span){word.ptr, 19}, 0, when, &to);
}

/* Skips RFC 5424's structured data. */
static struct me_span skip_structured_data(struct me_span s)
{
    struct me_span word;
    if (s.len == 0 || s.ptr[0] != '[')
        return skip_word(s, &word);
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        if (quoted && s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == '"')
            quoted = !quoted;
        else if (!quoted && s.ptr[i] == ']' && (i + 1 == s.len || s.ptr[i + 1] != '['))
            return me_span_skip(s, i + 1 < s.len && s.ptr[i + 1] == ' ' ? i + 2 : i + 1);
    }
    return s;
}

/* `rest` behind `tag:` or `tag[pid]:`. */
static struct me_span skip_tag(struct me_span rest)
{
    struct me_span word;
    const struct me_span behind = skip_word(rest, &word);
    return me_span_ends(word, ME_SPAN(":")) ? behind : rest;
}

struct me_header me_header_read(struct me_span line)
{
    struct me_header h = {.rest = line, .untagged = line, .when = ME_NEVER};
    bool is_5424;
    struct me_span word, s = skip_priority(line, &is_5424);
    if (s.len == 0)
        return h;
    if (has_traditional_time(s)) {
        s = me_span_skip(s, TRADITIONAL_TIME + 1);
    } else {
        const struct me_span behind = skip_word(s, &word);
        if (!read_rfc3339(word, &h.when))
            return h;
        s = behind;
    }
    s = skip_word(s, &word);
    if (word.len > 0 && word.len <= HOST_MAX && !me_span_equal(word, ME_SPAN("-")))
        h.host = word;
    if (is_5424) {
        s = skip_word(skip_word(skip_word(s, &word), &word), &word);
        s = skip_structured_data(s);
    }
    h.rest = s;
    h.untagged = is_5424 ? s : skip_tag(s);
    return h;
}
