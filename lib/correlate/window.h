/* SPDX-License-Identifier: Apache-2.0
 *
 * How often something happened within a window of time that moves along. It knows numbered steps of time, and neither
 * seconds nor what is counted.
 *
 * A window of ME_WINDOW_STEPS steps ends with the step at hand: it never counts what is older than the window, and may
 * miss what is older than the window less one step. Twice as many steps are kept, so that records may come late and in
 * any order. Whoever counts clocks that disagree keeps several windows, one for each clock: what one clock calls now
 * must not push out what another one counted.
 */
#ifndef ME_WINDOW_H
#define ME_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

#include "correlate/inline.h"

enum {
    ME_WINDOW_STEPS = 32,            /* in a window */
    ME_WINDOW_KEPT = 64,             /* steps that are remembered; a power of two */
    ME_WINDOW_CLOCKS = 2,            /* windows of one thing */
    ME_WINDOW_STEP_MAX = UINT16_MAX, /* counted in one step; more counts as that many */
};

/* me_window_start() and me_window_clear() make windows out of memory with anything in it. */
struct me_window {
    int64_t newest; /* the latest step; INT64_MIN: the window is empty */
    uint64_t steps; /* where something was counted: bit i is i steps before the newest. 0: the window is empty, and the
                       other members have no meaning */
    int64_t used;   /* when the last record came, in seconds of arrival time */
    uint32_t sum;   /* of the window that ends with the newest step */
    uint16_t owner; /* a part of the hash of the host whose record that was */
    uint16_t count[ME_WINDOW_KEPT]; /* of a step that has its bit */
};

/* Who counts something, and when. */
struct me_window_visit {
    int64_t step;   /* of log time */
    uint16_t owner; /* a part of a hash of the host */
    int64_t now;    /* seconds of arrival time */
    int64_t ttl;    /* seconds of arrival time without a visit, after which a window is over whatever its clock says */
};

/* Returns the window among `windows` whose clock can have the step of the visit, or NULL. */
const struct me_window *me_window_find(const struct me_window windows[static ME_WINDOW_CLOCKS],
                                       const struct me_window_visit *visit);

/* Returns the window for a visit, to which me_window_add() is then to add it. It is the one that me_window_find()
 * returns. Where there is none it is an emptied one, and `*emptied` is set: one that is unused or over, the host's own,
 * or the one whose clock is the nearest before. Of two of the host's own, the one that it left first. */
struct me_window *me_window_take(struct me_window windows[static ME_WINDOW_CLOCKS], const struct me_window_visit *visit,
                                 bool *emptied);

/* Where the count of a step lies. */
static inline unsigned me_window_place(int64_t step)
{
    return (unsigned)((uint64_t)step % ME_WINDOW_KEPT);
}

/* Which of `steps` are no longer in the window when it moves on by `by` steps, 1 or more. */
static inline uint64_t me_window_leaving(uint64_t steps, int64_t by)
{
    const uint64_t window = (UINT64_C(1) << ME_WINDOW_STEPS) - 1;
    return steps & (by < ME_WINDOW_STEPS ? window & ~(window >> by) : window);
}

/* Which of `steps` are still kept then, and where their bits are. */
static inline uint64_t me_window_kept(uint64_t steps, int64_t by)
{
    return by < ME_WINDOW_KEPT ? steps << by : 0;
}

/* Empties some windows. */
static inline void me_window_clear(struct me_window *windows, int count)
{
    for (int i = 0; i < count; i++) {
        windows[i].steps = 0;
        windows[i].newest = INT64_MIN;
    }
}

/* Counts the first visit of something new, whose windows may hold anything. Returns the count. */
ME_INLINE uint32_t me_window_start(struct me_window windows[static ME_WINDOW_CLOCKS],
                                   const struct me_window_visit *visit)
{
    struct me_window *first = windows;
    for (int i = 1; i < ME_WINDOW_CLOCKS; i++)
        windows[i].steps = 0;
    first->newest = visit->step;
    first->owner = visit->owner;
    first->used = visit->now;
    first->steps = 1;
    first->count[me_window_place(visit->step)] = 1;
    return first->sum = 1;
}

/* Whether a visit is of the most frequent kind, which takes no call: another one in the newest step of the first
 * window. Then me_window_again() counts it and returns the count. */
static inline bool me_window_is_again(const struct me_window *first, const struct me_window_visit *visit)
{
    const bool is_again =
        first->newest == visit->step && first->count[me_window_place(visit->step)] != ME_WINDOW_STEP_MAX;
    return __builtin_expect(is_again, 1);
}

static inline uint32_t me_window_again(struct me_window *first, const struct me_window_visit *visit)
{
    first->owner = visit->owner;
    first->used = visit->now;
    first->count[me_window_place(visit->step)]++;
    return ++first->sum;
}

/* Counts one more at `step`, which is within reach of the window. Returns the largest count of a window that contains
 * `step`: for a record that comes in order, of the window that ends with it. */
uint32_t me_window_add(struct me_window *window, int64_t step);

/* Returns what me_window_add() would return without counting. `step` is within reach of the window. */
uint32_t me_window_count(const struct me_window *window, int64_t step);

#endif
