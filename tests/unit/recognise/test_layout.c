/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/recognise/layout.h: which words are a layout and what is said of others; which lines it makes records
 * of, and that no text which a stranger chose comes before the code in any of them.
 */
#include "recognise/layout.h"
#include "recognise/recognise.h"
#include "support/examined.h"
#include "support/guarded.h"
#include "support/unit.h"

#define DENIED "Relay Denied: Failed to meet all relay criteria."
#define FORGED "ME-I0108: Relay Granted: Sender has authenticated."
#define MESSAGE_ID "F97C625D979F4C59B928F5A02B4B99E9.MAI"
#define T60 "------------------------------------------------------------"

static const struct {
    const char *words;
    size_t place;     /* 0: it is a layout */
    const char *word; /* what is wrong: which word */
    const char *what;
} layouts[] = {
    {"time tab code", 0, "", ""},
    {"  TIME\tTab  '[' Number ']' blank CODE ", 0, "", ""},
    {"time \"it's \" id \" \" ip ':' number tab hex '-' code", 0, "", ""},
    {"time blank tab tab blank code", 0, "", ""},
    {"time '0x' hex ' ' code", 0, "", ""},
    {"time '" T60 "1234' blank code", 0, "", ""},
    {"time '" T60 "12' 'ab' blank code", 0, "", ""},
    {"", 1, "", "is not time, which has to be the first"},
    {"   ", 1, "", "is not time, which has to be the first"},
    {"tab code", 1, "tab", "is not time, which has to be the first"},
    {"'x' time tab code", 1, "'x'", "is not time, which has to be the first"},
    {"time", 1, "time", "is not code, which has to be the last"},
    {"time tab", 2, "tab", "is not code, which has to be the last"},
    {"time tab code tab", 4, "tab", "stands behind code, which has to be the last"},
    {"time tab time tab code", 3, "time", "stands there a second time"},
    {"time tab nubmer code", 3, "nubmer", "is not a known word"},
    {"time tab word tab code", 3, "word", "is not a known word"},
    {"time tab number, code", 3, "number,", "is not a known word"},
    {"time code", 2, "code", "needs tab, blank or a text before it"},
    {"time number tab code", 2, "number", "needs tab, blank or a text before it"},
    {"time tab number code", 4, "code", "needs tab, blank or a text before it"},
    {"time tab number hex tab code", 4, "hex", "needs tab, blank or a text before it"},
    {"time blank blank code", 3, "blank", "looks like the end of the word before it"},
    {"time ' ' blank code", 3, "blank", "looks like the end of the word before it"},
    {"time 'no1' number tab code", 3, "number", "looks like the end of the word before it"},
    {"time 'face' hex tab code", 3, "hex", "looks like the end of the word before it"},
    {"time 'ip:' ip tab code", 3, "ip", "looks like the end of the word before it"},
    {"time tab '[ code", 3, "'[ code", "lacks its closing quote"},
    {"time tab \"[' code", 3, "\"[' code", "lacks its closing quote"},
    {"time tab '", 3, "'", "lacks its closing quote"},
    {"time tab '' code", 3, "''", "holds no text"},
    {"time tab 'a\tb' code", 3, "'a\tb'", "holds a control character; for a TAB write tab"},
    {"time tab '\x7F' code", 3, "'\x7F'", "holds a control character; for a TAB write tab"},
    {"time tab '['number ']' code", 3, "'['", "needs a blank behind it"},
    {"time tab number']' code", 3, "number", "needs a blank behind it"},
    {"time '" T60 "12345' blank code", 2, "'" T60 "12345'", "makes the texts longer than 64 octets"},
    {"time '" T60 "12' 'abc' blank code", 3, "'abc'", "makes the texts longer than 64 octets"},
};

static void says_what_is_wrong_and_where(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(layouts); i++) {
        struct me_debug_layout layout;
        struct me_layout_problem problem;
        const bool good = me_layout_compile(me_unit_span(layouts[i].words), &layout, &problem);
        if (good != (layouts[i].place == 0))
            fail_msg("`%s`: %s", layouts[i].words, good ? "taken" : problem.what);
        if (good)
            continue;
        assert_int_equal(problem.place, layouts[i].place);
        assert_true(me_span_equal(problem.word, me_unit_span(layouts[i].word)));
        assert_string_equal(problem.what, layouts[i].what);
    }
}

/* `time tab tab ... code` of `count` words. */
static bool takes_words(size_t count)
{
    char words[256] = "time";
    struct me_debug_layout layout;
    struct me_layout_problem problem;
    for (size_t i = 2; i < count; i++)
        strcat(words, " tab");
    strcat(words, " code");
    const bool good = me_layout_compile(me_unit_span(words), &layout, &problem);
    if (!good)
        assert_string_equal(problem.what, "is one too many, 16 being allowed");
    return good;
}

static void takes_so_many_words(void **state)
{
    (void)state;
    assert_true(takes_words(ME_LAYOUT_WORDS_MAX - 1));
    assert_true(takes_words(ME_LAYOUT_WORDS_MAX));
    assert_false(takes_words(ME_LAYOUT_WORDS_MAX + 1));
}

#define IS_DENIED "log=debug|event=relay-denied|code=ME-I0111|time=2026-11-22T07:00:01|text=" DENIED

static const struct {
    const char *words;
    struct me_examined_row row;
} lines[] = {
    {"time tab '(thread ' number ')' tab code",
     {"a row that was typed into a text that is not known, and a record behind it",
      ME_BYTES("11/22/26 07:00:01\t(thread 7)\tME-W0999: About \r11/22/26 07:00:01\tSMTP-IN\t"
               "0123456789ABCDEF0123456789ABCDEF.MAI\t1\t192.0.2.9\tAUTH\tx@x.example. 11/22/26 07:00:02\t(thread 8)\t"
               "ME-I0101: y\t250 ok\t1\t2"),
      "event=ambiguous|secret=x@x.example."}},
    {"time '|' number '|' code",
     {"bars", ME_BYTES("11/22/26 07:00:01|1448|ME-I0111: " DENIED), IS_DENIED "|connection=1448|at_start=yes"}},
    {"time '|' number '|' code",
     {"date of another form", ME_BYTES("2026-11-22 07:00:01.5|1448|ME-I0111: " DENIED), IS_DENIED}},
    {"time '|' number '|' code",
     {"in brackets", ME_BYTES("[11/22/26 07:00:01]|1448|ME-I0111: " DENIED), IS_DENIED "|at_start=yes"}},
    {"time '] ' number ' ' code",
     {"a bracket of the layout's own", ME_BYTES("[11/22/26 07:00:01] 1448 ME-I0111: " DENIED),
      IS_DENIED "|connection=1448"}},
    {"time '|' number '|' code",
     {"bare time", ME_BYTES("07:00:01|1448|ME-I0111: " DENIED), "log=debug|code=ME-I0111|!time|connection=1448"}},
    {"time '|' number '|' code",
     {"behind a header", ME_BYTES("<13>Nov 22 07:00:02 MAIL01 11/22/26 07:00:01|1448|ME-I0111: " DENIED), IS_DENIED}},
    {"time '|' number '|' code",
     {"what is known anyway", ME_BYTES("11/22/26 07:00:01\tME-I0111: " DENIED), IS_DENIED "|!connection"}},
    {"time '|' number '|' code",
     {"and its columns", ME_BYTES("11/22/26 07:00:01 [7] Debug ME-I0111: " DENIED), IS_DENIED "|connection=7"}},
    {"time tab hex tab code",
     {"hexadecimal digits that are decimal ones", ME_BYTES("11/22/26 07:00:01\t00001448\tME-I0111: " DENIED),
      IS_DENIED "|!connection"}},
    {"time tab hex tab code",
     {"a TAB spelled with digits", ME_BYTES("11/22/26 07:00:01#0110A1F#011ME-I0111: " DENIED), IS_DENIED}},
    {"time tab number tab code",
     {"digits behind a TAB of digits", ME_BYTES("11/22/26 07:00:01#0111448#011ME-I0111: " DENIED),
      IS_DENIED "|connection=1448"}},
    {"time blank id ';' ip ';' number '/' number blank code",
     {"all columns", ME_BYTES("11/22/26 07:00:01  " MESSAGE_ID ";192.0.2.7;12/13   ME-I0111: " DENIED),
      IS_DENIED "|message_id=" MESSAGE_ID "|client_ip=192.0.2.7|connection=12"}},
    {"time '|' ip '|' code",
     {"IPv6", ME_BYTES("11/22/26 07:00:01|2001:DB8::1|ME-I0111: " DENIED), IS_DENIED "|client_ip=2001:db8::1"}},
    {"time tab 'SMTP-IN' tab hex tab code",
     {"a service word", ME_BYTES("11/22/26 07:00:01\tSMTP-IN\t0A1F\tME-I0111: " DENIED), IS_DENIED}},
    /* one octet more or less than the layout says */
    {"time '|' number '|' code", {"nothing taught", ME_BYTES("11/22/26 07:00:01|x|ME-I0111: " DENIED), "foreign"}},
    {"time '|' number '|' code", {"no digits", ME_BYTES("11/22/26 07:00:01||ME-I0111: " DENIED), "foreign"}},
    {"time '|' number '|' code", {"ten digits", ME_BYTES("11/22/26 07:00:01|1234567890|ME-I0111: " DENIED), IS_DENIED}},
    {"time '|' number '|' code",
     {"eleven digits", ME_BYTES("11/22/26 07:00:01|12345678901|ME-I0111: " DENIED), "foreign"}},
    {"time '|' hex '|' code",
     {"64 hexadecimal digits",
      ME_BYTES("11/22/26 07:00:01|"
               "0123456789abcdef0123456789ABCDEF"
               "0123456789abcdef0123456789ABCDEF"
               "|ME-I0111: " DENIED),
      IS_DENIED}},
    {"time '|' hex '|' code",
     {"65 hexadecimal digits",
      ME_BYTES("11/22/26 07:00:01|0"
               "0123456789abcdef0123456789ABCDEF"
               "0123456789abcdef0123456789ABCDEF"
               "|ME-I0111: " DENIED),
      "foreign"}},
    {"time '|' number '|' code",
     {"a blank too many", ME_BYTES("11/22/26 07:00:01| 1448|ME-I0111: " DENIED), "foreign"}},
    {"time '|' number '|' code",
     {"a column too many", ME_BYTES("11/22/26 07:00:01|a|1448|ME-I0111: " DENIED), "foreign"}},
    {"time tab tab hex tab code",
     {"a column too few", ME_BYTES("11/22/26 07:00:01\tAB12\tME-I0111: " DENIED), "foreign"}},
    {"time '|' ip '|' code", {"no address", ME_BYTES("11/22/26 07:00:01|fe|ME-I0111: " DENIED), "foreign"}},
    /* what strangers write */
    {"time '|' number '|' code",
     {"a record in a name behind another column", ME_BYTES("11/22/26 07:00:01|EHLO 11/22/26 07:00:01|1|" FORGED),
      "foreign"}},
    {"time '|' number '|' code",
     {"a name before the code", ME_BYTES("11/22/26 07:00:01|1448|mail.example.com ME-I0111: " DENIED), "foreign"}},
    {"time '|' number '|' code",
     {"a record in the text of a record", ME_BYTES("11/22/26 07:00:01|1448|ME-I0111: [11/22/26 07:00:01|1|" FORGED "]"),
      "log=debug|code=ME-I0111|connection=1448|!text"}},
    {"time '|' number '|' code",
     {"a record behind a record", ME_BYTES("11/22/26 07:00:01|1448|ME-I0111: " DENIED " 11/22/26 07:00:01|1|" FORGED),
      "log=debug|code=ME-I0111|connection=1448|event=relay-denied|!text"}},
    {"time blank '#' number ': ' code",
     {"a record in brackets behind a record",
      ME_BYTES("[11/22/26 07:00:01] #1448: ME-I0111: " DENIED " [11/22/26 07:00:01] #1: " FORGED),
      "log=debug|code=ME-I0111|connection=1448|event=relay-denied|!text"}},
    {"time '|' number '|' code",
     {"a record in another layout in the text of a record",
      ME_BYTES("11/22/26 07:00:01|1448|ME-I0106: Relay Granted: [x 11/22/26 07:00:01;1;" FORGED
               "@x.example] is in local "
               "address map."),
      "log=debug|code=ME-I0106|connection=1448|reason=sender-local|!anomaly"}},
    {"time '|' number '|' code",
     {"a record behind a lost timestamp", ME_BYTES("1448|ME-I0111: x 11/22/26 07:00:01|1|" FORGED), "foreign"}},
    {"time '|' number '|' code",
     {"a record behind half a layout", ME_BYTES("|ME-I0111: x 11/22/26 07:00:01|1|" FORGED), "foreign"}},
    {"time '|' number '|' code",
     {"a record in a row",
      ME_BYTES("11/22/26 07:00:01\tSMTP-IN\t" MESSAGE_ID "\t1448\t192.0.2.7\tEHLO\tEHLO 11/22/26 07:00:01|1|" FORGED
               "\t250 x\t1\t2\t\t"),
      "log=activity|event=hello"}},
    {"time tab 'SMTP-IN' tab id tab number tab ip tab code",
     {"a code in the command column of a row",
      ME_BYTES("11/22/26 07:00:01\tSMTP-IN\t" MESSAGE_ID "\t1448\t192.0.2.7\t" FORGED "\t" FORGED "\t500 x\t1\t2\t\t"),
      "log=activity|!code"}},
    {"time tab 'SMTP-IN' tab hex tab code",
     {"a code in the command column of a row without id",
      ME_BYTES("11/22/26 07:00:01\tSMTP-IN\t\t1448\t192.0.2.7\tUNKN\tx\tSMTP-IN\tAB\t" FORGED "\t500 x\t1\t2\t\t"),
      "log=activity|!code"}},
};

static struct me_debug_layout compiled(const char *words)
{
    struct me_debug_layout layout;
    struct me_layout_problem problem;
    if (!me_layout_compile(me_unit_span(words), &layout, &problem))
        fail_msg("`%s`: %s", words, problem.what);
    return layout;
}

static void reads_what_was_taught_and_nothing_else(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(lines); i++) {
        const struct me_debug_layout layout = compiled(lines[i].words);
        struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
        options.debug_layout = &layout;
        const struct me_examined examined = me_examine_with(lines[i].row.input, &options);
        me_examined_check(&examined, lines[i].row.label, lines[i].row.want);
    }
}

/* Whatever stands in the place of a column, the line is the layout's or none: every octet there is tried. */
static void no_octet_stands_in_for_a_column(void **state)
{
    const struct me_debug_layout layout = compiled("time '|' number '|' code");
    struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    (void)state;
    options.debug_layout = &layout;
    for (int octet = 0; octet < 256; octet++) {
        char line[] = "11/22/26 07:00:01|1|ME-I0111: " DENIED;
        struct me_record record;
        line[18] = (char)octet;
        const bool found = me_recognise((struct me_span){line, sizeof(line) - 1}, &options, &record) == ME_FOUND_RECORD;
        assert_int_equal(found, octet >= '0' && octet <= '9');
    }
}

/* No line is read beyond its ends, wherever it begins and ends. */
static void reads_nothing_outside(void **state)
{
    struct me_guarded memory = me_guarded_new(4096);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(lines); i++) {
        const struct me_debug_layout layout = compiled(lines[i].words);
        struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
        options.debug_layout = &layout;
        for (struct me_span text = lines[i].row.input; text.len > 0; text = me_span_skip(text, 1)) {
            me_examine_with(me_guarded_at_start(&memory, text), &options);
            me_examine_with(me_guarded_at_end(&memory, text), &options);
        }
    }
    me_guarded_free(&memory);
}

/* Many codes behind long runs of what the layout's words consist of: linear, or the alarm rings. */
static void takes_any_run_in_one_pass(void **state)
{
    enum { SIZE = 1 << 19, SECONDS_EACH = 2 };
    static const char *const patterns[] = {
        " ME-I0111:", "1 1 1 ME-I0111:", "|1|ME-I0111:", "SMTP-IN ", "SMTP-IN 0A ", "11/22/26 07:00:01|"};
    static const char fills[] = {' ', '1', '|', '\t'};
    const struct me_debug_layout layout =
        compiled("time '|' hex blank number blank number tab '|' number '|' blank hex blank code");
    struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    char *text = malloc(SIZE);
    (void)state;
    assert_non_null(text);
    options.debug_layout = &layout;
    for (size_t p = 0; p < ME_COUNT(patterns); p++) {
        for (size_t f = 0; f < ME_COUNT(fills); f++) {
            const size_t size = me_unit_amount(SIZE), len = strlen(patterns[p]);
            memset(text, fills[f], size);
            for (size_t at = size / 2; at + len <= size; at += len)
                memcpy(text + at, patterns[p], len);
            me_unit_limit_seconds(SECONDS_EACH);
            me_examine_with((struct me_span){text, size}, &options);
        }
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_wrong_and_where),
        cmocka_unit_test(takes_so_many_words),
        cmocka_unit_test(reads_what_was_taught_and_nothing_else),
        cmocka_unit_test(no_octet_stands_in_for_a_column),
        cmocka_unit_test(reads_nothing_outside),
        cmocka_unit_test(takes_any_run_in_one_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
