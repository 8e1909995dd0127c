/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of plugin/redact/redaction.h through the module: what a client sent as AUTH answer is nowhere afterwards, and
 * all else is as it was.
 */
#include "support/unit.h"

#include "host/stub_host.h"

#define START "06/20/23 06:12:50\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.193\t"
#define END "\t535 Invalid Username or Password\t34\t14\tbob@example.com"
#define ESCAPED_START                                                                                                  \
    "06\\/20\\/23 06:12:50\\tSMTP-IN\\tF97C625D979F4C59B928F5A02B4B99E9.MAI\\t1448\\t198.51.100.193\\t"
#define ESCAPED_END "\\t535 Invalid Username or Password\\t34\\t14\\tbob@example.com"

static const struct {
    const char *label;
    struct me_stub_parameter parameters[2];
    const char *header, *msg, *tag;
    const char *line;                   /* JSON text of $!line, or NULL */
    const char *want_header, *want_msg; /* "": as before */
    const char *want_variables;         /* a part of the variables; NULL: there are none */
} rows[] = {
    {"in $msg",
     {{0}},
     "<13>h ",
     START "AUTH\tAUTH LOGIN c2Vj/mV0+w==" END,
     "x",
     NULL,
     "",
     START "AUTH\tAUTH LOGIN {blank}" END,
     "\"argument\":\"{blank}\""},
    {"shorter than what replaces it",
     {{0}},
     "<13>h ",
     START "AUTH\tabc" END,
     "x",
     NULL,
     "",
     START "AUTH\t{blank}" END,
     "\"argument\":\"{blank}\""},
    {"already blank", {{0}}, "<13>h ", START "AUTH\t{blank}" END, "x", NULL, "", "", "\"argument\":\"{blank}\""},
    {"already blank behind a mechanism, by a module before this one",
     {{0}},
     "<13>h ",
     START "AUTH\tAUTH PLAIN {blank}" END,
     "x",
     NULL,
     "",
     "",
     "\"argument\":\"{blank}\""},
    {"only a mechanism",
     {{0}},
     "<13>h ",
     START "AUTH\tAUTH LOGIN" END,
     "x",
     NULL,
     "",
     "",
     "\"argument\":\"AUTH LOGIN\""},
    {"row without an end", {{0}}, "<13>h ", START "AUTH\tc2VjcmV0MQ==", "x", NULL, "", START "AUTH\t{blank}", NULL},
    {"log not wanted",
     {{"logs", "debug"}},
     "<13>h ",
     START "AUTH\tc2VjcmV0MQ==" END,
     "x",
     NULL,
     "",
     START "AUTH\t{blank}" END,
     NULL},
    {"not at the start",
     {{"strict", "on"}},
     "<13>h ",
     "x " START "AUTH\tc2VjcmV0MQ==" END,
     "x",
     NULL,
     "",
     "x " START "AUTH\t{blank}" END,
     NULL},
    {"switched off",
     {{"redactCredentials", "off"}},
     "<13>h ",
     START "AUTH\tc2VjcmV0MQ==" END,
     "x",
     NULL,
     "",
     "",
     "\"argument\":\"{blank}\""},
    {"start in the header",
     {{0}},
     "<13>h 06/20/23",
     " 06:12:50\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t"
     "198.51.100.193\tAUTH\tc2VjcmV0MQ==" END,
     "06/20/23",
     NULL,
     "",
     " 06:12:50\tSMTP-IN\t"
     "F97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.193\tAUTH\t{blank}" END,
     "\"argument\":\"{blank}\""},
    {"also in the header",
     {{0}},
     "<13>1 - h - - - [x y=\"c2VjcmV0MQ==\"] ",
     START "AUTH\tc2VjcmV0MQ==" END,
     "x",
     NULL,
     "<13>1 - h - - - [x y=\"{blank}\"] ",
     START "AUTH\t{blank}" END,
     "\"argument\":\"{blank}\""},
    {"one row in the structured data, a cut one behind it",
     {{0}},
     "<13>1 - h - - - [x y=\"" START "AUTH\tc2VjcmV0MQ==" END "\"] ",
     START "AUTH\tc2Vj",
     "x",
     NULL,
     "<13>1 - h - - - [x y=\"" START "AUTH\t{blank}" END "\"] ",
     START "AUTH\t{blank}",
     NULL},
    {"a row in the structured data only",
     {{0}},
     "<13>1 - h - - - [x y=\"" START "AUTH\tc2VjcmV0MQ==" END "\"] ",
     "text",
     "x",
     NULL,
     "<13>1 - h - - - [x y=\"" START "AUTH\t{blank}" END "\"] ",
     "text",
     NULL},
    {"JSON whose escapes hide the row",
     {{0}},
     "<13>h ",
     "{\"line\":\"" ESCAPED_START "AUTH\\tc2Vj\\/mV0\\u002bw==" ESCAPED_END "\"}",
     "x",
     "\"" ESCAPED_START "AUTH\\tc2Vj\\/mV0\\u002bw==" ESCAPED_END "\"",
     "",
     "{\"line\":\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\"}",
     "\\tAUTH\\t{blank}\\t535"},
    {"several lines in one message",
     {{0}},
     "<13>h ",
     START "QUIT\tQUIT\t221 x\t1\t2\t#015#012" START "AUTH\tc2VjcmV0MQ==" END "#012" START
           "QUIT\tQUIT\t221 x\t1\t2\t#012"
           "any line#012" START "AUTH\tc2VjcmV0Mg==",
     "x",
     NULL,
     "",
     START "QUIT\tQUIT\t221 x\t1\t2\t#015#012" START "AUTH\t{blank}" END "#012" START "QUIT\tQUIT\t221 x\t1\t2\t#012"
           "any line#012" START "AUTH\t{blank}",
     "\"event\":\"quit\""},
    {"several lines, and another prefix than #",
     {{0}},
     "<13>h ",
     START "QUIT\tQUIT\t221 x\t1\t2\t@015@012" START "AUTH\tc2VjcmV0MQ==" END,
     "x",
     NULL,
     "",
     START "QUIT\tQUIT\t221 x\t1\t2\t@015@012" START "AUTH\t{blank}" END,
     "\"event\":\"quit\""},
    {"all of it in the header",
     {{"useRawMsg", "on"}},
     START "AUTH\tc2VjcmV0MQ==" END,
     "",
     "x",
     NULL,
     START "AUTH\t{blank}" END,
     "",
     "\"argument\":\"{blank}\""},
    {"W3C",
     {{0}},
     "",
     "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH AUTH+PLAIN+AGJvYgBzZWNyZXQ= "
     "535+Invalid HOST 34 14 bob ",
     "x",
     NULL,
     "",
     "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH "
     "AUTH+PLAIN+{blank} 535+Invalid HOST 34 14 bob ",
     "\"argument\":\"{blank}\""},
    {"variable",
     {{"variable", "$!line"}},
     "<13>h x: ",
     "{\"line\":\"" ESCAPED_START "AUTH\\tc2Vj\\/mV0\\u002bw==" ESCAPED_END "\"}",
     "x",
     "\"" ESCAPED_START "AUTH\\tc2Vj\\/mV0\\u002bw==" ESCAPED_END "\"",
     "",
     "{\"line\":\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\"}",
     "\"line\":\"06\\/20\\/23 06:12:50\\tSMTP-IN\\tF97C625D979F4C59B928F5A02B4B99E9.MAI"
     "\\t1448\\t198.51.100.193\\tAUTH\\t{blank}\\t535"},
    {"variable, a short one",
     {{"variable", "$!line"}},
     "<13>h x: ",
     "{\"line\":\"" ESCAPED_START "AUTH\\tab" ESCAPED_END "\"}",
     "x",
     "\"" ESCAPED_START "AUTH\\tab" ESCAPED_END "\"",
     "",
     "{\"line\":\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\"}",
     "\\tAUTH\\t{blank}\\t535"},
    {"variable, quotes and letters of other alphabets",
     {{"variable", "$!line"}},
     "",
     ESCAPED_START "AUTH\\tp\\\"\\u00e9\\u20ac\\ud83d\\ude00z" ESCAPED_END,
     "x",
     "\"" ESCAPED_START "AUTH\\tp\\\"\\u00e9\\u20ac\\ud83d\\ude00z" ESCAPED_END "\"",
     "",
     ESCAPED_START "AUTH\\t{blank}" ESCAPED_END,
     "\\tAUTH\\t{blank}\\t535"},
};

static struct msg *message_of(size_t row)
{
    char raw[4096];
    const int len = snprintf(raw, sizeof(raw), "%s%s", rows[row].header, rows[row].msg);
    struct msg *message = me_stub_message_new(raw, (size_t)len, strlen(rows[row].msg), rows[row].tag);
    if (rows[row].line != NULL)
        me_stub_set(message, "$!line", rows[row].line);
    return message;
}

static const char *or_as_before(const char *want, const char *before)
{
    return want[0] != '\0' ? want : before;
}

static void replaces_credentials_and_nothing_else(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_stub_action action;
        struct msg *message = message_of(i);
        char want[4096];
        const uint64_t before = me_stub_counter("credentials.redacted");
        assert_true(me_stub_action_new(&action, rows[i].parameters));
        assert_true(me_stub_run(&action, message));
        snprintf(want, sizeof(want), "%s%s", or_as_before(rows[i].want_header, rows[i].header),
                 or_as_before(rows[i].want_msg, rows[i].msg));
        if (strcmp(me_stub_raw(message), want) != 0)
            fail_msg("%s: %s", rows[i].label, me_stub_raw(message));
        if (strcmp(me_stub_msg(message), or_as_before(rows[i].want_msg, rows[i].msg)) != 0)
            fail_msg("%s: $msg is %s", rows[i].label, me_stub_msg(message));
        const char *variables = me_stub_variables(message, '!');
        if (rows[i].want_variables != NULL ? strstr(variables, rows[i].want_variables) == NULL : variables[0] != '\0')
            fail_msg("%s: %s", rows[i].label, variables);
        const bool redacted = rows[i].want_header[0] != '\0' || rows[i].want_msg[0] != '\0';
        assert_int_equal(me_stub_counter("credentials.redacted") - before, redacted);
        me_stub_action_free(&action);
        me_stub_message_free(message);
    }
    me_stub_unload();
}

/* Wherever a variable has it: in arrays and objects, of either kind, as a whole, as a part, or cut at the end. */
static void searches_all_variables(void **state)
{
    static const struct me_stub_parameter none[] = {{NULL, NULL}};
    static const char line[] = START "AUTH\tc2VjcmV0MQ==" END;
    struct me_stub_action action;
    struct msg *message = me_stub_message_new(line, sizeof(line) - 1, sizeof(line) - 1, "x");
    (void)state;
    me_stub_set(message, "$!a", "[\"x\",[\"c2VjcmV0MQ==\",1,null],{\"b\":\"<c2VjcmV0MQ==>\",\"c\":true}]");
    me_stub_set(message, "$.d",
                "{\"e\":\"c2VjcmV0MQ==c2VjcmV0MQ== c2VjcmV0MQ\",\"f\":\"c2Vj\",\"g\":\"c2VjcmV0 x c2V\"}");
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, none));
    assert_true(me_stub_run(&action, message));
    const char *variables = me_stub_variables(message, '!');
    assert_non_null(strstr(variables, "\"a\":[\"x\",[\"{blank}\",1,null],{\"b\":\"<{blank}>\",\"c\":true}]"));
    assert_string_equal(me_stub_variables(message, '.'),
                        "{\"d\":{\"e\":\"{blank} {blank}\",\"f\":\"{blank}\",\"g\":\"c2VjcmV0 x c2V\"}}");
    me_stub_action_free(&action);
    me_stub_message_free(message);
    me_stub_unload();
}

/* Columns that a parser took for the header: as a whole, cut, alone, or behind nothing that is known. */
static void searches_the_header(void **state)
{
#define BEHIND_DATE "SMTP-IN#011F97C625D979F4C59B928F5A02B4B99E9.MAI#0111448#011198.51.100.193#011AUTH#011"
    static const struct me_stub_parameter none[] = {{NULL, NULL}};
    static const char line[] = "<13>Nov 22 15:40:50 MAIL01 " BEHIND_DATE "c2Vj/mV0#011535 no#01134#01114";
    static const struct {
        enum me_stub_header field;
        const char *before, *after;
    } fields[] = {
        {ME_STUB_TAG, BEHIND_DATE "c2Vj/mV0#011535", BEHIND_DATE "{blank}#011535"},
        {ME_STUB_PROGRAMNAME, BEHIND_DATE "c2", BEHIND_DATE "**"},
        {ME_STUB_APP_NAME, "c2Vj/mV0", "{blank}"},
        {ME_STUB_PROCID, "c2Vj/m", "{blank}"},
        {ME_STUB_MSGID, "mV0", "mV0"},
        {ME_STUB_HOSTNAME, "MAIL01", "MAIL01"},
    };
    struct me_stub_action action;
    struct msg *message = me_stub_message_new(line, sizeof(line) - 1, strlen(" no#01134#01114"), "");
    (void)state;
    for (size_t i = 0; i < ME_COUNT(fields); i++)
        me_stub_set_header(message, fields[i].field, fields[i].before);
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, none));
    assert_true(me_stub_run(&action, message));
    assert_string_equal(me_stub_raw(message),
                        "<13>Nov 22 15:40:50 MAIL01 " BEHIND_DATE "{blank}#011535 no#01134#01114");
    assert_string_equal(me_stub_msg(message), " no#01134#01114");
    for (size_t i = 0; i < ME_COUNT(fields); i++)
        assert_string_equal(me_stub_header(message, fields[i].field), fields[i].after);
    me_stub_action_free(&action);
    me_stub_message_free(message);
    me_stub_unload();
}

/* So many lines with a credential each, at the limit and on both sides of it: behind it the rest of the text goes. */
static void has_a_limit_for_lines(void **state)
{
    enum { LIMIT = 14 /* ME_EXAMINED_MAX, without $msg and what is kept for the rest */ };
    static const struct me_stub_parameter none[] = {{NULL, NULL}};
    (void)state;
    assert_true(me_stub_load());
    for (int lines = LIMIT - 1; lines <= LIMIT + 1; lines++) {
        char text[8192] = "a line with SMTP-IN in it";
        struct me_stub_action action;
        for (int i = 0; i < lines; i++)
            snprintf(text + strlen(text), sizeof(text) - strlen(text), "#012" START "AUTH\tc2VjcmV0%04d" END, i);
        strcat(text, "#012the last line");
        struct msg *message = me_stub_message_new(text, strlen(text), strlen(text), "x");
        assert_true(me_stub_action_new(&action, none));
        assert_true(me_stub_run(&action, message));
        assert_null(strstr(me_stub_raw(message), "c2VjcmV0"));
        assert_int_equal(strstr(me_stub_raw(message), "the last line") != NULL, lines < LIMIT);
        me_stub_action_free(&action);
        me_stub_message_free(message);
    }
    me_stub_unload();
}

static bool holds(const char *text)
{
    return strstr(text, "c2Vj") != NULL;
}

static void lets_nothing_out_without_memory(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_stub_action action;
        if (strcmp(rows[i].label, "switched off") == 0 || strstr(rows[i].msg, "\\u") != NULL)
            continue; /* JSON's escapes cannot be resolved without memory */
        assert_true(me_stub_action_new(&action, rows[i].parameters));
        bool failed = true;
        for (int count = 0; failed; count++) {
            struct msg *message = message_of(i);
            me_stub_fail_after(count);
            assert_true(me_stub_run(&action, message));
            failed = me_stub_fail_after(-1);
            if (holds(me_stub_raw(message)) || holds(me_stub_variables(message, '!')))
                fail_msg("%s, %d: %s %s", rows[i].label, count, me_stub_raw(message), me_stub_variables(message, '!'));
            me_stub_message_free(message);
        }
        me_stub_action_free(&action);
    }
    me_stub_unload();
}

/* A credential, and a text of the same letter, as long as a message may be: linear, whatever repeats. */
static void stays_linear(void **state)
{
    static const struct me_stub_parameter none[] = {{NULL, NULL}};
    enum { LONG = 1 << 20 };
    const size_t start = sizeof(START "AUTH\t") - 1, end = sizeof(END) - 1;
    char *line = malloc(LONG + start + LONG / 2 + end);
    struct me_stub_action action;
    (void)state;
    memset(line, 'a', LONG);
    memcpy(line + LONG, START "AUTH\t", start);
    memset(line + LONG + start, 'a', LONG / 2);
    memcpy(line + LONG + start + LONG / 2, END, end);
    me_unit_limit_seconds(20);
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, none));
    struct msg *message = me_stub_message_new(line, LONG + start + LONG / 2 + end, LONG + start + LONG / 2 + end, "x");
    assert_true(me_stub_run(&action, message));
    assert_string_equal(me_stub_raw(message), "{blank}" START "AUTH\t{blank}" END);
    me_stub_action_free(&action);
    me_stub_message_free(message);
    me_stub_unload();
    free(line);
}

/* A row that was cut within a credential which nearly repeats itself: every second end of the text looks like its
 * beginning, up to the middle. */
static void stays_linear_at_the_end(void **state)
{
    static const struct me_stub_parameter none[] = {{NULL, NULL}};
    enum { LONG = 1 << 20 };
    const size_t start = sizeof(START "AUTH\t") - 1;
    char *line = malloc(start + LONG);
    struct me_stub_action action;
    (void)state;
    memcpy(line, START "AUTH\t", start);
    for (size_t i = 0; i < LONG; i++)
        line[start + i] = i == LONG / 2 ? 'c' : "ab"[i % 2];
    me_unit_limit_seconds(20);
    assert_true(me_stub_load());
    assert_true(me_stub_action_new(&action, none));
    struct msg *message = me_stub_message_new(line, start + LONG, start + LONG, "x");
    assert_true(me_stub_run(&action, message));
    assert_string_equal(me_stub_raw(message), START "AUTH\t{blank}");
    me_stub_action_free(&action);
    me_stub_message_free(message);
    me_stub_unload();
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaces_credentials_and_nothing_else),
        cmocka_unit_test(searches_all_variables),
        cmocka_unit_test(searches_the_header),
        cmocka_unit_test(has_a_limit_for_lines),
        cmocka_unit_test(lets_nothing_out_without_memory),
        cmocka_unit_test(stays_linear),
        cmocka_unit_test(stays_linear_at_the_end),
    };

    return cmocka_run_group_tests_name("redaction", tests, NULL, NULL);
}
