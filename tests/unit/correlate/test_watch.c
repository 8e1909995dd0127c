/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/correlate/watch.h: long random runs against a model that keeps every event and counts by going through
 * all of them, limits, floods, clocks that disagree, and clocks of hosts.
 */
#include "correlate/watch.h"

#include "correlate/host_clock.h"
#include "support/unit.h"
#include "support/watched.h"

static void counts_clients_networks_and_accounts(void **state)
{
    void *memory;
    struct me_watch *w = me_watched_new(100, &memory);
    (void)state;
    me_watched_check(w, "first", WATCHED_FAILED(0, "192.0.2.1", "bob"), "1 1 1 1 -");
    me_watched_check(w, "again", WATCHED_FAILED(0, "192.0.2.1", "bob"), "2 2 2 1 -");
    me_watched_check(w, "same network", WATCHED_FAILED(1, "192.0.2.255", "BOB"), "1 3 3 2 -");
    me_watched_check(w, "another network", WATCHED_FAILED(1, "192.0.3.1", "Bob"), "1 1 4 3 -");
    me_watched_check(w, "another account", WATCHED_FAILED(1, "192.0.2.1", "bobby"), "3 4 1 1 -");
    me_watched_check(w, "a denial names no account", WATCHED_DENIED(2, "192.0.2.1"), "4 5 - - -");
    me_watched_check(w, "no account", WATCHED_FAILED(2, "192.0.2.1", ""), "5 6 - - -");
    me_watched_check(w, "no client", WATCHED_FAILED(2, "", "bob"), "- - 5 3 -");
    me_watched_check(w, "no address", WATCHED_FAILED(2, "bad", "bob"), "- - 6 3 -");
    me_watched_check(w, "neither", WATCHED_FAILED(2, "", ""), "- - - - -");
    me_watched_check(w, "a login counts nothing", WATCHED_LOGIN(2, "198.51.100.1", "carol"), "0 0 0 0 0");
    me_watched_check(w, "nor does it from a client that failed", WATCHED_LOGIN(2, "192.0.2.1", "dave"), "5 6 0 0 0");
    me_watched_check(w, "IPv6", WATCHED_FAILED(3, "2001:db8::1", "bob"), "1 1 7 4 -");
    me_watched_check(w, "IPv6, same /64", WATCHED_FAILED(3, "2001:db8::ffff:ffff:ffff:ffff", "bob"), "1 2 8 5 -");
    me_watched_check(w, "IPv6, next /64", WATCHED_FAILED(3, "2001:db8:0:1::1", "bob"), "1 1 9 6 -");
    free(memory);
}

static void forgets_after_the_window(void **state)
{
    static const struct {
        int64_t later;
        const char *want;
    } rows[] = {{0, "2 2 2 1 -"},
                {WATCHED_WINDOW - WATCHED_STEP, "2 2 2 1 -"},
                {WATCHED_WINDOW - 1, "2 2 2 1 -"},
                {WATCHED_WINDOW, "1 1 1 1 -"},
                {WATCHED_WINDOW + 1, "1 1 1 1 -"},
                {2 * WATCHED_WINDOW, "1 1 1 1 -"},
                {100 * WATCHED_WINDOW, "1 1 1 1 -"}};
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++)
        for (int64_t start = -WATCHED_WINDOW; start <= 1000 * WATCHED_WINDOW; start += 1001 * WATCHED_WINDOW) {
            void *memory;
            struct me_watch *w = me_watched_new(100, &memory);
            me_watched_check(w, "first", WATCHED_FAILED(start, "192.0.2.1", "bob"), "1 1 1 1 -");
            me_watched_check(w, "second", WATCHED_FAILED(start + rows[i].later, "192.0.2.1", "bob"), rows[i].want);
            free(memory);
        }
}

/* --- the model ---------------------------------------------------------------------------------------------------- */

static int64_t step_of(int64_t time)
{
    return time >= 0 ? time / WATCHED_STEP : -((WATCHED_STEP - 1 - time) / WATCHED_STEP);
}

static void network_of(const char *ip, char out[static ME_IP_TEXT_MAX])
{
    snprintf(out, ME_IP_TEXT_MAX, "%s", ip);
    *strrchr(out, strchr(ip, ':') != NULL ? ':' : '.') =
        '\0'; /* the addresses of this test have their /64 before `::` */
}

static bool same_name(const char *a, const char *b)
{
    for (; *a != '\0' || *b != '\0'; a++, b++)
        if ((*a | 0x20) != (*b | 0x20))
            return false;
    return true;
}

struct model {
    const struct me_watched *events;
    size_t count;
};

/* Goes through all events up to `last`, whose window ends with `end`. */
static struct me_watch_counts expect(const struct me_watched *events, size_t last, int64_t end)
{
    const struct me_watched *e = &events[last];
    struct me_watch_counts c = {0, 0, 0, 0, 0};
    char network[ME_IP_TEXT_MAX], other[ME_IP_TEXT_MAX];
    static const char *clients[100000];
    network_of(e->ip, network);
    for (size_t i = 0; i <= last; i++) {
        const struct me_watched *o = &events[i];
        if (step_of(o->time) > end || step_of(o->time) <= end - 32)
            continue;
        network_of(o->ip, other);
        const bool same_network = strcmp(network, other) == 0, same_account = same_name(o->account, e->account);
        if (o->what == ME_WATCH_LOGIN) {
            if (same_network && same_account && i < last)
                c.after_failures = 0;
            continue;
        }
        c.client_failures += strcmp(o->ip, e->ip) == 0;
        c.network_failures += same_network;
        if (o->what != ME_WATCH_LOGIN_FAILED || !same_account)
            continue;
        c.account_failures++;
        c.after_failures += same_network;
        int64_t k = 0;
        while (k < c.account_clients && strcmp(clients[k], o->ip) != 0)
            k++;
        clients[k] = o->ip;
        c.account_clients += k == c.account_clients;
    }
    if (e->what == ME_WATCH_RELAY_DENIED)
        c.account_failures = c.account_clients = ME_WATCH_ABSENT;
    if (e->what != ME_WATCH_LOGIN)
        c.after_failures = ME_WATCH_ABSENT;
    return c;
}

static void make_random(struct me_watched *e, uint64_t *random, int64_t time)
{
    static const char *const networks[] = {"192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:0:7::"};
    static const char *const accounts[] = {"alice", "Bob", "bOB", "carol@example.com", "carol@example.net"};
    const size_t what = me_unit_random(random, 8);
    e->what = what == 0 ? ME_WATCH_LOGIN : what < 3 ? ME_WATCH_RELAY_DENIED : ME_WATCH_LOGIN_FAILED;
    e->time = time;
    memset(e->ip, 0, sizeof(e->ip)); /* an address has zeros behind it */
    snprintf(e->ip, sizeof(e->ip), "%s%u", networks[me_unit_random(random, ME_COUNT(networks))],
             1 + (unsigned)me_unit_random(random, 8));
    snprintf(e->account, sizeof(e->account), "%s",
             e->what != ME_WATCH_RELAY_DENIED ? accounts[me_unit_random(random, ME_COUNT(accounts))] : "");
}

static void agrees_with_a_model_of_every_event(void **state)
{
    const size_t count = me_unit_amount(4000);
    struct me_watched *events = calloc(count, sizeof(*events));
    uint64_t random = me_unit_seed("watch model", 20261129);
    void *memory;
    struct me_watch *w = me_watched_new(1000, &memory);
    int64_t time = -5000;
    (void)state;
    assert_non_null(events);
    for (size_t i = 0; i < count; i++) {
        uint64_t evicted = 0;
        time += me_unit_random(&random, 50) == 0 ? (int64_t)me_unit_random(&random, 3 * WATCHED_WINDOW)
                                                 : (int64_t)me_unit_random(&random, 60);
        make_random(&events[i], &random, time);
        const struct me_watch_counts got = me_watched_update(w, &events[i], &evicted),
                                     want = expect(events, i, step_of(time));
        if (memcmp(&got, &want, sizeof(got)) != 0)
            fail_msg("event %zu: got %lld %lld %lld %lld %lld, want %lld %lld %lld %lld %lld", i,
                     (long long)got.client_failures, (long long)got.network_failures, (long long)got.account_failures,
                     (long long)got.account_clients, (long long)got.after_failures, (long long)want.client_failures,
                     (long long)want.network_failures, (long long)want.account_failures,
                     (long long)want.account_clients, (long long)want.after_failures);
        assert_int_equal(evicted, 0);
    }
    free(memory);
    free(events);
}

/* Events out of order by less than a window: the largest count of a client is the one that the model has, and no count
 * is larger. Several workers do this. */
static void finds_the_largest_count_in_any_order(void **state)
{
    enum { EVENTS = 600, LATE = WATCHED_WINDOW / 2 };
    static struct me_watched events[EVENTS];
    uint64_t random = me_unit_seed("watch out of order", 20261129);
    (void)state;
    size_t compared = 0;
    for (size_t round = 0; round < me_unit_amount(64); round++) {
        void *memory;
        struct me_watch *w = me_watched_new(1000, &memory);
        int64_t largest[3] = {0}, want[3] = {0}, time = 0;
        for (size_t i = 0; i < EVENTS; i++) {
            time += (int64_t)me_unit_random(&random, round % 2 == 0 ? 20 : 200);
            make_random(&events[i], &random, time);
            events[i].what = ME_WATCH_LOGIN_FAILED;
            snprintf(events[i].account, WATCHED_NAME, "bob");
            memset(events[i].ip, 0, sizeof(events[i].ip));
            snprintf(events[i].ip, sizeof(events[i].ip), "192.0.2.%u", i % 16 == 0 ? 2 : 1);
        }
        for (size_t i = 0; i < EVENTS; i++) {
            const struct me_watch_counts c = expect(events, i, step_of(events[i].time));
            if (strcmp(events[i].ip, "192.0.2.1") == 0 && c.client_failures > want[0])
                want[0] = c.client_failures;
            want[1] = c.network_failures > want[1] ? c.network_failures : want[1];
            want[2] = c.account_failures > want[2] ? c.account_failures : want[2];
        }
        /* neighbours change places, as far as LATE */
        for (size_t i = 0; i < EVENTS; i++) {
            const size_t j = i + me_unit_random(&random, 30);
            if (j >= EVENTS || events[j].time - events[i].time >= LATE || events[i].time - events[j].time >= LATE)
                continue;
            const struct me_watched e = events[i];
            events[i] = events[j];
            events[j] = e;
        }
        int64_t newest = 0;
        bool orderly = true;
        for (size_t i = 0; i < EVENTS; i++) {
            newest = events[i].time > newest ? events[i].time : newest;
            orderly &= newest - events[i].time < WATCHED_WINDOW - 2 * WATCHED_STEP;
        }
        for (size_t i = 0; i < EVENTS; i++) {
            const struct me_watch_counts c = me_watched_update(w, &events[i], &(uint64_t){0});
            if (strcmp(events[i].ip, "192.0.2.1") == 0 && c.client_failures > largest[0])
                largest[0] = c.client_failures;
            largest[1] = c.network_failures > largest[1] ? c.network_failures : largest[1];
            largest[2] = c.account_failures > largest[2] ? c.account_failures : largest[2];
        }
        for (int k = 0; k < 3; k++) {
            if (orderly && largest[k] != want[k])
                fail_msg("round %zu, kind %d: got %lld, want %lld", round, k, (long long)largest[k],
                         (long long)want[k]);
            assert_true(largest[k] <= want[k]);
        }
        compared += orderly;
        free(memory);
    }
    assert_true(compared * 2 >= me_unit_amount(64));
}

/* --- limits ------------------------------------------------------------------------------------------------------- */

/* Of entries that count once the oldest goes. Each client here has a network of its own, with which it shares its
 * entry. The first client is still there when there are as many as there may be, and gone with one more. */
static void holds_as_many_as_promised(void **state)
{
    enum { MAX = 100 };
    (void)state;
    for (int more = -1; more <= 1; more++) {
        void *memory;
        struct me_watch *w = me_watched_new(MAX, &memory);
        uint64_t evicted = 0;
        char ip[ME_IP_TEXT_MAX];
        for (int n = 0; n < MAX + more; n++) {
            snprintf(ip, sizeof(ip), "10.0.%d.1", n);
            struct me_watched e = WATCHED_FAILED(0, ip, "");
            me_watched_update(w, &e, &evicted);
        }
        assert_int_equal(evicted, more > 0 ? 1 : 0);
        struct me_watched e = WATCHED_FAILED(0, "10.0.0.1", "");
        assert_int_equal(me_watched_update(w, &e, &evicted).client_failures, more > 0 ? 1 : 2);
        free(memory);
    }
    for (int more = -1; more <= 1; more++) {
        void *memory;
        struct me_watch *w = me_watched_new(MAX, &memory);
        uint64_t evicted = 0;
        char name[WATCHED_NAME];
        for (int n = 0; n < MAX / 8 + more; n++) {
            snprintf(name, sizeof(name), "name%d", n);
            struct me_watched e = WATCHED_FAILED(0, "", name);
            me_watched_update(w, &e, &evicted);
        }
        assert_int_equal(evicted, more > 0 ? 1 : 0);
        struct me_watched e = WATCHED_FAILED(0, "", "name0");
        assert_int_equal(me_watched_update(w, &e, &evicted).account_failures, more > 0 ? 1 : 2);
        free(memory);
    }
}

static void needs_as_much_memory_as_promised(void **state)
{
    (void)state;
    assert_true(me_watch_size(&(struct me_watch_options){.max = 65536}) < 76U * 1024 * 1024);
    for (unsigned max = 1; max <= 70000; max += max < 300 ? 1 : 9973) {
        void *memory;
        struct me_watch *w = me_watched_new(max, &memory);
        for (int i = 1; i <= 2; i++) {
            struct me_watched e = WATCHED_FAILED(0, "192.0.2.1", "bob");
            assert_int_equal(me_watched_update(w, &e, &(uint64_t){0}).account_failures, max > 1 ? i : 1);
        }
        free(memory);
    }
}

/* Names and addresses that come once push out each other, and nobody who counts more. */
static void survives_a_flood(void **state)
{
    enum { MAX = 4096 };
    const unsigned flood = (unsigned)me_unit_amount(400000);
    void *memory;
    struct me_watch *w = me_watched_new(MAX, &memory);
    uint64_t evicted = 0;
    (void)state;
    for (int i = 0; i < 20; i++) {
        struct me_watched e = WATCHED_FAILED(0, "192.0.2.1", "bob");
        me_watched_update(w, &e, &evicted);
    }
    for (unsigned n = 0; n < flood; n++) {
        struct me_watched e = {.what = ME_WATCH_LOGIN_FAILED, .time = n / 10000};
        snprintf(e.ip, sizeof(e.ip), "10.%u.%u.%u", n >> 16 & 255, n >> 8 & 255, n & 255);
        snprintf(e.account, sizeof(e.account), "name%u", n);
        me_watched_update(w, &e, &evicted);
    }
    struct me_watched e = WATCHED_FAILED(flood / 10000, "192.0.2.1", "bob");
    const struct me_watch_counts c = me_watched_update(w, &e, &evicted);
    assert_int_equal(c.client_failures, 21);
    assert_int_equal(c.network_failures, 21);
    assert_int_equal(c.account_failures, 21);
    assert_int_equal(c.account_clients, 1);
    assert_true(evicted >= flood - MAX);
    free(memory);
}

/* --- clocks ------------------------------------------------------------------------------------------------------- */

static struct me_watched from(uint64_t host, int64_t time)
{
    struct me_watched e = WATCHED_FAILED(time, "192.0.2.1", "bob");
    e.host = host;
    return e;
}

static void keeps_clocks_apart(void **state)
{
    enum { DAY = 86400, IN_TIME = 1, TOO = 2, AHEAD = 3 };
    (void)state;
    for (int away = -DAY; away <= DAY; away += 2 * DAY) {
        void *memory;
        struct me_watch *w = me_watched_new(100, &memory);
        for (int i = 1; i <= 50; i++) {
            char want[64];
            snprintf(want, sizeof(want), "%d %d %d 1 -", 2 * i - 1, 2 * i - 1, 2 * i - 1);
            me_watched_check(w, "in time", from(IN_TIME, 1000 + i), want);
            snprintf(want, sizeof(want), "%d %d %d 1 -", 2 * i, 2 * i, 2 * i);
            me_watched_check(w, "in time, too", from(TOO, 1000 + i), want);
            snprintf(want, sizeof(want), "%d %d %d 1 -", i, i, i);
            me_watched_check(w, "a day away", from(AHEAD, 1000 + away + i), want);
        }
        me_watched_check(w, "a day away, after a silence", from(AHEAD, 1000 + away + 2 * WATCHED_WINDOW), "1 1 1 1 -");
        me_watched_check(w, "in time, as before", from(IN_TIME, 1051), "101 101 101 1 -");
        me_watched_check(w, "in time, after a silence", from(TOO, 1000 + 5 * WATCHED_WINDOW), "1 1 1 1 -");
        me_watched_check(w, "a day away, as before", from(AHEAD, 1000 + away + 2 * WATCHED_WINDOW), "2 2 2 1 -");
        me_watched_check(w, "the clock is set", from(AHEAD, 1000 - 7 * DAY), "1 1 1 1 -");
        me_watched_check(w, "in time, as before", from(IN_TIME, 1000 + 5 * WATCHED_WINDOW), "2 2 2 1 -");
        free(memory);
    }
}

/* A clock that jumps to and fro: each failure counts once, with those of its own time. Another host whose clock agrees
 * with neither takes the place of one of the two, and the other one stays. */
static void keeps_both_times_of_a_clock_that_jumps(void **state)
{
    enum { JUMPING = 1, OTHER = 2, ROUNDS = 100 };
    (void)state;
    for (int jump = -10 * WATCHED_WINDOW; jump <= 10 * WATCHED_WINDOW; jump += 20 * WATCHED_WINDOW) {
        void *memory;
        struct me_watch *w = me_watched_new(100, &memory);
        for (int i = 1; i <= ROUNDS; i++) {
            char want[64];
            snprintf(want, sizeof(want), "%d %d %d 1 -", i, i, i);
            me_watched_check(w, "before the jump", from(JUMPING, i), want);
            me_watched_check(w, "after it", from(JUMPING, i + jump), want);
        }
        me_watched_check(w, "a third clock", from(OTHER, 30 * WATCHED_WINDOW), "1 1 1 1 -");
        const struct me_watched before = from(JUMPING, ROUNDS), after = from(JUMPING, ROUNDS + jump);
        const int64_t there = me_watched_update(w, jump < 0 ? &after : &before, &(uint64_t){0}).client_failures;
        assert_int_equal(there, ROUNDS + 1);
        free(memory);
    }
}

static void shifts_clocks_of_hosts(void **state)
{
    enum { HOUR = 3600, NOW = 1800000000, MONTH = 30 * 86400 };
    static struct me_host_clocks clocks;
    struct me_host_clock_time t = {.host = UINT64_C(2) << 40, .reception = NOW};
    (void)state;
#define COMMON(at, received) (t.seconds = (at), t.reception = (received), me_host_clock_common(&clocks, t))
    assert_int_equal(COMMON(NOW + 2 * HOUR - 5, NOW), NOW - 5); /* two hours east of UTC, five seconds on the way */
    assert_int_equal(COMMON(NOW + 2 * HOUR, NOW + 400), NOW);   /* late */
    assert_int_equal(COMMON(NOW + 2 * HOUR + 10, NOW + HOUR), NOW + 10); /* an hour late */
    /* summer time ends: believed after a quarter of an hour */
    assert_int_equal(COMMON(NOW + HOUR + HOUR, NOW + HOUR), NOW + 2 * HOUR - 2 * HOUR);
    assert_int_equal(COMMON(NOW + HOUR + HOUR + 899, NOW + HOUR + 899), NOW + 899);
    assert_int_equal(COMMON(NOW + HOUR + HOUR + 900, NOW + HOUR + 900), NOW + HOUR + 900);
    /* a month that is read in a minute keeps its times */
    t.host = UINT64_C(4) << 40;
    for (int i = 0; i <= 60; i++)
        assert_int_equal(COMMON(NOW - MONTH + i * (MONTH / 60), NOW + i), NOW + i * (MONTH / 60));
    /* UTC is taken as it is, old or not, unless it is later than reception */
    t.host = UINT64_C(6) << 40;
    t.is_utc = true;
    assert_int_equal(COMMON(NOW - MONTH, NOW), NOW - MONTH);
    assert_int_equal(COMMON(NOW - 3, NOW), NOW - 3);
    t.host = UINT64_C(8) << 40;
    assert_int_equal(COMMON(NOW + 86400, NOW), NOW);
    /* more hosts than there is room for */
    t.is_utc = false;
    for (uint64_t host = 1; host <= 3 * ME_HOST_CLOCK_MAX; host++) {
        t.host = host * UINT64_C(0x9E3779B97F4A7C15);
        assert_int_equal(COMMON(NOW + 2 * HOUR, NOW), NOW);
    }
    /* before 1970, and times that overflow nothing */
    t.host = UINT64_C(10) << 40;
    assert_int_equal(COMMON(-5 * HOUR, -HOUR), -HOUR);
#undef COMMON
}

/* Each log has a shift of its own: the second one does not move what the first one says. */
static void keeps_logs_of_one_host_apart(void **state)
{
    static const struct {
        unsigned log;
        int64_t seconds;
        int64_t count; /* of those that were at the same time */
    } rows[] = {{1, 7200, 1}, {2, 3600, 2}, {1, 7200, 3}, {1, 3600, 1}, {2, 3600, 4}};
    void *memory;
    struct me_watch *w = me_watched_new(100, &memory);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_watch_counts counts;
        const struct me_watch_event event = {
            .client_ip = (const char[ME_IP_TEXT_MAX]){"192.0.2.1"},
            .time = {.host = UINT64_C(12) << 40, .log = rows[i].log, .seconds = rows[i].seconds}};
        me_watch_update(w, &event, &counts, &(uint64_t){0});
        assert_int_equal(counts.client_failures, rows[i].count);
    }
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_clients_networks_and_accounts),
        cmocka_unit_test(forgets_after_the_window),
        cmocka_unit_test(agrees_with_a_model_of_every_event),
        cmocka_unit_test(finds_the_largest_count_in_any_order),
        cmocka_unit_test(holds_as_many_as_promised),
        cmocka_unit_test(needs_as_much_memory_as_promised),
        cmocka_unit_test(survives_a_flood),
        cmocka_unit_test(keeps_clocks_apart),
        cmocka_unit_test(keeps_both_times_of_a_clock_that_jumps),
        cmocka_unit_test(shifts_clocks_of_hosts),
        cmocka_unit_test(keeps_logs_of_one_host_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
