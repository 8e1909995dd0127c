/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounts and pairs are two tables with chains. Pairs lie in one array; an account lives as long as it has a pair.
 */
#include "accounts.h"

#include <stdlib.h>

#include "base/clock.h"

enum {
    FIRST_CAPACITY = 64,
    LOOKED_AT = 16, /* pairs, of which the one that shows least is forgotten */
};

void me_accounts_init(struct me_accounts *a, const struct me_hash_key *key)
{
    *a = (struct me_accounts){.key = key, .first_free = ME_ACCOUNTS_NONE, .forgotten_since = ME_NEVER};
}

/* --- accounts
 * --------------------------------------------------------------------------------------------------------*/

static bool grow_table(struct me_accounts *a)
{
    if (a->count < a->table_size)
        return true;
    const size_t size = a->table_size > 0 ? a->table_size * 2 : FIRST_CAPACITY;
    struct me_account **table = calloc(size, sizeof(*table));
    if (table == NULL)
        return false;
    for (size_t i = 0; i < a->table_size; i++)
        for (struct me_account *account = a->table[i], *next; account != NULL; account = next) {
            struct me_account **chain = &table[account->hash & (size - 1)];
            next = account->next;
            account->next = *chain;
            *chain = account;
        }
    free(a->table);
    a->table = table;
    a->table_size = size;
    return true;
}

/* The account of that name on that server, made when there is none; NULL when memory is out. */
static struct me_account *get_account(struct me_accounts *a, struct me_span user, struct me_span host)
{
    char key[2 * ME_CONTEXT_TEXT_MAX];
    for (size_t i = 0; i < user.len; i++)
        key[i] = me_ascii_lower(user.ptr[i]);
    if (host.len > 0)
        memcpy(key + user.len, host.ptr, host.len);
    const uint64_t hash = me_hash_of(a->key, (struct me_span){key, user.len + host.len});
    if (a->table_size > 0)
        for (struct me_account *account = a->table[hash & (a->table_size - 1)]; account; account = account->next)
            if (account->hash == hash && me_span_equal_nocase(account->user, user) &&
                me_span_equal(account->host, host))
                return account;
    struct me_account *fresh = grow_table(a) ? calloc(1, sizeof(*fresh) + user.len + host.len) : NULL;
    if (fresh == NULL) {
        a->out_of_memory = true;
        return NULL;
    }
    memcpy(fresh->names, key, user.len + host.len);
    fresh->user = (struct me_span){fresh->names, user.len};
    fresh->host = (struct me_span){fresh->names + user.len, host.len};
    fresh->hash = hash;
    fresh->last = ME_NEVER;
    fresh->next = a->table[hash & (a->table_size - 1)];
    a->table[hash & (a->table_size - 1)] = fresh;
    a->count++;
    return fresh;
}

static void drop_account(struct me_accounts *a, struct me_account *account)
{
    struct me_account **link = &a->table[account->hash & (a->table_size - 1)];
    while (*link != account)
        link = &(*link)->next;
    *link = account->next;
    a->count--;
    free(account->networks);
    free(account);
}

/* --- pairs
 * -----------------------------------------------------------------------------------------------------------*/

static bool grow_pairs(struct me_accounts *a)
{
    const uint32_t capacity = a->pair_capacity > 0 ? a->pair_capacity * 2 : FIRST_CAPACITY;
    struct me_account_pair *pairs = realloc(a->pairs, capacity * sizeof(*pairs));
    if (pairs == NULL)
        return false;
    a->pairs = pairs;
    uint32_t *chains = malloc(capacity * sizeof(*chains));
    if (chains == NULL)
        return false;
    for (uint32_t i = 0; i < capacity; i++)
        chains[i] = ME_ACCOUNTS_NONE;
    for (uint32_t i = 0; i < a->pair_count; i++)
        if (pairs[i].account != NULL) {
            pairs[i].next = chains[pairs[i].hash & (capacity - 1)];
            chains[pairs[i].hash & (capacity - 1)] = i;
        }
    free(a->chains);
    a->chains = chains;
    a->chain_count = a->pair_capacity = capacity;
    return true;
}

/* How much would be lost with a pair: a place that logs in is worth more than one that failed once. */
static uint64_t worth(const struct me_account_pair *pair)
{
    enum { LOGIN = 64 };
    return (uint64_t)LOGIN * pair->logins + (uint64_t)LOGIN * pair->suspect + pair->failures + pair->since_login;
}

static void drop_pair(struct me_accounts *a, uint32_t index)
{
    struct me_account_pair *pair = &a->pairs[index];
    uint32_t *link = &a->chains[pair->hash & (a->chain_count - 1)];
    while (*link != index)
        link = &a->pairs[*link].next;
    *link = pair->next;
    if (--pair->account->pair_count == 0)
        drop_account(a, pair->account);
    free(pair->guess);
    pair->account = NULL;
    pair->next = a->first_free;
    a->first_free = index;
}

/* Forgets, of the next LOOKED_AT pairs but those of `kept`, the one that shows least. */
static void forget_one(struct me_accounts *a, const struct me_account *kept, int64_t when)
{
    uint32_t least = ME_ACCOUNTS_NONE;
    for (int i = 0; i < LOOKED_AT || least == ME_ACCOUNTS_NONE; i++) {
        const uint32_t index = a->hand;
        a->hand = (a->hand + 1) % a->pair_count;
        if (a->pairs[index].account != NULL && (a->pairs[index].account != kept || i >= LOOKED_AT) &&
            (least == ME_ACCOUNTS_NONE || worth(&a->pairs[index]) < worth(&a->pairs[least])))
            least = index;
    }
    if (a->forgotten++ == 0)
        a->forgotten_since = when;
    /* The caller holds `kept`, which must not go with its last pair. */
    a->pairs[least].account->pair_count += a->pairs[least].account == kept;
    struct me_account *account = a->pairs[least].account;
    drop_pair(a, least);
    if (account == kept)
        account->pair_count--;
}

/* Octets by which a place is known: all of a client's, those of the /24 or /64 of a network. */
static size_t significant(const struct me_account_pair *pair)
{
    return pair->is_network ? (pair->is_v6 ? 8 : 3) : pair->is_v6 ? 16 : 4;
}

static struct me_account_pair *find_pair(const struct me_accounts *a, uint64_t hash, const struct me_account_pair *like)
{
    for (uint32_t i = a->chain_count > 0 ? a->chains[hash & (a->chain_count - 1)] : ME_ACCOUNTS_NONE;
         i != ME_ACCOUNTS_NONE; i = a->pairs[i].next) {
        struct me_account_pair *pair = &a->pairs[i];
        if (pair->hash == hash && pair->account == like->account && pair->is_network == like->is_network &&
            pair->is_v6 == like->is_v6 && memcmp(pair->octets, like->octets, significant(like)) == 0)
            return pair;
    }
    return NULL;
}

static uint64_t hash_of_pair(const struct me_accounts *a, const struct me_account_pair *pair)
{
    char key[sizeof(uint64_t) + ME_IP_OCTETS_MAX + 2] = {0};
    memcpy(key, &pair->account->hash, sizeof(uint64_t));
    memcpy(key + sizeof(uint64_t), pair->octets, significant(pair));
    key[sizeof(key) - 2] = pair->is_network;
    key[sizeof(key) - 1] = pair->is_v6;
    return me_hash_of(a->key, (struct me_span){key, sizeof(key)});
}

/* The pair that is like `like` in account and place, made when there is none; NULL when memory is out. It is valid
 * until the next call. */
static struct me_account_pair *get_pair(struct me_accounts *a, const struct me_account_pair *like, int64_t when)
{
    const uint64_t hash = hash_of_pair(a, like);
    struct me_account_pair *pair = find_pair(a, hash, like);
    if (pair != NULL)
        return pair;
    if (a->first_free == ME_ACCOUNTS_NONE && a->pair_count == a->pair_capacity) {
        if (a->pair_capacity >= ME_ACCOUNTS_PAIRS_MAX) {
            forget_one(a, like->account, when);
        } else if (!grow_pairs(a)) {
            a->out_of_memory = true;
            return NULL;
        }
    }
    uint32_t index = a->first_free;
    if (index != ME_ACCOUNTS_NONE)
        a->first_free = a->pairs[index].next;
    else
        index = a->pair_count++;
    pair = &a->pairs[index];
    *pair = *like;
    pair->hash = hash;
    pair->last = ME_NEVER;
    pair->next = a->chains[hash & (a->chain_count - 1)];
    a->chains[hash & (a->chain_count - 1)] = index;
    pair->account->pair_count++;
    return pair;
}

/* The place of `client` with `account`, or its network; nothing else is set. */
static struct me_account_pair place_of(struct me_account *account, const unsigned char octets[static ME_IP_OCTETS_MAX],
                                       bool is_v6, bool is_network)
{
    struct me_account_pair pair = {.account = account, .is_v6 = is_v6, .is_network = is_network};
    memcpy(pair.octets, octets, is_v6 ? 16 : 4);
    return pair;
}

const struct me_account_pair *me_accounts_network_of(const struct me_accounts *a, const struct me_account_pair *client)
{
    if (client->is_network)
        return client;
    const struct me_account_pair network = place_of(client->account, client->octets, client->is_v6, true);
    return find_pair(a, hash_of_pair(a, &network), &network);
}

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
    struct me_account_pair *pair = get_pair(a, network, attempt->when);
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
    struct me_account_pair *pair = is_only ? network : get_pair(a, client, last);
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
    struct me_account_pair *pair = get_pair(a, network, attempt->when);
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
        count > 0 ? get_account(a, me_name_span(&attempt->user), me_name_span(&attempt->host)) : NULL;
    if (account == NULL)
        return;
    const bool is_v6 = count > 4;
    const struct me_account_pair network = place_of(account, octets, is_v6, true);
    if (event == ME_EVENT_AUTH_SUCCESS) {
        add_success(a, &network, attempt, asked);
    } else {
        struct me_account_pair client = place_of(account, octets, is_v6, false);
        client.service = attempt->service;
        add_failure(a, &network, &client, attempt, asked);
    }
    if (account->pair_count == 0) /* memory was out */
        drop_account(a, account);
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
            pair->account != NULL ? get_account(into, pair->account->user, pair->account->host) : NULL;
        if (account == NULL)
            continue;
        struct me_account_pair client = place_of(account, pair->octets, pair->is_v6, false);
        const struct me_account_pair network = place_of(account, pair->octets, pair->is_v6, true);
        client.service = pair->service;
        struct me_account_pair *same = get_pair(into, &network, pair->last);
        if (same != NULL) {
            into->out_of_memory |= !merge_account(account, pair->account);
            if (pair->is_network)
                into->out_of_memory |= !merge_network(same, pair);
            account->logins += pair->logins;
            if (pair->failures > 0)
                add_failures(into, same, &client, pair->failures, pair->last);
        }
        if (account->pair_count == 0)
            drop_account(into, account);
    }
    if (into->forgotten_since == ME_NEVER)
        into->forgotten_since = from->forgotten_since;
    into->forgotten += from->forgotten;
    into->out_of_memory |= from->out_of_memory;
}

void me_accounts_free(struct me_accounts *a)
{
    for (size_t i = 0; i < a->table_size; i++)
        for (struct me_account *account = a->table[i], *next; account != NULL; account = next) {
            next = account->next;
            free(account->networks);
            free(account);
        }
    for (uint32_t i = 0; i < a->pair_count; i++)
        if (a->pairs[i].account != NULL)
            free(a->pairs[i].guess);
    free(a->table);
    free(a->pairs);
    free(a->chains);
    *a = (struct me_accounts){0};
}
