/* SPDX-License-Identifier: Apache-2.0
 *
 * A value moves from the count of the step where it was to the count of the step where it is, so that the counts of any
 * window's steps add up to the values whose last step is in it:
 *
 *     step 1: a, b    step 2: a    ->  count[1] = 1 (b), count[2] = 1 (a), together 2
 *
 * Each step has the level at which its values were sampled, so that a level that falls again, when a flood is over,
 * does not make the older steps count for less.
 */
#include "correlate/distinct.h"

#include <stddef.h>
#include <string.h>

enum {
    SMALL = 8,                       /* values that are searched one by one */
    FULL = ME_DISTINCT_ROOM * 3 / 4, /* values that fit */
    ROOMY = FULL * 3 / 4,            /* values that may be left when room was made */
    FEW = FULL / 8,                  /* values in a window after which the level falls */
    LEVEL_MAX = 20,                  /* 10^8 values */
    REMOVE_AFTER = 128,              /* steps after which a value's low bits could mean another step */
};

static uint16_t *count_at(struct me_distinct *d, int64_t step)
{
    return &d->count[me_window_place(step)];
}

static uint8_t *level_at(struct me_distinct *d, int64_t step)
{
    return &d->level_of[me_window_place(step)];
}

/* How many steps ago a value was seen. */
static unsigned age_of(const struct me_distinct *d, unsigned place)
{
    return (uint8_t)((uint64_t)d->newest - d->seen[place]);
}

/* The place of `hash`, or the free one where it belongs. */
static unsigned place_of(const struct me_distinct *d, uint32_t hash)
{
    unsigned place = 0;
    if (d->used <= SMALL) {
        while (place < d->used && d->hash[place] != hash)
            place++;
        return place;
    }
    for (place = hash;; place++) {
        place %= ME_DISTINCT_ROOM;
        if (d->hash[place] == hash || d->hash[place] == 0)
            return place;
    }
}

/* Changes from a row of values to a table of them, which holds them all. */
static void make_table(struct me_distinct *d)
{
    uint32_t hash[SMALL];
    uint8_t seen[SMALL];
    memcpy(hash, d->hash, sizeof(hash));
    memcpy(seen, d->seen, sizeof(seen));
    memset(d->hash, 0, sizeof(d->hash));
    d->used = SMALL + 1;
    for (int i = 0; i < SMALL; i++) {
        const unsigned place = place_of(d, hash[i]);
        d->hash[place] = hash[i];
        d->seen[place] = seen[i];
    }
    d->used = SMALL;
}

static void insert(struct me_distinct *d, uint32_t hash, uint8_t seen)
{
    if (d->used == SMALL)
        make_table(d);
    d->used++;
    const unsigned place = d->used <= SMALL ? d->used - 1U : place_of(d, hash);
    d->hash[place] = hash;
    d->seen[place] = seen;
    d->last = (uint16_t)place;
}

/* How many values the count of a step stands for. */
static uint32_t counted(const struct me_distinct *d, int64_t step)
{
    const uint64_t back = (uint64_t)d->newest - (uint64_t)step;
    const unsigned place = me_window_place(step);
    return back < ME_WINDOW_KEPT && (d->steps >> back & 1) != 0 ? (uint32_t)d->count[place] << d->level_of[place] : 0;
}

static uint32_t count_until(const struct me_distinct *d, int64_t end)
{
    uint32_t sum = 0;
    for (int64_t step = end - ME_WINDOW_STEPS + 1; step <= end; step++)
        sum += counted(d, step);
    return sum;
}

/* Counts one value as last seen at `step`. */
static void put_on(struct me_distinct *d, int64_t step)
{
    const uint64_t back = (uint64_t)d->newest - (uint64_t)step, bit = UINT64_C(1) << back;
    if ((d->steps & bit) == 0)
        *count_at(d, step) = 0;
    d->steps |= bit;
    ++*count_at(d, step);
    if (back < ME_WINDOW_STEPS) {
        d->sum++;
        d->estimate += UINT32_C(1) << *level_at(d, step);
    }
}

/* Counts one value less at the step `age` steps ago, where it was last seen. */
static void take_off(struct me_distinct *d, unsigned age)
{
    --*count_at(d, d->newest - age);
    if (age < ME_WINDOW_STEPS) {
        d->sum--;
        d->estimate -= UINT32_C(1) << *level_at(d, d->newest - age);
    }
}

/* Removes values that were seen `age_max` steps ago or more, and those that are not in the sample of their step. */
static void remove_expired(struct me_distinct *d, unsigned age_max)
{
    uint32_t hash[ME_DISTINCT_ROOM];
    uint8_t seen[ME_DISTINCT_ROOM];
    unsigned kept = 0;
    const unsigned places = d->used <= SMALL ? d->used : ME_DISTINCT_ROOM;
    for (unsigned place = 0; place < places; place++) {
        if (d->hash[place] == 0)
            continue;
        const unsigned age = age_of(d, place);
        if (age < age_max && me_distinct_is_sampled(d->hash[place], *level_at(d, d->newest - age))) {
            hash[kept] = d->hash[place];
            seen[kept++] = d->seen[place];
        } else if (age < ME_WINDOW_KEPT) {
            take_off(d, age);
        }
    }
    d->used = d->last = 0;
    d->removed_at = d->newest;
    for (unsigned i = 0; i < kept; i++)
        insert(d, hash[i], seen[i]);
}

static void raise_level(struct me_distinct *d)
{
    d->level++;
    d->sampled = d->newest;
    for (int i = 0; i < ME_WINDOW_KEPT; i++)
        if (d->level_of[i] < d->level)
            d->level_of[i] = d->level;
}

static void make_room(struct me_distinct *d)
{
    if (d->used > d->sum) /* some are no longer in the window */
        remove_expired(d, ME_WINDOW_STEPS);
    while (d->used > ROOMY && d->level < LEVEL_MAX) {
        raise_level(d);
        remove_expired(d, ME_WINDOW_STEPS);
    }
    d->estimate = count_until(d, d->newest);
}

static void start(struct me_distinct *d, int64_t step)
{
    memset(d, 0, offsetof(struct me_distinct, seen));
    d->live = 1;
    d->newest = d->removed_at = step;
    d->sampled = INT64_MIN;
}

/* What the window loses when it moves on by `by` steps. */
static void move_on(struct me_distinct *d, int64_t by)
{
    for (uint64_t leaving = me_window_leaving(d->steps, by); leaving != 0; leaving &= leaving - 1) {
        const int64_t step = d->newest - __builtin_ctzll(leaving);
        d->sum -= *count_at(d, step);
        d->estimate -= counted(d, step);
    }
    d->steps = me_window_kept(d->steps, by);
    d->newest += by;
}

/* Whether no step that is kept has a level. */
static bool is_whole(const struct me_distinct *d)
{
    return d->level == 0 && d->sampled <= d->newest - ME_WINDOW_KEPT;
}

static void advance(struct me_distinct *d, int64_t step)
{
    if (step <= d->newest)
        return;
    if (is_whole(d))
        move_on(d, step - d->newest);
    while (d->newest < step) {
        move_on(d, 1);
        if (d->level > 0 && d->sum < FEW)
            d->level--;
        *level_at(d, d->newest) = d->level;
        if (d->level > 0)
            d->sampled = d->newest;
    }
    if (d->newest - d->removed_at > REMOVE_AFTER)
        remove_expired(d, ME_WINDOW_KEPT);
}

static void add_new(struct me_distinct *d, uint32_t hash, int64_t step)
{
    if (d->used >= FULL)
        make_room(d);
    if (d->used >= FULL || !me_distinct_is_sampled(hash, *level_at(d, step)))
        return;
    insert(d, hash, (uint8_t)step);
    put_on(d, step);
}

void me_distinct_add_slowly(struct me_distinct *d, uint32_t hash, int64_t step)
{
    if (d->live == 0 || step >= d->newest + ME_WINDOW_KEPT)
        start(d, step);
    advance(d, step);
    if (step <= d->newest - ME_WINDOW_KEPT || !me_distinct_is_sampled(hash, *level_at(d, step)))
        return;
    const unsigned place = place_of(d, hash);
    if ((d->used <= SMALL && place == d->used) || d->hash[place] != hash) {
        add_new(d, hash, step);
        return;
    }
    const unsigned age = age_of(d, place);
    if (age < ME_WINDOW_KEPT) {
        if (d->newest - age >= step)
            return;
        take_off(d, age);
    }
    d->seen[place] = (uint8_t)step;
    d->last = (uint16_t)place;
    put_on(d, step);
}

/* What is left of the estimate `by` steps later. */
static uint32_t left_after(const struct me_distinct *d, int64_t by)
{
    uint32_t sum = d->estimate;
    for (uint64_t leaving = me_window_leaving(d->steps, by); leaving != 0; leaving &= leaving - 1)
        sum -= counted(d, d->newest - __builtin_ctzll(leaving));
    return sum;
}

static uint32_t largest_with(const struct me_distinct *d, int64_t step)
{
    uint32_t sum = count_until(d, step), largest = sum;
    for (int64_t end = step + 1; end <= d->newest && end < step + ME_WINDOW_STEPS; end++) {
        sum += counted(d, end) - counted(d, end - ME_WINDOW_STEPS);
        largest = sum > largest ? sum : largest;
    }
    return largest;
}

uint32_t me_distinct_count_slowly(const struct me_distinct *d, int64_t step)
{
    if (d->live == 0)
        return 0;
    const uint32_t count = step == d->newest  ? d->estimate
                           : step > d->newest ? left_after(d, step - d->newest)
                                              : largest_with(d, step);
    const bool is_exact = d->sampled <= step - ME_WINDOW_STEPS;
    return is_exact || count > ME_DISTINCT_EXACT ? count : ME_DISTINCT_EXACT;
}
