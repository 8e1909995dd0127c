/* SPDX-License-Identifier: Apache-2.0
 *
 * Granted relaying over the same time as the attempts. A span in which the server was an open relay is marked below its
 * bar, since a few messages among thousands would be a bar that nobody sees.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "output/html/axis.h"
#include "output/html/html.h"
#include "output/html/text.h"

enum { BASE = 640, HEIGHT = 500 }; /* of the bars in the template, in tenths */

struct granted {
    FILE *out;
    struct me_chart chart;
    int64_t open_first, open_last; /* when the server was seen to be an open relay */
    int slot, mark, tick;
};

static uint64_t count_at(const struct granted *p)
{
    return p->chart.granted[p->slot];
}

static bool has_granted(struct granted *p)
{
    return p->chart.granted_sum > 0;
}

static bool has_open_relay(struct granted *p)
{
    return p->chart.open_relay_sum > 0;
}

static bool has_others(struct granted *p)
{
    return p->chart.granted_sum > p->chart.open_relay_sum;
}

static void put_step(struct granted *p)
{
    me_html_axis_put_step(p->out, &p->chart);
}

static void put_most(struct granted *p)
{
    me_html_text_put_number(p->out, p->chart.granted[p->chart.granted_fullest]);
}

static void put_fullest(struct granted *p)
{
    me_html_axis_put_moment(p->out, &p->chart, p->chart.granted_fullest);
}

static void put_open_relay(struct granted *p)
{
    me_html_text_put_number(p->out, p->chart.open_relay_sum);
}

static void put_others(struct granted *p)
{
    me_html_text_put_number(p->out, p->chart.granted_sum - p->chart.open_relay_sum);
}

static void put_open_first(struct granted *p)
{
    me_html_text_put_moment(p->out, p->open_first, ME_CLOCK_MINUTE);
}

static void put_open_last(struct granted *p)
{
    me_html_text_put_moment(p->out, p->open_last, ME_CLOCK_MINUTE);
}

static bool next_slots(struct granted *p)
{
    while (me_html_text_next(&p->slot, p->chart.slot_count))
        if (count_at(p) > 0)
            return true;
    return false;
}

static void put_slot_title(struct granted *p)
{
    me_html_axis_put_moment(p->out, &p->chart, (size_t)p->slot);
    fprintf(p->out, ": relaying granted %" PRIu64, count_at(p));
    if (p->chart.open_relay[p->slot] > 0)
        fprintf(p->out, ", %" PRIu64 " of them by an open relay", p->chart.open_relay[p->slot]);
}

static void put_slot_x(struct granted *p)
{
    me_html_axis_put_x(p->out, &p->chart, (size_t)p->slot);
}

static void put_slot_width(struct granted *p)
{
    me_html_axis_put_width(p->out, &p->chart, (size_t)p->slot);
}

static unsigned height_of(const struct granted *p, uint64_t count)
{
    const uint64_t most = p->chart.granted[p->chart.granted_fullest];
    return (unsigned)((double)count / (double)most * HEIGHT + 0.5);
}

static void put_bar_y(struct granted *p)
{
    me_html_text_put_tenths(p->out, BASE - height_of(p, count_at(p)));
}

static void put_bar_height(struct granted *p)
{
    me_html_text_put_tenths(p->out, height_of(p, count_at(p)));
}

/* Of the bar, as far as it is an open relay's; with a mark below it. */
static bool next_marks(struct granted *p)
{
    return me_html_text_next(&p->mark, p->chart.open_relay[p->slot] > 0);
}

static void put_open_y(struct granted *p)
{
    me_html_text_put_tenths(p->out, BASE - height_of(p, p->chart.open_relay[p->slot]));
}

static void put_open_height(struct granted *p)
{
    me_html_text_put_tenths(p->out, height_of(p, p->chart.open_relay[p->slot]));
}

static bool next_ticks(struct granted *p)
{
    return me_html_text_next(&p->tick, me_html_axis_ticks(&p->chart));
}

static void put_tick_number(struct granted *p)
{
    fprintf(p->out, "%d", p->tick);
}

static void put_tick_x(struct granted *p)
{
    me_html_axis_put_tick_x(p->out, &p->chart, (size_t)p->tick);
}

static void put_tick_anchor(struct granted *p)
{
    me_html_axis_put_tick_anchor(p->out, &p->chart, (size_t)p->tick);
}

static void put_tick_label(struct granted *p)
{
    me_html_axis_put_tick_label(p->out, &p->chart, (size_t)p->tick);
}

static void write_section(struct granted *p)
{
#define SECTION_granted
#include "page.inc"
}

/* The first and the last time on any server. False when memory is out. */
static bool find_open_relay(struct granted *p, const struct me_incidents *incidents)
{
    size_t count;
    const struct me_incident **found = me_incidents_of(incidents, ME_INCIDENT_OPEN_RELAY, &count);
    const bool good = found != NULL || incidents->counts[ME_INCIDENT_OPEN_RELAY] == 0;
    p->open_first = p->open_last = ME_NEVER;
    for (size_t i = 0; i < count; i++) {
        if (found[i]->first != ME_NEVER && (p->open_first == ME_NEVER || found[i]->first < p->open_first))
            p->open_first = found[i]->first;
        if (found[i]->last > p->open_last)
            p->open_last = found[i]->last;
    }
    free(found);
    return good;
}

bool me_html_granted(const struct me_report *report, FILE *out)
{
    struct granted granted = {.out = out, .slot = ME_HTML_BEFORE, .mark = ME_HTML_BEFORE, .tick = ME_HTML_BEFORE};
    me_chart_fill(&granted.chart, report->totals);
    if (!find_open_relay(&granted, &report->totals->incidents))
        return false;
    write_section(&granted);
    return true;
}
