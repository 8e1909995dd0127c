/* SPDX-License-Identifier: Apache-2.0
 *
 * Bars of one width side by side, with a gap between them.
 */
#include "output/html/axis.h"

#include "output/html/text.h"

enum { TICKS = 6 };

void me_html_axis_put_step(FILE *out, const struct me_chart *c)
{
    enum { WEEK = 7 * ME_DAY };
    if (c->step > WEEK)
        fprintf(out, "%d weeks", (int)(c->step / WEEK));
    else
        fputs(c->step == ME_HOUR ? "hour" : c->step == ME_DAY ? "day" : "week", out);
}

void me_html_axis_put_moment(FILE *out, const struct me_chart *c, size_t slot)
{
    me_html_text_put_moment(out, c->start + (int64_t)slot * c->step, c->step < ME_DAY ? ME_CLOCK_HOUR : ME_CLOCK_DAY);
}

static unsigned x_of(const struct me_chart *c, size_t slot)
{
    enum { WIDTH = 10 * (ME_CHART_RIGHT - ME_CHART_LEFT) };
    return 10 * ME_CHART_LEFT + (unsigned)(WIDTH * slot / c->slot_count);
}

void me_html_axis_put_x(FILE *out, const struct me_chart *c, size_t slot)
{
    me_html_text_put_tenths(out, x_of(c, slot) + 5);
}

void me_html_axis_put_width(FILE *out, const struct me_chart *c, size_t slot)
{
    enum { GAP = 10, WIDEST = 600 };
    const unsigned width = x_of(c, slot + 1) - x_of(c, slot) - GAP;
    me_html_text_put_tenths(out, width < WIDEST ? width : WIDEST);
}

size_t me_html_axis_ticks(const struct me_chart *c)
{
    return c->slot_count < TICKS ? c->slot_count : TICKS;
}

static size_t slot_of(const struct me_chart *c, size_t tick)
{
    const size_t ticks = me_html_axis_ticks(c);
    return ticks < 2 ? 0 : tick * (c->slot_count - 1) / (ticks - 1);
}

static bool is_last(const struct me_chart *c, size_t tick)
{
    return me_html_axis_ticks(c) > 1 && tick + 1 == me_html_axis_ticks(c);
}

void me_html_axis_put_tick_x(FILE *out, const struct me_chart *c, size_t tick)
{
    me_html_text_put_tenths(out, x_of(c, slot_of(c, tick) + is_last(c, tick)));
}

void me_html_axis_put_tick_anchor(FILE *out, const struct me_chart *c, size_t tick)
{
    fputs(is_last(c, tick) ? "end" : "start", out);
}

void me_html_axis_put_tick_label(FILE *out, const struct me_chart *c, size_t tick)
{
    me_html_axis_put_moment(out, c, slot_of(c, tick));
}
