/* SPDX-License-Identifier: Apache-2.0
 *
 * Attempts counted by one question: by client, by hour and so on. Bounded: the groups beyond the limit are summed as
 * others. Knows attempts, no output.
 */
#ifndef ME_GROUPS_H
#define ME_GROUPS_H

#include "attempt.h"
#include "logins.h"
#include "names.h"

enum me_group_key {
#define ME_GROUP_KEY(id, word, heading, by_time, has_logins) ME_GROUP_KEY_##id,
#include "group_key.def"
#undef ME_GROUP_KEY
    ME_GROUP_KEY_MAX
};

enum me_sort {
#define ME_SORT(id, word) ME_SORT_##id,
#include "sort.def"
#undef ME_SORT
    ME_SORT_MAX
};

enum { ME_GROUP_TEXT_MAX = ME_CONTEXT_TEXT_MAX };

struct me_what_count {
    me_what what;
    uint64_t count;
};

struct me_group {
    struct me_group *next; /* that came after this one */
    char *key;             /* not terminated; empty: the attempts for which the answer is unknown */
    uint32_t key_len;
    bool at_least;              /* some of the names' counts are lower bounds */
    char *host_name;            /* of a client, when it was asked for and found; else NULL */
    struct me_geo_place *place; /* of a client, when it was asked for and known; else NULL */
    uint64_t hash;
    uint64_t count, score;
    int64_t first, last, slot; /* slot: start of the hour or day; else ME_NEVER */
    struct me_what_count *whats;
    uint32_t what_count, what_capacity;
    struct me_names users, senders, recipients, clients;
};

struct me_groups {
    enum me_group_key by;
    size_t max;
    struct me_group **table; /* open addressing, by hash */
    size_t count, capacity;
    struct me_group *oldest, *newest;
    struct me_group others;
    size_t others_count;     /* attempts in others */
    struct me_logins logins; /* accepted, by hash of the key */
    struct me_names_budget *budget;
    bool out_of_memory;
};

void me_groups_init(struct me_groups *groups, enum me_group_key by, size_t max, struct me_names_budget *budget);

void me_groups_add(struct me_groups *groups, const struct me_attempt *attempt);

/* Counts an accepted login, which makes no group. */
void me_groups_add_login(struct me_groups *groups, const struct me_attempt *attempt);

/* The accepted logins that belong to a group; 0 for others. */
uint64_t me_groups_logins_of(const struct me_groups *groups, const struct me_group *group);

/* Adds what `from` has counted, as if its groups had come after those of `into`. Both have the same question, and
 * budgets with the same key. */
void me_groups_merge(struct me_groups *into, const struct me_groups *from);

/* The groups in the order of `sort`, `groups->count` of them, their names and reasons sorted as well; the caller frees
 * the array, not the groups. NULL when memory is out. */
struct me_group **me_groups_sorted(struct me_groups *groups, enum me_sort sort);

void me_groups_free(struct me_groups *groups);

/* The key of the group that an attempt belongs to; empty when the answer is unknown. Points into the attempt or into
 * `room`. `*slot` becomes the start of the hour or day, or ME_NEVER. */
struct me_span me_group_key_text(enum me_group_key by, const struct me_attempt *attempt,
                                 char room[static ME_GROUP_TEXT_MAX], int64_t *slot);

/* The word for `by` and the heading of its column. */
struct me_span me_group_key_word(enum me_group_key by);
struct me_span me_group_key_heading(enum me_group_key by);
bool me_group_key_is_time(enum me_group_key by);
/* Whether the client of an attempt must have been looked up. */
bool me_group_key_needs_place(enum me_group_key by);
bool me_group_key_has_logins(enum me_group_key by);
struct me_span me_sort_word(enum me_sort sort);

/* How one group's key is shown: `(unknown)` for the empty one, the words for a reason. Points into the group. */
struct me_span me_group_label(const struct me_groups *groups, const struct me_group *group);

#endif
