/* SPDX-License-Identifier: Apache-2.0
 *
 * What logins say about attacks: guessed passwords, accounts that many try, stolen accounts, clients that try many
 * accounts. Knows numbers, no words.
 */
#ifndef ME_JUDGEMENT_H
#define ME_JUDGEMENT_H

#include "accounts.h"

enum {
    ME_JUDGEMENT_CLIENTS = 20, /* strangers that failed for an account: it is under attack */
    ME_JUDGEMENT_NETWORKS = 6, /* networks that logged in to an account within an hour: it is stolen */
    ME_JUDGEMENT_ACCOUNTS = 10 /* accounts that a client failed for without ever logging in: it guesses */
};

enum me_finding_kind {
    ME_FINDING_GUESSED,       /* a login by a client that had failed for this account, or by its network */
    ME_FINDING_TRIED,         /* an account that many clients tried */
    ME_FINDING_MANY_NETWORKS, /* an account that many networks logged in to within an hour */
    ME_FINDING_SPRAY,         /* a client that tried many accounts */
    ME_FINDING_MAX
};

struct me_finding {
    enum me_finding_kind kind;
    struct me_span host, user, service; /* of the account; `user` is absent for ME_FINDING_SPRAY. Point into accounts */
    char client[ME_IP_TEXT_MAX];        /* GUESSED, SPRAY; else empty */
    int64_t when;                       /* of the login, of the last failure; may be ME_NEVER */
    uint64_t count;                     /* failures before the login; clients; networks; accounts */
    uint64_t more;                      /* clients that tried the account, its logins, -, failures */
};

/* Everything that was found, by kind, then most first, `*count` of them; the caller frees the array. NULL, with 0, when
 * there is nothing; `*good` becomes false when memory was out. */
struct me_finding *me_judgement_of(const struct me_accounts *accounts, size_t *count, bool *good);

enum { ME_OWNERS_KEY = ME_IP_OCTETS_MAX + 1 };

/* Where owners log in from, and who guessed a password: keys in order, octets and whether they are IPv6. */
struct me_owners {
    unsigned char (*networks)[ME_OWNERS_KEY], (*guessers)[ME_OWNERS_KEY];
    size_t network_count, guesser_count;
};

/* Fills `*owners`. False when memory is out. */
bool me_owners_find(struct me_owners *owners, const struct me_accounts *accounts);

/* Whether an owner logs in from the network of `client`, which guessed no password itself. */
bool me_owners_have(const struct me_owners *owners, const char *client);

void me_owners_free(struct me_owners *owners);

#endif
