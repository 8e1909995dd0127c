/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of plugin/redact/redaction.h through the module: how many rows, how long a row, and how long a text.
 */
#include "support/unit.h"

#include "host/redacted.h"

/* More rows than there is room for without memory, at each limit and on both sides of it. */
static void has_no_limit_for_rows(void **state)
{
    static const int counts[] = {7, 8, 9, 15, 16, 17, 100};
    static const struct me_redacted_row none = {.label = "rows"};
    static char text[1 << 16], want[1 << 16];
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(counts); i++) {
        strcpy(text, "a line with SMTP-IN in it");
        strcpy(want, text);
        for (int row = 0; row < counts[i]; row++) {
            sprintf(text + strlen(text), "\n" START "AUTH\tc2VjcmV0%04d" END, row);
            strcat(want, "\n" START "AUTH\t{blank}" END);
        }
        strcat(text, "\nthe last line");
        strcat(want, "\nthe last line");
        struct msg *message = me_stub_message_new(text, strlen(text), strlen(text), "x");
        assert_int_equal(me_redacted_run(&none, message, "$!mailenable"), 1);
        assert_string_equal(me_stub_raw(message), want);
        me_stub_message_free(message);
    }
    me_stub_unload();
}

/* A row that is too long to decide anything becomes short when it is masked, and decides nothing all the same. */
static void decides_nothing_of_a_long_row(void **state)
{
    enum { SECRET = 900 };
    static const struct me_redacted_row none = {.label = "a long row"};
    char text[2048] = HEADER START "AUTH\tAUTH PLAIN ", first[4096], second[4096];
    (void)state;
    memset(text + strlen(text), 'a', SECRET);
    strcat(text, END);
    assert_true(me_stub_load());
    struct msg *message = me_stub_message_new(text, strlen(text), strlen(text) - strlen(HEADER), "");
    me_redacted_run(&none, message, "$!mailenable");
    assert_null(strstr(me_stub_raw(message), "aa"));
    me_redacted_run(&none, message, "$!second");
    const char *variables = me_stub_variables(message, '!');
    assert_non_null(strstr(me_redacted_record(variables, "mailenable", first), "\"truncated\""));
    assert_string_equal(me_redacted_record(variables, "second", second), first);
    me_stub_message_free(message);
    me_stub_unload();
}

/* --- time --------------------------------------------------------------------------------------------------------- */

enum { LONG = 1 << 20 };

/* Lets the module work on `text` and on many variables with its end, and returns the message. */
static struct msg *run_long(const char *text, size_t len)
{
    static const struct me_redacted_row none = {.label = "long"};
    char name[16];
    struct msg *message = me_stub_message_new(text, len, len, "x");
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name), "$!v%d", i);
        me_stub_set(message, name,
                    "\"aaaaaaaaaaaaaaaa\\t535 Invalid Username or Password\\t34\\t14\\tbob@example.com\"");
    }
    me_unit_limit_seconds(20);
    me_redacted_run(&none, message, "$!mailenable");
    return message;
}

/* A credential in a text of the same letter, as long as a message may be: linear, whatever repeats. The row is longer
 * than maxRow, so nobody knows which column is the reply. */
static void stays_linear(void **state)
{
    const size_t start = sizeof(START "AUTH\t") - 1, end = sizeof(END) - 1;
    char *line = malloc(LONG + start + LONG / 2 + end + 1);
    (void)state;
    memset(line, 'a', LONG);
    memcpy(line + LONG, START "AUTH\t", start);
    memset(line + LONG + start, 'a', LONG / 2);
    strcpy(line + LONG + start + LONG / 2, END);
    assert_true(me_stub_load());
    struct msg *message = run_long(line, LONG + start + LONG / 2 + end);
    assert_memory_equal(me_stub_raw(message), line, LONG);
    assert_string_equal(me_stub_raw(message) + LONG, START "AUTH\t{blank}\t{blank}\t{blank}\t{blank}\t{blank}");
    me_stub_message_free(message);
    me_stub_unload();
    free(line);
}

/* What each part of the search could be slow on, over and over. */
static void stays_linear_in_patterns(void **state)
{
    static const char *const patterns[] = {
        "\"",
        "\\",
        "\\\"",
        "\": \"",
        "{\"a\":\"",
        "[\"SMTP-IN \", \"",
        "SMTP-IN ",
        "SMTP-IN\t\t",
        "=\"\\u0009SMTP-IN",
        "{\"a\":\"" ESCAPED_START "AUTH\\tc2Vj" ESCAPED_END "\"}",
        START "AUTH\tc2VjcmV0" END "\n",
        START "AUTH\t\"c2VjcmV0" END "#012",
        "\\\\\\\"SMTP-IN\\\\\\t",
    };
    char *text = malloc(LONG);
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(patterns); i++) {
        const size_t len = strlen(patterns[i]);
        for (size_t at = 0; at < LONG; at++)
            text[at] = patterns[i][at % len];
        me_stub_message_free(run_long(text, LONG));
    }
    me_stub_unload();
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_no_limit_for_rows),
        cmocka_unit_test(decides_nothing_of_a_long_row),
        cmocka_unit_test(stays_linear),
        cmocka_unit_test(stays_linear_in_patterns),
    };

    return cmocka_run_group_tests_name("redaction_limits", tests, NULL, NULL);
}
