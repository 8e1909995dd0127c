/* SPDX-License-Identifier: Apache-2.0
 *
 * What strangers can write to have a record misread, family by family, each with the truth. A row is given in three
 * parts: what the server wrote before a stranger's text, that text, and what the server wrote behind it. Only the text
 * in the middle may be masked, and what is masked reads as before.
 */
#include "recognise/credential.h"
#include "support/examined.h"
#include "support/unit.h"

#define ID "0123456789ABCDEF0123456789ABCDEF.MAI"
#define TIME "11/22/26 07:00:01"
#define FRAME "Nov 22 07:00:02 MAIL01 "
/* Rows whose separators are escaped, and rows with real TABs. */
#define E "#011"
#define ROW_E FRAME TIME E "SMTP-IN" E ID E "1448" E "192.0.2.25" E
#define ROW_T TIME "\tSMTP-IN\t" ID "\t1448\t192.0.2.25\t"
#define NEXT_E TIME E "SMTP-IN" E ID E "1452" E "198.51.100.77" E
#define NEXT_T TIME "\tSMTP-IN\t" ID "\t1452\t198.51.100.77\t"
#define DENIED "503 This mail server requires authentication when attempting to send to a non-local e-mail address."
#define UNKNOWN "550 Requested action not taken: mailbox unavailable or not local."
#define OK "250 Requested mail action okay, completed"
#define W3C TIME_W3C " 192.0.2.25 SMTP-IN - 192.168.0.5 1940 "
#define TIME_W3C "2026-11-22 07:00:01"
#define OWN "client_ip=192.0.2.25"
#define DOUBT "event=ambiguous|anomaly=ambiguous|" OWN "|!outcome|!user|!reply|!reply_code|!argument|!command"
#define CUT_OFF "event=command|anomaly=truncated|" OWN "|!outcome|!user|!reply_code"

enum { LINE_MAX = 4096 };

struct family_row {
    const char *label;
    struct me_span head, text, tail;
    const char *truth;
    size_t padding;   /* so many letters at the end of the stranger's text */
    const char *gone; /* what must not be left; NULL: nothing to mask */
};

#define BYTES(literal)                                                                                                 \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    }
#define PARTS(head, text, tail) BYTES(head), BYTES(text), BYTES(tail)

static const struct family_row rows[] = {
    /* 1: two rows in one message */
    {"1: real CR LF ends the record",
     PARTS(ROW_T "RCPT\tRCPT TO:<bob@mail01.example>\t" OK "\t43\t32\t\t\r\n" NEXT_T "RCPT\t",
           "RCPT TO:<x@example.org>", "\t" DENIED "\t235\t27\t\t"),
     "event=recipient-accepted|" OWN "|recipient=bob@mail01.example|anomaly=several-lines|!outcome", 0, NULL},
    {"1: a real LF alone, and the second one fails to log in",
     PARTS(ROW_T "AUTH\t{blank}\t235 Authenticated\t19\t14\talice@example.com\t\n" NEXT_T "AUTH\t",
           "c2VjcmV0LXdvcmQ=", "\t535 Invalid Username or Password\t34\t14\tbob@example.com\t"),
     "event=auth-success|" OWN "|user=alice@example.com|anomaly=several-lines", 0, "c2VjcmV0LXdvcmQ="},
    {"1: a spelled CR LF is doubt where the two differ",
     PARTS(ROW_E "RCPT" E "RCPT TO:<bob@mail01.example>" E OK E "43" E "32" E E "#015#012" NEXT_E "RCPT" E,
           "RCPT TO:<x@example.org>", E DENIED E "235" E "27" E E),
     DOUBT "|anomaly=several-lines", 0, NULL},
    {"1: 235 of one, 535 of the other",
     PARTS(ROW_E "AUTH" E "{blank}" E "235 Authenticated" E "19" E "14" E "alice@example.com" E "#012" NEXT_E "AUTH" E,
           "{blank}", E "535 Invalid Username or Password" E "34" E "14" E "bob@example.com" E),
     DOUBT "|anomaly=several-lines", 0, NULL},
    {"1: both accepted: believed in what they agree on",
     PARTS(ROW_E "RSET" E "RSET" E OK E "43" E "6" E E "#015#012" NEXT_E "RSET" E, "RSET", E OK E "43" E "6" E E),
     "event=reset|" OWN, 0, NULL},
    {"1: a CR between two rows",
     PARTS(ROW_T "RCPT\tRCPT TO:<bob@mail01.example>\t" OK "\t43\t32\t\t\r" NEXT_T "RCPT\t", "RCPT TO:<x@example.org>",
           "\t" DENIED "\t235\t27\t\t"),
     DOUBT "|!reason", 0, NULL},
    {"1: a NUL between two rows",
     PARTS(ROW_T "AUTH\t{blank}\t235 Authenticated\t19\t14\t\t\0" NEXT_T "AUTH\t",
           "c2VjcmV0LXdvcmQ=", "\t535 Invalid Username or Password\t34\t14\tbob@example.com\t"),
     DOUBT "|!reason", 0, "c2VjcmV0LXdvcmQ="},
    {"1: W3C rows that nothing parts but blanks",
     PARTS(W3C "EHLO EHLO+mx 250+ok MYSERVER 43 32 -   " TIME_W3C
               " 198.51.100.77 SMTP-IN - 192.168.0.5 1941 AUTH AUTH+PLAIN+",
           "c2VjcmV0LXdvcmQ=", " 535+no MYSERVER 34 14 - "),
     "event=hello|" OWN "|!reply|!user", 0, "c2VjcmV0LXdvcmQ="},
    {"1: a typed line end before the name of the second row",
     PARTS(ROW_T "RSET\tRSET\t" OK "\t43\t6\t\t\r" NEXT_T "AUTH\t",
           "AUTH PLAIN \rc2VjcmV0LXdvcmQ=", "\t250 ok\t34\t14\tbob@example.com\t"),
     OWN, 0, "c2VjcmV0LXdvcmQ="},
    {"1: a typed row before the second one, in another spelling",
     PARTS(ROW_T "RSET\tRSET\t" OK "\t43\t6\t", "bob" TIME E "SMTP-IN" E ID E "1" E "203.0.113.99" E "AUTH" E "x",
           " " NEXT_T "RSET\tRSET\t" OK "\t43\t6\t\t"),
     "event=ambiguous|" OWN, 0, NULL}, /* the first reply alone has a user, if it is his name */
    {"1: a typed row that runs on into the second one",
     PARTS(ROW_T "RSET\tRSET\t" OK "\t43\t6\t", TIME "\tSMTP-IN\t1448\t203.0.113.99\tAUTH\tx",
           " " NEXT_T "RSET\tRSET\t" OK "\t43\t6\t\t"),
     "event=reset|" OWN, 0, NULL},
    {"1: a typed row at the end of another server's answer",
     PARTS(TIME "\tSMTP-OU\t" ID "\t1448\t192.0.2.25\tRSET\tRSET\t250 ok\t6\t8\t\t\r" TIME "\tSMTP-OU\t" ID
                "\t1452\t198.51.100.77\tCONN\t\t",
           "5" TIME "\tSMTP-IN\t" ID "\t1\t203.0.113.99\tAUTH\tno", "\t0\t29\t\t"),
     OWN, 0, NULL},
    {"1: Debug, an open relay behind a spelled line end",
     PARTS(FRAME TIME E "ME-I0111: Relay Denied: Failed to meet all relay criteria.#012" TIME E
                        "ME-I0110: Relay Granted: Server is configured to allow anyone to relay.",
           "", ""),
     "event=relay-denied|code=ME-I0111|reason=no-criteria-met|risk=low|anomaly=several-lines", 0, NULL},
    /* 2: typed line ends */
    {"2: a row behind #012 in a recipient's parameter",
     PARTS(ROW_E "RCPT" E,
           "RCPT TO:<x@example.net> #012SMTP-IN#011AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.MAI#0111#0111.2.3.4#011AUTH#011"
           "192.0.2.25",
           E DENIED E "235" E "90" E E),
     "event=relay-denied|" OWN "|reason=authentication-required", 0, NULL},
    {"2: the word of the event as its answer",
     PARTS(ROW_E "RCPT" E,
           "RCPT TO:<x@example.net> #012SMTP-IN#011AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.MAI#0111#0111.2.3.4#011AUTH#011"
           "relay-denied",
           E DENIED E "235" E "90" E E),
     "event=relay-denied|" OWN "|outcome=denied", 0, NULL},
    {"2: in HELO, with real TABs around",
     PARTS(ROW_T "EHLO\t", "EHLO x#012" TIME "#011SMTP-IN#0111#0111.2.3.4#011AUTH#011MAIL01",
           "\t250-mail.example.com\t144\t29\t\t"),
     "event=hello|" OWN, 0, NULL},
    {"2: in the address of an ME-I0106",
     PARTS(FRAME TIME E "ME-I0106: Relay Granted: [",
           "x#012SMTP-IN#011AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.MAI#0111#0111.2.3.4#011AUTH#011granted@example.com",
           "] is in local address map."),
     "event=relay-granted|outcome=granted|reason=sender-local|risk=high|!client_ip", 0, NULL},
    {"2: \\n typed where rsyslog spells a TAB \\t",
     PARTS(TIME "\\tSMTP-IN\\t" ID "\\t1448\\t192.0.2.25\\tRCPT\\t",
           "RCPT TO:<\"\\n" TIME "\\tSMTP-IN\\t" ID "\\t1\\t203.0.113.99\\tAUTH\\tx\"@example.net>",
           "\\t" DENIED "\\t235\\t90\\t\\t"),
     OWN "|!user", 0, NULL},
    /* 3: the row's own start */
    {"3: an unknown command that holds the rest of a row of somebody else",
     PARTS(ROW_E "UNKN" E,
           "x#012SMTP-IN\tAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.MAI\t1\t1.2.3.4\tAUTH\t#011SMTP-IN\t535 x\t1\t2\t" TIME E
           "SMTP-IN" E ID E "1" E "203.0.113.99" E "RCPT" E "RCPT TO:<x@y>" E DENIED E "1" E "2",
           E "500 Syntax error, command unrecognized." E "43" E "90" E E),
     "event=protocol-error|reason=unknown-command|" OWN "|!reply|!argument|!user", 0, NULL},
    {"3: the word SMTP-IN as an answer",
     PARTS(ROW_E "AUTH" E, "#011SMTP-IN", E "535 Invalid Username or Password" E "34" E "12" E E),
     OWN "|connection=1448|message_id=" ID, 0, NULL},
    {"3: a whole row in quotes",
     PARTS(ROW_T "UNKN\t", "\"" NEXT_T "AUTH\tx\t235 ok\t1\t2\tceo@victim.example\t\"",
           "\t500 Syntax error, command unrecognized.\t43\t90\t\t"),
     OWN "|!argument|!outcome", 0, NULL},
    /* 4: words of the message as credentials */
    {"4: the host's name", PARTS(ROW_E "AUTH" E, "AUTH MAIL01", E "504 Invalid Username or Password" E "34" E "13" E E),
     "event=auth-failure|" OWN, 0, NULL},
    {"4: the client's address",
     PARTS(ROW_E "AUTH" E, "AUTH 192.0.2.25", E "504 Invalid Username or Password" E "34" E "17" E E),
     "event=auth-failure|" OWN, 0, NULL},
    {"4: the service", PARTS(ROW_E "AUTH" E, "AUTH SMTP-IN", E "504 Invalid Username or Password" E "34" E "14" E E),
     "event=auth-failure|" OWN, 0, NULL},
    {"4: the date", PARTS(ROW_T "AUTH\t", "AUTH PLAIN 11/22/26", "\t504 Invalid Username or Password\t34\t21\t\t"),
     "event=auth-failure|time=2026-11-22T07:00:01|" OWN, 0, NULL},
    {"4: the reply", PARTS(ROW_T "AUTH\t", "535", "\t535 Invalid Username or Password\t34\t5\t\t"),
     "event=auth-failure|reply_code=535|" OWN, 0, NULL},
    /* 5: longer than a hop lets through */
    {"5: an answer without an end", PARTS(ROW_T "AUTH\t", "AUTH PLAIN c2VjcmV0LXdvcmQ", ""), CUT_OFF, 900,
     "c2VjcmV0LXdvcmQ"},
    {"5: padded with letters", PARTS(ROW_E "RCPT" E, "RCPT TO:<bob@mail01.example> X=", ""), CUT_OFF, 900, NULL},
    {"5: with a reply of the client's own in the part that is left",
     PARTS(ROW_E "RCPT" E, "RCPT TO:<bob@mail01.example>" E UNKNOWN E "67" E "34" E E, ""), CUT_OFF, 900, NULL},
    {"5: whole, but longer than any row is believed",
     PARTS(ROW_T "EHLO\t", "EHLO ", "\t250-mail.example.com\t144\t29\t\t"), CUT_OFF, 700, NULL},
    /* 6: an honest server passes an address on */
    {"6: a denial in a quoted local part",
     PARTS(ROW_E "MAIL" E,
           "MAIL FROM:<\"#011503 requires authentication when attempting to send to a non-local#0111#0112#011\"@mail01."
           "example>",
           E OK E "43" E "99" E E),
     DOUBT "|!reason", 0, NULL},
    {"6: the same where TABs are real is text",
     PARTS(ROW_T "MAIL\t",
           "MAIL FROM:<\"#011503 requires authentication when attempting to send to a non-local#0111#0112#011\"@mail01."
           "example>",
           "\t" OK "\t43\t99\t\t"),
     "event=sender-accepted|" OWN "|!reason|!anomaly", 0, NULL},
    {"6: ORCPT",
     PARTS(ROW_E "RCPT" E, "RCPT TO:<bob@mail01.example> ORCPT=rfc822;x#011550-x#0111#0112#011",
           E OK E "43" E "62" E E),
     DOUBT "|!reason", 0, NULL},
    {"6: a login in a sender's address",
     PARTS(ROW_E "MAIL" E, "MAIL FROM:<\"a#011235 ok#0111#0112#011ceo@victim.example\"@x.example>",
           E OK E "43" E "62" E E),
     OWN "|!user|!reply|!outcome", 0, NULL},
    {"6: only one TAB, which forges nothing",
     PARTS(ROW_E "RCPT" E, "RCPT TO:<\"a#011b\"@mail01.example>", E UNKNOWN E "67" E "34" E E),
     "event=recipient-rejected|reason=unknown-recipient|" OWN, 0, NULL},
    /* 7: a name that stays for the rest of the connection */
    {"7: a name that accepts all that follows",
     PARTS(ROW_E "RCPT" E "RCPT TO:<nobody@mail01.example" E UNKNOWN E "67" E "34" E, ">#011250 ok#0111#0112", E),
     DOUBT, 0, NULL},
    {"7: the same with an empty reply",
     PARTS(ROW_E "HELO" E "HELO mx3.example.com" E E "0" E "15" E, "x#011235 ok#0111#0112#011ceo@victim.example", E),
     OWN "|!user", 0, NULL},
    {"7: with real TABs a typed one is a part of the name",
     PARTS(ROW_T "RCPT\tRCPT TO:<nobody@mail01.example>\t" UNKNOWN "\t67\t34\t", ">#011250 ok#0111#0112", "\t"),
     "event=recipient-rejected|reason=unknown-recipient|user=>#011250 ok#0111#0112|" OWN, 0, NULL},
    {"7: with real TABs typed by the client",
     PARTS(ROW_T "RCPT\tRCPT TO:<nobody@mail01.example>\t" UNKNOWN "\t67\t34\t", ">\t250 ok\t1\t2", "\t"), DOUBT, 0,
     NULL},
    /* 8: logged in by a cut */
    {"8: cut before the real reply",
     PARTS(ROW_E "AUTH" E, "AUTH PLAIN x#011235 Authenticated#0111#0112#011ceo@victim.example#011", ""), CUT_OFF, 900,
     NULL},
    {"8: not cut",
     PARTS(ROW_E "AUTH" E, "AUTH PLAIN x#011235 Authenticated#0111#0112#011ceo@victim.example#011AAAA",
           E "535 Invalid Username or Password" E "34" E "90" E E),
     DOUBT, 0, NULL},
    {"8: with real TABs",
     PARTS(ROW_T "AUTH\t", "AUTH PLAIN x\t235 Authenticated\t1\t2\tceo@victim.example\t",
           "\t535 Invalid Username or Password\t34\t90\t\t"),
     DOUBT, 0, NULL},
    /* 9: an empty reply */
    {"9: an unknown command that logs in",
     PARTS(ROW_E "UNKN" E, "x#011235 ok#0111#0112#011ceo@victim.example", E E "43" E "90" E), DOUBT, 0, NULL},
    {"9: a hello that is refused, says the client",
     PARTS(ROW_E "EHLO" E, "EHLO x#011503 Bad sequence of commands#0111#0112", E E "0" E "90" E E), DOUBT, 0, NULL},
    {"9: STARTTLS, in real TABs",
     PARTS(ROW_T "STARTTLS\t", "STARTTLS\t503 Too many invalid commands\t1\t2", "\t\t24\t10\t\t"), DOUBT, 0, NULL},
    /* 10: a code in the command column */
    {"10: ME-I0111 of somebody else",
     PARTS(ROW_E, "ME-I0111:[203.0.113.99]",
           E "ME-I0111:[203.0.113.99]" E "500 Syntax error, command unrecognized." E "41" E "25" E E),
     "log=activity|" OWN "|!code|!outcome|connection=1448", 0, NULL},
    {"10: an open relay",
     PARTS(ROW_T, "ME-I0110:x", "\tME-I0110:x\t500 Syntax error, command unrecognized.\t41\t12\t\t"),
     "log=activity|" OWN "|!code|!outcome|!risk", 0, NULL},
    {"10: ME-I0073", PARTS(ROW_T, "ME-I0073:", "\tME-I0073: IP Address 203.0.113.99 banned.\t500 x\t41\t12\t\t"),
     "log=activity|" OWN "|!code", 0, NULL},
    {"10: in POP, whose address stands elsewhere",
     PARTS(TIME "\tPOP-IN\t1716\t192.0.2.25\t", "ME-I0110:x", "\tME-I0110:x\t-ERR Unknown command\t41\t12\t\t"),
     "log=activity|" OWN "|!code|!outcome", 0, NULL},
    /* 11: replies in a name */
    {"11: another refusal",
     PARTS(ROW_E "RCPT" E "RCPT TO:<nobody@mail01.example>" E UNKNOWN E "67" E "34" E, "x#011554 y#0111#0112", E),
     DOUBT, 0, NULL},
    {"11: bad sequence",
     PARTS(ROW_E "RCPT" E "RCPT TO:<nobody@mail01.example>" E UNKNOWN E "67" E "34" E,
           "x#011503 Bad sequence of commands#0111#0112", E),
     DOUBT, 0, NULL},
    {"11: a stolen account's mail, refused says the client",
     PARTS(ROW_E "RCPT" E, "RCPT TO:<a@b> #011550 x#0111#0112", E OK E "43" E "40" E E), DOUBT, 0, NULL},
    {"11: the same verdict, so that only the texts are in doubt",
     PARTS(ROW_E "RCPT" E, "RCPT TO:<a@b> #011250 x#0111#0112", E OK E "43" E "40" E E),
     "event=recipient-accepted|" OWN "|!reply|!bytes_sent|!user", 0, NULL},
    /* 12: W3C rows of another number of fields */
    {"12: a fifteenth field",
     PARTS(W3C "RCPT RCPT+TO:<bob@mail01.example> "
               "250+ok MYSERVER 43 32 125 ",
           "alice@example.com", " "),
     "log=w3c|event=recipient-accepted|" OWN "|!user", 0, NULL},
    {"12: a reply in the argument",
     PARTS(W3C "UNKN ", "x 235+ok S 1 2 ceo@victim.example", " 500+no MYSERVER 43 32 - "),
     "log=w3c|" OWN "|!user|!reply", 0, NULL},
    {"12: an argument of TABs that became blanks, and a name with a reply",
     PARTS(W3C "AUTH   504+no MYSERVER 34 3 ", " 235+ok S 175 339 ceo@victim.example", " "), "log=w3c|" DOUBT, 0, NULL},
    {"12: a firewall's line", PARTS("fw: SMTP-IN - 10.0.0.5 25 TCP_DENY policy 503 x", "", ""), "foreign", 0, NULL},
    /* 13: a forwarder that strips the timestamp */
    /* a backslash as command, where TABs are spelled with one */
    {"a command that ends in a backslash",
     PARTS(TIME "\\tSMTP-IN\\t" ID "\\t1448\\t192.0.2.25\\t", "\\\\t\\",
           "\\t500 Syntax error, command unrecognized.\\t41\\t3\\t\\t"),
     DOUBT, 0, NULL},
    /* an empty reply between the client's backslash and its TABs, or the server's reply with a name behind it */
    {"an argument with two replies, of which one has a user",
     PARTS("{\"line\":\"" TIME "\\tSMTP-IN\\t" ID "\\t1448\\t192.0.2.25\\tNOOP\\tNOOP ", "x\\\\t\\t10\\t48\\t16\\tceo",
           "\\t250 ok\\t41\\t35\\tbob\\\\tx\\t\",\"n\":1}"),
     DOUBT, 0, NULL},
    {"13: a second code", PARTS("ME-I0112: ", "ME-I0110: x", ""), "event=relay-denied|code=ME-I0112", 0, NULL},
    {"13: in the tag", PARTS("<13>Nov 22 07:00:02 MAIL01 ME-I0112: ", "ME-I0110: x", ""),
     "event=relay-denied|code=ME-I0112", 0, NULL},
    {"13: a code that nobody knows before one that everybody knows",
     PARTS("<13>Nov 22 07:00:02 MAIL01 ME-W0999: ",
           "ME-I0110: Relay Granted: Server is configured to allow anyone to relay.", ""),
     "event=debug|code=ME-W0999|!outcome", 0, NULL},
};

/* The row's three parts, with the padding; `*end_of_text` becomes where the server's words go on. */
static struct me_span put_together(const struct family_row *row, char line[static LINE_MAX], size_t *end_of_text)
{
    size_t len = 0;
    assert_true(row->head.len + row->text.len + row->padding + row->tail.len <= LINE_MAX);
    memcpy(line, row->head.ptr, len = row->head.len);
    memcpy(line + len, row->text.ptr, row->text.len);
    len += row->text.len;
    memset(line + len, 'A', row->padding);
    *end_of_text = len += row->padding;
    memcpy(line + len, row->tail.ptr, row->tail.len);
    return (struct me_span){line, len + row->tail.len};
}

static void the_truth_is_said(void **state)
{
    static char line[LINE_MAX];
    size_t end_of_text;
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        const struct me_examined examined = me_examine(put_together(&rows[i], line, &end_of_text));
        me_examined_check(&examined, rows[i].label, rows[i].truth);
    }
}

/* The line with each credential replaced. */
static struct me_span mask(struct me_span line, char out[static LINE_MAX], struct me_credential found[8], size_t *count)
{
    const struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    size_t len = 0;
    const char *from = line.ptr;
    *count = me_credentials_find(line, &options, found, 8);
    assert_true(*count <= 8);
    for (size_t i = 0; i <= *count; i++) {
        const char *to = i < *count ? found[i].bytes.ptr : me_span_end(line);
        memcpy(out + len, from, (size_t)(to - from));
        len += (size_t)(to - from);
        if (i == *count)
            break;
        memcpy(out + len, "{blank}", 7);
        len += 7;
        from = me_span_end(found[i].bytes);
    }
    return (struct me_span){out, len};
}

static bool holds(struct me_span text, const char *part)
{
    const size_t len = strlen(part);
    for (size_t i = 0; len <= text.len && i <= text.len - len; i++)
        if (memcmp(text.ptr + i, part, len) == 0)
            return true;
    return false;
}

static void only_what_a_stranger_wrote_is_masked(void **state)
{
    static char line[LINE_MAX], masked[LINE_MAX];
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_credential found[8];
        size_t end_of_text, count;
        const struct me_span text = put_together(&rows[i], line, &end_of_text);
        const struct me_span result = mask(text, masked, found, &count);
        for (size_t k = 0; k < count; k++)
            if (found[k].bytes.ptr < line + rows[i].head.len || me_span_end(found[k].bytes) > line + end_of_text)
                fail_msg("%s: masked outside of the stranger's text: %.*s", rows[i].label, (int)found[k].bytes.len,
                         found[k].bytes.ptr);
        if (rows[i].gone != NULL && holds(result, rows[i].gone))
            fail_msg("%s: left: %s", rows[i].label, rows[i].gone);
        const struct me_examined again = me_examine(result);
        me_examined_check(&again, rows[i].label, rows[i].truth);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_truth_is_said),
        cmocka_unit_test(only_what_a_stranger_wrote_is_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
