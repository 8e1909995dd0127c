/* SPDX-License-Identifier: Apache-2.0
 *
 * What a login, failed or accepted, changes in the pairs of its account with the client and the client's network.
 */
#include "accounts.h"

#include <stdlib.h>

#include "accounts_table.h"
#include "base/clock.h"

/* --- logins
 * ----------------------------------------------------------------------------------------------------------*/

/* Makes room for one more network. False when memory is out. */
static bool grow_networks(struct me_account *account)
{
    struct me_account_logins *n = account->networks;
    const uint32_t count = n != NULL ? n->count : 0, capacity = count > 0 ? count * 2 : 1;
    if (n != NULL && (count < n->capacity || count == ME_ACCOUNTS_NETWORKS_MAX))
        return true;
    struct me_account_logins *grown = realloc(n, sizeof(*n) + capacity * sizeof(n->recent[0]));
    if (grown == NULL)
        return false;
    if (n == NULL)
        *grown = (struct me_account_logins){.most_when = ME_NEVER};
    grown->capacity = capacity;
    account->networks = grown;
    return true;
}

/* Notes that a network logged in, and how many did so within the hour that ends now. False when memory is out. */
static bool note_network(struct me_account *account, uint64_t network, const struct me_attempt *attempt, bool asked)
{
    const int64_t when = attempt->when;
    if (!grow_networks(account))
        return false;
    struct me_account_logins *n = account->networks;
    uint32_t place = n->count, live = 1;
    bool is_known = false;
    for (uint32_t i = 0; i < n->count; i++) {
        const bool is_live = when - n->recent[i].last < ME_HOUR;
        if (n->recent[i].network == network) {
            is_known = true;
            place = i;
        } else if (is_live) {
            live++;
        } else if (!is_known) {
            place = i;
        }
    }
    if (place == ME_ACCOUNTS_NETWORKS_MAX)
        return true;
    n->count += place == n->count;
    n->recent[place].network = network;
    n->recent[place].last = when;
    if (asked && live > n->most) {
        n->most = live;
        n->most_when = when;
        n->service = attempt->service;
    }
    return true;
}

/* Notes a login after failures, if it is the worst one. False when memory is out. */
static bool keep_guess(struct me_account_pair *network, const struct me_account_guess *guess)
{
    if (network->guess == NULL)
        network->guess = calloc(1, sizeof(*network->guess));
    if (network->guess != NULL && guess->failures > network->guess->failures)
        *network->guess = *guess;
    return network->guess != NULL;
}

/* Whether its owner logs in here, or one who guessed: who failed often before is not trusted, and never again. */
static bool note_login(struct me_account_pair *network, const struct me_attempt *attempt, bool asked)
{
    const uint32_t failures = network->since_login;
    bool good = true;
    network->since_login = 0;
    network->logins++;
    if (network->trusted)
        return true;
    if (failures > 0 && asked) {
        struct me_account_guess guess = {failures, attempt->when, "", attempt->service};
        memcpy(guess.client, attempt->client, sizeof(guess.client));
        good = keep_guess(network, &guess);
    }
    network->suspect |= failures >= ME_ACCOUNTS_GUESSES;
    network->trusted = !network->suspect;
    return good;
}

static void add_success(struct me_accounts *a, const struct me_account_pair *network, const struct me_attempt *attempt,
                        bool asked)
{
    struct me_account_pair *pair = me_accounts_table_pair(a, network, attempt->when);
    if (pair == NULL)
        return;
    pair->account->logins++;
    a->out_of_memory |= !note_login(pair, attempt, asked);
    if (attempt->when != ME_NEVER)
        a->out_of_memory |= !note_network(pair->account, pair->hash, attempt, asked);
}

/* Counts the failures of a client with its network, as long as it is the only one there. */
static void add_failures(struct me_accounts *a, struct me_account_pair *network, const struct me_account_pair *client,
                         uint32_t count, int64_t last)
{
    if (network->failures == 0)
        memcpy(network->octets, client->octets, sizeof(network->octets));
    const bool is_only = memcmp(network->octets, client->octets, sizeof(network->octets)) == 0;
    struct me_account_pair *pair = is_only ? network : me_accounts_table_pair(a, client, last);
    if (pair == NULL)
        return;
    pair->failures += count;
    const bool is_later = last != ME_NEVER && (pair->last == ME_NEVER || last >= pair->last);
    if (is_later)
        pair->last = last;
    if (is_later || pair->service.len == 0)
        pair->service = client->service;
}

static void add_failure(struct me_accounts *a, const struct me_account_pair *network,
                        const struct me_account_pair *client, const struct me_attempt *attempt, bool asked)
{
    struct me_account_pair *pair = me_accounts_table_pair(a, network, attempt->when);
    if (pair == NULL)
        return;
    pair->since_login++;
    if (asked)
        add_failures(a, pair, client, 1, attempt->when);
}

void me_accounts_add(struct me_accounts *a, const struct me_attempt *attempt, bool asked)
{
    const enum me_event event = me_what_event(attempt->what);
    unsigned char octets[ME_IP_OCTETS_MAX];
    if ((event != ME_EVENT_AUTH_FAILURE && event != ME_EVENT_AUTH_SUCCESS) || attempt->outbound ||
        attempt->user.len == 0)
        return;
    const size_t count = me_ip_octets((struct me_span){attempt->client, strlen(attempt->client)}, octets);
    struct me_account *account =
        count > 0 ? me_accounts_table_account(a, me_name_span(&attempt->user), me_name_span(&attempt->host)) : NULL;
    if (account == NULL)
        return;
    const bool is_v6 = count > 4;
    const struct me_account_pair network = me_accounts_table_place(account, octets, is_v6, true);
    if (event == ME_EVENT_AUTH_SUCCESS) {
        add_success(a, &network, attempt, asked);
    } else {
        struct me_account_pair client = me_accounts_table_place(account, octets, is_v6, false);
        client.service = attempt->service;
        add_failure(a, &network, &client, attempt, asked);
    }
    if (account->pair_count == 0) /* memory was out */
        me_accounts_table_drop(a, account);
}

/* --- the whole
 * -------------------------------------------------------------------------------------------------------*/

/* Takes over what a network did but for the failures of its clients. False when memory is out. */
static bool merge_network(struct me_account_pair *into, const struct me_account_pair *from)
{
    into->trusted = (into->trusted || from->trusted) && !into->suspect && !from->suspect;
    into->suspect |= from->suspect;
    into->since_login = from->since_login;
    into->logins += from->logins;
    return from->guess == NULL || keep_guess(into, from->guess);
}

/* Takes over the account's worst hour. False when memory is out. */
static bool merge_account(struct me_account *into, const struct me_account *from)
{
    if (from->networks == NULL || (into->networks != NULL && into->networks->most >= from->networks->most))
        return true;
    if (!grow_networks(into))
        return false;
    into->networks->most = from->networks->most;
    into->networks->most_when = from->networks->most_when;
    into->networks->service = from->networks->service;
    return true;
}

void me_accounts_merge(struct me_accounts *into, const struct me_accounts *from)
{
    for (uint32_t i = 0; i < from->pair_count; i++) {
        const struct me_account_pair *pair = &from->pairs[i];
        struct me_account *account =
            pair->account != NULL ? me_accounts_table_account(into, pair->account->user, pair->account->host) : NULL;
        if (account == NULL)
            continue;
        struct me_account_pair client = me_accounts_table_place(account, pair->octets, pair->is_v6, false);
        const struct me_account_pair network = me_accounts_table_place(account, pair->octets, pair->is_v6, true);
        client.service = pair->service;
        struct me_account_pair *same = me_accounts_table_pair(into, &network, pair->last);
        if (same != NULL) {
            into->out_of_memory |= !merge_account(account, pair->account);
            if (pair->is_network)
                into->out_of_memory |= !merge_network(same, pair);
            account->logins += pair->logins;
            if (pair->failures > 0)
                add_failures(into, same, &client, pair->failures, pair->last);
        }
        if (account->pair_count == 0)
            me_accounts_table_drop(into, account);
    }
    if (into->forgotten_since == ME_NEVER)
        into->forgotten_since = from->forgotten_since;
    into->forgotten += from->forgotten;
    into->out_of_memory |= from->out_of_memory;
}
