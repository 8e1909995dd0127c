/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of what the module does with a message: which text it examines, where its fields go, what it counts, and what
 * becomes of the message when there is no record or no memory. What the fields say is not tested here.
 */
#include "support/unit.h"

#include "host/stub_host.h"

#define DENIED "ME-I0111: Relay Denied: Failed to meet all relay criteria."
#define CODE "\"code\":\"ME-I0111\""
#define DATED "07/24/14 15:40:49\t" DENIED
#define TIME "\"time\":\"2014-07-24T15:40:49"
#define ROW                                                                                                            \
    "06/20/23 06:12:50\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.193\tRCPT\tRCPT "              \
    "TO:<sam@example.org>\t250 Requested mail action okay, completed\t43\t30"

static struct msg *message_of(const char *header, const char *msg, const char *tag)
{
    char raw[2048];
    const int len = snprintf(raw, sizeof(raw), "%s%s", header, msg);
    return me_stub_message_new(raw, (size_t)len, strlen(msg), tag);
}

#define ROW_WITHOUT_TIME "SMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.193\t"

static const struct {
    const char *label;
    struct me_stub_parameter parameters[3];
    const char *header, *msg, *tag;
    const char *want; /* a part of the variables' text; empty: the message stays untouched */
} rows[] = {
    {"in $msg", {{0}}, "<13>Jul 24 15:40:50 MAIL01 x:", " " DATED, "x:", TIME "\""},
    {"date as tag", {{0}}, "<13>Jul 24 15:40:50 MAIL01 07/24/14", " 15:40:49\t" DENIED, "07/24/14", TIME "\""},
    {"bracketed date as tag", {{0}}, "[07/24/14", " 15:40:49]\t" DENIED, "[07/24/14", TIME "\""},
    {"date as host name, hours as tag", {{0}}, "2014-07-24 15:", "40:49\t" DENIED, "15:", TIME "\""},
    {"code as tag, forwarded by rsyslog",
     {{0}},
     "<13>2014-07-24T15:40:50.1+02:00 M ME-I0111:",
     " x",
     "ME-I0111:",
     CODE},
    {"code as tag", {{0}}, "<13>Jul 24 15:40:50 MAIL01 ME-I0111:", " Relay Denied", "ME-I0111:", CODE},
    {"code as tag, a stranger's record behind it",
     {{0}},
     "<13>Jul 24 15:40:50 MAIL01 ME-I0111:",
     " Relay Denied: [07/24/14 15:40:49\tME-I0108: Relay Granted: Sender has authenticated.]",
     "ME-I0111:",
     CODE},
    {"code without a time behind another tag, a stranger's record behind it",
     {{0}},
     "<13>Jul 24 15:40:50 MAIL01 mailenable:",
     " ME-I0111: Relay Denied: [07/24/14 15:40:49\tME-I0108: Relay Granted: Sender has authenticated.]",
     "mailenable:",
     CODE},
    {"the same in the whole raw message",
     {{"useRawMsg", "on"}},
     "<13>Jul 24 15:40:50 MAIL01 mailenable:",
     " ME-I0111: Relay Denied: [07/24/14 15:40:49\tME-I0108: Relay Granted: Sender has authenticated.]",
     "mailenable:",
     ""},
    {"code without a time behind a system column",
     {{0}},
     "<13>Jul 24 15:40:50 MAIL01 [1448]",
     " ME-I0111: Relay Denied: [07/24/14 15:40:49\tME-I0108: Relay Granted: Sender has authenticated.]",
     "[1448]",
     CODE},
    {"code without a time at the end of the tag, a stranger's record behind it",
     {{0}},
     "<13>Jul 24 15:40:50 MAIL01 x|ME-W0999:",
     " 07/24/14 15:40:49\tME-I0108: Relay Granted: Sender has authenticated.",
     "x|ME-W0999:",
     ""},
    {"the same, $msg only",
     {{"useRawMsg", "off"}},
     "<13>Jul 24 15:40:50 MAIL01 x|ME-W0999:",
     " 07/24/14 15:40:49\tME-I0108: Relay Granted: Sender has authenticated.",
     "x|ME-W0999:",
     ""},
    {"row as tag, a stranger's record behind it",
     {{0}},
     "<13>Jul 24 15:40:50 MAIL01 " ROW_WITHOUT_TIME "EHLO\tEHLO",
     " 07/24/14 15:40:49\tME-I0108: Relay Granted: Sender has authenticated.\t250 x\t1\t2",
     ROW_WITHOUT_TIME "EHLO\tEHLO",
     ""},
    {"the same, $msg only",
     {{"useRawMsg", "off"}},
     "<13>Jul 24 15:40:50 MAIL01 " ROW_WITHOUT_TIME "EHLO\tEHLO",
     " 07/24/14 15:40:49\tME-I0108: Relay Granted: Sender has authenticated.\t250 x\t1\t2",
     ROW_WITHOUT_TIME "EHLO\tEHLO",
     ""},
    {"Epilog", {{0}}, "MAIL01\tGenericLog\t0\t07/24/14", " 15:40:49\t" DENIED, "MAIL01\tGenericLog\t0\t07/24/14", TIME},
    {"time of its own, other tag", {{0}}, "<13>Jul 24 15:40:50 MAIL01 07/24/14 x:", " 15:40:49\t" DENIED, "x:", CODE},
    {"a word as tag", {{0}}, "<13>Jul 24 15:40:50 MAIL01 07/24/14 15:40:49 ", DENIED, "x:", CODE},
    {"foreign", {{0}}, "<38>Jul 24 15:40:50 web01 sshd[811]:", " Accepted publickey for root", "sshd[811]:", ""},
    {"quoted code", {{0}}, "<38>Jul 24 15:40:50 app01 ticket:", " user reported \"" DENIED, "ticket:", ""},
    {"code in the header only", {{0}}, "<38>Jul 24 15:40:50 ME-I0111: app:", " y", "app:", ""},
    {"empty message", {{0}}, "<38>Jul 24 15:40:50 web01 x:", "", "x:", ""},
    {"nothing at all", {{0}}, "", "", "", ""},
    {"useRawMsg on", {{"useRawMsg", "on"}}, "<13>Jul 24 15:40:50 MAIL01 07/24/14", " 15:40:49\t" DENIED, "x", TIME},
    {"useRawMsg off", {{"useRawMsg", "off"}}, "<13>Jul 24 15:40:50 MAIL01 ME-I0111:", " Relay Denied", "ME-I0111:", ""},
    {"variable", {{"variable", "$!line"}}, "", "x", "x", TIME},
    {"variable, not $msg", {{"variable", "$!none"}}, "", DATED, "x", ""},
    {"log wanted", {{"logs", "[activity]"}}, "", ROW, "x", "\"log\":\"activity\""},
    {"log not wanted", {{"logs", "[debug,w3c]"}}, "", ROW, "x", ""},
    {"strict, at the start", {{"strict", "on"}}, "", DATED, "x", TIME},
    {"strict, not at the start", {{"strict", "on"}}, "", "x: " DATED, "x", ""},
    {"not strict, not at the start", {{"strict", "off"}}, "", "x: " DATED, "x", TIME},
    {"layout not taught", {{0}}, "", "07/24/14 15:40:49|1448|" DENIED, "x", ""},
    {"layout taught",
     {{"debugLayout", "time '|' number '|' code"}},
     "",
     "07/24/14 15:40:49|1448|" DENIED,
     "x",
     "\"connection\":1448"},
    {"offset of the sender", {{0}}, "<13>1 2014-07-24T15:40:50+02:00 MAIL01 - - - - ", DATED, "-", TIME "+02:00\""},
    {"zone of the sender is UTC", {{0}}, "<13>1 2014-07-24T15:40:50Z MAIL01 - - - - ", DATED, "-", TIME "Z\""},
    {"utc", {{"timezone", "utc"}}, "<13>1 2014-07-24T15:40:50+02:00 M - - - - ", DATED, "-", TIME "Z\""},
    {"configured offset", {{"timezone", "-03:30"}}, "", DATED, "-", TIME "-03:30\""},
    {"zone, summer", {{"timezone", "Europe/Madrid"}}, "", DATED, "-", TIME "+02:00\""},
    {"zone, winter", {{"timezone", "Europe/Madrid"}}, "", "12/24/14 15:40:49\t" DENIED, "-", "15:40:49+01:00\""},
    {"zone, the hour twice", {{"timezone", "Europe/Madrid"}}, "", "10/26/14 02:30:00\t" DENIED, "-", "02:30:00\""},
    {"no explanation", {{"explain", "off"}}, "", DATED, "-", CODE},
    {"explanation", {{"explain", "on"}}, "", DATED, "-", "\"explanation\":\"A client"},
};

static void examines_the_right_text(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_stub_action action;
        struct msg *message = message_of(rows[i].header, rows[i].msg, rows[i].tag);
        char raw[2048];
        snprintf(raw, sizeof(raw), "%s", me_stub_raw(message));
        const bool variable = strcmp(rows[i].label, "variable") == 0;
        if (variable)
            me_stub_set(message, "$!line",
                        "\""
                        "07/24/14 15:40:49\\t" DENIED "\"");
        assert_true(me_stub_action_new(&action, rows[i].parameters));
        assert_true(me_stub_run(&action, message));
        const char *variables = me_stub_variables(message, '!');
        const bool wanted = rows[i].want[0] != '\0';
        if (wanted ? strstr(variables, rows[i].want) == NULL : variables[0] != '\0')
            fail_msg("%s: %s", rows[i].label, variables);
        if (me_stub_parse_success(message) != wanted)
            fail_msg("%s: $parsesuccess", rows[i].label);
        assert_string_equal(me_stub_raw(message), raw);
        assert_string_equal(me_stub_errors(), "");
        me_stub_action_free(&action);
        me_stub_message_free(message);
    }
    me_stub_unload();
}

static const struct {
    const char *label, *container, *name, *json; /* `name` is set to `json` before */
    const char *want;                            /* how the variables begin */
    bool placed;
} places[] = {
    {"nothing there", "$!a!b", NULL, NULL, "{\"a\":{\"b\":{\"log\":\"debug\"", true},
    {"root, empty", "$!", NULL, NULL, "{\"log\":\"debug\"", true},
    {"root, taken", "$!", "$!x", "1", "{\"x\":1,\"log\":\"debug\"", true},
    {"object there", "$!a", "$!a", "{\"x\":1,\"log\":\"old\"}", "{\"a\":{\"x\":1,\"log\":\"debug\"", true},
    {"sibling there", "$!a!b", "$!a", "{\"x\":1}", "{\"a\":{\"x\":1,\"b\":{\"log\":\"debug\"", true},
    {"empty object there", "$!a", "$!a", "{}", "{\"a\":{\"log\":\"debug\"", true},
    {"text there", "$!a", "$!a", "\"x\"", "{\"a\":{\"log\":\"debug\"", true},
    {"array there", "$!a", "$!a", "[1]", "{\"a\":{\"log\":\"debug\"", true},
    {"default, nothing there", "$!mailenable", NULL, NULL, "{\"mailenable\":{\"log\":\"debug\"", true},
    {"default, others there", "$!mailenable", "$!x", "1", "{\"x\":1,\"mailenable\":{\"log\":\"debug\"", true},
    {"default, object there", "$!mailenable", "$!mailenable", "{\"x\":1}", "{\"mailenable\":{\"x\":1,\"log\":", true},
    {"default, text there", "$!mailenable", "$!mailenable", "\"x\"", "{\"mailenable\":{\"log\":\"debug\"", true},
    {"text in the way", "$!a!b", "$!a", "\"x\"", "{\"a\":\"x\"}", false},
    {"array in the way", "$!a!b!c", "$!a", "[1]", "{\"a\":[1]}", false},
};

static void puts_fields_into_the_container_and_loses_nothing(void **state)
{
    bool complained = false;
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(places); i++) {
        for (int local = 0; local < 2; local++) {
            char container[64], name[64];
            struct me_stub_action action;
            snprintf(container, sizeof(container), "$%c%s", local ? '.' : '!', places[i].container + 2);
            const struct me_stub_parameter parameters[] = {{"container", container}, {NULL, NULL}};
            struct msg *message = message_of("", DATED, "x");
            if (places[i].name != NULL) {
                snprintf(name, sizeof(name), "$%c%s", local ? '.' : '!', places[i].name + 2);
                me_stub_set(message, name, places[i].json);
            }
            assert_true(me_stub_action_new(&action, parameters));
            assert_true(me_stub_run(&action, message));
            const char *variables = me_stub_variables(message, local ? '.' : '!');
            if (strncmp(variables, places[i].want, strlen(places[i].want)) != 0)
                fail_msg("%s: %s", places[i].label, variables);
            assert_int_equal(me_stub_parse_success(message), places[i].placed);
            assert_string_equal(me_stub_variables(message, local ? '!' : '.'), "");
            const char *errors = me_stub_errors();
            const bool complains = !places[i].placed && !complained;
            complained |= complains;
            assert_int_equal(strstr(errors, "container=\"$!a!b\" is there and is no object") != NULL, complains);
            assert_int_equal(errors[0] != '\0', complains);
            me_stub_action_free(&action);
            me_stub_message_free(message);
        }
    }
    me_stub_unload();
}

/* The stub keeps $/ variables with the $. ones. */
static void leaves_nothing_of_another_message_in_a_shared_variable(void **state)
{
    static const struct me_stub_parameter parameters[] = {{"container", "$/a"}, {NULL, NULL}};
    struct me_stub_action action;
    struct msg *message = message_of("", DATED, "x");
    (void)state;
    me_stub_set(message, "$.a", "{\"user\":\"bob\"}");
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, parameters));
    assert_true(me_stub_run(&action, message));
    assert_non_null(strstr(me_stub_variables(message, '.'), "{\"a\":{\"log\":\"debug\""));
    assert_null(strstr(me_stub_variables(message, '.'), "bob"));
    me_stub_action_free(&action);
    me_stub_message_free(message);
    me_stub_unload();
}

static void annotates_again_with_the_same_result(void **state)
{
    static const struct me_stub_parameter none[] = {{NULL, NULL}};
    struct me_stub_action action;
    struct msg *message = message_of("", DATED, "x");
    char first[2048];
    (void)state;
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, none));
    assert_true(me_stub_run(&action, message));
    snprintf(first, sizeof(first), "%s", me_stub_variables(message, '!'));
    assert_true(me_stub_run(&action, message));
    assert_string_equal(me_stub_variables(message, '!'), first);
    me_stub_action_free(&action);
    me_stub_message_free(message);
    me_stub_unload();
}

static const struct {
    const char *msg;
    const char *counted[6]; /* besides messages.examined */
} counts[] = {
    {"foreign", {NULL}},
    {DATED, {"messages.recognized", "service.smtp", "log.debug", "relay.denied"}},
    {"07/24/14 15:40:49\tME-I0110: Relay Granted: Server is configured to allow anyone to relay.",
     {"messages.recognized", "service.smtp", "log.debug", "relay.granted", "relay.openrelay"}},
    {"07/24/14 15:40:49\tME-I0101: Local Delivery: Address (bob@example.com) is local",
     {"messages.recognized", "service.smtp", "log.debug", "relay.notrequired"}},
    {"07/24/14 15:40:49\tME-W0999: Something nobody has documented.",
     {"messages.recognized", "service.smtp", "log.debug", "code.unknown"}},
    {"13/24/14 15:40:49\t" DENIED, {"messages.recognized", "service.smtp", "log.debug", "relay.denied", "anomalies"}},
    {ROW, {"messages.recognized", "service.smtp", "log.activity"}},
    {"07/24/14 15:40:49\tIMAP-IN\t\t7\t192.0.2.1\tLOGOUT\ta1 LOGOUT\ta1 OK LOGOUT\t9\t9\t\t",
     {"messages.recognized", "service.imap", "log.activity"}},
    {"07/24/14 15:40:49\tPOP-IN\t7\t192.0.2.1\tQUIT\tQUIT\t+OK\t9\t9\t\t",
     {"messages.recognized", "service.pop", "log.activity"}},
    {"2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH {blank} 535+Invalid HOST 34 14 bob ",
     {"messages.recognized", "service.smtp", "log.w3c", "auth.failure"}},
    {"2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH {blank} 235+Authenticated HOST 34 14 bob ",
     {"messages.recognized", "service.smtp", "log.w3c", "auth.success"}},
    {"2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH c2VjcmV0MQ== 535+Invalid HOST 34 14 bob ",
     {"messages.recognized", "service.smtp", "log.w3c", "auth.failure", "credentials.redacted"}},
};

static const char *const counter_names[] = {
#define ME_COUNTER(id, name, flags) name,
#include "../../../plugin/counters.def"
};

static bool is_counted(size_t row, const char *name)
{
    bool counted = strcmp(name, "messages.examined") == 0;
    for (size_t i = 0; i < ME_COUNT(counts[row].counted) && counts[row].counted[i] != NULL; i++)
        counted |= strcmp(counts[row].counted[i], name) == 0;
    return counted;
}

static void counts_each_message_once(void **state)
{
    static const struct me_stub_parameter parameters[] = {{"correlate", "off"}, {NULL, NULL}};
    (void)state;
    for (size_t i = 0; i < ME_COUNT(counts); i++) {
        struct me_stub_action action;
        struct msg *message = message_of("", counts[i].msg, "x");
        assert_true(me_stub_load());
        assert_true(me_stub_action_new(&action, parameters));
        assert_true(me_stub_run(&action, message));
        assert_int_equal(me_stub_counters(), ME_COUNT(counter_names));
        for (size_t j = 0; j < ME_COUNT(counter_names); j++)
            if (me_stub_counter(counter_names[j]) != is_counted(i, counter_names[j]))
                fail_msg("%s: %s", counts[i].msg, counter_names[j]);
        me_stub_action_free(&action);
        me_stub_message_free(message);
        me_stub_unload();
    }
}

static const struct {
    struct me_stub_parameter parameters[3];
    const char *name, *json; /* `name` is set to `json` before */
    const char *fields;      /* stands in the variables when the fields do */
    const char *kept;        /* stands there in any case */
} crowded[] = {
    {{{"container", "$!a"}, {"explain", "on"}}, "$!a", "{\"x\":1}", "\"log\"", "{\"a\":{\"x\":1"},
    {{{"explain", "on"}}, NULL, NULL, "\"mailenable\":{\"log\"", ""},
    {{{"ecs", "on"}}, NULL, NULL, "\"mailenable\":{\"log\"", ""},
    {{{"ecs", "on"}}, "$!x", "1", "\"mailenable\":{\"log\"", "{\"x\":1"},
};

/* Every message at every allocation that can fail: it passes, whole, with all fields or with none. */
static void pass_without_memory(struct me_stub_action *action, size_t how, size_t which)
{
    bool failed = true;
    for (int count = 0; failed; count++) {
        struct msg *message = message_of("", counts[which].msg, "x");
        if (crowded[how].name != NULL)
            me_stub_set(message, crowded[how].name, crowded[how].json);
        me_stub_fail_after(count);
        assert_true(me_stub_run(action, message));
        failed = me_stub_fail_after(-1);
        assert_null(strstr(me_stub_raw(message), "c2VjcmV0"));
        const bool secret = is_counted(which, "credentials.redacted");
        assert_true(secret || strcmp(me_stub_raw(message), counts[which].msg) == 0);
        const bool fields = strstr(me_stub_variables(message, '!'), crowded[how].fields) != NULL;
        assert_int_equal(fields, me_stub_parse_success(message));
        assert_true(failed || fields == is_counted(which, "messages.recognized"));
        assert_non_null(strstr(me_stub_variables(message, '!'), crowded[how].kept));
        assert_string_equal(me_stub_errors(), "");
        me_stub_message_free(message);
    }
}

static void passes_messages_on_without_memory(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t how = 0; how < ME_COUNT(crowded); how++) {
        struct me_stub_action action;
        assert_true(me_stub_action_new(&action, crowded[how].parameters));
        for (size_t which = 0; which < ME_COUNT(counts); which++)
            pass_without_memory(&action, how, which);
        me_stub_action_free(&action);
    }
    me_stub_unload();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examines_the_right_text),
        cmocka_unit_test(puts_fields_into_the_container_and_loses_nothing),
        cmocka_unit_test(leaves_nothing_of_another_message_in_a_shared_variable),
        cmocka_unit_test(annotates_again_with_the_same_result),
        cmocka_unit_test(counts_each_message_once),
        cmocka_unit_test(passes_messages_on_without_memory),
    };

    return cmocka_run_group_tests_name("annotate", tests, NULL, NULL);
}
