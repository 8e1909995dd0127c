/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of text/offset.h. */
#include "support/unit.h"

#include "text/offset.h"

static const struct {
    struct me_span input;
    bool want;
} values[] = {
    {ME_BYTES("+02:00"), true},  {ME_BYTES("-12:00"), true},  {ME_BYTES("+14:00"), true},  {ME_BYTES("+00:00"), true},
    {ME_BYTES("-03:30"), true},  {ME_BYTES("-12:01"), false}, {ME_BYTES("+14:01"), false}, {ME_BYTES("-00:00"), false},
    {ME_BYTES("+25:00"), false}, {ME_BYTES("+02:60"), false}, {ME_BYTES("02:00"), false},  {ME_BYTES("+2:00"), false},
    {ME_BYTES("+0200"), false},  {ME_BYTES("+02:0"), false},  {ME_BYTES("+02.00"), false}, {ME_BYTES("+02:00 "), false},
    {ME_BYTES(""), false},       {ME_BYTES("Z"), false},      {ME_BYTES("+-2:00"), false}, {ME_BYTES(" 02:00"), false},
};

static void accepts_offsets_of_real_zones(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(values); i++)
        if (me_offset_is_valid(values[i].input) != values[i].want)
            fail_msg("'%.*s'", (int)values[i].input.len, values[i].input.ptr);
}

static const struct {
    const char *label;
    struct me_span raw;
    const char *want; /* empty: none */
} headers[] = {
    {"offset", ME_BYTES("<13>1 2014-07-24T15:40:50.123456+02:00 MAIL01 - - - - x"), "+02:00"},
    {"nanoseconds", ME_BYTES("<13>1 2014-07-24T15:40:50.123456789+02:00 MAIL01 - - - - x"), "+02:00"},
    {"no time", ME_BYTES("<13>1 2014-07-24Tnobody.knows+02:00 MAIL01 - - - - x"), ""},
    {"west", ME_BYTES("<13>1 2014-07-24T15:40:50-03:30 MAIL01 - - - - x"), "-03:30"},
    {"Z", ME_BYTES("<14>1 2014-07-24T13:40:50.123456Z MAIL01 vector - - - x"), "Z"},
    {"no timestamp", ME_BYTES("<13>1 - MAIL01 - - - - 07/24/14 15:40:49"), ""},
    {"unknown offset", ME_BYTES("<13>1 2014-07-24T15:40:50-00:00 MAIL01 - - - - x"), ""},
    {"no offset", ME_BYTES("<13>1 2014-07-24T15:40:50.123456 MAIL01 - - - - x"), ""},
    {"RFC 3164", ME_BYTES("<13>Jul 24 15:40:50 MAIL01 x: y"), ""},
    {"RFC 3339 in RFC 3164", ME_BYTES("<13>2014-07-24T15:40:50+02:00 MAIL01 x: y"), ""},
    {"version 2", ME_BYTES("<13>2 2014-07-24T15:40:50+02:00 MAIL01 - - - - x"), ""},
    {"no PRI", ME_BYTES("1 2014-07-24T15:40:50+02:00 MAIL01 - - - - x"), ""},
    {"PRI too long", ME_BYTES("<1300>1 2014-07-24T15:40:50+02:00 MAIL01 - - - - x"), ""},
    {"empty PRI", ME_BYTES("<>1 2014-07-24T15:40:50+02:00 MAIL01 - - - - x"), ""},
    {"cut in the timestamp", ME_BYTES("<13>1 2014-07-24T15:40:50+02:00"), ""},
    {"only a date", ME_BYTES("<13>1 2014-07-24 15:40:50+02:00 MAIL01"), ""},
    {"endless timestamp", ME_BYTES("<13>1 2014-07-24T15:40:50.00000000000000000000000000000000000+02:00 M"), ""},
    {"headerless", ME_BYTES("07/24/14 15:40:49\tME-I0111: Relay Denied"), ""},
    {"empty", ME_BYTES(""), ""},
};

static void reads_the_header_and_every_prefix_of_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(headers); i++) {
        const struct me_span found = me_offset_in_header(headers[i].raw);
        if (!me_span_equal(found, me_unit_span(headers[i].want)))
            fail_msg("%s: '%.*s'", headers[i].label, (int)found.len, found.ptr);
        for (size_t len = 0; len < headers[i].raw.len; len++) {
            char *copy = malloc(len + 1); /* with its end where the sanitizers see it */
            memcpy(copy, headers[i].raw.ptr, len);
            me_offset_in_header((struct me_span){copy, len});
            free(copy);
        }
    }
}

static void knows_how_far_east_it_is(void **state)
{
    static const struct {
        const char *offset;
        int seconds;
    } rows[] = {{"Z", 0}, {"+00:00", 0}, {"+02:00", 7200}, {"-03:30", -12600}, {"+14:00", 50400}, {"-12:00", -43200}};
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++)
        assert_int_equal(me_offset_seconds(me_unit_span(rows[i].offset)), rows[i].seconds);
    assert_int_equal(me_offset_seconds((struct me_span){0}), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts_offsets_of_real_zones),
        cmocka_unit_test(knows_how_far_east_it_is),
        cmocka_unit_test(reads_the_header_and_every_prefix_of_it),
    };

    return cmocka_run_group_tests_name("offset", tests, NULL, NULL);
}
