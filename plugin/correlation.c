/* SPDX-License-Identifier: Apache-2.0
 *
 * A host is known by the address that sent the message and by the name in its header: behind a relay the address is
 * the relay's, and the name alone is what anybody writes into a header.
 */
#include "config.h"
#include "rsyslog.h"

#include <sys/random.h>
#include <time.h>

#include "correlation.h"
#include "correlate/key.h"
#include "counters.h"
#include "lock.h"
#include "message.h"

enum { HOST_MAX = 1024 /* address, name of at most 512, tag */ };

/* Neighbouring locks in one cache line would slow each other down. */
union apart {
    struct me_lock lock;
    char room[64];
};

struct me_correlation_state {
    void *store_memory, *watch_memory;
    struct me_resolved_memory tables;
    uint64_t seed[2];
    struct me_keyed_secrets secrets;
    msgPropDescr_t sender; /* $fromhost-ip */
    bool has_sender;       /* rsyslog has filled it */
    union apart *locks;    /* of the store */
    union apart watch_lock;
};

static void lock(void *context, unsigned which)
{
    struct me_correlation_state *state = context;
    me_lock_take(&state->locks[which].lock);
}

static void unlock(void *context, unsigned which)
{
    struct me_correlation_state *state = context;
    me_lock_release(&state->locks[which].lock);
}

static void lock_watch(void *context)
{
    struct me_correlation_state *state = context;
    me_lock_take(&state->watch_lock.lock);
}

static void unlock_watch(void *context)
{
    struct me_correlation_state *state = context;
    me_lock_release(&state->watch_lock.lock);
}

/* Strangers choose ids. With a secret of our own they cannot choose where these lie in the store. */
static void make_seed(uint64_t seed[static 2])
{
    if (getrandom(seed, 2 * sizeof(seed[0]), GRND_NONBLOCK) == 2 * sizeof(seed[0]))
        return;
    /* A kernel that has just started has no random bytes: take the clock and the addresses of this process. */
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    seed[0] = (uint64_t)now.tv_nsec << 32 ^ (uint64_t)now.tv_sec;
    seed[1] = (uint64_t)(uintptr_t)seed ^ (uint64_t)(uintptr_t)make_seed << 16;
}

static bool make_store(struct me_correlation_state *state, const struct me_settings *settings)
{
    const struct me_store_options options = {.max = settings->max_conversations,
                                             .ttl = settings->ttl,
                                             .by_time = settings->correlate == ME_CORRELATION_TIME,
                                             .window = settings->window,
                                             .seed = {state->seed[0], state->seed[1]},
                                             .lock = lock,
                                             .unlock = unlock,
                                             .context = state};
    state->store_memory = calloc(1, me_store_size(&options));
    state->locks = calloc(me_store_locks(&options), sizeof(*state->locks));
    if (state->store_memory == NULL || state->locks == NULL)
        return false;
    state->tables.store = me_store_init(state->store_memory, &options);
    return true;
}

static bool make_watch(struct me_correlation_state *state, const struct me_settings *settings)
{
    const struct me_watch_options options = {.max = settings->watch_max,
                                             .window = settings->watch_window,
                                             .seed = {state->seed[0], state->seed[1]},
                                             .lock = lock_watch,
                                             .unlock = unlock_watch,
                                             .context = state};
    state->watch_memory = calloc(1, me_watch_size(&options));
    if (state->watch_memory == NULL)
        return false;
    state->tables.watch = me_watch_init(state->watch_memory, &options);
    return true;
}

struct me_correlation_state *me_correlation_new(const struct me_settings *settings)
{
    static uchar sender[] = "fromhost-ip";
    struct me_correlation_state *state = calloc(1, sizeof(*state));
    if (state == NULL)
        return NULL;
    make_seed(state->seed);
    me_key_draw_secrets(&state->secrets, state->seed);
    state->has_sender = msgPropDescrFill(&state->sender, sender, sizeof(sender) - 1) == RS_RET_OK;
    if (state->has_sender && (settings->correlate == ME_CORRELATION_NONE || make_store(state, settings)) &&
        (!settings->watch || make_watch(state, settings)))
        return state;
    me_correlation_free(state);
    return NULL;
}

void me_correlation_free(struct me_correlation_state *state)
{
    if (state == NULL)
        return;
    if (state->tables.store != NULL)
        me_counters_add_many(ME_COUNTER_CONVERSATIONS_ACTIVE, -(uint64_t)me_store_active(state->tables.store));
    if (state->has_sender)
        msgPropDescrDestruct(&state->sender);
    free(state->store_memory);
    free(state->watch_memory);
    free(state->locks);
    free(state);
}

static struct me_span span_of(const void *text, int len)
{
    return (struct me_span){text, len > 0 ? (size_t)len : 0};
}

static void append(struct me_span text, char host[static HOST_MAX], size_t *len)
{
    const size_t room = HOST_MAX - *len, taken = text.len < room ? text.len : room;
    memcpy(host + *len, text.ptr, taken);
    *len += taken;
}

/* Appends the name of the host whose log the message is from, as far as its header has it. */
static void append_name(smsg_t *message, char host[static HOST_MAX], size_t *len)
{
    const struct me_span name = me_message_host(message);
    append(name, host, len);
    if (me_span_equal(name, ME_SPAN("original"))) {
        /* Kiwi relays as `original address=192.0.2.1` */
        uchar *tag;
        int tag_len;
        getTAG(message, &tag, &tag_len, LOCK_MUTEX);
        append(span_of(tag, tag_len), host, len);
    }
}

static struct me_span name_host(const struct me_correlation_state *state, smsg_t *message, char host[static HOST_MAX])
{
    msgPropDescr_t property = state->sender;
    unsigned short must_be_freed = 0;
    rs_size_t address_len = 0;
    size_t len = 0;
    uchar *address = MsgGetProp(message, NULL, &property, &address_len, &must_be_freed, NULL);
    append(span_of(address, address_len), host, &len);
    if (must_be_freed)
        free(address);
    append(ME_SPAN(" "), host, &len);
    append_name(message, host, &len);
    return (struct me_span){host, len};
}

/* This clock takes no steps when the system's time is set. It stops while the machine sleeps, as the mail does. */
static int64_t seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

/* What a record that is watched has to ask for. */
struct question {
    const struct me_correlation_state *state;
    smsg_t *message;
    const struct me_conversation_host *host; /* with `now`, where a conversation has asked for them */
    int64_t now;
    struct me_span offset;
};

static inline void fill_log_time(const struct question *question, const struct me_record *record,
                                 struct me_watch_time *time_of)
{
    if (record->time.year == 0) {
        time_of->seconds = time_of->reception = time(NULL);
        time_of->is_utc = true;
        return;
    }
    time_of->seconds = record->seconds - me_offset_seconds(question->offset);
    time_of->is_utc = question->offset.len > 0;
    time_of->reception = time(NULL);
}

/* For a record whose host a conversation has asked for. */
static void fill_time(void *context, const struct me_record *record, struct me_watch_time *time_of)
{
    const struct question *question = context;
    time_of->host = me_key_host_number(&question->host->key);
    time_of->now = question->now;
    fill_log_time(question, record, time_of);
}

/* For a record whose host nobody has asked for: only the watch needs it. */
static void ask_and_fill_time(void *context, const struct me_record *record, struct me_watch_time *time_of)
{
    const struct question *question = context;
    char name[HOST_MAX];
    const struct me_key_host host =
        me_key_host_of(&question->state->secrets, name_host(question->state, question->message, name));
    time_of->host = me_key_host_number(&host);
    time_of->now = seconds_now();
    fill_log_time(question, record, time_of);
}

static void count(const struct me_resolved_counts *counts)
{
    const struct me_store_counts *store = &counts->store;
    if (store->joined > 0)
        me_counters_add_many(ME_COUNTER_CORRELATION_JOINED, store->joined);
    if (store->evicted > 0)
        me_counters_add_many(ME_COUNTER_CORRELATION_EVICTED, store->evicted);
    if (store->expired > 0)
        me_counters_add_many(ME_COUNTER_CORRELATION_EXPIRED, store->expired);
    if (store->active != 0)
        me_counters_add_many(ME_COUNTER_CONVERSATIONS_ACTIVE, (uint64_t)store->active);
    if (counts->watch_evicted > 0)
        me_counters_add_many(ME_COUNTER_WATCH_EVICTED, counts->watch_evicted);
}

void me_correlation_resolve(struct me_correlation_state *state, smsg_t *message, struct me_span offset,
                            struct me_resolved *resolved)
{
    char name[HOST_MAX];
    struct me_conversation_host host;
    struct me_resolved_memory tables = {0};
    struct me_resolved_counts counts = {0};
    struct question question = {.state = state, .message = message, .offset = offset};
    struct me_resolved_origin origin = {.fill_time = ask_and_fill_time, .context = &question};
    if (state != NULL)
        tables = state->tables;
    if (tables.store != NULL) {
        origin.now = question.now = seconds_now();
        host = me_conversation_host_of(tables.store, name_host(state, message, name));
        origin.host = question.host = &host;
        origin.fill_time = fill_time;
    }
    me_resolved_update(resolved, &tables, &origin, &counts);
    count(&counts);
}
