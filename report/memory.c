/* SPDX-License-Identifier: Apache-2.0
 *
 * One thread, and the clock is that of the lines: a year of logs is read in seconds, and conversations expire in their
 * own time.
 */
#include "memory.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/hash.h"
#include "base/system.h"

enum { CONVERSATIONS = 8192, TTL = 600, WINDOW = 2 };

struct me_memory {
    void *room;
    size_t size;
    struct me_conversations *table;
    struct me_conversations_counts counts;
    struct me_conversations_host host;
    int64_t now;
};

struct me_memory *me_memory_new(void)
{
    struct me_memory *m = calloc(1, sizeof(*m));
    if (m == NULL)
        return NULL;
    const struct me_hash_key key = me_hash_new_key();
    const struct me_conversations_options options = {
        .max = CONVERSATIONS,
        .ttl = TTL,
        .by_time = true,
        .window = WINDOW,
        .seed = {key.k[0], key.k[1]},
        .alone = true,
    };
    m->size = me_conversations_size(&options);
    m->room = me_system_room(m->size);
    if (m->room == NULL) {
        free(m);
        return NULL;
    }
    m->table = me_conversations_init(m->room, &options);
    return m;
}

void me_memory_turn_to(struct me_memory *m, struct me_span host)
{
    m->host = me_conversations_host_of(m->table, host);
}

void me_memory_update(struct me_memory *m, int64_t when, const struct me_record *record,
                      const struct me_verdict *verdict, struct me_context *context)
{
    if (when != ME_NEVER)
        m->now = when;
    me_conversations_update_of(m->table, &m->host, record, verdict, m->now, context, &m->counts);
}

void me_memory_free(struct me_memory *m)
{
    me_system_room_free(m->room, m->size);
    free(m);
}
