/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTML page: its head, and its sections in the order of the template.
 */
#include "output/html/html.h"

#include "output/html/text.h"
#include "mmmailenable-config.h"
#include "output/filter_summary.h"
#include "output/warnings.h"

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

static bool has_filters(struct page *p)
{
    return me_filter_summary_is_given(p->report);
}

static void put_filters(struct page *p)
{
    char summary[ME_FILTER_SUMMARY_MAX];
    me_filter_summary_text(p->report, summary);
    me_html_text_put_string(p->out, summary);
}

static bool has_period(struct page *p)
{
    return p->report->totals->first != ME_NEVER;
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

static void put_count(struct page *p, uint64_t count, const char *word)
{
    me_html_text_put_number(p->out, count);
    fprintf(p->out, " %s%s", word, count == 1 ? "" : "s");
}

static void put_records(struct page *p)
{
    put_count(p, p->report->tally->records, "record");
}

static void put_lines(struct page *p)
{
    put_count(p, p->report->tally->lines, "line");
}

static void put_files(struct page *p)
{
    put_count(p, p->report->files, "file");
}

static void put_records_debug(struct page *p)
{
    me_html_text_put_number(p->out, p->report->tally->logs[ME_LOG_DEBUG]);
}

static void put_records_activity(struct page *p)
{
    me_html_text_put_number(p->out, p->report->tally->logs[ME_LOG_ACTIVITY]);
}

static void put_records_w3c(struct page *p)
{
    me_html_text_put_number(p->out, p->report->tally->logs[ME_LOG_W3C]);
}

static bool has_attempts(struct page *p)
{
    return p->report->totals->selected > 0;
}

size_t me_html_named(const struct me_groups *groups)
{
    size_t count = 0;
    for (size_t i = 0; i < groups->capacity; i++)
        count += groups->table[i] != NULL && groups->table[i]->key_len > 0;
    return count;
}

static bool knows(const struct page *p, enum me_group_key by)
{
    return me_html_named(&p->report->totals->groups[by]) > 0;
}

static bool has_times(struct page *p)
{
    return knows(p, ME_GROUP_KEY_HOUR);
}

/* A chart of attempts, of granted relaying, or both. */
static bool has_over_time(struct page *p)
{
    return has_times(p) || p->report->totals->granted.hours > 0;
}

static bool has_names(struct page *p)
{
    return knows(p, ME_GROUP_KEY_CLIENT) || knows(p, ME_GROUP_KEY_USER) || knows(p, ME_GROUP_KEY_RECIPIENT) ||
           knows(p, ME_GROUP_KEY_NETWORK);
}

static bool has_nothing(struct page *p)
{
    return !has_attempts(p);
}

static void put_nothing(struct page *p)
{
    char nothing[ME_FILTER_SUMMARY_NOTHING_MAX];
    me_filter_summary_nothing(p->report, nothing);
    fputs(nothing, p->out);
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
