/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTML page: its head, and its sections in the order of the template.
 */
#include "html.h"

#include "html_text.h"
#include "mmmailenable-config.h"
#include "warnings.h"

struct page {
    FILE *out;
    const struct me_report *report;
    bool good;
};

static void put_version(struct page *p)
{
    fputs(ME_VERSION, p->out);
}

static void put_heading(struct page *p)
{
    fputs(p->report->options->only_given ? "Mail server report" : "Failed connections", p->out);
}

static void put_first_day(struct page *p)
{
    me_html_text_put_moment(p->out, p->report->totals->first, ME_CLOCK_DAY);
}

static void put_last_day(struct page *p)
{
    me_html_text_put_moment(p->out, p->report->totals->last, ME_CLOCK_DAY);
}

static void put_first(struct page *p)
{
    me_html_text_put_moment(p->out, p->report->totals->first, ME_CLOCK_MINUTE);
}

static void put_last(struct page *p)
{
    me_html_text_put_moment(p->out, p->report->totals->last, ME_CLOCK_MINUTE);
}

static void put_records(struct page *p)
{
    me_html_text_put_number(p->out, p->report->tally->records);
}

static void put_lines(struct page *p)
{
    me_html_text_put_number(p->out, p->report->tally->lines);
}

static void put_records_debug(struct page *p)
{
    me_html_text_put_number(p->out, p->report->logs[ME_LOG_DEBUG]);
}

static void put_records_activity(struct page *p)
{
    me_html_text_put_number(p->out, p->report->logs[ME_LOG_ACTIVITY]);
}

static void put_records_w3c(struct page *p)
{
    me_html_text_put_number(p->out, p->report->logs[ME_LOG_W3C]);
}

static void note_warning(void *context, const struct me_warning *warning)
{
    (void)warning;
    *(bool *)context = true;
}

static bool has_warnings(struct page *p)
{
    bool found = false;
    me_warnings_each(p->report, note_warning, &found);
    return found;
}

static void put_section(struct page *p, bool (*write)(const struct me_report *, FILE *))
{
    p->good = p->good && write(p->report, p->out);
}

static void write_page(struct page *p)
{
#define SECTION_page
#include "page.inc"
}

bool me_html_write(const struct me_report *report, FILE *out)
{
    struct page page = {out, report, true};
    write_page(&page);
    return page.good;
}
