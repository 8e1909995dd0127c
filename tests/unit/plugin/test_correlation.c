/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of plugin/correlation.h through the module: which messages share a conversation, what is counted, and several
 * workers at once. What a conversation remembers is not tested here.
 */
#include "support/unit.h"

#include <pthread.h>

#include "host/stub_host.h"

#define ROW(connection, address)                                                                                       \
    "06/20/23 06:12:50\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t" connection "\t" address "\tEHLO\tEHLO "       \
    "host.example.net\t250 ok\t43\t30"
#define DENIED(connection)                                                                                             \
    "06/20/23 06:12:51\tME-I0111: [" connection "] Relay Denied: Failed to meet all relay criteria."
#define W3C "2023-06-20 06:12:50 198.51.100.7 SMTP-IN - 192.0.2.5 1448 EHLO EHLO+host.example.net 250+ok HOST 43 30 - "

static bool run(struct me_stub_action *action, const char *host, const char *tag, const char *line, const char *want)
{
    struct msg *message = me_stub_message_new(line, strlen(line), strlen(line), tag);
    if (host != NULL)
        me_stub_set_host(message, host);
    const bool ran = me_stub_run(action, message);
    const bool found = strstr(me_stub_variables(message, '!'), want) != NULL;
    const bool recognised = me_stub_parse_success(message);
    me_stub_message_free(message);
    return ran && recognised && found;
}

static const struct {
    const char *label;
    struct me_stub_parameter parameters[2];
    const char *first_host, *first_tag, *first;
    const char *second_host, *second_tag, *second;
    bool joined;
} rows[] = {
    {"same host", {{0}}, "mail01", "x", ROW("1448", "198.51.100.7"), "mail01", "y", DENIED("1448"), true},
    {"another connection", {{0}}, "mail01", "x", ROW("1448", "198.51.100.7"), "mail01", "x", DENIED("1449"), false},
    {"another host", {{0}}, "mail01", "x", ROW("1448", "198.51.100.7"), "mail02", "x", DENIED("1448"), false},
    {"the same in other letters",
     {{0}},
     "MAIL01.Example.net[Z]",
     "x",
     ROW("1448", "198.51.100.7"),
     "mail01.eXAMPLE.NET[z]",
     "x",
     DENIED("1448"),
     true},
    {"a character that only looks like another's capital",
     {{0}},
     "mail01@[",
     "x",
     ROW("1448", "198.51.100.7"),
     "mail01`{",
     "x",
     DENIED("1448"),
     false},
    {"a host whose name starts the same",
     {{0}},
     "mail0",
     "x",
     ROW("1448", "198.51.100.7"),
     "mail01",
     "x",
     DENIED("1448"),
     false},
    {"switched off",
     {{"correlate", "off"}},
     "mail01",
     "x",
     ROW("1448", "198.51.100.7"),
     "mail01",
     "x",
     DENIED("1448"),
     false},
    {"no header", {{0}}, NULL, "06/20/23", ROW("1448", "198.51.100.7"), NULL, "06/20/23", DENIED("1448"), true},
    {"no header, the date became the host name",
     {{0}},
     "2023-06-20",
     "06:",
     W3C,
     NULL,
     "06/20/23",
     DENIED("1448"),
     true},
    {"no header, another date", {{0}}, "2023-06-20", "06:", W3C, "2023-06-21", "06:", DENIED("1448"), true},
    {"same host behind a Kiwi relay",
     {{0}},
     "original",
     "address=192.0.2.1",
     ROW("1448", "198.51.100.7"),
     "original",
     "address=192.0.2.1",
     DENIED("1448"),
     true},
    {"another host behind a Kiwi relay",
     {{0}},
     "original",
     "address=192.0.2.1",
     ROW("1448", "198.51.100.7"),
     "original",
     "address=192.0.2.2",
     DENIED("1448"),
     false},
};

static void keeps_hosts_apart(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_stub_action action;
        assert_true(me_stub_load());
        assert_true(me_stub_action_new(&action, rows[i].parameters));
        assert_true(run(&action, rows[i].first_host, rows[i].first_tag, rows[i].first, "\"log\""));
        const char *want = "\"client_ip\":\"198.51.100.7\"";
        if (run(&action, rows[i].second_host, rows[i].second_tag, rows[i].second, want) != rows[i].joined)
            fail_msg("%s", rows[i].label);
        const bool off = rows[i].parameters[0].name != NULL;
        assert_int_equal(me_stub_counter("correlation.joined"), rows[i].joined);
        assert_int_equal(me_stub_counter("correlation.evicted"), 0);
        assert_int_equal(me_stub_counter("conversations.active") > 0, !off);
        me_stub_action_free(&action);
        assert_int_equal(me_stub_counter("conversations.active"), 0);
        me_stub_unload();
    }
}

static void keeps_the_bound_and_counts(void **state)
{
    static const struct me_stub_parameter parameters[] = {{"correlate.maxConversations", "100"}, {NULL, NULL}};
    enum { ROWS = 5000 };
    struct me_stub_action one, other;
    (void)state;
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&one, parameters));
    assert_true(me_stub_action_new(&other, parameters));
    assert_true(run(&other, "mail01", "x", ROW("1448", "198.51.100.7"), "\"log\""));
    const uint64_t others = me_stub_counter("conversations.active");
    for (int i = 0; i < ROWS; i++) {
        char line[256];
        snprintf(line, sizeof(line),
                 "06/20/23 06:12:50\tSMTP-IN\t%032X.MAI\t%d\t198.51.100.7\tEHLO\tEHLO x\t250 ok\t43\t30", (unsigned)i,
                 i);
        assert_true(run(&one, "mail01", "x", line, "\"log\""));
        assert_int_equal(me_stub_counter("conversations.active"), (i < 100 ? (unsigned)i + 1 : 100) + others);
    }
    assert_true(me_stub_counter("correlation.evicted") >= ROWS - 100);
    me_stub_action_free(&one);
    assert_int_equal(me_stub_counter("conversations.active"), others);
    me_stub_action_free(&other);
    assert_int_equal(me_stub_counter("conversations.active"), 0);
    me_stub_unload();
}

#define AUTH(time, address, reply, user)                                                                               \
    "06/20/23 " time "\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t" address "\tAUTH\t{blank}\t" reply       \
    "\t43\t30\t" user "\t"
#define REFUSED(time, address)                                                                                         \
    "06/20/23 " time "\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t" address                                 \
    "\tRCPT\tRCPT TO:<a@example.org>\t503 This mail server requires authentication when attempting to send to a "      \
    "non-local e-mail address.\t43\t30\t\t"
#define COUNTS(client, network, account, clients)                                                                      \
    "\"client_failures\":" client ",\"network_failures\":" network ",\"account_failures\":" account                    \
    ",\"account_clients\":" clients

static void puts_counts_on_rows(void **state)
{
    static const struct me_stub_parameter watching[][3] = {
        {{"watch", "on"}, {"timezone", "utc"}}, {{"watch", "on"}, {"correlate", "off"}}, {{"watch", "on"}}};
    static const struct {
        const char *host, *line, *want;
    } steps[] = {
        {"mail01", AUTH("06:12:50", "192.0.2.1", "535 no", "Bob"), COUNTS("1", "1", "1", "1")},
        {"mail02", AUTH("06:12:50", "192.0.2.2", "535 no", "bob"), COUNTS("1", "2", "2", "2")},
        {"mail01", REFUSED("06:12:51", "192.0.2.2"), "\"client_failures\":2,\"network_failures\":3"},
        {"mail01", AUTH("06:12:52", "192.0.2.1", "235 yes", "BOB"), COUNTS("1", "3", "2", "2") ",\"after_failures\":2"},
        {"mail01", AUTH("06:12:52", "192.0.2.1", "235 yes", "bob"), COUNTS("1", "3", "2", "2") ",\"after_failures\":0"},
        {"mail01", AUTH("07:12:51", "192.0.2.1", "535 no", "bob"), COUNTS("1", "1", "1", "1")},
    };
    (void)state;
    for (size_t i = 0; i < ME_COUNT(watching); i++) {
        struct me_stub_action action;
        assert_true(me_stub_load());
        assert_true(me_stub_action_new(&action, watching[i]));
        for (size_t k = 0; k < ME_COUNT(steps); k++)
            if (!run(&action, steps[k].host, "x", steps[k].line, steps[k].want))
                fail_msg("parameters %zu, step %zu: no %s", i, k, steps[k].want);
        assert_false(run(&action, "mail01", "x", REFUSED("06:12:51", "192.0.2.2"), "account_failures"));
        assert_false(run(&action, "mail01", "x", ROW("1448", "192.0.2.1"), "_failures"));
        assert_false(run(&action, "mail01", "x", DENIED("1448"), "_failures"));
        assert_int_equal(me_stub_counter("watch.evicted"), 0);
        me_stub_action_free(&action);
        me_stub_unload();
    }
    struct me_stub_action off;
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&off, (const struct me_stub_parameter[]){{NULL, NULL}}));
    assert_false(run(&off, "mail01", "x", steps[0].line, "_failures"));
    me_stub_action_free(&off);
    me_stub_unload();
}

static void counts_what_the_watch_forgets(void **state)
{
    static const struct me_stub_parameter parameters[] = {{"watch", "on"}, {"watch.maxEntries", "8"}, {NULL, NULL}};
    struct me_stub_action action;
    (void)state;
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, parameters));
    for (int i = 0; i < 100; i++) {
        char line[256];
        snprintf(line, sizeof(line), AUTH("06:12:50", "10.0.%d.1", "535 no", "user%d"), i, i);
        assert_true(run(&action, "mail01", "x", line, COUNTS("1", "1", "1", "1")));
    }
    assert_int_equal(me_stub_counter("watch.evicted"), 200 - 8);
    me_stub_action_free(&action);
    me_stub_unload();
}

enum { WORKERS = 4, ROUNDS = 500 };

struct worker {
    struct me_stub_action action;
    int number;
    int right;
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    for (int i = 0; i < ROUNDS; i++) {
        char line[256], want[64], denied[256];
        const int connection = worker->number * ROUNDS + i;
        snprintf(line, sizeof(line),
                 "06/20/23 06:12:50\tSMTP-IN\t%032X.MAI\t%d\t198.51.100.%d\tAUTH\tc2VjcmV0MQ==\t535 no\t43\t30\tbob",
                 (unsigned)connection, connection, worker->number);
        snprintf(denied, sizeof(denied), DENIED("%d"), connection);
        snprintf(want, sizeof(want), "\"client_ip\":\"198.51.100.%d\"", worker->number);
        worker->right += run(&worker->action, "mail01", "x", line, want);
        worker->right += run(&worker->action, "mail01", "x", denied, want);
    }
    return NULL;
}

static void serves_several_workers_at_once(void **state)
{
    static const struct me_stub_parameter none[] = {{NULL, NULL}};
    struct me_stub_action action;
    struct worker workers[WORKERS];
    pthread_t threads[WORKERS];
    (void)state;
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, none));
    for (int i = 0; i < WORKERS; i++) {
        workers[i] = (struct worker){.number = i + 1};
        assert_true(me_stub_worker_new(&workers[i].action, &action));
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < WORKERS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_int_equal(workers[i].right, 2 * ROUNDS);
        me_stub_worker_free(&workers[i].action);
    }
    assert_int_equal(me_stub_counter("messages.examined"), 2 * WORKERS * ROUNDS);
    assert_int_equal(me_stub_counter("messages.recognized"), 2 * WORKERS * ROUNDS);
    assert_int_equal(me_stub_counter("credentials.redacted"), WORKERS * ROUNDS);
    assert_int_equal(me_stub_counter("correlation.joined"), WORKERS * ROUNDS);
    assert_int_equal(me_stub_counter("conversations.active"), WORKERS * ROUNDS);
    me_stub_action_free(&action);
    assert_int_equal(me_stub_counter("conversations.active"), 0);
    me_stub_unload();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_hosts_apart),
        cmocka_unit_test(keeps_the_bound_and_counts),
        cmocka_unit_test(puts_counts_on_rows),
        cmocka_unit_test(counts_what_the_watch_forgets),
        cmocka_unit_test(serves_several_workers_at_once),
    };

    return cmocka_run_group_tests_name("correlation", tests, NULL, NULL);
}
