/* SPDX-License-Identifier: Apache-2.0
 *
 * A ring of counts, one for each step. With steps 7, 8, 8 and 40 counted, and windows of 32 steps:
 *
 *     the window that ends with 8 counts 3, the one that ends with 39 counts 2, the one that ends with 40 counts 1
 */
#include "correlate/window.h"

#include <stddef.h>
#include <string.h>

static uint16_t *at(struct me_window *w, int64_t step)
{
    return &w->count[(uint64_t)step % ME_WINDOW_KEPT];
}

/* What was counted at a step; 0 for one that is not kept. */
static uint32_t counted(const struct me_window *w, int64_t step)
{
    return step > w->newest - ME_WINDOW_KEPT && step <= w->newest ? w->count[(uint64_t)step % ME_WINDOW_KEPT] : 0;
}

/* Whether the clock of the window can have the step: it is kept, or not much later than the newest. A host's own clock
 * may go on by all the steps that are kept, another host's by a window. */
static bool can_reach(const struct me_window *w, const struct me_window_visit *visit)
{
    const int64_t on = visit->step - w->newest;
    return w->live && on > -ME_WINDOW_KEPT && on < (w->owner == visit->owner ? ME_WINDOW_KEPT : ME_WINDOW_STEPS);
}

/* The number of the window that can reach the step, or -1. Of two, the later one. */
static int find(const struct me_window windows[static ME_WINDOW_CLOCKS], const struct me_window_visit *visit)
{
    int found = -1;
    for (int i = 0; i < ME_WINDOW_CLOCKS; i++)
        if (can_reach(&windows[i], visit) && (found < 0 || windows[i].newest > windows[found].newest))
            found = i;
    return found;
}

const struct me_window *me_window_find(const struct me_window windows[static ME_WINDOW_CLOCKS],
                                       const struct me_window_visit *visit)
{
    const int found = find(windows, visit);
    return found < 0 ? NULL : &windows[found];
}

/* How well a window serves to be emptied for a visit that none can reach. The host's own: its clock went on, or was
 * set. One that is ahead belongs to another clock. One that is behind may be this clock's before a silence. */
static int fitness(const struct me_window *w, const struct me_window_visit *visit)
{
    enum { OWN = 3, UNUSED = 2, BEHIND = 1, AHEAD = 0 };
    if (w->live && w->owner == visit->owner)
        return OWN;
    if (!w->live || visit->now - w->used > visit->ttl)
        return UNUSED;
    return w->newest < visit->step ? BEHIND : AHEAD;
}

static int choose(const struct me_window windows[static ME_WINDOW_CLOCKS], const struct me_window_visit *visit)
{
    int chosen = 0, best = fitness(&windows[0], visit);
    for (int i = 1; i < ME_WINDOW_CLOCKS; i++) {
        const int fit = fitness(&windows[i], visit);
        if (fit > best || (fit == best && windows[i].newest > windows[chosen].newest)) {
            chosen = i;
            best = fit;
        }
    }
    return chosen;
}

struct me_window *me_window_take(struct me_window windows[static ME_WINDOW_CLOCKS], const struct me_window_visit *visit,
                                 bool *emptied)
{
    const int found = find(windows, visit);
    struct me_window *w = &windows[found < 0 ? choose(windows, visit) : found];
    *emptied = found < 0;
    if (found < 0) {
        memset(w, 0, sizeof(*w));
        w->live = true;
        w->newest = visit->step;
    }
    w->owner = visit->owner;
    w->used = visit->now;
    return w;
}

/* The sum of the window that ends with `end`, which is not later than the newest. */
static uint32_t sum_until(const struct me_window *w, int64_t end)
{
    uint32_t sum = 0;
    for (int64_t step = end - ME_WINDOW_STEPS + 1; step <= end; step++)
        sum += counted(w, step);
    return sum;
}

uint32_t me_window_count(const struct me_window *w, int64_t step)
{
    uint32_t sum = w->sum, largest;
    if (step == w->newest)
        return sum;
    if (step > w->newest) {
        for (int64_t end = w->newest + 1; end <= step && sum > 0; end++)
            sum -= counted(w, end - ME_WINDOW_STEPS);
        return sum;
    }
    largest = sum = sum_until(w, step);
    for (int64_t end = step + 1; end <= w->newest && end < step + ME_WINDOW_STEPS; end++) {
        sum += counted(w, end);
        sum -= counted(w, end - ME_WINDOW_STEPS);
        largest = sum > largest ? sum : largest;
    }
    return largest;
}

uint32_t me_window_add(struct me_window *w, int64_t step)
{
    while (w->newest < step) {
        w->newest++;
        w->sum -= *at(w, w->newest - ME_WINDOW_STEPS);
        *at(w, w->newest) = 0;
    }
    if (*at(w, step) < ME_WINDOW_STEP_MAX) {
        ++*at(w, step);
        w->sum += step > w->newest - ME_WINDOW_STEPS;
    }
    return me_window_count(w, step);
}

void me_window_clear(struct me_window windows[static ME_WINDOW_CLOCKS])
{
    for (int i = 0; i < ME_WINDOW_CLOCKS; i++)
        windows[i].live = false;
}
