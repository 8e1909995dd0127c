/* SPDX-License-Identifier: Apache-2.0
 *
 * Goes through a text line by line and asks the reader of rows for each.
 */
#include "recognise/credential.h"

#include "recognise/record.h"
#include "text/separator.h"

/* Behind the line end that starts at `p`, or `p` when none does: `\n`, `#012`, or the two characters backslash and n.
 */
static const char *skip_line_end(const char *p, const char *end)
{
    if (*p == '\n')
        return p + 1;
    if (end - p >= 2 && memcmp(p, "\\n", 2) == 0)
        return p + 2;
    if (end - p >= 4 && me_separator_is_prefix(*p) && memcmp(p + 1, "012", 3) == 0)
        return p + 4;
    return p;
}

/* The end of the line that starts at `p`; `*next` becomes the start of the one behind it. */
static const char *line_end(const char *p, const char *end, const char **next)
{
    for (; p < end; p++) {
        *next = skip_line_end(p, end);
        if (*next != p)
            return p;
    }
    *next = end;
    return end;
}

/* Adds the credentials of one line behind the `count` that there are. */
static size_t find_in_line(struct me_span line, struct me_credential out[], size_t max, size_t count)
{
    struct me_record ignored;
    struct me_secret secret;
    me_record_find(line, &ignored, &secret);
    const bool swap =
        me_span_present(secret.part[0]) && me_span_present(secret.part[1]) && secret.part[1].ptr < secret.part[0].ptr;
    for (int i = 0; i < ME_SECRET_PARTS_MAX; i++) {
        const struct me_span part = secret.part[swap ? 1 - i : i];
        if (!me_span_present(part))
            continue;
        if (count < max)
            out[count].bytes = part;
        count++;
    }
    return count;
}

size_t me_credentials_find(struct me_span text, const struct me_recognise_options *options, struct me_credential out[],
                           size_t max)
{
    (void)options; /* the reader of rows knows no limit yet */
    size_t count = 0;
    const char *end = me_span_end(text), *next = text.ptr;
    if (!me_record_may_hold(text))
        return 0;
    for (const char *line = text.ptr; line < end; line = next)
        count = find_in_line(me_span_between(line, line_end(line, end, &next)), out, max, count);
    return count;
}
