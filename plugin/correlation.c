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
#include "counters.h"
#include "message.h"

enum { HOST_MAX = 1024 /* address, name of at most 512, tag */ };

/* Neighbouring locks in one cache line would slow each other down. */
union apart {
    pthread_mutex_t lock;
    char room[64];
};

struct me_correlation_state {
    void *memory; /* of the store */
    struct me_store *store;
    msgPropDescr_t sender; /* $fromhost-ip */
    union apart *locks;
    unsigned lock_count;
};

static void lock(void *context, unsigned which)
{
    struct me_correlation_state *state = context;
    pthread_mutex_lock(&state->locks[which].lock);
}

static void unlock(void *context, unsigned which)
{
    struct me_correlation_state *state = context;
    pthread_mutex_unlock(&state->locks[which].lock);
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

struct me_correlation_state *me_correlation_new(const struct me_settings *settings)
{
    static uchar sender[] = "fromhost-ip";
    struct me_correlation_state *state = calloc(1, sizeof(*state));
    if (state == NULL)
        return NULL;
    struct me_store_options options = {.max = settings->max_conversations,
                                       .ttl = settings->ttl,
                                       .by_time = settings->correlate == ME_CORRELATION_TIME,
                                       .window = settings->window,
                                       .lock = lock,
                                       .unlock = unlock,
                                       .context = state};
    const unsigned lock_count = me_store_locks(&options);
    state->memory = calloc(1, me_store_size(&options));
    state->locks = calloc(lock_count, sizeof(*state->locks));
    if (state->memory == NULL || state->locks == NULL ||
        msgPropDescrFill(&state->sender, sender, sizeof(sender) - 1) != RS_RET_OK) {
        free(state->memory);
        free(state->locks);
        free(state);
        return NULL;
    }
    while (state->lock_count < lock_count)
        pthread_mutex_init(&state->locks[state->lock_count++].lock, NULL);
    make_seed(options.seed);
    state->store = me_store_init(state->memory, &options);
    return state;
}

void me_correlation_free(struct me_correlation_state *state)
{
    if (state == NULL)
        return;
    me_counters_add_many(ME_COUNTER_CONVERSATIONS_ACTIVE, -(uint64_t)me_store_active(state->store));
    while (state->lock_count > 0)
        pthread_mutex_destroy(&state->locks[--state->lock_count].lock);
    msgPropDescrDestruct(&state->sender);
    free(state->memory);
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

static struct me_span name_host(struct me_correlation_state *state, smsg_t *message, char host[static HOST_MAX])
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

static void count(const struct me_store_counts *counts)
{
    if (counts->joined > 0)
        me_counters_add_many(ME_COUNTER_CORRELATION_JOINED, counts->joined);
    if (counts->evicted > 0)
        me_counters_add_many(ME_COUNTER_CORRELATION_EVICTED, counts->evicted);
    if (counts->expired > 0)
        me_counters_add_many(ME_COUNTER_CORRELATION_EXPIRED, counts->expired);
    if (counts->active != 0)
        me_counters_add_many(ME_COUNTER_CONVERSATIONS_ACTIVE, (uint64_t)counts->active);
}

void me_correlation_resolve(struct me_correlation_state *state, smsg_t *message, struct me_resolved *resolved)
{
    char name[HOST_MAX];
    struct me_store_counts counts = {0};
    if (state == NULL) {
        const struct me_resolved_origin nowhere = {0};
        me_resolved_update(resolved, NULL, &nowhere, &counts);
        return;
    }
    const struct me_conversation_host host = me_conversation_host_of(state->store, name_host(state, message, name));
    const struct me_resolved_origin origin = {.host = &host, .now = seconds_now()};
    me_resolved_update(resolved, state->store, &origin, &counts);
    count(&counts);
}
