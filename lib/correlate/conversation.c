/* SPDX-License-Identifier: Apache-2.0
 *
 * One record visits its session's entry, then its transaction's, then, when records are joined by time, its host's. At
 * each it takes what is known and leaves what it says. Each entry lies in a shard with a lock of its own, and no two
 * locks are held at once: the context carries what goes from one entry to the next.
 *
 * Entries are found by a keyed hash of host and key (key.h). Its 128 bits are all that is kept of the key: how unlikely
 * it is that two keys have the same, text/keyed_hash.h says.
 */
#include "correlate/conversation.h"

#include "correlate/key.h"
#include "correlate/shard.h"

enum { NOW_BITS_MAX = 40 }; /* a clock that says more is wrong */

/* One call of me_conversation_take(). */
struct call {
    struct me_store *store;
    struct me_store_counts *counts;
    struct me_context *context;
    int64_t now;
    bool disordered; /* the record came out of order */
    bool started;    /* it is the first of its session */
    uint8_t unknown; /* what the session has as unknown, and its transaction may still have as it was before */
    const struct me_key_host *host;
    const struct me_observation *observation;
};

/* Takes the shard of `identity` under its lock. */
static inline struct me_shard *enter(struct call *call, enum me_shard_kind kind, const uint64_t identity[2])
{
    struct me_shard *shard = me_shard_of(call->store, kind, identity);
    me_shard_take(call->store, kind, shard);
    me_lru_advance(&shard->entries, call->now);
    return shard;
}

static inline void leave(struct call *call, enum me_shard_kind kind, struct me_shard *shard)
{
    struct me_lru *lru = &shard->entries;
    if ((lru->evicted | lru->expired) != 0) {
        if (kind != ME_SHARD_HOST) {
            call->counts->evicted += lru->evicted;
            call->counts->expired += lru->expired;
        }
        lru->evicted = lru->expired = 0;
    }
    call->counts->active += me_shard_release(call->store, kind, shard);
}

/* --- sessions ----------------------------------------------------------------------------------------------------- */

static bool update_by_row(struct call *call, struct me_session *session, uint64_t id)
{
    const struct me_observation *observation = call->observation;
    const enum me_session_match match = me_session_match_row(session, observation, id, call->store->options.ttl);
    /* Where both logs of rows are forwarded, one is always behind the other. */
    call->disordered =
        session->live && observation->log == session->leader &&
        (match == ME_SESSION_LATE || (match == ME_SESSION_STRANGER && observation->time != ME_OBSERVATION_NO_TIME));
    if (match == ME_SESSION_STRANGER) {
        me_session_note_earlier(session, observation, id);
        return false;
    }
    call->started = match == ME_SESSION_NEW && observation->direction == ME_DIRECTION_IN;
    if (match == ME_SESSION_NEW)
        me_session_start(session, observation);
    const bool current = me_session_note(session, observation, id);
    if (match != ME_SESSION_NEW) {
        me_session_state_get_client(&session->state, observation, call->context);
        call->unknown = session->state.unknown;
    }
    if (match != ME_SESSION_NEW && current && id == 0)
        me_session_state_get_mail(&session->state, observation, call->context);
    me_session_state_set_client(&session->state, observation, NULL);
    if (current)
        me_session_state_decide(&session->state, observation, me_session_state_set_mail(&session->state, observation),
                                call->context);
    me_session_state_forget(&session->state, observation);
    return true;
}

static bool update_by_debug(struct call *call, struct me_session *session, bool has_id)
{
    const struct me_observation *observation = call->observation;
    const enum me_session_match match = me_session_match_debug(session, observation);
    if (match == ME_SESSION_STRANGER)
        return false;
    if (match == ME_SESSION_EARLIER) {
        if (observation->client_ip[0] == '\0' && call->context->client_ip[0] == '\0')
            memcpy(call->context->client_ip, session->earlier.client_ip, sizeof(call->context->client_ip));
        return false;
    }
    if (call->context->client_ip[0] != '\0' && !me_ip_equal(call->context->client_ip, session->state.client_ip))
        return false; /* joined by time with a row of a session that has lost the handle since */
    if (match == ME_SESSION_SAME) {
        call->unknown = session->state.unknown;
        me_session_state_get_client(&session->state, observation, call->context);
        if (!has_id)
            me_session_state_get_mail(&session->state, observation, call->context);
    }
    me_session_state_decide(&session->state, observation, false, call->context);
    return true;
}

/* Whether the record says something by which a session can be remembered. */
static bool can_begin_session(const struct me_observation *observation)
{
    if (observation->time == ME_OBSERVATION_NO_TIME)
        return false;
    if (observation->debug)
        return observation->answer != 0;
    return observation->client_ip[0] != '\0' || observation->starts;
}

/* `id`: part of the identity of the record's transaction, or 0. */
static void update_session(struct call *call, const uint64_t identity[2], uint64_t id)
{
    const struct me_observation *observation = call->observation;
    struct me_shard *shard = enter(call, ME_SHARD_SESSION, identity);
    struct me_lru *lru = &shard->entries;
    struct me_shard_session *entry = me_lru_find(lru, identity);
    if (entry == NULL && can_begin_session(observation)) {
        entry = me_lru_create(lru, identity);
        memset(&entry->session, 0, offsetof(struct me_session, state));
        me_session_state_clear(&entry->session.state);
    }
    if (entry != NULL && (observation->debug ? update_by_debug(call, &entry->session, id != 0)
                                             : update_by_row(call, &entry->session, id)))
        me_lru_touch(lru, entry);
    leave(call, ME_SHARD_SESSION, shard);
}

/* --- transactions ------------------------------------------------------------------------------------------------- */

static bool other_client(const struct me_session_state *state, const struct me_observation *observation)
{
    return observation->client_ip[0] != '\0' && state->client_ip[0] != '\0' &&
           !me_ip_equal(observation->client_ip, state->client_ip);
}

static void update_transaction(struct call *call, const uint64_t identity[2])
{
    const struct me_observation *observation = call->observation;
    struct me_shard *shard = enter(call, ME_SHARD_TRANSACTION, identity);
    struct me_lru *lru = &shard->entries;
    struct me_shard_transaction *entry = me_lru_find(lru, identity);
    if (entry == NULL && (!observation->debug || observation->answer != 0)) {
        entry = me_lru_create(lru, identity);
        me_session_state_clear(&entry->state);
    } else if (entry != NULL && other_client(&entry->state, observation)) {
        /* No server gives one id to two clients. A Debug record's address may be another's; a row's is its own. */
        if (observation->debug)
            entry = NULL;
        else
            me_session_state_clear(&entry->state);
    }
    if (entry != NULL) {
        me_lru_touch(lru, entry);
        if (call->unknown != 0)
            me_session_state_forget_client(&entry->state, call->unknown);
        me_session_state_get_client(&entry->state, observation, call->context);
        me_session_state_get_mail(&entry->state, observation, call->context);
        me_session_state_set_client(&entry->state, observation, call->context);
        me_session_state_decide(&entry->state, observation, me_session_state_set_mail(&entry->state, observation),
                                call->context);
        me_session_state_forget(&entry->state, observation);
    }
    leave(call, ME_SHARD_TRANSACTION, shard);
}

/* --- decisions without ids ---------------------------------------------------------------------------------------- */

/* The kinds of decisions that the record is, or may be, as a set of 1u << enum me_decision_kind. */
static unsigned decision_kinds(const struct me_observation *observation)
{
    enum { REFUSED = 1u << ME_DECISION_REFUSED, ACCEPTED = 1u << ME_DECISION_ACCEPTED };
    const uint8_t event = observation->event;
    if (observation->time == ME_OBSERVATION_NO_TIME)
        return 0;
    if (observation->debug)
        return event == ME_EVENT_RELAY_DENIED                         ? REFUSED
               : (observation->answer & ME_OBSERVATION_ACCEPTED) != 0 ? ACCEPTED
                                                                      : 0;
    if (observation->client_ip[0] == '\0' || observation->direction != ME_DIRECTION_IN)
        return 0;
    if (observation->undecided)
        return (observation->forgets & ME_OBSERVATION_FORGET_VERDICT) != 0 ? REFUSED | ACCEPTED : 0;
    return event == ME_EVENT_RELAY_DENIED ? REFUSED : event == ME_EVENT_RECIPIENT_ACCEPTED ? ACCEPTED : 0;
}

/* A Debug record about local delivery is a candidate for an accepted recipient, and is not joined itself. */
static bool has_counterpart(const struct call *call)
{
    const struct me_observation *observation = call->observation;
    if (!observation->debug)
        return call->context->code[0] != '\0';
    return observation->has_handle || observation->has_id || observation->client_ip[0] != '\0' ||
           observation->outcome == ME_OUTCOME_NOT_REQUIRED;
}

static void decision_of(const struct call *call, struct me_decision *decision)
{
    const struct me_observation *observation = call->observation;
    memset(decision, 0, sizeof(*decision));
    decision->time = observation->time;
    decision->debug = observation->debug;
    decision->undecided = observation->undecided;
    decision->w3c = observation->log == ME_LOG_W3C;
    decision->session[0] = observation->session[0];
    decision->session[1] = observation->session[1];
    memcpy(decision->client_ip, observation->client_ip, sizeof(decision->client_ip));
    memcpy(decision->code, observation->code, sizeof(decision->code));
    decision->claimed = has_counterpart(call);
}

static bool join(struct call *call, struct me_lru *lru, struct me_shard_host *entry, unsigned kinds,
                 struct me_decision *other)
{
    const struct me_store_options *options = &call->store->options;
    const struct me_decision_limits limits = {.window = options->window, .clock = lru->clock, .ttl = options->ttl};
    struct me_decision decision;
    bool joined = false;
    decision_of(call, &decision);
    if (entry->blind && lru->clock - entry->since > options->window + ME_DECISION_DISTRUST)
        entry->blind = false;
    decision.claimed |= entry->blind;
    for (int kind = 0; kind < ME_DECISION_KIND_MAX; kind++)
        if ((kinds & 1u << kind) != 0)
            joined |= me_decision_join(&entry->host, (enum me_decision_kind)kind, &decision, &limits, other);
    return joined;
}

/* Returns whether the other half was found. */
static bool update_host(struct call *call, unsigned kinds, struct me_decision *other)
{
    const struct me_observation *observation = call->observation;
    uint64_t identity[2];
    me_key_number(call->host, ME_KEY_HOST, 0, identity);
    struct me_shard *shard = enter(call, ME_SHARD_HOST, identity);
    struct me_lru *lru = &shard->entries;
    struct me_shard_host *entry = me_lru_find(lru, identity);
    bool joined = false;
    if (entry == NULL) {
        entry = me_lru_create(lru, identity);
        me_decision_clear(&entry->host);
        entry->blind = lru->evicted > 0;
        entry->since = lru->clock;
    }
    me_lru_touch(lru, entry);
    if (call->started)
        me_decision_start(&entry->host, observation->time, observation->client_ip);
    if (call->disordered)
        me_decision_disorder(&entry->host, observation->time);
    if (kinds != 0)
        joined = join(call, lru, entry, kinds, other);
    leave(call, ME_SHARD_HOST, shard);
    return joined;
}

static void update_by_time(struct call *call, unsigned kinds)
{
    struct me_decision other;
    if (!update_host(call, kinds, &other))
        return;
    struct me_context *context = call->context;
    context->correlated_by = ME_CORRELATION_TIME;
    if (!call->observation->debug) {
        memcpy(context->code, other.code, sizeof(context->code));
        return;
    }
    memcpy(context->client_ip, other.client_ip, sizeof(context->client_ip));
    if ((other.session[0] | other.session[1]) != 0)
        update_session(call, other.session, 0);
}

/* --- one record --------------------------------------------------------------------------------------------------- */

static void clear_context(struct me_context *context)
{
    context->correlated_by = ME_CORRELATION_NONE;
    context->client_ip[0] = '\0';
    context->authenticated = false;
    context->helo.len = context->user.len = context->sender.len = context->recipient.len = 0;
    context->code[0] = '\0';
}

static bool knows_something(const struct me_context *context)
{
    return context->client_ip[0] != '\0' || context->authenticated || context->helo.len > 0 || context->user.len > 0 ||
           context->sender.len > 0 || context->recipient.len > 0 || context->code[0] != '\0';
}

static int64_t sane(int64_t now)
{
    const int64_t most = INT64_C(1) << NOW_BITS_MAX;
    return now < 0 ? 0 : now > most ? most : now;
}

struct me_conversation_host me_conversation_host_of(const struct me_store *store, struct me_span name)
{
    struct me_conversation_host host;
    host.key = me_key_host_of(&store->secrets, name);
    return host;
}

void me_conversation_take(struct me_store *store, const struct me_conversation_host *host,
                          const struct me_observation *observation, int64_t now, struct me_context *context,
                          struct me_store_counts *counts)
{
    struct call call; /* not cleared whole, which costs as much as a look-up */
    call.store = store;
    call.counts = counts;
    call.context = context;
    call.now = sane(now);
    call.host = &host->key;
    call.observation = observation;
    call.disordered = call.started = false;
    call.unknown = 0;
    clear_context(context);
    if (observation->has_handle)
        update_session(&call, observation->session, observation->transaction[0]);
    if (observation->has_id)
        update_transaction(&call, observation->transaction);
    if (knows_something(context))
        context->correlated_by = ME_CORRELATION_ID;
    const bool by_time = store->options.by_time && observation->service == ME_SERVICE_SMTP; /* it decides on relaying */
    const unsigned kinds = by_time ? decision_kinds(observation) : 0;
    if (by_time && (call.started || call.disordered || kinds != 0))
        update_by_time(&call, kinds);
    if (observation->undecided)
        clear_context(context); /* nothing says which command it is, so nothing that is known belongs to it */
    counts->joined += context->correlated_by != ME_CORRELATION_NONE;
}

void me_conversation_update(struct me_store *store, const struct me_conversation_host *host,
                            const struct me_record *record, const struct me_verdict *verdict, int64_t now,
                            struct me_context *context, struct me_store_counts *counts)
{
    struct me_observation observation;
    me_observation_set(&observation, &host->key, record, verdict);
    me_conversation_take(store, host, &observation, now, context, counts);
}
