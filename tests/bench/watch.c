/* SPDX-License-Identifier: Apache-2.0
 *
 * What watching costs an event, for watch.sh to count. `watch KIND EVENTS STRANGERS` watches so many events of a kind,
 * each in the function step_watch(), after so many strangers have failed:
 *
 *     office      five hundred users of fifty addresses log in, and nothing fails
 *     guesser     one address tries one account
 *     ipv6        the same from an IPv6 address
 *     dictionary  one address tries ever new accounts
 *     botnet      ever new addresses in ever new networks try one account
 *     flood       all is new
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "correlate/key.h"
#include "correlate/watch.h"
#include "lock.h"

enum { WINDOW = 3600, MAX = 65536, NAME = 64, A_SECOND = 10, EPOCH = 1800000000 };

struct login {
    struct me_watch_event event;
    char ip[ME_IP_TEXT_MAX], name[NAME];
    int64_t now;
};

static struct me_lock one_at_a_time;

static void lock(void *context)
{
    me_lock_take(context);
}

static void unlock(void *context)
{
    me_lock_release(context);
}

static bool is(const char *kind, const char *word)
{
    return strcmp(kind, word) == 0;
}

/* Each has a network and a name of his own. */
static void let_strangers_fail(struct me_watch *watch, uint64_t host, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        char ip[ME_IP_TEXT_MAX] = "", name[NAME];
        struct me_watch_counts counts;
        snprintf(ip, sizeof(ip), "2001:db8:%x:%x::1", i >> 16, i & 0xFFFF);
        snprintf(name, sizeof(name), "stranger%u@example.com", i);
        const struct me_watch_event event = {
            .what = ME_WATCH_LOGIN_FAILED,
            .client_ip = ip,
            .account = {name, strlen(name)},
            .time = {.host = host, .seconds = EPOCH, .reception = EPOCH, .is_utc = true}};
        me_watch_update(watch, &event, &counts, &(uint64_t){0});
    }
}

static void make(struct login *login, const char *kind, unsigned i)
{
    const bool new_client = is(kind, "botnet") || is(kind, "flood"),
               new_name = is(kind, "dictionary") || is(kind, "flood");
    memset(login, 0, sizeof(*login));
    const unsigned client = new_client ? i * 40503 << 8 : is(kind, "office") ? i % 50 : 77;
    snprintf(login->ip, sizeof(login->ip), is(kind, "ipv6") ? "2001:db8:a%x:b%x7:a1b2:c3d4:e5f6:%x" : "10.%u.%u.%u",
             client >> 16 & 255, client >> 8 & 255, client & 255);
    snprintf(login->name, sizeof(login->name), "user%u@example.com", new_name ? i : is(kind, "office") ? i % 500 : 1);
    login->now = i / A_SECOND;
    login->event = (struct me_watch_event){.what = is(kind, "office") ? ME_WATCH_LOGIN : ME_WATCH_LOGIN_FAILED,
                                           .client_ip = login->ip,
                                           .account = {login->name, strlen(login->name)}};
}

static __attribute__((noinline, noclone)) void step_watch(struct me_watch *watch, uint64_t host, struct login *login,
                                                          uint64_t *evicted)
{
    struct me_watch_counts counts;
    login->event.time = (struct me_watch_time){.host = host,
                                               .seconds = EPOCH + login->now,
                                               .reception = EPOCH + 2 + login->now,
                                               .is_utc = true,
                                               .now = login->now};
    me_watch_update(watch, &login->event, &counts, evicted);
}

int main(int argc, char **argv)
{
    static const uint64_t seed[2] = {1, 2};
    const struct me_watch_options options = {.max = MAX,
                                             .window = WINDOW,
                                             .seed = {seed[0], seed[1]},
                                             .lock = lock,
                                             .unlock = unlock,
                                             .context = &one_at_a_time};
    if (argc != 4)
        return EXIT_FAILURE;
    void *memory = calloc(1, me_watch_size(&options));
    if (memory == NULL)
        return EXIT_FAILURE;
    struct me_watch *watch = me_watch_init(memory, &options);
    struct me_keyed_secrets secrets;
    struct login login;
    uint64_t evicted = 0;
    me_key_draw_secrets(&secrets, seed);
    const struct me_key_host host = me_key_host_of(&secrets, ME_SPAN("192.0.2.1 mail01"));
    const unsigned count = (unsigned)atoi(argv[2]);
    let_strangers_fail(watch, me_key_host_number(&host), (unsigned)atoi(argv[3]));
    for (unsigned i = 0; i < count; i++) {
        make(&login, argv[1], i);
        step_watch(watch, me_key_host_number(&host), &login, &evicted);
    }
    printf("%u\n", count);
    free(memory);
    return EXIT_SUCCESS;
}
