/* SPDX-License-Identifier: Apache-2.0
 *
 * A table with open addressing that grows by doubling.
 */
#include "logins.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 64 };

/* The place of `hash`, or a free one for it. */
static struct me_login_count *find(struct me_login_count *table, size_t capacity, uint64_t hash)
{
    size_t i = hash & (capacity - 1);
    while (table[i].hash != 0 && table[i].hash != hash)
        i = (i + 1) & (capacity - 1);
    return &table[i];
}

static bool grow(struct me_logins *l)
{
    if (l->capacity > 0 && l->count < l->capacity / 4 * 3)
        return true;
    const size_t capacity = l->capacity > 0 ? l->capacity * 2 : FIRST_CAPACITY;
    struct me_login_count *table = calloc(capacity, sizeof(*table));
    if (table == NULL)
        return false;
    for (size_t i = 0; i < l->capacity; i++)
        if (l->table[i].hash != 0)
            *find(table, capacity, l->table[i].hash) = l->table[i];
    free(l->table);
    l->table = table;
    l->capacity = capacity;
    return true;
}

/* 0 stands for a free place. */
static uint64_t key_of(uint64_t hash)
{
    return hash + (hash == 0);
}

void me_logins_add(struct me_logins *l, uint64_t hash, uint64_t count)
{
    if (!grow(l)) {
        l->out_of_memory = true;
        return;
    }
    struct me_login_count *place = find(l->table, l->capacity, key_of(hash));
    if (place->hash == 0 && l->count == l->max) {
        l->at_least = true;
        return;
    }
    l->count += place->hash == 0;
    place->hash = key_of(hash);
    place->count += count;
}

void me_logins_merge(struct me_logins *into, const struct me_logins *from)
{
    for (size_t i = 0; i < from->capacity; i++)
        if (from->table[i].hash != 0)
            me_logins_add(into, from->table[i].hash, from->table[i].count);
    into->at_least |= from->at_least;
    into->out_of_memory |= from->out_of_memory;
}

uint64_t me_logins_of(const struct me_logins *l, uint64_t hash)
{
    return l->capacity > 0 ? find(l->table, l->capacity, key_of(hash))->count : 0;
}

void me_logins_free(struct me_logins *l)
{
    free(l->table);
    l->table = NULL;
}
