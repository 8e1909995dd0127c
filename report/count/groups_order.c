/* SPDX-License-Identifier: Apache-2.0
 *
 * The orders that groups can be shown in. Every order ends with the bytes of the key, so that none depends on chance.
 */
#include <stdlib.h>

#include "count/order.h"
#include "groups.h"

static int compare_names(const struct me_group *a, const struct me_group *b)
{
    return me_order_of((struct me_span){a->key, a->key_len}, (struct me_span){b->key, b->key_len});
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
