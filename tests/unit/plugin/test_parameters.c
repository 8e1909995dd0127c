/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of plugin/parameters.h through the module's entry points: what is taken, and what the administrator reads about
 * what is not.
 */
#include "support/unit.h"

#include "host/stub_host.h"

#define ON_OFF "; allowed: on, off\n"
#define CANNOT(name, value) "mmmailenable: parameter '" name "' cannot be '" value "'"
#define CONTAINER                                                                                                      \
    "; allowed: a variable such as $!mailenable, $.mailenable or $/mailenable, of letters, digits and _-.@ between "   \
    "the !\n"
#define VARIABLE "; allowed: a message property such as $!message; no $/ variable, which all messages share\n"
#define LOGS "; allowed: an array of debug, activity, w3c\n"
#define TIMEZONE                                                                                                       \
    "; allowed: sender, utc, an offset from -12:00 to +14:00, or a name in /usr/share/zoneinfo such as "               \
    "Europe/Madrid\n"
#define LAYOUT "; allowed: time first, code last, and between them tab, blank, number, hex, id, ip or text in quotes\n"
#define IN_LAYOUT "mmmailenable: parameter 'debugLayout': word "
#define WINDOW "; allowed: seconds from 0 to 60\n"
#define MAX "; allowed: a number from 1 to 4194304\n"
#define FIELDS "; allowed: an array of native fields, or of none alone\n"
#define DOCUMENT                                                                                                       \
    "; allowed: a variable such as $.mailenable_document, of letters, digits and _-.@; not that of container\n"
#define STREAM                                                                                                         \
    "; allowed: a variable such as $.mailenable_stream, of letters, digits and _-.@; not that of container or "        \
    "document\n"
#define NAMESPACE "; allowed: up to 100 small letters, digits, _ and ., as engines allow\n"
#define ALONE "mmmailenable: the parameters 'document.*' have no meaning without 'document'\n"
#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define A253 A63 A63 A63 A63 "a"

static const struct {
    struct me_stub_parameter parameters[3];
    const char *errors; /* empty: taken */
} rows[] = {
    {{{NULL, NULL}}, ""},
    {{{"container", "$!mailenable"}}, ""},
    {{{"container", "$!a!b-c!d_e.f@g"}}, ""},
    {{{"container", "$.x"}}, ""},
    {{{"container", "$/x"}}, ""},
    {{{"container", "$!"}}, ""},
    {{{"container", "$!" A253}}, ""},
    {{{"container", "$!" A253 "a"}}, CANNOT("container", "$!" A253 "a") CONTAINER},
    {{{"container", "mailenable"}}, CANNOT("container", "mailenable") CONTAINER},
    {{{"container", "!mailenable"}}, CANNOT("container", "!mailenable") CONTAINER},
    {{{"container", "$mailenable"}}, CANNOT("container", "$mailenable") CONTAINER},
    {{{"container", ""}}, CANNOT("container", "") CONTAINER},
    {{{"container", "$"}}, CANNOT("container", "$") CONTAINER},
    {{{"container", "$/"}}, CANNOT("container", "$/") CONTAINER},
    {{{"container", "$!a!"}}, CANNOT("container", "$!a!") CONTAINER},
    {{{"container", "$!!a"}}, CANNOT("container", "$!!a") CONTAINER},
    {{{"container", "$!a!!b"}}, CANNOT("container", "$!a!!b") CONTAINER},
    {{{"container", "$!a b"}}, CANNOT("container", "$!a b") CONTAINER},
    {{{"container", "$!a[0]"}}, CANNOT("container", "$!a[0]") CONTAINER},
    {{{"variable", "$!message"}}, ""},
    {{{"variable", "$.line"}}, ""},
    {{{"variable", "rawmsg"}}, ""},
    {{{"variable", "$rawmsg"}}, ""},
    {{{"variable", "$nosuch"}}, "invalid property 'nosuch'\n" CANNOT("variable", "$nosuch") VARIABLE},
    {{{"variable", "$/line"}}, CANNOT("variable", "$/line") VARIABLE},
    {{{"variable", ""}}, CANNOT("variable", "") VARIABLE},
    {{{"variable", "$!a!"}}, CANNOT("variable", "$!a!") VARIABLE},
    {{{"variable", "nosuch"}}, "invalid property 'nosuch'\n" CANNOT("variable", "nosuch") VARIABLE},
    {{{"useRawMsg", "on"}}, ""},
    {{{"USERAWMSG", "OFF"}}, ""},
    {{{"useRawMsg", "yes"}}, CANNOT("useRawMsg", "yes") "; allowed: on, off; not together with variable\n"},
    {{{"useRawMsg", "on"}, {"variable", "$!m"}},
     CANNOT("useRawMsg", "on") "; allowed: on, off; not together with variable\n"},
    {{{"logs", "debug"}}, ""},
    {{{"logs", "[debug,Activity,W3C]"}}, ""},
    {{{"logs", "[debug,debug]"}}, ""},
    {{{"logs", "[debug,debgu]"}}, CANNOT("logs", "debgu") LOGS},
    {{{"logs", ""}}, CANNOT("logs", "") LOGS},
    {{{"logs", "[debug,]"}}, CANNOT("logs", "") LOGS},
    {{{"debugLayout", "time tab '[' number ']' blank code"}}, ""},
    {{{"debugLayout", "time tab nubmer code"}},
     IN_LAYOUT "3, \"nubmer\", is not a known word\n" CANNOT("debugLayout", "time tab nubmer code") LAYOUT},
    {{{"debugLayout", "time tab"}},
     IN_LAYOUT "2, \"tab\", is not code, which has to be the last\n" CANNOT("debugLayout", "time tab") LAYOUT},
    {{{"debugLayout", ""}},
     IN_LAYOUT "1, \"\", is not time, which has to be the first\n" CANNOT("debugLayout", "") LAYOUT},
    {{{"strict", "On"}}, ""},
    {{{"strict", "maybe"}}, CANNOT("strict", "maybe") ON_OFF},
    {{{"strict", ""}}, CANNOT("strict", "") ON_OFF},
    {{{"strict", "on "}}, CANNOT("strict", "on ") ON_OFF},
    {{{"explain", "1"}}, CANNOT("explain", "1") ON_OFF},
    {{{"redactCredentials", "no"}}, CANNOT("redactCredentials", "no") ON_OFF},
    {{{"timezone", "Sender"}}, ""},
    {{{"timezone", "UTC"}}, ""},
    {{{"timezone", "-03:30"}}, ""},
    {{{"timezone", "+25:00"}}, CANNOT("timezone", "+25:00") TIMEZONE},
    {{{"timezone", "-00:00"}}, CANNOT("timezone", "-00:00") TIMEZONE},
    {{{"timezone", "Z"}}, CANNOT("timezone", "Z") TIMEZONE},
    {{{"timezone", "Europe/Berlin"}}, ""},
    {{{"timezone", "Europe/Nowhere"}}, CANNOT("timezone", "Europe/Nowhere") TIMEZONE},
    {{{"timezone", "../zoneinfo/UTC"}}, CANNOT("timezone", "../zoneinfo/UTC") TIMEZONE},
    {{{"timezone", "zone.tab"}}, CANNOT("timezone", "zone.tab") TIMEZONE},
    {{{"timezone", "tzdata"}}, CANNOT("timezone", "tzdata") TIMEZONE},
    {{{"timezone", "Europe"}}, CANNOT("timezone", "Europe") TIMEZONE},
    {{{"timezone", ""}}, CANNOT("timezone", "") TIMEZONE},
    {{{"correlate", "off"}}, ""},
    {{{"correlate", "Id"}}, ""},
    {{{"correlate", "time"}}, ""},
    {{{"correlate", "on"}}, CANNOT("correlate", "on") "; allowed: off, id, time\n"},
    {{{"correlate.window", "0"}}, ""},
    {{{"correlate.window", "60"}}, ""},
    {{{"correlate.window", "61"}}, CANNOT("correlate.window", "61") WINDOW},
    {{{"correlate.window", "-1"}}, CANNOT("correlate.window", "-1") WINDOW},
    {{{"correlate.window", ""}}, CANNOT("correlate.window", "") WINDOW},
    {{{"correlate.window", "4294967297"}}, CANNOT("correlate.window", "4294967297") WINDOW},
    {{{"correlate.ttl", "1"}}, ""},
    {{{"correlate.ttl", "604800"}}, ""},
    {{{"correlate.ttl", "0"}}, CANNOT("correlate.ttl", "0") "; allowed: seconds from 1 to 604800\n"},
    {{{"correlate.ttl", "604801"}}, CANNOT("correlate.ttl", "604801") "; allowed: seconds from 1 to 604800\n"},
    {{{"correlate.ttl", "10m"}}, CANNOT("correlate.ttl", "10m") "; allowed: seconds from 1 to 604800\n"},
    {{{"correlate.maxConversations", "1"}}, ""},
    {{{"correlate.maxconversations", "4194304"}}, ""},
    {{{"correlate.maxConversations", "0"}}, CANNOT("correlate.maxConversations", "0") MAX},
    {{{"correlate.maxConversations", "4194305"}}, CANNOT("correlate.maxConversations", "4194305") MAX},
    {{{"correlate.maxConversations", "64k"}}, CANNOT("correlate.maxConversations", "64k") MAX},
    {{{"watch", "on"}}, ""},
    {{{"watch", "off"}}, ""},
    {{{"watch", "yes"}}, CANNOT("watch", "yes") "; allowed: on, off\n"},
    {{{"watch.window", "1"}}, ""},
    {{{"watch.window", "604800"}}, ""},
    {{{"watch.window", "0"}}, CANNOT("watch.window", "0") "; allowed: seconds from 1 to 604800\n"},
    {{{"watch.window", "604801"}}, CANNOT("watch.window", "604801") "; allowed: seconds from 1 to 604800\n"},
    {{{"watch.maxEntries", "1"}}, ""},
    {{{"watch.maxentries", "4194304"}}, ""},
    {{{"watch.maxEntries", "0"}}, CANNOT("watch.maxEntries", "0") MAX},
    {{{"watch.maxEntries", "4194305"}}, CANNOT("watch.maxEntries", "4194305") MAX},
    {{{"fields", "event"}}, ""},
    {{{"fields", "[event,Client_IP,anomalies]"}}, ""},
    {{{"fields", "[none]"}}, ""},
    {{{"fields", "[event,none]"}}, CANNOT("fields", "none") FIELDS},
    {{{"fields", "[none,event]"}}, CANNOT("fields", "event") FIELDS},
    {{{"fields", "nosuch"}}, CANNOT("fields", "nosuch") FIELDS},
    {{{"fields", ""}}, CANNOT("fields", "") FIELDS},
    {{{"document", "$.d"}}, ""},
    {{{"document", "$.d"}, {"document.stream", "$.s"}}, ""},
    {{{"document", "$!d"}}, CANNOT("document", "$!d") DOCUMENT},
    {{{"document", "$/d"}}, CANNOT("document", "$/d") DOCUMENT},
    {{{"document", "$."}}, CANNOT("document", "$.") DOCUMENT},
    {{{"document", "$.a!b"}}, CANNOT("document", "$.a!b") DOCUMENT},
    {{{"document", ""}}, CANNOT("document", "") DOCUMENT},
    {{{"container", "$.d"}, {"document", "$.d"}}, CANNOT("document", "$.d") DOCUMENT},
    {{{"document", "$.d"}, {"document.stream", "$.d"}}, CANNOT("document.stream", "$.d") STREAM},
    {{{"document.stream", "$.s"}}, ALONE},
    {{{"document.namespace", "a.b_9"}}, ALONE},
    {{{"document.foreign", "on"}}, ALONE},
    {{{"document", "$.d"}, {"document.foreign", "1"}}, CANNOT("document.foreign", "1") ON_OFF},
    {{{"document", "$.d"}, {"document.namespace", "a.b_9"}}, ""},
    {{{"document", "$.d"}, {"document.namespace", A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}, ""},
    {{{"document", "$.d"}, {"document.namespace", A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}},
     CANNOT("document.namespace", A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") NAMESPACE},
    {{{"document", "$.d"}, {"document.namespace", ""}}, CANNOT("document.namespace", "") NAMESPACE},
    {{{"document", "$.d"}, {"document.namespace", "Site"}}, CANNOT("document.namespace", "Site") NAMESPACE},
    {{{"document", "$.d"}, {"document.namespace", "a-b"}}, CANNOT("document.namespace", "a-b") NAMESPACE},
    {{{"strict", "x"}, {"explain", "y"}}, CANNOT("strict", "x") ON_OFF CANNOT("explain", "y") ON_OFF},
};

static void takes_what_is_allowed_and_names_what_is_not(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_stub_action action;
        const bool taken = me_stub_action_new(&action, rows[i].parameters);
        const char *errors = me_stub_errors();
        if (strcmp(errors, rows[i].errors) != 0)
            fail_msg("row %zu: %s", i, errors);
        assert_int_equal(taken, rows[i].errors[0] == '\0');
        if (taken)
            me_stub_action_free(&action);
    }
    me_stub_unload();
}

static void survives_without_memory(void **state)
{
    static const struct me_stub_parameter parameters[] = {{"container", "$!a!b"},
                                                          {"variable", "$!message"},
                                                          {"logs", "[debug,w3c]"},
                                                          {"debugLayout", "time tab code"},
                                                          {NULL, NULL}};
    struct me_stub_action action;
    int count = 0, spared = 0;
    (void)state;
    assert_true(me_stub_load());
    for (bool failed = true; failed; count++) {
        me_stub_fail_after(count);
        const bool taken = me_stub_action_new(&action, parameters);
        failed = me_stub_fail_after(-1);
        assert_true(taken || failed);
        spared += taken && failed;
        if (taken)
            me_stub_action_free(&action);
        const char *errors = me_stub_errors();
        assert_true(errors[0] == '\0' || strstr(errors, "no memory for correlate.maxConversations=\"65536\"") != NULL);
    }
    assert_true(count > 7);
    assert_int_equal(spared, 1); /* the room for a worker's strings: without, none are shared */
    me_stub_unload();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_what_is_allowed_and_names_what_is_not),
        cmocka_unit_test(survives_without_memory),
    };

    return cmocka_run_group_tests_name("parameters", tests, NULL, NULL);
}
