/* SPDX-License-Identifier: Apache-2.0
 *
 * An open-addressing table of pointers to groups, and the keys that attempts have.
 */
#include "groups.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

enum { KEY_MAX = ME_MEMORY_TEXT_MAX };

static const struct {
    struct me_span word, heading;
    bool by_time;
} rows[] = {
#define ME_BY(id, word, heading, by_time) {{word, sizeof(word) - 1}, {heading, sizeof(heading) - 1}, by_time},
#include "by.def"
#undef ME_BY
};

static const struct me_span sorts[] = {
#define ME_SORT(id, word) {word, sizeof(word) - 1},
#include "sort.def"
#undef ME_SORT
};

struct me_span me_by_word(enum me_by by)
{
    return rows[by].word;
}

struct me_span me_by_heading(enum me_by by)
{
    return rows[by].heading;
}

bool me_by_is_time(enum me_by by)
{
    return rows[by].by_time;
}

struct me_span me_sort_word(enum me_sort sort)
{
    return sorts[sort];
}

void me_groups_init(struct me_groups *g, enum me_by by, size_t max, struct me_names_budget *budget)
{
    *g = (struct me_groups){.by = by, .max = max, .budget = budget};
    g->others.first = g->others.last = g->others.slot = ME_NEVER;
}

/* The /24 or /64 that `client` lies in. */
static size_t network_of(const char *client, char out[static KEY_MAX])
{
    unsigned char bytes[16] = {0};
    char text[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET, client, bytes) == 1) {
        bytes[3] = 0;
        inet_ntop(AF_INET, bytes, text, sizeof(text));
        return (size_t)snprintf(out, KEY_MAX, "%s/24", text);
    }
    if (inet_pton(AF_INET6, client, bytes) != 1)
        return 0;
    memset(bytes + 8, 0, 8);
    inet_ntop(AF_INET6, bytes, text, sizeof(text));
    return (size_t)snprintf(out, KEY_MAX, "%s/64", text);
}

static struct me_span take_name(const struct me_name *name)
{
    return me_name_span(name);
}

static struct me_span slot_key(struct me_group *probe, int64_t when, int64_t step, enum me_clock_form form,
                               char room[static KEY_MAX])
{
    if (when == ME_NEVER)
        return (struct me_span){room, 0};
    probe->slot = me_clock_floor(when, step);
    me_clock_text(probe->slot, form, room);
    return (struct me_span){room, strlen(room)};
}

static struct me_span key_of(enum me_by by, const struct me_attempt *a, struct me_group *probe,
                             char room[static KEY_MAX])
{
    struct me_span event, reason;
    switch (by) {
    case ME_BY_CLIENT:
        return (struct me_span){a->client, strlen(a->client)};
    case ME_BY_NETWORK:
        return (struct me_span){room, network_of(a->client, room)};
    case ME_BY_USER:
        return take_name(&a->user);
    case ME_BY_SENDER:
        return take_name(&a->sender);
    case ME_BY_RECIPIENT:
        return take_name(&a->recipient);
    case ME_BY_REASON:
        event = me_event_name(me_what_event(a->what));
        reason = me_reason_name(me_what_reason(a->what));
        return (struct me_span){room, (size_t)snprintf(room, KEY_MAX, "%.*s%s%.*s", (int)event.len, event.ptr,
                                                       reason.len > 0 ? "/" : "", (int)reason.len, reason.ptr)};
    case ME_BY_HOUR:
        return slot_key(probe, a->when, ME_HOUR, ME_CLOCK_HOUR, room);
    case ME_BY_DAY:
        return slot_key(probe, a->when, ME_DAY, ME_CLOCK_DAY, room);
    default:
        return take_name(&a->host);
    }
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

static bool count_what(struct me_group *group, me_what what)
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
    group->whats[i].count++;
    return true;
}

static bool count_names(struct me_groups *g, struct me_group *group, const struct me_attempt *a)
{
    bool good = true;
    if (g->by != ME_BY_USER)
        good &= me_names_add(&group->users, me_name_span(&a->user), g->budget);
    if (g->by != ME_BY_SENDER)
        good &= me_names_add(&group->senders, me_name_span(&a->sender), g->budget);
    if (g->by != ME_BY_RECIPIENT)
        good &= me_names_add(&group->recipients, me_name_span(&a->recipient), g->budget);
    if (g->by != ME_BY_CLIENT)
        good &= me_names_add(&group->clients, (struct me_span){a->client, strlen(a->client)}, g->budget);
    return good;
}

static bool count(struct me_group *group, const struct me_attempt *a)
{
    group->count++;
    group->score += me_phrases_weight(a->what);
    if (a->when != ME_NEVER) {
        if (group->first == ME_NEVER || a->when < group->first)
            group->first = a->when;
        if (group->last == ME_NEVER || a->when > group->last)
            group->last = a->when;
    }
    return count_what(group, a->what);
}

void me_groups_add(struct me_groups *g, const struct me_attempt *a)
{
    char room[KEY_MAX];
    struct me_group probe = {.slot = ME_NEVER};
    const struct me_span key = key_of(g->by, a, &probe, room);
    const uint64_t hash = me_hash_of(&g->budget->key, key);
    struct me_group **place = g->capacity > 0 ? find(g->table, g->capacity, hash, key) : NULL;
    if (place == NULL || *place == NULL) {
        struct me_group *fresh = NULL;
        if (g->count < g->max && grow(g))
            fresh = new_group(key, hash, probe.slot);
        if (fresh == NULL) {
            g->out_of_memory |= g->count < g->max;
            g->others_count++;
            count(&g->others, a);
            return;
        }
        place = find(g->table, g->capacity, hash, key);
        *place = fresh;
        g->count++;
    }
    if (!count(*place, a) || !count_names(g, *place, a))
        g->out_of_memory = true;
}

static int compare_names(const struct me_group *a, const struct me_group *b)
{
    const uint32_t shorter = a->key_len < b->key_len ? a->key_len : b->key_len;
    const int order = shorter > 0 ? memcmp(a->key, b->key, shorter) : 0;
    return order != 0 ? order : (a->key_len > b->key_len) - (a->key_len < b->key_len);
}

#define DESCENDING(a, b) (((a) < (b)) - ((a) > (b)))

static int by_name(const void *left, const void *right)
{
    return compare_names(*(struct me_group *const *)left, *(struct me_group *const *)right);
}

static int by_attempts(const void *left, const void *right)
{
    const struct me_group *a = *(struct me_group *const *)left, *b = *(struct me_group *const *)right;
    const int order = DESCENDING(a->count, b->count);
    return order != 0 ? order : compare_names(a, b);
}

static int by_worst(const void *left, const void *right)
{
    const struct me_group *a = *(struct me_group *const *)left, *b = *(struct me_group *const *)right;
    const int order = DESCENDING(a->score, b->score);
    return order != 0 ? order : by_attempts(left, right);
}

static int by_first(const void *left, const void *right)
{
    const struct me_group *a = *(struct me_group *const *)left, *b = *(struct me_group *const *)right;
    const int order = DESCENDING(b->first, a->first);
    return order != 0 ? order : compare_names(a, b);
}

static int by_last(const void *left, const void *right)
{
    const struct me_group *a = *(struct me_group *const *)left, *b = *(struct me_group *const *)right;
    const int order = DESCENDING(a->last, b->last);
    return order != 0 ? order : compare_names(a, b);
}

static int compare_whats(const void *left, const void *right)
{
    const struct me_what_count *a = left, *b = right;
    const int order = DESCENDING(a->count, b->count);
    return order != 0 ? order : (int)a->what - (int)b->what;
}

static void sort_within(struct me_group *group)
{
    if (group->what_count > 1)
        qsort(group->whats, group->what_count, sizeof(*group->whats), compare_whats);
    me_names_sort(&group->users);
    me_names_sort(&group->senders);
    me_names_sort(&group->recipients);
    me_names_sort(&group->clients);
    group->at_least =
        group->users.at_least || group->senders.at_least || group->recipients.at_least || group->clients.at_least;
}

struct me_group **me_groups_sorted(struct me_groups *g, enum me_sort sort)
{
    static int (*const orders[])(const void *, const void *) = {
        [ME_SORT_WORST] = by_worst, [ME_SORT_ATTEMPTS] = by_attempts, [ME_SORT_FIRST] = by_first,
        [ME_SORT_LAST] = by_last,   [ME_SORT_NAME] = by_name,
    };
    struct me_group **list = calloc(g->count > 0 ? g->count : 1, sizeof(*list));
    size_t n = 0;
    if (list == NULL)
        return NULL;
    for (size_t i = 0; i < g->capacity; i++)
        if (g->table[i] != NULL)
            list[n++] = g->table[i];
    for (size_t i = 0; i < n; i++)
        sort_within(list[i]);
    sort_within(&g->others);
    qsort(list, n, sizeof(*list), orders[sort]);
    return list;
}

static void free_content(struct me_group *group)
{
    free(group->key);
    free(group->host_name);
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
    free(g->table);
    *g = (struct me_groups){0};
}

struct me_span me_group_label(const struct me_groups *g, const struct me_group *group)
{
    if (group == &g->others)
        return ME_SPAN("(others)");
    if (group->key_len == 0)
        return ME_SPAN("(unknown)");
    if (g->by == ME_BY_REASON && group->what_count > 0)
        return me_phrases_words(group->whats[0].what);
    return (struct me_span){group->key, group->key_len};
}
