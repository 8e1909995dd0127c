/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of texts that grows, such as the names in a directory. Knows nothing of what they are.
 */
#ifndef ME_TEXTS_H
#define ME_TEXTS_H

#include <stdbool.h>
#include <stddef.h>

/* All zeros: an empty list. */
struct me_texts {
    char **items;
    size_t count;
};

/* Appends `text`, which the list owns from now on, also when memory is out and false is returned. NULL counts as memory
 * that is out. */
bool me_texts_add(struct me_texts *texts, char *text);

/* Sorts by bytes, whatever the locale, from the item `first` on. */
void me_texts_sort(struct me_texts *texts, size_t first);

/* Releases the texts; the list is empty then. */
void me_texts_free(struct me_texts *texts);

#endif
