/* SPDX-License-Identifier: Apache-2.0
 *
 * Attempts over time as stacked bars. Which bars there are and how high they are, chart.c says; here they become
 * coordinates.
 */
#include <inttypes.h>

#include "output/html/axis.h"
#include "output/html/html.h"
#include "output/html/text.h"

struct view {
    FILE *out;
    struct me_chart chart;
    int grid, slot, segment, tick, series;
    uint64_t below; /* attempts in the segments below the one at hand */
};

static void put_step(struct view *p)
{
    me_html_axis_put_step(p->out, &p->chart);
}

static void put_most(struct view *p)
{
    me_html_text_put_number(p->out, p->chart.sums[p->chart.fullest]);
}

static void put_fullest(struct view *p)
{
    me_html_axis_put_moment(p->out, &p->chart, p->chart.fullest);
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
    me_html_axis_put_moment(p->out, &p->chart, (size_t)p->slot);
    fprintf(p->out, ": %" PRIu64, p->chart.sums[p->slot]);
    for (int i = 0; i < ME_CHART_SERIES; i++)
        if (counts[i] > 0) {
            fprintf(p->out, "%s%" PRIu64 " ", i == 0 ? " = " : ", ", counts[i]);
            me_html_text_put(p->out, series_words(p, i));
        }
}

static void put_slot_x(struct view *p)
{
    me_html_axis_put_x(p->out, &p->chart, (size_t)p->slot);
}

static void put_slot_width(struct view *p)
{
    me_html_axis_put_width(p->out, &p->chart, (size_t)p->slot);
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

static bool next_ticks(struct view *p)
{
    return me_html_text_next(&p->tick, me_html_axis_ticks(&p->chart));
}

static void put_tick_number(struct view *p)
{
    fprintf(p->out, "%d", p->tick);
}

static void put_tick_x(struct view *p)
{
    me_html_axis_put_tick_x(p->out, &p->chart, (size_t)p->tick);
}

static void put_tick_anchor(struct view *p)
{
    me_html_axis_put_tick_anchor(p->out, &p->chart, (size_t)p->tick);
}

static void put_tick_label(struct view *p)
{
    me_html_axis_put_tick_label(p->out, &p->chart, (size_t)p->tick);
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
    struct view view = {.out = out};
    view.grid = view.slot = view.segment = view.tick = view.series = ME_HTML_BEFORE;
    me_chart_fill(&view.chart, report->totals);
    write_section(&view);
    return true;
}
