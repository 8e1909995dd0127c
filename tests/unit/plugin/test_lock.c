/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of plugin/lock.h: one thread at a time, and nobody is left asleep. Says more under ThreadSanitizer (make
 * check-tsan).
 */
#include "lock.h"

#include <pthread.h>
#include <sched.h>

#include "support/unit.h"

enum { THREADS = 4 };

struct shared {
    struct me_lock lock;
    unsigned rounds, inside, sum, waits;
};

/* Some give the processor away while they hold the lock, so that others find it taken and sleep. */
static void *work(void *argument)
{
    struct shared *shared = argument;
    for (unsigned i = 0; i < shared->rounds; i++) {
        me_lock_take(&shared->lock);
        shared->waits += atomic_load_explicit(&shared->lock.state, memory_order_relaxed) == ME_LOCK_AWAITED;
        const unsigned inside = shared->inside++;
        if (i % 8 == 0)
            sched_yield();
        shared->sum += inside == 0;
        shared->inside--;
        me_lock_release(&shared->lock);
    }
    return NULL;
}

static void lets_one_thread_in(void **state)
{
    struct shared shared = {.rounds = (unsigned)me_unit_amount(20000)};
    pthread_t threads[THREADS];
    (void)state;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, work, &shared), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_int_equal(shared.sum, THREADS * shared.rounds);
    assert_true(shared.waits > 0);
    assert_int_equal(atomic_load(&shared.lock.state), ME_LOCK_FREE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(lets_one_thread_in)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
