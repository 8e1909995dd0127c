/* SPDX-License-Identifier: Apache-2.0
 *
 * The capacity is the power of two that the count has reached, so that it need not be kept.
 */
#include "texts.h"

#include <stdlib.h>
#include <string.h>

bool me_texts_add(struct me_texts *t, char *text)
{
    if (text == NULL)
        return false;
    if ((t->count & (t->count - 1)) == 0) {
        char **grown = realloc(t->items, (t->count > 0 ? t->count * 2 : 1) * sizeof(*grown));
        if (grown == NULL) {
            free(text);
            return false;
        }
        t->items = grown;
    }
    t->items[t->count++] = text;
    return true;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

void me_texts_sort(struct me_texts *t, size_t first)
{
    if (t->count - first > 1)
        qsort(t->items + first, t->count - first, sizeof(*t->items), by_bytes);
}

void me_texts_free(struct me_texts *t)
{
    for (size_t i = 0; i < t->count; i++)
        free(t->items[i]);
    free(t->items);
    *t = (struct me_texts){0};
}
