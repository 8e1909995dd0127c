/* SPDX-License-Identifier: Apache-2.0
 *
 * The exchange: one record goes to its connection's entry, then to its transaction's, then, when denials are joined by
 * time, to its host's; it is told what it finds and leaves what it says. Each entry lies in a shard with a lock of its
 * own, and no two locks are held at once: what goes from one entry to the next goes through the context.
 *
 * Entries are found by a keyed hash of host and key (conversation_key.h). Its 128 bits are all that is kept of the key:
 * with 2^23 entries at once and a billion records, two keys fall together with a probability of about 2^-75, and nobody
 * who does not know the seed can make them.
 */
#include "correlate/key.h"
#include "correlate/store.h"

enum { NOW_BITS_MAX = 40 }; /* a clock that says more is wrong */

/* One call of me_conversations_update(). */
struct call {
    struct me_conversations *table;
    struct me_conversations_counts *counts;
    struct me_context *context;
    int64_t now;
    uint64_t connection[2]; /* identity; zero: the record names none */
    bool disordered;        /* the record came out of order */
    bool started;           /* it is the first of its connection */
    const struct me_siphash *host;
    struct me_observation observation;
};

static unsigned shard_of(const struct me_conversations *table, const uint64_t identity[2])
{
    return (unsigned)(identity[1] >> 32) & (table->shards - 1);
}

/* Takes the shard of `identity` under its lock. */
static struct me_conversation_shard *enter(struct call *call, enum me_conversation_kind kind,
                                           const uint64_t identity[2])
{
    struct me_conversation_shard *shard = me_store_take(call->table, kind, shard_of(call->table, identity));
    me_lru_advance(shard, call->now, call->table->options.ttl);
    return shard;
}

static void leave(struct call *call, enum me_conversation_kind kind, const uint64_t identity[2],
                  struct me_conversation_shard *shard)
{
    if (kind != ME_CONVERSATION_HOST) {
        call->counts->evicted += shard->evicted;
        call->counts->expired += shard->expired;
    }
    call->counts->active += me_store_release(call->table, kind, shard_of(call->table, identity));
}

/* --- connections -------------------------------------------------------------------------------------------------- */

static bool row_meets_connection(struct call *call, struct me_session *connection, uint64_t id)
{
    const struct me_observation *observation = &call->observation;
    const enum me_session_match link = me_session_match_row(connection, observation, id, call->table->options.ttl);
    /* Where both logs of rows are forwarded, one is always behind the other. */
    call->disordered =
        connection->live && observation->record->log == connection->leader &&
        (link == ME_SESSION_LATE || (link == ME_SESSION_STRANGER && observation->time != ME_SESSION_NO_TIME));
    if (link == ME_SESSION_STRANGER) {
        me_session_note_earlier(connection, observation, id);
        return false;
    }
    call->started = link == ME_SESSION_NEW && observation->record->direction == ME_DIRECTION_IN;
    if (link == ME_SESSION_NEW)
        me_session_start(connection, observation);
    const bool current = me_session_note(connection, observation, id);
    if (link != ME_SESSION_NEW)
        me_session_state_get_client(&connection->state, observation, call->context);
    if (link != ME_SESSION_NEW && current && id == 0)
        me_session_state_get_mail(&connection->state, observation, call->context);
    me_session_state_set_client(&connection->state, observation, NULL);
    if (current)
        me_session_state_decide(&connection->state, observation,
                                me_session_state_set_mail(&connection->state, observation), call->context);
    return true;
}

static bool debug_meets_connection(struct call *call, struct me_session *connection, bool has_id)
{
    const struct me_observation *observation = &call->observation;
    const enum me_session_match link = me_session_match_debug(connection, observation);
    if (link == ME_SESSION_STRANGER)
        return false;
    if (link == ME_SESSION_EARLIER) {
        if (observation->record->client_ip[0] == '\0' && call->context->client_ip[0] == '\0')
            memcpy(call->context->client_ip, connection->earlier.client_ip, sizeof(call->context->client_ip));
        return false;
    }
    if (call->context->client_ip[0] != '\0' && !me_ip_equal(call->context->client_ip, connection->state.client_ip))
        return false; /* joined by time with a row of a connection that has lost the handle since */
    if (link == ME_SESSION_SAME) {
        me_session_state_get_client(&connection->state, observation, call->context);
        if (!has_id)
            me_session_state_get_mail(&connection->state, observation, call->context);
    }
    me_session_state_decide(&connection->state, observation, false, call->context);
    return true;
}

/* `id`: part of the identity of the record's transaction, or 0. */
static void meet_connection(struct call *call, const uint64_t identity[2], uint64_t id)
{
    const struct me_observation *observation = &call->observation;
    struct me_conversation_shard *shard = enter(call, ME_CONVERSATION_CONNECTION, identity);
    struct me_session_entry *entry = me_lru_find(shard, identity, call->table->options.ttl);
    const bool teaches = observation->time != ME_SESSION_NO_TIME &&
                         (observation->debug ? observation->answer != 0
                                             : observation->record->client_ip[0] != '\0' || observation->starts);
    if (entry == NULL && teaches) {
        entry = me_lru_create(shard, identity);
        memset(&entry->connection, 0, offsetof(struct me_session, state));
        me_session_state_clear(&entry->connection.state);
    }
    if (entry != NULL && (observation->debug ? debug_meets_connection(call, &entry->connection, id != 0)
                                             : row_meets_connection(call, &entry->connection, id)))
        me_lru_touch(shard, entry);
    leave(call, ME_CONVERSATION_CONNECTION, identity, shard);
}

/* --- transactions ------------------------------------------------------------------------------------------------- */

static bool other_client(const struct me_session_state *state, const struct me_observation *observation)
{
    return observation->record->client_ip[0] != '\0' && state->client_ip[0] != '\0' &&
           !me_ip_equal(observation->record->client_ip, state->client_ip);
}

static void meet_transaction(struct call *call, const uint64_t identity[2])
{
    const struct me_observation *observation = &call->observation;
    struct me_conversation_shard *shard = enter(call, ME_CONVERSATION_TRANSACTION, identity);
    struct me_conversation_transaction_entry *entry = me_lru_find(shard, identity, call->table->options.ttl);
    if (entry == NULL && (!observation->debug || observation->answer != 0)) {
        entry = me_lru_create(shard, identity);
        me_session_state_clear(&entry->state);
    } else if (entry != NULL && other_client(&entry->state, observation)) {
        /* No server gives one id to two clients. A Debug record's address may be another's; a row's is its own. */
        if (observation->debug)
            entry = NULL;
        else
            me_session_state_clear(&entry->state);
    }
    if (entry != NULL) {
        me_lru_touch(shard, entry);
        me_session_state_get_client(&entry->state, observation, call->context);
        me_session_state_get_mail(&entry->state, observation, call->context);
        me_session_state_set_client(&entry->state, observation, call->context);
        me_session_state_decide(&entry->state, observation, me_session_state_set_mail(&entry->state, observation),
                                call->context);
    }
    leave(call, ME_CONVERSATION_TRANSACTION, identity, shard);
}

/* --- denials without ids ------------------------------------------------------------------------------------------ */

static bool is_denial(const struct me_observation *observation)
{
    return observation->verdict->event == ME_EVENT_RELAY_DENIED && observation->time != ME_SESSION_NO_TIME &&
           (observation->debug ||
            (observation->record->client_ip[0] != '\0' && observation->record->direction == ME_DIRECTION_IN));
}

static void denial_of(const struct call *call, struct me_conversation_denial *denial)
{
    const struct me_observation *observation = &call->observation;
    const struct me_record *record = observation->record;
    memset(denial, 0, sizeof(*denial));
    denial->time = observation->time;
    denial->debug = observation->debug;
    denial->w3c = record->log == ME_LOG_W3C;
    denial->connection[0] = call->connection[0];
    denial->connection[1] = call->connection[1];
    memcpy(denial->client_ip, record->client_ip, sizeof(denial->client_ip));
    if (observation->debug)
        memcpy(denial->code, record->code.ptr,
               record->code.len < sizeof(denial->code) ? record->code.len : sizeof(denial->code) - 1);
    denial->claimed = observation->debug ? record->connection != ME_ABSENT || record->message_id.len > 0 ||
                                               record->client_ip[0] != '\0'
                                         : call->context->code[0] != '\0';
}

static bool join(struct call *call, struct me_conversation_shard *shard, struct me_conversation_host_entry *entry,
                 struct me_conversation_denial *other)
{
    const struct me_conversations_options *options = &call->table->options;
    struct me_conversation_denial denial;
    denial_of(call, &denial);
    if (entry->blind && shard->clock - entry->since > options->window + ME_CONVERSATION_DISTRUST)
        entry->blind = false;
    denial.claimed |= entry->blind;
    return me_denial_join(&entry->host, &denial, options->window, shard->clock, options->ttl, other);
}

/* Returns whether the other half was found. */
static bool meet_host(struct call *call, struct me_conversation_denial *other)
{
    const struct me_observation *observation = &call->observation;
    uint64_t identity[2];
    me_key_number(call->host, ME_KEY_HOST, 0, identity);
    struct me_conversation_shard *shard = enter(call, ME_CONVERSATION_HOST, identity);
    struct me_conversation_host_entry *entry = me_lru_find(shard, identity, call->table->options.ttl);
    bool joined = false;
    if (entry == NULL) {
        entry = me_lru_create(shard, identity);
        memset(&entry->blind, 0, sizeof(*entry) - offsetof(struct me_conversation_host_entry, blind));
        entry->blind = shard->evicted > 0;
        entry->since = shard->clock;
    }
    me_lru_touch(shard, entry);
    if (call->started)
        me_denial_start(&entry->host, observation->time, observation->record->client_ip);
    if (call->disordered)
        me_denial_disorder(&entry->host, observation->time);
    if (is_denial(observation))
        joined = join(call, shard, entry, other);
    leave(call, ME_CONVERSATION_HOST, identity, shard);
    return joined;
}

static void meet_by_time(struct call *call)
{
    struct me_conversation_denial other;
    if (!meet_host(call, &other))
        return;
    struct me_context *context = call->context;
    context->correlated_by = ME_CORRELATION_TIME;
    if (!call->observation.debug) {
        memcpy(context->code, other.code, sizeof(context->code));
        return;
    }
    memcpy(context->client_ip, other.client_ip, sizeof(context->client_ip));
    if ((other.connection[0] | other.connection[1]) != 0)
        meet_connection(call, other.connection, 0);
}

/* --- the exchange ------------------------------------------------------------------------------------------------- */

static void clear_recall(struct me_context *context)
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

struct me_conversations_host me_conversations_host_of(const struct me_conversations *table, struct me_span name)
{
    struct me_conversations_host host;
    me_key_host(&host.hash, table->options.seed, name);
    return host;
}

void me_conversations_update_of(struct me_conversations *table, const struct me_conversations_host *host,
                                const struct me_record *record, const struct me_verdict *verdict, int64_t now,
                                struct me_context *context, struct me_conversations_counts *counts)
{
    struct call call; /* not cleared whole, which costs as much as a look-up */
    uint64_t transaction[2] = {0, 0};
    call.table = table;
    call.counts = counts;
    call.context = context;
    call.now = sane(now);
    call.host = &host->hash;
    call.connection[0] = call.connection[1] = 0;
    call.disordered = call.started = false;
    clear_recall(context);
    me_observation_set(&call.observation, record, verdict);
    if (record->message_id.len > 0)
        me_key_id(call.host, record->direction == ME_DIRECTION_OUT ? ME_KEY_OUTBOUND : ME_KEY_INBOUND,
                  record->message_id, transaction);
    if (record->connection != ME_ABSENT) {
        me_key_number(call.host, ME_KEY_CONNECTION, (uint64_t)record->connection, call.connection);
        meet_connection(&call, call.connection, transaction[0]);
    }
    if (record->message_id.len > 0)
        meet_transaction(&call, transaction);
    if (knows_something(context))
        context->correlated_by = ME_CORRELATION_ID;
    if (table->options.by_time && (call.started || call.disordered || is_denial(&call.observation)))
        meet_by_time(&call);
    counts->joined += context->correlated_by != ME_CORRELATION_NONE;
}

void me_conversations_update(struct me_conversations *table, struct me_span host, const struct me_record *record,
                             const struct me_verdict *verdict, int64_t now, struct me_context *context,
                             struct me_conversations_counts *counts)
{
    const struct me_conversations_host known = me_conversations_host_of(table, host);
    me_conversations_update_of(table, &known, record, verdict, now, context, counts);
}
