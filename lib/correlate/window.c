/* SPDX-License-Identifier: Apache-2.0
 *
 * A ring of counts, one for each step. With steps 7, 8, 8 and 40 counted, and windows of 32 steps:
 *
 *     the window that ends with 8 counts 3, the one that ends with 39 counts 2, the one that ends with 40 counts 1
 */
#include "correlate/window.h"

#include <stddef.h>

/* What was counted at a step; 0 for one that is not kept. */
static uint32_t counted(const struct me_window *w, int64_t step)
{
    const uint64_t back = (uint64_t)w->newest - (uint64_t)step;
    return back < ME_WINDOW_KEPT && (w->steps >> back & 1) != 0 ? w->count[me_window_place(step)] : 0;
}

/* Whether the clock of the window can have the step: it is kept, or not much later than the newest. A host's own clock
 * may go on by all the steps that are kept, another host's by a window. */
static bool can_reach(const struct me_window *w, const struct me_window_visit *visit)
{
    if (w->steps == 0)
        return false;
    const int64_t on = visit->step - w->newest;
    return on > -ME_WINDOW_KEPT && on < (w->owner == visit->owner ? ME_WINDOW_KEPT : ME_WINDOW_STEPS);
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
enum fitness { AHEAD, BEHIND, OWN, UNUSED };

static enum fitness fitness_of(const struct me_window *w, const struct me_window_visit *visit)
{
    if (w->steps == 0 || visit->now - w->used > visit->ttl)
        return UNUSED;
    if (w->owner == visit->owner)
        return OWN;
    return w->newest < visit->step ? BEHIND : AHEAD;
}

/* Whether `a` serves better than `b`, which is as fit and comes first. A host whose clock jumps to and fro has both: it
 * left one first. */
static bool serves_better(const struct me_window *a, const struct me_window *b, enum fitness fit)
{
    if (fit == UNUSED)
        return false;
    return fit == OWN && a->used != b->used ? a->used < b->used : a->newest > b->newest;
}

static int choose(const struct me_window windows[static ME_WINDOW_CLOCKS], const struct me_window_visit *visit)
{
    int chosen = 0;
    enum fitness best = fitness_of(&windows[0], visit);
    for (int i = 1; i < ME_WINDOW_CLOCKS; i++) {
        const enum fitness fit = fitness_of(&windows[i], visit);
        if (fit > best || (fit == best && serves_better(&windows[i], &windows[chosen], fit))) {
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
        w->steps = 0;
        w->sum = 0;
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

/* What the window loses when it moves on by `by` steps. */
static uint32_t loss(const struct me_window *w, int64_t by)
{
    uint32_t sum = 0;
    for (uint64_t leaving = me_window_leaving(w->steps, by); leaving != 0; leaving &= leaving - 1)
        sum += w->count[me_window_place(w->newest - __builtin_ctzll(leaving))];
    return sum;
}

uint32_t me_window_count(const struct me_window *w, int64_t step)
{
    uint32_t sum, largest;
    if (step >= w->newest)
        return step == w->newest ? w->sum : w->sum - loss(w, step - w->newest);
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
    const int64_t by = step - w->newest;
    if (by > 0) {
        w->sum -= loss(w, by);
        w->steps = me_window_kept(w->steps, by);
        w->newest = step;
    }
    const int64_t back = w->newest - step;
    const uint64_t bit = UINT64_C(1) << back;
    uint16_t *count = &w->count[me_window_place(step)];
    if ((w->steps & bit) == 0)
        *count = 0;
    w->steps |= bit;
    if (*count < ME_WINDOW_STEP_MAX) {
        ++*count;
        w->sum += back < ME_WINDOW_STEPS;
    }
    return me_window_count(w, step);
}
