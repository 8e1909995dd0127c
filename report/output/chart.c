/* SPDX-License-Identifier: Apache-2.0
 *
 * Spans are hours, days, weeks or more, so that the number of bars stays small.
 */
#include "chart.h"

#include <stdlib.h>

#include "base/clock.h"

static void extend(int64_t when, int64_t *first, int64_t *last)
{
    if (*first == ME_NEVER || when < *first)
        *first = when;
    if (*last == ME_NEVER || when > *last)
        *last = when;
}

static void find_period(const struct me_groups *hours, const struct me_granted *granted, int64_t *first, int64_t *last)
{
    *first = *last = ME_NEVER;
    for (size_t i = 0; i < hours->capacity; i++)
        if (hours->table[i] != NULL && hours->table[i]->slot != ME_NEVER)
            extend(hours->table[i]->slot, first, last);
    for (size_t i = 0; i < granted->capacity; i++)
        if (granted->table[i].count > 0)
            extend(granted->table[i].start, first, last);
}

static void choose_step(struct me_chart *c, int64_t first, int64_t last)
{
    enum { HOURS_SHOWN = 96, WEEK = 7 * ME_DAY };
    c->step = last - first <= (int64_t)HOURS_SHOWN * ME_HOUR ? ME_HOUR : ME_DAY;
    while ((me_clock_floor(last, c->step) - me_clock_floor(first, c->step)) / c->step >= ME_CHART_SLOTS_MAX)
        c->step = c->step < WEEK ? WEEK : c->step * 2;
    c->start = me_clock_floor(first, c->step);
    c->slot_count = (size_t)((me_clock_floor(last, c->step) - c->start) / c->step) + 1;
}

static int by_count(const void *left, const void *right)
{
    const struct me_what_count *a = left, *b = right;
    return a->count != b->count ? (a->count < b->count ? 1 : -1) : (int)a->what - (int)b->what;
}

static void choose_series(struct me_chart *c, const struct me_groups *reasons)
{
    struct me_what_count *all = calloc(reasons->count > 0 ? reasons->count : 1, sizeof(*all));
    size_t count = 0;
    for (size_t i = 0; all != NULL && i < reasons->capacity; i++)
        if (reasons->table[i] != NULL)
            all[count++] = reasons->table[i]->whats[0];
    if (count > 1)
        qsort(all, count, sizeof(*all), by_count);
    for (size_t i = 0; i < count && i < ME_CHART_SERIES - 1; i++)
        c->series[c->series_count++] = all[i].what;
    free(all);
}

static size_t series_of(const struct me_chart *c, me_what what)
{
    for (size_t i = 0; i < c->series_count; i++)
        if (c->series[i] == what)
            return i;
    return ME_CHART_SERIES - 1;
}

static size_t fullest_of(const uint64_t *sums, size_t count)
{
    size_t fullest = 0;
    for (size_t slot = 1; slot < count; slot++)
        if (sums[slot] > sums[fullest])
            fullest = slot;
    return fullest;
}

/* 1, 2 or 5 times a power of ten: about four lines below `most`. */
static uint64_t grid_for(uint64_t most)
{
    enum { LINES = 4 };
    for (uint64_t power = 1;; power *= 10)
        for (size_t i = 0; i < 3; i++) {
            static const uint64_t steps[] = {1, 2, 5};
            if (steps[i] * power * LINES >= most)
                return steps[i] * power;
        }
}

static void add_attempts(struct me_chart *c, const struct me_groups *hours)
{
    for (size_t i = 0; i < hours->capacity; i++) {
        const struct me_group *g = hours->table[i];
        if (g == NULL || g->slot == ME_NEVER)
            continue;
        const size_t slot = (size_t)((g->slot - c->start) / c->step);
        for (uint32_t j = 0; j < g->what_count; j++) {
            const size_t series = series_of(c, g->whats[j].what);
            c->counts[slot][series] += g->whats[j].count;
            c->series_sums[series] += g->whats[j].count;
            c->sums[slot] += g->whats[j].count;
        }
    }
    c->fullest = fullest_of(c->sums, c->slot_count);
    c->grid = grid_for(c->sums[c->fullest]);
    c->top = (c->sums[c->fullest] + c->grid - 1) / c->grid * c->grid;
}

static void add_granted(struct me_chart *c, const struct me_granted *granted)
{
    for (size_t i = 0; i < granted->capacity; i++) {
        const struct me_granted_hour *hour = &granted->table[i];
        if (hour->count == 0)
            continue;
        const size_t slot = (size_t)((hour->start - c->start) / c->step);
        c->granted[slot] += hour->count;
        c->granted_sum += hour->count;
        c->open_relay[slot] += hour->open_relay;
        c->open_relay_sum += hour->open_relay;
    }
    c->granted_fullest = fullest_of(c->granted, c->slot_count);
}

void me_chart_fill(struct me_chart *c, const struct me_totals *totals)
{
    int64_t first, last;
    const struct me_groups *hours = &totals->groups[ME_GROUP_KEY_HOUR];
    *c = (struct me_chart){.step = ME_HOUR};
    find_period(hours, &totals->granted, &first, &last);
    if (first == ME_NEVER)
        return;
    choose_step(c, first, last);
    choose_series(c, &totals->groups[ME_GROUP_KEY_REASON]);
    add_attempts(c, hours);
    add_granted(c, &totals->granted);
}

unsigned me_chart_height(const struct me_chart *c, uint64_t count)
{
    enum { TENTHS = 10 * (ME_CHART_BOTTOM - ME_CHART_TOP) };
    return c->top > 0 ? (unsigned)((double)count / (double)c->top * TENTHS + 0.5) : 0;
}
