/* SPDX-License-Identifier: Apache-2.0
 *
 * The clocks of sending hosts: makes log times of several hosts comparable. It knows no record and no zone.
 *
 * A log time whose offset is known is UTC. Any other one is shifted by its host's distance from reception, rounded to a
 * quarter of an hour, since all zones of the world are multiples of it. The distance is that of the host's first
 * record. It changes when records have come with another one for a quarter of an hour of reception time: a clock was
 * set, or summer time began. Until then a lag keeps the times of its records apart as the log has them: an old log that
 * is read in seconds, or what a forwarder had kept while the network was down. A host whose offset is known and whose
 * clock is wrong for so long is treated likewise.
 */
#ifndef ME_HOST_CLOCK_H
#define ME_HOST_CLOCK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "correlate/inline.h"

enum {
    ME_HOST_CLOCK_MAX = 1024,    /* hosts that are remembered; a power of two */
    ME_HOST_CLOCK_QUARTER = 900, /* seconds */
};

/* One host, in words that are changed at once, so that threads share them without a lock. */
struct me_host_clock {
    _Atomic uint64_t shift;     /* which host, and its shift in quarters of an hour */
    _Atomic uint64_t candidate; /* another shift, and since when records have come with it */
};

/* Zeroed memory knows no host. */
struct me_host_clocks {
    struct me_host_clock host[ME_HOST_CLOCK_MAX];
};

/* A log time and what is known about it. */
struct me_host_clock_time {
    uint64_t host;     /* part of a hash of the host's name, and of its log where logs may differ in zone */
    int64_t seconds;   /* log time; UTC when `is_utc` */
    bool is_utc;       /* the offset is known */
    int64_t reception; /* Unix time, in seconds */
};

/* The word of a host's slot: a part of the hash of its name, which is never 0, and its shift. */
enum {
    ME_HOST_CLOCK_SHIFT_BITS = 24, /* quarters of an hour: 239 years on either side */
    ME_HOST_CLOCK_SHIFT_LIMIT = 1 << (ME_HOST_CLOCK_SHIFT_BITS - 1),
};

static inline uint64_t me_host_clock_name(uint64_t host)
{
    return host >> ME_HOST_CLOCK_SHIFT_BITS | 1;
}

static inline int64_t me_host_clock_shift(uint64_t word)
{
    const uint64_t low = word & ((UINT64_C(1) << ME_HOST_CLOCK_SHIFT_BITS) - 1);
    return (int64_t)(low ^ ME_HOST_CLOCK_SHIFT_LIMIT) - ME_HOST_CLOCK_SHIFT_LIMIT;
}

/* What the function below leaves over; it is to be called instead. */
ME_OUT_OF_LINE int64_t me_host_clock_common_slowly(struct me_host_clocks *clocks,
                                                   const struct me_host_clock_time *time);

/* Returns the log time in seconds that are comparable between hosts. Costs a few comparisons. Any number of threads may
 * call it at once. With more hosts than fit, one that is forgotten begins anew. */
static inline int64_t me_host_clock_common(struct me_host_clocks *clocks, struct me_host_clock_time time)
{
    struct me_host_clock *slot = &clocks->host[time.host % ME_HOST_CLOCK_MAX];
    const uint64_t word = atomic_load_explicit(&slot->shift, memory_order_relaxed);
    const int64_t common = time.seconds + me_host_clock_shift(word) * ME_HOST_CLOCK_QUARTER;
    /* its distance from reception, rounded, is the shift */
    const uint64_t off = (uint64_t)(time.reception - common) + ME_HOST_CLOCK_QUARTER / 2;
    if (word >> ME_HOST_CLOCK_SHIFT_BITS == me_host_clock_name(time.host) && off < ME_HOST_CLOCK_QUARTER &&
        atomic_load_explicit(&slot->candidate, memory_order_relaxed) == 0)
        return common;
    const struct me_host_clock_time copy = time; /* in memory, for this call only */
    return me_host_clock_common_slowly(clocks, &copy);
}

#endif
