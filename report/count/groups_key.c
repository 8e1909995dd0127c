/* SPDX-License-Identifier: Apache-2.0
 *
 * The questions that attempts can be counted by: their words, and the answer of one attempt. Knows no table.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "base/clock.h"
#include "groups.h"

static const struct {
    struct me_span word, heading;
    bool by_time;
} rows[] = {
#define ME_BY(id, word, heading, by_time) {{word, sizeof(word) - 1}, {heading, sizeof(heading) - 1}, by_time},
#include "by.def"
#undef ME_BY
};

static const struct me_span sorts[] = {
#define ME_SORT(id, word) {word, sizeof(word) - 1},
#include "sort.def"
#undef ME_SORT
};

struct me_span me_by_word(enum me_by by)
{
    return rows[by].word;
}

struct me_span me_by_heading(enum me_by by)
{
    return rows[by].heading;
}

bool me_by_is_time(enum me_by by)
{
    return rows[by].by_time;
}

struct me_span me_sort_word(enum me_sort sort)
{
    return sorts[sort];
}

/* The /24 or /64 that `client` lies in. */
static size_t network_of(const char *client, char out[static ME_GROUP_KEY_MAX])
{
    unsigned char bytes[16] = {0};
    char text[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET, client, bytes) == 1) {
        bytes[3] = 0;
        inet_ntop(AF_INET, bytes, text, sizeof(text));
        return (size_t)snprintf(out, ME_GROUP_KEY_MAX, "%s/24", text);
    }
    if (inet_pton(AF_INET6, client, bytes) != 1)
        return 0;
    memset(bytes + 8, 0, 8);
    inet_ntop(AF_INET6, bytes, text, sizeof(text));
    return (size_t)snprintf(out, ME_GROUP_KEY_MAX, "%s/64", text);
}

static struct me_span slot_key(int64_t *slot, int64_t when, int64_t step, enum me_clock_form form,
                               char room[static ME_GROUP_KEY_MAX])
{
    if (when == ME_NEVER)
        return (struct me_span){room, 0};
    *slot = me_clock_floor(when, step);
    me_clock_text(*slot, form, room);
    return (struct me_span){room, strlen(room)};
}

struct me_span me_group_key(enum me_by by, const struct me_attempt *a, char room[static ME_GROUP_KEY_MAX],
                            int64_t *slot)
{
    struct me_span event, reason;
    *slot = ME_NEVER;
    switch (by) {
    case ME_BY_CLIENT:
        return (struct me_span){a->client, strlen(a->client)};
    case ME_BY_NETWORK:
        return (struct me_span){room, network_of(a->client, room)};
    case ME_BY_USER:
        return me_name_span(&a->user);
    case ME_BY_SENDER:
        return me_name_span(&a->sender);
    case ME_BY_RECIPIENT:
        return me_name_span(&a->recipient);
    case ME_BY_REASON:
        event = me_event_name(me_what_event(a->what));
        reason = me_reason_name(me_what_reason(a->what));
        return (struct me_span){room, (size_t)snprintf(room, ME_GROUP_KEY_MAX, "%.*s%s%.*s", (int)event.len, event.ptr,
                                                       reason.len > 0 ? "/" : "", (int)reason.len, reason.ptr)};
    case ME_BY_HOUR:
        return slot_key(slot, a->when, ME_HOUR, ME_CLOCK_HOUR, room);
    case ME_BY_DAY:
        return slot_key(slot, a->when, ME_DAY, ME_CLOCK_DAY, room);
    default:
        return me_name_span(&a->host);
    }
}

struct me_span me_group_label(const struct me_groups *g, const struct me_group *group)
{
    if (group == &g->others)
        return ME_SPAN("(others)");
    if (group->key_len == 0)
        return ME_SPAN("(unknown)");
    if (g->by == ME_BY_REASON && group->what_count > 0)
        return me_phrases_words(group->whats[0].what);
    return (struct me_span){group->key, group->key_len};
}
