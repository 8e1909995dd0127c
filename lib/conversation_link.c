/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts this rests on (real Activity logs): a handle is free for at least two seconds before it is used again; one
 * message id belongs to one connection; within a connection the id changes after DATA only; log times have whole
 * seconds and come from one clock.
 *
 * So a record cannot be of the connection at hand when its log time is before that connection's greeting, or before its
 * first row where the greeting is lost, or not after the last row of the one before; rows with the same id are of the
 * same connection, whatever came in between; and a Debug record, which names no client, is of the connection only when
 * its log time is at most a second after a row of it: a second more, and the handle may have a new owner whose rows
 * have not come yet. Where two answers are possible the record is a stranger: something true stays untold, nothing
 * false is told.
 */
#include "conversation_link.h"

enum { SLACK = 1 /* seconds between two files' times of one event */ };

static bool has(int64_t time)
{
    return time != ME_CONVERSATION_NO_TIME;
}

static bool same_party(const struct me_conversation_connection *c, const struct me_conversation_news *news)
{
    return news->record->direction == c->facts.direction &&
           me_span_equal(news->client_ip, me_conversation_ip(c->facts.client_ip));
}

/* The earliest log time that is surely of this connection: its greeting's, or that of the first row seen and, as the
 * handle was free before it, a little earlier. */
static int64_t earliest(const struct me_conversation_connection *c)
{
    return has(c->began) ? c->began : c->first - SLACK;
}

/* A greeting that is not known by its id. */
static enum me_conversation_link link_greeting(const struct me_conversation_connection *c,
                                               const struct me_conversation_news *news, bool ids)
{
    const bool own = !ids && same_party(c, news);
    if (own && has(c->began) && news->time == c->began)
        return ME_CONVERSATION_SAME; /* both the Activity and the W3C log have it */
    if (own && !has(c->began) && news->time <= c->first)
        return ME_CONVERSATION_LATE;
    return news->time >= c->last ? ME_CONVERSATION_NEW : ME_CONVERSATION_STRANGER;
}

enum me_conversation_link me_conversation_link_row(const struct me_conversation_connection *c,
                                                   const struct me_conversation_news *news, uint64_t id, int64_t ttl)
{
    const int64_t t = news->time;
    if (!has(t) || (news->client_ip.len == 0 && !news->starts))
        return ME_CONVERSATION_STRANGER;
    if (!c->live)
        return ME_CONVERSATION_NEW;
    const bool ids = id != 0 && c->id != 0;
    const bool same_id = ids && (id == c->id || id == c->id_before) && same_party(c, news);
    if (t <= c->before || (t < earliest(c) && !(same_id && !has(c->began))))
        return ME_CONVERSATION_STRANGER;
    const enum me_conversation_link other = t > c->last ? ME_CONVERSATION_NEW : ME_CONVERSATION_STRANGER;
    if (same_id)
        return c->ended || (news->starts && !has(c->began)) ? ME_CONVERSATION_LATE : ME_CONVERSATION_SAME;
    if (news->starts)
        return link_greeting(c, news, ids);
    if (!same_party(c, news))
        return other;
    if (t > c->last && (c->ended || t - c->last > ttl))
        return ME_CONVERSATION_NEW;
    if (ids && !(c->data_seen && t >= c->last))
        return other;
    return c->ended ? ME_CONVERSATION_LATE : ME_CONVERSATION_SAME;
}

enum me_conversation_link me_conversation_link_debug(const struct me_conversation_connection *c,
                                                     const struct me_conversation_news *news)
{
    const int64_t t = news->time;
    const enum me_direction direction = news->record->direction;
    if (!has(t))
        return ME_CONVERSATION_STRANGER;
    if (!c->live)
        return ME_CONVERSATION_WAITING;
    if (t < earliest(c) || (has(c->before) && t <= c->before + SLACK))
        return ME_CONVERSATION_STRANGER;
    if (t > c->last + SLACK)
        return ME_CONVERSATION_WAITING;
    if (c->ended && t > c->quit)
        return ME_CONVERSATION_STRANGER;
    if (direction != ME_DIRECTION_NONE && direction != c->facts.direction)
        return ME_CONVERSATION_STRANGER;
    if (news->answer != 0 && c->facts.direction != ME_DIRECTION_IN)
        return ME_CONVERSATION_STRANGER; /* relaying is decided for clients of this server only */
    if (news->client_ip.len > 0 && c->facts.client_ip[0] != '\0' &&
        !me_span_equal(news->client_ip, me_conversation_ip(c->facts.client_ip)))
        return ME_CONVERSATION_STRANGER;
    return ME_CONVERSATION_SAME;
}

void me_conversation_link_start(struct me_conversation_connection *c, const struct me_conversation_news *news)
{
    const int64_t before = c->live ? c->last : ME_CONVERSATION_NO_TIME;
    const struct me_conversation_facts *old = &c->facts;
    const int64_t verdict_time = old->verdicts.time;
    const bool keeps = old->verdicts.open > 0 && verdict_time >= news->time - (news->starts ? 0 : SLACK) &&
                       (!has(before) || verdict_time > before + SLACK);
    struct me_conversation_facts kept;
    me_conversation_facts_clear(&kept);
    if (keeps) {
        kept.verdicts = old->verdicts;
        kept.outcome = old->outcome;
        kept.reason = old->reason;
        memcpy(kept.code, old->code, sizeof(kept.code));
    }
    memset(c, 0, offsetof(struct me_conversation_connection, facts));
    memcpy(&c->facts, &kept, offsetof(struct me_conversation_facts, texts));
    c->leader = (uint8_t)news->record->log;
    c->before = before;
    c->began = ME_CONVERSATION_NO_TIME;
    c->first = c->last = news->time;
}

bool me_conversation_link_note(struct me_conversation_connection *c, const struct me_conversation_news *news,
                               uint64_t id)
{
    const int64_t t = news->time;
    bool current = t >= c->last;
    c->live = true;
    if (t < c->first)
        c->first = t;
    if (t > c->last)
        c->last = t;
    if (news->starts && !has(c->began))
        c->began = t;
    if (id != 0) {
        current = id != c->id_before;
        if (current && id != c->id) {
            if (c->id != 0)
                me_conversation_facts_clear_mail(&c->facts, t);
            c->id_before = c->id;
            c->id = id;
            c->data_seen = false;
        }
    }
    if (news->verdict->event == ME_EVENT_DATA && current)
        c->data_seen = true;
    if (news->verdict->event == ME_EVENT_QUIT) {
        c->ended = true;
        c->quit = c->last;
    }
    return current;
}
