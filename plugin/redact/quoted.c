/* SPDX-License-Identifier: Apache-2.0
 *
 * Goes from quote to quote.
 */
#include "redact/quoted.h"

static const char *next_quote(const char *p, const char *end)
{
    const char *quote = p < end ? memchr(p, '"', (size_t)(end - p)) : NULL;
    return quote != NULL ? quote : end;
}

/* `{"a": "b"}` has strings behind `{` and `:`, and none behind `a` and `b`. */
static bool opens(const char *begin, const char *quote)
{
    const char *p = quote;
    while (p > begin && p[-1] == ' ')
        p--;
    return p == begin || memchr("{[(,:=", p[-1], 6) != NULL;
}

/* Whether the backslashes in front of `quote` escape it: an odd number of them. */
static bool is_escaped(const char *begin, const char *quote)
{
    const char *p = quote;
    while (p > begin && p[-1] == '\\')
        p--;
    return (quote - p) % 2 != 0;
}

/* Whether `quote` may end a string: no word goes on behind one. `"AUTH a"b" n="1"` */
static bool closes(const char *begin, const char *quote, const char *end)
{
    const bool goes_on = quote + 1 < end && me_ascii_alphanumeric(quote[1]);
    return !is_escaped(begin, quote) && !goes_on;
}

struct me_span me_quoted_next(struct me_span text, const char *from)
{
    const char *end = me_span_end(text), *open = next_quote(from, end);
    while (open < end && !opens(text.ptr, open))
        open = next_quote(open + 1, end);
    if (open == end)
        return (struct me_span){0};
    const char *begin = open + 1, *close = next_quote(begin, end);
    while (close < end && !closes(begin, close, end))
        close = next_quote(close + 1, end);
    return me_span_between(begin, close);
}
