/* SPDX-License-Identifier: Apache-2.0
 *
 * Most groups have a name or two, so everything starts small and grows by doubling.
 */
#include "names.h"

#include <stdlib.h>

#include "count/order.h"

/* Counts `hash`. True when it is a new one. */
static bool insert(struct me_names_hash *table, uint32_t capacity, struct me_names_hash entry)
{
    uint32_t i = (uint32_t)entry.hash & (capacity - 1);
    while (table[i].hash != 0 && table[i].hash != entry.hash)
        i = (i + 1) & (capacity - 1);
    const bool is_new = table[i].hash == 0;
    table[i].hash = entry.hash;
    table[i].count += entry.count;
    return is_new;
}

/* Makes room for one more hash. False when the budget or memory is used up. */
static bool grow_hashes(struct me_names *n, struct me_names_budget *budget)
{
    if (n->hash_capacity > 0 && n->hash_count < n->hash_capacity / 4 * 3)
        return true;
    const uint32_t capacity = n->hash_capacity > 0 ? n->hash_capacity * 2 : 32;
    if (budget->left < capacity - n->hash_capacity)
        return false;
    struct me_names_hash *hashes = calloc(capacity, sizeof(*hashes));
    if (hashes == NULL)
        return false;
    for (uint32_t i = 0; i < n->hash_capacity; i++)
        if (n->hashes[i].hash != 0)
            insert(hashes, capacity, n->hashes[i]);
    budget->left -= capacity - n->hash_capacity;
    free(n->hashes);
    n->hashes = hashes;
    n->hash_capacity = capacity;
    return true;
}

static uint64_t hash_of(struct me_span name, const struct me_names_budget *budget)
{
    const uint64_t hash = me_hash_of(&budget->key, name);
    return hash + (hash == 0); /* 0 stands for an empty place */
}

static void add_hash(struct me_names *n, struct me_names_hash entry, struct me_names_budget *budget)
{
    if (!grow_hashes(n, budget))
        n->at_least = true;
    else if (insert(n->hashes, n->hash_capacity, entry))
        n->hash_count++;
}

static bool show(struct me_names *n, struct me_span name, uint64_t count)
{
    if (n->shown_count == n->shown_capacity) {
        const uint32_t capacity = n->shown_capacity > 0 ? n->shown_capacity * 2 : 1;
        struct me_named *shown = realloc(n->shown, capacity * sizeof(*shown));
        if (shown == NULL)
            return false;
        n->shown = shown;
        n->shown_capacity = capacity;
    }
    char *text = malloc(name.len);
    if (text == NULL)
        return false;
    memcpy(text, name.ptr, name.len);
    n->shown[n->shown_count++] = (struct me_named){text, (uint32_t)name.len, count};
    return true;
}

static struct me_span text_of(const struct me_named *named)
{
    return (struct me_span){named->text, named->len};
}

static bool add(struct me_names *n, struct me_span name, uint64_t count, struct me_names_budget *budget)
{
    for (uint32_t i = 0; i < n->shown_count; i++)
        if (me_span_equal(text_of(&n->shown[i]), name)) {
            n->shown[i].count += count;
            return true;
        }
    if (n->shown_count < ME_NAMES_SHOWN_MAX)
        return show(n, name, count);
    add_hash(n, (struct me_names_hash){hash_of(name, budget), count}, budget);
    return true;
}

bool me_names_add(struct me_names *n, struct me_span name, struct me_names_budget *budget)
{
    return !me_span_present(name) || add(n, name, 1, budget);
}

static void merge_hashes(struct me_names *into, const struct me_names *from, struct me_names_budget *budget)
{
    uint64_t shown[ME_NAMES_SHOWN_MAX];
    for (uint32_t i = 0; i < into->shown_count; i++)
        shown[i] = hash_of(text_of(&into->shown[i]), budget);
    for (uint32_t i = 0; i < from->hash_capacity; i++) {
        const struct me_names_hash entry = from->hashes[i];
        uint32_t j = 0;
        while (j < into->shown_count && shown[j] != entry.hash)
            j++;
        if (j < into->shown_count)
            into->shown[j].count += entry.count;
        else if (entry.hash != 0)
            add_hash(into, entry, budget);
    }
}

bool me_names_merge(struct me_names *into, const struct me_names *from, struct me_names_budget *budget)
{
    bool good = true;
    for (uint32_t i = 0; i < from->shown_count; i++)
        good &= add(into, text_of(&from->shown[i]), from->shown[i].count, budget);
    if (from->hash_count > 0)
        merge_hashes(into, from, budget);
    into->at_least |= from->at_least;
    return good;
}

uint32_t me_names_distinct(const struct me_names *n)
{
    return n->shown_count + n->hash_count;
}

static int compare(const void *left, const void *right)
{
    const struct me_named *a = left, *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return me_order_of(text_of(a), text_of(b));
}

void me_names_sort(struct me_names *n)
{
    if (n->shown_count > 1)
        qsort(n->shown, n->shown_count, sizeof(*n->shown), compare);
}

void me_names_free(struct me_names *n)
{
    for (uint32_t i = 0; i < n->shown_count; i++)
        free(n->shown[i].text);
    free(n->shown);
    free(n->hashes);
    *n = (struct me_names){0};
}
