/* SPDX-License-Identifier: Apache-2.0
 *
 * How many different values came within a window of time. Exact up to ME_DISTINCT_EXACT values, then an estimate. It
 * knows hashes of values and numbered steps of time (window.h).
 *
 * It keeps the values with the step in which each came last. When there is no room it keeps every second value, by
 * their hashes, and counts each for two, and so on. A sample of 144 to 384 values is off by 5 to 8 % in two of three
 * cases.
 */
#ifndef ME_DISTINCT_H
#define ME_DISTINCT_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "correlate/inline.h"
#include "correlate/window.h"

enum {
    ME_DISTINCT_EXACT = 64,
    ME_DISTINCT_ROOM = 512, /* a power of two */
};

/* Zeroed memory is empty, and so is one that was cleared. */
struct me_distinct {
    int64_t newest;                   /* the latest step */
    int64_t removed_at;               /* the step in which values that are no longer kept were last removed */
    int64_t sampled;                  /* the latest step with a level above 0 */
    uint64_t steps;                   /* that have a count: bit i is i steps before `newest` */
    uint32_t sum;                     /* of the counts in the window that ends with `newest` */
    uint32_t estimate;                /* how many values these counts stand for */
    uint16_t used;                    /* values; up to SMALL they lie in a row, then in a hash table */
    uint8_t level;                    /* of 2^level values one is kept */
    uint8_t live;                     /* 0: empty, and the other members have no meaning */
    uint16_t last;                    /* the place of the value that came last, if it is still there */
    uint16_t count[ME_WINDOW_KEPT];   /* values that came last in that step, if it has its bit */
    uint8_t level_of[ME_WINDOW_KEPT]; /* of that step */
    uint8_t seen[ME_DISTINCT_ROOM];   /* the last step of a value, its low bits */
    uint32_t hash[ME_DISTINCT_ROOM];  /* of a value; 0: none */
};

/* The rare cases of the two functions below. Others call those. */
ME_OUT_OF_LINE void me_distinct_add_slowly(struct me_distinct *distinct, uint32_t hash, int64_t step);
ME_OUT_OF_LINE uint32_t me_distinct_count_slowly(const struct me_distinct *distinct, int64_t step);

static inline void me_distinct_clear(struct me_distinct *d)
{
    d->live = 0;
}

/* What is kept of a value: never 0. */
static inline uint32_t me_distinct_hash(uint64_t hash64)
{
    return (uint32_t)hash64 | 1;
}

/* Begins with the value with this hash, whatever the memory held before: the same as me_distinct_clear() and
 * me_distinct_add(), without a call, for the many that never see another one. */
static inline void me_distinct_start(struct me_distinct *d, uint64_t hash64, int64_t step)
{
    memset(d->level_of, 0, sizeof(d->level_of));
    d->newest = d->removed_at = step;
    d->sampled = INT64_MIN;
    d->steps = 1;
    d->sum = d->estimate = 1;
    d->used = d->live = 1;
    d->level = 0;
    d->last = 0;
    d->count[me_window_place(step)] = 1;
    d->seen[0] = (uint8_t)step;
    d->hash[0] = me_distinct_hash(hash64);
}

/* Whether a value is in the sample of a level. */
static inline bool me_distinct_is_sampled(uint32_t hash, unsigned level)
{
    return (uint64_t)hash << level >> 32 == 0;
}

/* Notes that the value with this hash came at `step`. Hashes are keyed: whoever chooses values cannot choose them. */
ME_INLINE void me_distinct_add(struct me_distinct *d, uint64_t hash64, int64_t step)
{
    const uint32_t hash = me_distinct_hash(hash64);
    if (d->live != 0 && d->newest == step &&
        (!me_distinct_is_sampled(hash, d->level_of[me_window_place(step)]) ||
         (d->used != 0 && d->hash[d->last] == hash && d->seen[d->last] == (uint8_t)step)))
        return;
    me_distinct_add_slowly(d, hash, step);
}

/* Returns how many values came in the window that ends with `step`; for a step before the newest, in the largest window
 * that contains it. An estimate is never below ME_DISTINCT_EXACT. */
ME_INLINE uint32_t me_distinct_count(const struct me_distinct *d, int64_t step)
{
    if (d->live != 0 && d->newest == step && (d->estimate > ME_DISTINCT_EXACT || d->sampled <= step - ME_WINDOW_STEPS))
        return d->estimate;
    return me_distinct_count_slowly(d, step);
}

#endif
