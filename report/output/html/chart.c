/* SPDX-License-Identifier: Apache-2.0
 *
 * Attempts over time as stacked bars. Which bars there are and how high they are, chart.c says; here they become
 * coordinates.
 */
#include <inttypes.h>

#include "output/chart.h"
#include "output/html/html.h"
#include "output/html/text.h"

enum { TICKS = 6 };

struct view {
    FILE *out;
    struct me_chart chart;
    int grid, slot, segment, tick, series;
    uint64_t below; /* attempts in the segments below the one at hand */
};

static enum me_clock_form slot_form(const struct view *p)
{
    return p->chart.step < ME_DAY ? ME_CLOCK_HOUR : ME_CLOCK_DAY;
}

static int64_t slot_start(const struct view *p, size_t slot)
{
    return p->chart.start + (int64_t)slot * p->chart.step;
}

static void put_step(struct view *p)
{
    enum { WEEK = 7 * ME_DAY };
    if (p->chart.step > WEEK)
        fprintf(p->out, "%d weeks", (int)(p->chart.step / WEEK));
    else
        fputs(p->chart.step == ME_HOUR ? "hour" : p->chart.step == ME_DAY ? "day" : "week", p->out);
}

static void put_most(struct view *p)
{
    me_html_text_put_number(p->out, p->chart.sums[p->chart.fullest]);
}

static void put_fullest(struct view *p)
{
    me_html_text_put_moment(p->out, slot_start(p, p->chart.fullest), slot_form(p));
}

static bool next_grids(struct view *p)
{
    return me_html_text_next(&p->grid, p->chart.grid > 0 ? (size_t)(p->chart.top / p->chart.grid) : 0);
}

static uint64_t grid_value(const struct view *p)
{
    return ((uint64_t)p->grid + 1) * p->chart.grid;
}

static unsigned y_of(const struct view *p, uint64_t count)
{
    return 10 * ME_CHART_BOTTOM - me_chart_height(&p->chart, count);
}

static void put_grid_y(struct view *p)
{
    me_html_text_put_tenths(p->out, y_of(p, grid_value(p)));
}

static void put_grid_label(struct view *p)
{
    me_html_text_put_number(p->out, grid_value(p));
}

static bool next_slots(struct view *p)
{
    p->below = 0;
    return me_html_text_next(&p->slot, p->chart.slot_count);
}

static struct me_span series_words(const struct view *p, int series)
{
    return series < ME_CHART_SERIES - 1 ? me_labels_words(p->chart.series[series]) : ME_SPAN("everything else");
}

static void put_slot_title(struct view *p)
{
    const uint64_t *counts = p->chart.counts[p->slot];
    me_html_text_put_moment(p->out, slot_start(p, (size_t)p->slot), slot_form(p));
    fprintf(p->out, ": %" PRIu64, p->chart.sums[p->slot]);
    for (int i = 0; i < ME_CHART_SERIES; i++)
        if (counts[i] > 0) {
            fprintf(p->out, "%s%" PRIu64 " ", i == 0 ? " = " : ", ", counts[i]);
            me_html_text_put(p->out, series_words(p, i));
        }
}

static unsigned slot_x(const struct view *p, size_t slot)
{
    enum { WIDTH = 10 * (ME_CHART_RIGHT - ME_CHART_LEFT) };
    return 10 * ME_CHART_LEFT + (unsigned)(WIDTH * slot / p->chart.slot_count);
}

static void put_slot_x(struct view *p)
{
    me_html_text_put_tenths(p->out, slot_x(p, (size_t)p->slot) + 5);
}

static void put_slot_width(struct view *p)
{
    enum { GAP = 10, WIDEST = 600 };
    const unsigned width = slot_x(p, (size_t)p->slot + 1) - slot_x(p, (size_t)p->slot) - GAP;
    me_html_text_put_tenths(p->out, width < WIDEST ? width : WIDEST);
}

static bool next_segments(struct view *p)
{
    if (p->segment != ME_HTML_BEFORE)
        p->below += p->chart.counts[p->slot][p->segment];
    while (me_html_text_next(&p->segment, ME_CHART_SERIES))
        if (p->chart.counts[p->slot][p->segment] > 0)
            return true;
    return false;
}

static void put_segment_series(struct view *p)
{
    fprintf(p->out, "%d", p->segment);
}

static void put_segment_y(struct view *p)
{
    me_html_text_put_tenths(p->out, y_of(p, p->below + p->chart.counts[p->slot][p->segment]));
}

static void put_segment_height(struct view *p)
{
    const uint64_t above = p->below + p->chart.counts[p->slot][p->segment];
    me_html_text_put_tenths(p->out, y_of(p, p->below) - y_of(p, above));
}

static size_t tick_count(const struct view *p)
{
    return p->chart.slot_count < TICKS ? p->chart.slot_count : TICKS;
}

static bool next_ticks(struct view *p)
{
    return me_html_text_next(&p->tick, tick_count(p));
}

static size_t tick_slot(const struct view *p)
{
    return tick_count(p) < 2 ? 0 : (size_t)p->tick * (p->chart.slot_count - 1) / (tick_count(p) - 1);
}

static bool is_last_tick(const struct view *p)
{
    return tick_count(p) > 1 && (size_t)p->tick + 1 == tick_count(p);
}

static void put_tick_number(struct view *p)
{
    fprintf(p->out, "%d", p->tick);
}

static void put_tick_x(struct view *p)
{
    me_html_text_put_tenths(p->out, slot_x(p, tick_slot(p) + is_last_tick(p)));
}

static void put_tick_anchor(struct view *p)
{
    fputs(is_last_tick(p) ? "end" : "start", p->out);
}

static void put_tick_label(struct view *p)
{
    me_html_text_put_moment(p->out, slot_start(p, tick_slot(p)), slot_form(p));
}

static bool next_series(struct view *p)
{
    while (me_html_text_next(&p->series, ME_CHART_SERIES))
        if (p->chart.series_sums[p->series] > 0)
            return true;
    return false;
}

static void put_series_number(struct view *p)
{
    fprintf(p->out, "%d", p->series);
}

static void put_series_words(struct view *p)
{
    me_html_text_put(p->out, series_words(p, p->series));
}

static void put_series_count(struct view *p)
{
    me_html_text_put_number(p->out, p->chart.series_sums[p->series]);
}

static void write_section(struct view *p)
{
#define SECTION_chart
#include "page.inc"
}

bool me_html_chart(const struct me_report *report, FILE *out)
{
    const struct me_groups *groups = report->totals->groups;
    struct view view = {.out = out};
    view.grid = view.slot = view.segment = view.tick = view.series = ME_HTML_BEFORE;
    me_chart_fill(&view.chart, &groups[ME_GROUP_KEY_HOUR], &groups[ME_GROUP_KEY_REASON]);
    write_section(&view);
    return true;
}
