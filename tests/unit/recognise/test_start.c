/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/recognise/start.h: what is a syslog header before a line, and what is the line.
 */
#include "recognise/start.h"

#include "support/guarded.h"
#include "support/unit.h"

static const struct {
    const char *label;
    struct me_span input, want;
} rows[] = {
    {"nothing", ME_BYTES(""), ME_BYTES("")},
    {"no header", ME_BYTES("ME-I0111: a"), ME_BYTES("ME-I0111: a")},
    {"PRI", ME_BYTES("<13>ME-I0111: a"), ME_BYTES("ME-I0111: a")},
    {"PRI only", ME_BYTES("<191>"), ME_BYTES("")},
    {"PRI, stamp, host", ME_BYTES("<13>Jul 24 15:40:50 MAIL01 ME-I0111: a"), ME_BYTES("ME-I0111: a")},
    {"RFC 3339", ME_BYTES("<13>2014-07-24T15:40:50.123456+02:00 MAIL01 ME-I0111: a"), ME_BYTES("ME-I0111: a")},
    {"RFC 3339, UTC, no host", ME_BYTES("<13>2014-07-24T15:40:50Z ME-I0111: a"), ME_BYTES("ME-I0111: a")},
    {"RFC 3339 without PRI", ME_BYTES("2014-07-24T15:40:50Z MAIL01 a"), ME_BYTES("2014-07-24T15:40:50Z MAIL01 a")},
    {"RFC 3339, cut", ME_BYTES("<13>2014-07-24T15:40:50Z"), ME_BYTES("2014-07-24T15:40:50Z")},
    {"RFC 5424", ME_BYTES("<13>1 2014-07-24T15:40:50Z MAIL01 a"), ME_BYTES("1 2014-07-24T15:40:50Z MAIL01 a")},
    {"an ISO date of the line", ME_BYTES("<13>2014-07-24 15:40:50 192.0.2.1 a"),
     ME_BYTES("2014-07-24 15:40:50 192.0.2.1 a")},
    {"day with a blank", ME_BYTES("<13>Jul  4 15:40:50 MAIL01 ME-I0111: a"), ME_BYTES("ME-I0111: a")},
    {"no host, a code", ME_BYTES("<13>Jul 24 15:40:50 ME-I0111: a"), ME_BYTES("ME-I0111: a")},
    {"no host, a date", ME_BYTES("<13>Jul 24 15:40:50 07/24/14 15:40:49 ME-I0111: a"),
     ME_BYTES("07/24/14 15:40:49 ME-I0111: a")},
    {"no host, an ISO date", ME_BYTES("<13>Jul 24 15:40:50 2014-07-24 15:40:49 192.0.2.1 a"),
     ME_BYTES("2014-07-24 15:40:49 192.0.2.1 a")},
    {"no host, a date in brackets", ME_BYTES("<13>Jul 24 15:40:50 [07/24/14 15:40:49] a"),
     ME_BYTES("[07/24/14 15:40:49] a")},
    {"no host, a date glued to what is before it", ME_BYTES("<13>Jul 24 15:40:50 MAIL07/24/14 15:40:49 ME-I0111: a"),
     ME_BYTES("MAIL07/24/14 15:40:49 ME-I0111: a")},
    {"no host, nothing else", ME_BYTES("<13>Jul 24 15:40:50 a"), ME_BYTES("a")},
    {"no host, a service", ME_BYTES("<13>Jul 24 15:40:50 SMTP-IN F97C625D979F4C59B928F5A02B4B99E9.MAI 1448 a"),
     ME_BYTES("SMTP-IN F97C625D979F4C59B928F5A02B4B99E9.MAI 1448 a")},
    {"a host of that name", ME_BYTES("<13>Jul 24 15:40:50 SMTP-IN 07/24/14 a"), ME_BYTES("07/24/14 a")},
    {"no name of the host", ME_BYTES("<13>Jul 24 15:40:50 - ME-I0111: a"), ME_BYTES("ME-I0111: a")},
    {"host and a TAB", ME_BYTES("<13>Jul 24 15:40:50 MAIL01\tME-I0111: a"), ME_BYTES("MAIL01\tME-I0111: a")},
    {"stamp without PRI", ME_BYTES("Jul 24 15:40:50 MAIL01 ME-I0111: a"),
     ME_BYTES("Jul 24 15:40:50 MAIL01 ME-I0111: a")},
    {"PRI of four digits", ME_BYTES("<1300>a"), ME_BYTES("<1300>a")},
    {"PRI without digits", ME_BYTES("<>a"), ME_BYTES("<>a")},
    {"PRI not closed", ME_BYTES("<13"), ME_BYTES("<13")},
    {"no month", ME_BYTES("<13>Xul 24 15:40:50 MAIL01 a"), ME_BYTES("Xul 24 15:40:50 MAIL01 a")},
    {"letters across two months", ME_BYTES("<13>anF 24 15:40:50 MAIL01 a"), ME_BYTES("anF 24 15:40:50 MAIL01 a")},
    {"stamp cut", ME_BYTES("<13>Jul 24 15:40:50 "), ME_BYTES("Jul 24 15:40:50 ")},
};

static void skips_the_header_and_no_more(void **state)
{
    struct me_guarded memory = me_guarded_new(128);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        const struct me_span got = me_start_behind_header(me_guarded_at_end(&memory, rows[i].input));
        if (!me_span_equal(got, rows[i].want))
            fail_msg("%s: \"%.*s\"", rows[i].label, (int)got.len, got.ptr);
    }
    me_guarded_free(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(skips_the_header_and_no_more),
    };

    return cmocka_run_group_tests_name("start", tests, NULL, NULL);
}
