/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of what a row does to its conversation that has several readings, or none: it sets nothing, receives nothing,
 * and makes the conversation forget what its command may have set.
 */
#include "correlate/conversation.h"

#include "support/said.h"
#include "support/unit.h"

#define DENIED "ME-I0111: Relay Denied: Failed to meet all relay criteria."
#define GRANTED "ME-I0110: Relay Granted: Server is configured to allow anyone to relay."

#define A .ip = "192.0.2.1"
#define B .ip = "192.0.2.2"

static const struct me_store_options by_id = {.max = 100, .ttl = 600, .seed = {1, 2}};
static const struct me_store_options by_time = {.max = 100, .ttl = 600, .by_time = true, .window = 2, .seed = {1, 2}};

#define CHECK(options, label, ...)                                                                                     \
    do {                                                                                                               \
        static const struct me_said_step steps[] = {__VA_ARGS__};                                                      \
        me_said_check(label, options, steps, ME_COUNT(steps));                                                         \
    } while (0)

/* A session that has said all it can, by handle alone and by id as well. */
#define BEGIN(id)                                                                                                      \
    {"greeting", SAY(10, GREETING, 5, id, A), ""}, {"EHLO", SAY(10, EHLO, 5, id, A, .arg = "pc"), ""},                 \
        {"login", SAY(11, AUTH_OK, 5, id, A, .user = "alice"), "helo=pc"},                                             \
        {"MAIL", SAY(11, MAIL, 5, id, A, .arg = "a@x.example"), "helo=pc|user=alice|auth"},                            \
        {"RCPT", SAY(11, RCPT, 5, id, A, .arg = "b@y.example"), "helo=pc|user=alice|auth|from=a@x.example"},           \
    {                                                                                                                  \
        "before", SAY(12, DATA, 5, id, A), "helo=pc|user=alice|auth|from=a@x.example|to=b@y.example"                   \
    }

static void forgets_all_that_an_ambiguous_row_may_have_set(void **state)
{
    (void)state;
    CHECK(&by_id, "by handle", BEGIN(0), {"ambiguous", SAY(12, RCPT, 5, 0, A, .ambiguous = true), ""},
          {"after", SAY(12, QUIT, 5, 0, A), ""}, );
    CHECK(&by_id, "by id", BEGIN(1), {"ambiguous", SAY(12, RCPT, 5, 1, A, .ambiguous = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), ""}, );
    CHECK(&by_id, "what is said again is known again", BEGIN(1),
          {"ambiguous", SAY(12, RCPT, 5, 1, A, .ambiguous = true), ""},
          {"MAIL", SAY(12, MAIL, 5, 1, A, .arg = "c@x.example"), ""},
          {"QUIT", SAY(12, QUIT, 5, 1, A), "from=c@x.example"}, );
    CHECK(&by_id, "a row without the id, for rows that have it", BEGIN(1),
          {"ambiguous", SAY(12, RCPT, 5, 0, A, .ambiguous = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), "from=a@x.example|to=b@y.example"}, );
    CHECK(&by_id, "another session forgets nothing", BEGIN(1),
          {"ambiguous", SAY(12, RCPT, 6, 2, A, .ambiguous = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), "helo=pc|user=alice|auth|from=a@x.example|to=b@y.example"}, );
}

static void forgets_what_the_command_of_a_cut_row_sets(void **state)
{
    (void)state;
    CHECK(&by_id, "RCPT", BEGIN(1), {"cut", SAY(12, RCPT, 5, 1, A, .cut = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), "helo=pc|user=alice|auth|from=a@x.example"}, );
    CHECK(&by_id, "MAIL", BEGIN(1), {"cut", SAY(12, MAIL, 5, 1, A, .cut = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), "helo=pc|user=alice|auth"}, );
    CHECK(&by_id, "AUTH", BEGIN(1), {"cut", SAY(12, AUTH_OK, 5, 1, A, .cut = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), "helo=pc|from=a@x.example|to=b@y.example"}, );
    CHECK(&by_id, "AUTH without the id", BEGIN(1), {"cut", SAY(12, AUTH_OK, 5, 0, A, .cut = true), ""},
          {"after", SAY(12, DATA, 5, 1, A), "helo=pc|from=a@x.example|to=b@y.example"},
          {"again", SAY(12, DATA, 5, 1, A), "helo=pc|from=a@x.example|to=b@y.example"},
          {"login", SAY(13, AUTH_OK, 5, 0, A, .user = "bob"), "helo=pc|from=a@x.example|to=b@y.example"},
          {"known again", SAY(13, QUIT, 5, 1, A), "helo=pc|user=bob|auth|from=a@x.example|to=b@y.example"}, );
    CHECK(&by_id, "EHLO without the id", BEGIN(1), {"cut", SAY(12, EHLO, 5, 0, A, .cut = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), "user=alice|auth|from=a@x.example|to=b@y.example"}, );
    CHECK(&by_id, "EHLO", BEGIN(1), {"cut", SAY(12, EHLO, 5, 1, A, .cut = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), "user=alice|auth|from=a@x.example|to=b@y.example"}, );
    CHECK(&by_id, "QUIT sets nothing", BEGIN(1), {"cut", SAY(12, QUIT, 5, 1, A, .cut = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), "helo=pc|user=alice|auth|from=a@x.example|to=b@y.example"}, );
    CHECK(&by_id, "an unknown command", BEGIN(1), {"cut", SAY(12, GREETING, 5, 1, A, .cut = true), ""},
          {"after", SAY(12, QUIT, 5, 1, A), ""}, );
}

/* The login of one connection is never the login of the one whose beginning nobody could read. */
static void begins_no_session_with_what_was_before(void **state)
{
    (void)state;
    CHECK(&by_id, "the greeting of the next client", BEGIN(1),
          {"QUIT", SAY(12, QUIT, 5, 1, A), "helo=pc|user=alice|auth|from=a@x.example|to=b@y.example"},
          {"ambiguous", SAY(14, RCPT, 5, 0, B, .ambiguous = true), ""}, {"after", SAY(14, QUIT, 5, 0, B), ""},
          {"verdict", SAY(14, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.2"}, );
}

/* A verdict belongs to the row that nobody can read, or to one beside it. */
static void gives_no_verdict_to_the_wrong_row(void **state)
{
    (void)state;
    CHECK(&by_id, "a verdict that waits", {"verdict", SAY(10, DEBUG, 0, 1, .arg = DENIED), ""},
          {"ambiguous", SAY(10, RCPT, 5, 1, A, .ambiguous = true), ""},
          {"row", SAY(10, REFUSED, 5, 1, A, .arg = "b@y.example"), ""}, );
    CHECK(&by_id, "a verdict that comes later", {"ambiguous", SAY(10, RCPT, 5, 1, A, .ambiguous = true), ""},
          {"verdict", SAY(10, DEBUG, 0, 1, .arg = DENIED), "ip=192.0.2.1"},
          {"row", SAY(10, REFUSED, 5, 1, A, .arg = "b@y.example"), ""}, );
    CHECK(&by_id, "a recipient before it", {"row", SAY(10, REFUSED, 5, 1, A, .arg = "b@y.example"), ""},
          {"cut", SAY(10, RCPT, 5, 1, A, .cut = true), ""},
          {"verdict", SAY(10, DEBUG, 0, 1, .arg = DENIED), "ip=192.0.2.1"}, );
    CHECK(&by_id, "a command that asks for no decision", {"verdict", SAY(10, DEBUG, 0, 1, .arg = DENIED), ""},
          {"cut", SAY(10, EHLO, 5, 1, A, .cut = true), ""},
          {"row", SAY(10, REFUSED, 5, 1, A, .arg = "b@y.example"), "code=ME-I0111"}, );
}

static void is_a_second_candidate_by_time(void **state)
{
    (void)state;
    CHECK(&by_time, "another client's", {"row", SAY(10, REFUSED, 5, 0, A, .arg = "b@y.example"), ""},
          {"ambiguous", SAY(10, RCPT, 6, 0, B, .ambiguous = true), ""},
          {"verdict", SAY(10, DEBUG, 0, 0, .arg = DENIED), ""}, );
    CHECK(&by_time, "the client's own", {"row", SAY(10, REFUSED, 5, 0, A, .arg = "b@y.example"), ""},
          {"ambiguous", SAY(10, RCPT, 5, 0, A, .ambiguous = true), ""},
          {"verdict", SAY(10, DEBUG, 0, 0, .arg = DENIED), ""}, );
    CHECK(&by_time, "alone", {"cut", SAY(10, RCPT, 5, 0, A, .cut = true), ""},
          {"verdict", SAY(10, DEBUG, 0, 0, .arg = DENIED), ""}, );
    CHECK(&by_time, "behind the verdict", {"verdict", SAY(10, DEBUG, 0, 0, .arg = DENIED), ""},
          {"ambiguous", SAY(10, RCPT, 6, 0, B, .ambiguous = true), ""},
          {"row", SAY(10, REFUSED, 5, 0, A, .arg = "b@y.example"), ""}, );
    CHECK(&by_time, "not the twin of a row", {"verdict", SAY(10, DEBUG, 0, 0, .arg = DENIED), ""},
          {"ambiguous", SAY(10, RCPT, 5, 0, A, .w3c = true, .arg = "b@y.example", .ambiguous = true), ""},
          {"row", SAY(10, REFUSED, 5, 0, A, .arg = "b@y.example"), ""}, );
    CHECK(&by_time, "a grant", {"row", SAY(10, RCPT, 5, 0, A, .arg = "b@y.example"), ""},
          {"ambiguous", SAY(10, RCPT, 6, 0, B, .ambiguous = true), ""},
          {"verdict", SAY(10, DEBUG, 0, 0, .arg = GRANTED), ""}, );
    CHECK(&by_time, "not with a command that asks for no decision",
          {"row", SAY(10, REFUSED, 5, 0, A, .arg = "b@y.example"), ""},
          {"cut", SAY(10, EHLO, 5, 0, A, .cut = true), ""},
          {"verdict", SAY(10, DEBUG, 0, 0, .arg = DENIED), "ip=192.0.2.1|to=b@y.example|time"}, );
    CHECK(&by_time, "not beyond the window", {"ambiguous", SAY(10, RCPT, 6, 0, B, .ambiguous = true), ""},
          {"row", SAY(20, REFUSED, 5, 0, A, .arg = "b@y.example"), ""},
          {"verdict", SAY(20, DEBUG, 0, 0, .arg = DENIED), "ip=192.0.2.1|to=b@y.example|time"}, );
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forgets_all_that_an_ambiguous_row_may_have_set),
        cmocka_unit_test(forgets_what_the_command_of_a_cut_row_sets),
        cmocka_unit_test(begins_no_session_with_what_was_before),
        cmocka_unit_test(gives_no_verdict_to_the_wrong_row),
        cmocka_unit_test(is_a_second_candidate_by_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
