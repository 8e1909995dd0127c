/* SPDX-License-Identifier: Apache-2.0
 *
 * Logins, failed and accepted, by account and by where they came from: what a judgement about attacks is made of. An
 * account is a name on a server, without regard to letter case; a place is a client, or its network (/24, /64).
 * Bounded: at the limit the pairs of account and place that show least are forgotten first, so that made-up names
 * cannot push out an account under attack, and how many were forgotten is known. Knows logins only; what they mean says
 * judgement.h.
 */
#ifndef ME_ACCOUNTS_H
#define ME_ACCOUNTS_H

#include "attempt.h"
#include "base/hash.h"

enum {
    ME_ACCOUNTS_PAIRS_MAX = 1 << 15, /* pairs of account and place, about 100 bytes each */
    ME_ACCOUNTS_GUESSES = 5,         /* failed logins of a place after which an accepted one is a guess */
    ME_ACCOUNTS_NETWORKS_MAX = 64,   /* networks of one hour that are counted exactly */
};

/* The networks that logged in to an account. */
struct me_account_logins {
    uint32_t most;          /* networks within an hour */
    int64_t most_when;      /* when that was reached */
    struct me_span service; /* by which */
    uint32_t count, capacity;
    struct {
        uint64_t network; /* hash */
        int64_t last;
    } recent[]; /* an old one gives its place to a new one */
};

struct me_account {
    struct me_account *next;   /* in its chain of the table */
    struct me_span user, host; /* point into `names` */
    uint64_t hash;
    uint32_t pair_count;
    uint64_t logins;
    struct me_account_logins *networks; /* NULL before the first login */
    uint64_t strangers;                 /* clients that failed and never logged in: what judgement.c finds */
    int64_t last;                       /* failure of one of them, or ME_NEVER: likewise */
    struct me_span service;             /* by which that was: likewise */
    char names[];
};

/* The first login of a network, or the worst one of a guesser, within the time that is asked for. */
struct me_account_guess {
    uint64_t failures; /* before it, 1 or more */
    int64_t when;
    char client[ME_IP_TEXT_MAX];
    struct me_span service;
};

/* What a place has done with an account. A network is also the first client of it that failed: most have no other. */
struct me_account_pair {
    uint32_t next; /* in its chain of the table, or in that of places that are free */
    bool is_network, is_v6;
    bool trusted;                           /* logged in without having guessed: the owner's place */
    bool suspect;                           /* guessed: what it does is never the owner's */
    unsigned char octets[ME_IP_OCTETS_MAX]; /* of the client */
    struct me_account *account;
    uint64_t hash;
    uint32_t failures;    /* of the client, within the time that is asked for */
    uint32_t since_login; /* failures since the last login of this network, at whatever time */
    uint32_t logins;
    int64_t last;           /* failure of the client within the time that is asked for */
    struct me_span service; /* by which that was */

    struct me_account_guess *guess; /* of a network that logged in after it had failed; else NULL */
};

struct me_accounts {
    struct me_account **table;
    size_t table_size, count;
    struct me_account_pair *pairs; /* those without an account are free */
    uint32_t *chains;              /* first pair of each chain */
    size_t chain_count;
    uint32_t pair_count, pair_capacity, first_free, hand;
    const struct me_hash_key *key;
    uint64_t forgotten;      /* pairs */
    int64_t forgotten_since; /* when the first of them went */
    bool out_of_memory;
};

enum { ME_ACCOUNTS_NONE = UINT32_MAX }; /* no pair */

void me_accounts_init(struct me_accounts *accounts, const struct me_hash_key *key);

/* Counts a login of any kind; other attempts are passed over. `asked`: it is of the time that is asked for; of others
 * only where the owners log in counts. */
void me_accounts_add(struct me_accounts *accounts, const struct me_attempt *attempt, bool asked);

/* Adds what `from` has counted. Failures in a row do not go on from one to the other. */
void me_accounts_merge(struct me_accounts *into, const struct me_accounts *from);

/* The pair of the same account with the network of `client`, which may be it; NULL: there is none. */
const struct me_account_pair *me_accounts_network_of(const struct me_accounts *accounts,
                                                     const struct me_account_pair *client);

void me_accounts_free(struct me_accounts *accounts);

#endif
