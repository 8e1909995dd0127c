/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of looking up names: who is asked for, how often, and that nobody waits longer than they wish. The resolver is
 * a function here, and no network is there. Threads, which the program leaves to themselves, are waited for.
 */
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

#include "count/host_names.h"

#include "support/unit.h"

enum { PLENTY = 600, GROUPS_MAX = ME_HOST_NAMES_MAX + 1 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned asked[256]; /* by the last byte of the address */
static int answer;
static bool is_silent;
static sem_t questions, answers; /* of a resolver that is silent until the test lets it speak */

int __wrap_getnameinfo(const struct sockaddr *address, socklen_t size, char *host, socklen_t host_size, char *service,
                       socklen_t service_size, int flags);

int __wrap_getnameinfo(const struct sockaddr *address, socklen_t size, char *host, socklen_t host_size, char *service,
                       socklen_t service_size, int flags)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    const unsigned last = ntohl(v4->sin_addr.s_addr) & 0xFF;
    (void)size, (void)service, (void)service_size, (void)flags;
    if (is_silent) {
        sem_post(&questions);
        sem_wait(&answers);
    }
    pthread_mutex_lock(&lock);
    asked[last]++;
    pthread_mutex_unlock(&lock);
    snprintf(host, host_size, "host%u.example.com", last);
    return answer;
}

static pthread_t threads[ME_HOST_NAMES_THREADS];
static size_t thread_count;

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *context);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *context);

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*work)(void *), void *context)
{
    int state;
    pthread_attr_getdetachstate(attributes, &state);
    assert_int_equal(state, PTHREAD_CREATE_DETACHED);
    assert_true(thread_count < ME_HOST_NAMES_THREADS);
    const int result = __real_pthread_create(thread, NULL, work, context);
    threads[thread_count++] = *thread;
    return result;
}

static void join_threads(void)
{
    while (thread_count > 0)
        pthread_join(threads[--thread_count], NULL);
}

struct progress {
    size_t most, count;
    double seconds_left;
};

static void note(void *context, size_t done, size_t count, double seconds_left)
{
    struct progress *seen = context;
    for (int i = 0; i < ME_HOST_NAMES_THREADS && is_silent && seen->count == 0; i++)
        sem_wait(&questions);
    seen->most = done > seen->most ? done : seen->most;
    seen->count = count;
    seen->seconds_left = seconds_left;
}

static struct me_group groups[GROUPS_MAX];
static char keys[GROUPS_MAX][16];

/* Looks up the names of 192.0.2.0 and those that follow it; the group before them is that of unknown clients. */
static size_t look_up(size_t count, double seconds, struct progress *seen)
{
    struct me_group *list[GROUPS_MAX];
    const struct me_host_names_hooks hooks = {seen, note};
    memset(asked, 0, sizeof(asked));
    for (size_t i = 0; i < count; i++) {
        const int len = i > 0 ? snprintf(keys[i], sizeof(keys[i]), "192.0.2.%zu", i - 1) : 0;
        groups[i] = (struct me_group){.key = keys[i], .key_len = (uint32_t)len};
        list[i] = &groups[i];
    }
    return me_host_names_look_up(list, count, seconds, &hooks);
}

static void join_and_free(size_t count)
{
    join_threads();
    for (size_t i = 0; i < count; i++)
        free(groups[i].host_name);
}

static void test_each_is_asked_for_once(void **state)
{
    static const size_t counts[] = {
        0, 1, 2, ME_HOST_NAMES_THREADS + 1, ME_HOST_NAMES_MAX - 1, ME_HOST_NAMES_MAX, GROUPS_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
        struct progress seen = {0};
        const size_t count = counts[i], wanted = count < ME_HOST_NAMES_MAX ? count : ME_HOST_NAMES_MAX;
        assert_int_equal(look_up(count, PLENTY, &seen), 0);
        for (size_t j = 1; j < wanted; j++) {
            char name[32];
            snprintf(name, sizeof(name), "host%zu.example.com", j - 1);
            assert_string_equal(groups[j].host_name, name);
            assert_int_equal(asked[j - 1], 1);
        }
        if (count > 0)
            assert_null(groups[0].host_name);
        if (count > wanted)
            assert_null(groups[wanted].host_name);
        join_and_free(count);
    }
}

static void test_no_name_is_an_answer_and_no_answer_is_none(void **state)
{
    static const struct {
        int answer;
        size_t unanswered;
    } rows[] = {{EAI_NONAME, 0}, {EAI_AGAIN, 3}, {EAI_FAIL, 3}, {EAI_SYSTEM, 3}};
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct progress seen = {0};
        answer = rows[i].answer;
        assert_int_equal(look_up(4, PLENTY, &seen), rows[i].unanswered);
        assert_null(groups[1].host_name);
        join_and_free(4);
    }
    answer = 0;
}

static void test_a_silent_resolver_is_given_up(void **state)
{
    enum { CLIENTS = ME_HOST_NAMES_THREADS + 5 };
    const double limit = 0.05;
    struct progress seen = {0};
    (void)state;
    sem_init(&questions, 0, 0);
    sem_init(&answers, 0, 0);
    is_silent = true;
    assert_int_equal(look_up(CLIENTS + 1, limit, &seen), CLIENTS);
    assert_true(seen.count == CLIENTS && seen.most == 0);
    assert_true(seen.seconds_left < 2 * limit);
    /* What comes too late goes to nobody, and nothing more is asked for. */
    for (int i = 0; i < ME_HOST_NAMES_THREADS; i++)
        sem_post(&answers);
    join_threads();
    for (size_t i = 0; i <= CLIENTS; i++)
        assert_null(groups[i].host_name);
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(asked[i], i < ME_HOST_NAMES_THREADS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_is_asked_for_once),
        cmocka_unit_test(test_no_name_is_an_answer_and_no_answer_is_none),
        cmocka_unit_test(test_a_silent_resolver_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
