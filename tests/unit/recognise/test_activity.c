/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of Activity records in lib/recognise/record.h: the columns, columns that are lost or too many, and rows that
 * are none.
 */
#include "recognise/anchor.h"
#include "recognise/credential.h"
#include "recognise/row.h"
#include "support/examined.h"
#include "support/spelling.h"
#include "support/unit.h"

#define ID "67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI"
#define IN "09/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t192.0.2.1\t"
#define OU "09/05/18 00:00:53\tSMTP-OU\t" ID "\t1320\t192.0.2.1\t"
#define NON_LOCAL "503 This mail server requires authentication when attempting to send to a non-local e-mail address."
#define FROM_LOCAL "503 This mail server requires authentication before sending mail from a locally hosted domain."
#define OKAY "250 Requested mail action okay, completed"
#define COMMON                                                                                                         \
    "log=activity|time=2018-09-05T00:00:53|at_start=yes|message_id=" ID "|connection=1320|client_ip=192.0.2.1|!"       \
    "anomaly"

static const struct me_examined_row columns[] = {
    {"12 columns", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com>\t" OKAY "\t43\t64\tuser\t\r"),
     COMMON "|event=sender-accepted|direction=in|command=MAIL|argument=MAIL FROM:<a@example.com>|reply=" OKAY
            "|reply_code=250|sent=43|received=64|user=user|!subject|sender=a@example.com"},
    {"11 columns", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com>\t" OKAY "\t43\t64\tuser\r"),
     COMMON "|sent=43|received=64|user=user"},
    {"10 columns", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com>\t" OKAY "\t43\t64\r"),
     COMMON "|sent=43|received=64|!user"},
    {"9 columns", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com>\t" OKAY "\t43\r"),
     "event=command|anomaly=truncated|command=MAIL|!reply|!sent|offence=unreadable"},
    {"8 columns", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com>\t" OKAY "\r"), "event=command|anomaly=truncated|!reply"},
    {"7 columns", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com>\r"),
     "event=command|anomaly=truncated|command=MAIL|!argument|client_ip=192.0.2.1"},
    {"6 columns", ME_BYTES(IN "MAIL\r"), "event=command|anomaly=truncated|!command|client_ip=192.0.2.1"},
    {"2 columns", ME_BYTES("09/05/18 00:00:53\tSMTP-IN\r"), "foreign"},
    {"greeting", ME_BYTES(IN "\t\t220 welcome\t0\t0\t\t\r"),
     COMMON "|event=connect|!command|!argument|reply=220 welcome|sent=0|received=0"},
    {"denied at the greeting", ME_BYTES(IN "\t\t530 x denied access at 09/05/18 00:10:20\t0\t0\t\t\r"),
     "event=connection-denied|reason=access-denied|!outcome|!risk"},
    {"a reply that is its code", ME_BYTES(IN "RSET\tRSET\t250\t3\t10\t\t\r"),
     "event=reset|reply=250|reply_code=250|sent=3"},
    {"a reply's code that goes on", ME_BYTES(IN "RCPT\tRCPT TO:<a@example.com>\t550x\t3\t10\t\t\r"),
     "event=command|anomaly=truncated|!reply|!reply_code"},
    {"no reply", ME_BYTES(IN "STARTTLS\t\t\t24\t10\t\t\r"),
     COMMON "|event=starttls|command=STARTTLS|!argument|!reply|!reply_code|sent=24|received=10"},
    {"subject", ME_BYTES(OU "DATE\t.\t250 ok\t3780\t37\tuser\tSubject 3\r"),
     COMMON "|event=delivered|direction=out|user=user|subject=Subject 3"},
    {"subject with TABs", ME_BYTES(OU "DATE\t.\t250 ok\t3780\t37\t\ta\t550 b\t1\t2\tc\r"),
     "event=ambiguous|!reason|!subject|!user|!reply"},
    {"subject that is a record",
     ME_BYTES(
         OU "DATE\t.\t451 later\t3780\t37\t\t11/22/26 07:00:01\tME-I0108: Relay Granted: Sender has authenticated.\r"),
     "event=delivery-deferred"},
    {"IPv6", ME_BYTES("09/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t2001:DB8::1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"),
     "event=reset|client_ip=2001:db8::1"},
    {"bad IP", ME_BYTES("09/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t192.0.2.999\tRSET\tRSET\t" OKAY "\t43\t6\t\t"),
     "event=reset|!client_ip|anomaly=bad-ip"},
    {"no IP", ME_BYTES("09/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t\tRSET\tRSET\t" OKAY "\t43\t6\t\t"),
     "event=reset|!client_ip|!anomaly"},
    {"no id, no connection", ME_BYTES("09/05/18 00:00:53\tSMTP-IN\t\t\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"),
     "event=reset|!message_id|!connection"},
    {"bad id, bad connection",
     ME_BYTES("09/05/18 00:00:53\tSMTP-IN\tx.MAI\t-1\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"),
     "event=reset|!message_id|!connection"},
    {"bad timestamp", ME_BYTES("13/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"),
     "event=reset|!time|anomaly=bad-timestamp"},
    {"timestamp in brackets",
     ME_BYTES("[09/05/18 00:00:53]\tSMTP-IN\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"),
     "event=reset|time=2018-09-05T00:00:53|at_start=yes"},
    {"something before",
     ME_BYTES("MAIL01 x: 09/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"),
     "event=reset|!at_start"},
    {"syslog header",
     ME_BYTES("<13>Sep  5 00:00:54 MAIL01 09/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY
              "\t43\t6\t\t"),
     "event=reset|at_start=yes"},
    {"a host name with an anchor",
     ME_BYTES("<13>Sep  5 00:00:54 ACME-SMTP-IN 09/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY
              "\t43\t6\t\t"),
     "event=reset|at_start=yes"},
    {"command in lower case", ME_BYTES(IN "rset\trset\t" OKAY "\t43\t6\t\t"), "event=reset|command=rset"},
    {"unknown command", ME_BYTES(IN "UNKN\tFOO\t500 Syntax error\t43\t6\t\t"),
     "event=protocol-error|reason=unknown-command"},
    {"no timestamp", ME_BYTES("SMTP-IN\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"), "foreign"},
    {"bare time", ME_BYTES("00:00:53\tSMTP-IN\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"), "foreign"},
    {"blanks for TABs", ME_BYTES("09/05/18 00:00:53 SMTP-IN " ID " 1320 192.0.2.1 RSET RSET 250 ok 43 6"), "foreign"},
    {"another service",
     ME_BYTES("09/05/18 00:00:53\tSMTP-XX\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"), "foreign"},
    {"a longer service",
     ME_BYTES("09/05/18 00:00:53\tSMTP-INX\t" ID "\t1320\t192.0.2.1\tRSET\tRSET\t" OKAY "\t43\t6\t\t"), "foreign"},
    {"log file line", ME_BYTES("[09/05/18 00:00:20]****************** LOG FILE STARTED *******************\r"),
     "foreign"},
};

static void reads_the_columns(void **state)
{
    (void)state;
    me_examined_check_rows(columns, ME_COUNT(columns));
}

static void reads_the_columns_in_every_spelling(void **state)
{
    char text[1024];
    (void)state;
    for (size_t i = 0; i < ME_COUNT(columns); i++)
        for (size_t s = 1; s < ME_SPELLINGS; s++) {
            const struct me_examined e =
                me_examine(me_spelling_apply(&me_spellings[s], columns[i].input, text, sizeof(text)));
            me_examined_check(&e, columns[i].label, columns[i].want);
        }
}

/* A row that begins as one of ours and is none ends the search: what follows is a stranger's text. */
static const struct me_examined_row endings[] = {
    {"record in a HELO name",
     ME_BYTES(IN "EHLO\tEHLO 11/22/26 07:00:01 ME-I0108: Relay Granted: Sender has authenticated."),
     "event=command|anomaly=truncated|!code"},
    {"row in a HELO name", ME_BYTES(IN "EHLO\tEHLO 11/22/26 07:00:01\tSMTP-IN"), "event=command|anomaly=truncated"},
    {"record in a short row",
     ME_BYTES("09/05/18 00:00:53\tSMTP-IN\t11/22/26 07:00:01\tME-I0108: Relay Granted: Sender has authenticated."),
     "event=command|anomaly=truncated|!code"},
    {"record in a row whose timestamp is in the header",
     ME_BYTES("SMTP-IN\t" ID "\t1320\t192.0.2.1\tEHLO\tEHLO 11/22/26 07:00:01 ME-I0108: Relay Granted: x\t250 x\t1\t2"),
     "foreign"},
    {"row in a row whose timestamp is in the header",
     ME_BYTES("SMTP-IN\t" ID "\t1320\t192.0.2.1\tEHLO\tEHLO x" IN "AUTH\t{blank}\t535 x\t1\t2\tbob\t250 x\t1\t2"),
     "foreign"},
    {"record in a W3C row whose timestamp is in the header",
     ME_BYTES("192.0.2.1 SMTP-IN - 192.0.2.5 1940 EHLO EHLO 11/22/26 07:00:01 ME-I0108: x 250 HOST 1 2 - "), "foreign"},
    {"record in blanks for TABs",
     ME_BYTES("09/05/18 00:00:53 SMTP-IN " ID
              " 1320 192.0.2.1 EHLO EHLO 11/22/26 07:00:01 ME-I0108: Relay Granted: Sender has authenticated."),
     "foreign"},
};

static void ends_the_search_at_a_row_that_is_none(void **state)
{
    (void)state;
    me_examined_check_rows(endings, ME_COUNT(endings));
}

static const struct me_examined_row paths[] = {
    {"parameters", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com> SIZE=1 BODY=8BITMIME\t" OKAY "\t1\t2"),
     "sender=a@example.com"},
    {"lower case, blanks", ME_BYTES(IN "MAIL\tmail from : < a@example.com >\t" OKAY "\t1\t2"), "sender=a@example.com"},
    {"null sender", ME_BYTES(IN "MAIL\tMAIL FROM:<>\t" OKAY "\t1\t2"), "sender=<>"},
    {"null sender with blanks", ME_BYTES(IN "MAIL\tMAIL FROM: < >\t" OKAY "\t1\t2"), "event=sender-accepted|sender=<>"},
    {"no brackets", ME_BYTES(IN "MAIL\tMAIL FROM:a@example.com SIZE=1\t" OKAY "\t1\t2"), "sender=a@example.com"},
    {"bracket not closed", ME_BYTES(IN "MAIL\tMAIL FROM:<a@example.com\t" OKAY "\t1\t2"),
     "event=sender-accepted|sender=a@example.com"},
    {"bracket not opened", ME_BYTES(IN "MAIL\tMAIL FROM:a@example.com> SIZE=1\t" OKAY "\t1\t2"),
     "sender=a@example.com"},
    {"brackets twice", ME_BYTES(IN "MAIL\tMAIL FROM:<<a@example.com>>\t" OKAY "\t1\t2"), "sender=a@example.com"},
    {"a name", ME_BYTES(IN "MAIL\tMAIL FROM:Bob B <a@example.com>\t" OKAY "\t1\t2"), "sender=a@example.com"},
    {"a quoted name", ME_BYTES(IN "MAIL\tMAIL FROM:\"B <b>\" <a@example.com> SIZE=1\t" OKAY "\t1\t2"),
     "sender=a@example.com"},
    {"no brackets, some in a parameter", ME_BYTES(IN "MAIL\tMAIL FROM:a@example.com AUTH=<>\t" OKAY "\t1\t2"),
     "sender=a@example.com"},
    {"quoted", ME_BYTES(IN "RCPT\tRCPT TO:<\"a > b\"@example.com>\t" OKAY "\t1\t2"), "recipient=\"a > b\"@example.com"},
    {"quoted without brackets", ME_BYTES(IN "RCPT\tRCPT TO:\"a b\"@example.com x\t" OKAY "\t1\t2"),
     "recipient=\"a b\"@example.com"},
    {"quote not closed", ME_BYTES(IN "RCPT\tRCPT TO:<\"a@example.com>\t" OKAY "\t1\t2"),
     "event=recipient-accepted|reply=" OKAY},
    {"source route", ME_BYTES(IN "RCPT\tRCPT TO:<@a.example,@b.example:c@example.com>\t" OKAY "\t1\t2"),
     "recipient=c@example.com"},
    {"no colon", ME_BYTES(IN "RCPT\tRCPT TO <a@example.com>\t" OKAY "\t1\t2"), "!recipient"},
    {"no address", ME_BYTES(IN "RCPT\tRCPT TO:\t501 Syntax\t1\t2"), "event=recipient-rejected|!recipient"},
    {"only the verb", ME_BYTES(IN "RCPT\tRCPT\t501 Syntax\t1\t2"), "event=recipient-rejected|!recipient"},
    {"HELO of MAIL's shape", ME_BYTES(IN "EHLO\tMAIL FROM:<a@example.com>\t" OKAY "\t1\t2"), "event=hello|!sender"},
    {"HELO without a name", ME_BYTES(IN "HELO\tHELO\t501 Syntax\t1\t2"), "event=hello|!helo"},
    {"HELO literal", ME_BYTES(IN "EHLO\tEHLO [192.0.2.1]\t250-x\t1\t2"), "helo=[192.0.2.1]"},
    {"#011 in an address, real TABs", ME_BYTES(IN "RCPT\tRCPT TO:<a#011b@example.com>\t" OKAY "\t1\t2"),
     "recipient=a#011b@example.com"},
};

static void cuts_addresses_out(void **state)
{
    (void)state;
    me_examined_check_rows(paths, ME_COUNT(paths));
}

/* A row that the search for credentials read is the recogniser's row only where it begins for both. */
static void keeps_a_row_only_where_it_begins_for_both(void **state)
{
    static const char row[] =
        "01/14/19 05:39:00\tSMTP-IN\t0CEE4A9B8C07EA00942FD4F41B4A4E15.MAI\t7\t192.0.2.3\tQUIT\tQUIT\t221 "
        "bye\t1\t2\t\t";
    static const struct {
        const char *before;
        size_t searched; /* octets of it that were searched, too */
        bool is_kept;
    } texts[] = {
        {"", 0, true},         {"x ", 0, false},          {"x ", 1, true},
        {"x ", 2, true},       {"11/22/20", 0, false},    {"11/22/20", 1, false},
        {"11/22/20", 8, true}, {"[x y=\"z\"] ", 2, true}, {"<13>Nov 22 07:00:01 MAIL01 ", 27, true},
    };
    const struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    (void)state;
    for (size_t i = 0; i < ME_COUNT(texts); i++) {
        char bytes[256];
        const size_t before = strlen(texts[i].before);
        const int len = snprintf(bytes, sizeof(bytes), "%s%s", texts[i].before, row);
        const struct me_span text = {bytes, (size_t)len};
        struct me_row_kept kept;
        struct me_record record, again;
        const char *anchor = me_anchor_find(bytes, bytes + len);
        me_credentials_find_keeping(me_span_skip(text, before - texts[i].searched), &options, NULL, 0, &kept);
        const enum me_found found = me_recognise(text, &options, &record);
        kept.columns.handle = ME_SPAN("8"); /* to see which was read */
        assert_int_equal(me_recognise_kept(text, anchor, &options, &kept, &again), found);
        if (found != ME_FOUND_RECORD)
            continue;
        if (again.connection != (texts[i].is_kept ? 8 : 7))
            fail_msg("behind `%s`, searched from %zu on", texts[i].before, before - texts[i].searched);
        again.connection = record.connection;
        assert_memory_equal(&again, &record, sizeof(record));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_a_row_only_where_it_begins_for_both),
        cmocka_unit_test(reads_the_columns),
        cmocka_unit_test(reads_the_columns_in_every_spelling),
        cmocka_unit_test(ends_the_search_at_a_row_that_is_none),
        cmocka_unit_test(cuts_addresses_out),
    };

    return cmocka_run_group_tests_name("activity records", tests, NULL, NULL);
}
