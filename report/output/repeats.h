/* SPDX-License-Identifier: Apache-2.0
 *
 * How often something was seen before. Knows hashes only.
 */
#ifndef ME_REPEATS_H
#define ME_REPEATS_H

#include <stdint.h>

/* The last so many different hashes are known for certain. With more, all are forgotten at once. */
enum { ME_REPEATS_MAX = 49152, ME_REPEATS_SLOTS = 65536 };

/* Zeroed, it has seen nothing. */
struct me_repeats {
    struct {
        uint64_t hash;
        uint32_t count; /* 0: the slot is free */
    } slots[ME_REPEATS_SLOTS];
    unsigned used;
};

/* How often `hash` was given before. Costs some steps; allocates nothing. */
uint32_t me_repeats_count(struct me_repeats *repeats, uint64_t hash);

#endif
