/* SPDX-License-Identifier: Apache-2.0
 *
 * Several look-ups at a time, because each may wait for seconds.
 *
 * Concurrency: the threads take turns at `next`; each group is touched by the thread alone that took it.
 */
#include "resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct work {
    struct me_group **groups;
    size_t count;
    atomic_size_t next;
};

static void resolve(struct me_group *group)
{
    char address[ME_IP_TEXT_MAX], name[NI_MAXHOST];
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (group->key_len == 0 || group->key_len >= sizeof(address))
        return;
    memcpy(address, group->key, group->key_len);
    address[group->key_len] = 0;
    const bool is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
    if (!is_v4 && inet_pton(AF_INET6, address, &v6.sin6_addr) != 1)
        return;
    const void *socket_address = is_v4 ? (const void *)&v4 : (const void *)&v6;
    if (getnameinfo(socket_address, is_v4 ? sizeof(v4) : sizeof(v6), name, sizeof(name), NULL, 0, NI_NAMEREQD) == 0)
        group->host_name = strdup(name);
}

static void *work(void *context)
{
    struct work *w = context;
    for (size_t i = atomic_fetch_add(&w->next, 1); i < w->count; i = atomic_fetch_add(&w->next, 1))
        resolve(w->groups[i]);
    return NULL;
}

void me_resolve_clients(struct me_group **groups, size_t count)
{
    struct work w = {.groups = groups, .count = count < ME_RESOLVE_MAX ? count : ME_RESOLVE_MAX};
    pthread_t threads[ME_RESOLVE_THREADS];
    size_t started = 0;
    atomic_init(&w.next, 0);
    while (started < ME_RESOLVE_THREADS && started < w.count && pthread_create(&threads[started], NULL, work, &w) == 0)
        started++;
    work(&w);
    for (size_t i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}
