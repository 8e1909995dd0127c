/* SPDX-License-Identifier: Apache-2.0
 *
 * Each host has a slot by its hash, and one of the next few when that is taken.
 */
#include "correlate/host_clock.h"

#include <stddef.h>

enum {
    PROBES = 4,
    SHIFT_BITS = ME_HOST_CLOCK_SHIFT_BITS,
    SHIFT_LIMIT = ME_HOST_CLOCK_SHIFT_LIMIT,
    SETTLE = ME_HOST_CLOCK_QUARTER, /* seconds of reception time after which another distance is believed */
};

static uint64_t pack(uint64_t above, int64_t shift)
{
    return above << SHIFT_BITS | ((uint64_t)shift & ((UINT64_C(1) << SHIFT_BITS) - 1));
}

static uint64_t above_in(uint64_t word)
{
    return word >> SHIFT_BITS;
}

/* The distance from reception in quarters of an hour, rounded. */
static int64_t distance(const struct me_host_clock_time *time)
{
    const int64_t seconds = time->reception - time->seconds + ME_HOST_CLOCK_QUARTER / 2;
    const int64_t quarters = seconds >= 0 ? seconds / ME_HOST_CLOCK_QUARTER
                                          : -((ME_HOST_CLOCK_QUARTER - 1 - seconds) / ME_HOST_CLOCK_QUARTER);
    return quarters >= SHIFT_LIMIT ? SHIFT_LIMIT - 1 : quarters < -SHIFT_LIMIT ? -SHIFT_LIMIT : quarters;
}

/* The slot of the host, or a free one, or else the first. `*word` becomes what it holds. */
static struct me_host_clock *find(struct me_host_clocks *clocks, uint64_t host, uint64_t *word)
{
    struct me_host_clock *other = NULL;
    uint64_t in_other = 0;
    for (unsigned i = 0; i < PROBES; i++) {
        struct me_host_clock *slot = &clocks->host[(host + i) % ME_HOST_CLOCK_MAX];
        *word = atomic_load_explicit(&slot->shift, memory_order_relaxed);
        if (above_in(*word) == me_host_clock_name(host))
            return slot;
        if (other == NULL || (*word == 0 && in_other != 0)) {
            other = slot;
            in_other = *word;
        }
    }
    *word = in_other;
    return other;
}

/* Gives the slot to the host, unless another thread just did. Returns the host's shift. */
static int64_t claim(struct me_host_clock *slot, uint64_t word, const struct me_host_clock_time *time, int64_t shift)
{
    atomic_store_explicit(&slot->candidate, 0, memory_order_relaxed);
    if (atomic_compare_exchange_strong(&slot->shift, &word, pack(me_host_clock_name(time->host), shift)) ||
        above_in(word) != me_host_clock_name(time->host))
        return shift;
    return me_host_clock_shift(word);
}

/* Notes that a record came with another distance than the host has. Returns whether that one is to be believed. */
static bool is_settled(struct me_host_clock *slot, int64_t quarters, int64_t reception)
{
    const uint64_t now = (uint64_t)(reception > 0 ? reception : 0),
                   candidate = atomic_load_explicit(&slot->candidate, memory_order_relaxed);
    if (candidate == 0 || me_host_clock_shift(candidate) != quarters || now < above_in(candidate)) {
        atomic_store_explicit(&slot->candidate, pack(now, quarters), memory_order_relaxed);
        return false;
    }
    return now - above_in(candidate) >= SETTLE;
}

int64_t me_host_clock_common_slowly(struct me_host_clocks *clocks, const struct me_host_clock_time *time)
{
    uint64_t word;
    struct me_host_clock *slot = find(clocks, time->host, &word);
    const int64_t quarters = distance(time);
    int64_t shift = me_host_clock_shift(word);
    if (above_in(word) != me_host_clock_name(time->host)) {
        /* A log time after reception is wrong, whatever its offset. */
        shift = claim(slot, word, time, time->is_utc && quarters >= 0 ? 0 : quarters);
    } else if (quarters == shift) {
        if (atomic_load_explicit(&slot->candidate, memory_order_relaxed) != 0)
            atomic_store_explicit(&slot->candidate, 0, memory_order_relaxed);
    } else if (is_settled(slot, quarters, time->reception)) {
        shift = quarters;
        atomic_store_explicit(&slot->candidate, 0, memory_order_relaxed);
        atomic_store_explicit(&slot->shift, pack(me_host_clock_name(time->host), shift), memory_order_relaxed);
    }
    return time->seconds + shift * ME_HOST_CLOCK_QUARTER;
}
