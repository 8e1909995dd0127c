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

enum {
    ME_WINDOW_STEPS = 32,            /* in a window */
    ME_WINDOW_KEPT = 64,             /* steps that are remembered; a power of two */
    ME_WINDOW_CLOCKS = 2,            /* windows of one thing */
    ME_WINDOW_STEP_MAX = UINT16_MAX, /* counted in one step; more counts as that many */
};

/* Zeroed memory is an empty window. */
struct me_window {
    int64_t newest; /* the latest step */
    uint32_t sum;   /* of the window that ends with it */
    bool live;      /* something was counted; else the other members have no meaning */
    uint16_t owner; /* a part of the hash of the host whose record it counted last */
    int64_t used;   /* when that came, in seconds of arrival time */
    uint16_t count[ME_WINDOW_KEPT];
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

/* Returns the window for a visit. It is the one that me_window_find() returns. Where there is none it is an emptied
 * one, and `*emptied` is set: the host's own, one that is unused or over, or the one whose clock is the nearest before.
 */
struct me_window *me_window_take(struct me_window windows[static ME_WINDOW_CLOCKS], const struct me_window_visit *visit,
                                 bool *emptied);

/* The most frequent visit, without a call: another one in the newest step of the first window. Returns the count, or 0
 * when it is another kind of visit. */
static inline uint32_t me_window_again(struct me_window *first, const struct me_window_visit *visit)
{
    uint16_t *count = &first->count[(uint64_t)visit->step % ME_WINDOW_KEPT];
    if (!first->live || first->newest != visit->step || *count == ME_WINDOW_STEP_MAX)
        return 0;
    first->owner = visit->owner;
    first->used = visit->now;
    ++*count;
    return ++first->sum;
}

/* Counts one more at `step`, which is within reach of the window. Returns the largest count of a window that contains
 * `step`: for a record that comes in order, of the window that ends with it. */
uint32_t me_window_add(struct me_window *window, int64_t step);

/* Returns what me_window_add() would return without counting. `step` is within reach of the window. */
uint32_t me_window_count(const struct me_window *window, int64_t step);

/* Forgets what was counted. */
void me_window_clear(struct me_window windows[static ME_WINDOW_CLOCKS]);

#endif
