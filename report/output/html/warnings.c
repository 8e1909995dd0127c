/* SPDX-License-Identifier: Apache-2.0
 *
 * The warnings at the top of the HTML page.
 */
#include "output/html/html.h"
#include "output/html/text.h"
#include "output/warnings.h"

enum { WARNINGS_MAX = 64 };

struct view {
    FILE *out;
    struct me_warning warnings[WARNINGS_MAX];
    size_t count;
    int position;
};

static void keep(void *context, const struct me_warning *warning)
{
    struct view *p = context;
    if (p->count < WARNINGS_MAX)
        p->warnings[p->count++] = *warning;
}

static bool has_warnings(struct view *p)
{
    return p->count > 0;
}

static bool next_warnings(struct view *p)
{
    return me_html_text_next(&p->position, p->count);
}

static void put_class(struct view *p)
{
    fputs(p->warnings[p->position].severity == ME_SEVERITY_CRITICAL ? " class=\"critical\"" : "", p->out);
}

static void put_text(struct view *p)
{
    me_html_text_put_string(p->out, p->warnings[p->position].what);
}

static void put_advice(struct view *p)
{
    me_html_text_put_string(p->out, p->warnings[p->position].advice);
}

static void write_section(struct view *p)
{
#define SECTION_warnings
#include "page.inc"
}

bool me_html_warnings(const struct me_report *report, FILE *out)
{
    struct view view = {.out = out, .position = ME_HTML_BEFORE};
    const bool good = me_warnings_each(report, keep, &view);
    write_section(&view);
    return good;
}
