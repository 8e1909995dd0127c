/* SPDX-License-Identifier: Apache-2.0
 *
 * An open-addressing table of pointers to groups, which are also in the order in which they came.
 */
#include "groups.h"

#include <stdlib.h>

#include "base/clock.h"

enum { LOGINS = 4 /* places that log in for each row: most of them never fail */ };

void me_groups_init(struct me_groups *g, enum me_group_key by, size_t max, struct me_names_budget *budget)
{
    *g = (struct me_groups){.by = by, .max = max, .budget = budget, .logins = {.max = LOGINS * max}};
    g->others.first = g->others.last = g->others.slot = ME_NEVER;
}

static struct me_group **find(struct me_group **table, size_t capacity, uint64_t hash, struct me_span key)
{
    for (size_t i = hash & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
        const struct me_group *g = table[i];
        if (g == NULL || (g->hash == hash && me_span_equal((struct me_span){g->key, g->key_len}, key)))
            return &table[i];
    }
}

static bool grow(struct me_groups *g)
{
    if (g->capacity > 0 && g->count < g->capacity / 4 * 3)
        return true;
    const size_t capacity = g->capacity > 0 ? g->capacity * 2 : 64;
    struct me_group **table = calloc(capacity, sizeof(*table));
    if (table == NULL)
        return false;
    for (size_t i = 0; i < g->capacity; i++)
        if (g->table[i] != NULL)
            *find(table, capacity, g->table[i]->hash, (struct me_span){g->table[i]->key, g->table[i]->key_len}) =
                g->table[i];
    free(g->table);
    g->table = table;
    g->capacity = capacity;
    return true;
}

static struct me_group *new_group(struct me_span key, uint64_t hash, int64_t slot)
{
    struct me_group *group = calloc(1, sizeof(*group));
    char *copy = malloc(key.len > 0 ? key.len : 1);
    if (group == NULL || copy == NULL) {
        free(group);
        free(copy);
        return NULL;
    }
    if (key.len > 0)
        memcpy(copy, key.ptr, key.len);
    *group = (struct me_group){
        .key = copy, .key_len = (uint32_t)key.len, .hash = hash, .first = ME_NEVER, .last = ME_NEVER, .slot = slot};
    return group;
}

static bool count_what(struct me_group *group, me_what what, uint64_t count)
{
    uint32_t i = 0;
    while (i < group->what_count && group->whats[i].what != what)
        i++;
    if (i == group->what_count) {
        if (i == group->what_capacity) {
            const uint32_t capacity = i > 0 ? i * 2 : 2;
            struct me_what_count *whats = realloc(group->whats, capacity * sizeof(*whats));
            if (whats == NULL)
                return false;
            group->whats = whats;
            group->what_capacity = capacity;
        }
        group->whats[group->what_count++] = (struct me_what_count){what, 0};
    }
    group->whats[i].count += count;
    return true;
}

static bool count_names(struct me_groups *g, struct me_group *group, const struct me_attempt *a)
{
    bool good = true;
    if (g->by != ME_GROUP_KEY_USER)
        good &= me_names_add(&group->users, me_name_span(&a->user), g->budget);
    if (g->by != ME_GROUP_KEY_SENDER)
        good &= me_names_add(&group->senders, me_name_span(&a->sender), g->budget);
    if (g->by != ME_GROUP_KEY_RECIPIENT)
        good &= me_names_add(&group->recipients, me_name_span(&a->recipient), g->budget);
    if (g->by != ME_GROUP_KEY_CLIENT)
        good &= me_names_add(&group->clients, (struct me_span){a->client, strlen(a->client)}, g->budget);
    return good;
}

static void extend(struct me_group *group, int64_t first, int64_t last)
{
    if (first == ME_NEVER)
        return;
    if (group->first == ME_NEVER || first < group->first)
        group->first = first;
    if (group->last == ME_NEVER || last > group->last)
        group->last = last;
}

static bool count(struct me_group *group, const struct me_attempt *a)
{
    group->count++;
    group->score += me_labels_weight(a->what);
    extend(group, a->when, a->when);
    return count_what(group, a->what, 1);
}

/* The group of `key`, made when there is none. NULL when there are as many as may be, or memory is out. */
static struct me_group *get(struct me_groups *g, struct me_span key, uint64_t hash, int64_t slot)
{
    struct me_group **place = g->capacity > 0 ? find(g->table, g->capacity, hash, key) : NULL;
    if (place != NULL && *place != NULL)
        return *place;
    if (g->count == g->max)
        return NULL;
    struct me_group *fresh = grow(g) ? new_group(key, hash, slot) : NULL;
    if (fresh == NULL) {
        g->out_of_memory = true;
        return NULL;
    }
    *find(g->table, g->capacity, hash, key) = fresh;
    *(g->newest != NULL ? &g->newest->next : &g->oldest) = fresh;
    g->newest = fresh;
    g->count++;
    return fresh;
}

void me_groups_add(struct me_groups *g, const struct me_attempt *a)
{
    char room[ME_GROUP_TEXT_MAX];
    int64_t slot;
    const struct me_span key = me_group_key_text(g->by, a, room, &slot);
    struct me_group *group = get(g, key, me_hash_of(&g->budget->key, key), slot);
    if (group == NULL) {
        g->others_count++;
        count(&g->others, a);
        return;
    }
    if (!count(group, a) || !count_names(g, group, a))
        g->out_of_memory = true;
}

void me_groups_add_login(struct me_groups *g, const struct me_attempt *a)
{
    char room[ME_GROUP_TEXT_MAX];
    int64_t slot;
    me_logins_add(&g->logins, me_hash_of(&g->budget->key, me_group_key_text(g->by, a, room, &slot)), 1);
    g->out_of_memory |= g->logins.out_of_memory;
}

uint64_t me_groups_logins_of(const struct me_groups *g, const struct me_group *group)
{
    return group == &g->others ? 0 : me_logins_of(&g->logins, group->hash);
}

static void merge(struct me_groups *g, struct me_group *into, const struct me_group *from)
{
    bool good = true;
    into->count += from->count;
    into->score += from->score;
    extend(into, from->first, from->last);
    for (uint32_t i = 0; i < from->what_count; i++)
        good &= count_what(into, from->whats[i].what, from->whats[i].count);
    if (into != &g->others) {
        good &= me_names_merge(&into->users, &from->users, g->budget);
        good &= me_names_merge(&into->senders, &from->senders, g->budget);
        good &= me_names_merge(&into->recipients, &from->recipients, g->budget);
        good &= me_names_merge(&into->clients, &from->clients, g->budget);
    }
    g->out_of_memory |= !good;
}

void me_groups_merge(struct me_groups *into, const struct me_groups *from)
{
    for (const struct me_group *group = from->oldest; group != NULL; group = group->next) {
        struct me_group *same = get(into, (struct me_span){group->key, group->key_len}, group->hash, group->slot);
        if (same == NULL)
            into->others_count += group->count;
        merge(into, same != NULL ? same : &into->others, group);
    }
    into->others_count += from->others_count;
    merge(into, &into->others, &from->others);
    me_logins_merge(&into->logins, &from->logins);
    into->out_of_memory |= into->logins.out_of_memory;
    into->out_of_memory |= from->out_of_memory;
}

static void free_content(struct me_group *group)
{
    free(group->key);
    free(group->host_name);
    free(group->place);
    free(group->whats);
    me_names_free(&group->users);
    me_names_free(&group->senders);
    me_names_free(&group->recipients);
    me_names_free(&group->clients);
}

void me_groups_free(struct me_groups *g)
{
    for (size_t i = 0; i < g->capacity; i++)
        if (g->table[i] != NULL) {
            free_content(g->table[i]);
            free(g->table[i]);
        }
    free_content(&g->others);
    me_logins_free(&g->logins);
    free(g->table);
    *g = (struct me_groups){0};
}
