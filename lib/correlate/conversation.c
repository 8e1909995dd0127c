/* SPDX-License-Identifier: Apache-2.0
 *
 * The exchange: one record goes to its connection's entry, then to its transaction's, then, when denials are joined by
 * time, to its host's; it is told what it finds and leaves what it says. Each entry lies in a shard with a lock of its
 * own, and no two locks are held at once: what goes from one entry to the next goes through the recall.
 *
 * Entries are found by a keyed hash of host and key (conversation_key.h). Its 128 bits are all that is kept of the key:
 * with 2^23 entries at once and a billion records, two keys fall together with a probability of about 2^-75, and nobody
 * who does not know the seed can make them.
 */
#include "correlate/conversation_key.h"
#include "correlate/conversation_store.h"

enum { NOW_BITS_MAX = 40 }; /* a clock that says more is wrong */

/* One call of me_conversations_exchange(). */
struct call {
    struct me_conversations *table;
    struct me_conversations_counts *counts;
    struct me_recall *recall;
    int64_t now;
    uint64_t connection[2]; /* identity; zero: the record names none */
    bool disordered;        /* the record came out of order */
    bool started;           /* it is the first of its connection */
    const struct me_siphash *host;
    struct me_conversation_news news;
};

static unsigned shard_of(const struct me_conversations *table, const uint64_t identity[2])
{
    return (unsigned)(identity[1] >> 32) & (table->shards - 1);
}

/* Takes the shard of `identity` under its lock. */
static struct me_conversation_shard *enter(struct call *call, enum me_conversation_kind kind,
                                           const uint64_t identity[2])
{
    struct me_conversation_shard *shard =
        me_conversation_store_take(call->table, kind, shard_of(call->table, identity));
    me_conversation_table_advance(shard, call->now, call->table->options.ttl);
    return shard;
}

static void leave(struct call *call, enum me_conversation_kind kind, const uint64_t identity[2],
                  struct me_conversation_shard *shard)
{
    if (kind != ME_CONVERSATION_HOST) {
        call->counts->evicted += shard->evicted;
        call->counts->expired += shard->expired;
    }
    call->counts->active += me_conversation_store_release(call->table, kind, shard_of(call->table, identity));
}

/* --- connections -------------------------------------------------------------------------------------------------- */

static bool row_meets_connection(struct call *call, struct me_conversation_connection *connection, uint64_t id)
{
    const struct me_conversation_news *news = &call->news;
    const enum me_conversation_link link = me_conversation_link_row(connection, news, id, call->table->options.ttl);
    /* Where both logs of rows are forwarded, one is always behind the other. */
    call->disordered =
        connection->live && news->record->log == connection->leader &&
        (link == ME_CONVERSATION_LATE || (link == ME_CONVERSATION_STRANGER && news->time != ME_CONVERSATION_NO_TIME));
    if (link == ME_CONVERSATION_STRANGER) {
        me_conversation_link_note_earlier(connection, news, id);
        return false;
    }
    call->started = link == ME_CONVERSATION_NEW && news->record->direction == ME_DIRECTION_IN;
    if (link == ME_CONVERSATION_NEW)
        me_conversation_link_start(connection, news);
    const bool current = me_conversation_link_note(connection, news, id);
    if (link != ME_CONVERSATION_NEW)
        me_conversation_tell_client(&connection->facts, news, call->recall);
    if (link != ME_CONVERSATION_NEW && current && id == 0)
        me_conversation_tell_mail(&connection->facts, news, call->recall);
    me_conversation_learn_client(&connection->facts, news, NULL);
    if (current)
        me_conversation_decide(&connection->facts, news, me_conversation_learn_mail(&connection->facts, news),
                               call->recall);
    return true;
}

static bool debug_meets_connection(struct call *call, struct me_conversation_connection *connection, bool has_id)
{
    const struct me_conversation_news *news = &call->news;
    const enum me_conversation_link link = me_conversation_link_debug(connection, news);
    if (link == ME_CONVERSATION_STRANGER)
        return false;
    if (link == ME_CONVERSATION_EARLIER) {
        if (news->record->client_ip[0] == '\0' && call->recall->client_ip[0] == '\0')
            memcpy(call->recall->client_ip, connection->earlier.client_ip, sizeof(call->recall->client_ip));
        return false;
    }
    if (call->recall->client_ip[0] != '\0' && !me_ip_equal(call->recall->client_ip, connection->facts.client_ip))
        return false; /* joined by time with a row of a connection that has lost the handle since */
    if (link == ME_CONVERSATION_SAME) {
        me_conversation_tell_client(&connection->facts, news, call->recall);
        if (!has_id)
            me_conversation_tell_mail(&connection->facts, news, call->recall);
    }
    me_conversation_decide(&connection->facts, news, false, call->recall);
    return true;
}

/* `id`: part of the identity of the record's transaction, or 0. */
static void meet_connection(struct call *call, const uint64_t identity[2], uint64_t id)
{
    const struct me_conversation_news *news = &call->news;
    struct me_conversation_shard *shard = enter(call, ME_CONVERSATION_CONNECTION, identity);
    struct me_conversation_connection_entry *entry =
        me_conversation_table_find(shard, identity, call->table->options.ttl);
    const bool teaches = news->time != ME_CONVERSATION_NO_TIME &&
                         (news->debug ? news->answer != 0 : news->record->client_ip[0] != '\0' || news->starts);
    if (entry == NULL && teaches) {
        entry = me_conversation_table_create(shard, identity);
        memset(&entry->connection, 0, offsetof(struct me_conversation_connection, facts));
        me_conversation_facts_clear(&entry->connection.facts);
    }
    if (entry != NULL && (news->debug ? debug_meets_connection(call, &entry->connection, id != 0)
                                      : row_meets_connection(call, &entry->connection, id)))
        me_conversation_table_touch(shard, entry);
    leave(call, ME_CONVERSATION_CONNECTION, identity, shard);
}

/* --- transactions ------------------------------------------------------------------------------------------------- */

static bool other_client(const struct me_conversation_facts *facts, const struct me_conversation_news *news)
{
    return news->record->client_ip[0] != '\0' && facts->client_ip[0] != '\0' &&
           !me_ip_equal(news->record->client_ip, facts->client_ip);
}

static void meet_transaction(struct call *call, const uint64_t identity[2])
{
    const struct me_conversation_news *news = &call->news;
    struct me_conversation_shard *shard = enter(call, ME_CONVERSATION_TRANSACTION, identity);
    struct me_conversation_transaction_entry *entry =
        me_conversation_table_find(shard, identity, call->table->options.ttl);
    if (entry == NULL && (!news->debug || news->answer != 0)) {
        entry = me_conversation_table_create(shard, identity);
        me_conversation_facts_clear(&entry->facts);
    } else if (entry != NULL && other_client(&entry->facts, news)) {
        /* No server gives one id to two clients. A Debug record's address may be another's; a row's is its own. */
        if (news->debug)
            entry = NULL;
        else
            me_conversation_facts_clear(&entry->facts);
    }
    if (entry != NULL) {
        me_conversation_table_touch(shard, entry);
        me_conversation_tell_client(&entry->facts, news, call->recall);
        me_conversation_tell_mail(&entry->facts, news, call->recall);
        me_conversation_learn_client(&entry->facts, news, call->recall);
        me_conversation_decide(&entry->facts, news, me_conversation_learn_mail(&entry->facts, news), call->recall);
    }
    leave(call, ME_CONVERSATION_TRANSACTION, identity, shard);
}

/* --- denials without ids ------------------------------------------------------------------------------------------ */

static bool is_denial(const struct me_conversation_news *news)
{
    return news->verdict->event == ME_EVENT_RELAY_DENIED && news->time != ME_CONVERSATION_NO_TIME &&
           (news->debug || (news->record->client_ip[0] != '\0' && news->record->direction == ME_DIRECTION_IN));
}

static void denial_of(const struct call *call, struct me_conversation_denial *denial)
{
    const struct me_conversation_news *news = &call->news;
    const struct me_record *record = news->record;
    memset(denial, 0, sizeof(*denial));
    denial->time = news->time;
    denial->debug = news->debug;
    denial->w3c = record->log == ME_LOG_W3C;
    denial->connection[0] = call->connection[0];
    denial->connection[1] = call->connection[1];
    memcpy(denial->client_ip, record->client_ip, sizeof(denial->client_ip));
    if (news->debug)
        memcpy(denial->code, record->code.ptr,
               record->code.len < sizeof(denial->code) ? record->code.len : sizeof(denial->code) - 1);
    denial->claimed =
        news->debug ? record->connection != ME_ABSENT || record->message_id.len > 0 || record->client_ip[0] != '\0'
                    : call->recall->code[0] != '\0';
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
    return me_conversation_time_join(&entry->host, &denial, options->window, shard->clock, options->ttl, other);
}

/* Returns whether the other half was found. */
static bool meet_host(struct call *call, struct me_conversation_denial *other)
{
    const struct me_conversation_news *news = &call->news;
    uint64_t identity[2];
    me_conversation_key_number(call->host, ME_CONVERSATION_KEY_HOST, 0, identity);
    struct me_conversation_shard *shard = enter(call, ME_CONVERSATION_HOST, identity);
    struct me_conversation_host_entry *entry = me_conversation_table_find(shard, identity, call->table->options.ttl);
    bool joined = false;
    if (entry == NULL) {
        entry = me_conversation_table_create(shard, identity);
        memset(&entry->blind, 0, sizeof(*entry) - offsetof(struct me_conversation_host_entry, blind));
        entry->blind = shard->evicted > 0;
        entry->since = shard->clock;
    }
    me_conversation_table_touch(shard, entry);
    if (call->started)
        me_conversation_time_start(&entry->host, news->time, news->record->client_ip);
    if (call->disordered)
        me_conversation_time_disorder(&entry->host, news->time);
    if (is_denial(news))
        joined = join(call, shard, entry, other);
    leave(call, ME_CONVERSATION_HOST, identity, shard);
    return joined;
}

static void meet_by_time(struct call *call)
{
    struct me_conversation_denial other;
    if (!meet_host(call, &other))
        return;
    struct me_recall *recall = call->recall;
    recall->correlated_by = ME_CORRELATION_TIME;
    if (!call->news.debug) {
        memcpy(recall->code, other.code, sizeof(recall->code));
        return;
    }
    memcpy(recall->client_ip, other.client_ip, sizeof(recall->client_ip));
    if ((other.connection[0] | other.connection[1]) != 0)
        meet_connection(call, other.connection, 0);
}

/* --- the exchange ------------------------------------------------------------------------------------------------- */

static void clear_recall(struct me_recall *recall)
{
    recall->correlated_by = ME_CORRELATION_NONE;
    recall->client_ip[0] = '\0';
    recall->authenticated = false;
    recall->helo.len = recall->user.len = recall->sender.len = recall->recipient.len = 0;
    recall->code[0] = '\0';
}

static bool knows_something(const struct me_recall *recall)
{
    return recall->client_ip[0] != '\0' || recall->authenticated || recall->helo.len > 0 || recall->user.len > 0 ||
           recall->sender.len > 0 || recall->recipient.len > 0 || recall->code[0] != '\0';
}

static int64_t sane(int64_t now)
{
    const int64_t most = INT64_C(1) << NOW_BITS_MAX;
    return now < 0 ? 0 : now > most ? most : now;
}

struct me_conversations_host me_conversations_host_of(const struct me_conversations *table, struct me_span name)
{
    struct me_conversations_host host;
    me_conversation_key_host(&host.hash, table->options.seed, name);
    return host;
}

void me_conversations_exchange_of(struct me_conversations *table, const struct me_conversations_host *host,
                                  const struct me_record *record, const struct me_verdict *verdict, int64_t now,
                                  struct me_recall *recall, struct me_conversations_counts *counts)
{
    struct call call; /* not cleared whole, which costs as much as a look-up */
    uint64_t transaction[2] = {0, 0};
    call.table = table;
    call.counts = counts;
    call.recall = recall;
    call.now = sane(now);
    call.host = &host->hash;
    call.connection[0] = call.connection[1] = 0;
    call.disordered = call.started = false;
    clear_recall(recall);
    me_conversation_news_set(&call.news, record, verdict);
    if (record->message_id.len > 0)
        me_conversation_key_id(call.host,
                               record->direction == ME_DIRECTION_OUT ? ME_CONVERSATION_KEY_OUTBOUND
                                                                     : ME_CONVERSATION_KEY_INBOUND,
                               record->message_id, transaction);
    if (record->connection != ME_ABSENT) {
        me_conversation_key_number(call.host, ME_CONVERSATION_KEY_CONNECTION, (uint64_t)record->connection,
                                   call.connection);
        meet_connection(&call, call.connection, transaction[0]);
    }
    if (record->message_id.len > 0)
        meet_transaction(&call, transaction);
    if (knows_something(recall))
        recall->correlated_by = ME_CORRELATION_ID;
    if (table->options.by_time && (call.started || call.disordered || is_denial(&call.news)))
        meet_by_time(&call);
    counts->joined += recall->correlated_by != ME_CORRELATION_NONE;
}

void me_conversations_exchange(struct me_conversations *table, struct me_span host, const struct me_record *record,
                               const struct me_verdict *verdict, int64_t now, struct me_recall *recall,
                               struct me_conversations_counts *counts)
{
    const struct me_conversations_host known = me_conversations_host_of(table, host);
    me_conversations_exchange_of(table, &known, record, verdict, now, recall, counts);
}
