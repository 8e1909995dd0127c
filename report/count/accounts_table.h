/* SPDX-License-Identifier: Apache-2.0
 *
 * Where accounts lie, and their pairs with places: how they are found, made and forgotten. For accounts.c only. Knows
 * names and addresses, and nothing of logins.
 */
#ifndef ME_ACCOUNTS_TABLE_H
#define ME_ACCOUNTS_TABLE_H

#include "accounts.h"

/* The account of that name on that server, made when there is none; NULL when memory is out. */
struct me_account *me_accounts_table_account(struct me_accounts *accounts, struct me_span user, struct me_span host);

/* Forgets an account without a pair. */
void me_accounts_table_drop(struct me_accounts *accounts, struct me_account *account);

/* The place of `client` with `account`, or its network; nothing else is set. */
struct me_account_pair me_accounts_table_place(struct me_account *account,
                                               const unsigned char octets[static ME_IP_OCTETS_MAX], bool is_v6,
                                               bool is_network);

/* The pair that is like `like` in account and place, made when there is none; NULL when memory is out. It is valid
 * until the next call. */
struct me_account_pair *me_accounts_table_pair(struct me_accounts *accounts, const struct me_account_pair *like,
                                               int64_t when);

#endif
