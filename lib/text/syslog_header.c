/* SPDX-License-Identifier: Apache-2.0
 *
 * Headers by the shape of their timestamp: without one, only a PRI is taken for a header.
 */
#include "text/syslog_header.h"

enum { PRI_DIGITS_MAX = 3 };

/* Cuts the word off that `*text` begins with, and one blank behind it. Empty: `*text` begins with a blank, or has
 * nothing. */
static struct me_span take_word(struct me_span *text)
{
    const char *blank = text->len > 0 ? memchr(text->ptr, ' ', text->len) : NULL;
    const struct me_span word = me_span_between(text->ptr, blank != NULL ? blank : me_span_end(*text));
    *text = me_span_skip(*text, word.len + (blank != NULL));
    return word;
}

struct me_span me_syslog_header_behind_pri(struct me_span text)
{
    size_t digits = 0;
    if (!me_span_starts(text, ME_SPAN("<")))
        return text;
    while (digits < PRI_DIGITS_MAX && 1 + digits < text.len && me_ascii_digit(text.ptr[1 + digits]))
        digits++;
    if (digits == 0 || 1 + digits >= text.len || text.ptr[1 + digits] != '>')
        return text;
    return me_span_skip(text, digits + 2);
}

static bool is_month(const char *p)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (size_t i = 0; i + 3 < sizeof(months); i += 3)
        if (memcmp(p, months + i, 3) == 0)
            return true;
    return false;
}

/* The length of the `Jul 24 15:40:50 ` that `text` starts with, or 0. Something must stand behind it. */
static size_t traditional_stamp(struct me_span text)
{
    enum { LEN = 16 };
    struct me_timestamp ignored;
    const char *p = text.ptr;
    return text.len > LEN && p[3] == ' ' && is_month(p) && (p[4] == ' ' || me_ascii_digit(p[4])) &&
                   me_ascii_digit(p[5]) && p[6] == ' ' && me_timestamp_time((struct me_span){p + 7, 8}, &ignored) &&
                   p[15] == ' '
               ? LEN
               : 0;
}

/* Whether `word` is nothing but what a fraction and an offset are written with: `.123+02:00`, `+0200`, `Z`. */
static bool is_fraction_and_offset(struct me_span word)
{
    for (size_t i = 0; i < word.len; i++)
        if (!me_ascii_digit(word.ptr[i]) && memchr(".,+-:Z", word.ptr[i], 6) == NULL)
            return false;
    return word.len > 0;
}

/* The `2014-07-24T15:40:50.123+02:00` that `text` starts with, a blank behind it; absent when there is none. */
static struct me_span rfc3339_stamp(struct me_span text, struct me_timestamp *time)
{
    enum { DATE = 10, SECONDS = DATE + 1 + 8 };
    struct me_timestamp read = {0};
    if (text.len <= SECONDS || text.ptr[DATE] != 'T' || text.ptr[4] != '-')
        return (struct me_span){0};
    const size_t room = text.len <= ME_SYSLOG_HEADER_STAMP_MAX ? text.len : ME_SYSLOG_HEADER_STAMP_MAX + 1;
    const char *blank = memchr(text.ptr, ' ', room);
    if (blank == NULL || blank < text.ptr + SECONDS ||
        !is_fraction_and_offset(me_span_between(text.ptr + SECONDS, blank)) ||
        me_timestamp_date_before(text.ptr, text.ptr + DATE, &read) != text.ptr ||
        !me_timestamp_time((struct me_span){text.ptr + DATE + 1, 8}, &read))
        return (struct me_span){0};
    *time = read;
    return me_span_between(text.ptr, blank);
}

/* `[a b="]"][c] rest` -> `rest`, `- rest` -> `rest`. Where it does not end, all of it stays. Absent: there is none. */
static struct me_span skip_structured_data(struct me_span text)
{
    bool is_quoted = false;
    if (!me_span_starts(text, ME_SPAN("[")))
        return me_span_equal(take_word(&text), ME_SPAN("-")) ? text : (struct me_span){0};
    for (size_t i = 0; i < text.len; i++) {
        if (is_quoted && text.ptr[i] == '\\')
            i++;
        else if (text.ptr[i] == '"')
            is_quoted = !is_quoted;
        else if (!is_quoted && text.ptr[i] == ']' && (i + 1 == text.len || text.ptr[i + 1] != '['))
            return me_span_skip(text, i + 1 < text.len && text.ptr[i + 1] == ' ' ? i + 2 : i + 1);
    }
    return text;
}

/* Whether the line's own timestamp stands here, in brackets or not. */
static bool begins_with_time(struct me_span text)
{
    text = me_span_skip(text, me_span_starts(text, ME_SPAN("[")) ? 1 : 0);
    return me_timestamp_at(text.ptr, me_span_end(text)) != NULL;
}

/* `app 1 - - rest` -> `rest`. Without structured data the words may be those of the line: all of them stay. So they do
 * where the line's timestamp is among them, whatever follows: `app 07/24/14 15:40:49 [1448] ME-I0111: ...` */
static struct me_span skip_5424_words(struct me_span text)
{
    enum { APP_NAME_PROCID_MSGID = 3 };
    struct me_span rest = text;
    for (int i = 0; i < APP_NAME_PROCID_MSGID; i++) {
        if (begins_with_time(rest))
            return text;
        take_word(&rest);
    }
    rest = skip_structured_data(rest);
    return me_span_present(rest) ? rest : text;
}

/* `app[1]: rest` -> `rest` */
static struct me_span skip_tag(struct me_span text)
{
    struct me_span rest = text;
    return me_span_ends(take_word(&rest), ME_SPAN(":")) ? rest : text;
}

struct me_span me_syslog_header_behind_stamp(struct me_span text)
{
    struct me_timestamp ignored;
    const size_t len = traditional_stamp(text);
    if (len > 0)
        return me_span_skip(text, len);
    const struct me_span stamp = rfc3339_stamp(text, &ignored);
    return me_span_present(stamp) ? me_span_skip(text, stamp.len + 1) : text;
}

/* Reads the timestamp that h->behind_pri begins with, and what RFC 5424 has before it. */
static void read_stamp(struct me_syslog_header *h, bool has_pri)
{
    const bool has_version = has_pri && me_span_starts(h->behind_pri, ME_SPAN("1 "));
    const struct me_span text = has_version ? me_span_skip(h->behind_pri, 2) : h->behind_pri;
    h->stamp = rfc3339_stamp(text, &h->time);
    size_t len = me_span_present(h->stamp) ? h->stamp.len + 1 : 0;
    if (len == 0)
        len = has_version ? (me_span_starts(text, ME_SPAN("- ")) ? 2 : 0) : traditional_stamp(text);
    h->has_stamp = len > 0;
    h->is_5424 = has_version && h->has_stamp;
    if (h->has_stamp)
        h->behind_stamp = me_span_skip(text, len);
}

struct me_syslog_header me_syslog_header_read(struct me_span text)
{
    struct me_syslog_header h = {.behind_pri = me_syslog_header_behind_pri(text)};
    h.behind_stamp = h.behind_pri;
    read_stamp(&h, h.behind_pri.len < text.len);
    h.behind_header = h.behind_tag = h.behind_stamp;
    if (!h.has_stamp)
        return h;
    h.host = take_word(&h.behind_header);
    if (h.host.len == 0 || h.host.len > ME_SYSLOG_HEADER_HOST_MAX)
        h.host = (struct me_span){0};
    if (h.is_5424)
        h.behind_header = skip_5424_words(h.behind_header);
    h.behind_tag = h.is_5424 ? h.behind_header : skip_tag(h.behind_header);
    return h;
}
