/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of IMAP and POP rows: columns, replies with a client's tag, who is logged in, and the credentials of every kind
 * of login.
 */
#include "support/examined.h"
#include "support/spelling.h"
#include "support/unit.h"

#define IMAP "11/22/26 07:00:01\tIMAP-IN\t\t3904\t192.0.2.25\t"
#define POP "11/22/26 07:00:01\tPOP-IN\t1716\t192.0.2.25\t"
#define FAILED "NO LOGIN Failed - Invalid username or password."
#define BASE "log=activity|direction=in|client_ip=192.0.2.25|!anomaly"
#define NO_MAILBOX "!postoffice|!mailbox"

static const struct me_examined_row rows[] = {
    {"IMAP greeting", ME_BYTES(IMAP "\t\t* OK IMAP4rev1 server ready\t50\t0\t\t"),
     BASE
     "|service=imap|event=connect|connection=3904|reply=* OK IMAP4rev1 server ready|sent=50|received=0|!reply_code"},
    {"IMAP greeting that refuses", ME_BYTES(IMAP "\t\t* BYE too many\t50\t0\t\t"), BASE "|event=command"},
    {"LOGIN", ME_BYTES(IMAP "LOGIN\tLOGIN alice@example.com \"pw\"\t2 OK LOGIN completed\t22\t44\texample.com\talice"),
     BASE "|event=auth-success|reply=OK LOGIN completed|argument={blank}|user=alice@example.com|postoffice=example.com|"
          "mailbox=alice|secret=\"pw\"|!received|!offence"},
    {"LOGIN, failed", ME_BYTES(IMAP "LOGIN\tLOGIN bob pw word\tC1 " FAILED "\t52\t39\texample.com\t"),
     BASE "|event=auth-failure|offence=auth-failure|user=bob|secret=pw word|" NO_MAILBOX},
    {"LOGIN, a quoted name", ME_BYTES(IMAP "LOGIN\tlogin \"bo b\" pw\tC1 " FAILED "\t52\t39\t\t"),
     BASE "|event=auth-failure|user=bo b|secret=pw"},
    {"LOGIN, a name that does not end", ME_BYTES(IMAP "LOGIN\tLOGIN \"bob pw\tC1 " FAILED "\t52\t39\t\t"),
     BASE "|event=auth-failure|!user|secret=\"bob pw"},
    {"LOGIN, hidden", ME_BYTES(IMAP "LOGIN\tLOGIN bob {blank}\tC1 " FAILED "\t52\t39\t\t"),
     BASE "|argument={blank}|user=bob|!secret"},
    {"LOGIN with a literal", ME_BYTES(IMAP "LOGIN\tLOGIN bob {8}\t+ Ready\t52\t39\t\t"),
     BASE "|event=command|user=bob|secret={8}"},
    {"the row behind a literal", ME_BYTES(IMAP "hunter2!\thunter2!\tC1 OK LOGIN completed\t52\t39\tx\ty"),
     BASE "|event=auth-success|command={blank}|argument={blank}|secret=hunter2!"},
    {"a literal that is called as a command is", ME_BYTES(IMAP "NOOP\tnoop\tC1 OK LOGIN completed\t52\t39\tx\ty"),
     "argument={blank}|secret=noop"},
    {"AUTHENTICATE", ME_BYTES(IMAP "AUTHENTICATE\tbm90\t2 OK AUTHENTICATE LOGIN completed\t35\t0\tx\tcarol"),
     BASE "|event=auth-success|mailbox=carol|argument={blank}|secret=bm90|!user"},
    {"AUTHENTICATE with a mechanism", ME_BYTES(IMAP "AUTHENTICATE\tAUTHENTICATE PLAIN\t+ \t35\t0\t\t"),
     BASE "|event=command|argument=AUTHENTICATE PLAIN|!secret"},
    {"AUTHENTICATE, in one step",
     ME_BYTES(IMAP "AUTHENTICATE\tAUTHENTICATE PLAIN bm90\t2 NO AUTHENTICATE x\t35\t0\tx\t"),
     BASE "|event=auth-failure|secret=bm90|" NO_MAILBOX},
    {"a tag that looks like a status", ME_BYTES(IMAP "LOGIN\tLOGIN bob pw\tOK " FAILED "\t52\t39\t\t"),
     BASE "|event=auth-failure|reply=" FAILED},
    {"a tag with a TAB", ME_BYTES(IMAP "LOGIN\tLOGIN bob pw\ta\tOK " FAILED "\t52\t39\t\t"),
     BASE "|event=auth-failure|user=bob|!reply|!argument"},
    {"a success in a password",
     ME_BYTES(IMAP "LOGIN\tLOGIN bob x\t2 OK LOGIN completed\t1\t2\tC1 " FAILED "\t52\t39\t\t"),
     "event=ambiguous|reason=control-character|offence=control-character|!user|!postoffice|secret=x"},
    {"a mail that looks like a reply",
     ME_BYTES(IMAP "UID\tUID fetch 1\t* 1 FETCH (\ty OK LOGIN completed)\t52\t39\tx\ty"),
     BASE "|event=command|!reply|!secret"},
    {"STARTTLS", ME_BYTES(IMAP "STARTTLS\tSTARTTLS\t2 OK Begin\t35\t0\t\t"), BASE "|event=starttls"},
    {"LOGOUT", ME_BYTES(IMAP "LOGOUT\tlogout\t* BYE x\t48\t9\texample.com\talice"),
     BASE "|event=quit|postoffice=example.com|mailbox=alice"},
    {"an id",
     ME_BYTES("11/22/26 07:00:01\tIMAP-IN\t0123456789ABCDEF0123456789ABCDEF.MAI\t3904\t192.0.2.25\tCHECK\tCHECK\t"
              "2 OK CHECK completed\t1\t2\tx\ty"),
     BASE "|message_id=0123456789ABCDEF0123456789ABCDEF.MAI|event=command"},
    {"POP greeting", ME_BYTES(POP "\t\t+OK Welcome\t40\t0\t\t"), BASE "|service=pop|event=connect|connection=1716"},
    {"POP3-IN", ME_BYTES("11/22/26 07:00:01\tPOP3-IN\t1716\t192.0.2.25\tQUIT\tQUIT\t+OK\t5\t6\t\t"),
     BASE "|service=pop|event=quit"},
    {"USER", ME_BYTES(POP "USER\tUSER bob\t+OK\t5\t22\t\t"), BASE "|event=command|argument=USER bob|user=bob|!secret"},
    {"PASS", ME_BYTES(POP "PASS\tPASS a b\t+OK\t5\t16\texample.com\talice"),
     BASE "|event=auth-success|argument={blank}|postoffice=example.com|mailbox=alice|secret=a b|!received"},
    {"PASS, failed", ME_BYTES(POP "PASS\tPASS pw\t-ERR Unable to log on\t23\t20\t\t"),
     BASE "|event=auth-failure|offence=auth-failure|secret=pw"},
    {"APOP", ME_BYTES(POP "APOP\tAPOP bob c4c9334bac560ecc979e58001b3e22fb\t+OK\t5\t16\tx\ty"),
     BASE "|event=auth-success|user=bob|secret=c4c9334bac560ecc979e58001b3e22fb"},
    {"POP AUTH", ME_BYTES(POP "AUTH\tAUTH PLAIN bm90\t-ERR no\t5\t16\t\t"), BASE "|event=auth-failure|secret=bm90"},
    {"STLS", ME_BYTES(POP "STLS\tSTLS\t+OK\t5\t6\t\t"), BASE "|event=starttls"},
    {"PASS, cut", ME_BYTES(POP "PASS\tPASS pw"), "event=command|anomaly=truncated|secret=pw"},
    {"LOGIN, blanks for TABs",
     ME_BYTES("11/22/26 07:00:01 IMAP-IN  3904 192.0.2.25 LOGIN LOGIN bob \"pw\" 2 OK LOGIN completed 22 44 x y"),
     "foreign|secret=\"pw\""},
    {"PASS, blanks for TABs", ME_BYTES("11/22/26 07:00:01 POP-IN 1716 192.0.2.25 PASS PASS pw -ERR no 23 20"),
     "foreign|secret=pw"},
};

static void reads_rows_and_finds_credentials(void **state)
{
    (void)state;
    me_examined_check_rows(rows, ME_COUNT(rows));
}

static void recognises_what_is_asked_for(void **state)
{
    struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    const struct me_span row = ME_SPAN(POP "PASS\tPASS pw\t+OK\t5\t16\tx\ty");
    (void)state;
    options.services = 1u << ME_SERVICE_SMTP;
    const struct me_examined other = me_examine_with(row, &options);
    me_examined_check(&other, "another service", "foreign|secret=pw");
    options.services = 1u << ME_SERVICE_POP;
    options.logs = 1u << ME_LOG_DEBUG;
    const struct me_examined log = me_examine_with(row, &options);
    me_examined_check(&log, "another log", "foreign|secret=pw");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_rows_and_finds_credentials),
        cmocka_unit_test(recognises_what_is_asked_for),
    };

    return cmocka_run_group_tests_name("mailboxes", tests, NULL, NULL);
}
