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

#include <stdbool.h>
#include <stdint.h>

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

/* Returns the log time in seconds that are comparable between hosts. Costs a few comparisons. Any number of threads may
 * call it at once. With more hosts than fit, one that is forgotten begins anew. */
int64_t me_host_clock_common(struct me_host_clocks *clocks, const struct me_host_clock_time *time);

#endif
