/* SPDX-License-Identifier: Apache-2.0
 *
 * Every escape of JSON, those that are none, and where each octet of the result stands in the text.
 */
#include "text/json_unescape.h"

#include "support/guarded.h"
#include "support/unit.h"

enum { TEXT_MAX = 64 };

struct row {
    const char *label;
    struct me_span text, want;
    const char *at; /* a digit or letter, base 36, for each octet of `want` and for its end */
};

static const struct row rows[] = {
    {"nothing", ME_BYTES(""), ME_BYTES(""), "0"},
    {"no escape", ME_BYTES("ab\0c"), ME_BYTES("ab\0c"), "01234"},
    {"letters", ME_BYTES("\\b\\f\\n\\r\\t"), ME_BYTES("\b\f\n\r\t"), "02468a"},
    {"signs", ME_BYTES("\\\"\\\\\\/"), ME_BYTES("\"\\/"), "0246"},
    {"an escaped backslash before a letter", ME_BYTES("\\\\tx"), ME_BYTES("\\tx"), "0234"},
    {"a TAB by its number", ME_BYTES("a\\u0009b"), ME_BYTES("a\tb"), "0178"},
    {"NUL by its number", ME_BYTES("\\u0000"), ME_BYTES("\0"), "06"},
    {"two octets, digits of both cases", ME_BYTES("\\u00E9\\u00e9"), ME_BYTES("\xC3\xA9\xC3\xA9"), "0066c"},
    {"the last of one octet, the first of two", ME_BYTES("\\u007f\\u0080"), ME_BYTES("\x7F\xC2\x80"), "066c"},
    {"the last of two, the first of three", ME_BYTES("\\u07ff\\u0800"), ME_BYTES("\xDF\xBF\xE0\xA0\x80"), "00666c"},
    {"a pair", ME_BYTES("\\ud83d\\udca9x"), ME_BYTES("\xF0\x9F\x92\xA9x"), "0000cd"},
    {"the first and the last pair", ME_BYTES("\\ud800\\udc00\\udbff\\udfff"),
     ME_BYTES("\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"), "0000cccco"},
    {"a first half alone", ME_BYTES("\\ud83dx"), ME_BYTES("\xED\xA0\xBDx"), "00067"},
    {"a second half alone", ME_BYTES("\\udca9"), ME_BYTES("\xED\xB2\xA9"), "0006"},
    {"a first half before another character", ME_BYTES("\\ud83d\\u0041"), ME_BYTES("\xED\xA0\xBD\x41"), "0006c"},
    {"a first half before a cut one", ME_BYTES("\\ud83d\\udca"), ME_BYTES("\xED\xA0\xBDudca"), "000689ab"},
    {"a letter that JSON does not know", ME_BYTES("\\x41"), ME_BYTES("x41"), "0234"},
    {"no digit", ME_BYTES("\\u00g0"), ME_BYTES("u00g0"), "023456"},
    {"digits that are cut", ME_BYTES("\\u004"), ME_BYTES("u004"), "02345"},
    {"a backslash at the end", ME_BYTES("a\\"), ME_BYTES("a\\"), "012"},
};

static const struct row of_structured_data[] = {
    {"the signs", ME_BYTES("\\\"\\\\\\]x"), ME_BYTES("\"\\]x"), "02467"},
    {"an escaped backslash before a letter", ME_BYTES("\\\\tx"), ME_BYTES("\\tx"), "0234"},
    {"JSON's escapes", ME_BYTES("\\t\\/\\u0009"), ME_BYTES("\\t\\/\\u0009"), "0123456789a"},
    {"a backslash at the end", ME_BYTES("a\\"), ME_BYTES("a\\"), "012"},
};

static uint32_t digit_of(char c)
{
    return (uint32_t)(me_ascii_digit(c) ? c - '0' : c - 'a' + 10);
}

static void check_places(const struct row *row, const uint32_t *at)
{
    assert_int_equal(strlen(row->at), row->want.len + 1);
    for (size_t i = 0; i <= row->want.len; i++)
        if (at[i] != digit_of(row->at[i]))
            fail_msg("%s: octet %zu stands at %u", row->label, i, at[i]);
}

static void check(const struct row *row, const char *bytes, size_t len)
{
    if (!me_span_equal((struct me_span){bytes, len}, row->want))
        fail_msg("%s: \"%.*s\"", row->label, (int)len, bytes);
}

static void resolves_every_escape(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        char bytes[TEXT_MAX];
        uint32_t at[TEXT_MAX + 1];
        check(&rows[i], bytes, me_json_unescape(rows[i].text, bytes, at));
        check_places(&rows[i], at);
    }
}

static void resolves_the_escapes_of_structured_data(void **state)
{
    struct me_guarded memory = me_guarded_new(TEXT_MAX);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(of_structured_data); i++) {
        const struct row *row = &of_structured_data[i];
        char bytes[TEXT_MAX];
        uint32_t at[TEXT_MAX + 1];
        check(row, bytes, me_json_unescape_signs(me_guarded_at_end(&memory, row->text), bytes, at));
        check_places(row, at);
    }
    me_guarded_free(&memory);
}

/* In place, and without a read behind the text. */
static void decodes_in_place(void **state)
{
    struct me_guarded memory = me_guarded_new(TEXT_MAX);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        const struct me_span text = me_guarded_at_end(&memory, rows[i].text);
        char *bytes = memory.end - text.len;
        assert_ptr_equal(bytes, text.ptr);
        check(&rows[i], bytes, me_json_unescape(text, bytes, NULL));
    }
    me_guarded_free(&memory);
}

static void says_what_may_change(void **state)
{
    (void)state;
    assert_false(me_json_unescape_may_change((struct me_span){0}));
    assert_false(me_json_unescape_may_change(ME_SPAN("a/b")));
    assert_true(me_json_unescape_may_change(ME_SPAN("a\\")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(resolves_every_escape), cmocka_unit_test(decodes_in_place),
                                       cmocka_unit_test(resolves_the_escapes_of_structured_data),
                                       cmocka_unit_test(says_what_may_change)};

    return cmocka_run_group_tests_name("json_unescape", tests, NULL, NULL);
}
