/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/correlate/conversation.h by what is said in a conversation and what comes back: by id and by socket
 * handle, in either order, late, lost and with handles in use again.
 */
#include "correlate/conversation.h"

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

static const struct me_store_options options = {.max = 100, .ttl = 600, .seed = {1, 2}};

#define CHECK(label, ...)                                                                                              \
    do {                                                                                                               \
        static const struct me_said_step steps[] = {__VA_ARGS__};                                                      \
        me_said_check(label, &options, steps, ME_COUNT(steps));                                                        \
    } while (0)

static void gives_debug_records_a_client_by_id(void **state)
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

static void gives_debug_records_a_client_by_connection(void **state)
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

static void forgets_who_had_the_handle(void **state)
{
    (void)state;
#define FIRST_CONNECTION                                                                                               \
    {"greeting", SAY(10, GREETING, 5, 1, A), ""}, {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "pc.example.net"), ""},       \
        {"login", SAY(11, AUTH_OK, 5, 1, A, .user = "alice"), "helo=pc.example.net"},                                  \
        {"MAIL", SAY(11, MAIL, 5, 1, A, .arg = "a@example.com"), "helo=pc.example.net|user=alice|auth"}
#define KNOWN_OF_FIRST "ip=192.0.2.1|helo=pc.example.net|user=alice|auth|from=a@example.com"
    CHECK("at QUIT and greeting", FIRST_CONNECTION,
          {"QUIT", SAY(11, QUIT, 5, 1, A), "helo=pc.example.net|user=alice|auth|from=a@example.com"},
          {"two seconds later", SAY(13, GREETING, 5, 2, B), ""}, {"EHLO", SAY(13, EHLO, 5, 2, B, .arg = "x"), ""},
          {"late verdict", SAY(11, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1"},
          {"late verdict by id", SAY(11, DEBUG, 0, 1, .arg = GRANTED), KNOWN_OF_FIRST},
          {"late verdict, both", SAY(11, DEBUG, 5, 1, .arg = OTHER), KNOWN_OF_FIRST},
          {"a second before", SAY(12, DEBUG, 5, 0, .arg = DENIED), ""},
          {"its own verdict", SAY(13, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.2|helo=x"}, );
    CHECK("without QUIT", FIRST_CONNECTION, {"two seconds later", SAY(13, GREETING, 5, 2, B), ""},
          {"own verdict", SAY(13, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.2"},
          {"late verdict", SAY(11, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1"},
          {"late row, no id", SAY(11, RCPT, 5, 0, A, .arg = "b@example.com"), ""},
          {"its own again", SAY(13, EHLO, 5, 2, B, .arg = "x"), ""}, );
    CHECK("without QUIT and greeting", FIRST_CONNECTION, {"other client", SAY(13, EHLO, 5, 2, B, .arg = "x"), ""},
          {"MAIL", SAY(13, MAIL, 5, 2, B, .arg = "b@example.com"), "helo=x"},
          {"own verdict", SAY(13, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.2|helo=x|from=b@example.com"}, );
    CHECK("same client, without QUIT and greeting", FIRST_CONNECTION,
          {"another id, no DATA before", SAY(13, EHLO, 5, 2, A, .arg = "x"), ""}, );
    CHECK("same client, greeted", FIRST_CONNECTION, {"greeting", SAY(13, GREETING, 5, 2, A), ""},
          {"MAIL", SAY(13, MAIL, 5, 2, A, .arg = "b@example.com"), ""}, );
    CHECK("same client, no ids, after QUIT", FIRST_CONNECTION,
          {"QUIT", SAY(12, QUIT, 5, 0, A), "helo=pc.example.net|user=alice|auth|from=a@example.com"},
          {"two seconds later", SAY(14, EHLO, 5, 0, A, .arg = "x"), ""}, );
    CHECK("refused at connect", FIRST_CONNECTION, {"530", SAY(13, DENIED_ACCESS, 5, 2, B), ""},
          {"MAIL", SAY(13, MAIL, 5, 2, B, .arg = "b@example.com"), ""}, );
    CHECK("another greeting", FIRST_CONNECTION, {"421", SAY(13, BUSY, 5, 0, A), ""},
          {"MAIL", SAY(13, MAIL, 5, 0, A, .arg = "b@example.com"), ""}, );
    CHECK("used by the server itself", FIRST_CONNECTION, {"CONN", SAY(13, CONN, 5, 3, A, .out = true), ""},
          {"EHLO", SAY(13, EHLO, 5, 3, A, .arg = "mx.example.net", .out = true), ""},
          {"relaying is not its matter", SAY(13, DEBUG, 5, 0, .arg = DENIED), ""},
          {"other codes are", SAY(13, DEBUG, 5, 0, .arg = OTHER), "ip=192.0.2.1|helo=mx.example.net"}, );
    CHECK("outbound rows with the id of an inbound one", FIRST_CONNECTION,
          {"CONN", SAY(20, CONN, 6, 1, B, .out = true), ""},
          {"by id it is the client, not the next server", SAY(20, DEBUG, 0, 1, .arg = OTHER), KNOWN_OF_FIRST}, );
    CHECK("verdict before its greeting, old one without QUIT", FIRST_CONNECTION,
          {"nobody's yet", SAY(13, DEBUG, 5, 0, .arg = DENIED), ""}, {"greeting", SAY(13, GREETING, 5, 2, B), ""},
          {"RCPT", SAY(13, REFUSED, 5, 2, B, .arg = "b@example.net"), "code=ME-I0111"}, );
    CHECK("verdict of the old one before the new greeting", FIRST_CONNECTION,
          {"old verdict", SAY(12, DEBUG, 5, 0, .arg = DENIED), KNOWN_OF_FIRST},
          {"greeting", SAY(13, GREETING, 5, 2, B), ""},
          {"RCPT", SAY(13, REFUSED, 5, 2, B, .arg = "b@example.net"), ""}, );
    CHECK("silent for longer than ttl of log time", {"EHLO", SAY(10, EHLO, 5, 0, A, .arg = "x"), ""},
          {"ttl", SAY(610, MAIL, 5, 0, A, .arg = "a@example.com"), "helo=x"},
          {"ttl + 1", SAY(1211, RCPT, 5, 0, A, .arg = "b@example.com"), ""}, );
}

/* A verdict that names no id: how far from the rows of the connection it may lie. */
static void weighs_log_times(void **state)
{
    (void)state;
#define ROWS_10_TO_12                                                                                                  \
    {"before", SAY(7, EHLO, 5, 9, B, .arg = "old"), ""}, {"greeting", SAY(10, GREETING, 5, 1, A), ""},                 \
        {"EHLO", SAY(12, EHLO, 5, 1, A, .arg = "x"), ""}
    CHECK("greeting - 1", ROWS_10_TO_12, {"", SAY(9, DEBUG, 5, 0, .arg = DENIED), ""}, );
    CHECK("greeting", ROWS_10_TO_12, {"", SAY(10, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1|helo=x"}, );
    CHECK("last row", ROWS_10_TO_12, {"", SAY(12, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1|helo=x"}, );
    CHECK("last row + 1", ROWS_10_TO_12, {"", SAY(13, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1|helo=x"}, );
    CHECK("last row + 2", ROWS_10_TO_12, {"", SAY(14, DEBUG, 5, 0, .arg = DENIED), ""},
          {"goes to its row", SAY(14, REFUSED, 5, 1, A, .arg = "b@example.net"), "helo=x|code=ME-I0111"}, );
    CHECK("QUIT", ROWS_10_TO_12, {"QUIT", SAY(12, QUIT, 5, 1, A), "helo=x"},
          {"", SAY(12, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1|helo=x"}, );
    CHECK("QUIT + 1", ROWS_10_TO_12, {"QUIT", SAY(12, QUIT, 5, 1, A), "helo=x"},
          {"", SAY(13, DEBUG, 5, 0, .arg = DENIED), ""}, );
    CHECK("greeting lost, first row - 2", {"EHLO", SAY(12, EHLO, 5, 1, A, .arg = "x"), ""},
          {"", SAY(10, DEBUG, 5, 0, .arg = DENIED), ""}, );
    CHECK("greeting lost, first row - 1", {"EHLO", SAY(12, EHLO, 5, 1, A, .arg = "x"), ""},
          {"", SAY(11, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1|helo=x"}, );
    CHECK("no time", ROWS_10_TO_12, {"", SAY(SAID_NO_TIME, DEBUG, 5, 0, .arg = DENIED), ""},
          {"by id it needs none", SAY(SAID_NO_TIME, DEBUG, 0, 1, .arg = DENIED), "ip=192.0.2.1|helo=x"}, );
    CHECK("greeting just after the old connection's last row", {"old", SAY(9, EHLO, 5, 9, B, .arg = "old"), ""},
          {"greeting", SAY(10, GREETING, 5, 1, A), ""}, {"either's", SAY(10, DEBUG, 5, 0, .arg = DENIED), ""},
          {"EHLO", SAY(11, EHLO, 5, 1, A, .arg = "x"), ""},
          {"the new one's", SAY(11, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1|helo=x"}, );
    CHECK("greeting in the second of the old connection's last row", {"old", SAY(10, EHLO, 5, 9, B, .arg = "old"), ""},
          {"greeting", SAY(10, GREETING, 5, 1, A), ""}, {"either's", SAY(10, EHLO, 5, 9, B, .arg = "old"), ""},
          {"EHLO", SAY(11, EHLO, 5, 1, A, .arg = "x"), ""}, {"either's", SAY(11, DEBUG, 5, 0, .arg = DENIED), ""},
          {"row with id", SAY(11, MAIL, 5, 1, A, .arg = "a@example.com"), "helo=x"}, );
}

static void takes_rows_in_any_order(void **state)
{
    (void)state;
    CHECK("greeting last", {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@example.com"), ""},
          {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "x"), "from=a@example.com"},
          {"greeting", SAY(10, GREETING, 5, 1, A), "helo=x|from=a@example.com"},
          {"verdict", SAY(10, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1|helo=x|from=a@example.com"}, );
    CHECK("QUIT before RCPT", {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@example.com"), ""},
          {"QUIT", SAY(11, QUIT, 5, 1, A), "from=a@example.com"},
          {"RCPT", SAY(11, REFUSED, 5, 1, A, .arg = "b@example.net"), "from=a@example.com"},
          {"verdict", SAY(11, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1|from=a@example.com|to=b@example.net"}, );
    CHECK("QUIT and its new id before all else", {"QUIT", SAY(11, QUIT, 5, 2, A), ""},
          {"RCPT", SAY(11, REFUSED, 5, 1, A, .arg = "b@example.net"), ""},
          {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@example.com"), ""},
          {"EHLO", SAY(9, EHLO, 5, 1, A, .arg = "x"), "from=a@example.com"},
          {"greeting", SAY(8, GREETING, 5, 1, A), "helo=x|from=a@example.com"},
          {"verdict", SAY(8, DEBUG, 5, 0, .arg = OTHER), "ip=192.0.2.1|helo=x|from=a@example.com"},
          {"before the greeting", SAY(7, DEBUG, 5, 0, .arg = OTHER), ""}, );
    CHECK("QUIT and greeting in one second", {"QUIT", SAY(11, QUIT, 5, 2, A), ""},
          {"greeting", SAY(11, GREETING, 5, 1, A), ""}, {"EHLO", SAY(11, EHLO, 5, 1, A, .arg = "x"), ""},
          {"verdict", SAY(11, DEBUG, 5, 0, .arg = OTHER), "ip=192.0.2.1|helo=x"},
          {"before", SAY(10, DEBUG, 5, 0, .arg = OTHER), ""}, {"after", SAY(12, DEBUG, 5, 0, .arg = OTHER), ""}, );
    CHECK("rows two seconds before a QUIT with a new id", {"QUIT", SAY(12, QUIT, 5, 2, A), ""},
          {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "x"), ""},
          {"verdict", SAY(10, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1"},
          {"either's, of one client", SAY(11, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1"}, );
    CHECK("the same of two clients", {"QUIT", SAY(12, QUIT, 5, 2, B), ""},
          {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "x"), ""}, {"older", SAY(7, EHLO, 5, 3, B, .arg = "y"), ""},
          {"verdict", SAY(10, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.1"},
          {"either's", SAY(11, DEBUG, 5, 0, .arg = DENIED), ""},
          {"verdict", SAY(12, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.2"},
          {"forgotten", SAY(7, DEBUG, 5, 0, .arg = DENIED), ""}, );
    CHECK("two transactions in one second", {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@example.com"), ""},
          {"the other's, which is the later?", SAY(10, MAIL, 5, 2, A, .arg = "b@example.com"), ""},
          {"so no sender", SAY(10, DEBUG, 5, 0, .arg = OTHER), "ip=192.0.2.1"},
          {"by id", SAY(10, DEBUG, 0, 2, .arg = OTHER), "ip=192.0.2.1|from=b@example.com"}, );
    CHECK("greeting twice: both logs are sent", {"Activity", SAY(10, GREETING, 5, 1, A), ""},
          {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "x"), ""}, {"W3C", SAY(10, GREETING, 5, 0, A, .w3c = true), "helo=x"},
          {"EHLO", SAY(10, EHLO, 5, 0, A, .arg = "x", .w3c = true), ""},
          {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@example.com"), "helo=x"},
          {"MAIL", SAY(10, MAIL, 5, 0, A, .arg = "a@example.com", .w3c = true), "helo=x"},
          {"login", SAY(10, AUTH_OK, 5, 0, A, .user = "u", .w3c = true), "helo=x|from=a@example.com"}, );
    CHECK("old connection's rows after the new greeting", {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "x"), ""},
          {"greeting", SAY(13, GREETING, 5, 2, B), ""},
          {"late login", SAY(11, AUTH_OK, 5, 1, A, .user = "u"), "helo=x"},
          {"EHLO", SAY(13, EHLO, 5, 2, B, .arg = "y"), ""}, {"MAIL", SAY(13, MAIL, 5, 2, B, .arg = "c@x"), "helo=y"}, );
    CHECK("old greeting after the new rows", {"EHLO", SAY(14, EHLO, 5, 2, B, .arg = "y"), ""},
          {"old greeting", SAY(10, GREETING, 5, 1, A), ""},
          {"verdict", SAY(14, DEBUG, 5, 0, .arg = DENIED), "ip=192.0.2.2|helo=y"}, );
}

static void follows_transactions(void **state)
{
    (void)state;
    CHECK(
        "new id after DATA", {"greeting", SAY(10, GREETING, 5, 1, A), ""},
        {"EHLO", SAY(10, EHLO, 5, 1, A, .arg = "x"), ""}, {"login", SAY(10, AUTH_OK, 5, 1, A, .user = "u"), "helo=x"},
        {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@example.com"), "helo=x|user=u|auth"},
        {"RCPT", SAY(10, RCPT, 5, 1, A, .arg = "b@example.com"), "helo=x|user=u|auth|from=a@example.com"},
        {"DATA", SAY(10, DATA, 5, 1, A), "helo=x|user=u|auth|from=a@example.com|to=b@example.com"},
        {"RSET", SAY(10, RSET, 5, 2, A), "helo=x|user=u|auth"},
        {"verdict by the new id", SAY(10, DEBUG, 0, 2, .arg = OTHER), "ip=192.0.2.1|helo=x|user=u|auth"},
        {"verdict by the old id", SAY(10, DEBUG, 0, 1, .arg = OTHER),
         "ip=192.0.2.1|helo=x|user=u|auth|from=a@example.com|to=b@example.com"},
        {"MAIL", SAY(11, MAIL, 5, 2, A, .arg = "c@example.com"), "helo=x|user=u|auth"},
        {"late row of the old", SAY(10, RCPT, 5, 1, A, .arg = "d@example.com"),
         "helo=x|user=u|auth|from=a@example.com"},
        {"the new one's", SAY(11, DEBUG, 5, 0, .arg = OTHER), "ip=192.0.2.1|helo=x|user=u|auth|from=c@example.com"}, );
    CHECK("no ids: RSET and MAIL begin anew", {"MAIL", SAY(10, MAIL, 5, 0, A, .arg = "a@example.com", .w3c = true), ""},
          {"RCPT", SAY(10, RCPT, 5, 0, A, .arg = "b@example.com", .w3c = true), "from=a@example.com"},
          {"DATA", SAY(10, DATA, 5, 0, A, .w3c = true), "from=a@example.com|to=b@example.com"},
          {"MAIL", SAY(11, MAIL, 5, 0, A, .arg = "c@example.com", .w3c = true), ""},
          {"verdict", SAY(11, DEBUG, 5, 0, .arg = OTHER), "ip=192.0.2.1|from=c@example.com"},
          {"RSET", SAY(12, RSET, 5, 0, A, .w3c = true), ""},
          {"verdict", SAY(12, DEBUG, 5, 0, .arg = OTHER), "ip=192.0.2.1"}, );
}

/* Which answer a verdict belongs to, when there are several. */
static void matches_verdicts_and_answers(void **state)
{
    (void)state;
#define ASKED {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "s@example.com"), ""}
#define SENDER "ip=192.0.2.1|from=s@example.com"
    CHECK("one by one", ASKED, {"a", SAY(10, REFUSED, 5, 1, A, .arg = "a@x"), "from=s@example.com"},
          {"verdict a", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER "|to=a@x"},
          {"b", SAY(10, RCPT, 5, 1, A, .arg = "b@x"), "from=s@example.com"},
          {"verdict b", SAY(10, DEBUG, 0, 1, .arg = GRANTED), SENDER "|to=b@x"},
          {"verdict c", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"c", SAY(10, REFUSED, 5, 1, A, .arg = "c@x"), "from=s@example.com|code=ME-I0111"}, );
    CHECK("two answers, two verdicts", ASKED, {"a", SAY(10, REFUSED, 5, 1, A, .arg = "a@x"), "from=s@example.com"},
          {"b", SAY(10, REFUSED, 5, 1, A, .arg = "b@x"), "from=s@example.com"},
          {"of a or b", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"of a or b", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"c", SAY(10, REFUSED, 5, 1, A, .arg = "c@x"), "from=s@example.com"},
          {"of c", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER "|to=c@x"}, );
    CHECK("two verdicts of one kind", ASKED, {"a", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"b", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"a", SAY(10, REFUSED, 5, 1, A, .arg = "a@x"), "from=s@example.com|code=ME-I0111"},
          {"b", SAY(10, REFUSED, 5, 1, A, .arg = "b@x"), "from=s@example.com|code=ME-I0111"}, );
    CHECK("two verdicts of two kinds", ASKED, {"a", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"b", SAY(10, DEBUG, 0, 1, .arg = DISABLED), SENDER},
          {"a", SAY(10, REFUSED, 5, 1, A, .arg = "a@x"), "from=s@example.com"},
          {"b", SAY(10, REFUSED, 5, 1, A, .arg = "b@x"), "from=s@example.com"}, );
    CHECK("granted is not refused", ASKED, {"verdict", SAY(10, DEBUG, 0, 1, .arg = GRANTED), SENDER},
          {"refused", SAY(10, REFUSED, 5, 1, A, .arg = "a@x"), "from=s@example.com"},
          {"accepted", SAY(10, RCPT, 5, 1, A, .arg = "b@x"), "from=s@example.com|code=ME-I0108"}, );
    CHECK("a second apart", ASKED, {"verdict", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"answer", SAY(11, REFUSED, 5, 1, A, .arg = "a@x"), "from=s@example.com|code=ME-I0111"}, );
    CHECK("two seconds apart", ASKED, {"verdict", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"answer", SAY(12, REFUSED, 5, 1, A, .arg = "a@x"), "from=s@example.com"}, );
    CHECK("other rows get no code", ASKED, {"verdict", SAY(10, DEBUG, 0, 1, .arg = DENIED), SENDER},
          {"QUIT", SAY(10, QUIT, 5, 1, A), "from=s@example.com"}, );
    CHECK("a verdict that names the recipient itself", ASKED,
          {"RCPT", SAY(10, RCPT, 5, 1, A, .arg = "c@example.com"), "from=s@example.com"},
          {"verdict", SAY(10, DEBUG, 0, 1, .arg = LOCAL), SENDER}, );
}

static void keeps_conversations_apart(void **state)
{
    (void)state;
    CHECK("hosts", {"one", SAY(10, EHLO, 5, 1, A, .arg = "x", .host = "one"), ""},
          {"two, same connection", SAY(10, DEBUG, 5, 0, .arg = DENIED, .host = "two"), ""},
          {"two, same id", SAY(10, DEBUG, 0, 1, .arg = DENIED, .host = "two"), ""},
          {"two", SAY(10, EHLO, 5, 1, B, .arg = "y", .host = "two"), ""},
          {"one", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "one"), "ip=192.0.2.1|helo=x"},
          {"two", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "two"), "ip=192.0.2.2|helo=y"},
          {"none", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = ""), ""}, );
    CHECK("hosts alike but for one byte", {"it", SAY(10, EHLO, 5, 1, A, .arg = "x", .host = "mail-server-01"), ""},
          {"first word", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "mall-server-01"), ""},
          {"last of the first word", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "mail-sebver-01"), ""},
          {"first of the second", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "mail-serxer-01"), ""},
          {"last byte", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "mail-server-02"), ""},
          {"shorter", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "mail-server-0"), ""},
          {"longer", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "mail-server-010"), ""},
          {"itself", SAY(10, DEBUG, 5, 1, .arg = OTHER, .host = "mail-server-01"), "ip=192.0.2.1|helo=x"}, );
    CHECK("one id, two clients", {"A", SAY(10, EHLO, 5, 1, A, .arg = "x"), ""},
          {"B", SAY(10, EHLO, 6, 1, B, .arg = "y"), ""},
          {"the last to write", SAY(10, DEBUG, 0, 1, .arg = OTHER), "ip=192.0.2.2|helo=y"}, );
    CHECK("a failed login is none", {"failed", SAY(10, AUTH_FAILED, 5, 1, A, .user = "u"), ""},
          {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@x"), "user=u"}, );
    CHECK("an outbound login is none", {"235", SAY(10, AUTH_OK, 5, 1, A, .user = "u", .out = true), ""},
          {"MAIL", SAY(10, MAIL, 5, 1, A, .arg = "a@x", .out = true), "user=u"}, );
    CHECK("an address in a verdict", {"verdict", SAY(10, DEBUG, 0, 1, .arg = BY_IP), ""},
          {"later", SAY(10, DEBUG, 0, 1, .arg = OTHER), "ip=198.51.100.9"},
          {"another client's", SAY(10, EHLO, 5, 1, A, .arg = "x"), ""},
          {"verdict", SAY(10, DEBUG, 0, 1, .arg = BY_IP), ""},
          {"is not believed", SAY(10, DEBUG, 0, 1, .arg = OTHER), "ip=192.0.2.1|helo=x"}, );
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_debug_records_a_client_by_id),
        cmocka_unit_test(gives_debug_records_a_client_by_connection),
        cmocka_unit_test(forgets_who_had_the_handle),
        cmocka_unit_test(weighs_log_times),
        cmocka_unit_test(takes_rows_in_any_order),
        cmocka_unit_test(follows_transactions),
        cmocka_unit_test(matches_verdicts_and_answers),
        cmocka_unit_test(keeps_conversations_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
