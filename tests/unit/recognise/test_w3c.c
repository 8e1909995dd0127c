/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of W3C records in lib/recognise/record.h: the fields, `-` and `+`, and what is not ours.
 */
#include "recognise/w3c_order.h"
#include "support/examined.h"
#include "support/unit.h"

#define ROW(c_ip, service, method, stem, query, user)                                                                  \
    ME_BYTES("2025-05-04 10:06:59 " c_ip " " service " - 192.168.0.5 1940 " method " " stem " " query                  \
             " MYSERVER 34 14 " user)

static const struct me_examined_row rows[] = {
    {"all fields",
     ROW("203.0.113.22", "SMTP-IN", "AUTH", "{blank}", "535+Invalid+Username+or+Password", "user@example.com \r"),
     "log=w3c|event=auth-failure|time=2025-05-04T10:06:59|at_start=yes|direction=in|connection=1940|client_ip=203.0."
     "113.22|"
     "command=AUTH|argument={blank}|reply=535+Invalid+Username+or+Password|reply_code=535|sent=34|received=14|"
     "user=user@example.com|!message_id|!subject|!secret|!outcome|!anomaly"},
    {"outbound", ROW("203.0.113.22", "SMTP-OU", "QUIT", "QUIT", "221+Bye", "- "), "event=quit|direction=out|!user"},
    {"absent values", ROW("203.0.113.22", "SMTP-IN", "-", "-", "-", "-"),
     "event=command|!command|!argument|!reply|!reply_code|!user"},
    {"greeting", ROW("203.0.113.22", "SMTP-IN", "-", "-", "220+ready", "-"), "event=connect|!command|reply_code=220"},
    {"denied",
     ROW("198.51.100.77", "SMTP-IN", "RCPT", "RCPT+TO:<victim@example.org>",
         "503+This+mail+server+requires+authentication+when+attempting+to+send+to+a+non-local+e-mail+address.", "-"),
     "event=relay-denied|outcome=denied|reason=authentication-required|risk=low|decided_by=reply|recipient=victim@"
     "example.org"},
    {"a plus in an address", ROW("198.51.100.77", "SMTP-IN", "RCPT", "RCPT+TO:<a+b@example.org>", "250+ok", "-"),
     "event=recipient-accepted|recipient=a+b@example.org"},
    {"a plus in an address without brackets",
     ROW("198.51.100.77", "SMTP-IN", "MAIL", "MAIL+FROM:+a+b@example.org+SIZE=1", "250+ok", "-"),
     "sender=a+b@example.org"},
    {"null sender", ROW("198.51.100.77", "SMTP-IN", "MAIL", "MAIL+FROM:<>", "250+ok", "-"),
     "event=sender-accepted|sender=<>"},
    {"hello", ROW("198.51.100.77", "SMTP-IN", "EHLO", "EHLO+mx.example.org", "250-x", "-"),
     "event=hello|helo=mx.example.org"},
    {"IPv6", ROW("2001:DB8::22", "SMTP-IN", "RSET", "RSET", "250+ok", "-"), "event=reset|client_ip=2001:db8::22"},
    {"bad IP", ROW("203.0.113.322", "SMTP-IN", "RSET", "RSET", "250+ok", "-"), "event=reset|!client_ip|anomaly=bad-ip"},
    {"more fields", ROW("203.0.113.22", "SMTP-IN", "RSET", "RSET", "250+ok", "- more"), "event=reset|!user"},
    {"something before",
     ME_BYTES("x: 2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 RSET RSET 250+ok S 34 6 - "),
     "event=reset|!at_start"},
    {"nothing behind the service word, and another line",
     ME_BYTES("2025-05-04 10:06:59 203.0.113.22 SMTP-IN\n2025-05-04 10:06:59 203.0.113.23 SMTP-IN - 192.168.0.5 1940 "
              "RSET RSET 250+ok S 34 6 - "),
     "event=command|anomaly=truncated|anomaly=several-lines|client_ip=203.0.113.22"},
    {"a field short", ME_BYTES("2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 RSET RSET 250+ok S 34 6 "),
     "event=command|anomaly=truncated|client_ip=203.0.113.22|!reply"},
    {"a field short, CR in octal",
     ME_BYTES("2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 RSET RSET 250+ok S 34 6 #015"),
     "event=command|anomaly=truncated|client_ip=203.0.113.22|!reply"},
    {"a field short, CR",
     ME_BYTES("2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 RSET RSET 250+ok S 34 6 \r\n"),
     "event=command|anomaly=truncated|client_ip=203.0.113.22|!reply"},
    {"a field short, CRs and noise behind them",
     ME_BYTES("2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 RSET RSET 250+ok S 34 6 \r\r #015\r\n"),
     "event=command|anomaly=truncated"},
    {"a user name with CRs behind it, and noise",
     ME_BYTES("2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH {blank} 535+x S 34 6 a\r\r #015\r\n"),
     "event=auth-failure|user=a"},
    {"a user name that looks like noise",
     ME_BYTES("2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH {blank} 535+x S 34 6 #011 #015"),
     "event=auth-failure|user=#011"},
    {"no address", ME_BYTES("2025-05-04 10:06:59 - SMTP-IN - 192.168.0.5 1940 RSET RSET 250+ok S 34 6 - "), "foreign"},
    {"another service, whose order of fields is not known",
     ROW("203.0.113.22", "POP3-IN", "USER", "USER+a", "+OK", "a"),
     "event=command|service=pop|client_ip=203.0.113.22|!command|!argument|!reply|!user|!anomaly|!secret"},
    {"a login of another service", ROW("203.0.113.22", "POP3-IN", "PASS", "PASS+a+b", "-ERR+no", "a"),
     "event=command|!command|!argument|secret=a+b"},
    {"a login of IMAP", ROW("203.0.113.22", "IMAP-IN", "LOGIN", "LOGIN+bob+pw", "2+NO+LOGIN+Failed", "a"),
     "event=command|service=imap|secret=pw"},
    {"a step of a login of IMAP",
     ROW("203.0.113.22", "IMAP-IN", "UNKN", "c2VjcmV0", "3+NO+AUTHENTICATE+LOGIN+failed", "a"),
     "event=command|secret=c2VjcmV0"},
    {"a step without a command", ROW("203.0.113.22", "IMAP-IN", "-", "Zq+Zr", "3+OK+AUTHENTICATE+PLAIN+completed", "a"),
     "event=command|secret=Zq+Zr"},
    {"a step in the command's place", ROW("203.0.113.22", "IMAP-IN", "c2VjcmV0", "-", "3+NO+LOGIN+Failed", "a"),
     "event=command|command={blank}|secret=c2VjcmV0"},
    {"a literal that looks like a command",
     ROW("203.0.113.22", "IMAP-IN", "CHECK", "CHECK", "3+OK+LOGIN+completed", "a"), "event=command|secret=CHECK"},
    {"a step of a login of POP", ROW("203.0.113.22", "POP3-IN", "UNKN", "c2VjcmV0c2VjcmV0", "-ERR+no", "a"),
     "event=command|secret=c2VjcmV0c2VjcmV0"},
    {"a user who is called as a command is",
     ME_BYTES(
         "2026-11-22 08:00:01 203.0.113.22 IMAP-IN - login 192.0.2.5 1940 LOGIN LOGIN+login+pw 2+OK+LOGIN+x M 1 2 0 "),
     "event=command|secret=pw|!command"},
    {"a user who is called as a reply begins",
     ROW("203.0.113.22", "IMAP-IN", "LOGIN", "LOGIN+OK+pw", "2+NO+LOGIN+Failed", "a"), "event=command|secret=pw"},
    {"no login at all", ROW("203.0.113.22", "IMAP-IN", "SELECT", "SELECT+INBOX", "3+OK+SELECT+completed", "a"),
     "event=command|!secret|!command|!argument"},
    {"a TAB that a hop made a blank, in the tag of a command whose argument could be in base64",
     ROW("203.0.113.22", "IMAP-IN", "SELECT", "SELECT+INBOX", "A 7+OK+SELECT+completed", "a"),
     "event=command|!secret|!command"},
    {"and in the tag of a literal that looks like a command",
     ROW("203.0.113.22", "IMAP-IN", "CHECK", "CHECK", "A 3+OK+LOGIN+completed", "a"), "event=command|secret=CHECK"},
    {"a command whose argument looks like the reply to a login",
     ROW("203.0.113.22", "IMAP-IN", "NOOP", "NOOP\t2+OK+LOGIN+completed", "A7+OK+completed", "a"),
     "event=command|!secret|!command"},
    {"digits in the command's place", ROW("203.0.113.22", "IMAP-IN", "12345678", "-", "3+NO+LOGIN+Failed", "a"),
     "event=command|command={blank}|secret=12345678"},
    {"a TAB that a hop made a blank, in front of a password",
     ROW("203.0.113.22", "POP3-IN", "PASS", "PASS+ Zq7xZq7x", "-ERR+no", "a"), "event=command|secret=Zq7xZq7x"},
    {"and within a name", ROW("203.0.113.22", "IMAP-IN", "LOGIN", "LOGIN+b +Zq7x", "2+NO+LOGIN+Failed", "a"),
     "event=command|secret=+Zq7x"},
    {"a user who is called as a command is, behind the reply",
     ME_BYTES("2026-11-22 08:00:01 203.0.113.22 POP-IN - 192.0.2.5 1940 STAT STAT +OK 1 2 apop  N/A"),
     "event=command|!secret"},
    {"a user who is called as a reply begins, in front of the server's address",
     ME_BYTES("2026-11-22 08:00:01 203.0.113.22 IMAP-IN M - a+OK 192.0.2.5 1940 LOGIN LOGIN+a+OK+pw 2+NO+x 1 2 "),
     "event=command|secret=OK+pw"},
    {"a user who is called as a command is, at the end of a row in JSON",
     ME_BYTES("{\"line\":\"2026-11-22 08:00:01 203.0.113.22 POP-IN - 192.0.2.5 1940 STAT STAT +OK 1 2 apop \"}"),
     "event=command|!secret"},
    {"a reply that looks like none, and a name at the end that looks like one",
     ROW("203.0.113.22", "IMAP-IN", "LOGIN", "LOGIN+b+pw", "a+b+NO+LOGIN+Failed", "u\t2+OK+LOGIN+completed"),
     "event=command|secret=pw"},
    {"another row behind a line end",
     ME_BYTES("2026-11-22 08:00:01 203.0.113.22 IMAP-IN - 192.0.2.5 1940 NOOP NOOP 2+OK+x 1 2 \r\n"
              "2026-11-22 08:00:02 203.0.113.23 IMAP-IN - 192.0.2.5 1941 LOGIN LOGIN+b+pw 2+OK+LOGIN+x 1 2 "),
     "event=command|client_ip=203.0.113.22|secret=pw|anomaly=several-lines"},
    {"another row in the same line, its counts behind its reply",
     ME_BYTES("2026-11-22 08:00:01 203.0.113.22 POP-IN - 192.0.2.5 1940 QUIT QUIT +OK 1 2 \r"
              "2026-11-22 08:00:02 203.0.113.23 POP-IN - 192.0.2.5 1941 PASS PASS+pw +OK 1 2 "),
     "event=command|client_ip=203.0.113.22|secret=pw"},
    {"a longer service", ROW("203.0.113.22", "SMTP-INX", "QUIT", "QUIT", "221+ok", "a"), "foreign"},
    {"service in another place",
     ME_BYTES("2025-05-04 10:06:59 - 203.0.113.22 x SMTP-IN 192.168.0.5 1940 RSET RSET 250+ok S 34 6 - "), "foreign"},
    {"no date", ME_BYTES("10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 RSET RSET 250+ok S 34 6 - "), "foreign"},
    {"software line", ME_BYTES("#Software: MailEnable SMTP Server Version 1.0a\r"), "foreign"},
    {"fields line",
     ME_BYTES("#Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery s-computername "
              "sc-bytes cs-bytes cs-username\r"),
     "foreign"},
    {"a fake record in a row that is none",
     ME_BYTES(
         "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 EHLO EHLO 11/22/26 07:00:01 ME-I0108:+Relay"),
     "event=command|anomaly=truncated|!code"},
};

static void reads_the_fields(void **state)
{
    (void)state;
    me_examined_check_rows(rows, ME_COUNT(rows));
}

/* Rows of many lengths, and a CR or NUL in every place from the command to the last field but one: a search that takes
 * sixteen bytes at a time misses none. */
static void sees_every_byte_of_a_row(void **state)
{
    static const char row[] = "2026-11-22 07:00:01 192.0.2.1 SMTP-IN - 192.0.2.5 1320 NOOP NOOP+%.*s 221+bye M 42 6 - ";
    (void)state;
    for (int more = 0; more < 20; more++) {
        char text[128];
        struct me_record record;
        const size_t len = (size_t)snprintf(text, sizeof(text), row, more, "xxxxxxxxxxxxxxxxxxxx");
        const struct me_span span = {text, len};
        assert_int_equal(me_recognise(span, &ME_RECOGNISE_DEFAULTS, &record), ME_FOUND_RECORD);
        assert_true(record.one_end);
        for (size_t place = (size_t)(record.command.ptr - text); place + 3 < len; place++) {
            const char kept = text[place];
            text[place] = more % 2 == 0 ? '\r' : '\0';
            assert_int_equal(me_recognise(span, &ME_RECOGNISE_DEFAULTS, &record), ME_FOUND_RECORD);
            assert_false(record.one_end);
            text[place] = kept;
        }
    }
}

/* --- IMAP and POP, in the order that their file names ------------------------------------------------------------- */

#define IN_ORDER(service, method, stem, query, user)                                                                   \
    ME_BYTES("2026-11-22 08:00:01 203.0.113.22 " service " - " user " 192.0.2.5 1940 " method " " stem " " query       \
             " MAIL01 34 14 0 ")

static const struct me_examined_row rows_in_order[] = {
    {"a failed login", IN_ORDER("IMAP-IN", "LOGIN", "LOGIN+bob+pw", "2+NO+LOGIN+Failed", "-"),
     "event=auth-failure|service=imap|connection=1940|command=LOGIN|argument={blank}|reply=NO+LOGIN+Failed|sent=34|"
     "!received|user=bob|secret=pw|!anomaly"},
    {"a login", IN_ORDER("IMAP-IN", "LOGIN", "LOGIN+\"bob\"+\"a+b\"", "2+OK+LOGIN+completed", "bob@example.com"),
     "event=auth-success|user=bob|secret=\"a+b\""},
    {"the server's name for who is logged in",
     IN_ORDER("IMAP-IN", "SELECT", "SELECT+INBOX", "8+OK+SELECT+completed", "bob@example.com"),
     "event=command|argument=SELECT+INBOX|user=bob@example.com|received=14|!secret"},
    {"a tag with plus signs that looks like a reply",
     IN_ORDER("IMAP-IN", "LOGIN", "LOGIN+bob+pw", "a+OK+LOGIN+NO+LOGIN+Failed", "-"),
     "event=ambiguous|client_ip=203.0.113.22|!reply|!user|secret=pw|anomaly=ambiguous"},
    {"and one whose readings agree", IN_ORDER("IMAP-IN", "LOGIN", "LOGIN+bob+pw", "a+NO+LOGIN+NO+LOGIN+Failed", "-"),
     "event=auth-failure|!reply|user=bob|secret=pw"},
    {"the answer of AUTHENTICATE in the command's place",
     IN_ORDER("IMAP-IN", "c2VjcmV0cw==", "-", "2+NO+AUTHENTICATE+LOGIN+failed", "-"),
     "event=auth-failure|command={blank}|secret=c2VjcmV0cw=="},
    {"a password that looks like a command", IN_ORDER("IMAP-IN", "CHECK", "CHECK", "2+NO+LOGIN+Failed", "-"),
     "event=auth-failure|argument={blank}|secret=CHECK"},
    {"POP", IN_ORDER("POP3-IN", "PASS", "PASS+a+b", "-ERR+Unable+to+log+on", "bob"),
     "event=auth-failure|service=pop|reply=-ERR+Unable+to+log+on|user=bob|secret=a+b"},
    {"a greeting", IN_ORDER("POP3-IN", "-", "-", "+OK+Welcome", "-"), "event=connect|!command|reply=+OK+Welcome"},
    {"more fields", IN_ORDER("IMAP-IN", "LOGIN", "LOGIN+bob+pw", "2+NO+LOGIN+Failed more", "-"),
     "event=command|!user|!reply|secret=pw"},
    {"a count that is none",
     ME_BYTES(
         "2026-11-22 08:00:01 203.0.113.22 IMAP-IN - - 192.0.2.5 1940 LOGIN LOGIN+bob+pw 2+NO+LOGIN+Failed M x 1 0 "),
     "event=command|anomaly=truncated|secret=pw"},
    {"a row of SMTP", ROW("203.0.113.22", "SMTP-IN", "RSET", "RSET", "250+ok", "-"), "event=reset|reply=250+ok"},
};

static void reads_in_the_order_of_the_file(void **state)
{
    (void)state;
    static const struct me_span fields =
        ME_BYTES("#Fields: date time c-ip agent account cs-username s-ip s-port cs-method cs-uristem cs-uriquery "
                 "s-computername sc-bytes cs-bytes time-taken\r");
    struct me_w3c_order order;
    struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    options.w3c_order = &order;
    assert_true(me_w3c_order_read(fields, &order));
    for (size_t i = 0; i < ME_COUNT(rows_in_order); i++) {
        const struct me_examined examined = me_examine_with(rows_in_order[i].input, &options);
        me_examined_check(&examined, rows_in_order[i].label, rows_in_order[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_fields),
        cmocka_unit_test(sees_every_byte_of_a_row),
        cmocka_unit_test(reads_in_the_order_of_the_file),
    };

    return cmocka_run_group_tests_name("w3c records", tests, NULL, NULL);
}
