/* SPDX-License-Identifier: Apache-2.0
 *
 * The hours of the week as a table whose cells are shaded, the darker the more.
 */
#include "output/html/html.h"
#include "output/html/text.h"

struct week {
    FILE *out;
    const uint64_t (*heat)[24];
    uint64_t most;
    int head, day, hour;
};

static bool next_heads(struct week *p)
{
    return me_html_text_next(&p->head, 24);
}

static void put_head(struct week *p)
{
    fprintf(p->out, "%02d", p->head);
}

static bool next_days(struct week *p)
{
    return me_html_text_next(&p->day, 7);
}

static void put_day(struct week *p)
{
    static const char *const names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    fputs(names[p->day], p->out);
}

static bool next_hours(struct week *p)
{
    return me_html_text_next(&p->hour, 24);
}

static void put_level(struct week *p)
{
    enum { LEVELS = 5 };
    const uint64_t count = p->heat[p->day][p->hour];
    fprintf(p->out, "%d", count == 0 ? 0 : 1 + (int)((double)(count - 1) / (double)p->most * LEVELS));
}

static void put_count(struct week *p)
{
    me_html_text_put_number(p->out, p->heat[p->day][p->hour]);
}

static void write_section(struct week *p)
{
#define SECTION_week
#include "page.inc"
}

bool me_html_week(const struct me_report *report, FILE *out)
{
    struct week week = {out, report->totals->heat, 1, ME_HTML_BEFORE, ME_HTML_BEFORE, ME_HTML_BEFORE};
    for (int i = 0; i < 7; i++)
        for (int j = 0; j < 24; j++)
            if (week.heat[i][j] > week.most)
                week.most = week.heat[i][j];
    write_section(&week);
    return true;
}
