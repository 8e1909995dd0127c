/* SPDX-License-Identifier: Apache-2.0
 *
 * The exchange: one record goes to its connection's entry, then to its transaction's, then, when denials are joined by
 * time, to its host's; it is told what it finds and leaves what it says. Each entry lies in a shard with a lock of its
 * own, and no two locks are held at once: what goes from one entry to the next goes through the recall.
 *
 * Entries are found by a keyed hash of host and key (siphash.h). Their 128 bits are all that is kept of the key: with
 * 2^23 entries at once and a billion records, two keys fall together with a probability of about 2^-75, and nobody who
 * does not know the seed can make them.
 */
#include "conversation.h"

#include <stdatomic.h>

#include "conversation_facts.h"
#include "conversation_link.h"
#include "conversation_table.h"
#include "conversation_time.h"
#include "siphash.h"

enum kind { CONNECTION, TRANSACTION, HOST, KIND_MAX };

enum {
    SHARDS_MAX = 16,   /* a power of two; four workers meet in one of a hundred calls */
    SHARD_FILL = 256,  /* fewer entries are not worth a shard: chance would fill one long before the others */
    CACHE_LINE = 64,   /* bytes; neighbouring locks and counters in one line would slow each other down */
    HOST_SHARE = 64,   /* one host for that many conversations */
    HOSTS_MIN = 16,    /* in a shard */
    NOW_BITS_MAX = 40, /* a clock that says more is wrong */
};

struct connection_entry {
    struct me_conversation_node node;
    struct me_conversation_connection connection;
};

struct transaction_entry {
    struct me_conversation_node node;
    struct me_conversation_facts facts;
};

struct host_entry {
    struct me_conversation_node node;
    bool blind;    /* it took the place of another: what came before may be forgotten */
    int64_t since; /* clock when that was */
    struct me_conversation_host host;
};

struct shard {
    _Alignas(CACHE_LINE) struct me_conversation_shard shard;
};

struct me_conversations {
    struct me_conversations_options options;
    unsigned shards; /* of each kind */
    struct shard *shard[KIND_MAX];
};

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

static const size_t ENTRY_SIZE[KIND_MAX] = {
    [CONNECTION] = sizeof(struct connection_entry),
    [TRANSACTION] = sizeof(struct transaction_entry),
    [HOST] = sizeof(struct host_entry),
};

/* --- memory ---------------------------------------------------------------------------------------------------------
 */

static unsigned shards_for(unsigned max)
{
    unsigned shards = 1;
    while (shards < SHARDS_MAX && max / (2 * shards) >= SHARD_FILL)
        shards *= 2;
    return shards;
}

static uint32_t capacity_of(unsigned max, enum kind kind, unsigned which)
{
    const unsigned shards = shards_for(max);
    if (kind != HOST)
        return max / shards + (which < max % shards);
    const unsigned hosts = max / HOST_SHARE / shards;
    return hosts > HOSTS_MIN ? hosts : HOSTS_MIN;
}

static size_t align(size_t size)
{
    return (size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
}

size_t me_conversations_size(unsigned max)
{
    const unsigned shards = shards_for(max);
    uint64_t size = CACHE_LINE + align(sizeof(struct me_conversations)) + KIND_MAX * shards * sizeof(struct shard);
    for (int kind = 0; kind < KIND_MAX; kind++)
        for (unsigned i = 0; i < shards; i++) {
            const uint32_t capacity = capacity_of(max, (enum kind)kind, i);
            size += align(me_conversation_table_buckets_size(capacity));
            size += align(me_conversation_table_entries_size(capacity, ENTRY_SIZE[kind]));
        }
    return (size_t)size == size ? (size_t)size : SIZE_MAX;
}

unsigned me_conversations_locks(unsigned max)
{
    return KIND_MAX * shards_for(max);
}

/* The next `size` bytes of the caller's memory. */
static void *carve(char **free, size_t size)
{
    char *place = *free;
    *free += align(size);
    return place;
}

struct me_conversations *me_conversations_init(void *memory, const struct me_conversations_options *options)
{
    char *free = (char *)memory + (CACHE_LINE - (uintptr_t)memory % CACHE_LINE) % CACHE_LINE;
    struct me_conversations *table = carve(&free, sizeof(*table));
    table->options = *options;
    table->shards = shards_for(options->max);
    for (int kind = 0; kind < KIND_MAX; kind++)
        table->shard[kind] = carve(&free, table->shards * sizeof(struct shard));
    for (int kind = 0; kind < KIND_MAX; kind++)
        for (unsigned i = 0; i < table->shards; i++) {
            const uint32_t capacity = capacity_of(options->max, (enum kind)kind, i);
            void *buckets = carve(&free, me_conversation_table_buckets_size(capacity));
            void *entries = carve(&free, me_conversation_table_entries_size(capacity, ENTRY_SIZE[kind]));
            me_conversation_table_init(&table->shard[kind][i].shard, capacity, ENTRY_SIZE[kind], buckets, entries);
        }
    return table;
}

static unsigned count_of(const struct me_conversations *table, enum kind kind)
{
    unsigned count = 0;
    for (unsigned i = 0; i < table->shards; i++)
        count += atomic_load_explicit(&table->shard[kind][i].shard.count, memory_order_relaxed);
    return count;
}

unsigned me_conversations_active(const struct me_conversations *table)
{
    const unsigned connections = count_of(table, CONNECTION), transactions = count_of(table, TRANSACTION);
    return connections > transactions ? connections : transactions;
}

/* --- identities -----------------------------------------------------------------------------------------------------
 */

/* What a key names; goes in with it, so that keys of different kinds never meet. */
enum key { KEY_HOST, KEY_CONNECTION, KEY_INBOUND, KEY_OUTBOUND };

static inline uint64_t half_word_at(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint64_t)b[0] | (uint64_t)b[1] << 8 | (uint64_t)b[2] << 16 | (uint64_t)b[3] << 24;
}

/* Up to seven bytes as a number, the first one lowest. */
static inline uint64_t short_word(struct me_span text)
{
    enum { HALF = sizeof(uint64_t) / 2 };
    uint64_t word = 0;
    if (text.len >= HALF) /* two halves, which may overlap */
        return half_word_at(text.ptr) | half_word_at(me_span_end(text) - HALF) << 8 * (text.len - HALF);
    for (size_t i = 0; i < text.len; i++)
        word |= (uint64_t)(unsigned char)text.ptr[i] << 8 * i;
    return word;
}

/* Takes in the whole words of `text`; returns the rest of it, up to seven bytes. */
static inline uint64_t add_words(struct me_siphash *state, struct me_span text)
{
    enum { WORD = sizeof(uint64_t) };
    const size_t rest = text.len % WORD;
    me_siphash_add(state, text.ptr, text.len - rest);
    if (text.len < WORD)
        return short_word(text);
    /* cut from the last eight bytes, which costs less than a copy of unknown length */
    return rest == 0 ? 0 : me_siphash_word_at(me_span_end(text) - WORD) >> 8 * (WORD - rest);
}

/* A word that ends a key: up to 56 bits of it, above which is told of what kind it is and how many bytes they are. */
static inline uint64_t last_word(enum key key, size_t len, uint64_t bits)
{
    return (uint64_t)(key * sizeof(uint64_t) + len) << 56 | bits;
}

/* The length goes in first, so that no host's beginning is another's. */
struct me_conversations_host me_conversations_host_of(const struct me_conversations *table, struct me_span name)
{
    struct me_conversations_host host;
    me_siphash_start(&host.hash, table->options.seed);
    me_siphash_add_word(&host.hash, name.len);
    me_siphash_add_word(&host.hash, add_words(&host.hash, name));
    return host;
}

static void hash_id(const struct me_siphash *host, enum key key, struct me_span id, uint64_t identity[static 2])
{
    struct me_siphash state = *host;
    const uint64_t rest = add_words(&state, id);
    me_siphash_finish_word(&state, last_word(key, id.len % sizeof(uint64_t), rest), identity);
}

/* `number` is below 2^56. */
static void hash_number(const struct me_siphash *host, enum key key, uint64_t number, uint64_t identity[static 2])
{
    me_siphash_finish_word(host, last_word(key, 0, number), identity);
}

/* --- one shard ------------------------------------------------------------------------------------------------------
 */

static struct me_conversation_shard *take(struct me_conversations *table, enum kind kind, unsigned which)
{
    if (table->options.lock != NULL)
        table->options.lock(table->options.context, (unsigned)kind * table->shards + which);
    return &table->shard[kind][which].shard;
}

static void release(struct me_conversations *table, enum kind kind, unsigned which)
{
    if (table->options.unlock != NULL)
        table->options.unlock(table->options.context, (unsigned)kind * table->shards + which);
}

static unsigned shard_of(const struct me_conversations *table, const uint64_t identity[2])
{
    return (unsigned)(identity[1] >> 32) & (table->shards - 1);
}

/* Takes the shard of `identity` under its lock. */
static struct me_conversation_shard *enter(struct call *call, enum kind kind, const uint64_t identity[2])
{
    struct me_conversation_shard *shard = take(call->table, kind, shard_of(call->table, identity));
    me_conversation_table_advance(shard, call->now, call->table->options.ttl);
    return shard;
}

static void leave(struct call *call, enum kind kind, const uint64_t identity[2], struct me_conversation_shard *shard)
{
    if (kind != HOST) {
        call->counts->evicted += shard->evicted;
        call->counts->expired += shard->expired;
    }
    release(call->table, kind, shard_of(call->table, identity));
}

void me_conversations_clear(struct me_conversations *table)
{
    for (int kind = 0; kind < KIND_MAX; kind++)
        for (unsigned which = 0; which < table->shards; which++) {
            me_conversation_table_clear(take(table, (enum kind)kind, which));
            release(table, (enum kind)kind, which);
        }
}

/* --- connections ----------------------------------------------------------------------------------------------------
 */

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
    struct me_conversation_shard *shard = enter(call, CONNECTION, identity);
    struct connection_entry *entry = me_conversation_table_find(shard, identity, call->table->options.ttl);
    const bool teaches = news->time != ME_CONVERSATION_NO_TIME &&
                         (news->debug ? news->answer != 0 : news->record->client_ip[0] != '\0' || news->starts);
    if (entry == NULL && teaches) {
        entry = me_conversation_table_create(shard, identity);
        call->counts->opened++;
        memset(&entry->connection, 0, offsetof(struct me_conversation_connection, facts));
        me_conversation_facts_clear(&entry->connection.facts);
    }
    if (entry != NULL && (news->debug ? debug_meets_connection(call, &entry->connection, id != 0)
                                      : row_meets_connection(call, &entry->connection, id)))
        me_conversation_table_touch(shard, entry);
    leave(call, CONNECTION, identity, shard);
}

/* --- transactions ---------------------------------------------------------------------------------------------------
 */

static bool other_client(const struct me_conversation_facts *facts, const struct me_conversation_news *news)
{
    return news->record->client_ip[0] != '\0' && facts->client_ip[0] != '\0' &&
           !me_ip_equal(news->record->client_ip, facts->client_ip);
}

static void meet_transaction(struct call *call, const uint64_t identity[2])
{
    const struct me_conversation_news *news = &call->news;
    struct me_conversation_shard *shard = enter(call, TRANSACTION, identity);
    struct transaction_entry *entry = me_conversation_table_find(shard, identity, call->table->options.ttl);
    if (entry == NULL && (!news->debug || news->answer != 0)) {
        entry = me_conversation_table_create(shard, identity);
        call->counts->opened++;
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
    leave(call, TRANSACTION, identity, shard);
}

/* --- denials without ids --------------------------------------------------------------------------------------------
 */

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
    denial->outcome = (uint8_t)news->verdict->outcome;
    denial->reason = (uint8_t)news->verdict->reason;
    if (news->debug)
        memcpy(denial->code, record->code.ptr,
               record->code.len < sizeof(denial->code) ? record->code.len : sizeof(denial->code) - 1);
    denial->claimed =
        news->debug ? record->connection != ME_ABSENT || record->message_id.len > 0 || record->client_ip[0] != '\0'
                    : call->recall->code[0] != '\0';
}

static bool join(struct call *call, struct me_conversation_shard *shard, struct host_entry *entry,
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
    hash_number(call->host, KEY_HOST, 0, identity);
    struct me_conversation_shard *shard = enter(call, HOST, identity);
    struct host_entry *entry = me_conversation_table_find(shard, identity, call->table->options.ttl);
    bool joined = false;
    if (entry == NULL) {
        entry = me_conversation_table_create(shard, identity);
        memset(&entry->blind, 0, sizeof(*entry) - offsetof(struct host_entry, blind));
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
    leave(call, HOST, identity, shard);
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
        recall->outcome = (enum me_outcome)other.outcome;
        recall->reason = (enum me_reason)other.reason;
        return;
    }
    memcpy(recall->client_ip, other.client_ip, sizeof(recall->client_ip));
    if ((other.connection[0] | other.connection[1]) != 0)
        meet_connection(call, other.connection, 0);
}

/* --- the exchange ---------------------------------------------------------------------------------------------------
 */

static void clear_recall(struct me_recall *recall)
{
    recall->correlated_by = ME_CORRELATION_NONE;
    recall->client_ip[0] = '\0';
    recall->authenticated = false;
    recall->helo.len = recall->user.len = recall->sender.len = recall->recipient.len = 0;
    recall->code[0] = '\0';
    recall->outcome = ME_OUTCOME_NONE;
    recall->reason = ME_REASON_NONE;
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
        hash_id(call.host, record->direction == ME_DIRECTION_OUT ? KEY_OUTBOUND : KEY_INBOUND, record->message_id,
                transaction);
    if (record->connection != ME_ABSENT) {
        hash_number(call.host, KEY_CONNECTION, (uint64_t)record->connection, call.connection);
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
