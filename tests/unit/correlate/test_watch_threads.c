/* SPDX-License-Identifier: Apache-2.0
 *
 * One watch under four threads: no failure is lost or counted twice, whichever thread brings it. Says more under
 * ThreadSanitizer (make check-tsan).
 */
#include <pthread.h>

#include "correlate/watch.h"
#include "support/unit.h"

enum { THREADS = 4, MAX = 8192, CLIENTS = 16 };

struct shared {
    struct me_watch *watch;
    pthread_mutex_t mutex;
    unsigned rounds;
};

struct worker {
    pthread_t thread;
    struct shared *shared;
    unsigned number;
    int64_t client, network, account, clients; /* the largest counts that it saw */
    uint64_t evicted;
};

static void lock(void *context)
{
    pthread_mutex_lock(&((struct shared *)context)->mutex);
}

static void unlock(void *context)
{
    pthread_mutex_unlock(&((struct shared *)context)->mutex);
}

static void keep_larger(int64_t *largest, int64_t count)
{
    *largest = count > *largest ? count : *largest;
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct shared *shared = worker->shared;
    struct me_watch_counts counts;
    for (unsigned n = 0; n < shared->rounds; n++) {
        char ip[ME_IP_TEXT_MAX] = "", name[32];
        struct me_watch_event event = {
            .client_ip = ip,
            .account = ME_SPAN("bob"),
            .time = {.host = n % 2 + 1, .seconds = 1000 + n / 100, .reception = 1000 + n / 100}};
        snprintf(ip, sizeof(ip), "192.0.2.%u", 1 + n % CLIENTS);
        me_watch_update(shared->watch, &event, &counts, &worker->evicted);
        if (n % CLIENTS == 0)
            keep_larger(&worker->client, counts.client_failures);
        keep_larger(&worker->network, counts.network_failures);
        keep_larger(&worker->account, counts.account_failures);
        keep_larger(&worker->clients, counts.account_clients);
        /* others beside them, more than there is room for */
        snprintf(ip, sizeof(ip), "10.%u.%u.%u", worker->number, n >> 8 & 255, n & 255);
        snprintf(name, sizeof(name), "name%u.%u", worker->number, n);
        event.account = me_unit_span(name);
        me_watch_update(shared->watch, &event, &counts, &worker->evicted);
    }
    return NULL;
}

static void loses_and_doubles_nothing(void **state)
{
    struct shared shared = {.rounds = CLIENTS * (unsigned)me_unit_amount(1000)}; /* every client as often */
    const struct me_watch_options options = {
        .max = MAX, .window = 3200, .seed = {1, 2}, .lock = lock, .unlock = unlock, .context = &shared};
    void *memory = calloc(1, me_watch_size(&options));
    struct worker workers[THREADS] = {0}, all = {0};
    (void)state;
    assert_non_null(memory);
    pthread_mutex_init(&shared.mutex, NULL);
    shared.watch = me_watch_init(memory, &options);
    for (unsigned i = 0; i < THREADS; i++) {
        workers[i].shared = &shared;
        workers[i].number = i;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        keep_larger(&all.client, workers[i].client);
        keep_larger(&all.network, workers[i].network);
        keep_larger(&all.account, workers[i].account);
        keep_larger(&all.clients, workers[i].clients);
        all.evicted += workers[i].evicted;
    }
    assert_int_equal(all.client, THREADS * shared.rounds / CLIENTS);
    assert_int_equal(all.network, THREADS * shared.rounds);
    assert_int_equal(all.account, THREADS * shared.rounds);
    assert_int_equal(all.clients, CLIENTS);
    if (THREADS * shared.rounds > 2 * MAX)
        assert_true(all.evicted > 0);
    pthread_mutex_destroy(&shared.mutex);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(loses_and_doubles_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
