/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/text/separator.h: every spelling of a TAB in both directions, and the noise around a line.
 */
#include "text/separator.h"

#include "support/guarded.h"
#include "support/unit.h"

static const struct {
    const char *label;
    struct me_span input;
    size_t want;
} tabs[] = {
    {"a TAB", ME_BYTES("\t"), 1},
    {"octal", ME_BYTES("#011"), 4},
    {"decimal", ME_BYTES("#009"), 4},
    {"C style", ME_BYTES("\\t"), 2},
    {"backslash and octal", ME_BYTES("\\011"), 4},
    {"prefix !", ME_BYTES("!011"), 4},
    {"prefix $", ME_BYTES("$011"), 4},
    {"prefix %", ME_BYTES("%011"), 4},
    {"prefix &", ME_BYTES("&011"), 4},
    {"prefix *", ME_BYTES("*011"), 4},
    {"prefix +", ME_BYTES("+011"), 4},
    {"prefix /", ME_BYTES("/011"), 4},
    {"prefix =", ME_BYTES("=011"), 4},
    {"prefix ?", ME_BYTES("?011"), 4},
    {"prefix @", ME_BYTES("@011"), 4},
    {"prefix ^", ME_BYTES("^011"), 4},
    {"prefix _", ME_BYTES("_011"), 4},
    {"prefix |", ME_BYTES("|011"), 4},
    {"prefix ~", ME_BYTES("~011"), 4},
    {"a fraction of a second", ME_BYTES(".011"), 0},
    {"a minute", ME_BYTES(":011"), 0},
    {"a digit before", ME_BYTES("0011"), 0},
    {"a letter before", ME_BYTES("A011"), 0},
    {"decimal behind another prefix", ME_BYTES("^009"), 0},
    {"another control character", ME_BYTES("#012"), 0},
    {"cut octal", ME_BYTES("#01"), 0},
    {"cut C style", ME_BYTES("\\"), 0},
    {"upper case C style", ME_BYTES("\\T"), 0},
    {"a blank", ME_BYTES(" "), 0},
    {"nothing", ME_BYTES(""), 0},
};

static void knows_each_spelling_in_both_directions(void **state)
{
    struct me_guarded memory = me_guarded_new(64);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(tabs); i++) {
        const struct me_span end = me_guarded_at_end(&memory, tabs[i].input);
        if (me_separator_tab(end.ptr, me_span_end(end)) != tabs[i].want)
            fail_msg("%s, forwards", tabs[i].label);
        const struct me_span start = me_guarded_at_start(&memory, tabs[i].input);
        if (me_separator_tab_before(start.ptr, me_span_end(start)) != tabs[i].want)
            fail_msg("%s, backwards", tabs[i].label);
    }
    me_guarded_free(&memory);
}

static void skips_runs_of_mixed_separators(void **state)
{
    static const struct me_span run = ME_BYTES(" \t#011\\t#009^011  ");
    (void)state;
    assert_ptr_equal(me_separator_skip(run.ptr, me_span_end(run)), me_span_end(run));
    assert_ptr_equal(me_separator_skip_before(run.ptr, me_span_end(run)), run.ptr);
    assert_ptr_equal(me_separator_skip(me_span_end(run), me_span_end(run)), me_span_end(run));
    assert_ptr_equal(me_separator_skip_before(run.ptr, run.ptr), run.ptr);
}

static const struct {
    const char *label;
    struct me_span input, want;
} noises[] = {
    {"nothing", ME_BYTES(""), ME_BYTES("")},
    {"no noise", ME_BYTES("a"), ME_BYTES("a")},
    {"only noise", ME_BYTES(" \t\r\n "), ME_BYTES("")},
    {"blanks", ME_BYTES("  a  "), ME_BYTES("a")},
    {"TABs", ME_BYTES("\t#011\\t#009a#009\\t#011\t"), ME_BYTES("a")},
    {"TABs behind a configured prefix", ME_BYTES("^011\\011a\\011^011"), ME_BYTES("a")},
    {"NULs", ME_BYTES("\0#000\\000a#000\0"), ME_BYTES("a")},
    {"NUL in C style", ME_BYTES("\\0a\\0"), ME_BYTES("a")},
    {"byte order mark",
     ME_BYTES("\xEF\xBB\xBF"
              "a"),
     ME_BYTES("a")},
    {"byte order mark in octal", ME_BYTES("#357#273#277a"), ME_BYTES("a")},
    {"byte order mark in C style",
     ME_BYTES("\\xEF\\xBB\\xBF"
              "a"),
     ME_BYTES("a")},
    {"byte order mark in lower case",
     ME_BYTES("\\xef\\xbb\\xbf"
              "a"),
     ME_BYTES("a")},
    {"half a byte order mark",
     ME_BYTES("\xEF\xBB"
              "a"),
     ME_BYTES("\xEF\xBB"
              "a")},
    {"blank, mark, blank", ME_BYTES(" \xEF\xBB\xBF a"), ME_BYTES("a")},
    {"CR and LF", ME_BYTES("a\r\n"), ME_BYTES("a")},
    {"CR and LF in octal", ME_BYTES("a#015#012"), ME_BYTES("a")},
    {"CR and LF in C style", ME_BYTES("a\\r\\n"), ME_BYTES("a")},
    {"CR behind a configured prefix", ME_BYTES("a^015"), ME_BYTES("a")},
    {"CR and blank", ME_BYTES("a\r "), ME_BYTES("a")},
    {"Snare's last column", ME_BYTES("a\tN/A"), ME_BYTES("a")},
    {"Snare's last column in octal", ME_BYTES("a#011N/A#015"), ME_BYTES("a")},
    {"Snare's last column in C style", ME_BYTES("a\\tN/A\\r"), ME_BYTES("a")},
    {"N/A that is a word", ME_BYTES("a N/A"), ME_BYTES("a N/A")},
    {"N/A alone", ME_BYTES("N/A"), ME_BYTES("N/A")},
    {"noise inside stays", ME_BYTES("a#011b\\rc"), ME_BYTES("a#011b\\rc")},
    {"digits that are no escape", ME_BYTES("a0015"), ME_BYTES("a0015")},
};

static void trims_noise_in_every_spelling(void **state)
{
    struct me_guarded memory = me_guarded_new(64);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(noises); i++)
        for (int at_end = 0; at_end <= 1; at_end++) {
            const struct me_span text =
                at_end ? me_guarded_at_end(&memory, noises[i].input) : me_guarded_at_start(&memory, noises[i].input);
            const struct me_span got = me_separator_trim(text);
            if (!me_span_equal(got, noises[i].want))
                fail_msg("%s: \"%.*s\"", noises[i].label, (int)got.len, got.ptr);
        }
    me_guarded_free(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_each_spelling_in_both_directions),
        cmocka_unit_test(skips_runs_of_mixed_separators),
        cmocka_unit_test(trims_noise_in_every_spelling),
    };

    return cmocka_run_group_tests_name("separator", tests, NULL, NULL);
}
