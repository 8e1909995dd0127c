/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of the parts of the report that bytes or the calendar can hurt: lines and their headers, escaping, the clock,
 * names and their limits. What the whole command says, tests/report looks at.
 */
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "output/escape.h"
#include "input/jsonline.h"
#include "input/line.h"
#include "input/utf16.h"
#include "count/names.h"
#include "count/masks.h"
#include "recognise/anchor.h"
#include "text/scan.h"

#include "support/guarded.h"
#include "support/unit.h"

static const char *const lines[] = {
    "{\"message\":\"11\\/22\\/26 07:00:01\\tME-I0111: Relay Denied\",\"host\":{\"name\":\"mail\\u00e9\"},\"n\":[1,{}]}",
    "{\"a\":\"\\\"\\\\\",\"msg\":\"\\ud83d\\udca9 \\ud83d x \\u12\",\"hostname\":\"h\"}",
    "{\"message\":{\"message\":\"no\"},\"message\":\"ME-I0111: yes\"",
    "<133>1 2026-11-22T07:00:01.1+02:00 mail09 app - - [a b=\"x\\\"]\"][c] ME-I0111: Relay Denied",
    "2026-11-22T07:00:01+02:00 mail09 tag[1]: ME-I0111: Relay Denied",
    "<13>Nov 22 07:00:01 mail09 ME-I0111: Relay Denied: Failed to meet all relay criteria.",
    "11/22/26 07:00:01\tSMTP-IN\tF97C625D979F4C59B928F5A02B4B99E9.MAI\t1448\t198.51.100.7\tRCPT\tRCPT TO:<a@b>\t550 no",
};

/* Every prefix of every line, with both ends at a page that nobody may touch. */
static void test_no_prefix_of_a_line_is_read_over(void **state)
{
    struct me_guarded memory = me_guarded_new(1024);
    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
        for (size_t len = 1; len <= strlen(lines[i]); len++)
            for (int at_end = 0; at_end < 2; at_end++) {
                struct me_line line;
                const struct me_span text = {lines[i], len};
                const struct me_span copy =
                    at_end ? me_guarded_at_end(&memory, text) : me_guarded_at_start(&memory, text);
                me_line_read(memory.begin + (copy.ptr - memory.begin), copy.len,
                             me_anchor_find(copy.ptr, me_span_end(copy)), &ME_RECOGNISE_DEFAULTS, &line);
                if (line.kind == ME_LINE_RECORD && line.record.text.ptr != NULL)
                    assert_true(me_span_end(line.record.text) <= me_span_end(copy));
            }
    me_guarded_free(&memory);
}

/* Text in ASCII, then UTF-16 of either form, an odd byte, and ASCII again: the pieces it comes in do not matter. */
static void test_utf_16_comes_in_pieces(void **state)
{
    static const char text[] = "1\n\xFF\xFE"
                               "2\0\xAC\x20=\xD8\xA9\xDC\n\0"
                               "3\0"
                               "3\0\n\0"
                               "4\n"
                               "\0"
                               "5\0"
                               "5\0\n"
                               "6";
    static const char want[] = "1\n2\xE2\x82\xAC\xF0\x9F\x92\xA9\n33\n4\n55\n6";
    enum { LEN = sizeof(text) - 1 };
    (void)state;
    for (size_t piece = 1; piece <= LEN; piece++) {
        struct me_utf16 utf16 = {.at_line_start = true};
        char out[2 * LEN];
        size_t used = 0, from = 0, to = 0;
        while (from < LEN) {
            size_t taken;
            const size_t before = used;
            used += me_utf16_decode(&utf16, text + from, to - from, to == LEN, out + used, sizeof(out) - used, &taken);
            from += taken;
            if (to == LEN)
                assert_true(taken > 0 || used > before);
            to = to + piece < LEN ? to + piece : LEN;
        }
        assert_int_equal(used, sizeof(want) - 1);
        assert_memory_equal(out, want, used);
    }
}

static void test_json_lines_are_decoded_in_place(void **state)
{
    char line[256];
    struct me_span message, host;
    (void)state;
    strcpy(line, lines[0]);
    assert_true(me_jsonline_read(line, strlen(line), &message, &host));
    assert_true(me_span_equal(message, ME_SPAN("11/22/26 07:00:01\tME-I0111: Relay Denied")));
    assert_true(me_span_equal(host, ME_SPAN("mail\xC3\xA9")));
    strcpy(line, "{\"msg\":\"\\ud83d\\udca9\"}");
    assert_true(me_jsonline_read(line, strlen(line), &message, &host));
    assert_true(me_span_equal(message, ME_SPAN("\xF0\x9F\x92\xA9")));
    assert_null(host.ptr);
    strcpy(line, "{\"other\":\"x\"}");
    assert_false(me_jsonline_read(line, strlen(line), &message, &host));
}

static void test_a_strangers_record_behind_a_header_is_not_the_lines(void **state)
{
    static const char *const headers[] = {
        "Nov 22 07:00:01 MAIL01 mailenable: ", "Nov 22 07:00:01 MAIL01 ",
        "2026-11-22T07:00:01+01:00 MAIL01 mailenable: ", "<13>1 2026-11-22T07:00:01Z MAIL01 mailenable - - - "};
    static const char *const starts[] = {"", "07:00:23\t", "07:00:23#011"}; /* the last two look like a tag */
    (void)state;
    for (size_t i = 0; i < ME_COUNT(headers) * ME_COUNT(starts); i++) {
        char text[256];
        struct me_line line;
        const int len = snprintf(text, sizeof(text),
                                 "%s%sME-I0106: Relay Granted: [07/24/14 15:40:49\tME-I0111: Relay Denied: Failed to "
                                 "meet all relay criteria.] is in local address map.",
                                 headers[i / ME_COUNT(starts)], starts[i % ME_COUNT(starts)]);
        me_line_read(text, (size_t)len, me_anchor_find(text, text + len), &ME_RECOGNISE_DEFAULTS, &line);
        assert_int_equal(line.kind, ME_LINE_RECORD);
        assert_true(me_span_equal(line.record.code, ME_SPAN("ME-I0106")));
    }
}

/* Days of all the years that a log can have, there and back; every thirteenth, which meets every date. */
static void test_the_calendar_goes_there_and_back(void **state)
{
    enum { STEP = 13 };
    char text[ME_CLOCK_TEXT_MAX];
    int64_t from, to, first, last;
    (void)state;
    assert_true(me_clock_parse(ME_SPAN("0001-01-01"), 0, &first, &to));
    assert_true(me_clock_parse(ME_SPAN("9999-12-31"), 0, &last, &to));
    int weekday = me_clock_weekday(first);
    for (int64_t day = first; day <= last; day += STEP * ME_DAY) {
        me_clock_text(day, ME_CLOCK_DAY, text);
        assert_true(me_clock_parse((struct me_span){text, strlen(text)}, 0, &from, &to));
        assert_int_equal(from, day);
        assert_int_equal(to, day + ME_DAY);
        assert_int_equal(me_clock_weekday(day), weekday);
        weekday = (weekday + STEP) % 7;
    }
    assert_true(me_clock_parse(ME_SPAN("2026-11-22"), 0, &from, &to));
    assert_int_equal(me_clock_weekday(from), 6); /* a Sunday */
}

static void set_zone(const char *zone)
{
    assert_int_equal(setenv("TZ", zone, 1), 0);
    tzset();
}

static void test_words_for_times(void **state)
{
    static const struct {
        struct me_span words;
        int64_t from, to; /* from `now`; both 0: refused */
    } rows[] = {
        {ME_BYTES("today"), -3600, 82800},
        {ME_BYTES("Yesterday"), -90000, -3600},
        {ME_BYTES("30m"), -1800, -1800},
        {ME_BYTES("2h"), -7200, -7200},
        {ME_BYTES("1w"), -604800, -604800},
        {ME_BYTES("1970-01-11"), -3600, 82800},
        {ME_BYTES("1970-01-11 01:00"), 0, 60},
        {ME_BYTES("1970-01-11T01:00:05"), 5, 6},
        {ME_BYTES("1970-02-30"), 0, 0},
        {ME_BYTES("01/11/1970"), 0, 0},
        {ME_BYTES("1970-01-11x01:00"), 0, 0},
        {ME_BYTES("h"), 0, 0},
        {ME_BYTES("2"), 0, 0},
        {ME_BYTES("2hh"), 0, 0},
        {ME_BYTES("99999999999h"), 0, 0},
        {ME_BYTES(""), 0, 0},
    };
    const int64_t now = 10 * ME_DAY + ME_HOUR;
    (void)state;
    set_zone("UTC0");
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        int64_t from, to;
        const bool good = me_clock_parse(rows[i].words, now, &from, &to);
        assert_int_equal(good, rows[i].from != 0 || rows[i].to != 0);
        if (good) {
            assert_int_equal(from - now, rows[i].from);
            assert_int_equal(to - now, rows[i].to);
        }
    }
}

/* Spelled out, so that no table of zones is needed: +1, and +2 from the last Sunday of March to that of October. */
static const char berlin[] = "CET-1CEST,M3.5.0,M10.5.0/3";

static void test_words_for_times_when_clocks_change(void **state)
{
    static const struct {
        const char *zone, *now; /* in UTC */
        struct me_span words;
        const char *from, *to; /* on the wall */
    } rows[] = {
        /* Spring: 02:00 became 03:00 at 01:00 UTC. */
        {berlin, "2026-03-29T01:30:00", ME_BYTES("1h"), "2026-03-29T01:30:00", "2026-03-29T01:30:00"},
        {berlin, "2026-03-29T01:30:00", ME_BYTES("30m"), "2026-03-29T03:00:00", "2026-03-29T03:00:00"},
        {berlin, "2026-03-29T01:30:00", ME_BYTES("31m"), "2026-03-29T01:59:00", "2026-03-29T01:59:00"},
        {berlin, "2026-03-29T22:30:00", ME_BYTES("1d"), "2026-03-29T00:30:00", "2026-03-29T00:30:00"},
        {berlin, "2026-03-29T22:30:00", ME_BYTES("today"), "2026-03-30T00:00:00", "2026-03-31T00:00:00"},
        {berlin, "2026-03-29T21:30:00", ME_BYTES("today"), "2026-03-29T00:00:00", "2026-03-30T00:00:00"},
        {berlin, "2026-03-29T21:30:00", ME_BYTES("yesterday"), "2026-03-28T00:00:00", "2026-03-29T00:00:00"},
        /* Autumn: 03:00 became 02:00 at 01:00 UTC. */
        {berlin, "2026-10-25T00:30:00", ME_BYTES("1h"), "2026-10-25T01:30:00", "2026-10-25T01:30:00"},
        {berlin, "2026-10-25T01:30:00", ME_BYTES("1h"), "2026-10-25T02:30:00", "2026-10-25T02:30:00"},
        {berlin, "2026-10-25T01:30:00", ME_BYTES("2h"), "2026-10-25T01:30:00", "2026-10-25T01:30:00"},
        {berlin, "2026-10-25T22:30:00", ME_BYTES("1d"), "2026-10-24T23:30:00", "2026-10-24T23:30:00"},
        {berlin, "2026-10-25T22:30:00", ME_BYTES("24h"), "2026-10-25T00:30:00", "2026-10-25T00:30:00"},
        {berlin, "2026-10-25T23:00:00", ME_BYTES("yesterday"), "2026-10-25T00:00:00", "2026-10-26T00:00:00"},
        /* Both ends of the world, the turn of a year, half an hour, a leap day. */
        {"XXX-14", "2026-12-31T10:00:00", ME_BYTES("today"), "2027-01-01T00:00:00", "2027-01-02T00:00:00"},
        {"XXX-14", "2026-12-31T09:59:59", ME_BYTES("today"), "2026-12-31T00:00:00", "2027-01-01T00:00:00"},
        {"XXX12", "2027-01-01T11:59:59", ME_BYTES("yesterday"), "2026-12-30T00:00:00", "2026-12-31T00:00:00"},
        {"XXX-5:30", "2026-11-22T18:29:59", ME_BYTES("today"), "2026-11-22T00:00:00", "2026-11-23T00:00:00"},
        {"XXX-5:30", "2026-11-22T18:30:00", ME_BYTES("today"), "2026-11-23T00:00:00", "2026-11-24T00:00:00"},
        {"XXX-5:30", "2026-11-22T18:30:00", ME_BYTES("1h"), "2026-11-22T23:00:00", "2026-11-22T23:00:00"},
        {"UTC0", "2028-03-01T00:00:00", ME_BYTES("yesterday"), "2028-02-29T00:00:00", "2028-03-01T00:00:00"},
        {"UTC0", "2028-03-01T00:00:00", ME_BYTES("1w"), "2028-02-23T00:00:00", "2028-02-23T00:00:00"},
        /* What names its moment itself has nothing to do with the clock. */
        {berlin, "2026-10-25T01:30:00", ME_BYTES("2026-10-25 02:30"), "2026-10-25T02:30:00", "2026-10-25T02:31:00"},
        {berlin, "2026-10-25T01:30:00", ME_BYTES("2026-03-29"), "2026-03-29T00:00:00", "2026-03-30T00:00:00"},
        {berlin, "2026-10-25T01:30:00", ME_BYTES("2026-03-29T02:30:00"), "2026-03-29T02:30:00", "2026-03-29T02:30:01"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        int64_t now, end, from, to;
        char text[ME_CLOCK_TEXT_MAX];
        set_zone(rows[i].zone);
        assert_true(me_clock_parse((struct me_span){rows[i].now, strlen(rows[i].now)}, 0, &now, &end));
        assert_true(me_clock_parse(rows[i].words, now, &from, &to));
        assert_string_equal(me_clock_text(from, ME_CLOCK_FULL, text), rows[i].from);
        assert_string_equal(me_clock_text(to, ME_CLOCK_FULL, text), rows[i].to);
    }
    set_zone("UTC0");
}

static void test_terminal_text_keeps_its_width(void **state)
{
    static const struct me_span texts[] = {
        ME_BYTES("plain"),    ME_BYTES("\x1B[31m"),           ME_BYTES("\xE2\x80\xAE"),
        ME_BYTES("\xFF\xC3"), ME_BYTES("a\xF0\x9F\x92\xA9z"), ME_BYTES("\0\n\t"),
        ME_BYTES(""),
    };
    (void)state;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
        for (size_t width = 0; width < 40; width++) {
            char out[41];
            memset(out, 'X', sizeof(out));
            const size_t used = me_escape_terminal(texts[i], width, out);
            assert_true(used <= width);
            assert_int_equal(strlen(out), used);
            for (size_t j = 0; j < used; j++)
                assert_true(out[j] >= ' ' && out[j] <= '~');
        }
}

static void test_names_at_their_limit(void **state)
{
    (void)state;
    for (unsigned count = ME_NAMES_SHOWN_MAX - 1; count <= ME_NAMES_SHOWN_MAX + 1; count++) {
        struct me_names_budget budget = {1000, {{1, 2}}};
        struct me_names names = {0};
        for (int turn = 0; turn < 2; turn++)
            for (unsigned i = 0; i < count; i++) {
                char name[16];
                const int len = snprintf(name, sizeof(name), "name%u", i);
                assert_true(me_names_add(&names, (struct me_span){name, (size_t)len}, &budget));
            }
        assert_int_equal(me_names_distinct(&names), count);
        assert_int_equal(names.shown_count, count < ME_NAMES_SHOWN_MAX ? count : ME_NAMES_SHOWN_MAX);
        assert_int_equal(names.shown[0].count, 2);
        assert_false(names.at_least);
        me_names_free(&names);
    }
}

/* However a row of names is cut in two, the parts together count what the whole counts. */
static void test_names_of_two_parts(void **state)
{
    enum { DIFFERENT = 60, ALL = 3 * DIFFERENT };
    struct me_span row[ALL];
    char room[DIFFERENT][8];
    (void)state;
    for (unsigned i = 0; i < ALL; i++) {
        const unsigned which = (i * 7 + i / DIFFERENT) % DIFFERENT;
        row[i] = (struct me_span){room[which], (size_t)snprintf(room[which], sizeof(room[which]), "n%u", which)};
    }
    for (unsigned cut = 0; cut <= ALL; cut++) {
        struct me_names_budget budget = {1000, {{1, 2}}};
        struct me_names whole = {0}, parts[2] = {{0}};
        for (unsigned i = 0; i < ALL; i++) {
            assert_true(me_names_add(&whole, row[i], &budget));
            assert_true(me_names_add(&parts[i >= cut], row[i], &budget));
        }
        assert_true(me_names_merge(&parts[0], &parts[1], &budget));
        assert_int_equal(me_names_distinct(&parts[0]), me_names_distinct(&whole));
        assert_int_equal(parts[0].shown_count, whole.shown_count);
        for (unsigned i = 0; i < whole.shown_count; i++) {
            assert_int_equal(parts[0].shown[i].count, whole.shown[i].count);
            assert_int_equal(parts[0].shown[i].len, whole.shown[i].len);
            assert_memory_equal(parts[0].shown[i].text, whole.shown[i].text, whole.shown[i].len);
        }
        me_names_free(&whole);
        me_names_free(&parts[0]);
        me_names_free(&parts[1]);
    }
}

static void test_names_beyond_the_budget_are_a_lower_bound(void **state)
{
    struct me_names_budget budget = {32, {{1, 2}}};
    struct me_names names = {0};
    (void)state;
    for (unsigned i = 0; i < 100; i++) {
        char name[16];
        const int len = snprintf(name, sizeof(name), "name%u", i);
        assert_true(me_names_add(&names, (struct me_span){name, (size_t)len}, &budget));
    }
    assert_true(names.at_least);
    assert_true(me_names_distinct(&names) > ME_NAMES_SHOWN_MAX && me_names_distinct(&names) < 100);
    assert_int_equal(budget.left, 0);
    me_names_free(&names);
}

static void test_shapes(void **state)
{
    static const struct {
        struct me_span line;
        const char *want;
    } rows[] = {
        {ME_BYTES("11/22/26 ME-I0111: bob@x.org"), "99/99/99 ME-I0111: aaa@a.aaa"},
        {ME_BYTES("SMTP-IN\tme-i0111 averylongname"), "SMTP-IN\\taa-a9999 aaaaaaaa"},
        {ME_BYTES("xSMTP-IN \xC3\xA9 \x1B"), "aaaaa-aa aa \\x1b"},
        {ME_BYTES("ME-IXXXX ME-IABCD"), "ME-IXXXX aa-aaaaa"},
        {ME_BYTES("11/22/26#011ME-I0111: x#015"), "99/99/99#011ME-I0111: a#015"},
        {ME_BYTES("1\\tME-I0111\\tSMTP-IN#009EHLO\\r\\n"), "9\\tME-I0111\\tSMTP-IN#009EHLO\\r\\n"},
        {ME_BYTES("1\tME-I0111\tSMTP-OU#012"), "9\\tME-I0111\\tSMTP-OU#012"},
        {ME_BYTES("bob#011RCPT TO:<ann#017@x#1234>"), "aaa#011RCPT TO:<aaa#999@a#9999>"},
        {ME_BYTES("0AF4.MAI 0AF4.MAIL ME-I01112 ME-I0111a"), "9aa9.MAI 9aa9.aaaa aa-a99999 aa-a9999a"},
        {ME_BYTES("AUTHOR AUTHEHLO EHLO2 EHLO"), "aaaaaa aaaaaaaa aaaa9 EHLO"},
        {ME_BYTES("me#01 #"), "aa#99 #"},
        {ME_BYTES(""), ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char out[ME_MASK_MAX + 4];
        me_masks_of(rows[i].line, out);
        assert_string_equal(out, rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_prefix_of_a_line_is_read_over),
        cmocka_unit_test(test_utf_16_comes_in_pieces),
        cmocka_unit_test(test_json_lines_are_decoded_in_place),
        cmocka_unit_test(test_a_strangers_record_behind_a_header_is_not_the_lines),
        cmocka_unit_test(test_the_calendar_goes_there_and_back),
        cmocka_unit_test(test_words_for_times),
        cmocka_unit_test(test_words_for_times_when_clocks_change),
        cmocka_unit_test(test_terminal_text_keeps_its_width),
        cmocka_unit_test(test_names_at_their_limit),
        cmocka_unit_test(test_names_of_two_parts),
        cmocka_unit_test(test_names_beyond_the_budget_are_a_lower_bound),
        cmocka_unit_test(test_shapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
