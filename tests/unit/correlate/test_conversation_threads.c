/* SPDX-License-Identifier: Apache-2.0
 *
 * Four threads on one table with a mutex for each lock: to be run under ThreadSanitizer as well (make check-tsan). Each
 * thread has hosts of its own, so the context that it gets can be checked, and one that all share.
 */
#include "correlate/conversation.h"

#include <pthread.h>

#include "support/said.h"
#include "support/unit.h"

/* There is room for all that is said: a thread that waits long must not lose its conversation to the others. Their
 * clocks are up to ROUNDS / 100 seconds apart, as they may be. */
enum { THREADS = 4, ROUNDS = 1000, MAX = 8192 };

struct shared {
    struct me_store *table;
    pthread_mutex_t *mutexes;
};

struct worker {
    pthread_t thread;
    struct shared *shared;
    int number, wrong;
    struct me_store_counts counts;
};

static void lock(void *context, unsigned which)
{
    pthread_mutex_lock(&((struct shared *)context)->mutexes[which]);
}

static void unlock(void *context, unsigned which)
{
    pthread_mutex_unlock(&((struct shared *)context)->mutexes[which]);
}

static void *work(void *argument)
{
    struct worker *worker = argument;
    char host[32], got[ME_SAID_TEXT_MAX];
    snprintf(host, sizeof(host), "host-%d.example.com", worker->number);
    for (int i = 0; i < ROUNDS; i++) {
        const struct me_said own[] = {
            SAY(i, EHLO, 5, i + 1, .ip = "192.0.2.1", .arg = "x", .host = host),
            SAY(i, DEBUG, 0, i + 1, .arg = "ME-W0999: Something nobody has documented yet.", .host = host),
            SAY(i, REFUSED, 7, 0, .ip = "192.0.2.2", .arg = "b@x", .host = "everybody"),
            SAY(i, DEBUG, 7, i % 10 + 1, .arg = "ME-I0111: Relay Denied: x", .host = "everybody"),
        };
        for (size_t k = 0; k < ME_COUNT(own); k++) {
            me_said_update(worker->shared->table, &own[k], i / 100, &worker->counts, got);
            if (k == 1)
                worker->wrong += strcmp(got, "ip=192.0.2.1|helo=x") != 0;
        }
        worker->wrong += me_store_active(worker->shared->table) > MAX;
    }
    return NULL;
}

static void serves_four_threads(void **state)
{
    struct shared shared;
    const struct me_store_options options = {.max = MAX,
                                             .ttl = 600,
                                             .by_time = true,
                                             .window = 2,
                                             .seed = {1, 2},
                                             .lock = lock,
                                             .unlock = unlock,
                                             .context = &shared};
    void *memory = calloc(1, me_store_size(&options));
    const unsigned locks = me_store_locks(&options);
    struct worker workers[THREADS] = {0};
    struct me_store_counts counts = {0};
    (void)state;
    shared.mutexes = calloc(locks, sizeof(*shared.mutexes));
    assert_non_null(shared.mutexes);
    for (unsigned i = 0; i < locks; i++)
        pthread_mutex_init(&shared.mutexes[i], NULL);
    shared.table = me_store_init(memory, &options);
    for (int i = 0; i < THREADS; i++) {
        workers[i].shared = &shared;
        workers[i].number = i;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_int_equal(workers[i].wrong, 0);
        assert_true(workers[i].counts.joined >= ROUNDS);
        counts.active += workers[i].counts.active;
    }
    assert_true(counts.active > 0);
    assert_int_equal(counts.active, me_store_active(shared.table));
    for (unsigned i = 0; i < locks; i++)
        pthread_mutex_destroy(&shared.mutexes[i]);
    free(shared.mutexes);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(serves_four_threads)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
