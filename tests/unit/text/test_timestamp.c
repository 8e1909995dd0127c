/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/text/timestamp.h: shapes, values, and the count of seconds against a walk over the calendar.
 */
#include "text/timestamp.h"

#include "support/guarded.h"
#include "support/unit.h"

static const struct {
    const char *label;
    struct me_span input;
    int start; /* -1: no date ends there */
    unsigned year, month, day;
} dates[] = {
    {"two digits", ME_BYTES("11/22/26"), 0, 2026, 11, 22},
    {"two digits, 00", ME_BYTES("01/02/00"), 0, 2000, 1, 2},
    {"two digits, 99", ME_BYTES("12/31/99"), 0, 2099, 12, 31},
    {"four digits", ME_BYTES("11/22/2026"), 0, 2026, 11, 22},
    {"ISO", ME_BYTES("2026-11-22"), 0, 2026, 11, 22},
    {"something before", ME_BYTES("x 11/22/26"), 2, 2026, 11, 22},
    {"digits before", ME_BYTES("911/22/26"), 1, 2026, 11, 22},
    {"values are not judged", ME_BYTES("99/99/26"), 0, 2026, 99, 99},
    {"one digit short", ME_BYTES("1/22/26"), -1, 0, 0, 0},
    {"two digits with dashes", ME_BYTES("11-22-26"), -1, 0, 0, 0},
    {"mixed", ME_BYTES("11/22-26"), -1, 0, 0, 0},
    {"ISO with slashes", ME_BYTES("2026/11/22"), -1, 0, 0, 0},
    {"a letter", ME_BYTES("11/2x/26"), -1, 0, 0, 0},
    {"a blank behind", ME_BYTES("11/22/26 "), -1, 0, 0, 0},
    {"nothing", ME_BYTES(""), -1, 0, 0, 0},
};

static void reads_dates_backwards(void **state)
{
    struct me_guarded memory = me_guarded_new(64);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(dates); i++) {
        struct me_timestamp t = {0};
        const struct me_span text = me_guarded_at_start(&memory, dates[i].input);
        const char *start = me_timestamp_date_before(text.ptr, me_span_end(text), &t);
        const int got = start == NULL ? -1 : (int)(start - text.ptr);
        if (got != dates[i].start ||
            (got >= 0 && (t.year != dates[i].year || t.month != dates[i].month || t.day != dates[i].day)))
            fail_msg("%s: at %d, %u-%u-%u", dates[i].label, got, t.year, t.month, t.day);
    }
    me_guarded_free(&memory);
}

static const struct {
    struct me_span input;
    bool want;
} times[] = {
    {ME_BYTES("07:00:59"), true},
    {ME_BYTES("99:99:99"), true},
    {ME_BYTES("07:00:59.1"), true},
    {ME_BYTES("07:00:59,123"), true},
    {ME_BYTES("07:00:59.123456789"), true},
    {ME_BYTES("07:00:59."), false},
    {ME_BYTES("07:00:59,"), false},
    {ME_BYTES("07:00:59.1x"), false},
    {ME_BYTES("07:00:5"), false},
    {ME_BYTES("7:00:59"), false},
    {ME_BYTES("07:00:59Z"), false},
    {ME_BYTES("07.00.59"), false},
    {ME_BYTES("07:00"), false},
    {ME_BYTES(""), false},
    {ME_BYTES("07:00:590"), false},
};

static void reads_times(void **state)
{
    struct me_guarded memory = me_guarded_new(64);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(times); i++) {
        struct me_timestamp t = {0};
        if (me_timestamp_time(me_guarded_at_end(&memory, times[i].input), &t) != times[i].want)
            fail_msg("%.*s", (int)times[i].input.len, times[i].input.ptr);
    }
    me_guarded_free(&memory);
}

static void judges_values(void **state)
{
    static const struct {
        struct me_timestamp t;
        bool want;
    } rows[] = {
        {{2026, 11, 22, 23, 59, 59}, true}, {{2026, 12, 31, 23, 59, 60}, true}, {{2024, 2, 29, 0, 0, 0}, true},
        {{2000, 2, 29, 0, 0, 0}, true},     {{2023, 2, 29, 0, 0, 0}, false},    {{2100, 2, 29, 0, 0, 0}, false},
        {{2026, 4, 31, 0, 0, 0}, false},    {{2026, 0, 1, 0, 0, 0}, false},     {{2026, 13, 1, 0, 0, 0}, false},
        {{2026, 1, 0, 0, 0, 0}, false},     {{2026, 1, 32, 0, 0, 0}, false},    {{2026, 1, 1, 24, 0, 0}, false},
        {{2026, 1, 1, 0, 60, 0}, false},    {{2026, 1, 1, 0, 0, 61}, false},    {{0, 1, 1, 0, 0, 0}, false},
        {{1, 1, 1, 0, 0, 0}, true},         {{9999, 12, 31, 0, 0, 0}, true},    {{2026, 255, 255, 0, 0, 0}, false},
    };
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++)
        if (me_timestamp_valid(&rows[i].t) != rows[i].want)
            fail_msg("row %zu", i);
}

/* Day by day from 1970 to 2199: each day of the calendar is one day later than the one before. */
static void counts_seconds_as_the_calendar_does(void **state)
{
    int64_t want = 0;
    (void)state;
    for (unsigned year = 1970; year < 2200; year++)
        for (unsigned month = 1; month <= 12; month++)
            for (unsigned day = 1; day <= 31; day++) {
                const struct me_timestamp t = {(uint16_t)year, (uint8_t)month, (uint8_t)day, 0, 0, 0};
                if (!me_timestamp_valid(&t))
                    continue;
                assert_int_equal(me_timestamp_seconds(&t), want);
                want += 86400;
            }
    const struct me_timestamp known = {2001, 9, 9, 1, 46, 40};
    assert_int_equal(me_timestamp_seconds(&known), 1000000000);
    const struct me_timestamp first = {1, 1, 1, 0, 0, 0}, last = {9999, 12, 31, 23, 59, 60};
    assert_int_equal(me_timestamp_seconds(&first), -INT64_C(62135596800));
    assert_int_equal(me_timestamp_seconds(&last), INT64_C(253402300800));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_dates_backwards),
        cmocka_unit_test(reads_times),
        cmocka_unit_test(judges_values),
        cmocka_unit_test(counts_seconds_as_the_calendar_does),
    };

    return cmocka_run_group_tests_name("timestamp", tests, NULL, NULL);
}
