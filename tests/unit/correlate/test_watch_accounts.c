/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/correlate/watch.h: what is counted for an account, and for a network and an account together, which
 * share entries with others as long as they are alone.
 */
#include "correlate/watch.h"

#include "support/unit.h"
#include "support/watched.h"

static void counts_failures_before_a_login(void **state)
{
    void *memory;
    struct me_watch *w = me_watched_new(100, &memory);
    (void)state;
    me_watched_check(w, "owner's typing error", WATCHED_FAILED(0, "192.0.2.1", "bob"), "1 1 1 1 -");
    me_watched_check(w, "owner", WATCHED_LOGIN(0, "192.0.2.1", "bob"), "1 1 1 1 1");
    me_watched_check(w, "owner again", WATCHED_LOGIN(0, "192.0.2.1", "bob"), "1 1 1 1 0");
    for (int i = 1; i <= 5; i++)
        me_watched_update(w, &(struct me_watched){.time = 1, .ip = "198.51.100.1", .account = "bob"}, &(uint64_t){0});
    me_watched_check(w, "owner during the attack", WATCHED_LOGIN(1, "192.0.2.1", "bob"), "1 1 6 2 0");
    me_watched_check(w, "neighbour of the thief", WATCHED_FAILED(1, "198.51.100.2", "bob"), "1 6 7 3 -");
    me_watched_check(w, "another account of the thief", WATCHED_LOGIN(1, "198.51.100.1", "carol"), "5 6 0 0 0");
    me_watched_check(w, "thief", WATCHED_LOGIN(1, "198.51.100.3", "Bob"), "0 6 7 3 6");
    me_watched_check(w, "thief again", WATCHED_LOGIN(1, "198.51.100.1", "bob"), "5 6 7 3 0");
    me_watched_check(w, "and his next error", WATCHED_FAILED(1, "198.51.100.1", "bob"), "6 7 8 3 -");
    me_watched_check(w, "counts from the login on", WATCHED_LOGIN(1, "198.51.100.1", "bob"), "6 7 8 3 1");
    free(memory);
}

/* What a network shares with the only account that it tried ends with the first failure that is none of that account.
 */
static void counts_pairs_whatever_comes_between(void **state)
{
    static const struct {
        const char *label, *ip, *account; /* of what comes between */
        enum me_watch_what what;
        const char *want; /* of the login */
    } rows[] = {
        {"nothing", NULL, NULL, ME_WATCH_LOGIN, "3 3 3 1 3"},
        {"a denial", "192.0.2.1", "", ME_WATCH_RELAY_DENIED, "4 4 3 1 3"},
        {"no name", "192.0.2.1", "", ME_WATCH_LOGIN_FAILED, "4 4 3 1 3"},
        {"another name", "192.0.2.1", "carol", ME_WATCH_LOGIN_FAILED, "4 4 3 1 3"},
        {"no address", "", "bob", ME_WATCH_LOGIN_FAILED, "3 3 4 1 3"},
        {"a neighbour", "192.0.2.2", "bob", ME_WATCH_LOGIN_FAILED, "3 4 4 2 4"},
        {"a neighbour, another name", "192.0.2.2", "carol", ME_WATCH_LOGIN_FAILED, "3 4 3 1 3"},
        {"another network", "198.51.100.1", "bob", ME_WATCH_LOGIN_FAILED, "3 3 4 2 3"},
        {"its login", "192.0.2.1", "bob", ME_WATCH_LOGIN, "3 3 3 1 1"},
        {"a neighbour's login", "192.0.2.2", "bob", ME_WATCH_LOGIN, "3 3 3 1 1"},
        {"a login of another name", "192.0.2.1", "carol", ME_WATCH_LOGIN, "3 3 3 1 3"},
        {"a login from another network", "198.51.100.1", "bob", ME_WATCH_LOGIN, "3 3 3 1 3"},
    };
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        void *memory;
        struct me_watch *w = me_watched_new(100, &memory);
        me_watched_check(w, rows[i].label, WATCHED_FAILED(0, "192.0.2.1", "bob"), "1 1 1 1 -");
        me_watched_check(w, rows[i].label, WATCHED_FAILED(0, "192.0.2.1", "bob"), "2 2 2 1 -");
        if (rows[i].ip != NULL) {
            const struct me_watched between = me_watched_make(rows[i].what, 0, rows[i].ip, rows[i].account);
            me_watched_update(w, &between, &(uint64_t){0});
        }
        const struct me_watched third = WATCHED_FAILED(0, "192.0.2.1", "bob");
        me_watched_update(w, &third, &(uint64_t){0});
        me_watched_check(w, rows[i].label, WATCHED_LOGIN(0, "192.0.2.1", "bob"), rows[i].want);
        free(memory);
    }
}

/* --- many clients ----------------------------------------------------------------------------------- */

static void estimates_the_clients_of_an_account(void **state)
{
    static const unsigned sizes[] = {1, 63, 64, 65, 100, 280, 700, 3000, 20000};
    unsigned tries = 0, close = 0;
    (void)state;
    for (unsigned seed = 1; seed <= 20; seed++)
        for (size_t i = 0; i < ME_COUNT(sizes); i++) {
            const struct me_watch_options options = {.max = 65536, .window = WATCHED_WINDOW, .seed = {seed, 2}};
            void *memory = calloc(1, me_watch_size(&options));
            assert_non_null(memory);
            struct me_watch *w = me_watch_init(memory, &options);
            struct me_watch_counts c = ME_WATCH_NO_COUNTS;
            for (unsigned n = 0; n < 2 * sizes[i]; n++) {
                char ip[ME_IP_TEXT_MAX];
                snprintf(ip, sizeof(ip), "10.%u.%u.%u", n % sizes[i] >> 16, n % sizes[i] >> 8 & 255,
                         n % sizes[i] & 255);
                struct me_watched e = WATCHED_FAILED((int64_t)n * WATCHED_WINDOW / 4 / sizes[i], ip, "bob");
                c = me_watched_update(w, &e, &(uint64_t){0});
                if (n + 1 < sizes[i] && n + 1 <= 64)
                    assert_int_equal(c.account_clients, n + 1);
            }
            assert_int_equal(c.account_failures, 2 * sizes[i]);
            if (sizes[i] <= 280) {
                assert_int_equal(c.account_clients, sizes[i]);
            } else {
                const double error = (double)c.account_clients / sizes[i] - 1;
                assert_true(c.account_clients >= 64 && error > -0.5 && error < 0.5);
                tries++;
                close += error <= 0.1 && error >= -0.1;
            }
            free(memory);
        }
    if (close * 10 < tries * 8)
        fail_msg("%u of %u estimates within 10 %%", close, tries);
}

/* When the flood is over, the account is counted exactly again. */
static void is_exact_again_after_a_flood(void **state)
{
    void *memory;
    struct me_watch *w = me_watched_new(65536, &memory);
    char ip[ME_IP_TEXT_MAX];
    struct me_watch_counts c = ME_WATCH_NO_COUNTS;
    (void)state;
    for (unsigned n = 0; n < 20000; n++) {
        snprintf(ip, sizeof(ip), "10.0.%u.%u", n >> 8, n & 255);
        struct me_watched e = WATCHED_FAILED(0, ip, "bob");
        c = me_watched_update(w, &e, &(uint64_t){0});
    }
    assert_true(c.account_clients > 10000 && c.account_clients < 40000);
    for (unsigned n = 0; n < 400; n++) {
        snprintf(ip, sizeof(ip), "192.0.2.%u", n % 20);
        struct me_watched e = WATCHED_FAILED(n * WATCHED_STEP, ip, "bob");
        c = me_watched_update(w, &e, &(uint64_t){0});
        assert_true(n >= 32 || c.account_clients >= 64);
    }
    assert_int_equal(c.account_clients, 20);
    free(memory);
}

/* --- room --------------------------------------------------------------------------------------------------------- */

/* A dictionary: each account that one client tried takes one entry, and no place among those of several clients. */
static void remembers_as_many_accounts_of_one_client(void **state)
{
    enum { MAX = 100, NAMES = MAX - 1 /* and their network */ };
    void *memory;
    struct me_watch *w = me_watched_new(MAX, &memory);
    char name[WATCHED_NAME];
    (void)state;
    for (int round = 1; round <= 2; round++)
        for (int n = 0; n < NAMES; n++) {
            char want[64];
            snprintf(name, sizeof(name), "name%d", n);
            snprintf(want, sizeof(want), "%d %d %d 1 -", (round - 1) * NAMES + n + 1, (round - 1) * NAMES + n + 1,
                     round);
            me_watched_check(w, name, WATCHED_FAILED(0, "192.0.2.1", name), want);
        }
    me_watched_check(w, "login", WATCHED_LOGIN(0, "192.0.2.1", "name7"), "198 198 2 1 2");
    me_watched_check(w, "again", WATCHED_LOGIN(0, "192.0.2.1", "name7"), "198 198 2 1 0");
    free(memory);
}

/* A botnet: each network that tried one account takes one entry. */
static void remembers_as_many_networks_of_one_account(void **state)
{
    enum { MAX = 100 };
    void *memory;
    struct me_watch *w = me_watched_new(MAX, &memory);
    char ip[ME_IP_TEXT_MAX], want[64];
    (void)state;
    for (int n = 0; n < 2 * MAX; n++) {
        const int each = 1 + n / MAX;
        snprintf(ip, sizeof(ip), "10.0.%d.1", n % MAX);
        snprintf(want, sizeof(want), "%d %d %d %d -", each, each, n + 1, n < MAX ? n + 1 : MAX);
        me_watched_check(w, ip, WATCHED_FAILED(0, ip, "bob"), want);
    }
    me_watched_check(w, "login", WATCHED_LOGIN(0, "10.0.7.1", "bob"), "2 2 200 100 2");
    me_watched_check(w, "again", WATCHED_LOGIN(0, "10.0.7.1", "bob"), "2 2 200 100 0");
    free(memory);
}

/* Accounts of several clients are fewer. What a network tried of one that was pushed out is not forgotten with it. */
static void remembers_pairs_without_their_account(void **state)
{
    enum { MAX = 100, OTHERS = MAX / 8, FAILURES = 4 };
    void *memory;
    struct me_watch *w = me_watched_new(MAX, &memory);
    uint64_t evicted = 0;
    (void)state;
    me_watched_check(w, "first client", WATCHED_FAILED(0, "192.0.2.1", "bob"), "1 1 1 1 -");
    me_watched_check(w, "second client", WATCHED_FAILED(0, "198.51.100.1", "bob"), "1 1 2 2 -");
    for (int n = 0; n < OTHERS; n++)
        for (int i = 0; i < FAILURES; i++) {
            char name[WATCHED_NAME];
            snprintf(name, sizeof(name), "name%d", n);
            struct me_watched e = WATCHED_FAILED(0, i % 2 == 0 ? "192.0.2.1" : "198.51.100.1", name);
            me_watched_update(w, &e, &evicted);
        }
    assert_int_equal(evicted, 1);
    struct me_watched e = WATCHED_FAILED(0, "192.0.2.1", "bob");
    assert_int_equal(me_watched_update(w, &e, &evicted).account_failures, 1);
    e.what = ME_WATCH_LOGIN;
    assert_int_equal(me_watched_update(w, &e, &evicted).after_failures, 2);
    assert_int_equal(me_watched_update(w, &e, &evicted).after_failures, 0);
    snprintf(e.ip, sizeof(e.ip), "198.51.100.1");
    assert_int_equal(me_watched_update(w, &e, &evicted).after_failures, 1);
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_failures_before_a_login),
        cmocka_unit_test(counts_pairs_whatever_comes_between),
        cmocka_unit_test(estimates_the_clients_of_an_account),
        cmocka_unit_test(is_exact_again_after_a_flood),
        cmocka_unit_test(remembers_as_many_accounts_of_one_client),
        cmocka_unit_test(remembers_as_many_networks_of_one_account),
        cmocka_unit_test(remembers_pairs_without_their_account),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
