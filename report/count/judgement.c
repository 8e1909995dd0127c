/* SPDX-License-Identifier: Apache-2.0
 *
 * An owner fails as well. So failures count by the place they came from: a place that logged in before it failed much
 * is the owner's, and what it does is not an attack. A thief is a place that logged in after it had failed, five times
 * or more, or once where many strangers try the same account.
 */
#include "judgement.h"

#include <stdlib.h>

#include "base/clock.h"
#include "count/order.h"

struct findings {
    struct me_finding *items;
    size_t count, capacity;
    bool good;
};

static struct me_finding *add(struct findings *f, enum me_finding_kind kind)
{
    if (f->count == f->capacity) {
        const size_t capacity = f->capacity > 0 ? f->capacity * 2 : 16;
        struct me_finding *items = realloc(f->items, capacity * sizeof(*items));
        if (items == NULL) {
            f->good = false;
            return NULL;
        }
        f->items = items;
        f->capacity = capacity;
    }
    struct me_finding *finding = &f->items[f->count++];
    *finding = (struct me_finding){.kind = kind, .when = ME_NEVER};
    return finding;
}

static void set_account(struct me_finding *finding, const struct me_account *account, struct me_span service)
{
    finding->host = account->host;
    finding->user = account->user;
    finding->service = service;
}

/* Whether the client of this pair is one that failed and never logged in as an owner does. */
static bool is_stranger(const struct me_accounts *a, const struct me_account_pair *client)
{
    if (client->account == NULL || client->failures == 0)
        return false;
    const struct me_account_pair *network = me_accounts_network_of(a, client);
    return network == NULL || !network->trusted;
}

static bool is_guess(const struct me_account_pair *network)
{
    return network->guess != NULL &&
           (network->guess->failures >= ME_ACCOUNTS_GUESSES || network->account->strangers + 1 >= ME_JUDGEMENT_CLIENTS);
}

static void count_stranger(struct me_account *account, const struct me_account_pair *client)
{
    account->strangers++;
    const bool is_later = client->last != ME_NEVER && (account->last == ME_NEVER || client->last > account->last);
    if (is_later)
        account->last = client->last;
    if (is_later || account->service.len == 0)
        account->service = client->service;
}

/* The accounts' numbers of strangers, among whom is a thief whose first failure was followed by a login. */
static void count_strangers(const struct me_accounts *a)
{
    for (uint32_t i = 0; i < a->pair_count; i++)
        if (a->pairs[i].account != NULL)
            a->pairs[i].account->strangers = 0;
    for (uint32_t i = 0; i < a->pair_count; i++)
        if (is_stranger(a, &a->pairs[i]))
            count_stranger(a->pairs[i].account, &a->pairs[i]);
    for (uint32_t i = 0; i < a->pair_count; i++) {
        const struct me_account_pair *client = &a->pairs[i];
        if (client->account == NULL || client->failures == 0 || is_stranger(a, client))
            continue;
        if (is_guess(me_accounts_network_of(a, client)))
            count_stranger(client->account, client);
    }
}

static void find_guesses(const struct me_accounts *a, struct findings *f)
{
    for (uint32_t i = 0; i < a->pair_count; i++) {
        const struct me_account_pair *pair = &a->pairs[i];
        if (pair->account == NULL || !pair->is_network || !is_guess(pair))
            continue;
        struct me_finding *finding = add(f, ME_FINDING_GUESSED);
        if (finding == NULL)
            return;
        set_account(finding, pair->account, pair->guess->service);
        memcpy(finding->client, pair->guess->client, sizeof(finding->client));
        finding->when = pair->guess->when;
        finding->count = pair->guess->failures;
        finding->more = pair->account->strangers;
    }
}

static void find_accounts(const struct me_accounts *a, struct findings *f)
{
    for (size_t i = 0; i < a->table_size; i++)
        for (const struct me_account *account = a->table[i]; account != NULL; account = account->next) {
            struct me_finding *finding;
            if (account->strangers >= ME_JUDGEMENT_CLIENTS && (finding = add(f, ME_FINDING_TRIED)) != NULL) {
                set_account(finding, account, account->service);
                finding->when = account->last;
                finding->count = account->strangers;
                finding->more = account->logins;
            }
            if (account->networks != NULL && account->networks->most >= ME_JUDGEMENT_NETWORKS &&
                (finding = add(f, ME_FINDING_MANY_NETWORKS)) != NULL) {
                set_account(finding, account, account->networks->service);
                finding->when = account->networks->most_when;
                finding->count = account->networks->most;
            }
        }
}

static int compare_clients(const struct me_account_pair *a, const struct me_account_pair *b)
{
    const int order = memcmp(a->octets, b->octets, sizeof(a->octets));
    if (order != 0)
        return order;
    if (a->is_v6 != b->is_v6)
        return a->is_v6 ? 1 : -1;
    return me_order_of(a->account->host, b->account->host);
}

static int by_client(const void *left, const void *right)
{
    return compare_clients(*(const struct me_account_pair *const *)left, *(const struct me_account_pair *const *)right);
}

/* Strangers' pairs in the order of clients: each run is one client at one server. */
static void find_sprays(const struct me_accounts *a, struct findings *f)
{
    const struct me_account_pair **pairs = malloc((a->pair_count > 0 ? a->pair_count : 1) * sizeof(*pairs));
    size_t count = 0;
    if (pairs == NULL) {
        f->good = false;
        return;
    }
    for (uint32_t i = 0; i < a->pair_count; i++)
        if (is_stranger(a, &a->pairs[i]))
            pairs[count++] = &a->pairs[i];
    if (count > 1)
        qsort(pairs, count, sizeof(*pairs), by_client);
    for (size_t i = 0, end; i < count; i = end) {
        struct me_finding found = {.kind = ME_FINDING_SPRAY, .when = ME_NEVER};
        for (end = i; end < count && compare_clients(pairs[i], pairs[end]) == 0; end++) {
            found.more += pairs[end]->failures;
            if (pairs[end]->last > found.when || found.service.len == 0)
                found.service = pairs[end]->service;
            found.when = pairs[end]->last > found.when ? pairs[end]->last : found.when;
        }
        found.count = end - i;
        struct me_finding *finding = found.count >= ME_JUDGEMENT_ACCOUNTS ? add(f, ME_FINDING_SPRAY) : NULL;
        if (finding == NULL)
            continue;
        *finding = found;
        finding->host = pairs[i]->account->host;
        me_ip_text(pairs[i]->octets, pairs[i]->is_v6 ? 16 : 4, finding->client);
    }
    free(pairs);
}

static int by_kind_and_count(const void *left, const void *right)
{
    const struct me_finding *a = left, *b = right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    const int users = me_order_of(a->user, b->user), hosts = me_order_of(a->host, b->host);
    return users != 0 ? users : hosts != 0 ? hosts : strcmp(a->client, b->client);
}

struct me_finding *me_judgement_of(const struct me_accounts *a, size_t *count, bool *good)
{
    struct findings f = {.good = true};
    count_strangers(a);
    find_guesses(a, &f);
    find_accounts(a, &f);
    find_sprays(a, &f);
    if (f.count > 1)
        qsort(f.items, f.count, sizeof(*f.items), by_kind_and_count);
    *count = f.count;
    *good = f.good;
    return f.items;
}

/* --- owners
 * ----------------------------------------------------------------------------------------------------------*/

static void place_key(const unsigned char *octets, bool is_v6, size_t count, unsigned char key[static ME_OWNERS_KEY])
{
    memset(key, 0, ME_OWNERS_KEY);
    memcpy(key, octets, count);
    key[ME_OWNERS_KEY - 1] = is_v6;
}

static int compare_keys(const void *left, const void *right)
{
    return memcmp(left, right, ME_OWNERS_KEY);
}

static void add_guesser(struct me_owners *o, const char *client)
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    const size_t count = me_ip_octets((struct me_span){client, strlen(client)}, octets);
    if (count > 0)
        place_key(octets, count > 4, count, o->guessers[o->guesser_count++]);
}

bool me_owners_find(struct me_owners *o, const struct me_accounts *a)
{
    const size_t room = (a->pair_count > 0 ? a->pair_count : 1) * ME_OWNERS_KEY;
    *o = (struct me_owners){.networks = malloc(room), .guessers = malloc(room)};
    if (o->networks == NULL || o->guessers == NULL)
        return false;
    count_strangers(a);
    for (uint32_t i = 0; i < a->pair_count; i++) {
        const struct me_account_pair *pair = &a->pairs[i];
        if (pair->account == NULL || !pair->is_network)
            continue;
        if (is_guess(pair))
            add_guesser(o, pair->guess->client);
        else if (pair->trusted)
            place_key(pair->octets, pair->is_v6, pair->is_v6 ? 8 : 3, o->networks[o->network_count++]);
    }
    qsort(o->networks, o->network_count, ME_OWNERS_KEY, compare_keys);
    qsort(o->guessers, o->guesser_count, ME_OWNERS_KEY, compare_keys);
    return true;
}

bool me_owners_have(const struct me_owners *o, const char *client)
{
    unsigned char octets[ME_IP_OCTETS_MAX], network[ME_OWNERS_KEY], whole[ME_OWNERS_KEY];
    const size_t count = me_ip_octets((struct me_span){client, strlen(client)}, octets);
    if (count == 0)
        return false;
    place_key(octets, count > 4, count > 4 ? 8 : 3, network);
    place_key(octets, count > 4, count, whole);
    return bsearch(network, o->networks, o->network_count, ME_OWNERS_KEY, compare_keys) != NULL &&
           bsearch(whole, o->guessers, o->guesser_count, ME_OWNERS_KEY, compare_keys) == NULL;
}

void me_owners_free(struct me_owners *o)
{
    free(o->networks);
    free(o->guessers);
    *o = (struct me_owners){0};
}
