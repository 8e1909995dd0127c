/* SPDX-License-Identifier: Apache-2.0
 *
 * Granted relaying by hour, and how much of it everybody may have: what a chart shows beside the attempts that failed.
 * Bounded. Knows times, no output.
 */
#ifndef ME_GRANTED_H
#define ME_GRANTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ME_GRANTED_HOURS_MAX = 65536 }; /* seven years; of further hours nothing is kept */

struct me_granted_hour {
    int64_t start;
    uint64_t count;      /* of all; 0: the place is free */
    uint64_t open_relay; /* of them by an open relay */
};

struct me_granted {
    struct me_granted_hour *table; /* open addressing, by start */
    size_t hours, capacity;
    bool out_of_memory;
};

/* Adds what happened at `when`, a known time. */
void me_granted_add(struct me_granted *granted, int64_t when, bool is_open_relay);

void me_granted_merge(struct me_granted *into, const struct me_granted *from);

/* Frees the memory, not the structure. */
void me_granted_free(struct me_granted *granted);

#endif
