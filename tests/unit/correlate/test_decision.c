/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of what correlate="time" joins and, above all, what it does not.
 */
#include "correlate/conversation.h"
#include "correlate/decision.h"

#include "support/said.h"
#include "support/unit.h"

#define DENIED "ME-I0111: Relay Denied: Failed to meet all relay criteria."
#define LOCAL "ME-I0101: Local Delivery: Address ([SMTP:b@example.com]) is local."
#define GRANTED "ME-I0110: Relay Granted: Server is configured to allow anyone to relay."

#define A .ip = "192.0.2.1"
#define B .ip = "192.0.2.2"

/* The usual two: a row that refuses, and a verdict without ids. */
#define ROW(at, connection, ...) SAY(at, REFUSED, connection, 0, .arg = "b@example.net", __VA_ARGS__)
#define VERDICT(at, ...) SAY(at, DEBUG, 0, 0, .arg = DENIED, ##__VA_ARGS__)

#define ACCEPTED(at, connection, ...) SAY(at, RCPT, connection, 0, .arg = "b@example.net", __VA_ARGS__)
#define GRANT(at, ...) SAY(at, DEBUG, 0, 0, .arg = GRANTED, ##__VA_ARGS__)

#define TO_DEBUG "ip=192.0.2.1|to=b@example.net|time"
#define TO_DEBUG_FAR "ip=192.0.2.1|time" /* which of its answers it was is not sure */
#define TO_ROW "code=ME-I0111|time"

static const struct me_store_options options = {.max = 100, .ttl = 600, .by_time = true, .window = 2, .seed = {1, 2}};
static const struct me_store_options by_id = {.max = 100, .ttl = 600, .window = 2, .seed = {1, 2}};

#define CHECK_WITH(options, label, ...)                                                                                \
    do {                                                                                                               \
        static const struct me_said_step steps[] = {__VA_ARGS__};                                                      \
        me_said_check(label, options, steps, ME_COUNT(steps));                                                         \
    } while (0)
#define CHECK(label, ...) CHECK_WITH(&options, label, __VA_ARGS__)

static void joins_one_pair(void **state)
{
    (void)state;
    CHECK("row first", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(10), TO_DEBUG}, );
    CHECK("verdict first", {"verdict", VERDICT(10), ""}, {"row", ROW(10, 5, A), TO_ROW}, );
    CHECK("a row without connection", {"row", ROW(10, 0, A), ""},
          {"verdict", VERDICT(10), "ip=192.0.2.1|to=b@example.net|time"}, );
    CHECK("W3C", {"row", ROW(10, 5, A, .w3c = true), ""}, {"verdict", VERDICT(10), TO_DEBUG}, );
    CHECK("with what the row's connection knows", {"greeting", SAY(9, GREETING, 5, 1, A), ""},
          {"EHLO", SAY(9, EHLO, 5, 1, A, .arg = "x"), ""},
          {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@example.com"), "helo=x"},
          {"row", SAY(10, REFUSED, 5, 1, A, .arg = "b@example.net"), "helo=x|from=a@example.com"},
          {"verdict", VERDICT(10), "ip=192.0.2.1|helo=x|from=a@example.com|to=b@example.net|time"}, );
    CHECK("but not what its handle's next connection knows", {"row", ROW(10, 5, A), ""},
          {"greeting", SAY(12, GREETING, 5, 1, B), ""}, {"EHLO", SAY(12, EHLO, 5, 1, B, .arg = "y"), ""},
          {"verdict", VERDICT(12), ""}, );
    CHECK_WITH(&by_id, "not when it is off", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(10), ""}, );
}

static void keeps_to_the_window(void **state)
{
    (void)state;
    CHECK("row - window - 1", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(7), ""}, );
    CHECK("row - window", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(8), TO_DEBUG_FAR}, );
    CHECK("row + window", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(12), TO_DEBUG_FAR}, );
    CHECK("row + window + 1", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(13), ""}, );
    CHECK("verdict - window - 1", {"verdict", VERDICT(10), ""}, {"row", ROW(7, 5, A), ""}, );
    CHECK("verdict - window", {"verdict", VERDICT(10), ""}, {"row", ROW(8, 5, A), TO_ROW}, );
    CHECK("verdict + window", {"verdict", VERDICT(10), ""}, {"row", ROW(12, 5, A), TO_ROW}, );
    CHECK("verdict + window + 1", {"verdict", VERDICT(10), ""}, {"row", ROW(13, 5, A), ""}, );
    CHECK("no time", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(SAID_NO_TIME), ""}, );
}

static void never_guesses(void **state)
{
    (void)state;
    CHECK("two rows", {"row", ROW(10, 5, A), ""}, {"row", ROW(10, 6, B), ""}, {"verdict", VERDICT(10), ""},
          {"verdict", VERDICT(10), ""}, );
    CHECK("two verdicts", {"verdict", VERDICT(10), ""}, {"verdict", VERDICT(10), ""}, {"row", ROW(10, 5, A), ""},
          {"row", ROW(10, 6, B), ""}, );
    CHECK("one that is claimed", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(10), TO_DEBUG},
          {"row", ROW(11, 6, B), ""}, {"verdict", VERDICT(11), ""}, );
    CHECK("claimed by a verdict", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(10), TO_DEBUG},
          {"again", VERDICT(10), ""}, );
    CHECK("a second near the candidate, out of the own window", {"row", ROW(10, 5, A), ""},
          {"second row", ROW(8, 6, B), ""}, {"verdict", VERDICT(12), ""}, );
    CHECK("two pairs, windows apart", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(10), TO_DEBUG},
          {"row", ROW(16, 5, A), ""}, {"verdict", VERDICT(16), TO_DEBUG}, );
    CHECK("other hosts", {"row", ROW(10, 5, A, .host = "one"), ""}, {"verdict", VERDICT(10, .host = "two"), ""},
          {"row", ROW(10, 5, B, .host = "two"), "code=ME-I0111|time"},
          {"verdict", VERDICT(10, .host = "one"), TO_DEBUG}, );
    CHECK("a verdict that has an id", {"row", ROW(10, 5, A), ""}, {"id", SAY(10, DEBUG, 0, 7, .arg = DENIED), ""},
          {"connection", SAY(10, DEBUG, 7, 0, .arg = DENIED), ""}, );
    CHECK("a granted one", {"row", ROW(10, 5, A), ""}, {"verdict", SAY(10, DEBUG, 0, 0, .arg = GRANTED), ""}, );
    CHECK("an unknown recipient", {"row", SAY(10, UNKNOWN, 5, 0, A, .arg = "b@example.net"), ""},
          {"verdict", VERDICT(10), ""}, );
    CHECK("an outbound row", {"row", ROW(10, 5, A, .out = true), ""}, {"verdict", VERDICT(10), ""}, );
}

/* Granted relaying and accepted recipients, by the rule of denials. */
static void joins_a_grant(void **state)
{
    (void)state;
    CHECK("row first", {"row", ACCEPTED(10, 5, A), ""}, {"grant", GRANT(10), TO_DEBUG}, );
    CHECK("grant first", {"grant", GRANT(10), ""}, {"row", ACCEPTED(10, 5, A), "code=ME-I0110|time"}, );
    CHECK("row + window", {"row", ACCEPTED(10, 5, A), ""}, {"grant", GRANT(12), TO_DEBUG_FAR}, );
    CHECK("row + window + 1", {"row", ACCEPTED(10, 5, A), ""}, {"grant", GRANT(13), ""}, );
    CHECK("two clients", {"row", ACCEPTED(10, 5, A), ""}, {"row", ACCEPTED(10, 6, B), ""}, {"grant", GRANT(10), ""}, );
    CHECK("two grants", {"grant", GRANT(10), ""}, {"grant", GRANT(10), ""}, {"row", ACCEPTED(10, 5, A), ""}, );
    CHECK("a local delivery may be what the row is about", {"row", ACCEPTED(10, 5, A), ""},
          {"local", SAY(10, DEBUG, 0, 0, .arg = LOCAL), ""}, {"grant", GRANT(10), ""}, );
    CHECK("a denial is no second candidate", {"denial", ROW(10, 6, A), ""}, {"row", ACCEPTED(10, 5, A), ""},
          {"verdict", VERDICT(10), TO_DEBUG}, {"grant", GRANT(10), TO_DEBUG}, );
    CHECK("an outbound row", {"row", ACCEPTED(10, 5, A, .out = true), ""}, {"grant", GRANT(10), ""}, );
    CHECK_WITH(&by_id, "not when it is off", {"row", ACCEPTED(10, 5, A), ""}, {"grant", GRANT(10), ""}, );
}

/* Both the Activity log and the W3C log are forwarded: each row comes twice. */
static void knows_a_row_that_comes_twice(void **state)
{
    (void)state;
    CHECK("rows first", {"row", ROW(10, 5, A), ""}, {"W3C", ROW(10, 5, A, .w3c = true), ""},
          {"verdict", VERDICT(10), TO_DEBUG}, );
    CHECK("verdict first", {"verdict", VERDICT(10), ""}, {"row", ROW(10, 5, A), TO_ROW},
          {"W3C", ROW(10, 5, A, .w3c = true), TO_ROW}, {"a third", ROW(10, 5, A, .w3c = true), ""}, );
    CHECK("verdict between", {"W3C", ROW(10, 5, A, .w3c = true), ""}, {"verdict", VERDICT(10), TO_DEBUG},
          {"row", ROW(10, 5, A), TO_ROW}, );
    CHECK("two verdicts", {"row", ROW(10, 5, A), ""}, {"W3C", ROW(10, 5, A, .w3c = true), ""},
          {"verdict", VERDICT(10), TO_DEBUG}, {"verdict", VERDICT(10), ""}, );
    CHECK("another client's", {"row", ROW(10, 5, A), ""}, {"W3C", ROW(10, 5, B, .w3c = true), ""},
          {"verdict", VERDICT(10), ""}, );
    CHECK("another client's, behind the verdict", {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(10), TO_DEBUG},
          {"W3C", ROW(10, 5, B, .w3c = true), ""}, );
    CHECK("another second", {"verdict", VERDICT(10), ""}, {"row", ROW(10, 5, A), TO_ROW},
          {"W3C", ROW(11, 5, A, .w3c = true), ""}, );
    CHECK("two recipients: whose is sure, which is not", {"row", ROW(10, 5, A), ""},
          {"row", SAY(10, REFUSED, 5, 0, A, .arg = "c@example.net"), ""}, {"verdict", VERDICT(10), TO_DEBUG_FAR}, );
    CHECK("two recipients behind a verdict", {"verdict", VERDICT(10), ""}, {"row", ROW(10, 5, A), TO_ROW},
          {"row", SAY(10, REFUSED, 5, 0, A, .arg = "c@example.net"), ""}, );
    CHECK("two connections of one client", {"EHLO", SAY(9, EHLO, 5, 0, A, .arg = "x"), ""},
          {"row", ROW(10, 5, A), "helo=x"}, {"row", ROW(10, 6, A), ""}, {"verdict", VERDICT(10), TO_DEBUG_FAR}, );
    CHECK("one client's rows, and another's within reach of one of them", {"other", ROW(7, 6, B), ""},
          {"row", ROW(9, 5, A), ""}, {"row", ROW(11, 5, A), ""}, {"verdict", VERDICT(11), ""}, );
    CHECK("the W3C log behind the other is no disorder", {"EHLO", SAY(10, EHLO, 6, 0, B, .arg = "y"), ""},
          {"QUIT", SAY(10, QUIT, 6, 0, B), "helo=y"}, {"W3C", SAY(10, EHLO, 6, 0, B, .arg = "y", .w3c = true), ""},
          {"row", ROW(30, 5, A), ""}, {"verdict", VERDICT(30), TO_DEBUG}, );
}

static void distrusts_disorder(void **state)
{
    (void)state;
    CHECK("a new host, another client about", {"other", SAY(10, EHLO, 6, 0, B, .arg = "y"), ""},
          {"row", ROW(10, 5, A), ""}, {"verdict", VERDICT(10), ""}, );
    CHECK("a host in order for ten minutes, another client about", {"first", SAY(10, EHLO, 9, 0, B, .arg = "y"), ""},
          {"later", SAY(300, EHLO, 8, 0, B, .arg = "y"), ""}, {"other", SAY(611, EHLO, 6, 0, B, .arg = "y"), ""},
          {"row", ROW(611, 5, A), ""}, {"verdict", VERDICT(611), TO_DEBUG}, );
    CHECK("a row after its QUIT", {"row", SAY(10, EHLO, 6, 0, B, .arg = "y"), ""},
          {"QUIT", SAY(10, QUIT, 6, 0, B), "helo=y"}, {"late", SAY(10, MAIL, 6, 0, B, .arg = "a@x"), "helo=y"},
          {"30 seconds on", ROW(40, 5, A), ""}, {"verdict", VERDICT(40), ""}, {"31 seconds on", ROW(46, 5, A), ""},
          {"verdict", VERDICT(46), TO_DEBUG}, );
    CHECK("then only the same second is trusted", {"row", SAY(10, EHLO, 6, 0, B, .arg = "y"), ""},
          {"QUIT", SAY(10, QUIT, 6, 0, B), "helo=y"}, {"late", SAY(10, MAIL, 6, 0, B, .arg = "a@x"), "helo=y"},
          {"row", ROW(50, 5, A), ""}, {"verdict", VERDICT(51), ""}, {"row", ROW(611, 5, A), ""},
          {"ten minutes on", VERDICT(612), TO_DEBUG}, );
    CHECK("denials with falling times", {"row", ROW(20, 6, B), ""}, {"row", ROW(10, 5, A), ""},
          {"verdict", VERDICT(10), ""}, );
}

/* Pairs in which the row comes first, ever 100 seconds apart, and then one that does not. */
static void sees_which_log_is_ahead(void **state)
{
    (void)state;
    for (int pairs = ME_DECISION_HABIT - 1; pairs <= ME_DECISION_HABIT; pairs++) {
        struct me_decision_host host;
        struct me_decision row = {.client_ip = "192.0.2.1"}, debug = {.debug = true}, other;
        memset(&host, 0xA5, sizeof(host));
        me_decision_clear(&host);
        int64_t at = 1000;
        for (int i = 0; i < pairs; i++, at += 100) {
            row.time = debug.time = at;
            assert_false(
                me_decision_join(&host, ME_DECISION_REFUSED, &row, &(struct me_decision_limits){2, at, 600}, &other));
            assert_true(
                me_decision_join(&host, ME_DECISION_REFUSED, &debug, &(struct me_decision_limits){2, at, 600}, &other));
        }
        for (int i = 0; i < 2; i++, at += 100) {
            row.time = debug.time = at;
            assert_false(
                me_decision_join(&host, ME_DECISION_REFUSED, &debug, &(struct me_decision_limits){2, at, 600}, &other));
            assert_int_equal(
                me_decision_join(&host, ME_DECISION_REFUSED, &row, &(struct me_decision_limits){2, at, 600}, &other),
                i > 0 || pairs < ME_DECISION_HABIT);
        }
    }
}

/* The ring holds so many; the next one hides one of them, and around that nothing is sure. */
static void knows_what_it_forgot(void **state)
{
    (void)state;
    for (int more = -1; more <= 1; more++) {
        struct me_decision_host host;
        struct me_decision row = {.client_ip = "192.0.2.1"}, debug = {.debug = true}, other;
        memset(&host, 0xA5, sizeof(host));
        me_decision_clear(&host);
        for (int i = 0; i < ME_DECISION_MAX + more; i++) {
            row.time = 1000 + i * 100;
            assert_false(
                me_decision_join(&host, ME_DECISION_REFUSED, &row, &(struct me_decision_limits){2, 0, 600}, &other));
        }
        debug.time = 1000;
        assert_int_equal(
            me_decision_join(&host, ME_DECISION_REFUSED, &debug, &(struct me_decision_limits){2, 0, 600}, &other),
            more <= 0);
        row.time = debug.time = 1000 + 100 * ME_DECISION_MAX + 100;
        assert_false(
            me_decision_join(&host, ME_DECISION_REFUSED, &row, &(struct me_decision_limits){2, 0, 600}, &other));
        assert_true(
            me_decision_join(&host, ME_DECISION_REFUSED, &debug, &(struct me_decision_limits){2, 0, 600}, &other));
    }
}

/* A date in the far future among those pushed out stops the joining for ttl, not for ever. */
static void outlives_a_wrong_date(void **state)
{
    (void)state;
    struct me_decision_host host;
    struct me_decision row = {.client_ip = "192.0.2.1"}, debug = {.debug = true}, other;
    memset(&host, 0xA5, sizeof(host));
    me_decision_clear(&host);
    row.time = INT64_C(1) << 40;
    me_decision_join(&host, ME_DECISION_REFUSED, &row, &(struct me_decision_limits){2, 0, 600}, &other);
    for (int i = 0; i < ME_DECISION_MAX; i++) {
        row.time = 1000 + i * 100;
        me_decision_join(&host, ME_DECISION_REFUSED, &row, &(struct me_decision_limits){2, 10, 600}, &other);
    }
    row.time = debug.time = 10000;
    me_decision_join(&host, ME_DECISION_REFUSED, &row, &(struct me_decision_limits){2, 610, 600}, &other);
    assert_false(
        me_decision_join(&host, ME_DECISION_REFUSED, &debug, &(struct me_decision_limits){2, 610, 600}, &other));
    row.time = debug.time = 20000;
    me_decision_join(&host, ME_DECISION_REFUSED, &row, &(struct me_decision_limits){2, 611, 600}, &other);
    assert_true(
        me_decision_join(&host, ME_DECISION_REFUSED, &debug, &(struct me_decision_limits){2, 611, 600}, &other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_one_pair),
        cmocka_unit_test(joins_a_grant),
        cmocka_unit_test(keeps_to_the_window),
        cmocka_unit_test(never_guesses),
        cmocka_unit_test(knows_a_row_that_comes_twice),
        cmocka_unit_test(distrusts_disorder),
        cmocka_unit_test(sees_which_log_is_ahead),
        cmocka_unit_test(knows_what_it_forgot),
        cmocka_unit_test(outlives_a_wrong_date),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
