/* SPDX-License-Identifier: Apache-2.0
 *
 * The questions that attempts can be counted by: their words, and the answer of one attempt. Knows no table.
 */
#include <stdio.h>

#include "base/clock.h"
#include "groups.h"

static const struct {
    struct me_span word, heading;
    bool by_time, has_logins;
} rows[] = {
#define ME_GROUP_KEY(id, word, heading, by_time, has_logins)                                                           \
    {{word, sizeof(word) - 1}, {heading, sizeof(heading) - 1}, by_time, has_logins},
#include "group_key.def"
#undef ME_GROUP_KEY
};

static const struct me_span sorts[] = {
#define ME_SORT(id, word) {word, sizeof(word) - 1},
#include "sort.def"
#undef ME_SORT
};

struct me_span me_group_key_word(enum me_group_key by)
{
    return rows[by].word;
}

struct me_span me_group_key_heading(enum me_group_key by)
{
    return rows[by].heading;
}

bool me_group_key_is_time(enum me_group_key by)
{
    return rows[by].by_time;
}

bool me_group_key_needs_place(enum me_group_key by)
{
    return by == ME_GROUP_KEY_COUNTRY || by == ME_GROUP_KEY_ASN;
}

bool me_group_key_has_logins(enum me_group_key by)
{
    return rows[by].has_logins;
}

struct me_span me_sort_word(enum me_sort sort)
{
    return sorts[sort];
}

/* The /24 or /64 that `client` lies in. */
static size_t network_of(const char *client, char out[static ME_GROUP_TEXT_MAX])
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    char text[ME_IP_TEXT_MAX];
    const size_t count = me_ip_octets((struct me_span){client, strlen(client)}, octets), kept = count == 4 ? 3 : 8;
    if (count == 0)
        return 0;
    memset(octets + kept, 0, count - kept);
    me_ip_text(octets, count, text);
    return (size_t)snprintf(out, ME_GROUP_TEXT_MAX, "%s/%zu", text, kept * 8);
}

/* What stands behind the last `@` of an address; empty without one. */
static struct me_span domain_of(const struct me_name *address)
{
    const struct me_span text = me_name_span(address);
    size_t at = text.len;
    while (at > 0 && text.ptr[at - 1] != '@')
        at--;
    return at > 0 ? me_span_skip(text, at) : (struct me_span){text.ptr, 0};
}

/* The domain that an attempt is about, in lower case: of the account; else of the recipient; else of the sender. Of
 * mail that leaves the server it is the recipient's. */
static struct me_span domain_key(const struct me_attempt *a, char room[static ME_GROUP_TEXT_MAX])
{
    struct me_span domain = a->outbound ? domain_of(&a->recipient) : domain_of(&a->user);
    if (domain.len == 0)
        domain = domain_of(&a->recipient);
    if (domain.len == 0)
        domain = domain_of(&a->sender);
    for (size_t i = 0; i < domain.len; i++)
        room[i] = me_ascii_lower(domain.ptr[i]);
    return (struct me_span){room, domain.len};
}

static struct me_span slot_key(int64_t *slot, int64_t when, int64_t step, enum me_clock_form form,
                               char room[static ME_GROUP_TEXT_MAX])
{
    if (when == ME_NEVER)
        return (struct me_span){room, 0};
    *slot = me_clock_floor(when, step);
    me_clock_text(*slot, form, room);
    return (struct me_span){room, strlen(room)};
}

struct me_span me_group_key_text(enum me_group_key by, const struct me_attempt *a, char room[static ME_GROUP_TEXT_MAX],
                                 int64_t *slot)
{
    struct me_span event, reason;
    *slot = ME_NEVER;
    switch (by) {
    case ME_GROUP_KEY_CLIENT:
        return (struct me_span){a->client, strlen(a->client)};
    case ME_GROUP_KEY_NETWORK:
        return (struct me_span){room, network_of(a->client, room)};
    case ME_GROUP_KEY_USER:
        return me_name_span(&a->user);
    case ME_GROUP_KEY_SENDER:
        return me_name_span(&a->sender);
    case ME_GROUP_KEY_RECIPIENT:
        return me_name_span(&a->recipient);
    case ME_GROUP_KEY_REASON:
        event = me_event_name(me_what_event(a->what));
        reason = me_reason_name(me_what_reason(a->what));
        return (struct me_span){room, (size_t)snprintf(room, ME_GROUP_TEXT_MAX, "%.*s%s%.*s", (int)event.len, event.ptr,
                                                       reason.len > 0 ? "/" : "", (int)reason.len, reason.ptr)};
    case ME_GROUP_KEY_HOUR:
        return slot_key(slot, a->when, ME_HOUR, ME_CLOCK_HOUR, room);
    case ME_GROUP_KEY_DAY:
        return slot_key(slot, a->when, ME_DAY, ME_CLOCK_DAY, room);
    case ME_GROUP_KEY_COUNTRY:
        return (struct me_span){a->place.country, strlen(a->place.country)};
    case ME_GROUP_KEY_ASN:
        return (struct me_span){a->place.asn, strlen(a->place.asn)};
    case ME_GROUP_KEY_SERVICE:
        return a->service;
    case ME_GROUP_KEY_DOMAIN:
        return domain_key(a, room);
    case ME_GROUP_KEY_HOST:
        return me_name_span(&a->host);
    case ME_GROUP_KEY_MAX: /* no key: a new one without an answer does not compile */
        break;
    }
    return (struct me_span){room, 0};
}

struct me_span me_group_label(const struct me_groups *g, const struct me_group *group)
{
    if (group == &g->others)
        return ME_SPAN("(others)");
    if (group->key_len == 0)
        return ME_SPAN("(unknown)");
    if (g->by == ME_GROUP_KEY_REASON && group->what_count > 0)
        return me_labels_words(group->whats[0].what);
    return (struct me_span){group->key, group->key_len};
}
