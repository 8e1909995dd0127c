/* SPDX-License-Identifier: Apache-2.0
 *
 * The text sink by itself: what becomes of each byte wherever it stands, objects and lists, and a memory that runs out.
 */
#include "json/writer.h"

#include "support/unit.h"
#include "text/utf8.h"

static const struct {
    const char *label;
    struct me_span input;
    const char *want; /* between the quotes */
} rows[] = {
    {"letters", ME_BYTES("RCPT TO:<a@example.com>"), "RCPT TO:<a@example.com>"},
    {"quote and backslash", ME_BYTES("\"\\"), "\\\"\\\\"},
    {"slash stays", ME_BYTES("a/b"), "a/b"},
    {"with a letter of their own", ME_BYTES("\b\f\n\r\t"), "\\b\\f\\n\\r\\t"},
    {"NUL", ME_BYTES("a\0b"), "a\\u0000b"},
    {"controls", ME_BYTES("\x01\x1B\x1F"), "\\u0001\\u001b\\u001f"},
    {"DEL", ME_BYTES("\x7F"), "\\u007f"},
    {"C1", ME_BYTES("\xC2\x80\xC2\x9F\xC2\xA0"), "\\u0080\\u009f\xC2\xA0"},
    {"two octets", ME_BYTES("m\xC3\xBCller"), "m\xC3\xBCller"},
    {"three octets", ME_BYTES("\xE2\x82\xAC"), "\xE2\x82\xAC"},
    {"four octets", ME_BYTES("\xF0\x9F\x93\xA7"), "\xF0\x9F\x93\xA7"},
    {"Arabic letter mark", ME_BYTES("\xD8\x9C"), "\\u061c"},
    {"left-to-right and right-to-left mark", ME_BYTES("\xE2\x80\x8E\xE2\x80\x8F"), "\\u200e\\u200f"},
    {"overrides and embeddings", ME_BYTES("\xE2\x80\xAA\xE2\x80\xAE"), "\\u202a\\u202e"},
    {"isolates", ME_BYTES("\xE2\x81\xA6\xE2\x81\xA9"), "\\u2066\\u2069"},
    {"beside the isolates", ME_BYTES("\xE2\x81\xA5\xE2\x81\xAA"), "\xE2\x81\xA5\xE2\x81\xAA"},
    {"line and paragraph separator", ME_BYTES("\xE2\x80\xA8\xE2\x80\xA9"), "\\u2028\\u2029"},
    {"bad byte",
     ME_BYTES("a\xFF"
              "b"),
     "a\xEF\xBF\xBD"
     "b"},
    {"cut character", ME_BYTES("\xE2\x82"), "\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"surrogate", ME_BYTES("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"overlong NUL", ME_BYTES("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD"},
};

static void must_be(struct me_writer *w, const char *label, const char *want)
{
    const struct me_span text = me_writer_text(w);
    if (!me_span_equal(text, me_unit_span(want)))
        fail_msg("%s: %.*s instead of %s", label, (int)text.len, text.ptr, want);
}

/* Each row at each place of a vector, with each number of letters behind it. */
static void escapes_wherever_it_stands(void **state)
{
    enum { AROUND = 35, ROOM = 512 };
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOP";
    struct me_writer w = {0};
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        for (size_t before = 0; before < AROUND; before++) {
            for (size_t behind = 0; behind < AROUND; behind++) {
                char input[ROOM], want[ROOM];
                memcpy(input, letters, before);
                memcpy(input + before, rows[i].input.ptr, rows[i].input.len);
                memcpy(input + before + rows[i].input.len, letters, behind);
                snprintf(want, sizeof(want), "\"%.*s%s%.*s\"", (int)before, letters, rows[i].want, (int)behind,
                         letters);
                /* of its very size, so that a sanitizer sees every step outside */
                const size_t len = before + rows[i].input.len + behind;
                char *exact = malloc(len);
                memcpy(exact, input, len);
                me_writer_start(&w);
                me_writer_put_text(&w, (struct me_span){0}, (struct me_span){exact, len});
                must_be(&w, rows[i].label, want);
                assert_int_equal(w.repaired, strstr(rows[i].want, "\xEF\xBF\xBD") != NULL);
                free(exact);
            }
        }
    }
    me_writer_free(&w);
}

static void writes_members(void **state)
{
    struct me_writer w = {0};
    (void)state;
    me_writer_start(&w);
    me_writer_open(&w, (struct me_span){0}, '{');
    const size_t empty = me_writer_open(&w, ME_WRITER_KEY("empty"), '{');
    me_writer_add_constant(&w, ME_WRITER_KEY("absent"), (struct me_span){0});
    me_writer_add_text(&w, ME_WRITER_KEY("absent"), (struct me_span){0});
    me_writer_add_plus(&w, ME_WRITER_KEY("absent"), (struct me_span){0});
    me_writer_add_number(&w, ME_WRITER_KEY("absent"), -1);
    me_writer_add_flag(&w, ME_WRITER_KEY("absent"), false);
    me_writer_add_list(&w, ME_WRITER_KEY("absent"), NULL, 0);
    me_writer_close(&w, empty, '}');
    const size_t part = me_writer_open(&w, ME_WRITER_KEY("part"), '{');
    me_writer_add_constant(&w, ME_WRITER_KEY("a-long-name-of-a-key"), ME_SPAN("x"));
    me_writer_add_plus(&w, ME_WRITER_KEY("p+q"), ME_SPAN("a+\"+b"));
    me_writer_close(&w, part, '}');
    me_writer_add_number(&w, ME_WRITER_KEY("zero"), 0);
    me_writer_add_number(&w, ME_WRITER_KEY("large"), INT64_MAX);
    me_writer_put_number(&w, ME_WRITER_KEY("small"), INT64_MIN);
    me_writer_add_flag(&w, ME_WRITER_KEY("yes"), true);
    const struct me_span list[] = {ME_SPAN("a"), ME_SPAN("")};
    me_writer_add_list(&w, ME_WRITER_KEY("list"), list, ME_COUNT(list));
    me_writer_open(&w, ME_WRITER_KEY("kept"), '[');
    me_writer_close_kept(&w, ']');
    me_writer_close_kept(&w, '}');
    must_be(&w, "members",
            "{\"part\":{\"a-long-name-of-a-key\":\"x\",\"p+q\":\"a \\\" b\"},\"zero\":0,\"large\":9223372036854775807,"
            "\"small\":-9223372036854775808,\"yes\":true,\"list\":[\"a\",\"\"],\"kept\":[]}");
    me_writer_start(&w);
    assert_null(me_writer_text(&w).ptr);
    me_writer_free(&w);
}

static void writes_numbers_of_each_length(void **state)
{
    struct me_writer w = {0};
    char want[32];
    (void)state;
    for (int64_t power = 1; power < INT64_MAX / 10; power *= 10)
        for (int64_t number = power - 1; number <= power + 1; number++) {
            snprintf(want, sizeof(want), "%lld", (long long)number);
            me_writer_start(&w);
            me_writer_put_number(&w, (struct me_span){0}, number);
            must_be(&w, "number", want);
        }
    me_writer_free(&w);
}

/* Each of its very size, so that a sanitizer sees every step outside. */
static void copies_constants_of_each_length(void **state)
{
    enum { LONGEST = 80 };
    struct me_writer w = {0};
    (void)state;
    for (size_t len = 0; len <= LONGEST; len++) {
        char want[LONGEST + 3], *exact = malloc(len);
        for (size_t i = 0; i < len; i++)
            exact[i] = (char)('!' + 1 + i % 60);
        snprintf(want, sizeof(want), "\"%.*s\"", (int)len, exact);
        me_writer_start(&w);
        me_writer_put_constant(&w, (struct me_span){0}, (struct me_span){exact, len});
        must_be(&w, "constant", want);
        free(exact);
    }
    me_writer_free(&w);
}

/* Long texts grow the memory, and it does not stay: the next text begins with none. */
static void keeps_little_memory(void **state)
{
    enum { LONG = 100000 };
    struct me_writer w = {0};
    char *text = calloc(LONG, 1);
    (void)state;
    me_writer_put_text(&w, (struct me_span){0}, (struct me_span){text, LONG});
    assert_int_equal(me_writer_text(&w).len, LONG * ME_WRITER_GROWTH + 2);
    assert_true(w.end - w.begin > ME_WRITER_KEPT_MAX);
    me_writer_start(&w);
    assert_null(w.begin);
    free(text);
    me_writer_free(&w);
}

/* A text that is too long fails, as without memory; what is written behind it changes nothing, and the next is good. */
static void fails_when_it_is_too_long(void **state)
{
    struct me_writer w = {0};
    (void)state;
    me_writer_open(&w, (struct me_span){0}, '{');
    const size_t part = me_writer_open(&w, ME_WRITER_KEY("part"), '{');
    me_writer_put_text(&w, ME_WRITER_KEY("a"), (struct me_span){"", ME_WRITER_MAX}); /* is not looked at */
    me_writer_put_constant(&w, ME_WRITER_KEY("b"), ME_SPAN("c"));
    me_writer_put_plus(&w, ME_WRITER_KEY("b"), ME_SPAN("c"));
    me_writer_put_number(&w, ME_WRITER_KEY("b"), 1);
    me_writer_put_true(&w, ME_WRITER_KEY("b"));
    me_writer_close(&w, part, '}');
    me_writer_close_kept(&w, '}');
    assert_true(w.failed);
    assert_null(me_writer_text(&w).ptr);
    me_writer_start(&w);
    me_writer_put_true(&w, (struct me_span){0});
    must_be(&w, "after a failure", "true");
    me_writer_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_wherever_it_stands),    cmocka_unit_test(writes_members),
        cmocka_unit_test(writes_numbers_of_each_length), cmocka_unit_test(copies_constants_of_each_length),
        cmocka_unit_test(keeps_little_memory),           cmocka_unit_test(fails_when_it_is_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
