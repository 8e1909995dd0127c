/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of Debug records in lib/recognise/record.h: every layout that must be recognised, and what is somebody's text.
 */
#include "support/examined.h"
#include "support/guarded.h"
#include "support/spelling.h"
#include "support/unit.h"

#define DENIED "Relay Denied: Failed to meet all relay criteria."
#define MESSAGE_ID "F97C625D979F4C59B928F5A02B4B99E9.MAI"
#define IS_DENIED                                                                                                      \
    "log=debug|event=relay-denied|outcome=denied|reason=no-criteria-met|risk=low|decided_by=code|code=ME-I0111"

static const struct me_examined_row timestamps[] = {
    {"two digits", ME_BYTES("11/22/26 07:00:01\tME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes|text=" DENIED},
    {"four digits", ME_BYTES("11/22/2026 07:00:01\tME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes"},
    {"ISO", ME_BYTES("2026-11-22 07:00:01\tME-I0111: " DENIED), IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes"},
    {"fraction", ME_BYTES("2026-11-22 07:00:01.123\tME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes"},
    {"fraction with a comma", ME_BYTES("11/22/26 07:00:01,123456\tME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01"},
    {"fraction that spells a TAB", ME_BYTES("11/22/26 07:00:01.011\tME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01"},
    {"brackets", ME_BYTES("[11/22/26 07:00:01]\tME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes"},
    {"brackets and fraction", ME_BYTES("[2026-11-22 07:00:01.5] ME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes"},
    {"TAB between date and time", ME_BYTES("11/22/26\t07:00:01\tME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes"},
    {"no such day", ME_BYTES("02/30/26 07:00:01\tME-I0111: " DENIED),
     IS_DENIED "|!time|anomaly=bad-timestamp|at_start=yes"},
    {"no such month", ME_BYTES("13/22/26 07:00:01\tME-I0111: " DENIED), IS_DENIED "|!time|anomaly=bad-timestamp"},
    {"no such hour", ME_BYTES("11/22/26 24:00:01\tME-I0111: " DENIED), IS_DENIED "|!time|anomaly=bad-timestamp"},
    {"leap second", ME_BYTES("12/31/26 23:59:60\tME-I0111: " DENIED), IS_DENIED "|time=2026-12-31T23:59:60|!anomaly"},
    {"bare time at the start", ME_BYTES("07:00:01\tME-I0111: " DENIED), IS_DENIED "|at_start=yes|!time|!anomaly"},
    {"bare time, its bracket left", ME_BYTES("07:00:01]\tME-I0111: " DENIED), IS_DENIED "|at_start=yes"},
    {"bare time behind noise",
     ME_BYTES(" \xEF\xBB\xBF"
              "07:00:01 ME-I0111: " DENIED),
     IS_DENIED "|at_start=yes"},
    {"nothing before the code", ME_BYTES("ME-I0111: " DENIED), IS_DENIED "|at_start=yes|!time|!anomaly"},
    {"bare time elsewhere", ME_BYTES("x 07:00:01\tME-I0111: " DENIED), "foreign"},
    {"bracket not opened", ME_BYTES("11/22/26 07:00:01]\tME-I0111: " DENIED), "foreign"},
    {"bracket not closed", ME_BYTES("[11/22/26 07:00:01\tME-I0111: " DENIED), IS_DENIED "|!at_start"},
    {"date only", ME_BYTES("11/22/26\tME-I0111: " DENIED), "foreign"},
    {"day first, year first", ME_BYTES("2026/11/22 07:00:01\tME-I0111: " DENIED), "foreign"},
    {"no separator before the code", ME_BYTES("11/22/26 07:00:01ME-I0111: " DENIED), "foreign"},
    {"brackets for a separator", ME_BYTES("[11/22/26 07:00:01]ME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes"},
    {"a column's brackets for a separator", ME_BYTES("11/22/26 07:00:01\t[1448]ME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:01|connection=1448"},
    {"brackets of another kind for a separator", ME_BYTES("11/22/26 07:00:01 (said)ME-I0111: " DENIED), "foreign"},
    {"columns for a separator, no time, and a record in an address",
     ME_BYTES("(Debug)ME-I0106: Relay Granted: [a 11/22/26 07:00:01 ME-I0108: x@example.com] is in local address map."),
     "foreign"},
    {"no separator within", ME_BYTES("11/22/2607:00:01\tME-I0111: " DENIED), "foreign"},
    {"word between", ME_BYTES("11/22/26 07:00:01 said ME-I0111: " DENIED), "foreign"},
    {"colon between", ME_BYTES("11/22/26 07:00:01: ME-I0111: " DENIED), "foreign"},
    {"quote between", ME_BYTES("11/22/26 07:00:01 \"ME-I0111: " DENIED), "foreign"},
};

static void reads_every_timestamp(void **state)
{
    (void)state;
    me_examined_check_rows(timestamps, ME_COUNT(timestamps));
}

static const struct me_examined_row codes[] = {
    {"I", ME_BYTES("11/22/26 07:00:01\tME-I0111: " DENIED), "level=info|!code_unknown"},
    {"E", ME_BYTES("11/22/26 07:00:01\tME-E0109: " DENIED), "level=error|reason=sender-not-local|!code_unknown"},
    {"W", ME_BYTES("11/22/26 07:00:01\tME-W0999: new"),
     "event=debug|level=warning|code_unknown=yes|text=new|!outcome|!risk|!reason"},
    {"another letter", ME_BYTES("11/22/26 07:00:01\tME-D0999: new"), "event=debug|level=unknown|code_unknown=yes"},
    {"known digits, another letter", ME_BYTES("11/22/26 07:00:01\tME-E0111: new"),
     "event=debug|level=error|code_unknown=yes"},
    {"XXXX", ME_BYTES("11/22/26 07:00:01\tME-IXXXX: new"), "event=debug|level=info|code=ME-IXXXX|code_unknown=yes"},
    {"unknown code, known text", ME_BYTES("11/22/26 07:00:01\tME-I9999: " DENIED),
     "event=relay-denied|outcome=denied|reason=no-criteria-met|decided_by=text|code_unknown=yes|!anomaly"},
    {"unknown code, known text without full stop", ME_BYTES("ME-I9999: Relay Granted: Sender has authenticated"),
     "event=relay-granted|reason=authenticated|decided_by=text"},
    {"known code, text of another verdict", ME_BYTES("ME-I0108: " DENIED),
     "event=relay-granted|reason=authenticated|decided_by=code|anomaly=code-text-mismatch"},
    {"known code, the shared text", ME_BYTES("ME-E0109: " DENIED), "reason=sender-not-local|!anomaly"},
    {"known code, text nobody knows", ME_BYTES("ME-I0108: Der Absender hat sich angemeldet."),
     "event=relay-granted|!anomaly"},
    {"known code, text cut", ME_BYTES("ME-I0108: Relay Gran"),
     "event=relay-granted|reason=authenticated|anomaly=truncated"},
    {"known code, no text", ME_BYTES("11/22/26 07:00:01\tME-I0108:"), "event=relay-granted|code=ME-I0108|!text"},
    {"no blank behind the colon", ME_BYTES("ME-I0111:" DENIED), IS_DENIED "|text=" DENIED},
    {"TAB behind the colon", ME_BYTES("ME-I0111:\t" DENIED), IS_DENIED "|text=" DENIED},
    {"lower-case letter", ME_BYTES("ME-i0111: " DENIED), "foreign"},
    {"lower-case name", ME_BYTES("me-I0111: " DENIED), "foreign"},
    {"three digits", ME_BYTES("ME-I011: " DENIED), "foreign"},
    {"five digits", ME_BYTES("ME-I01110: " DENIED), "foreign"},
    {"no colon", ME_BYTES("ME-I0111 " DENIED), "foreign"},
    {"letters for digits", ME_BYTES("ME-IABCD: " DENIED), "foreign"},
    {"code cut", ME_BYTES("11/22/26 07:00:01\tME-I0111"), "foreign"},
    {"a longer word", ME_BYTES("11/22/26 07:00:01\tACME-I0111: " DENIED), "foreign"},
};

static void reads_every_code(void **state)
{
    (void)state;
    me_examined_check_rows(codes, ME_COUNT(codes));
}

static const struct me_examined_row texts[] = {
    {"address in brackets", ME_BYTES("ME-I0106: Relay Granted: [a@example.com] is in local address map."),
     "address=a@example.com|!address_kind|!anomaly"},
    {"tagged", ME_BYTES("ME-I0106: Relay Granted: [SMTP:a@example.com] is in local address map."),
     "address=a@example.com|address_kind=SMTP"},
    {"a mailbox", ME_BYTES("ME-I0101: Local Delivery: Address ([SF:office/box]) is local."),
     "address=office/box|address_kind=SF"},
    {"parentheses only", ME_BYTES("ME-I0101: Local Delivery: Address (a@example.com) is local"),
     "address=a@example.com|!address_kind"},
    {"bare", ME_BYTES("ME-I0101: Local Delivery: Address a@example.com is local."), "address=a@example.com"},
    {"no address", ME_BYTES("ME-I0101: Local Delivery: Address ([SMTP:]) is local."),
     "event=local-delivery|!address|address_kind=SMTP"},
    {"empty brackets", ME_BYTES("ME-I0106: Relay Granted: [] is in local address map."),
     "event=relay-granted|!address"},
    {"a tag of the stranger's", ME_BYTES("ME-I0101: Local Delivery: Address (SMTP:a@example.com) is local."),
     "address=SMTP:a@example.com|!address_kind"},
    {"IPv4", ME_BYTES("ME-I0107: Relay Granted: Sender IP (192.0.2.25) is within an authorized IP range."),
     "client_ip=192.0.2.25|!anomaly|!address"},
    {"IPv6", ME_BYTES("ME-I0107: Relay Granted: Sender IP (2001:DB8:0::25) is within an authorized IP range."),
     "client_ip=2001:db8::25"},
    {"bad IP", ME_BYTES("ME-I0107: Relay Granted: Sender IP (192.0.2.256) is within an authorized IP range."),
     "event=relay-granted|!client_ip|anomaly=bad-ip"},
    {"blacklisted", ME_BYTES("ME-IXXXX: Recipient Denied: example.net is a blacklisted domain."),
     "event=recipient-denied|outcome=denied|reason=sender-blacklisted|risk=low|decided_by=text|!address"},
    {"undefined, the longer text",
     ME_BYTES("ME-IXXXX: Local Delivery: Domain for ([SMTP:a@example.com]) is locally serviced, but recipient is not "
              "defined in address map."),
     "event=recipient-denied|outcome=denied|reason=recipient-undefined|risk=low|address=a@example.com"},
    {"serviced, the shorter text",
     ME_BYTES("ME-IXXXX: Local Delivery: Domain for ([SMTP:a@example.com]) is locally serviced."),
     "event=local-delivery|outcome=not-required|reason=domain-local|risk=none|address=a@example.com"},
    {"the longer text, cut where the shorter one ends",
     ME_BYTES("ME-IXXXX: Local Delivery: Domain for ([SMTP:a@example.com]) is locally serviced"),
     "event=debug|!outcome"},
    {"catch-all without a code", ME_BYTES("ME-IXXXX: Address (a@example.com) is to be delivered to Catch-All address."),
     "event=catch-all-delivery|outcome=not-required|reason=catch-all|risk=medium|decided_by=text"},
    {"shared text, unknown code", ME_BYTES("ME-W0001: " DENIED), "reason=no-criteria-met"},
    {"more behind the text", ME_BYTES("ME-W0001: " DENIED " Again."), "event=debug|!outcome"},
    {"less than the text", ME_BYTES("ME-W0001: Relay Denied: Failed"), "event=debug|!outcome|!anomaly"},
};

static void reads_every_text(void **state)
{
    (void)state;
    me_examined_check_rows(texts, ME_COUNT(texts));
}

/* What may stand before and behind a code, and what it says. */
static const struct {
    const char *label, *column, *want;
} columns[] = {
    {"service", "SMTP", "!connection"},
    {"inbound", "SMTP-IN", "!connection"},
    {"outbound", "SMTP-OU", "!connection"},
    {"number", "1448", "connection=1448"},
    {"number of ten digits", "4294967295", "connection=4294967295"},
    {"message id", MESSAGE_ID, "message_id=" MESSAGE_ID},
    {"message id in lower case", "f97c625d979f4c59b928f5a02b4b99e9.MAI",
     "message_id=f97c625d979f4c59b928f5a02b4b99e9.MAI"},
    {"IPv4", "192.0.2.7", "client_ip=192.0.2.7"},
    {"IPv6", "2001:db8::7", "client_ip=2001:db8::7"},
    {"severity", "Debug", "!connection"},
    {"severity in capitals", "ERROR", "!connection"},
    {"severity info", "Info", "!connection"},
    {"severity warning", "Warning", "!connection"},
};

static const char *const wraps[] = {"%s", "[%s]", "(%s)"};
static const char *const gaps[] = {"\t", " ", "  ", "\t "};

static void reads_every_column_in_each_place(void **state)
{
    char column[128], line[512], respelled[1024];
    (void)state;
    for (size_t i = 0; i < ME_COUNT(columns); i++)
        for (size_t w = 0; w < ME_COUNT(wraps); w++)
            for (size_t g = 0; g < ME_COUNT(gaps); g++)
                for (size_t s = 0; s < ME_SPELLINGS; s++)
                    for (int behind = 0; behind <= 1; behind++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* the wraps above */
                        snprintf(column, sizeof(column), wraps[w], columns[i].column);
#pragma GCC diagnostic pop
                        if (behind)
                            snprintf(line, sizeof(line), "11/22/26 07:00:01\tME-I0111:%s%s%s" DENIED, gaps[g], column,
                                     gaps[g]);
                        else
                            snprintf(line, sizeof(line), "11/22/26 07:00:01%s%s%sME-I0111: " DENIED, gaps[g], column,
                                     gaps[g]);
                        const struct me_span text =
                            me_spelling_apply(&me_spellings[s], me_unit_span(line), respelled, sizeof(respelled));
                        const struct me_examined e = me_examine(text);
                        me_examined_check(&e, line,
                                          IS_DENIED "|time=2026-11-22T07:00:01|at_start=yes|!anomaly|text=" DENIED);
                        me_examined_check(&e, line, columns[i].want);
                    }
}

static void counts_columns(void **state)
{
    static const char *const six = "SMTP-IN\t1448\t" MESSAGE_ID "\t192.0.2.7\t(Debug)\t[SMTP]\t";
    char line[1024];
    (void)state;
    snprintf(line, sizeof(line), "11/22/26 07:00:01\t%sME-I0111: %s" DENIED, six, six);
    struct me_examined e = me_examine(me_unit_span(line));
    me_examined_check(&e, "six before, six behind",
                      IS_DENIED "|message_id=" MESSAGE_ID "|connection=1448|client_ip=192.0.2.7|text=" DENIED);
    snprintf(line, sizeof(line), "11/22/26 07:00:01\t[1]\t%sME-I0111: " DENIED, six);
    e = me_examine(me_unit_span(line));
    me_examined_check(&e, "seven before", "foreign");
    snprintf(line, sizeof(line), "11/22/26 07:00:01\tME-I0111: %s[1]\t" DENIED, six);
    e = me_examine(me_unit_span(line));
    me_examined_check(&e, "seven behind", IS_DENIED "|connection=1448|text=[1]\t" DENIED);
}

static const struct me_examined_row layouts[] = {
    {"another one behind it, both with a system column",
     ME_BYTES(
         "11/22/26 07:00:01\t[7]\tME-I0106: Relay Granted: [a@b.example] is in local address map. 11/22/26 07:00:02"
         "\t[8]\tME-I0110: x"),
     "code=ME-I0106|reason=sender-local|connection=7|!text|!address"},
    {"another one behind it, with words between blanks",
     ME_BYTES(
         "11/22/26 07:00:01 Info ME-I0106: Relay Granted: [a@b.example] is in local address map. 11/22/26 07:00:02 "
         "SMTP-IN (Debug) ME-I0110: x"),
     "code=ME-I0106|reason=sender-local|!text|!address"},
    {"a stranger's in another spelling",
     ME_BYTES(
         "11/22/26 07:00:01\tME-I0106: Relay Granted: [11/22/26 07:00:02#011[8]#011ME-I0110:x@b.example] is in local "
         "address map."),
     "code=ME-I0106|reason=sender-local|text=Relay Granted: [11/22/26 07:00:02#011[8]#011ME-I0110:x@b.example] is in "
     "local address map."},
    {"socket behind the code", ME_BYTES("11/22/26 07:00:01\tME-I0111: [1448] " DENIED),
     IS_DENIED "|connection=1448|text=" DENIED},
    {"socket and word", ME_BYTES("11/22/26 07:00:01\tME-I0111: [1448] (Debug) " DENIED),
     IS_DENIED "|connection=1448|text=" DENIED},
    {"message id behind the code", ME_BYTES("ME-E0193: [" MESSAGE_ID "] Message Delivery Failure."),
     "event=debug|message_id=" MESSAGE_ID "|text=Message Delivery Failure."},
    {"bare number before a known text", ME_BYTES("ME-I0111: 1448 " DENIED), IS_DENIED "|connection=1448|text=" DENIED},
    {"bare number in an unknown text", ME_BYTES("ME-W0999: 5 messages queued"),
     "event=debug|!connection|text=5 messages queued"},
    {"bare number before a TAB", ME_BYTES("ME-W0999: 5\tmessages queued"),
     "event=debug|connection=5|text=messages queued"},
    {"bare address in an unknown text", ME_BYTES("ME-W0999: 192.0.2.7 is blocked"),
     "event=debug|!client_ip|text=192.0.2.7 is blocked"},
    {"bare word in an unknown text", ME_BYTES("ME-W0999: Error in queue"), "event=debug|text=Error in queue"},
    {"columns only", ME_BYTES("ME-I0111: [1448]"), IS_DENIED "|connection=1448|!text"},
    {"bad address", ME_BYTES("11/22/26 07:00:01 [999.0.2.7] ME-I0111: " DENIED),
     IS_DENIED "|anomaly=bad-ip|!client_ip"},
    {"number of eleven digits", ME_BYTES("11/22/26 07:00:01 12345678901 ME-I0111: " DENIED), "foreign"},
    {"empty brackets", ME_BYTES("11/22/26 07:00:01 [] ME-I0111: " DENIED), "foreign"},
    {"brackets twice", ME_BYTES("11/22/26 07:00:01 [[1448]] ME-I0111: " DENIED), "foreign"},
    {"brackets that differ", ME_BYTES("11/22/26 07:00:01 [1448) ME-I0111: " DENIED), "foreign"},
    {"an address of a person", ME_BYTES("11/22/26 07:00:01 a@example.com ME-I0111: " DENIED), "foreign"},
    {"a host name", ME_BYTES("11/22/26 07:00:01 [mx.example.com] ME-I0111: " DENIED), "foreign"},
    {"a tagged address", ME_BYTES("11/22/26 07:00:01 [SMTP:a@example.com] ME-I0111: " DENIED), "foreign"},
    {"a short message id", ME_BYTES("11/22/26 07:00:01 F97C625D.MAI ME-I0111: " DENIED), "foreign"},
    {"a word of another kind", ME_BYTES("11/22/26 07:00:01 (Trace) ME-I0111: " DENIED), "foreign"},
    {"a long field",
     ME_BYTES("11/22/26 07:00:01 00000000000000000000000000000000000000000000000000000000000000000 ME-I0111: " DENIED),
     "foreign"},
    {"a row's columns", ME_BYTES("11/22/26 07:00:25\tSMTP-IN\t" MESSAGE_ID "\t1448\t198.51.100.7\tME-I0111: " DENIED),
     "log=activity|event=command|anomaly=truncated|client_ip=198.51.100.7|!code"},
    {"a row's columns in another order",
     ME_BYTES("11/22/26 07:00:25\tSMTP-IN\t1448\t" MESSAGE_ID "\t198.51.100.7\tME-I0111: " DENIED),
     IS_DENIED "|message_id=" MESSAGE_ID "|connection=1448|client_ip=198.51.100.7|text=" DENIED},
    {"service between blanks", ME_BYTES("11/22/26 07:00:25 SMTP-IN ME-I0111: " DENIED), IS_DENIED},
    {"address before the service", ME_BYTES("11/22/26 07:00:25 192.0.2.7 SMTP-IN ME-I0111: " DENIED),
     IS_DENIED "|client_ip=192.0.2.7"},
    {"socket before the service", ME_BYTES("11/22/26 07:00:25 [1448] SMTP-OU ME-I0111: " DENIED),
     IS_DENIED "|connection=1448"},
};

static void reads_every_layout(void **state)
{
    (void)state;
    me_examined_check_rows(layouts, ME_COUNT(layouts));
}

static const struct me_examined_row elsewhere[] = {
    {"in a sentence", ME_BYTES("ticket: user reported \"ME-I0111: Relay Denied\" in the subject line"), "foreign"},
    {"behind a word", ME_BYTES("see ME-I0111: " DENIED), "foreign"},
    {"in brackets at the start", ME_BYTES("[ME-I0111: " DENIED "]"), "foreign"},
    {"in an address",
     ME_BYTES("postfix/smtpd: from=<\"ME-I0108: Relay Granted: Sender has authenticated.\"@example.com>"), "foreign"},
    {"log file line", ME_BYTES("[11/22/26 00:00:04]****************** LOG FILE STARTED *******************"),
     "foreign"},
    {"Ctrl-Z", ME_BYTES("\x1A"), "foreign"},
    {"nothing", ME_BYTES(""), "foreign"},
    {"noise", ME_BYTES(" \t\r\n"), "foreign"},
    {"anchors only", ME_BYTES("ME-SMTP-ME-SMTP-"), "foreign"},
    {"dashes", ME_BYTES("-"), "foreign"},
    {"noise that holds an anchor's end", ME_BYTES("ME-\\0\\0\\0"), "foreign"},
    {"the first record counts",
     ME_BYTES("11/22/26 07:00:01\tME-I0111: " DENIED
              " 11/22/26 07:00:02\tME-I0108: Relay Granted: Sender has authenticated."),
     IS_DENIED "|time=2026-11-22T07:00:01"},
    {"a text before the record", ME_BYTES("see 11/22/26 07:00:02\tME-I0111: " DENIED),
     IS_DENIED "|time=2026-11-22T07:00:02|!at_start"},
    {"a record of a stranger behind a tag and a code that lost its time",
     ME_BYTES(
         "<13>Nov 22 07:00:02 MAIL01 mailenable: ME-I0106: Relay Granted: [SMTP:\"11/22/26 07:00:01 ME-I0110: x\"@x]"
         " is in local address map."),
     "foreign"},
    {"a host name with an anchor", ME_BYTES("<13>Jul 24 15:40:50 ACME-MAIL 07/24/14 15:40:49\tME-I0111: " DENIED),
     IS_DENIED "|time=2014-07-24T15:40:49|at_start=yes"},
    {"a host name that is a code", ME_BYTES("<13>Jul 24 15:40:50 X#011ME-I0111: 15:40:49.1111111111111"), "foreign"},
    {"a host name that is a service", ME_BYTES("<13>Jul 24 15:40:50 SMTP-IN ME-I0111: " DENIED),
     IS_DENIED "|at_start=yes"},
    {"record of a stranger behind a code that lost its time",
     ME_BYTES(
         "[1448] (Debug) ME-I0101: Local Delivery: Address ([SMTP:\"11/22/26 07:00:01 ME-I0110: x\"@x]) is local."),
     "foreign"},
    {"six columns and no time",
     ME_BYTES("1 2 3 4 5 6 ME-I0101: Local Delivery: Address (\"11/22/26 07:00:01 ME-I0110: x\"@x) is local."),
     "foreign"},
    {"a word that is no column, and a code", ME_BYTES("rule ME-I0101: 11/22/26 07:00:01\tME-I0111: " DENIED),
     "foreign"},
};

static void leaves_codes_elsewhere_alone(void **state)
{
    struct me_guarded memory = me_guarded_new(512);
    (void)state;
    me_examined_check_rows(elsewhere, ME_COUNT(elsewhere));
    for (size_t i = 0; i < ME_COUNT(elsewhere); i++) {
        me_examine(me_guarded_at_end(&memory, elsewhere[i].input));
        me_examine(me_guarded_at_start(&memory, elsewhere[i].input));
    }
    me_guarded_free(&memory);
}

static const char *const fronts[] = {
    "",
    " ",
    "\t",
    "#011",
    "\\t",
    "#009",
    "^011",
    "\\011",
    "#000",
    "\\0",
    "\xEF\xBB\xBF",
    "#357#273#277",
    "\\xEF\\xBB\\xBF",
    " \xEF\xBB\xBF ",
};
static const char *const others_before[] = {
    "MAIL01\tGenericLog\t0\t",
    "MailEnable_SMTP: ",
    "original address=10.1.2.3 ",
    "C:\\Logging\\SMTP-Debug-140724.log: 48213/48300: ",
    "x",
    "Jul 24 15:40:50 MAIL01 ",
    "[a b] ",
    "ME-",
    "SMTP-IN ",
    "SMTP-OU\t",
    "<13>x ",
};
static const char *const backs[] = {
    "",     "\r",  "\n",    "\r\n",    "#015",      "\\r", "#015#012", "\\r\\n", " ",           "\t",
    "#011", "\\t", "\tN/A", "#011N/A", "\\tN/A\\r", "\r ", "#000",     "^015",   "^011N/A^015",
};

static void tolerates_noise(void **state)
{
    static const char *const line = "07/24/14 15:40:49\tME-I0111: " DENIED;
    char text[512], respelled[1024];
    (void)state;
    for (size_t b = 0; b < ME_COUNT(backs); b++)
        for (size_t s = 0; s < ME_SPELLINGS; s++) {
            for (size_t f = 0; f < ME_COUNT(fronts); f++) {
                snprintf(text, sizeof(text), "%s%s%s", fronts[f], line, backs[b]);
                const struct me_examined e =
                    me_examine(me_spelling_apply(&me_spellings[s], me_unit_span(text), respelled, sizeof(respelled)));
                me_examined_check(&e, text, IS_DENIED "|time=2014-07-24T15:40:49|at_start=yes|!anomaly|text=" DENIED);
            }
            for (size_t f = 0; f < ME_COUNT(others_before); f++) {
                snprintf(text, sizeof(text), "%s%s%s", others_before[f], line, backs[b]);
                const struct me_examined e =
                    me_examine(me_spelling_apply(&me_spellings[s], me_unit_span(text), respelled, sizeof(respelled)));
                me_examined_check(&e, text, IS_DENIED "|time=2014-07-24T15:40:49|!at_start|!anomaly|text=" DENIED);
            }
        }
}

/* Texts of every length, and a byte in every place of each: a search that takes sixteen at a time misses none. */
static void sees_every_byte_of_a_text(void **state)
{
    static const char begin[] = "11/22/26 07:00:01\tME-W0999: ", bytes[] = {'\r', '\0', '-'};
    enum { BEGIN = sizeof(begin) - 1, MAX = 70 };
    (void)state;
    for (size_t len = 2; len <= MAX; len++)
        for (size_t place = 0; place + 1 < len; place++)
            for (size_t b = 0; b < ME_COUNT(bytes); b++) {
                char text[BEGIN + MAX];
                struct me_record record;
                memcpy(text, begin, BEGIN);
                memset(text + BEGIN, 'x', len);
                text[BEGIN + place] = bytes[b];
                assert_int_equal(me_recognise((struct me_span){text, BEGIN + len}, &ME_RECOGNISE_DEFAULTS, &record),
                                 ME_FOUND_RECORD);
                assert_int_equal(record.one_end, bytes[b] == '-');
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_every_timestamp),
        cmocka_unit_test(reads_every_code),
        cmocka_unit_test(reads_every_text),
        cmocka_unit_test(reads_every_column_in_each_place),
        cmocka_unit_test(counts_columns),
        cmocka_unit_test(reads_every_layout),
        cmocka_unit_test(leaves_codes_elsewhere_alone),
        cmocka_unit_test(tolerates_noise),
        cmocka_unit_test(sees_every_byte_of_a_text),
    };

    me_unit_limit_seconds(120);
    return cmocka_run_group_tests_name("debug records", tests, NULL, NULL);
}
