/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounts whose password was most likely guessed: many failed logins, then one that succeeded. Knows logins only.
 */
#ifndef ME_ACCOUNTS_H
#define ME_ACCOUNTS_H

#include "attempt.h"
#include "base/hash.h"

enum { ME_ACCOUNTS_MANY = 10 }; /* failed logins in a row that make a success suspicious */

struct me_account {
    struct me_account *next;   /* that came after this one */
    struct me_span user, host; /* point into `names` */
    uint64_t hash;
    uint64_t failures;      /* since the last success */
    uint64_t most_failures; /* before a success, ME_ACCOUNTS_MANY or more; 0: nothing suspicious */
    int64_t when;           /* of that success */
    char client[ME_IP_TEXT_MAX];
    char names[];
};

struct me_accounts {
    struct me_account **table;
    size_t count, capacity, max;
    struct me_account *oldest, *newest;
    const struct me_hash_key *key;
    bool out_of_memory;
};

void me_accounts_init(struct me_accounts *accounts, size_t max, const struct me_hash_key *key);

/* Counts a login of any kind; other attempts are passed over. Accounts beyond the limit are not watched. */
void me_accounts_add(struct me_accounts *accounts, const struct me_attempt *attempt);

/* Adds the suspicious accounts of `from`, which come from other servers: a row of failures does not go on from one to
 * the other. */
void me_accounts_merge(struct me_accounts *into, const struct me_accounts *from);

/* The suspicious accounts, most failures first, `*count` of them; the caller frees the array. NULL when there are none
 * or memory is out. */
const struct me_account **me_accounts_guessed(const struct me_accounts *accounts, size_t *count);

void me_accounts_free(struct me_accounts *accounts);

#endif
