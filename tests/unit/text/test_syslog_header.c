/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/text/syslog_header.h: what each part of a header is, and where the line begins.
 */
#include "text/syslog_header.h"

#include "support/guarded.h"
#include "support/unit.h"

/* `stamp` and `host` empty: absent. */
static const struct {
    const char *label, *input;
    bool is_5424;
    const char *stamp, *host, *behind_stamp, *behind_header, *behind_tag;
} rows[] = {
    {"nothing", "", false, "", "", "", "", ""},
    {"no header", "07/24/14 15:40:49 a", false, "", "", "07/24/14 15:40:49 a", "07/24/14 15:40:49 a",
     "07/24/14 15:40:49 a"},
    {"PRI", "<13>tag: a", false, "", "", "tag: a", "tag: a", "tag: a"},
    {"RFC 3164", "<13>Jul 24 15:40:50 MAIL01 app[1]: a b", false, "", "MAIL01", "MAIL01 app[1]: a b", "app[1]: a b",
     "a b"},
    {"from a file", "Jul  4 15:40:50 MAIL01 a b", false, "", "MAIL01", "MAIL01 a b", "a b", "a b"},
    {"RFC 3164, no word but one", "<13>Jul 24 15:40:50 a", false, "", "a", "a", "", ""},
    {"RFC 3164, two blanks", "<13>Jul 24 15:40:50  a b", false, "", "", " a b", "a b", "a b"},
    {"RFC 3164, cut", "<13>Jul 24 15:40:50 ", false, "", "", "Jul 24 15:40:50 ", "Jul 24 15:40:50 ",
     "Jul 24 15:40:50 "},
    {"a day without digits", "<13>Jul xx 15:40:50 MAIL01 a", false, "", "", "Jul xx 15:40:50 MAIL01 a",
     "Jul xx 15:40:50 MAIL01 a", "Jul xx 15:40:50 MAIL01 a"},
    {"RFC 3339", "<13>2014-07-24T15:40:50.123456+02:00 MAIL01 app: a", false, "2014-07-24T15:40:50.123456+02:00",
     "MAIL01", "MAIL01 app: a", "app: a", "a"},
    {"RFC 3339 from a file", "2014-07-24T15:40:50Z MAIL01 a", false, "2014-07-24T15:40:50Z", "MAIL01", "MAIL01 a", "a",
     "a"},
    {"an offset without colon", "2014-07-24T15:40:50+0200 - a", false, "2014-07-24T15:40:50+0200", "-", "- a", "a",
     "a"},
    {"neither fraction nor offset", "2014-07-24T15:40:50 MAIL01 a", false, "", "", "2014-07-24T15:40:50 MAIL01 a",
     "2014-07-24T15:40:50 MAIL01 a", "2014-07-24T15:40:50 MAIL01 a"},
    {"something else for an offset", "2014-07-24T15:40:50.1x MAIL01 a", false, "", "",
     "2014-07-24T15:40:50.1x MAIL01 a", "2014-07-24T15:40:50.1x MAIL01 a", "2014-07-24T15:40:50.1x MAIL01 a"},
    {"another order of the date", "07/24/2014T15:40:50Z MAIL01 a", false, "", "", "07/24/2014T15:40:50Z MAIL01 a",
     "07/24/2014T15:40:50Z MAIL01 a", "07/24/2014T15:40:50Z MAIL01 a"},
    {"the longest timestamp", "2014-07-24T15:40:50.123456789+02:00 h a", false, "2014-07-24T15:40:50.123456789+02:00",
     "h", "h a", "a", "a"},
    {"a longer one", "2014-07-24T15:40:50.1234567890+02:00 h a", false, "", "",
     "2014-07-24T15:40:50.1234567890+02:00 h a", "2014-07-24T15:40:50.1234567890+02:00 h a",
     "2014-07-24T15:40:50.1234567890+02:00 h a"},
    {"RFC 5424", "<13>1 2014-07-24T15:40:50Z MAIL01 app 1 - - tag: a", true, "2014-07-24T15:40:50Z", "MAIL01",
     "MAIL01 app 1 - - tag: a", "tag: a", "tag: a"},
    {"structured data", "<13>1 2014-07-24T15:40:50Z MAIL01 - - - [a b=\"x\\\"]\"][c] a", true, "2014-07-24T15:40:50Z",
     "MAIL01", "MAIL01 - - - [a b=\"x\\\"]\"][c] a", "a", "a"},
    {"structured data that does not end", "<13>1 2014-07-24T15:40:50Z h - - - [a b=\"] c", true, "2014-07-24T15:40:50Z",
     "h", "h - - - [a b=\"] c", "[a b=\"] c", "[a b=\"] c"},
    {"RFC 5424 without time and host", "<13>1 - - app - - - a", true, "", "-", "- app - - - a", "a", "a"},
    {"RFC 5424 without structured data", "<13>1 2014-07-24T15:40:50Z h app 07/24/14 15:40:49 a b", true,
     "2014-07-24T15:40:50Z", "h", "h app 07/24/14 15:40:49 a b", "app 07/24/14 15:40:49 a b",
     "app 07/24/14 15:40:49 a b"},
    {"RFC 5424 without PROCID and MSGID, what looks like structured data in the line",
     "<13>1 2014-07-24T15:40:50Z h app 07/24/14 15:40:49 [7] a", true, "2014-07-24T15:40:50Z", "h",
     "h app 07/24/14 15:40:49 [7] a", "app 07/24/14 15:40:49 [7] a", "app 07/24/14 15:40:49 [7] a"},
    {"and without APP-NAME, the time in brackets", "<13>1 2014-07-24T15:40:50Z h [07/24/14 15:40:49] x [7] a", true,
     "2014-07-24T15:40:50Z", "h", "h [07/24/14 15:40:49] x [7] a", "[07/24/14 15:40:49] x [7] a",
     "[07/24/14 15:40:49] x [7] a"},
    {"RFC 5424 without PRI", "1 2014-07-24T15:40:50Z h - - - - a", false, "", "", "1 2014-07-24T15:40:50Z h - - - - a",
     "1 2014-07-24T15:40:50Z h - - - - a", "1 2014-07-24T15:40:50Z h - - - - a"},
    {"a version that is not known", "<13>2 2014-07-24T15:40:50Z h a", false, "", "", "2 2014-07-24T15:40:50Z h a",
     "2 2014-07-24T15:40:50Z h a", "2 2014-07-24T15:40:50Z h a"},
    {"PRI of four digits", "<1300>Jul 24 15:40:50 h a", false, "", "", "<1300>Jul 24 15:40:50 h a",
     "<1300>Jul 24 15:40:50 h a", "<1300>Jul 24 15:40:50 h a"},
};

static void expect(const char *label, const char *part, struct me_span got, const char *want)
{
    if (!me_span_equal(got, me_unit_span(want)))
        fail_msg("%s: %s \"%.*s\"", label, part, (int)got.len, got.ptr);
}

static void knows_the_parts_of_a_header(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        const struct me_syslog_header h = me_syslog_header_read(me_unit_span(rows[i].input));
        assert_int_equal(h.is_5424, rows[i].is_5424);
        assert_int_equal(h.stamp.ptr != NULL, rows[i].stamp[0] != '\0');
        assert_int_equal(h.host.ptr != NULL, rows[i].host[0] != '\0');
        expect(rows[i].label, "stamp", h.stamp, rows[i].stamp);
        expect(rows[i].label, "host", h.host, rows[i].host);
        expect(rows[i].label, "behind_stamp", h.behind_stamp, rows[i].behind_stamp);
        expect(rows[i].label, "behind_header", h.behind_header, rows[i].behind_header);
        expect(rows[i].label, "behind_tag", h.behind_tag, rows[i].behind_tag);
        assert_int_equal(h.has_stamp, h.behind_stamp.len < h.behind_pri.len);
        assert_true(me_span_equal(me_syslog_header_behind_pri(me_unit_span(rows[i].input)), h.behind_pri));
        if (!h.is_5424)
            assert_true(me_span_equal(me_syslog_header_behind_stamp(h.behind_pri), h.behind_stamp));
    }
}

/* Every prefix of every row, with both ends at a page that nobody may touch. */
static void reads_no_prefix_over(void **state)
{
    struct me_guarded memory = me_guarded_new(128);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++)
        for (size_t len = 0; len <= strlen(rows[i].input); len++)
            for (int at_end = 0; at_end < 2; at_end++) {
                const struct me_span text = {rows[i].input, len};
                const struct me_span copy =
                    at_end ? me_guarded_at_end(&memory, text) : me_guarded_at_start(&memory, text);
                const struct me_syslog_header h = me_syslog_header_read(copy);
                assert_true(me_span_end(h.behind_tag) == me_span_end(copy));
                assert_true(me_span_end(me_syslog_header_behind_stamp(h.behind_pri)) == me_span_end(copy));
                assert_true(h.behind_tag.len <= h.behind_header.len && h.behind_header.len <= h.behind_stamp.len &&
                            h.behind_stamp.len <= h.behind_pri.len && h.behind_pri.len <= copy.len);
            }
    me_guarded_free(&memory);
}

static void reads_what_the_timestamp_says(void **state)
{
    (void)state;
    const struct me_syslog_header h = me_syslog_header_read(ME_SPAN("<13>1 2014-07-24T15:40:51.5-03:30 h - - - - a"));
    assert_int_equal(me_timestamp_seconds(&h.time), INT64_C(1406216451));
    const struct me_syslog_header traditional = me_syslog_header_read(ME_SPAN("<13>Jul 24 15:40:50 h a"));
    assert_int_equal(traditional.time.year, 0);
}

static void takes_no_endless_word_for_a_host(void **state)
{
    static const char header[] = "<13>Jul 24 15:40:50 ";
    char text[sizeof(header) + ME_SYSLOG_HEADER_HOST_MAX + 4];
    (void)state;
    for (size_t len = ME_SYSLOG_HEADER_HOST_MAX - 1; len <= ME_SYSLOG_HEADER_HOST_MAX + 1; len++) {
        const int written = snprintf(text, sizeof(text), "%s%0*d a", header, (int)len, 0);
        const struct me_syslog_header h = me_syslog_header_read((struct me_span){text, (size_t)written});
        assert_int_equal(h.host.len, len <= ME_SYSLOG_HEADER_HOST_MAX ? len : 0);
        assert_true(me_span_equal(h.behind_header, ME_SPAN("a")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_parts_of_a_header),
        cmocka_unit_test(reads_no_prefix_over),
        cmocka_unit_test(reads_what_the_timestamp_says),
        cmocka_unit_test(takes_no_endless_word_for_a_host),
    };

    return cmocka_run_group_tests_name("syslog_header", tests, NULL, NULL);
}
