/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers and moments are of our own making; text is escaped elsewhere.
 */
#include "output/html/text.h"

#include <inttypes.h>

#include "output/escape.h"

void me_html_text_put(FILE *out, struct me_span text)
{
    me_escape_html(text, out);
}

void me_html_text_put_string(FILE *out, const char *text)
{
    me_escape_html((struct me_span){text, strlen(text)}, out);
}

void me_html_text_put_number(FILE *out, uint64_t number)
{
    char digits[32];
    const int len = snprintf(digits, sizeof(digits), "%" PRIu64, number);
    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            fputs("&#8239;", out);
        fputc(digits[i], out);
    }
}

void me_html_text_put_tenths(FILE *out, unsigned tenths)
{
    fprintf(out, "%u.%u", tenths / 10, tenths % 10);
}

void me_html_text_put_moment(FILE *out, int64_t when, enum me_clock_form form)
{
    char room[ME_CLOCK_TEXT_MAX];
    me_html_text_put_string(out, me_clock_text(when, form, room));
}

bool me_html_text_next(int *position, size_t count)
{
    if (++*position < (int)count)
        return true;
    *position = ME_HTML_BEFORE;
    return false;
}
