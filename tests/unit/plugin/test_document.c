/* SPDX-License-Identifier: Apache-2.0
 *
 * The finished document: it says what the variables say, and what an engine asks for besides; it never
 * holds a credential, never stays from another message, and is whole or absent when memory runs out.
 */
#include <string.h>

#include <libfastjson/json.h>

#include "host/stub_host.h"
#include "support/samples.h"
#include "support/unit.h"

#define DENIED "07/24/14 15:40:49\tME-I0111: Relay Denied: Failed to meet all relay criteria."
#define LOGIN                                                                                                          \
    "06/20/23 06:12:50\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.193\tAUTH\tc2VjcmV0MQ==\t"     \
    "535 Invalid Username or Password\t43\t30\tbob@example.com\t"
#define HEADER "<13>1 2014-07-24T15:40:50+02:00 mail.example.com - - - - "

enum { PARAMETERS = 6 };

static struct msg *message_of(const char *header, struct me_span msg)
{
    static char raw[70000];
    const size_t len = strlen(header);
    assert_true(len + msg.len < sizeof(raw));
    memcpy(raw, header, len);
    memcpy(raw + len, msg.ptr, msg.len);
    return me_stub_message_new(raw, len + msg.len, msg.len, "-");
}

/* A variable of `message` as the string that it holds, or NULL. The caller frees it. */
static char *local(struct msg *message, const char *name)
{
    struct fjson_object *all = fjson_tokener_parse(me_stub_variables(message, '.')), *found = NULL;
    fjson_object_object_get_ex(all, name, &found);
    char *text = found != NULL ? strdup(fjson_object_get_string(found)) : NULL;
    fjson_object_put(all);
    return text;
}

static struct fjson_object *parsed(const char *text)
{
    struct fjson_tokener *tokener = fjson_tokener_new();
    fjson_tokener_set_flags(tokener, FJSON_TOKENER_STRICT);
    struct fjson_object *object = fjson_tokener_parse_ex(tokener, text, (int)strlen(text));
    if (object == NULL || tokener->char_offset != (int)strlen(text))
        fail_msg("no JSON: %s", text);
    fjson_tokener_free(tokener);
    return object;
}

static struct fjson_object *member(struct fjson_object *object, const char *name)
{
    struct fjson_object *found = NULL;
    fjson_object_object_get_ex(object, name, &found);
    return found;
}

static void check_string(struct fjson_object *object, const char *part, const char *name, const char *want)
{
    struct fjson_object *value = member(part != NULL ? member(object, part) : object, name);
    const char *got = value != NULL ? fjson_object_get_string(value) : "";
    if (strcmp(got, want) != 0)
        fail_msg("%s.%s: %s instead of %s", part != NULL ? part : "", name, got, want);
}

/* Takes what a document has beside the variables out of it, and out of them what it does not have. */
static void leave_what_both_have(struct fjson_object *document, struct fjson_object *variables)
{
    static const char *const more[] = {"message", "host", "data_stream", "@timestamp"};
    for (size_t i = 0; i < ME_COUNT(more); i++)
        fjson_object_object_del(document, more[i]);
    fjson_object_object_del(variables, "@timestamp");
    fjson_object_object_del(member(document, "event"), "created");
    fjson_object_object_del(member(variables, "event"), "reason");
    fjson_object_object_del(member(variables, "event"), "original");
}

static bool is_same(struct fjson_object *a, struct fjson_object *b)
{
    if (!fjson_object_is_type(a, fjson_type_object))
        return strcmp(fjson_object_to_json_string(a), fjson_object_to_json_string(b)) == 0;
    if (fjson_object_object_length(a) != fjson_object_object_length(b))
        return false;
    struct fjson_object_iterator it = fjson_object_iter_begin(a), end = fjson_object_iter_end(a);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it)) {
        struct fjson_object *other = member(b, fjson_object_iter_peek_name(&it));
        if (other == NULL || !is_same(fjson_object_iter_peek_value(&it), other))
            return false;
    }
    return true;
}

/* Every sample of a file: the document is the variables and what belongs to a document. */
static void check_samples(struct me_stub_action *action, const char *name)
{
    struct me_samples samples = me_samples_load(name);
    for (size_t i = 0; i < samples.count; i++) {
        struct msg *message = message_of(HEADER, samples.lines[i]);
        me_stub_set_host(message, "mail.example.com");
        assert_true(me_stub_run(action, message));
        char *text = local(message, "d");
        assert_non_null(text);
        struct fjson_object *document = parsed(text);
        check_string(document, "host", "name", "mail.example.com");
        check_string(document, "event", "created", "2014-07-24T15:40:51.123456+02:00");
        check_string(document, "data_stream", "type", "logs");
        check_string(document, "data_stream", "namespace", "site");
        check_string(document, "event", "dataset",
                     fjson_object_get_string(member(member(document, "data_stream"), "dataset")));
        check_string(document, NULL, "message", me_stub_msg(message));
        if (me_stub_parse_success(message)) {
            struct fjson_object *variables = parsed(me_stub_variables(message, '!'));
            leave_what_both_have(document, variables);
            if (!is_same(variables, document))
                fail_msg("%s\n%s", fjson_object_to_json_string(variables), text);
            fjson_object_put(variables);
        }
        fjson_object_put(document);
        free(text);
        me_stub_message_free(message);
    }
    assert_true(samples.count > 10);
    me_samples_free(&samples);
}

static void says_what_the_variables_say(void **state)
{
    static const struct me_stub_parameter parameters[] = {
        {"ecs", "on"}, {"document", "$.d"}, {"document.namespace", "site"}, {"document.foreign", "on"}, {NULL, NULL}};
    struct me_stub_action action;
    (void)state;
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, parameters));
    check_samples(&action, "debug.log");
    check_samples(&action, "activity-rows.log");
    check_samples(&action, "w3c.log");
    me_stub_action_free(&action);
    me_stub_unload();
}

static const struct {
    const char *label;
    struct me_stub_parameter parameters[PARAMETERS];
    const char *header, *msg, *host;
    const char *dataset;   /* NULL: there is no document */
    const char *timestamp; /* the rest as far as there is a document */
    const char *host_name, *message, *stream;
    bool success, native;
} rows[] = {
    {"record",
     {{0}},
     HEADER,
     DENIED,
     "mail.example.com",
     "mailenable.smtp",
     "2014-07-24T15:40:49+02:00",
     "mail.example.com",
     DENIED,
     "logs-mailenable.smtp-default",
     true,
     true},
    {"no offset: the header's time",
     {{0}},
     "<13>Jul 24 15:40:50 mail ",
     DENIED,
     "mail",
     "mailenable.smtp",
     "2014-07-24T15:40:50+02:00",
     "mail",
     DENIED,
     "logs-mailenable.smtp-default",
     true,
     true},
    {"namespace",
     {{"document.namespace", "a_b"}},
     HEADER,
     DENIED,
     "m",
     "mailenable.smtp",
     "2014-07-24T15:40:49+02:00",
     "m",
     DENIED,
     "logs-mailenable.smtp-a_b",
     true,
     true},
    {"no fields",
     {{"fields", "[none]"}},
     HEADER,
     DENIED,
     "m",
     "mailenable.smtp",
     "2014-07-24T15:40:49+02:00",
     "m",
     DENIED,
     "logs-mailenable.smtp-default",
     true,
     false},
    {"foreign, off", {{0}}, HEADER, "x", "m", NULL, NULL, NULL, NULL, NULL, false, false},
    {"foreign, on",
     {{"document.foreign", "on"}},
     HEADER,
     "a\"b",
     "m",
     "mailenable.other",
     "2014-07-24T15:40:50+02:00",
     "m",
     "a\"b",
     "logs-mailenable.other-default",
     false,
     false},
    {"foreign with an anchor",
     {{"document.foreign", "on"}},
     HEADER,
     "SMTP- x",
     "m",
     "mailenable.other",
     "2014-07-24T15:40:50+02:00",
     "m",
     "SMTP- x",
     "logs-mailenable.other-default",
     false,
     false},
    {"log not wanted",
     {{"document.foreign", "on"}, {"logs", "w3c"}},
     HEADER,
     DENIED,
     "m",
     "mailenable.other",
     "2014-07-24T15:40:50+02:00",
     "m",
     DENIED,
     "logs-mailenable.other-default",
     false,
     false},
    {"log not wanted, foreign off", {{"logs", "w3c"}}, HEADER, DENIED, "m", NULL, NULL, NULL, NULL, NULL, false, false},
    {"credential",
     {{0}},
     HEADER,
     LOGIN,
     "m",
     "mailenable.smtp",
     "2023-06-20T06:12:50+02:00",
     "m",
     NULL,
     "logs-mailenable.smtp-default",
     true,
     true},
    {"header took the line's start",
     {{0}},
     "2014-07-24 15:",
     "40:49\tME-I0111: Relay Denied: x",
     "2014-07-24",
     "mailenable.smtp",
     "2014-07-24T15:40:50+02:00",
     "sender",
     "2014-07-24 15:40:49\tME-I0111: Relay Denied: x",
     "logs-mailenable.smtp-default",
     true,
     true},
    {"the same, foreign",
     {{"document.foreign", "on"}},
     "<13>2014-07-24 15:",
     "40:49 x",
     "2014-07-24",
     "mailenable.other",
     "2014-07-24T15:40:50+02:00",
     "sender",
     "2014-07-24 15:40:49 x",
     "logs-mailenable.other-default",
     false,
     false},
    {"variable",
     {{"variable", "$!line"}},
     HEADER,
     "{}",
     "m",
     "mailenable.smtp",
     "2014-07-24T15:40:49+02:00",
     "m",
     DENIED,
     "logs-mailenable.smtp-default",
     true,
     true},
};

static void check_row(size_t i, struct msg *message)
{
    char *text = local(message, "d"), *stream = local(message, "s");
    if ((text != NULL) != (rows[i].dataset != NULL) || (stream != NULL) != (text != NULL))
        fail_msg("%s: %s", rows[i].label, me_stub_variables(message, '.'));
    if (text != NULL) {
        struct fjson_object *document = parsed(text);
        check_string(document, "data_stream", "dataset", rows[i].dataset);
        check_string(document, "event", "dataset", rows[i].dataset);
        check_string(document, NULL, "@timestamp", rows[i].timestamp);
        check_string(document, "host", "name", rows[i].host_name);
        if (rows[i].message != NULL)
            check_string(document, NULL, "message", rows[i].message);
        assert_string_equal(stream, rows[i].stream);
        assert_int_equal(member(document, "mailenable") != NULL, rows[i].success);
        assert_null(strstr(text, "c2VjcmV0"));
        assert_null(member(member(document, "event"), "original"));
        assert_null(member(member(document, "event"), "reason"));
        fjson_object_put(document);
    }
    if (me_stub_parse_success(message) != rows[i].success)
        fail_msg("%s: $parsesuccess", rows[i].label);
    assert_int_equal(strstr(me_stub_variables(message, '!'), "\"mailenable\":") != NULL, rows[i].native);
    free(text);
    free(stream);
}

/* Each row twice: with nothing there, and with what another message left. */
static void makes_the_document_of_each_message(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(rows) * 2; i++) {
        struct me_stub_parameter parameters[PARAMETERS + 3] = {{"document", "$.d"}, {"document.stream", "$.s"}};
        struct me_stub_action action;
        memcpy(parameters + 2, rows[i / 2].parameters, sizeof(rows[i / 2].parameters));
        struct msg *message = message_of(rows[i / 2].header, me_unit_span(rows[i / 2].msg));
        me_stub_set_host(message, rows[i / 2].host);
        if (strcmp(rows[i / 2].host, "2014-07-24") == 0)
            me_stub_set_header(message, ME_STUB_TAG, "15:");
        me_stub_set(message, "$!line",
                    "\""
                    "07/24/14 15:40:49\\tME-I0111: Relay Denied: Failed to meet all relay criteria.\"");
        if (i % 2 == 1) {
            me_stub_set(message, "$.d", "\"old\"");
            me_stub_set(message, "$.s", "\"old\"");
        }
        assert_true(me_stub_action_new(&action, parameters));
        assert_true(me_stub_run(&action, message));
        check_row(i / 2, message);
        assert_string_equal(me_stub_errors(), "");
        me_stub_action_free(&action);
        me_stub_message_free(message);
    }
    me_stub_unload();
}

static void puts_the_wanted_fields_alone(void **state)
{
    static const struct me_stub_parameter parameters[] = {{"fields", "[Event,client_ip,anomalies]"}, {NULL, NULL}};
    struct me_stub_action action;
    struct msg *message = message_of(HEADER, ME_SPAN(DENIED "\xFF"));
    (void)state;
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, parameters));
    assert_true(me_stub_run(&action, message));
    assert_string_equal(me_stub_variables(message, '!'),
                        "{\"mailenable\":{\"event\":\"relay-denied\",\"anomalies\":[\"invalid-utf8\"]}}");
    me_stub_action_free(&action);
    me_stub_message_free(message);
    me_stub_unload();
}

/* At every allocation that can fail: the document is whole, or there is none, and no other message's. */
static void is_whole_or_absent_without_memory(void **state)
{
    static const struct me_stub_parameter parameters[] = {{"document", "$.d"},
                                                          {"document.stream", "$.s"},
                                                          {"document.foreign", "on"},
                                                          {"fields", "[none]"},
                                                          {NULL, NULL}};
    static const char *const messages[] = {"foreign", DENIED, LOGIN};
    char *whole[ME_COUNT(messages)];
    (void)state;
    for (size_t i = 0; i < ME_COUNT(messages); i++) {
        bool failed = true;
        whole[i] = NULL;
        for (int count = -1; failed; count++) {
            struct me_stub_action action;
            struct msg *message = message_of(HEADER, me_unit_span(messages[i]));
            assert_true(me_stub_load());
            assert_true(me_stub_action_new(&action, parameters));
            me_stub_set(message, "$.d", "\"old\"");
            me_stub_set(message, "$.s", "\"old\"");
            me_stub_fail_after(count);
            assert_true(me_stub_run(&action, message));
            failed = me_stub_fail_after(-1) || count == -1;
            char *text = local(message, "d"), *stream = local(message, "s");
            if (count == -1)
                whole[i] = text;
            else if (text != NULL && i != 2) /* the credential may be masked otherwise */
                assert_string_equal(text, whole[i]);
            assert_true(stream == NULL || strcmp(stream, "old") != 0);
            if (text != NULL) {
                assert_null(strstr(text, "c2VjcmV0"));
                fjson_object_put(parsed(text));
            }
            if (count != -1)
                free(text);
            free(stream);
            me_stub_action_free(&action);
            me_stub_message_free(message);
            me_stub_unload();
        }
        free(whole[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_the_variables_say),
        cmocka_unit_test(makes_the_document_of_each_message),
        cmocka_unit_test(puts_the_wanted_fields_alone),
        cmocka_unit_test(is_whole_or_absent_without_memory),
    };
    return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
