/* SPDX-License-Identifier: Apache-2.0
 *
 * Accounts and pairs are two tables with chains. Pairs lie in one array; an account lives as long as it has a pair.
 */
#include "accounts_table.h"

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

struct me_account *me_accounts_table_account(struct me_accounts *a, struct me_span user, struct me_span host)
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

void me_accounts_table_drop(struct me_accounts *a, struct me_account *account)
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
        me_accounts_table_drop(a, pair->account);
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

struct me_account_pair *me_accounts_table_pair(struct me_accounts *a, const struct me_account_pair *like, int64_t when)
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

struct me_account_pair me_accounts_table_place(struct me_account *account,
                                               const unsigned char octets[static ME_IP_OCTETS_MAX], bool is_v6,
                                               bool is_network)
{
    struct me_account_pair pair = {.account = account, .is_v6 = is_v6, .is_network = is_network};
    memcpy(pair.octets, octets, is_v6 ? 16 : 4);
    return pair;
}

const struct me_account_pair *me_accounts_network_of(const struct me_accounts *a, const struct me_account_pair *client)
{
    if (client->is_network)
        return client;
    const struct me_account_pair network =
        me_accounts_table_place(client->account, client->octets, client->is_v6, true);
    return find_pair(a, hash_of_pair(a, &network), &network);
}

/* --- the end of both
 * --------------------------------------------------------------------------------------------------*/

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
