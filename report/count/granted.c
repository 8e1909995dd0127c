/* SPDX-License-Identifier: Apache-2.0
 *
 * Hours are few and not chosen by strangers, so their number is hash enough.
 */
#include "granted.h"

#include <stdlib.h>

#include "base/clock.h"

static size_t place_of(const struct me_granted *g, int64_t start)
{
    size_t i = (size_t)(start / ME_HOUR) & (g->capacity - 1);
    while (g->table[i].count > 0 && g->table[i].start != start)
        i = (i + 1) & (g->capacity - 1);
    return i;
}

/* Twice the room, at least for a week. */
static bool grow(struct me_granted *g)
{
    enum { FIRST = 256 };
    struct me_granted larger = {.hours = g->hours, .capacity = g->capacity > 0 ? g->capacity * 2 : FIRST};
    larger.table = calloc(larger.capacity, sizeof(*larger.table));
    if (larger.table == NULL)
        return false;
    for (size_t i = 0; i < g->capacity; i++)
        if (g->table[i].count > 0)
            larger.table[place_of(&larger, g->table[i].start)] = g->table[i];
    free(g->table);
    *g = larger;
    return true;
}

static void add(struct me_granted *g, const struct me_granted_hour *hour)
{
    if (g->hours * 2 >= g->capacity && !grow(g)) {
        g->out_of_memory = true;
        return;
    }
    struct me_granted_hour *own = &g->table[place_of(g, hour->start)];
    if (own->count == 0 && g->hours == ME_GRANTED_HOURS_MAX)
        return;
    g->hours += own->count == 0;
    own->start = hour->start;
    own->count += hour->count;
    own->open_relay += hour->open_relay;
}

void me_granted_add(struct me_granted *g, int64_t when, bool is_open_relay)
{
    add(g, &(struct me_granted_hour){me_clock_floor(when, ME_HOUR), 1, is_open_relay});
}

void me_granted_merge(struct me_granted *into, const struct me_granted *from)
{
    for (size_t i = 0; i < from->capacity; i++)
        if (from->table[i].count > 0)
            add(into, &from->table[i]);
    into->out_of_memory |= from->out_of_memory;
}

void me_granted_free(struct me_granted *g)
{
    free(g->table);
    *g = (struct me_granted){0};
}
