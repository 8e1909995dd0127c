/* SPDX-License-Identifier: Apache-2.0
 *
 * A table of accounts by server and user name, in which letter case does not count.
 */
#include "accounts.h"

#include <stdlib.h>

void me_accounts_init(struct me_accounts *a, size_t max, const struct me_hash_key *key)
{
    *a = (struct me_accounts){.max = max, .key = key};
}

static bool grow(struct me_accounts *a)
{
    if (a->capacity > 0 && a->count < a->capacity / 4 * 3)
        return true;
    const size_t capacity = a->capacity > 0 ? a->capacity * 2 : 64;
    struct me_account **table = calloc(capacity, sizeof(struct me_account *));
    if (table == NULL)
        return false;
    for (size_t i = 0; i < a->capacity; i++) {
        if (a->table[i] == NULL)
            continue;
        size_t j = a->table[i]->hash & (capacity - 1);
        while (table[j] != NULL)
            j = (j + 1) & (capacity - 1);
        table[j] = a->table[i];
    }
    free(a->table);
    a->table = table;
    a->capacity = capacity;
    return true;
}

/* The account of that name on that server, made when there is none; NULL beyond the limit. */
static struct me_account *get(struct me_accounts *a, struct me_span user, struct me_span host)
{
    char key[2 * ME_CONTEXT_TEXT_MAX];
    for (size_t i = 0; i < user.len; i++)
        key[i] = me_ascii_lower(user.ptr[i]);
    memcpy(key + user.len, host.ptr, host.len);
    const uint64_t hash = me_hash_of(a->key, (struct me_span){key, user.len + host.len});
    if (a->capacity > 0)
        for (size_t i = hash & (a->capacity - 1); a->table[i] != NULL; i = (i + 1) & (a->capacity - 1))
            if (a->table[i]->hash == hash && me_span_equal_nocase(a->table[i]->user, user) &&
                me_span_equal(a->table[i]->host, host))
                return a->table[i];
    if (a->count == a->max)
        return NULL;
    struct me_account *fresh = grow(a) ? calloc(1, sizeof(*fresh) + user.len + host.len) : NULL;
    if (fresh == NULL) {
        a->out_of_memory = true;
        return NULL;
    }
    fresh->hash = hash;
    fresh->user = (struct me_span){memcpy(fresh->names, user.ptr, user.len), user.len};
    fresh->host = (struct me_span){memcpy(fresh->names + user.len, host.ptr, host.len), host.len};
    size_t i = hash & (a->capacity - 1);
    while (a->table[i] != NULL)
        i = (i + 1) & (a->capacity - 1);
    a->table[i] = fresh;
    *(a->newest != NULL ? &a->newest->next : &a->oldest) = fresh;
    a->newest = fresh;
    a->count++;
    return fresh;
}

void me_accounts_add(struct me_accounts *a, const struct me_attempt *attempt)
{
    const enum me_event event = me_what_event(attempt->what);
    if ((event != ME_EVENT_AUTH_FAILURE && event != ME_EVENT_AUTH_SUCCESS) || attempt->outbound ||
        attempt->user.len == 0)
        return;
    struct me_account *account = get(a, me_name_span(&attempt->user), me_name_span(&attempt->host));
    if (account == NULL)
        return;
    if (event == ME_EVENT_AUTH_FAILURE) {
        account->failures++;
        return;
    }
    if (account->failures >= ME_ACCOUNTS_MANY && account->failures > account->most_failures) {
        account->most_failures = account->failures;
        account->when = attempt->when;
        memcpy(account->client, attempt->client, sizeof(account->client));
    }
    account->failures = 0;
}

void me_accounts_merge(struct me_accounts *into, const struct me_accounts *from)
{
    for (const struct me_account *account = from->oldest; account != NULL; account = account->next) {
        struct me_account *same = get(into, account->user, account->host);
        if (same != NULL && account->most_failures > same->most_failures) {
            same->most_failures = account->most_failures;
            same->when = account->when;
            memcpy(same->client, account->client, sizeof(same->client));
        }
    }
    into->out_of_memory |= from->out_of_memory;
}

static int compare(const void *left, const void *right)
{
    const struct me_account *a = *(const struct me_account *const *)left, *b = *(const struct me_account *const *)right;
    if (a->most_failures != b->most_failures)
        return a->most_failures > b->most_failures ? -1 : 1;
    const int order = memcmp(a->user.ptr, b->user.ptr, a->user.len < b->user.len ? a->user.len : b->user.len);
    return order != 0 ? order : (int)a->user.len - (int)b->user.len;
}

const struct me_account **me_accounts_guessed(const struct me_accounts *a, size_t *count)
{
    const struct me_account **list = calloc(a->count > 0 ? a->count : 1, sizeof(*list));
    *count = 0;
    for (size_t i = 0; list != NULL && i < a->capacity; i++)
        if (a->table[i] != NULL && a->table[i]->most_failures > 0)
            list[(*count)++] = a->table[i];
    if (*count > 0) {
        qsort(list, *count, sizeof(*list), compare);
        return list;
    }
    free(list);
    return NULL;
}

void me_accounts_free(struct me_accounts *a)
{
    for (size_t i = 0; i < a->capacity; i++)
        free(a->table[i]);
    free(a->table);
    *a = (struct me_accounts){0};
}
