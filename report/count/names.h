/* SPDX-License-Identifier: Apache-2.0
 *
 * A few of the names that belong to a group, with how often each came, and how many different ones there were. Bounded:
 * the first ME_NAMES_SHOWN_MAX are kept by name, the others are counted only.
 */
#ifndef ME_NAMES_H
#define ME_NAMES_H

#include "base/hash.h"

enum { ME_NAMES_SHOWN_MAX = 16 };

struct me_named {
    char *text; /* not terminated */
    uint32_t len;
    uint64_t count;
};

/* A name that is counted only. */
struct me_names_hash {
    uint64_t hash; /* 0: no name */
    uint64_t count;
};

struct me_names {
    struct me_named *shown;
    uint32_t shown_count, shown_capacity;
    struct me_names_hash *hashes; /* of the names that are not shown */
    uint32_t hash_count, hash_capacity;
    bool at_least; /* the budget was used up: there may be more different names */
};

/* What all sets of hashes together may use, in entries. */
struct me_names_budget {
    size_t left;
    struct me_hash_key key;
};

/* Counts one more `name`. False when memory is out. */
bool me_names_add(struct me_names *names, struct me_span name, struct me_names_budget *budget);

/* Counts what `from` has counted, as if its names had come after those of `into`. Both have hashed with the same key.
 * False when memory is out. */
bool me_names_merge(struct me_names *into, const struct me_names *from, struct me_names_budget *budget);

/* How many different names came. */
uint32_t me_names_distinct(const struct me_names *names);

/* Puts the shown names into the order of their counts, then of their bytes. */
void me_names_sort(struct me_names *names);

void me_names_free(struct me_names *names);

#endif
