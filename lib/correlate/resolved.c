/* SPDX-License-Identifier: Apache-2.0
 *
 * Puts record, verdict and context together.
 */
#include "correlate/resolved.h"

static struct me_span string(const char *s)
{
    return *s != '\0' ? (struct me_span){s, strlen(s)} : (struct me_span){0};
}

static struct me_span text_of(const struct me_context_text *t)
{
    return (struct me_span){t->bytes, t->len};
}

/* Sets `*value` to what is remembered, unless the record itself says it. */
static void remember(struct me_merged *merged, struct me_span *value, struct me_span remembered)
{
    if (me_span_present(*value) || !me_span_present(remembered))
        return;
    *value = remembered;
    merged->remembered = true;
}

/* A Debug record's code helps on the row that was judged; on other rows it would only look like a verdict. */
static bool is_judged(const struct me_resolved *resolved)
{
    return resolved->record.log != ME_LOG_DEBUG &&
           (resolved->verdict.outcome != ME_OUTCOME_NONE || me_span_present(resolved->verdict.recipient));
}

static void merge_context(struct me_merged *merged, const struct me_resolved *resolved)
{
    const struct me_context *m = &resolved->context;
    remember(merged, &merged->client_ip, string(m->client_ip));
    remember(merged, &merged->sender, text_of(&m->sender));
    remember(merged, &merged->recipient, text_of(&m->recipient));
    remember(merged, &merged->user, text_of(&m->user));
    remember(merged, &merged->helo, text_of(&m->helo));
    if (is_judged(resolved))
        remember(merged, &merged->code, string(m->code));
    if (!merged->authenticated && m->authenticated)
        merged->authenticated = merged->remembered = true;
}

struct me_merged me_resolved_merge(const struct me_resolved *resolved)
{
    const struct me_record *r = &resolved->record;
    const struct me_verdict *v = &resolved->verdict;
    struct me_merged merged = {.client_ip = string(r->client_ip),
                               .sender = v->sender,
                               .recipient = v->recipient,
                               .user = r->user,
                               .helo = v->helo,
                               .code = r->code};
    merged.authenticated = v->event == ME_EVENT_AUTH_SUCCESS && r->direction == ME_DIRECTION_IN;
    if (resolved->context.correlated_by != ME_CORRELATION_NONE)
        merge_context(&merged, resolved);
    return merged;
}

/* Whether the record is an event for the watch, and which. */
static bool watched_event(const struct me_resolved *resolved, struct me_watch_event *event)
{
    const struct me_record *r = &resolved->record;
    if (r->log == ME_LOG_DEBUG || r->direction != ME_DIRECTION_IN)
        return false;
    if (resolved->verdict.offence == ME_OFFENCE_AUTH_FAILURE)
        event->what = ME_WATCH_LOGIN_FAILED;
    else if (resolved->verdict.offence == ME_OFFENCE_RELAY_DENIED)
        event->what = ME_WATCH_RELAY_DENIED;
    else if (resolved->verdict.event == ME_EVENT_AUTH_SUCCESS)
        event->what = ME_WATCH_LOGIN;
    else
        return false;
    return true;
}

/* The name of a login. PASS of POP has none of its own: it is that of the row USER before it. */
static struct me_span account_of(const struct me_resolved *resolved)
{
    const struct me_record *r = &resolved->record;
    if (r->user.len > 0 || r->verb != ME_COMMAND_PASS || resolved->context.correlated_by != ME_CORRELATION_ID)
        return r->user;
    return text_of(&resolved->context.user);
}

static void watch(struct me_resolved *resolved, struct me_watch *table, const struct me_resolved_origin *origin,
                  struct me_resolved_counts *counts)
{
    struct me_watch_event event;
    if (!watched_event(resolved, &event))
        return;
    origin->fill_time(origin->context, &resolved->record, &event.time);
    event.time.log = (unsigned)resolved->record.log;
    event.client_ip = resolved->record.client_ip;
    event.account = account_of(resolved);
    me_watch_update(table, &event, &resolved->watched, &counts->watch_evicted);
    resolved->is_watched = true;
}

void me_resolved_update(struct me_resolved *resolved, const struct me_resolved_memory *memory,
                        const struct me_resolved_origin *origin, struct me_resolved_counts *counts)
{
    me_verdict_of(&resolved->record, &resolved->verdict);
    resolved->is_watched = false;
    if (memory->store != NULL)
        me_conversation_update(memory->store, origin->host, &resolved->record, &resolved->verdict, origin->now,
                               &resolved->context, &counts->store);
    else
        resolved->context.correlated_by = ME_CORRELATION_NONE;
    if (memory->watch != NULL)
        watch(resolved, memory->watch, origin, counts);
}

struct me_span me_resolved_from(const struct me_resolved *resolved, const struct me_merged *merged)
{
    const struct me_verdict *v = &resolved->verdict;
    return v->address_is_sender && me_span_present(v->address.bare) ? v->address.bare : merged->sender;
}

struct me_span me_resolved_to(const struct me_resolved *resolved, const struct me_merged *merged)
{
    const struct me_verdict *v = &resolved->verdict;
    return !v->address_is_sender && me_span_present(v->address.bare) ? v->address.bare : merged->recipient;
}

/* Two digits; from a table, since every record has seven pairs of them. */
static char *put(char *p, unsigned value)
{
    static const char digits[] =
        "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445"
        "46474849505152535455565758596061626364656667686970717273747576777879808182838485868788899091"
        "9293949596979899";
    memcpy(p, digits + 2 * value, 2);
    return p + 2;
}

struct me_span me_resolved_time(const struct me_record *record, struct me_span offset,
                                char buffer[static ME_RESOLVED_TIME_MAX])
{
    const struct me_timestamp *t = &record->time;
    char *p = buffer;
    if (t->year == 0)
        return (struct me_span){0};
    p = put(p, t->year / 100u);
    p = put(p, t->year % 100u);
    *p++ = '-';
    p = put(p, t->month);
    *p++ = '-';
    p = put(p, t->day);
    *p++ = 'T';
    p = put(p, t->hour);
    *p++ = ':';
    p = put(p, t->minute);
    *p++ = ':';
    p = put(p, t->second);
    if (offset.len > 0 && offset.len < (size_t)(buffer + ME_RESOLVED_TIME_MAX - p)) {
        memcpy(p, offset.ptr, offset.len);
        p += offset.len;
    }
    return me_span_between(buffer, p);
}
