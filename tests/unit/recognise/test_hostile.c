/* SPDX-License-Identifier: Apache-2.0
 *
 * What strangers write into addresses, HELO names, user names and Subjects, and what it may change: nothing. Where a
 * forwarder made their bytes look like columns of the server's, the truth is said, or that it is not known.
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

/* What a stranger writes, with its TABs in `spelling`. */
static struct me_span hostile(uint64_t *random, const struct me_spelling *spelling, char *out)
{
    char plain[SLOT_MAX / 4];
    size_t len = 0;
    for (size_t parts = 1 + me_unit_random(random, 4); parts > 0; parts--) {
        const char *piece = me_unit_random(random, 5) == 0
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

/* A stranger's whole row behind his own CR stands behind a line end, which is true and decides nothing. */
#define HARMLESS (1u << ME_ANOMALY_SEVERAL_LINES)

static void assert_unchanged(const struct me_examined *got, const struct me_examined *want)
{
    if (!got->found)
        fail_with("not recognised", got);
    if (want->verdict.code_unknown && got->verdict.event == ME_EVENT_AMBIGUOUS)
        return; /* the text, which decides then, may end in several places */
    if (got->verdict.event != want->verdict.event || got->verdict.outcome != want->verdict.outcome ||
        got->verdict.reason != want->verdict.reason || got->verdict.risk != want->verdict.risk ||
        got->verdict.decided_by != want->verdict.decided_by)
        fail_with("another verdict", got);
    if (strcmp(got->record.client_ip, want->record.client_ip) != 0 ||
        got->record.connection != want->record.connection || got->record.direction != want->record.direction ||
        got->record.reply_code != want->record.reply_code ||
        memcmp(&got->record.time, &want->record.time, sizeof(got->record.time)) != 0)
        fail_with("another fact", got);
    if ((got->record.anomalies & ~HARMLESS) != 0)
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
        const struct me_span slot = hostile(&random, &me_spellings[strange], slot_text);
        const struct me_examined want =
            me_examine(fill(line, &me_spellings[row], ME_SPAN("x"), family->w3c, plain_text));
        assert_true(want.found);
        const struct me_examined got = me_examine(fill(line, &me_spellings[row], slot, family->w3c, text));
        const bool ends_in_backslash = strcmp(me_spellings[row].tab, "\\t") == 0 && me_span_ends(slot, ME_SPAN("\\"));
        if (ends_in_backslash && got.verdict.event == ME_EVENT_AMBIGUOUS)
            continue; /* `\\t`: nobody knows which of the two it is */
        assert_unchanged(&got, &want);
        if (!is_auth(&got) && got.credential_count > 0)
            fail_with("a secret", &got);
    }
}

static void assert_same_or_absent(const struct me_examined *got, struct me_span value, struct me_span truth)
{
    if (me_span_present(value) && !me_span_equal(value, truth))
        fail_with("an untrue field", got);
}

/* Every field that strangers do not write is the server's or absent, and the event is the truth, or says that it is not
 * known. */
static void assert_true_or_absent(const struct me_examined *got, const struct me_examined *truth)
{
    const struct me_record *r = &got->record, *t = &truth->record;
    const bool unknown = got->verdict.event == ME_EVENT_AMBIGUOUS || me_record_has(r, ME_ANOMALY_TRUNCATED);
    if (!got->found)
        fail_with("not recognised", got);
    if (!unknown && (got->verdict.event != truth->verdict.event || got->verdict.outcome != truth->verdict.outcome ||
                     got->verdict.reason != truth->verdict.reason))
        fail_with("another event", got);
    if (unknown && got->verdict.outcome != ME_OUTCOME_NONE)
        fail_with("an outcome", got);
    if (strcmp(r->client_ip, t->client_ip) != 0 || r->connection != t->connection || r->direction != t->direction)
        fail_with("another fact", got);
    assert_same_or_absent(got, r->reply, t->reply);
    if ((r->bytes_sent != ME_ABSENT && r->bytes_sent != t->bytes_sent) ||
        (r->bytes_received != ME_ABSENT && r->bytes_received != t->bytes_received))
        fail_with("an untrue count", got);
}

/* In the row's own spelling a stranger's TAB is a TAB. */
static void says_the_truth_or_nothing(void **state)
{
    enum { LINES = 100000 };
    uint64_t random = me_unit_seed("says_the_truth_or_nothing", 20261125);
    char slot_text[SLOT_MAX], text[LINE_MAX], plain_text[LINE_MAX];
    (void)state;
    for (size_t i = 0; i < me_unit_amount(LINES); i++) {
        const char *line = inbound_lines[me_unit_random(&random, ME_COUNT(inbound_lines))];
        const struct me_spelling *spelling = &me_spellings[me_unit_random(&random, ME_SPELLINGS)];
        const struct me_span slot = hostile(&random, spelling, slot_text);
        const struct me_examined truth = me_examine(fill(line, spelling, ME_SPAN("x"), false, plain_text));
        const struct me_examined got = me_examine(fill(line, spelling, slot, false, text));
        assert_true_or_absent(&got, &truth);
    }
}

/* The same with two things of the stranger's choice in one row: an address, and the name that AUTH was given before. */
static void says_the_truth_beside_a_user_name(void **state)
{
    enum { LINES = 50000 };
    static const char *const replies[] = {
        NON_LOCAL,   FROM_LOCAL,    "550 Requested action not taken: mailbox unavailable or not local.",
        "451 later", "250 ok then",
    };
    uint64_t random = me_unit_seed("says_the_truth_beside_a_user_name", 20261126);
    char address_text[SLOT_MAX], user_text[SLOT_MAX], line[LINE_MAX], text[LINE_MAX], plain_text[LINE_MAX];
    (void)state;
    for (size_t i = 0; i < me_unit_amount(LINES); i++) {
        const struct me_spelling *spelling = &me_spellings[me_unit_random(&random, ME_SPELLINGS)];
        const char *reply = replies[me_unit_random(&random, ME_COUNT(replies))];
        const struct me_span address = hostile(&random, spelling, address_text);
        const struct me_span user = hostile(&random, spelling, user_text);
        snprintf(line, sizeof(line), IN "RCPT\tRCPT TO:<*>\t%s\t43\t64\t", reply);
        const struct me_examined truth = me_examine(fill(line, spelling, ME_SPAN("x"), false, plain_text));
        struct me_span row = fill(line, spelling, address, false, text);
        memcpy(text + row.len, user.ptr, user.len);
        row.len += user.len;
        const struct me_examined got = me_examine(row);
        assert_true_or_absent(&got, &truth);
    }
}

#define ESCAPED "09/05/18 00:00:53#011SMTP-IN#011" ID "#0111320#011192.0.2.25#011"
#define NO_FIELDS "!reply|!argument|!command|!user|!recipient|!outcome|!sent"
#define LOGIN_OF_OTHER "09/05/18 00:00:53\tSMTP-IN\t" ID "\t9\t203.0.113.99\tAUTH\t{blank}\t535 x\t34\t10\tbob\t"

/* One by one: what strangers tried, and what is said of it. */
static const struct me_examined_row tricks[] = {
    {"a refusal in a HELO name, in another spelling",
     ME_BYTES(IN "EHLO\tEHLO a#011550 b#0111#0112\t250-x\t144\t29\t\t"), "event=hello|reply=250-x"},
    {"a refusal in a HELO name", ME_BYTES(ESCAPED "EHLO#011EHLO a#011550 b#0111#0112#011250-x#011144#01129#011#011"),
     "event=hello|!anomaly|!argument|!helo|!reply|!sent|!offence"},
    {"a refusal in an address", ME_BYTES(ESCAPED "RCPT#011RCPT TO:a#011550 b#0111#0112#011250 ok#01143#01164#011#011"),
     "event=ambiguous|anomaly=ambiguous|!reason|offence=unreadable|client_ip=192.0.2.25|connection=1320|" NO_FIELDS},
    {"with real TABs", ME_BYTES(IN "RCPT\tRCPT TO:a\t550 b\t1\t2\t250 ok\t43\t64\t\t"),
     "event=ambiguous|reason=control-character|offence=control-character|" NO_FIELDS},
    {"two refusals of one kind", ME_BYTES(IN "RCPT\tRCPT TO:a\t550 b\t1\t2\t550 ok\t43\t64\t\t"),
     "event=recipient-rejected|reason=unknown-recipient|!anomaly|!reply|reply_code=550|!recipient"},
    {"a separator and no reply", ME_BYTES(IN "MAIL\tMAIL FROM:<a\tb>\t250 ok\t43\t20\t\t"),
     "event=sender-accepted|argument=MAIL FROM:<a\tb>|reply=250 ok|sent=43|!anomaly"},
    {"consent in a user name", ME_BYTES(IN "RCPT\tRCPT TO:<a@example.com>\t" NON_LOCAL "\t43\t64\t250 ok\t1\t2"),
     "event=ambiguous"},
    {"a number as a user name", ME_BYTES(IN "RCPT\tRCPT TO:<a@example.com>\t" NON_LOCAL "\t235\t64\t7\t"),
     "event=relay-denied|sent=235|user=7"},
    {"a user name with separators", ME_BYTES(IN "QUIT\tQUIT\t221 bye\t43\t64\ta\tb\t"), "event=quit|!user"},
    {"another row behind CR", ME_BYTES(IN "RCPT\tRCPT TO:<a@example.com>\t250 ok\t43\t64\t\t\r" LOGIN_OF_OTHER),
     "event=ambiguous|anomaly=several-lines|anomaly=ambiguous|!reason|offence=unreadable|client_ip=192.0.2.1"},
    {"another row behind LF", ME_BYTES(IN "RCPT\tRCPT TO:<a@example.com>\t250 ok\t43\t64\t\t\r\n" LOGIN_OF_OTHER),
     "event=recipient-accepted|anomaly=several-lines|reply=250 ok"},
    {"another row behind a spelled line end", ME_BYTES(IN "QUIT\tQUIT\t221 bye\t43\t64\t\t#015#012" LOGIN_OF_OTHER),
     "event=ambiguous|anomaly=several-lines"},
    {"another row behind a line end spelled in C style",
     ME_BYTES(IN "QUIT\tQUIT\t221 bye\t43\t64\t\t\\r\\n" LOGIN_OF_OTHER), "event=ambiguous|anomaly=several-lines"},
    {"another row at once", ME_BYTES(IN "RCPT\tRCPT TO:<x" LOGIN_OF_OTHER "\t250 x\t1\t2"),
     "event=ambiguous|client_ip=192.0.2.1|!reason"},
    {"a spelled line end and no record", ME_BYTES(IN "EHLO\tEHLO a#012b\t250 x\t1\t2\t\t"),
     "event=hello|helo=a#012b|!anomaly"},
    {"a CR in a name", ME_BYTES(IN "EHLO\tEHLO a\rb\t250 x\t1\t2\t\t"), "event=hello|reply=250 x"},
    {"cut", ME_BYTES(IN "AUTH\tAUTH PLAIN x\t235 Authenticated\t1\t2\tceo@victim.example\tAAAAAAAA"),
     "event=auth-success"},
    {"cut before the counts", ME_BYTES(IN "RCPT\tRCPT TO:a\t250 b\t550 no"),
     "event=command|anomaly=truncated|command=RCPT|!reply|!argument|offence=unreadable"},
    {"a code in the command column", ME_BYTES(IN "ME-I0110:x\tME-I0110:x\t500 x\t1\t2\t\t"),
     "log=activity|event=command|client_ip=192.0.2.1"},
    {"a backslash and a t as JSON text has them",
     ME_BYTES("09/05/18 00:00:53\\tSMTP-IN\\t" ID "\\t1320\\t192.0.2.1\\tRCPT\\tRCPT TO:<a>\\\\t250 x\\t1\\t2\\t550 no"
              "\\t43\\t64\\t\\t"),
     "event=ambiguous"},
    {"a backslash at the end of an argument",
     ME_BYTES("09/05/18 00:00:53\\tSMTP-IN\\t" ID "\\t1320\\t192.0.2.1\\tRCPT\\tRCPT TO:<a\\\\t550 no\\t43\\t64\\t\\t"),
     "event=recipient-rejected|reply=550 no|argument=RCPT TO:<a\\"},
    {"another server's reply with a TAB", ME_BYTES(OU "RCPT\tRCPT TO:<a@example.com>\t550 a\tb\t43\t64\t\tSubject"),
     "event=ambiguous|!reason|!offence"},
    {"another server's refusal", ME_BYTES(OU "RCPT\tRCPT TO:<a@example.com>\t550 no\t43\t64\t\tSubject"),
     "event=delivery-failed|reason=unknown-recipient|subject=Subject|sent=43|!offence"},
    {"a subject with TABs", ME_BYTES(OU "DATE\t.\t250 ok\t3780\t37\t\ta\tb"), "event=delivered|!subject|!sent"},
    {"a W3C row with a field too many", ME_BYTES(W3C "AUTH {blank} 535+x MYSERVER 34 14 125 user@example.com "),
     "event=auth-failure|!user"},
    {"a W3C row whose client sent TABs that a hop made blanks",
     ME_BYTES(W3C "HELO HELO+mx2 550+no S 495 131 503+Bad+sequence+of+commands MYSERVER 30 27 - "),
     "event=ambiguous|!reply|!sent"},
    {"a row in raw JSON text, its end glued to the quotes",
     ME_BYTES(
         "{\"Message\":\"09/12/24 18:52:56\\tPOP3-IN\\t480129\\t192.0.2.44\\tPASS\\tPASS x\\t250+ok\\tS\\t210\\t467"
         "\\t-ERR Unable to log on\\t23\\t162\"}"),
     "event=ambiguous|service=pop"},
    {"two codes behind each other", ME_BYTES("ME-I0112: ME-I0110: x"),
     "event=relay-denied|reason=relaying-disabled|outcome=denied"},
    {"two Debug records in one message",
     ME_BYTES("11/22/26 07:00:01\tME-I0111: Relay Denied: Failed to meet all relay criteria.#01211/22/26 "
              "07:00:02\tME-I0110: Relay Granted: Server is configured to allow anyone to relay."),
     "event=relay-denied|reason=no-criteria-met|anomaly=several-lines|!text"},
    {"a timestamp and somebody's text", ME_BYTES("11/22/26 07:00:01 x: 11/22/26 07:00:02\tME-I0110: x"), "foreign"},
    {"a row that lost its timestamp",
     ME_BYTES("SMTP-IN\t" ID "\t1\t192.0.2.1\tEHLO\tEHLO 11/22/26 07:00:02\tME-I0110: x"), "foreign"},
    {"a firewall's rule", ME_BYTES("fw: SMTP-IN - 10.0.0.5 25 TCP_DENY policy 503 x"), "foreign|!secret"},
};

static void knows_the_tricks(void **state)
{
    (void)state;
    me_examined_check_rows(tricks, ME_COUNT(tricks));
}

/* The length of a row that decides anything, at the limit and beyond, for each log. */
static void believes_no_row_that_may_be_cut(void **state)
{
    char line[2 * ME_MAX_ROW_DEFAULT];
    (void)state;
    for (size_t len = ME_MAX_ROW_DEFAULT - 1; len <= ME_MAX_ROW_DEFAULT + 1; len++) {
        const char *head = IN "RCPT\tRCPT TO:<", *tail = "@example.com>\t250 ok\t43\t64\t\t";
        const size_t before = strlen(head), after = strlen(tail);
        memcpy(line, head, before);
        memset(line + before, 'x', len - before - after);
        memcpy(line + len - after, tail, after);
        const struct me_examined e = me_examine((struct me_span){line, len});
        me_examined_check(&e, "a row at the limit",
                          len <= ME_MAX_ROW_DEFAULT ? "event=recipient-accepted|!anomaly"
                                                    : "event=command|anomaly=truncated|client_ip=192.0.2.1|!reply");
    }
}

/* What masking adds counts too: the masked row must say the same when it is read again. */
static void counts_what_masking_adds(void **state)
{
    char line[2 * ME_MAX_ROW_DEFAULT];
    (void)state;
    for (size_t pad = 0; pad < 12; pad++) {
        const int len = snprintf(line, sizeof(line), IN "AUTH\tx\t535 %0*d\t34\t10\tuser\t",
                                 (int)(ME_MAX_ROW_DEFAULT - strlen(IN "AUTH\tx\t535 \t34\t10\tuser\t") - pad), 7);
        const struct me_examined e = me_examine((struct me_span){line, (size_t)len});
        me_examined_check(&e, "a short credential",
                          pad >= 6 ? "event=auth-failure|secret=x" : "event=command|anomaly=truncated|secret=x");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(changes_no_verdict),
        cmocka_unit_test(says_the_truth_or_nothing),
        cmocka_unit_test(says_the_truth_beside_a_user_name),
        cmocka_unit_test(knows_the_tricks),
        cmocka_unit_test(believes_no_row_that_may_be_cut),
        cmocka_unit_test(counts_what_masking_adds),
    };

    me_unit_limit_seconds(300);
    return cmocka_run_group_tests_name("hostile text", tests, NULL, NULL);
}
