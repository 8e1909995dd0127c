/* SPDX-License-Identifier: Apache-2.0
 *
 * A table with chains of a fixed number: a few thousand entries at most.
 */
#include "incidents.h"

#include <stdlib.h>

#include "base/clock.h"
#include "count/order.h"

enum { CHAINS = sizeof(((struct me_incidents *)0)->chains) / sizeof(struct me_incident *) };

void me_incidents_init(struct me_incidents *n, const struct me_hash_key *key)
{
    *n = (struct me_incidents){.key = key};
}

static void extend(struct me_incident *incident, int64_t first, int64_t last)
{
    if (first != ME_NEVER && (incident->first == ME_NEVER || first < incident->first))
        incident->first = first;
    if (last != ME_NEVER && (incident->last == ME_NEVER || last > incident->last))
        incident->last = last;
}

/* The incident of that kind, made when there is none; NULL beyond the limit, or when memory is out. */
static struct me_incident *get(struct me_incidents *n, enum me_incident_kind kind, struct me_span host,
                               struct me_span about)
{
    const uint64_t hash = me_hash_of(n->key, host) ^ me_hash_of(n->key, about) ^ kind;
    struct me_incident **chain = &n->chains[hash % CHAINS];
    for (struct me_incident *i = *chain; i != NULL; i = i->next)
        if (i->hash == hash && i->kind == kind && me_span_equal(i->host, host) && me_span_equal(i->about, about))
            return i;
    if (n->counts[kind] == ME_INCIDENTS_MAX)
        return NULL;
    struct me_incident *fresh = calloc(1, sizeof(*fresh) + host.len + about.len);
    if (fresh == NULL) {
        n->out_of_memory = true;
        return NULL;
    }
    *fresh = (struct me_incident){.next = *chain, .kind = kind, .hash = hash, .first = ME_NEVER, .last = ME_NEVER};
    fresh->host = (struct me_span){fresh->names, host.len};
    fresh->about = (struct me_span){fresh->names + host.len, about.len};
    if (host.len > 0)
        memcpy(fresh->names, host.ptr, host.len);
    if (about.len > 0)
        memcpy(fresh->names + host.len, about.ptr, about.len);
    *chain = fresh;
    n->counts[kind]++;
    return fresh;
}

static void count(struct me_incidents *n, enum me_incident_kind kind, struct me_span host, struct me_span about,
                  const struct me_incident *what)
{
    struct me_incident *incident = get(n, kind, host, about);
    if (incident == NULL) {
        n->others[kind] += what->count;
        return;
    }
    incident->count += what->count;
    extend(incident, what->first, what->last);
}

void me_incidents_add(struct me_incidents *n, const struct me_attempt *a)
{
    const struct me_incident once = {.count = 1, .first = a->when, .last = a->when};
    const struct me_span host = me_name_span(&a->host);
    if (a->what == me_what_of(ME_EVENT_RELAY_GRANTED, ME_REASON_OPEN_RELAY))
        count(n, ME_INCIDENT_OPEN_RELAY, host, (struct me_span){0}, &once);
    if (a->what == me_what_of(ME_EVENT_RELAY_GRANTED, ME_REASON_SENDER_LOCAL))
        count(n, ME_INCIDENT_SENDER_LOCAL, host, (struct me_span){0}, &once);
    if (a->code_unknown)
        count(n, ME_INCIDENT_UNKNOWN_CODE, host, (struct me_span){a->code, strlen(a->code)}, &once);
    if (a->unreadable && !a->outbound)
        count(n, ME_INCIDENT_UNREADABLE, host, (struct me_span){a->client, strlen(a->client)}, &once);
}

void me_incidents_merge(struct me_incidents *into, const struct me_incidents *from)
{
    for (int kind = 0; kind < ME_INCIDENT_MAX; kind++) {
        size_t found;
        const struct me_incident **list = me_incidents_of(from, (enum me_incident_kind)kind, &found);
        for (size_t i = 0; i < found; i++)
            count(into, list[i]->kind, list[i]->host, list[i]->about, list[i]);
        into->out_of_memory |= found < from->counts[kind];
        into->others[kind] += from->others[kind];
        free(list);
    }
    into->out_of_memory |= from->out_of_memory;
}

static int by_host_and_count(const void *left, const void *right)
{
    const struct me_incident *a = *(const struct me_incident *const *)left;
    const struct me_incident *b = *(const struct me_incident *const *)right;
    const int hosts = me_order_of(a->host, b->host);
    if (hosts != 0)
        return hosts;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return me_order_of(a->about, b->about);
}

const struct me_incident **me_incidents_of(const struct me_incidents *n, enum me_incident_kind kind, size_t *found)
{
    const struct me_incident **list = n->counts[kind] > 0 ? malloc(n->counts[kind] * sizeof(*list)) : NULL;
    *found = 0;
    for (size_t i = 0; i < CHAINS && list != NULL; i++)
        for (const struct me_incident *incident = n->chains[i]; incident != NULL; incident = incident->next)
            if (incident->kind == kind)
                list[(*found)++] = incident;
    if (*found > 1)
        qsort(list, *found, sizeof(*list), by_host_and_count);
    return list;
}

void me_incidents_free(struct me_incidents *n)
{
    for (size_t i = 0; i < CHAINS; i++)
        for (struct me_incident *incident = n->chains[i], *next; incident != NULL; incident = next) {
            next = incident->next;
            free(incident);
        }
    memset(n->chains, 0, sizeof(n->chains));
}
