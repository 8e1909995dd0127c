/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of plugin/redact/redaction.h through the module: what a client sent as a credential is nowhere afterwards,
 * every other byte of every text is as it was, and the message says what it said before to whoever reads it next.
 */
#include "support/unit.h"

#include "host/stub_host.h"

#define ID "F97C625D979F4C59B928F5A02B4B99E9.MAI"
#define BEHIND_DATE "SMTP-IN\t" ID "\t1448\t198.51.100.193\t"
#define START "06/20/23 06:12:50\t" BEHIND_DATE
#define END "\t535 Invalid Username or Password\t34\t14\tbob@example.com"
#define ESCAPED_START "06\\/20\\/23 06:12:50\\tSMTP-IN\\t" ID "\\t1448\\t198.51.100.193\\t"
#define ESCAPED_END "\\t535 Invalid Username or Password\\t34\\t14\\tbob@example.com"
#define OCTAL_BEHIND_DATE "SMTP-IN#011" ID "#0111448#011198.51.100.193#011"
#define OCTAL_START "06/20/23 06:12:50#011" OCTAL_BEHIND_DATE
#define OCTAL_END "#011535 no#01134#01114"
#define QUIT START "QUIT\tQUIT\t221 x\t1\t2\t"
#define HEADER "<13>Nov 22 15:40:50 MAIL01 mailenable: "

/* The texts of a message. In what is wanted, an absent one is to be as it was before. */
struct texts {
    const char *header, *msg; /* the raw message */
    const char *tag, *host, *program, *app_name, *procid, *msgid, *data;
    const char *any, *own; /* JSON text of $!x and of $.x */
};

/* What the first action makes of it; `event` NULL: it is no record. */
struct row {
    const char *label;
    struct me_stub_parameter parameters[2];
    struct texts before, want;
    const char *event;
};

static const struct row rows[] = {
    /* --- the row itself ------------------------------------------------------------------------------------------- */
    {"in $msg",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tAUTH LOGIN c2Vj/mV0+w==" END},
     {.msg = START "AUTH\tAUTH LOGIN {blank}" END},
     "auth-failure"},
    {"shorter than what replaces it",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tabc" END},
     {.msg = START "AUTH\t{blank}" END},
     "auth-failure"},
    {"already blank", {{0}}, {.header = HEADER, .msg = START "AUTH\t{blank}" END}, {0}, "auth-failure"},
    {"already blank behind a mechanism",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tAUTH PLAIN {blank}" END},
     {0},
     "auth-failure"},
    {"only a mechanism", {{0}}, {.header = HEADER, .msg = START "AUTH\tAUTH LOGIN" END}, {0}, "auth-failure"},
    {"an answer taken for a command",
     {{0}},
     {.header = HEADER, .msg = START "c2VjcmV0MQ==\tc2VjcmV0MQ==" END},
     {.msg = START "{blank}\t{blank}" END},
     "auth-failure"},
    {"all of it in the raw message",
     {{"useRawMsg", "on"}},
     {.header = START "AUTH\tc2VjcmV0MQ==" END, .msg = ""},
     {.header = START "AUTH\t{blank}" END},
     "auth-failure"},
    {"W3C",
     {{0}},
     {.header = "",
      .msg = "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH AUTH+PLAIN+AGJvYgBzZWNyZXQ= "
             "535+Invalid HOST 34 14 bob "},
     {.msg = "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.5 1940 AUTH AUTH+PLAIN+{blank} "
             "535+Invalid HOST 34 14 bob "},
     "auth-failure"},
    {"IMAP, a password that equals the name",
     {{"services", "[smtp]"}},
     {.header = HEADER,
      .msg = "11/22/26 07:00:04\tIMAP-IN\t\t2296\t198.51.100.193\tLOGIN\tLOGIN bob \"bob\"\tC1 NO LOGIN "
             "Failed\t52\t39\t\t"},
     {.msg = "11/22/26 07:00:04\tIMAP-IN\t\t2296\t198.51.100.193\tLOGIN\tLOGIN bob {blank}\tC1 NO LOGIN "
             "Failed\t52\t39\t\t"},
     NULL},
    {"IMAP, AUTHENTICATE",
     {{0}},
     {.header = HEADER,
      .msg = "11/22/26 07:00:06\tIMAP-IN\t\t2304\t198.51.100.193\tAUTHENTICATE\tc2VjcmV0MQ==\t2 NO AUTHENTICATE LOGIN "
             "failed"
             "\t63\t0\texample.com\t"},
     {.msg = "11/22/26 07:00:06\tIMAP-IN\t\t2304\t198.51.100.193\tAUTHENTICATE\t{blank}\t2 NO AUTHENTICATE LOGIN failed"
             "\t63\t0\texample.com\t"},
     "auth-failure"},
    {"POP, PASS",
     {{0}},
     {.header = HEADER,
      .msg = "11/22/26 07:00:03\tPOP-IN\t1720\t198.51.100.193\tPASS\tPASS c2Vj ret\t-ERR Unable to log on\t23\t20\t\t",
      .own = "\"PASS\""},
     {.msg = "11/22/26 07:00:03\tPOP-IN\t1720\t198.51.100.193\tPASS\tPASS {blank}\t-ERR Unable to log on\t23\t20\t\t"},
     "auth-failure"},
    {"POP, APOP",
     {{0}},
     {.header = HEADER,
      .msg = "11/22/26 07:00:03\tPOP-IN\t1720\t198.51.100.193\tAPOP\tAPOP bob c4c9334bac560ecc979e58001b3e22fb\t-ERR "
             "no\t6\t44\t\t"},
     {.msg = "11/22/26 07:00:03\tPOP-IN\t1720\t198.51.100.193\tAPOP\tAPOP bob {blank}\t-ERR no\t6\t44\t\t"},
     "auth-failure"},
    {"several rows in one message",
     {{0}},
     {.header = HEADER,
      .msg =
          QUIT "#015#012" START "AUTH\tc2VjcmV0MQ==" END "#012" QUIT "#012any line#012" START "AUTH\tc2VjcmV0Mg==" END},
     {.msg = QUIT "#015#012" START "AUTH\t{blank}" END "#012" QUIT "#012any line#012" START "AUTH\t{blank}" END},
     "ambiguous"},
    {"several rows, each behind a line feed",
     {{0}},
     {.header = HEADER,
      .msg = QUIT "\r\n" START "AUTH\tc2VjcmV0MQ==" END "\n" QUIT "\nany line\n" START
                  "AUTH\tAUTH LOGIN c2VjcmV0Mg==" END},
     {.msg = QUIT "\r\n" START "AUTH\t{blank}" END "\n" QUIT "\nany line\n" START "AUTH\tAUTH LOGIN {blank}" END},
     "quit"},
    {"several rows, and another prefix than #",
     {{0}},
     {.header = HEADER, .msg = QUIT "@015@012" START "AUTH\tc2VjcmV0MQ==" END},
     {.msg = QUIT "@015@012" START "AUTH\t{blank}" END},
     "ambiguous"},

    /* --- whatever the settings say -------------------------------------------------------------------------------- */
    {"log not wanted",
     {{"logs", "debug"}},
     {.header = HEADER, .msg = START "AUTH\tc2VjcmV0MQ==" END},
     {.msg = START "AUTH\t{blank}" END},
     NULL},
    {"not at the start",
     {{"strict", "on"}},
     {.header = HEADER, .msg = "x " START "AUTH\tc2VjcmV0MQ==" END},
     {.msg = "x " START "AUTH\t{blank}" END},
     NULL},
    {"switched off",
     {{"redactCredentials", "off"}},
     {.header = HEADER,
      .msg = START "AUTH\tc2VjcmV0MQ==" END,
      .any = "\"" ESCAPED_START "AUTH\\tc2VjcmV0MQ==" ESCAPED_END "\""},
     {0},
     "auth-failure"},

    /* --- words that equal the credential stand elsewhere ---------------------------------------------------------- */
    {"the name of the host",
     {{0}},
     {.header = HEADER,
      .msg = START "AUTH\tAUTH MAIL01" END,
      .tag = "mailenable:",
      .host = "MAIL01",
      .any = "\"MAIL01\"",
      .own = "[\"MAIL01\"]"},
     {.msg = START "AUTH\tAUTH {blank}" END},
     "auth-failure"},
    {"the address of the client",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tAUTH 198.51.100.193" END, .any = "{\"ip\":\"198.51.100.193\"}"},
     {.msg = START "AUTH\tAUTH {blank}" END},
     "auth-failure"},
    {"the service",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tAUTH SMTP-IN" END, .own = "\"SMTP-IN\""},
     {.msg = START "AUTH\tAUTH {blank}" END},
     "auth-failure"},
    {"the date",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tAUTH PLAIN 06/20/23" END, .own = "\"06/20/23\""},
     {.msg = START "AUTH\tAUTH PLAIN {blank}" END},
     "auth-failure"},
    {"the id",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tAUTH PLAIN " ID END},
     {.msg = START "AUTH\tAUTH PLAIN {blank}" END},
     "auth-failure"},
    {"the reply, the user, a count",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tbob@example.com 535 34" END},
     {.msg = START "AUTH\t{blank}" END},
     "auth-failure"},
    {"the event",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tauth-failure" END, .any = "\"auth-failure\""},
     {.msg = START "AUTH\t{blank}" END},
     "auth-failure"},
    {"the tag, the program, the message's number",
     {{0}},
     {.header = "<13>1 2023-06-20T06:12:50Z MAIL01 app 7 mailenable - ",
      .msg = START "AUTH\tapp 7 mailenable" END,
      .tag = "app[7]",
      .host = "MAIL01",
      .program = "app",
      .app_name = "app",
      .procid = "7",
      .msgid = "mailenable",
      .data = "-"},
     {.msg = START "AUTH\t{blank}" END},
     "auth-failure"},
    {"a value of the structured data",
     {{0}},
     {.header = "<13>1 - h - - - [x y=\"c2VjcmV0MQ==\"] ",
      .msg = START "AUTH\tc2VjcmV0MQ==" END,
      .data = "[x y=\"c2VjcmV0MQ==\"]"},
     {.msg = START "AUTH\t{blank}" END},
     "auth-failure"},
    {"a member of the JSON text",
     {{"variable", "$!x!m"}},
     {.header = HEADER,
      .msg = "{\"h\":\"abcd\",\"m\":\"" ESCAPED_START "AUTH\\tabcd" ESCAPED_END "\",\"n\":[\"abcd\"]}",
      .any = "{\"h\":\"abcd\",\"m\":\"" ESCAPED_START "AUTH\\tabcd" ESCAPED_END "\",\"n\":[\"abcd\"]}"},
     {.msg = "{\"h\":\"abcd\",\"m\":\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\",\"n\":[\"abcd\"]}",
      .any = "{\"h\":\"abcd\",\"m\":\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\",\"n\":[\"abcd\"]}"},
     "auth-failure"},

    /* --- rows that a client types --------------------------------------------------------------------------------- */
    {"the client's address behind a typed line end",
     {{0}},
     {.header = HEADER,
      .msg = OCTAL_START "RCPT#011RCPT TO:<x@example.net> #012SMTP-IN#011" ID
                         "#0111#0111.2.3.4#011AUTH#011198.51.100.193#011503 no#0111#0112#011",
      .own = "\"198.51.100.193\""},
     {0},
     "recipient-rejected"},
    {"the event's name behind a typed line end",
     {{0}},
     {.header = HEADER,
      .msg = OCTAL_START "RCPT#011RCPT TO:<x@example.net> #012SMTP-IN#011" ID
                         "#0111#0111.2.3.4#011AUTH#011relay-denied#011503 no#0111#0112#011"},
     {0},
     "recipient-rejected"},
    {"the same in a row with real TABs",
     {{0}},
     {.header = HEADER,
      .msg = START "EHLO\tEHLO #012SMTP-IN#011" ID "#0111#0111.2.3.4#011AUTH#011198.51.100.193\t250 ok\t1\t2\t"},
     {0},
     "hello"},
    {"a host's name in a quoted local part",
     {{0}},
     {.header = HEADER,
      .msg = START "RCPT\tRCPT TO:<\"\\nSMTP-IN\\t" ID "\\t1\\t1.2.3.4\\tAUTH\\tMAIL01\"@example.net>\t250 ok\t1\t2\t",
      .host = "MAIL01"},
     {0},
     "recipient-accepted"},
    {"the row's own beginning",
     {{0}},
     {.header = HEADER,
      .msg = START "XYZZY\tXYZZY #012SMTP-IN\t" ID "\t1\t1.2.3.4\tAUTH\t#011SMTP-IN\t535 x\t1\t2\t"
                   "06/20/23 06:12:50\tSMTP-IN\t" ID "\t1448\t203.0.113.99\tAUTH\tAUTH LOGIN\t535 no\t1\t2\tx"
                   "\t500 Syntax error\t1\t2\t"},
     {.msg = START "{blank}\t{blank}\t{blank}\t{blank}\t{blank}\t{blank}\t{blank}\t535 x\t1\t2\t"
                   "06/20/23 06:12:50\tSMTP-IN\t" ID "\t1448\t203.0.113.99\tAUTH\tAUTH LOGIN\t535 no\t1\t2\tx"
                   "\t500 Syntax error\t1\t2\t"},
     "ambiguous"},

    /* --- the row in quotes and with escapes ----------------------------------------------------------------------- */
    {"a row in the structured data, and one behind",
     {{0}},
     {.header = "<13>1 - h - - - [x y=\"" OCTAL_START "AUTH#011AUTH LOGIN a\\\"b\\]c" OCTAL_END "\" z=\"1\"] ",
      .msg = OCTAL_START "AUTH#011AUTH LOGIN a\"b]c" OCTAL_END,
      .data = "[x y=\"" OCTAL_START "AUTH#011AUTH LOGIN a\\\"b\\]c" OCTAL_END "\" z=\"1\"]"},
     {.header = "<13>1 - h - - - [x y=\"" OCTAL_START "AUTH#011AUTH LOGIN {blank}" OCTAL_END "\" z=\"1\"] ",
      .msg = OCTAL_START "AUTH#011AUTH LOGIN {blank}" OCTAL_END,
      .data = "[x y=\"" OCTAL_START "AUTH#011AUTH LOGIN {blank}" OCTAL_END "\" z=\"1\"]"},
     "auth-failure"},
    {"a row without an end in the structured data",
     {{0}},
     {.header = "<13>1 - h - - - [x y=\"" OCTAL_START "AUTH#011c2VjcmV0\" z=\"1\"] ",
      .msg = "text",
      .data = "[x y=\"" OCTAL_START "AUTH#011c2VjcmV0\" z=\"1\"]"},
     {.header = "<13>1 - h - - - [x y=\"" OCTAL_START "AUTH#011{blank}\" z=\"1\"] ",
      .data = "[x y=\"" OCTAL_START "AUTH#011{blank}\" z=\"1\"]"},
     "command"},
    {"in JSON",
     {{"variable", "$!x"}},
     {.header = "<13>h x: ",
      .msg = "{\"line\":\"" ESCAPED_START "AUTH\\tc2Vj\\/mV0\\u002bw==" ESCAPED_END "\"}",
      .any = "\"" ESCAPED_START "AUTH\\tc2Vj\\/mV0\\u002bw==" ESCAPED_END "\""},
     {.msg = "{\"line\":\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\"}",
      .any = "\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\""},
     "auth-failure"},
    {"in JSON, a row without an end",
     {{"variable", "$!x"}},
     {.header = "<13>h x: ",
      .msg = "{\"line\":\"" ESCAPED_START "AUTH\\tc2VjcmV0\", \"host\" : \"MAIL01\"}",
      .any = "\"" ESCAPED_START "AUTH\\tc2VjcmV0\""},
     {.msg = "{\"line\":\"" ESCAPED_START "AUTH\\t{blank}\", \"host\" : \"MAIL01\"}",
      .any = "\"" ESCAPED_START "AUTH\\t{blank}\""},
     "command"},
    {"in JSON that was cut",
     {{0}},
     {.header = "<13>h x: ", .msg = "{\"line\":\"" ESCAPED_START "AUTH\\tc2VjcmV0"},
     {.msg = "{\"line\":\"" ESCAPED_START "AUTH\\t{blank}"},
     NULL},
    {"in JSON, TABs by their number",
     {{0}},
     {.header = "<13>h x: ",
      .msg = "{\"a\":[0,{\"line\":\"06/20/23 06:12:50\\u0009SMTP-IN\\u0009" ID
             "\\u00091448\\u0009198.51.100.193\\u0009AUTH\\u0009ab\\\\t\\\"c\\u0009535 no\\u00091\\u00092\"}]}"},
     {.msg = "{\"a\":[0,{\"line\":\"06/20/23 06:12:50\\u0009SMTP-IN\\u0009" ID
             "\\u00091448\\u0009198.51.100.193\\u0009AUTH\\u0009{blank}\\u0009535 no\\u00091\\u00092\"}]}"},
     NULL},
    {"in JSON, twice",
     {{0}},
     {.header = "<13>h x: ",
      .msg = "{\"a\":\"" ESCAPED_START "AUTH\\tc2Vj" ESCAPED_END "\",\"b\":[\"" ESCAPED_START
             "AUTH\\tAUTH PLAIN c2Vj" ESCAPED_END "\"]}"},
     {.msg = "{\"a\":\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\",\"b\":[\"" ESCAPED_START
             "AUTH\\tAUTH PLAIN {blank}" ESCAPED_END "\"]}"},
     NULL},
    {"JSON in JSON",
     {{0}},
     {.header = "<13>h x: ",
      .msg = "{\"log\":\"{\\\"line\\\":\\\"06/20/23 06:12:50\\\\tSMTP-IN\\\\t" ID
             "\\\\t1448\\\\t198.51.100.193\\\\tAUTH\\\\tc2\\\\\\\"Vj\\\",\\\"h\\\":\\\"c2\\\"}\\n\"}"},
     {.msg = "{\"log\":\"{\\\"line\\\":\\\"06/20/23 06:12:50\\\\tSMTP-IN\\\\t" ID
             "\\\\t1448\\\\t198.51.100.193\\\\tAUTH\\\\t{blank}\\\",\\\"h\\\":\\\"c2\\\"}\\n\"}"},
     NULL},
    {"the inside of a JSON string",
     {{"variable", "$!x"}},
     {.header = "",
      .msg = ESCAPED_START "AUTH\\tp\\\"\\u00e9\\u20ac\\ud83d\\ude00z" ESCAPED_END,
      .any = "\"" ESCAPED_START "AUTH\\tp\\\"\\u00e9\\u20ac\\ud83d\\ude00z" ESCAPED_END "\""},
     {.msg = ESCAPED_START "AUTH\\t{blank}" ESCAPED_END, .any = "\"" ESCAPED_START "AUTH\\t{blank}" ESCAPED_END "\""},
     "auth-failure"},
    {"quotes of the client",
     {{0}},
     {.header = HEADER, .msg = START "EHLO\tEHLO [\"" ESCAPED_START "AUTH\\tc2Vj" ESCAPED_END "\"]\t250 ok\t1\t2\t"},
     {0},
     "hello"},
    {"quotes of the client in the credential",
     {{0}},
     {.header = HEADER, .msg = START "AUTH\tAUTH PLAIN a=\"b\"c" END},
     {.msg = START "AUTH\tAUTH PLAIN {blank}" END},
     "auth-failure"},

    /* --- the header has a piece of the row ------------------------------------------------------------------------ */
    {"the date for the tag",
     {{0}},
     {.header = "<13>h 06/20/23", .msg = " 06:12:50\t" BEHIND_DATE "AUTH\tc2VjcmV0MQ==" END, .tag = "06/20/23"},
     {.msg = " 06:12:50\t" BEHIND_DATE "AUTH\t{blank}" END},
     "auth-failure"},
    {"the row up to the reply for the tag",
     {{0}},
     {.header = "<13>Nov 22 15:40:50 MAIL01 " OCTAL_BEHIND_DATE "AUTH#011c2Vj/mV0#011535",
      .msg = " no#01134#01114",
      .tag = OCTAL_BEHIND_DATE "AUTH#011c2Vj/mV0#011535",
      .host = "MAIL01",
      .program = OCTAL_BEHIND_DATE "AUTH#011c2Vj",
      .app_name = OCTAL_BEHIND_DATE "AUTH#011c2Vj"},
     {.header = "<13>Nov 22 15:40:50 MAIL01 " OCTAL_BEHIND_DATE "AUTH#011{blank}#011535",
      .tag = OCTAL_BEHIND_DATE "AUTH#011{blank}#011535",
      .program = OCTAL_BEHIND_DATE "AUTH#011****",
      .app_name = OCTAL_BEHIND_DATE "AUTH#011{blank}"},
     NULL},
    {"the row up to the mechanism for the tag, the rest in a variable",
     {{0}},
     {.header = "<13>Nov 22 15:40:50 MAIL01 " OCTAL_BEHIND_DATE "AUTH#011AUTH",
      .msg = " LOGIN c2VjcmV0" OCTAL_END,
      .tag = OCTAL_BEHIND_DATE "AUTH#011AUTH",
      .host = "MAIL01",
      .any = "[\" LOGIN c2VjcmV0" OCTAL_END "\",\"0" OCTAL_END "\"]",
      .own = "{\"a\":\"c2VjcmV0\",\"b\":\"LOGIN\",\"c\":\"x c2VjcmV0\",\"d\":\"c2VjcmV0" OCTAL_END " \"}"},
     {.msg = " LOGIN {blank}" OCTAL_END,
      .any = "[\" LOGIN {blank}" OCTAL_END "\",\"{blank}" OCTAL_END "\"]",
      .own = "{\"a\":\"c2VjcmV0\",\"b\":\"LOGIN\",\"c\":\"x c2VjcmV0\",\"d\":\"{blank}" OCTAL_END " \"}"},
     NULL},
    {"a process's number in the credential",
     {{0}},
     {.header = "<13>Nov 22 15:40:50 MAIL01 " OCTAL_BEHIND_DATE "AUTH#011a[7]b#011535",
      .msg = " no#01134#01114",
      .tag = OCTAL_BEHIND_DATE "AUTH#011a[7]b#011535",
      .host = "MAIL01",
      .procid = "7"},
     {.header = "<13>Nov 22 15:40:50 MAIL01 " OCTAL_BEHIND_DATE "AUTH#011{blank}#011535",
      .tag = OCTAL_BEHIND_DATE "AUTH#011{blank}#011535",
      .procid = "{blank}"},
     NULL},
    {"the row's words for those of RFC 5424",
     {{0}},
     {.header = "<13>1 2023-06-20T06:12:50Z " OCTAL_BEHIND_DATE "AUTH#011AUTH LOGIN c2Vj bWV0#011535 - ",
      .msg = "no#01134#01114",
      .tag = "LOGIN[c2Vj]",
      .host = OCTAL_BEHIND_DATE "AUTH#011AUTH",
      .program = "LOGIN",
      .app_name = "LOGIN",
      .procid = "c2Vj",
      .msgid = "bWV0#011535",
      .data = "-"},
     {.header = "<13>1 2023-06-20T06:12:50Z " OCTAL_BEHIND_DATE "AUTH#011AUTH LOGIN {blank}#011535 - ",
      .tag = "LOGIN[{blank}]",
      .procid = "{blank}",
      .msgid = "{blank}#011535"},
     NULL},
};

/* --- running ------------------------------------------------------------------------------------------------------ */

static const struct {
    enum me_stub_header field;
    size_t at; /* in struct texts */
} fields[] = {
    {ME_STUB_TAG, offsetof(struct texts, tag)},
    {ME_STUB_HOSTNAME, offsetof(struct texts, host)},
    {ME_STUB_PROGRAMNAME, offsetof(struct texts, program)},
    {ME_STUB_APP_NAME, offsetof(struct texts, app_name)},
    {ME_STUB_PROCID, offsetof(struct texts, procid)},
    {ME_STUB_MSGID, offsetof(struct texts, msgid)},
    {ME_STUB_STRUCTURED_DATA, offsetof(struct texts, data)},
};

static const char *text_at(const struct texts *texts, size_t at)
{
    return *(const char *const *)((const char *)texts + at);
}

static struct msg *message_of(const struct texts *texts)
{
    char raw[4096];
    const int len = snprintf(raw, sizeof(raw), "%s%s", texts->header, texts->msg);
    struct msg *message = me_stub_message_new(raw, (size_t)len, strlen(texts->msg), "");
    for (size_t i = 0; i < ME_COUNT(fields); i++)
        if (text_at(texts, fields[i].at) != NULL)
            me_stub_set_header(message, fields[i].field, text_at(texts, fields[i].at));
    if (texts->any != NULL)
        me_stub_set(message, "$!x", texts->any);
    if (texts->own != NULL)
        me_stub_set(message, "$.x", texts->own);
    return message;
}

static void check_equal(const char *label, const char *what, const char *got, const char *want)
{
    if (strcmp(got != NULL ? got : "", want != NULL ? want : "") != 0)
        fail_msg("%s: %s is\n%s\nand not\n%s", label, what, got, want);
}

static const char *or_as_before(const char *want, const char *before)
{
    return want != NULL ? want : before;
}

/* `{"x":...}`, with the JSON text `value` spelled as the host spells variables; empty for none. */
static const char *spelled(const char *value, char out[static 4096])
{
    struct msg *message = me_stub_message_new("", 0, 0, "");
    if (value != NULL)
        me_stub_set(message, "$!x", value);
    snprintf(out, 4096, "%s", me_stub_variables(message, '!'));
    me_stub_message_free(message);
    return out;
}

/* $! holds `want` as $!x, and behind it records or nothing. */
static void check_any(const char *label, const char *variables, const char *want)
{
    char x[4096];
    const size_t len = strlen(spelled(want, x));
    const char *behind = len > 0 ? variables + len - 1 : variables;
    if (len > 0 ? strncmp(variables, x, len - 1) != 0 || (*behind != ',' && strcmp(behind, "}") != 0)
                : *behind != '\0' && strncmp(behind, "{\"mailenable\":", 14) != 0)
        fail_msg("%s: $! is\n%s\nand not\n%s", label, variables, x);
}

static void check_texts(const struct row *row, struct msg *message)
{
    char raw[4096], own[4096];
    const struct texts *before = &row->before, *want = &row->want;
    snprintf(raw, sizeof(raw), "%s%s", or_as_before(want->header, before->header),
             or_as_before(want->msg, before->msg));
    check_equal(row->label, "$rawmsg", me_stub_raw(message), raw);
    check_equal(row->label, "$msg", me_stub_msg(message), or_as_before(want->msg, before->msg));
    for (size_t i = 0; i < ME_COUNT(fields); i++)
        check_equal(row->label, "a field of the header", me_stub_header(message, fields[i].field),
                    or_as_before(text_at(want, fields[i].at), text_at(before, fields[i].at)));
    check_any(row->label, me_stub_variables(message, '!'), or_as_before(want->any, before->any));
    check_equal(row->label, "$.", me_stub_variables(message, '.'), spelled(or_as_before(want->own, before->own), own));
}

/* The JSON text of the record in `name`, a member of `variables`; empty when there is none. */
static const char *record_in(const char *variables, const char *name, char out[static 4096])
{
    char start[64];
    snprintf(start, sizeof(start), "\"%s\":{", name);
    const char *p = strstr(variables, start);
    size_t len = 0;
    out[0] = '\0';
    if (p == NULL)
        return out;
    for (p += strlen(start); p[len] != '}' && p[len] != '\0'; len++) /* no value here has a brace but `{blank}` */
        len += p[len] == '{' ? strlen("{blank") : 0;
    snprintf(out, 4096, "%.*s", (int)len, p);
    return out;
}

static void check_record(const struct row *row, struct msg *message)
{
    char record[4096], event[64] = "";
    record_in(me_stub_variables(message, '!'), "mailenable", record);
    if (row->event != NULL)
        snprintf(event, sizeof(event), "\"event\":\"%s\"", row->event);
    if ((row->event == NULL) != (record[0] == '\0') || strstr(record, event) == NULL)
        fail_msg("%s: the record is %s", row->label, record);
    if (row->event != NULL && strstr(record, "\"client_ip\":\"198.51.100.193\"") == NULL &&
        strstr(record, "\"client_ip\":\"203.0.113.22\"") == NULL)
        fail_msg("%s: the client of %s", row->label, record);
}

/* An action for `row`, which remembers nothing. */
static struct me_stub_action action_of(const struct row *row, const char *container)
{
    const struct me_stub_parameter parameters[] = {
        {"container", container}, {"correlate", "off"}, row->parameters[0], row->parameters[1], {0}};
    struct me_stub_action action;
    assert_true(me_stub_action_new(&action, parameters));
    return action;
}

static uint64_t run(const struct row *row, struct msg *message, const char *container)
{
    const uint64_t before = me_stub_counter("credentials.redacted");
    struct me_stub_action action = action_of(row, container);
    assert_true(me_stub_run(&action, message));
    me_stub_action_free(&action);
    return me_stub_counter("credentials.redacted") - before;
}

static bool changes(const struct row *row)
{
    const struct texts none = {0};
    return memcmp(&row->want, &none, sizeof(none)) != 0;
}

static void replaces_credentials_and_nothing_else(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct msg *message = message_of(&rows[i].before);
        const uint64_t redacted = run(&rows[i], message, "$!mailenable");
        check_texts(&rows[i], message);
        check_record(&rows[i], message);
        assert_int_equal(redacted, changes(&rows[i]));
        me_stub_message_free(message);
    }
    me_stub_unload();
}

/* A second action finds the texts and the record that the first one left. */
static void reads_the_same_afterwards(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        char first[4096], second[4096];
        struct msg *message = message_of(&rows[i].before);
        run(&rows[i], message, "$!mailenable");
        assert_int_equal(run(&rows[i], message, "$!second"), 0);
        check_texts(&rows[i], message);
        const char *variables = me_stub_variables(message, '!');
        check_equal(rows[i].label, "the second record", record_in(variables, "second", second),
                    record_in(variables, "mailenable", first));
        me_stub_message_free(message);
    }
    me_stub_unload();
}

/* Whether a text of the message has the beginning of a credential of `rows`, whichever way JSON spells it. */
static bool holds(const char *text)
{
    return text != NULL && strstr(text, "c2Vj") != NULL;
}

static bool any_holds(struct msg *message)
{
    for (size_t i = 0; i < ME_COUNT(fields); i++)
        if (holds(me_stub_header(message, fields[i].field)))
            return true;
    return holds(me_stub_raw(message)) || holds(me_stub_variables(message, '!'));
}

static void lets_nothing_out_without_memory(void **state)
{
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct msg *message = message_of(&rows[i].before);
        run(&rows[i], message, "$!mailenable");
        const bool is_for_this = !any_holds(message);
        me_stub_message_free(message);
        struct me_stub_action action = action_of(&rows[i], "$!mailenable");
        bool failed = is_for_this;
        for (int count = 0; failed; count++) {
            message = message_of(&rows[i].before);
            me_stub_fail_after(count);
            assert_true(me_stub_run(&action, message));
            failed = me_stub_fail_after(-1);
            if (any_holds(message))
                fail_msg("%s, %d: %s %s", rows[i].label, count, me_stub_raw(message), me_stub_variables(message, '!'));
            me_stub_message_free(message);
        }
        me_stub_action_free(&action);
    }
    me_stub_unload();
}

/* More rows than there is room for without memory, at each limit and on both sides of it. */
static void has_no_limit_for_rows(void **state)
{
    static const int counts[] = {7, 8, 9, 15, 16, 17, 100};
    static const struct row none = {.label = "rows"};
    static char text[1 << 16], want[1 << 16];
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(counts); i++) {
        strcpy(text, "a line with SMTP-IN in it");
        strcpy(want, text);
        for (int row = 0; row < counts[i]; row++) {
            sprintf(text + strlen(text), "\n" START "AUTH\tc2VjcmV0%04d" END, row);
            strcat(want, "\n" START "AUTH\t{blank}" END);
        }
        strcat(text, "\nthe last line");
        strcat(want, "\nthe last line");
        struct msg *message = me_stub_message_new(text, strlen(text), strlen(text), "x");
        assert_int_equal(run(&none, message, "$!mailenable"), 1);
        assert_string_equal(me_stub_raw(message), want);
        me_stub_message_free(message);
    }
    me_stub_unload();
}

/* A row that is too long to decide anything becomes short when it is masked, and decides nothing all the same. */
static void decides_nothing_of_a_long_row(void **state)
{
    enum { SECRET = 900 };
    static const struct row none = {.label = "a long row"};
    char text[2048] = HEADER START "AUTH\tAUTH PLAIN ", first[4096], second[4096];
    (void)state;
    memset(text + strlen(text), 'a', SECRET);
    strcat(text, END);
    assert_true(me_stub_load());
    struct msg *message = me_stub_message_new(text, strlen(text), strlen(text) - strlen(HEADER), "");
    run(&none, message, "$!mailenable");
    assert_null(strstr(me_stub_raw(message), "aa"));
    run(&none, message, "$!second");
    const char *variables = me_stub_variables(message, '!');
    assert_non_null(strstr(record_in(variables, "mailenable", first), "\"truncated\""));
    assert_string_equal(record_in(variables, "second", second), first);
    me_stub_message_free(message);
    me_stub_unload();
}

/* --- time --------------------------------------------------------------------------------------------------------- */

enum { LONG = 1 << 20 };

/* Lets the module work on `text` and on many variables with its end, and returns the message. */
static struct msg *run_long(const char *text, size_t len)
{
    static const struct row none = {.label = "long"};
    char name[16];
    struct msg *message = me_stub_message_new(text, len, len, "x");
    for (int i = 0; i < 1000; i++) {
        snprintf(name, sizeof(name), "$!v%d", i);
        me_stub_set(message, name,
                    "\"aaaaaaaaaaaaaaaa\\t535 Invalid Username or Password\\t34\\t14\\tbob@example.com\"");
    }
    me_unit_limit_seconds(20);
    run(&none, message, "$!mailenable");
    return message;
}

/* A credential in a text of the same letter, as long as a message may be: linear, whatever repeats. The row is longer
 * than maxRow, so nobody knows which column is the reply. */
static void stays_linear(void **state)
{
    const size_t start = sizeof(START "AUTH\t") - 1, end = sizeof(END) - 1;
    char *line = malloc(LONG + start + LONG / 2 + end + 1);
    (void)state;
    memset(line, 'a', LONG);
    memcpy(line + LONG, START "AUTH\t", start);
    memset(line + LONG + start, 'a', LONG / 2);
    strcpy(line + LONG + start + LONG / 2, END);
    assert_true(me_stub_load());
    struct msg *message = run_long(line, LONG + start + LONG / 2 + end);
    assert_memory_equal(me_stub_raw(message), line, LONG);
    assert_string_equal(me_stub_raw(message) + LONG, START "AUTH\t{blank}\t{blank}\t{blank}\t{blank}\t{blank}");
    me_stub_message_free(message);
    me_stub_unload();
    free(line);
}

/* What each part of the search could be slow on, over and over. */
static void stays_linear_in_patterns(void **state)
{
    static const char *const patterns[] = {
        "\"",
        "\\",
        "\\\"",
        "\": \"",
        "{\"a\":\"",
        "[\"SMTP-IN \", \"",
        "SMTP-IN ",
        "SMTP-IN\t\t",
        "=\"\\u0009SMTP-IN",
        "{\"a\":\"" ESCAPED_START "AUTH\\tc2Vj" ESCAPED_END "\"}",
        START "AUTH\tc2VjcmV0" END "\n",
        START "AUTH\t\"c2VjcmV0" END "#012",
        "\\\\\\\"SMTP-IN\\\\\\t",
    };
    char *text = malloc(LONG);
    (void)state;
    assert_true(me_stub_load());
    for (size_t i = 0; i < ME_COUNT(patterns); i++) {
        const size_t len = strlen(patterns[i]);
        for (size_t at = 0; at < LONG; at++)
            text[at] = patterns[i][at % len];
        me_stub_message_free(run_long(text, LONG));
    }
    me_stub_unload();
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replaces_credentials_and_nothing_else),
        cmocka_unit_test(reads_the_same_afterwards),
        cmocka_unit_test(lets_nothing_out_without_memory),
        cmocka_unit_test(has_no_limit_for_rows),
        cmocka_unit_test(decides_nothing_of_a_long_row),
        cmocka_unit_test(stays_linear),
        cmocka_unit_test(stays_linear_in_patterns),
    };

    return cmocka_run_group_tests_name("redaction", tests, NULL, NULL);
}
