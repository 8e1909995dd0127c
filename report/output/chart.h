/* SPDX-License-Identifier: Apache-2.0
 *
 * Attempts over time as stacked bars, and granted relaying beside them: which span of time a bar stands for, what is in
 * it, and where it lies in a drawing of a fixed size. Knows numbers, no markup.
 */
#ifndef ME_CHART_H
#define ME_CHART_H

#include "count/totals.h"

enum {
    ME_CHART_SLOTS_MAX = 130, /* bars; a longer period has longer spans */
    ME_CHART_SERIES = 8,      /* kinds with a colour of their own; the last one is all others */
    ME_CHART_LEFT = 52,       /* the drawing, in units of its own: the template says the same */
    ME_CHART_RIGHT = 960,
    ME_CHART_TOP = 14,
    ME_CHART_BOTTOM = 240,
};

struct me_chart {
    int64_t start, step; /* of the first bar; seconds for each */
    size_t slot_count;   /* 0: nothing happened at a known time */
    uint64_t counts[ME_CHART_SLOTS_MAX][ME_CHART_SERIES], sums[ME_CHART_SLOTS_MAX];
    me_what series[ME_CHART_SERIES - 1]; /* the most frequent kinds */
    size_t series_count;
    uint64_t series_sums[ME_CHART_SERIES];
    uint64_t top, grid; /* the greatest value of the axis; distance of its lines */
    size_t fullest;     /* first bar with the most attempts */

    uint64_t granted[ME_CHART_SLOTS_MAX], granted_sum;
    uint64_t open_relay[ME_CHART_SLOTS_MAX], open_relay_sum; /* as far as everybody may relay */
    size_t granted_fullest;                                  /* first bar with the most */
};

/* Fills `*chart` from the attempts by hour and by reason, and from granted relaying. */
void me_chart_fill(struct me_chart *chart, const struct me_totals *totals);

/* Where `count` attempts end above the bottom line, in tenths of a unit. */
unsigned me_chart_height(const struct me_chart *chart, uint64_t count);

#endif
