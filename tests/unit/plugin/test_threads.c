/* SPDX-License-Identifier: Apache-2.0
 *
 * Several workers of several actions at once, as rsyslog runs them: every record is recognised
 * and counted once. Says little by itself; under ThreadSanitizer (make check-tsan), which sees the module and lib/ but
 * not rsyslog and libfastjson, it proves that what workers share is shared as it should be.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "support/unit.h"

#include "host/stub_host.h"

enum { WORKERS = 4, ACTIONS = 3 };

static const struct me_stub_parameter parameters[ACTIONS][6] = {
    {{"ecs", "on"}, {"explain", "on"}},
    {{"correlate", "time"}, {"correlate.maxConversations", "8"}, {"container", "$.m"}},
    {{"correlate", "off"},
     {"useRawMsg", "on"},
     {"document", "$.d"},
     {"document.stream", "$.s"},
     {"document.foreign", "on"}},
};

/* Of every four, one is foreign and one holds a credential. */
static const struct {
    const char *before, *after; /* a number in between */
} texts[] = {
    {"07/24/14 15:40:49\t[", "] ME-I0111: Relay Denied: Failed to meet all relay criteria."},
    {"06/20/23 06:12:50\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t",
     "\t198.51.100.193\tAUTH\tc2VjcmV0MQ==\t535 x\t34\t14\tbob"},
    {"Accepted publickey for root from 192.0.2.", ""},
    {"2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 ", " MAIL MAIL+FROM:<a@example.com> 250+ok HOST 34 14 bob "},
};

struct worker {
    pthread_t thread;
    struct me_stub_action at[ACTIONS];
    unsigned messages, number;
    bool good;
};

static void *work(void *context)
{
    struct worker *worker = context;
    worker->good = true;
    for (unsigned i = 0; i < worker->messages; i++) {
        char text[512];
        const size_t which = i % ME_COUNT(texts);
        snprintf(text, sizeof(text), "%s%u%s", texts[which].before, i % 50 + worker->number % 2, texts[which].after);
        struct msg *message = me_stub_message_new(text, strlen(text), strlen(text), "x:");
        for (int action = 0; action < ACTIONS; action++) {
            worker->good &= me_stub_run(&worker->at[action], message);
            worker->good &= me_stub_parse_success(message) == (which != 2);
        }
        worker->good &= strstr(me_stub_raw(message), "c2Vj") == NULL;
        worker->good &= strstr(me_stub_variables(message, '.'), "c2Vj") == NULL;
        worker->good &= (strstr(me_stub_variables(message, '.'), "mailenable.other-default") != NULL) == (which == 2);
        me_stub_message_free(message);
    }
    return NULL;
}

static void workers_do_not_disturb_each_other(void **state)
{
    static struct me_stub_action actions[ACTIONS];
    static struct worker workers[WORKERS];
    const unsigned messages = (unsigned)me_unit_amount(4000), foreign = (messages + 1) / ME_COUNT(texts);
    (void)state;
    assert_true(me_stub_load());
    for (int action = 0; action < ACTIONS; action++)
        assert_true(me_stub_action_new(&actions[action], parameters[action]));
    for (unsigned i = 0; i < WORKERS; i++) {
        workers[i].messages = messages;
        workers[i].number = i;
        for (int action = 0; action < ACTIONS; action++)
            assert_true(me_stub_worker_new(&workers[i].at[action], &actions[action]));
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (unsigned i = 0; i < WORKERS; i++) {
        pthread_join(workers[i].thread, NULL);
        assert_true(workers[i].good);
        for (int action = 0; action < ACTIONS; action++)
            me_stub_worker_free(&workers[i].at[action]);
    }
    assert_int_equal(me_stub_counter("messages.examined"), WORKERS * ACTIONS * messages);
    assert_int_equal(me_stub_counter("messages.recognized"), WORKERS * ACTIONS * (messages - foreign));
    for (int action = 0; action < ACTIONS; action++)
        me_stub_action_free(&actions[action]);
    assert_int_equal(me_stub_counter("conversations.active"), 0);
    me_stub_unload();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workers_do_not_disturb_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
