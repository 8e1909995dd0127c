/* SPDX-License-Identifier: Apache-2.0
 *
 * What strangers write into addresses, HELO names, user names and Subjects, and what it may change: nothing; and where
 * a forwarder made their bytes look like columns of the server's, nothing in their favour.
 */
#include "support/examined.h"
#include "support/spelling.h"
#include "support/unit.h"

enum { LINE_MAX = 8192, SLOT_MAX = 2048 };

#define ID "67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI"
#define IN "09/05/18 00:00:53\tSMTP-IN\t" ID "\t1320\t192.0.2.1\t"
#define OU "09/05/18 00:00:53\tSMTP-OU\t" ID "\t1320\t192.0.2.1\t"
#define W3C "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 "
#define NON_LOCAL "503 This mail server requires authentication when attempting to send to a non-local e-mail address."
#define FROM_LOCAL "503 This mail server requires authentication before sending mail from a locally hosted domain."

/* Lines of the server's with `*` for what a stranger chose. */
static const char *const debug_lines[] = {
    "11/22/26 07:00:06\tME-I0106: Relay Granted: [*] is in local address map.",
    "11/22/26 07:00:07\tME-I0106: Relay Granted: [SMTP:*] is in local address map.",
    "11/22/26 07:00:10\tME-I0102: Address ([SMTP:*]) is to be delivered to Catch-All address.",
    "11/22/26 07:00:11\tME-I0101: [1448] Local Delivery: Address ([SMTP:*]) is local.",
    "11/22/26 07:00:12\tME-I0101: Local Delivery: Address (*) is local",
    "ME-I0101: Local Delivery: Address * is local.",
    "11/22/26 07:00:18\tME-IXXXX: Recipient Denied: * is a blacklisted domain.",
    "11/22/26 07:00:19\tME-IXXXX: Local Delivery: Domain for ([SMTP:*]) is locally serviced, but recipient is not "
    "defined in "
    "address map.",
    "11/22/26 07:00:20\tME-IXXXX: Local Delivery: Domain for (*) is locally serviced.",
    "11/22/26 07:00:22\tME-W0999: Something about *.",
    "11/22/26 07:00:25\tSMTP-IN\t" ID "\t1448\t198.51.100.7\tME-I0101: Local Delivery: Address (*) is local.",
};

static const char *const inbound_lines[] = {
    IN "EHLO\tEHLO *\t250-mail.example.com [192.0.2.1], this server offers 5 extensions\t144\t29\t\t",
    IN "HELO\tHELO *\t250 Requested mail action okay, completed\t43\t29\tuser\t",
    IN "MAIL\tMAIL FROM:<*> SIZE=100\t250 Requested mail action okay, completed\t43\t64\t\t",
    IN "MAIL\tMAIL FROM:<*>\t501 Sender domain is invalid. Could not find DNS record.\t43\t64\t\t",
    IN "MAIL\tMAIL FROM:<*>\t" FROM_LOCAL "\t43\t64\t\t",
    IN "RCPT\tRCPT TO:<*>\t250 Requested mail action okay, completed\t43\t64\t\t",
    IN "RCPT\tRCPT TO:<*>\t550 Requested action not taken: mailbox unavailable or not local.\t67\t34\t\t",
    IN "RCPT\tRCPT TO:<*>\t451 This server employs greylisting as a means of reducing spam.\t67\t34\t\t",
    IN "RCPT\tRCPT TO:<*>\t" NON_LOCAL "\t235\t34\t\t",
    IN "RCPT\tRCPT TO:*\t" NON_LOCAL "\t235\t34\t\t",
    IN "RCPT\tRCPT TO:<*>\t503 Bad sequence of commands\t235\t34\t\t",
    IN "RCPT\tRCPT TO:<a@example.com>\t" NON_LOCAL "\t235\t34\t*\t",
    IN "RCPT\tRCPT TO:<a@example.com>\t250 Requested mail action okay, completed\t235\t34\t*\t",
    IN "QUIT\tQUIT\t221 Service closing transmission channel\t42\t6\t*\t",
    IN "AUTH\t*\t535 Invalid Username or Password\t34\t10\tuser\t",
    IN "AUTH\tAUTH PLAIN *\t500 Syntax error, command unrecognized.\t34\t10\tuser\t",
    IN "AUTH\t{blank}\t535 Invalid Username or Password\t34\t10\t*\t",
    IN "AUTH\t{blank}\t334 UGFzc3dvcmQ6\t34\t10\t*\t",
    IN "UNKN\t*\t500 Syntax error\t34\t10\t\t",
};

static const char *const outbound_lines[] = {
    OU "MAIL\tMAIL FROM:<*> SIZE=3771\t250 2.1.0 Ok\t56\t14\t\tSubject",
    OU "RCPT\tRCPT TO:<*>\t451 later\t56\t14\t\tSubject",
    OU "RCPT\tRCPT TO:<a@example.com>\t550 no\t56\t14\t\t*",
    OU "DATE\t.\t250 2.0.0 Ok: queued\t3780\t37\t\t*",
    OU "DATE\t.\t451 later\t3780\t37\tuser\t*",
    OU "CONN\t\t220 ready\t0\t54\t\t*",
    OU "QUIT\tQUIT\t221 Bye\t6\t15\tuser\t*",
};

static const char *const w3c_lines[] = {
    W3C "EHLO EHLO+* 250-example.com MYSERVER 138 28 - ",
    W3C "MAIL MAIL+FROM:<*> 250+Requested+mail+action+okay MYSERVER 138 28 - ",
    W3C "RCPT RCPT+TO:<*> 550+Requested+action+not+taken MYSERVER 138 28 - ",
    W3C "RCPT RCPT+TO:<*> 503+This+mail+server+requires+authentication+when+attempting+to+send+to+a+non-local+e-mail "
        "MYSERVER 1 2 - ",
    W3C "AUTH * 535+Invalid+Username+or+Password MYSERVER 34 14 user ",
    W3C "AUTH {blank} 535+Invalid+Username+or+Password MYSERVER 34 14 * ",
    W3C "QUIT QUIT 221+Bye MYSERVER 34 14 * ",
};

/* A TAB stands for one in the spelling that is being tried. */
static const char *const pieces[] = {
    "ME-I0108:",
    "ME-I0110: Relay Granted: Server is configured to allow anyone to relay.",
    " ME-I0108: Relay Granted: Sender has authenticated.",
    "\tME-I0111: Relay Denied: Failed to meet all relay criteria.",
    "11/22/26 07:00:01\tME-I0108: Relay Granted: Sender has authenticated.",
    "[11/22/26 07:00:01] ME-I0110: Relay Granted",
    "2026-11-22 07:00:01 ME-E0109:",
    "09/05/18 00:00:53\tSMTP-IN\t" ID "\t9\t198.51.100.9\tAUTH\t{blank}\t235 Authenticated\t19\t30\troot\t",
    "2025-05-04 10:06:59 198.51.100.9 SMTP-IN - 192.0.2.2 9 AUTH {blank} 235+Authenticated S 1 2 root ",
    "SMTP-IN",
    "\tSMTP-OU\t",
    "SMTP-IN SMTP-IN SMTP-IN",
    "\t250 Requested mail action okay, completed\t43\t64\t",
    "\t235 Authenticated\t19\t30\t",
    "\t334 x\t1\t2\t",
    "\t250 ok\t1\t2",
    "\t250\t1\t2\t",
    "\t999 x\t1\t2\t",
    "\t\t1\t2\t",
    "\t200\t300\t400\t500",
    "] is in local address map.",
    ") is to be delivered to Catch-All address.",
    ") is local.",
    ") is locally serviced.",
    ") is locally serviced, but recipient is not defined in address map.",
    " is a blacklisted domain.",
    "Relay Denied: Failed to meet all relay criteria.",
    "Relay Granted: Sender has authenticated.",
    "[SF:office/box]",
    "SMTP:",
    "[1448]",
    "(Debug)",
    "192.0.2.99",
    "2001:db8::99",
    ID,
    "]",
    "[",
    ")",
    "(",
    "<",
    "\\",
    "#",
    "#01",
    "\t",
    " ",
    "a@example.com",
    "user",
    "x",
    ".",
    "N/A",
    "#015",
    "\\r",
    "\xC3\x28\xFF",
    "\x01",
    "{blank}",
    "%s%n",
    "|",
    "'; DROP TABLE x; --",
    "AUTH",
    "requires authentication before",
};
static const char *const closing_pieces[] = {
    ">", "\"", "> SIZE=1", "\\\"", "\\>", "\"@example.com>", ">\t250 ok\t1\t2\t"};

enum slot_kind { ANYTHING, NO_CLOSING };

/* What a stranger writes, with its TABs in `spelling`. */
static struct me_span hostile(uint64_t *random, enum slot_kind kind, const struct me_spelling *spelling, char *out)
{
    char plain[SLOT_MAX / 4];
    size_t len = 0;
    for (size_t parts = 1 + me_unit_random(random, 4); parts > 0; parts--) {
        const char *piece = kind == ANYTHING && me_unit_random(random, 5) == 0
                                ? closing_pieces[me_unit_random(random, ME_COUNT(closing_pieces))]
                                : pieces[me_unit_random(random, ME_COUNT(pieces))];
        if (len + strlen(piece) < sizeof(plain))
            len += (size_t)snprintf(plain + len, sizeof(plain) - len, "%s", piece);
    }
    return me_spelling_apply(spelling, (struct me_span){plain, len}, out, SLOT_MAX);
}

/* `line` in `spelling`, with `slot` for its `*`; in W3C the server writes `+` for a blank. */
static struct me_span fill(const char *line, const struct me_spelling *spelling, struct me_span slot, bool w3c,
                           char *out)
{
    const char *star = strchr(line, '*');
    struct me_span s = me_spelling_apply(spelling, me_span_between(line, star), out, LINE_MAX);
    for (size_t i = 0; i < slot.len; i++)
        out[s.len++] = w3c && (slot.ptr[i] == ' ' || slot.ptr[i] == '\t') ? '+' : slot.ptr[i];
    const struct me_span tail = me_spelling_apply(spelling, me_unit_span(star + 1), out + s.len, LINE_MAX - s.len);
    return (struct me_span){out, s.len + tail.len};
}

static void fail_with(const char *why, const struct me_examined *e)
{
    static char shown[ME_EXAMINED_TEXT_MAX];
    me_examined_show(e, shown);
    fail_msg("%s: %.*s\n%s", why, (int)e->text.len, e->text.ptr, shown);
}

static void assert_unchanged(const struct me_examined *got, const struct me_examined *want)
{
    if (!got->found)
        fail_with("not recognised", got);
    if (got->verdict.event != want->verdict.event || got->verdict.outcome != want->verdict.outcome ||
        got->verdict.reason != want->verdict.reason || got->verdict.risk != want->verdict.risk ||
        got->verdict.decided_by != want->verdict.decided_by)
        fail_with("another verdict", got);
    if (strcmp(got->record.client_ip, want->record.client_ip) != 0 ||
        got->record.connection != want->record.connection || got->record.direction != want->record.direction ||
        got->record.reply_code != want->record.reply_code ||
        memcmp(&got->record.time, &want->record.time, sizeof(got->record.time)) != 0)
        fail_with("another fact", got);
    if (got->record.anomalies != 0)
        fail_with("an anomaly", got);
}

struct family {
    const char *const *lines;
    size_t count;
    bool w3c;
    bool any_spelling; /* the stranger's TABs may have the spelling of the row's */
};

static const struct family families[] = {
    {debug_lines, ME_COUNT(debug_lines), false, true},
    {inbound_lines, ME_COUNT(inbound_lines), false, false},
    {outbound_lines, ME_COUNT(outbound_lines), false, false},
    {w3c_lines, ME_COUNT(w3c_lines), true, true},
};

static bool is_auth(const struct me_examined *e)
{
    return e->record.verb == ME_COMMAND_AUTH || e->record.verb == ME_COMMAND_UNKN;
}

/* 100,000 lines: whatever a stranger writes into them in another spelling than the row's own, or where spellings do not
 * matter, says nothing about the verdict. */
static void changes_no_verdict(void **state)
{
    enum { LINES = 100000 };
    uint64_t random = me_unit_seed("changes_no_verdict", 20261124);
    char slot_text[SLOT_MAX], text[LINE_MAX], plain_text[LINE_MAX];
    (void)state;
    for (size_t i = 0; i < me_unit_amount(LINES); i++) {
        const struct family *family = &families[me_unit_random(&random, ME_COUNT(families))];
        const char *line = family->lines[me_unit_random(&random, family->count)];
        const size_t row = me_unit_random(&random, ME_SPELLINGS);
        size_t strange = me_unit_random(&random, ME_SPELLINGS);
        if (!family->any_spelling && strange == row)
            strange = (strange + 1) % ME_SPELLINGS;
        const struct me_span slot = hostile(&random, ANYTHING, &me_spellings[strange], slot_text);
        const struct me_examined want =
            me_examine(fill(line, &me_spellings[row], ME_SPAN("x"), family->w3c, plain_text));
        assert_true(want.found);
        const struct me_examined got = me_examine(fill(line, &me_spellings[row], slot, family->w3c, text));
        assert_unchanged(&got, &want);
        if (!is_auth(&got) && (got.secret.part[0].ptr != NULL || got.secret.part[1].ptr != NULL))
            fail_with("a secret", &got);
    }
}

/* What a client would like to see in the log, the worst first. */
static int favour(const struct me_verdict *v)
{
    switch (v->event) {
    case ME_EVENT_RELAY_DENIED:
    case ME_EVENT_AUTH_FAILURE:
        return 0;
    case ME_EVENT_AUTH_UNAVAILABLE:
    case ME_EVENT_RECIPIENT_REJECTED:
    case ME_EVENT_SENDER_REJECTED:
    case ME_EVENT_PROTOCOL_ERROR:
        return 1;
    case ME_EVENT_RECIPIENT_DEFERRED:
    case ME_EVENT_SENDER_DEFERRED:
        return 2;
    default:
        return 3;
    }
}

static void assert_not_better(const struct me_examined *got, const struct me_examined *truth)
{
    if (!got->found)
        fail_with("not recognised", got);
    if (favour(&got->verdict) > favour(&truth->verdict))
        fail_with("better than the truth", got);
    if (got->verdict.outcome == ME_OUTCOME_GRANTED || got->verdict.outcome == ME_OUTCOME_NOT_REQUIRED)
        fail_with("a permission", got);
    if (truth->verdict.event != ME_EVENT_AUTH_SUCCESS && got->verdict.event == ME_EVENT_AUTH_SUCCESS)
        fail_with("a login", got);
    if (strcmp(got->record.client_ip, truth->record.client_ip) != 0 ||
        got->record.direction != truth->record.direction || got->record.connection != truth->record.connection)
        fail_with("another fact", got);
}

/* In the row's own spelling a stranger's TAB is a TAB. Then the row may say something worse of the client than the
 * truth, which is the client's own doing; it never says something better. */
static void never_favours_the_client(void **state)
{
    enum { LINES = 100000 };
    uint64_t random = me_unit_seed("never_favours_the_client", 20261125);
    char slot_text[SLOT_MAX], text[LINE_MAX], plain_text[LINE_MAX];
    (void)state;
    for (size_t i = 0; i < me_unit_amount(LINES); i++) {
        const char *line = inbound_lines[me_unit_random(&random, ME_COUNT(inbound_lines))];
        const struct me_spelling *spelling = &me_spellings[me_unit_random(&random, ME_SPELLINGS)];
        const struct me_span slot = hostile(&random, ANYTHING, spelling, slot_text);
        const struct me_examined truth = me_examine(fill(line, spelling, ME_SPAN("x"), false, plain_text));
        const struct me_examined got = me_examine(fill(line, spelling, slot, false, text));
        assert_not_better(&got, &truth);
    }
}

/* The same with two things of the stranger's choice in one row: an address, and the name that AUTH was given before. */
static void never_favours_a_client_with_a_user_name(void **state)
{
    enum { LINES = 50000 };
    static const char *const replies[] = {
        NON_LOCAL,   FROM_LOCAL,    "550 Requested action not taken: mailbox unavailable or not local.",
        "451 later", "250 ok then",
    };
    uint64_t random = me_unit_seed("never_favours_a_client_with_a_user_name", 20261126);
    char address_text[SLOT_MAX], user_text[SLOT_MAX], line[LINE_MAX], text[LINE_MAX], plain_text[LINE_MAX];
    (void)state;
    for (size_t i = 0; i < me_unit_amount(LINES); i++) {
        const struct me_spelling *spelling = &me_spellings[me_unit_random(&random, ME_SPELLINGS)];
        const char *reply = replies[me_unit_random(&random, ME_COUNT(replies))];
        const bool denied = me_span_starts(me_unit_span(reply), ME_SPAN("503"));
        const struct me_span address = hostile(&random, ANYTHING, spelling, address_text);
        const struct me_span user = hostile(&random, denied ? ANYTHING : NO_CLOSING, spelling, user_text);
        snprintf(line, sizeof(line), IN "RCPT\tRCPT TO:<*>\t%s\t43\t64\t", reply);
        const struct me_examined truth = me_examine(fill(line, spelling, ME_SPAN("x"), false, plain_text));
        struct me_span row = fill(line, spelling, address, false, text);
        memcpy(text + row.len, user.ptr, user.len);
        row.len += user.len;
        const struct me_examined got = me_examine(row);
        assert_not_better(&got, &truth);
    }
}

/* The limits of that, one by one: rows in which what is the server's and what is the stranger's look the same. */
static const struct me_examined_row limits[] = {
    {"a refusal in a HELO name", ME_GROUP_KEYTES(IN "EHLO\tEHLO a#011550 b#0111#0112\t250-x\t144\t29\t\t"),
     "event=hello|reply=250-x"},
    {"the same in the row's spelling",
     ME_GROUP_KEYTES(
         "09/05/18 00:00:53#011SMTP-IN#011x#0111320#011192.0.2.1#011RCPT#011RCPT TO:a#011550 b#0111#0112#011250 "
         "ok#01143#01164#011#011"),
     "event=recipient-rejected|reply=550 b|argument=RCPT TO:a|user=250 ok"},
    {"consent in an address",
     ME_GROUP_KEYTES(
         "09/05/18 00:00:53#011SMTP-IN#011x#0111320#011192.0.2.1#011RCPT#011RCPT TO:a#011250 b#0111#0112#011550 "
         "no#01143#01164#011#011"),
     "event=recipient-rejected|reply=550 no"},
    {"a refusal in a path", ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a\t550 b\t1\t2\t@example.com>\t250 ok\t43\t64\t\t"),
     "event=recipient-accepted|reply=250 ok"},
    {"consent in a path that is not closed",
     ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a\t250 b\t1\t2\t" NON_LOCAL "\t43\t64\t\t"), "event=relay-denied"},
    {"consent in a user name", ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a@example.com>\t" NON_LOCAL "\t43\t64\t250 ok\t1\t2"),
     "event=relay-denied"},
    {"another refusal in a user name",
     ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a@example.com>\t" NON_LOCAL "\t43\t64\t550 x\t1\t2"), "event=relay-denied"},
    {"another refusal of a login in a user name", ME_GROUP_KEYTES(IN "AUTH\t{blank}\t535 x\t43\t64\t500 x\t1\t2"),
     "event=auth-failure"},
    {"a code beyond SMTP's", ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a@example.com>\t" NON_LOCAL "\t43\t64\t999 x\t1\t2"),
     "event=relay-denied"},
    {"a path that a user name closes, relaying denied",
     ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a\t" NON_LOCAL "\t43\t64\tx>\t250 ok\t1\t2"), "event=relay-denied"},
    /* Known: here the client gains. The next two rows have the same bytes and two truths: a user name that closes the
     * path and brings a reply, or an address with a reply in it that the server accepted. Counts of bytes tell nothing,
     * since both strangers can count. The second is believed, because an address alone must not change a verdict; the
     * first takes a server that accepts a path without its end, and hides no denial of relaying. */
    {"a path that a user name closes, recipient refused",
     ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a\t550 no\t43\t64\t" /* the user's: */ "x>\t250 ok\t1\t2"),
     "event=recipient-accepted"},
    {"an address with a refusal in it, recipient accepted",
     ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a\t550 no\t43\t64\tx>\t" /* the server's: */ "250 ok\t1\t2"),
     "event=recipient-accepted"},
    {"the vendor's denial in a path",
     ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:<a\t" NON_LOCAL "\t1\t2\t@example.com>\t250 ok\t43\t64\t\t"),
     "event=relay-denied"},
    {"cut, consent in a HELO name", ME_GROUP_KEYTES(IN "RCPT\tRCPT TO:a\t250 b\t550 no"), "event=recipient-rejected"},
    {"a number of bytes that could be a reply", ME_GROUP_KEYTES(IN "EHLO\tEHLO a\t250-x\t550\t29\t123\t"),
     "event=hello|reply=250-x|sent=550|user=123"},
    {"a TAB in another server's reply",
     ME_GROUP_KEYTES(OU "RCPT\tRCPT TO:<a@example.com>\t250 a\tb\t43\t64\t\tSubject"),
     "event=recipient-accepted|reply=250 a"},
};

static void knows_its_limits(void **state)
{
    (void)state;
    me_examined_check_rows(limits, ME_COUNT(limits));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_no_verdict),
        cmocka_unit_test(never_favours_the_client),
        cmocka_unit_test(never_favours_a_client_with_a_user_name),
        cmocka_unit_test(knows_its_limits),
    };

    me_unit_limit_seconds(300);
    return cmocka_run_group_tests_name("hostile text", tests, NULL, NULL);
}
