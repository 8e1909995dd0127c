/* SPDX-License-Identifier: Apache-2.0
 *
 * Cuts addresses out of what the server wrote around them.
 */
#include "text/address.h"

#include "text/scan.h"

enum { KIND_LEN_MAX = 8 };

static struct me_span strip_pair(struct me_span s, char open, char close)
{
    if (s.len >= 2 && s.ptr[0] == open && s.ptr[s.len - 1] == close)
        return (struct me_span){s.ptr + 1, s.len - 2};
    return s;
}

struct me_span me_address_unwrap(struct me_span value)
{
    return strip_pair(strip_pair(value, '(', ')'), '[', ']');
}

/* Length of a tag such as `SMTP:` without its colon, or 0. */
static size_t kind_length(struct me_span s)
{
    size_t len = 0;
    while (len < s.len && len < KIND_LEN_MAX && s.ptr[len] >= 'A' && s.ptr[len] <= 'Z')
        len++;
    return len < s.len && s.ptr[len] == ':' ? len : 0;
}

struct me_address me_address_in_text(struct me_span value)
{
    const struct me_span inner = strip_pair(value, '(', ')');
    const struct me_span bare = strip_pair(inner, '[', ']');
    const size_t kind = bare.len < inner.len ? kind_length(bare) : 0; /* only the server's brackets make a tag */
    struct me_address address = {.bare = bare};
    if (kind > 0) {
        address.kind = (struct me_span){bare.ptr, kind};
        address.bare = me_span_skip(bare, kind + 1);
    }
    if (address.bare.len == 0)
        address.bare = (struct me_span){0};
    return address;
}

/* One bit for each of the 16 bytes at `p` that closes a path, or may hide what does. */
static inline unsigned marks_at(const char *p)
{
    const me_scan_vector bytes = me_scan_load(p);
    return me_scan_mask((me_scan_vector)(bytes == '>') | (me_scan_vector)(bytes == '"') |
                        (me_scan_vector)(bytes == '\\'));
}

/* The first `>`, quote or backslash in [from, end), or `from` where nobody looked: in a path of a few bytes. */
static inline const char *first_mark(const char *from, const char *end)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    const char *p = from;
    if (end - from < VECTOR)
        return from;
    for (; end - p >= VECTOR; p += VECTOR) {
        const unsigned marks = marks_at(p);
        if (marks != 0)
            return p + __builtin_ctz(marks);
    }
    const unsigned marks = me_scan_last(marks_at(end - VECTOR), p, end);
    return marks != 0 ? p + __builtin_ctz(marks) : end;
}

const char *me_address_path_close(const char *open, const char *end)
{
    bool quoted = false;
    const char *mark = first_mark(open + 1, end);
    if (mark < end && *mark == '>')
        return mark; /* nearly always */
    for (const char *p = mark; p < end; p++) {
        if (*p == '\\')
            p++;
        else if (*p == '"')
            quoted = !quoted;
        else if (*p == '>' && !quoted)
            return p;
    }
    return NULL;
}

/* `path` without its source route: `@a,@b:user@c` names user@c (RFC 5321, appendix C). */
static struct me_span without_route(struct me_span path)
{
    const char *colon = path.len > 0 && path.ptr[0] == '@' ? memchr(path.ptr, ':', path.len) : NULL;
    return colon != NULL ? me_span_between(colon + 1, me_span_end(path)) : path;
}

static bool is_blank(char c, bool plus_is_blank)
{
    return c == ' ' || (plus_is_blank && c == '+');
}

static struct me_span skip_blanks(struct me_span s, bool plus_is_blank)
{
    while (s.len > 0 && is_blank(s.ptr[0], plus_is_blank))
        s = me_span_skip(s, 1);
    return s;
}

/* Up to the first blank outside of a quoted string: where parameters start when angle brackets are missing. */
static struct me_span up_to_blank(struct me_span s, bool plus_is_blank)
{
    bool quoted = false, in_domain = false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == '"')
            quoted = !quoted;
        else if (s.ptr[i] == '@' && !quoted)
            in_domain = true;
        else if (is_blank(s.ptr[i], plus_is_blank && in_domain) && !quoted)
            return (struct me_span){s.ptr, i};
    }
    return s;
}

/* The length of `RCPT TO:` and `MAIL FROM:` before an angle bracket, as nearly all clients write them; else 0. */
static inline size_t usual_length(struct me_span s, bool plus_is_blank)
{
    if (s.len < sizeof("MAIL FROM:<") - 1 || !is_blank(s.ptr[4], plus_is_blank))
        return 0;
    if (memcmp(s.ptr, "RCPT", 4) == 0 && memcmp(s.ptr + 5, "TO:<", 4) == 0)
        return 8;
    return memcmp(s.ptr, "MAIL", 4) == 0 && memcmp(s.ptr + 5, "FROM:<", 6) == 0 ? 10 : 0;
}

/* What follows `MAIL FROM:` or `RCPT TO:`; empty when `s` starts with neither. */
static struct me_span behind_colon(struct me_span s, bool plus_is_blank)
{
    const size_t usual = usual_length(s, plus_is_blank);
    if (usual > 0)
        return me_span_skip(s, usual);
    const bool mail = me_span_starts_nocase(s, ME_SPAN("MAIL"));
    const struct me_span keyword = mail ? ME_SPAN("FROM") : ME_SPAN("TO");
    if (!mail && !me_span_starts_nocase(s, ME_SPAN("RCPT")))
        return (struct me_span){0};
    s = skip_blanks(me_span_skip(s, 4), plus_is_blank);
    if (!me_span_starts_nocase(s, keyword))
        return (struct me_span){0};
    s = skip_blanks(me_span_skip(s, keyword.len), plus_is_blank);
    return me_span_starts(s, ME_SPAN(":")) ? skip_blanks(me_span_skip(s, 1), plus_is_blank) : (struct me_span){0};
}

static struct me_span present_or_absent(struct me_span s)
{
    return s.len > 0 ? s : (struct me_span){0};
}

/* The address in `s`, which has no angle bracket at its start. */
static struct me_span unbracketed(struct me_span s, bool plus_is_blank)
{
    struct me_span word = up_to_blank(s, plus_is_blank);
    word.len -= me_span_ends(word, ME_SPAN(">"));
    return present_or_absent(without_route(word));
}

/* `s` from its angle bracket on, where a person's name stands before it: `Bob <bob@example.com>`. */
static struct me_span skip_name(struct me_span s, bool plus_is_blank)
{
    const struct me_span name = up_to_blank(s, plus_is_blank);
    const struct me_span behind = me_span_skip(s, name.len);
    const char *open = memchr(behind.ptr, '<', behind.len);
    return open != NULL && memchr(name.ptr, '@', name.len) == NULL ? me_span_between(open, me_span_end(s)) : s;
}

struct me_span me_address_in_argument(struct me_span argument, bool plus_is_blank)
{
    struct me_span rest = behind_colon(skip_blanks(argument, plus_is_blank), plus_is_blank);
    if (!me_span_starts(rest, ME_SPAN("<")) && rest.len > 0)
        rest = skip_name(rest, plus_is_blank);
    if (!me_span_starts(rest, ME_SPAN("<")))
        return unbracketed(rest, plus_is_blank);
    const char *end = me_span_end(rest);
    const char *close = me_address_path_close(rest.ptr, end);
    struct me_span inside = me_span_trim(me_span_between(rest.ptr + 1, close != NULL ? close : end));
    if (inside.len == 0 && close != NULL)
        return ME_SPAN("<>"); /* also of `< >`, from clients that put blanks everywhere */
    inside = me_span_skip(inside, me_span_starts(inside, ME_SPAN("<")));
    return present_or_absent(without_route(inside));
}
