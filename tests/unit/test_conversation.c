/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/conversation.h by what is said in a conversation and what comes back: by id and by socket handle, in
 * either order, late, lost and with handles in use again.
 */
#include "conversation.h"

#include "support/said.h"
#include "support/unit.h"

#define DENIED "ME-I0111: Relay Denied: Failed to meet all relay criteria."
#define DISABLED "ME-I0112: Relay Denied: Server is configured not to allow relaying"
#define GRANTED "ME-I0108: Relay Granted: Sender has authenticated."
#define BY_IP "ME-I0107: Relay Granted: Sender IP (198.51.100.9) is within an authorized IP range."
#define LOCAL "ME-I0101: Local Delivery: Address ([SMTP:b@example.com]) is local."
#define OTHER "ME-W0999: Something nobody has documented yet."

#define A .ip = "192.0.2.1"
#define B .ip = "192.0.2.2"

/* SAY(log time, what, connection, id, more members of struct me_said) */
#define SAY(at_, what_, connection_, id_, ...)                                                                         \
    {                                                                                                                  \
        .at = (at_), .what = SAID_##what_, .connection = (connection_), .id = (id_), __VA_ARGS__                       \
    }

static const struct me_conversations_options options = {.max = 100, .ttl = 600, .seed = {1, 2}};

#define CHECK(label, ...)                                                                                              \
    do {                                                                                                               \
        static const struct me_said_step steps[] = {__VA_ARGS__};                                                      \
        me_said_check(label, &options, steps, ME_COUNT(steps));                                                        \
    } while (0)

static void tells_debug_records_by_id(void **state)
{
    (void)state;
    CHECK("Activity first", {"greeting", SAY(10, GREETING, 5, 1, A), ""},
          {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "pc.example.net"), ""},
          {"login", SAY(11, AUTH_OK, 5, 1, A, .user = "alice"), "helo=pc.example.net"},
          {"MAIL", SAY(11, MAIL, 5, 1, A, .arg = "a@example.com", .user = "alice"), "helo=pc.example.net|auth"},
          {"RCPT", SAY(11, RCPT, 5, 1, A, .arg = "b@example.net", .user = "alice"),
           "helo=pc.example.net|auth|from=a@example.com"},
          {"verdict", SAY(11, DEBUG, 0, 1, .arg = GRANTED),
           "ip=192.0.2.1|helo=pc.example.net|user=alice|auth|from=a@example.com|to=b@example.net"},
          {"unknown code", SAY(11, DEBUG, 0, 1, .arg = OTHER),
           "ip=192.0.2.1|helo=pc.example.net|user=alice|auth|from=a@example.com|to=b@example.net"},
          {"another id", SAY(11, DEBUG, 0, 2, .arg = GRANTED), ""}, );
    CHECK("Debug first", {"verdict", SAY(11, DEBUG, 0, 1, .arg = DENIED), ""},
          {"RCPT", SAY(11, REFUSED, 5, 1, A, .arg = "b@example.net"), "code=ME-I0111"},
          {"once only", SAY(11, REFUSED, 5, 1, A, .arg = "c@example.net"), ""}, );
}

static void tells_debug_records_by_connection(void **state)
{
    (void)state;
    CHECK("Activity first", {"greeting", SAY(10, GREETING, 5, 1, A), ""},
          {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "pc.example.net"), ""},
          {"MAIL", SAY(11, MAIL, 5, 1, A, .arg = "a@example.com"), "helo=pc.example.net"},
          {"RCPT", SAY(11, REFUSED, 5, 1, A, .arg = "b@example.net"), "helo=pc.example.net|from=a@example.com"},
          {"verdict", SAY(11, DEBUG, 5, 0, .arg = DENIED),
           "ip=192.0.2.1|helo=pc.example.net|from=a@example.com|to=b@example.net"},
          {"another connection", SAY(11, DEBUG, 6, 0, .arg = DENIED), ""}, );
    CHECK("Debug first", {"verdict", SAY(11, DEBUG, 5, 0, .arg = DENIED), ""},
          {"RCPT", SAY(11, REFUSED, 5, 1, A, .arg = "b@example.net"), "code=ME-I0111"}, );
    CHECK("Debug first, then the whole connection", {"verdict", SAY(11, DEBUG, 5, 0, .arg = DENIED), ""},
          {"greeting", SAY(10, GREETING, 5, 1, A), ""}, {"MAIL", SAY(11, MAIL, 5, 1, A, .arg = "a@example.com"), ""},
          {"RCPT", SAY(11, REFUSED, 5, 1, A, .arg = "b@example.net"), "from=a@example.com|code=ME-I0111"}, );
    CHECK("both keys, known by the connection", {"greeting", SAY(10, GREETING, 5, 1, A), ""},
          {"verdict, new id", SAY(10, DEBUG, 5, 2, .arg = DENIED), "ip=192.0.2.1"},
          {"id only", SAY(10, DEBUG, 0, 2, .arg = OTHER), "ip=192.0.2.1"}, );
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_debug_records_by_id),
        cmocka_unit_test(tells_debug_records_by_connection),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
