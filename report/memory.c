/* SPDX-License-Identifier: Apache-2.0
 *
 * One thread. The clock is that of the lines: a year of logs is read in seconds, and conversations expire by log time.
 */
#include "memory.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/system.h"

enum { CONVERSATIONS = 8192, TTL = 600, WINDOW = 2 };

struct me_memory {
    void *room;
    size_t size;
    struct me_store *store;
    struct me_store_counts counts;
    struct me_conversation_host host;
    int64_t now;
};

struct me_memory *me_memory_new(const struct me_hash_key *key)
{
    struct me_memory *m = calloc(1, sizeof(*m));
    if (m == NULL)
        return NULL;
    const struct me_store_options options = {
        .max = CONVERSATIONS,
        .ttl = TTL,
        .by_time = true,
        .window = WINDOW,
        .seed = {key->k[0], key->k[1]},
        .alone = true,
    };
    m->size = me_store_size(&options);
    m->room = me_system_room(m->size);
    if (m->room == NULL) {
        free(m);
        return NULL;
    }
    m->store = me_store_init(m->room, &options);
    return m;
}

void me_memory_set_host(struct me_memory *m, struct me_span host)
{
    m->host = me_conversation_host_of(m->store, host);
}

void me_memory_update(struct me_memory *m, int64_t when, const struct me_observation *observation,
                      struct me_context *context)
{
    if (when != ME_NEVER)
        m->now = when;
    me_conversation_take(m->store, &m->host, observation, m->now, context, &m->counts);
}

void me_memory_free(struct me_memory *m)
{
    me_system_room_free(m->room, m->size);
    free(m);
}
