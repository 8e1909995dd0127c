/* SPDX-License-Identifier: Apache-2.0
 *
 * The axis of time below the bars of the HTML page, which all its charts have alike. Knows coordinates, no counts.
 */
#ifndef ME_HTML_AXIS_H
#define ME_HTML_AXIS_H

#include <stdio.h>

#include "output/chart.h"

/* `hour`, `day`, `week`, `4 weeks`: what a bar stands for. */
void me_html_axis_put_step(FILE *out, const struct me_chart *chart);

/* When the span of a bar begins. */
void me_html_axis_put_moment(FILE *out, const struct me_chart *chart, size_t slot);

/* Where a bar begins, and how wide it is. */
void me_html_axis_put_x(FILE *out, const struct me_chart *chart, size_t slot);
void me_html_axis_put_width(FILE *out, const struct me_chart *chart, size_t slot);

/* The labels below: how many there are, and of one where it stands, how it is aligned, and what it says. */
size_t me_html_axis_ticks(const struct me_chart *chart);
void me_html_axis_put_tick_x(FILE *out, const struct me_chart *chart, size_t tick);
void me_html_axis_put_tick_anchor(FILE *out, const struct me_chart *chart, size_t tick);
void me_html_axis_put_tick_label(FILE *out, const struct me_chart *chart, size_t tick);

#endif
