/* SPDX-License-Identifier: Apache-2.0
 *
 * Real Activity logs show: a handle is free for at least two seconds before it is used again; one message id belongs to
 * one connection; within a connection the id changes after DATA only; log times have whole seconds and come from one
 * clock. From that follow three rules.
 *
 * A record cannot belong to the session at hand when its log time is before that session's greeting, or not after the
 * last row of the session before. A record belongs to the session when its log time and those of the session's rows lie
 * no more than a second apart, because nobody else can have the handle so soon. Rows with the same id belong to the
 * same session, whatever came in between. A second more, and a Debug record, which names no client, may belong to a new
 * owner whose rows have not come yet. Where two answers are possible the record is a stranger: something true stays
 * unsaid, nothing false is said.
 *
 *     07:00:10  1460  192.0.2.1  greeting             NEW: a session begins
 *     07:00:12  1460  192.0.2.1  RCPT                 SAME
 *     07:00:13  1460             ME-I0111 (Debug)     SAME: one second after the last row, the handle cannot be free
 *     07:00:15  1460             ME-I0111 (Debug)     WAITING: it may belong to a session that begins at 07:00:15
 *     07:00:15  1460  192.0.2.2  greeting             NEW: the verdict of 07:00:15 waits for its rows
 *     07:00:12  1460  192.0.2.1  RCPT (comes late)    STRANGER: before the greeting; noted as the session before
 *     07:00:12  1460             ME-I0111 (late)      EARLIER: 192.0.2.1
 */
#include "correlate/session.h"

enum { SLACK = 1 /* seconds between two files' times of one event */ };

static bool has(int64_t time)
{
    return time != ME_OBSERVATION_NO_TIME;
}

static bool same_party(const struct me_session *c, const struct me_observation *observation)
{
    return observation->direction == c->state.direction && me_ip_equal(observation->client_ip, c->state.client_ip);
}

/* The earliest log time that surely belongs to this session: the greeting's. Without one it is a little before the
 * first row, because the handle was free before it. */
static int64_t earliest(const struct me_session *c)
{
    return has(c->began) ? c->began : c->first - SLACK;
}

/* Whether nobody but the session's client can have had the handle at `t`. */
static bool is_within_reach(const struct me_session *c, int64_t t)
{
    return t >= c->first - SLACK && t <= (c->ended ? c->quit : c->last + SLACK);
}

/* Matches a greeting whose id is not known. */
static enum me_session_match match_greeting(const struct me_session *c, const struct me_observation *observation,
                                            bool ids)
{
    const bool own = same_party(c, observation);
    if (own && !ids && has(c->began) && observation->time == c->began)
        return ME_SESSION_SAME; /* both the Activity and the W3C log have it */
    if (own && !has(c->began) && observation->time <= c->first && (!ids || is_within_reach(c, observation->time)))
        return ME_SESSION_LATE;
    return observation->time >= c->last ? ME_SESSION_NEW : ME_SESSION_STRANGER;
}

enum me_session_match me_session_match_row(const struct me_session *c, const struct me_observation *observation,
                                           uint64_t id, int64_t ttl)
{
    const int64_t t = observation->time;
    if (!has(t) || (observation->client_ip[0] == '\0' && !observation->starts))
        return ME_SESSION_STRANGER;
    if (!c->live)
        return ME_SESSION_NEW;
    const bool ids = id != 0 && c->id != 0;
    const bool same_id = ids && (id == c->id || id == c->id_before) && same_party(c, observation);
    if (t <= c->before || (t < earliest(c) && !(same_id && !has(c->began))))
        return ME_SESSION_STRANGER;
    const enum me_session_match other = t > c->last ? ME_SESSION_NEW : ME_SESSION_STRANGER;
    if (same_id)
        return c->ended || (observation->starts && !has(c->began)) ? ME_SESSION_LATE : ME_SESSION_SAME;
    if (observation->starts)
        return match_greeting(c, observation, ids);
    if (!same_party(c, observation))
        return other;
    if (t > c->last && (c->ended || t - c->last > ttl))
        return ME_SESSION_NEW;
    if (ids && !(c->data_seen && t >= c->last) && !is_within_reach(c, t))
        return other;
    return c->ended ? ME_SESSION_LATE : ME_SESSION_SAME;
}

/* Whether the Debug record may belong to a session with this client. */
static bool suits(const struct me_observation *observation, uint8_t direction,
                  const char client_ip[static ME_IP_TEXT_MAX])
{
    if (observation->direction != ME_DIRECTION_NONE && observation->direction != direction)
        return false;
    if (observation->answer != 0 && direction != ME_DIRECTION_IN)
        return false; /* relaying is decided for clients of this server only */
    return observation->client_ip[0] == '\0' || client_ip[0] == '\0' || me_ip_equal(observation->client_ip, client_ip);
}

static bool is_earlier(const struct me_session_earlier *e, const struct me_observation *observation)
{
    return e->live && observation->time >= (e->greeted ? e->first : e->first - SLACK) &&
           observation->time <= (e->ended ? e->last : e->last + SLACK) &&
           suits(observation, e->direction, e->client_ip);
}

static enum me_session_match match_debug(const struct me_session *c, const struct me_observation *observation)
{
    const int64_t t = observation->time;
    if (!has(t))
        return ME_SESSION_STRANGER;
    if (!c->live)
        return ME_SESSION_WAITING;
    if (t < earliest(c))
        return ME_SESSION_STRANGER;
    if (t > c->last + SLACK)
        return ME_SESSION_WAITING;
    if (c->ended && t > c->quit)
        return ME_SESSION_STRANGER;
    return suits(observation, c->state.direction, c->state.client_ip) ? ME_SESSION_SAME : ME_SESSION_STRANGER;
}

enum me_session_match me_session_match_debug(const struct me_session *c, const struct me_observation *observation)
{
    const enum me_session_match match = match_debug(c, observation);
    const bool earlier = is_earlier(&c->earlier, observation);
    if (match == ME_SESSION_STRANGER)
        return earlier ? ME_SESSION_EARLIER : ME_SESSION_STRANGER;
    if (match != ME_SESSION_SAME || !(earlier || (has(c->before) && observation->time <= c->before + SLACK)))
        return match;
    /* it may belong to either, which does not matter when both have the same client */
    const bool one_client = me_ip_equal(c->earlier.client_ip, c->state.client_ip);
    return earlier && one_client ? ME_SESSION_EARLIER : ME_SESSION_STRANGER;
}

void me_session_start(struct me_session *c, const struct me_observation *observation)
{
    const int64_t before = c->live ? c->last : ME_OBSERVATION_NO_TIME;
    const struct me_session_state *old = &c->state;
    const int64_t verdict_time = old->verdicts.time;
    const bool keeps = old->verdicts.open > 0 &&
                       verdict_time >= observation->time - (observation->starts ? 0 : SLACK) &&
                       (!has(before) || verdict_time > before + SLACK);
    struct me_session_state kept;
    struct me_session_earlier earlier = {.live = false};
    if (c->live) {
        earlier = (struct me_session_earlier){.live = c->state.client_ip[0] != '\0',
                                              .greeted = has(c->began),
                                              .ended = c->ended,
                                              .direction = c->state.direction,
                                              .id = c->id,
                                              .first = has(c->began) ? c->began : c->first,
                                              .last = c->last};
        memcpy(earlier.client_ip, c->state.client_ip, sizeof(earlier.client_ip));
    }
    me_session_state_clear(&kept);
    if (keeps) {
        kept.verdicts = old->verdicts;
        kept.reason = old->reason;
        memcpy(kept.code, old->code, sizeof(kept.code));
    }
    memset(c, 0, offsetof(struct me_session, state));
    memcpy(&c->state, &kept, offsetof(struct me_session_state, texts));
    c->earlier = earlier;
    c->leader = observation->log;
    c->before = before;
    c->began = ME_OBSERVATION_NO_TIME;
    c->first = c->last = observation->time;
}

void me_session_note_earlier(struct me_session *c, const struct me_observation *observation, uint64_t id)
{
    struct me_session_earlier *e = &c->earlier;
    const int64_t t = observation->time;
    if (!has(t) || observation->client_ip[0] == '\0' || !c->live || t > c->last)
        return;
    const bool same = e->live && observation->direction == e->direction &&
                      me_ip_equal(observation->client_ip, e->client_ip) &&
                      ((id != 0 && id == e->id) || (t >= e->first - SLACK && t <= e->last + SLACK));
    if (e->live && !same && t <= e->last)
        return;
    if (!same) {
        *e = (struct me_session_earlier){.live = true, .direction = observation->direction, .first = t, .last = t};
        memcpy(e->client_ip, observation->client_ip, sizeof(e->client_ip));
    }
    e->id = id;
    e->first = t < e->first ? t : e->first;
    e->last = t > e->last ? t : e->last;
    e->greeted |= observation->starts;
    e->ended |= observation->event == ME_EVENT_QUIT;
}

/* Notes the id of a transaction that is not the one at hand. */
static void note_other_id(struct me_session *c, uint64_t id, int64_t t)
{
    const bool follows = c->id == 0 || (c->data_seen && t >= c->last);
    const bool only_quit = c->ended && c->state.len[ME_OBSERVATION_SENDER] == 0 &&
                           c->state.len[ME_OBSERVATION_RECIPIENT] == 0 && c->state.rows.open == 0;
    if (follows || only_quit) {
        if (c->id != 0)
            me_session_state_clear_mail(&c->state, t);
        c->id_before = c->id;
        c->id = id;
        c->data_seen = false;
        return;
    }
    if (t == c->last) {
        me_session_state_clear_mail(&c->state, t);
        c->mixed = true;
    }
    if (c->id_before == 0)
        c->id_before = id;
}

bool me_session_note(struct me_session *c, const struct me_observation *observation, uint64_t id)
{
    const int64_t t = observation->time;
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
    if (observation->starts && !has(c->began))
        c->began = t;
    if (observation->event == ME_EVENT_DATA && current)
        c->data_seen = true;
    if (observation->event == ME_EVENT_QUIT) {
        c->ended = true;
        c->quit = c->last;
    }
    return current;
}
