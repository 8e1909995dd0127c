/* SPDX-License-Identifier: Apache-2.0
 *
 * Facts this rests on (real Activity logs): a handle is free for at least two seconds before it is used again; one
 * message id belongs to one connection; within a connection the id changes after DATA only; log times have whole
 * seconds and come from one clock.
 *
 * So a record cannot be of the connection at hand when its log time is before that connection's greeting, or not after
 * the last row of the one before. It is of the connection when the times of its rows and its own lie no more than a
 * second apart, because nobody else can have the handle so soon; rows with the same id are of the same connection,
 * whatever came in between. A second more, and a Debug record, which names no client, may be a new owner's whose rows
 * have not come yet. Where two answers are possible the record is a stranger: something true stays untold, nothing
 * false is told.
 */
#include "correlate/conversation_link.h"

enum { SLACK = 1 /* seconds between two files' times of one event */ };

static bool has(int64_t time)
{
    return time != ME_CONVERSATION_NO_TIME;
}

static bool same_party(const struct me_conversation_connection *c, const struct me_conversation_news *news)
{
    return news->record->direction == c->facts.direction && me_ip_equal(news->record->client_ip, c->facts.client_ip);
}

/* The earliest log time that is surely of this connection: its greeting's, or that of the first row seen and, as the
 * handle was free before it, a little earlier. */
static int64_t earliest(const struct me_conversation_connection *c)
{
    return has(c->began) ? c->began : c->first - SLACK;
}

/* Whether nobody but the connection's client can have had the handle at `t`. */
static bool is_within_reach(const struct me_conversation_connection *c, int64_t t)
{
    return t >= c->first - SLACK && t <= (c->ended ? c->quit : c->last + SLACK);
}

/* A greeting that is not known by its id. */
static enum me_conversation_link link_greeting(const struct me_conversation_connection *c,
                                               const struct me_conversation_news *news, bool ids)
{
    const bool own = same_party(c, news);
    if (own && !ids && has(c->began) && news->time == c->began)
        return ME_CONVERSATION_SAME; /* both the Activity and the W3C log have it */
    if (own && !has(c->began) && news->time <= c->first && (!ids || is_within_reach(c, news->time)))
        return ME_CONVERSATION_LATE;
    return news->time >= c->last ? ME_CONVERSATION_NEW : ME_CONVERSATION_STRANGER;
}

enum me_conversation_link me_conversation_link_row(const struct me_conversation_connection *c,
                                                   const struct me_conversation_news *news, uint64_t id, int64_t ttl)
{
    const int64_t t = news->time;
    if (!has(t) || (news->record->client_ip[0] == '\0' && !news->starts))
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
    if (ids && !(c->data_seen && t >= c->last) && !is_within_reach(c, t))
        return other;
    return c->ended ? ME_CONVERSATION_LATE : ME_CONVERSATION_SAME;
}

/* Whether the Debug record may be of a connection with this client. */
static bool suits(const struct me_conversation_news *news, uint8_t direction,
                  const char client_ip[static ME_IP_TEXT_MAX])
{
    if (news->record->direction != ME_DIRECTION_NONE && news->record->direction != direction)
        return false;
    if (news->answer != 0 && direction != ME_DIRECTION_IN)
        return false; /* relaying is decided for clients of this server only */
    return news->record->client_ip[0] == '\0' || client_ip[0] == '\0' ||
           me_ip_equal(news->record->client_ip, client_ip);
}

static bool is_earlier(const struct me_conversation_earlier *e, const struct me_conversation_news *news)
{
    return e->live && news->time >= (e->greeted ? e->first : e->first - SLACK) &&
           news->time <= (e->ended ? e->last : e->last + SLACK) && suits(news, e->direction, e->client_ip);
}

static enum me_conversation_link link_debug(const struct me_conversation_connection *c,
                                            const struct me_conversation_news *news)
{
    const int64_t t = news->time;
    if (!has(t))
        return ME_CONVERSATION_STRANGER;
    if (!c->live)
        return ME_CONVERSATION_WAITING;
    if (t < earliest(c))
        return ME_CONVERSATION_STRANGER;
    if (t > c->last + SLACK)
        return ME_CONVERSATION_WAITING;
    if (c->ended && t > c->quit)
        return ME_CONVERSATION_STRANGER;
    return suits(news, c->facts.direction, c->facts.client_ip) ? ME_CONVERSATION_SAME : ME_CONVERSATION_STRANGER;
}

enum me_conversation_link me_conversation_link_debug(const struct me_conversation_connection *c,
                                                     const struct me_conversation_news *news)
{
    const enum me_conversation_link link = link_debug(c, news);
    const bool earlier = is_earlier(&c->earlier, news);
    if (link == ME_CONVERSATION_STRANGER)
        return earlier ? ME_CONVERSATION_EARLIER : ME_CONVERSATION_STRANGER;
    if (link != ME_CONVERSATION_SAME || !(earlier || (has(c->before) && news->time <= c->before + SLACK)))
        return link;
    /* of either, which is no question when both have one client */
    const bool one_client = me_ip_equal(c->earlier.client_ip, c->facts.client_ip);
    return earlier && one_client ? ME_CONVERSATION_EARLIER : ME_CONVERSATION_STRANGER;
}

void me_conversation_link_start(struct me_conversation_connection *c, const struct me_conversation_news *news)
{
    const int64_t before = c->live ? c->last : ME_CONVERSATION_NO_TIME;
    const struct me_conversation_facts *old = &c->facts;
    const int64_t verdict_time = old->verdicts.time;
    const bool keeps = old->verdicts.open > 0 && verdict_time >= news->time - (news->starts ? 0 : SLACK) &&
                       (!has(before) || verdict_time > before + SLACK);
    struct me_conversation_facts kept;
    struct me_conversation_earlier earlier = {.live = false};
    if (c->live) {
        earlier = (struct me_conversation_earlier){.live = c->facts.client_ip[0] != '\0',
                                                   .greeted = has(c->began),
                                                   .ended = c->ended,
                                                   .direction = c->facts.direction,
                                                   .id = c->id,
                                                   .first = has(c->began) ? c->began : c->first,
                                                   .last = c->last};
        memcpy(earlier.client_ip, c->facts.client_ip, sizeof(earlier.client_ip));
    }
    me_conversation_facts_clear(&kept);
    if (keeps) {
        kept.verdicts = old->verdicts;
        kept.reason = old->reason;
        memcpy(kept.code, old->code, sizeof(kept.code));
    }
    memset(c, 0, offsetof(struct me_conversation_connection, facts));
    memcpy(&c->facts, &kept, offsetof(struct me_conversation_facts, texts));
    c->earlier = earlier;
    c->leader = (uint8_t)news->record->log;
    c->before = before;
    c->began = ME_CONVERSATION_NO_TIME;
    c->first = c->last = news->time;
}

void me_conversation_link_note_earlier(struct me_conversation_connection *c, const struct me_conversation_news *news,
                                       uint64_t id)
{
    struct me_conversation_earlier *e = &c->earlier;
    const int64_t t = news->time;
    if (!has(t) || news->record->client_ip[0] == '\0' || !c->live || t > c->last)
        return;
    const bool same = e->live && news->record->direction == e->direction &&
                      me_ip_equal(news->record->client_ip, e->client_ip) &&
                      ((id != 0 && id == e->id) || (t >= e->first - SLACK && t <= e->last + SLACK));
    if (e->live && !same && t <= e->last)
        return;
    if (!same) {
        *e = (struct me_conversation_earlier){
            .live = true, .direction = (uint8_t)news->record->direction, .first = t, .last = t};
        memcpy(e->client_ip, news->record->client_ip, sizeof(e->client_ip));
    }
    e->id = id;
    e->first = t < e->first ? t : e->first;
    e->last = t > e->last ? t : e->last;
    e->greeted |= news->starts;
    e->ended |= news->verdict->event == ME_EVENT_QUIT;
}

/* Takes in a transaction's id that is not the one at hand. */
static void note_other_id(struct me_conversation_connection *c, uint64_t id, int64_t t)
{
    const bool follows = c->id == 0 || (c->data_seen && t >= c->last);
    const bool only_quit = c->ended && c->facts.len[ME_CONVERSATION_SENDER] == 0 &&
                           c->facts.len[ME_CONVERSATION_RECIPIENT] == 0 && c->facts.rows.open == 0;
    if (follows || only_quit) {
        if (c->id != 0)
            me_conversation_facts_clear_mail(&c->facts, t);
        c->id_before = c->id;
        c->id = id;
        c->data_seen = false;
        return;
    }
    if (t == c->last) {
        me_conversation_facts_clear_mail(&c->facts, t);
        c->mixed = true;
    }
    if (c->id_before == 0)
        c->id_before = id;
}

bool me_conversation_link_note(struct me_conversation_connection *c, const struct me_conversation_news *news,
                               uint64_t id)
{
    const int64_t t = news->time;
    bool current = t >= c->last;
    if (id != 0 && id != c->id && id != c->id_before)
        note_other_id(c, id, t);
    if (id != 0)
        current = id == c->id && !c->mixed;
    c->live = true;
    if (t < c->first)
        c->first = t;
    if (t > c->last)
        c->last = t;
    if (news->starts && !has(c->began))
        c->began = t;
    if (news->verdict->event == ME_EVENT_DATA && current)
        c->data_seen = true;
    if (news->verdict->event == ME_EVENT_QUIT) {
        c->ended = true;
        c->quit = c->last;
    }
    return current;
}
