/* SPDX-License-Identifier: Apache-2.0
 *
 * Most groups have a name or two, so everything starts small and grows by doubling.
 */
#include "names.h"

#include <stdlib.h>

static bool insert(uint64_t *table, uint32_t capacity, uint64_t hash)
{
    for (uint32_t i = (uint32_t)hash & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
        if (table[i] == hash)
            return false;
        if (table[i] == 0) {
            table[i] = hash;
            return true;
        }
    }
}

/* Makes room for one more hash. False when the budget or memory is used up. */
static bool grow_hashes(struct me_names *n, struct me_names_budget *budget)
{
    if (n->hash_capacity > 0 && n->hash_count < n->hash_capacity / 4 * 3)
        return true;
    const uint32_t capacity = n->hash_capacity > 0 ? n->hash_capacity * 2 : 32;
    if (budget->left < capacity - n->hash_capacity)
        return false;
    uint64_t *hashes = calloc(capacity, sizeof(*hashes));
    if (hashes == NULL)
        return false;
    for (uint32_t i = 0; i < n->hash_capacity; i++)
        if (n->hashes[i] != 0)
            insert(hashes, capacity, n->hashes[i]);
    budget->left -= capacity - n->hash_capacity;
    free(n->hashes);
    n->hashes = hashes;
    n->hash_capacity = capacity;
    return true;
}

static void add_hash(struct me_names *n, struct me_span name, struct me_names_budget *budget)
{
    uint64_t hash = me_hash_of(&budget->key, name);
    hash += hash == 0; /* 0 stands for an empty place */
    if (!grow_hashes(n, budget))
        n->at_least = true;
    else if (insert(n->hashes, n->hash_capacity, hash))
        n->hash_count++;
}

static bool show(struct me_names *n, struct me_span name)
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
    n->shown[n->shown_count++] = (struct me_named){text, (uint32_t)name.len, 1};
    return true;
}

bool me_names_add(struct me_names *n, struct me_span name, struct me_names_budget *budget)
{
    if (!me_span_present(name))
        return true;
    for (uint32_t i = 0; i < n->shown_count; i++)
        if (me_span_equal((struct me_span){n->shown[i].text, n->shown[i].len}, name)) {
            n->shown[i].count++;
            return true;
        }
    if (n->shown_count < ME_NAMES_SHOWN_MAX)
        return show(n, name);
    add_hash(n, name, budget);
    return true;
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
    const int order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
    return order != 0 ? order : (a->len > b->len) - (a->len < b->len);
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
