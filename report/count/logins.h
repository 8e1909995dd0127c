/* SPDX-License-Identifier: Apache-2.0
 *
 * How many logins were accepted, by the hash of whatever they are counted by: a client, an account. They stand beside
 * the failures of a row, so that an office with typing errors does not look like an attacker. Bounded.
 */
#ifndef ME_LOGINS_H
#define ME_LOGINS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct me_login_count {
    uint64_t hash; /* 0: a free place */
    uint64_t count;
};

struct me_logins {
    struct me_login_count *table;
    size_t count, capacity, max; /* max: of different hashes */
    bool at_least;               /* there were more than `max` */
    bool out_of_memory;
};

void me_logins_add(struct me_logins *logins, uint64_t hash, uint64_t count);

void me_logins_merge(struct me_logins *into, const struct me_logins *from);

uint64_t me_logins_of(const struct me_logins *logins, uint64_t hash);

void me_logins_free(struct me_logins *logins);

#endif
