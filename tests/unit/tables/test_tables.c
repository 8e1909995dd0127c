/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of the row lists: every row of codes.def and replies.def is found by what it stands for, and the tables say
 * what the documentation of the events promises: the golden objects for codes, rows of this file for replies.
 */
#include "tables/codes.h"
#include "tables/commands.h"
#include "recognise/record.h"
#include "tables/replies.h"
#include "support/examined.h"
#include "support/samples.h"
#include "support/unit.h"

static void assert_word(const char *what, struct me_span got, const char *want)
{
    if (!me_span_equal(got, me_unit_span(want)))
        fail_msg("%s: \"%.*s\" instead of \"%s\"", what, (int)got.len, got.ptr, want);
}

/* Appends `|name=word` to `want`, or `|!name` where the golden object has no such word. */
static void append_word(char *want, size_t room, struct me_span object, const char *name)
{
    const struct me_span word = me_samples_word(object, name);
    const size_t len = strlen(want);
    snprintf(want + len, room - len, word.ptr != NULL ? "|%s=%.*s" : "|!%s", name, (int)word.len, word.ptr);
}

/* The promise about Debug records is their golden objects: at least one for each row of codes.def. */
static void says_of_each_code_what_is_promised(void **state)
{
    static const char *const names[] = {"event", "outcome", "reason", "risk", "decided_by", "code", "client_ip"};
    struct me_samples lines = me_samples_load("debug.log"), golden = me_samples_load("golden/debug.jsonl");
    bool promised[64] = {false};
    size_t count;
    (void)state;
    const struct me_code *rows = me_codes_rows(&count);
    assert_true(count >= 1 && count <= ME_COUNT(promised));
    for (size_t i = 0; i < golden.count; i++) {
        const struct me_span object = golden.lines[i], text = me_samples_word(object, "text");
        const struct me_code *row = me_codes_find(me_samples_word(object, "code"));
        char want[512] = "log=debug|!anomaly";
        if (row == NULL && (text.ptr == NULL || (row = me_codes_find_text(text)) == NULL))
            continue;
        promised[row - rows] = true;
        for (size_t n = 0; n < ME_COUNT(names); n++)
            append_word(want, sizeof(want), object, names[n]);
        const struct me_examined e = me_examine(lines.lines[i]);
        me_examined_check(&e, lines.lines[i].ptr, want);
    }
    for (size_t i = 0; i < count; i++)
        if (!promised[i])
            fail_msg("tests/data/debug.log has no line with %s: %s", rows[i].code.ptr, rows[i].before.ptr);
    me_samples_free(&golden);
    me_samples_free(&lines);
}

/* Each row of codes.def: its own text found by its code and by itself, with a value and without, cut at each byte. */
static void check_code_row(const struct me_code *row)
{
    char text[512];
    struct me_span value = {0};
    const bool has_value = row->subject != ME_SUBJECT_NOTHING;
    const int len = snprintf(text, sizeof(text), "%s%s%s", row->before.ptr, has_value ? "x" : "", row->after.ptr);
    const struct me_span whole = {text, (size_t)len};
    assert_int_equal(me_codes_match(row, whole, &value), ME_TEXT_WHOLE);
    assert_int_equal(value.len, has_value);
    const struct me_code *found = me_codes_find_text(whole);
    assert_non_null(found);
    assert_true(me_span_equal(found->before, row->before) && me_span_equal(found->after, row->after));
    assert_true(me_codes_knows_text(whole));
    assert_true(row->code.len == 0 || me_codes_find(row->code) == row);
    for (size_t cut = 0; cut < whole.len; cut++) {
        const enum me_text_match match = me_codes_match(row, (struct me_span){text, cut}, &value);
        assert_int_equal(match, ME_TEXT_CUT);
        const struct me_code *other = me_codes_find_text((struct me_span){text, cut});
        assert_true(other == NULL || other->outcome == row->outcome); /* never the contrary */
    }
    const bool is_strangers = has_value && row->subject != ME_SUBJECT_IP;
    assert_ptr_equal(me_codes_words_behind(text, me_span_end(whole)),
                     is_strangers ? text + row->before.len + 1 : me_span_end(whole));
    assert_true(row->explanation.len > 40);
    assert_true((row->outcome == ME_OUTCOME_NONE) == (row->risk == ME_RISK_ABSENT));
}

static void finds_each_code_row(void **state)
{
    size_t count, listed = 0;
    (void)state;
    const struct me_code *rows = me_codes_rows(&count);
#define ME_CODE(code_, event_, outcome_, reason_, risk_, before_, after_, subject_, explanation_)                      \
    assert_true(listed < count);                                                                                       \
    assert_word("code", rows[listed].code, code_);                                                                     \
    assert_int_equal(rows[listed].event, ME_EVENT_##event_);                                                           \
    assert_int_equal(rows[listed].outcome, ME_OUTCOME_##outcome_);                                                     \
    assert_int_equal(rows[listed].reason, ME_REASON_##reason_);                                                        \
    assert_int_equal(rows[listed].risk, ME_RISK_##risk_);                                                              \
    assert_word("before", rows[listed].before, before_);                                                               \
    assert_word("after", rows[listed].after, after_);                                                                  \
    assert_int_equal(rows[listed].subject, ME_SUBJECT_##subject_);                                                     \
    assert_word("explanation", rows[listed].explanation, explanation_);                                                \
    check_code_row(&rows[listed]);                                                                                     \
    listed++;
#include "tables/codes.def"
#undef ME_CODE
    assert_int_equal(listed, count);
}

static void finds_no_code_that_is_not_listed(void **state)
{
    char code[16];
    size_t known = 0, rows, listed = 0;
    (void)state;
    const struct me_code *row = me_codes_rows(&rows);
    for (size_t i = 0; i < rows; i++)
        listed += row[i].code.len > 0;
    for (char letter = 'A'; letter <= 'Z'; letter++)
        for (unsigned n = 0; n < 10000; n++) {
            snprintf(code, sizeof(code), "ME-%c%04u", letter, n);
            known += me_codes_find(me_unit_span(code)) != NULL;
        }
    assert_int_equal(known, listed);
    assert_null(me_codes_find((struct me_span){0}));
    assert_null(me_codes_find(ME_SPAN("ME-IXXXX")));
}

/* The promise about Activity and W3C rows. NULL: absent. */
static const struct {
    const char *service, *command, *reply;
    const char *event, *outcome, *reason;
} promised_replies[] = {
    {"SMTP-IN", "RCPT",
     "503 This mail server requires authentication when attempting to send to a non-local e-mail address. Please "
     "check.",
     "relay-denied", "denied", "authentication-required"},
    {"SMTP-IN", "MAIL",
     "503 This mail server requires authentication when attempting to send to a non-local e-mail address. Please "
     "check.",
     "relay-denied", "denied", "authentication-required"},
    {"SMTP-IN", "MAIL",
     "503 This mail server requires authentication before sending mail from a locally hosted domain.", "relay-denied",
     "denied", "local-sender-not-authenticated"},
    {"SMTP-IN", "RCPT",
     "550 This mail server requires authentication before sending mail from a locally hosted domain.", "relay-denied",
     "denied", "local-sender-not-authenticated"},
    {"SMTP-IN", "AUTH", "235 Authenticated", "auth-success", NULL, NULL},
    {"SMTP-IN", "AUTH", "535 Invalid Username or Password", "auth-failure", NULL, NULL},
    {"SMTP-IN", "AUTH", "504 Invalid Username or Password", "auth-failure", NULL, NULL},
    {"SMTP-IN", "AUTH", "334 VXNlcm5hbWU6", "auth-step", NULL, NULL},
    {"SMTP-IN", "AUTH", "500 Syntax error, command unrecognized.", "auth-unavailable", NULL, NULL},
    {"SMTP-IN", "", "530 x ESMTP MailEnable Service, Version: 9 denied access at 09/05/18 00:10:20",
     "connection-denied", NULL, "access-denied"},
    {"SMTP-IN", "RCPT", "550 Requested action not taken: mailbox unavailable or not local.", "recipient-rejected", NULL,
     "unknown-recipient"},
    {"SMTP-IN", "RCPT",
     "554 The IP Address of the sender (192.0.2.1) was found in a DNS blacklist database and was therefore refused.",
     "recipient-rejected", NULL, "dns-blacklist"},
    {"SMTP-IN", "RCPT", "451 This server employs greylisting as a means of reducing spam. Your message",
     "recipient-deferred", NULL, "greylisting"},
    {"SMTP-IN", "RCPT", "552 Too much", "recipient-rejected", NULL, NULL},
    {"SMTP-IN", "RCPT", "554 Something else", "recipient-rejected", NULL, NULL},
    {"SMTP-IN", "RCPT", "503 Etwas anderes", "recipient-rejected", NULL, NULL},
    {"SMTP-IN", "RCPT", "450 Later", "recipient-deferred", NULL, NULL},
    {"SMTP-IN", "RCPT", "451 Later", "recipient-deferred", NULL, NULL},
    {"SMTP-IN", "RCPT", "250 Requested mail action okay, completed", "recipient-accepted", NULL, NULL},
    {"SMTP-IN", "MAIL", "250 Requested mail action okay, completed", "sender-accepted", NULL, NULL},
    {"SMTP-IN", "MAIL", "501 Sender domain is invalid. Could not find DNS record.", "sender-rejected", NULL,
     "sender-domain-invalid"},
    {"SMTP-IN", "MAIL", "550 No", "sender-rejected", NULL, NULL},
    {"SMTP-IN", "MAIL", "421 Later", "sender-deferred", NULL, NULL},
    {"SMTP-IN", "RCPT", "503 Bad sequence of commands", "protocol-error", NULL, "bad-sequence"},
    {"SMTP-IN", "DATA", "503 Bad sequence of commands", "protocol-error", NULL, "bad-sequence"},
    {"SMTP-IN", "EHLO", "503 Too many invalid commands were received", "protocol-error", NULL, "too-many-errors"},
    {"SMTP-IN", "UNKN", "500 Syntax error", "protocol-error", NULL, "unknown-command"},
    {"SMTP-IN", "", "220 ready", "connect", NULL, NULL},
    {"SMTP-OU", "CONN", "220 ready", "connect", NULL, NULL},
    {"SMTP-OU", "CONN", "554 no", "connect", NULL, NULL},
    {"SMTP-IN", "EHLO", "250-mail", "hello", NULL, NULL},
    {"SMTP-IN", "HELO", "250 ok", "hello", NULL, NULL},
    {"SMTP-IN", "STARTTLS", "454 TLS not available due to temporary reason", "starttls", NULL, NULL},
    {"SMTP-IN", "DATA", "354 Start mail input", "data", NULL, NULL},
    {"SMTP-IN", "RSET", "250 ok", "reset", NULL, NULL},
    {"SMTP-IN", "QUIT", "221 bye", "quit", NULL, NULL},
    {"SMTP-OU", "DATE", "250 ok queued", "delivered", NULL, NULL},
    {"SMTP-OU", "DATE", "451 later", "delivery-deferred", NULL, NULL},
    {"SMTP-OU", "DATE", "550 no", "delivery-failed", NULL, NULL},
    {"SMTP-IN", "NOOP", "250 ok", "command", NULL, NULL},
    {"SMTP-IN", "VRFY", "252 perhaps", "command", NULL, NULL},
    {"SMTP-IN", "AUTH", "454 later", "command", NULL, NULL},
    {"SMTP-IN", "RCPT", "354 odd", "command", NULL, NULL},
    /* another server's text decides nothing of ours */
    {"SMTP-OU", "RCPT",
     "503 This mail server requires authentication when attempting to send to a non-local e-mail address.",
     "delivery-failed", NULL, NULL},
    {"SMTP-OU", "MAIL",
     "503 This mail server requires authentication before sending mail from a locally hosted domain.",
     "delivery-failed", NULL, NULL},
    {"SMTP-OU", "RCPT", "550 no such user", "delivery-failed", NULL, "unknown-recipient"},
    {"SMTP-OU", "RCPT", "452 later", "delivery-deferred", NULL, NULL},
    {"SMTP-OU", "MAIL", "421 later", "delivery-deferred", NULL, NULL},
    {"SMTP-OU", "EHLO", "503 Bad sequence of commands", "hello", NULL, NULL},
};

static void plus_for_blank(char *out, size_t room, const char *text)
{
    snprintf(out, room, "%s", text[0] != '\0' ? text : "-");
    for (char *p = out; *p != '\0'; p++)
        if (*p == ' ')
            *p = '+';
}

static void says_of_each_reply_what_is_promised(void **state)
{
    char line[1024], want[512], decision[64], reason[128], command[64], reply[512];
    (void)state;
    for (size_t i = 0; i < ME_COUNT(promised_replies); i++)
        for (int w3c = 0; w3c <= 1; w3c++) {
            const char *outcome = promised_replies[i].outcome;
            snprintf(decision, sizeof(decision),
                     outcome != NULL ? "outcome=denied|risk=low|decided_by=reply" : "!outcome|!risk|!decided_by");
            snprintf(reason, sizeof(reason), "%sreason%s%s", promised_replies[i].reason != NULL ? "" : "!",
                     promised_replies[i].reason != NULL ? "=" : "",
                     promised_replies[i].reason != NULL ? promised_replies[i].reason : "");
            snprintf(want, sizeof(want), "log=%s|event=%s|%s|%s", w3c ? "w3c" : "activity", promised_replies[i].event,
                     decision, reason);
            plus_for_blank(command, sizeof(command), promised_replies[i].command);
            plus_for_blank(reply, sizeof(reply), promised_replies[i].reply);
            if (w3c)
                snprintf(line, sizeof(line), "2025-05-04 10:06:59 192.0.2.1 %s - 192.0.2.2 1940 %s %s %s S 1 2 - ",
                         promised_replies[i].service, command, command, reply);
            else
                snprintf(line, sizeof(line), "09/05/18 00:00:53\t%s\tx\t1\t192.0.2.1\t%s\t%s\t%s\t1\t2\t\t",
                         promised_replies[i].service, promised_replies[i].command, promised_replies[i].command,
                         promised_replies[i].reply);
            const struct me_examined e = me_examine(me_unit_span(line));
            me_examined_check(&e, line, want);
        }
}

/* A reply that the row was made for: its code, or one of its class, and its text. */
static struct me_span reply_for(const struct me_reply *row, char *out, size_t room, int *code)
{
    *code = row->code == 0 ? 299 : row->code < 10 ? row->code * 100 + 99 : row->code;
    const bool begins = row->service == ME_SERVICE_IMAP || row->service == ME_SERVICE_POP;
    const int len =
        begins ? snprintf(out, room, "%s x", row->text.ptr) : snprintf(out, room, "%d x %s x", *code, row->text.ptr);
    return (struct me_span){out, (size_t)len};
}

static void finds_each_reply_row(void **state)
{
    size_t count, listed = 0;
    char text[512];
    int code;
    (void)state;
    const struct me_reply *rows = me_replies_rows(&count);
#define ME_COMMAND_ANY ME_COMMAND_MAX
#define ME_DIRECTION_BOTH ME_DIRECTION_NONE
#define ME_SERVICE_ANY ME_SERVICE_MAX
#define OK ME_STATUS_OK
#define NO ME_STATUS_NO
#define ME_REPLY(service_, direction_, command_, code_, text_, event_, outcome_, reason_, risk_, explanation_)         \
    assert_true(listed < count);                                                                                       \
    assert_int_equal(rows[listed].service, ME_SERVICE_##service_);                                                     \
    assert_int_equal(rows[listed].direction, ME_DIRECTION_##direction_);                                               \
    assert_int_equal(rows[listed].command, ME_COMMAND_##command_);                                                     \
    assert_int_equal(rows[listed].code, code_);                                                                        \
    assert_word("text", rows[listed].text, text_);                                                                     \
    assert_int_equal(rows[listed].event, ME_EVENT_##event_);                                                           \
    assert_int_equal(rows[listed].outcome, ME_OUTCOME_##outcome_);                                                     \
    assert_int_equal(rows[listed].reason, ME_REASON_##reason_);                                                        \
    assert_int_equal(rows[listed].risk, ME_RISK_##risk_);                                                              \
    assert_word("explanation", rows[listed].explanation, explanation_);                                                \
    listed++;
#include "tables/replies.def"
#undef ME_REPLY
    assert_int_equal(listed, count);
    for (size_t i = 0; i < count; i++) {
        const struct me_span reply = reply_for(&rows[i], text, sizeof(text), &code);
        const enum me_direction direction =
            rows[i].direction != ME_DIRECTION_NONE ? rows[i].direction : ME_DIRECTION_IN;
        const enum me_command command = rows[i].command != ME_COMMAND_MAX ? rows[i].command : ME_COMMAND_NOOP;
        const enum me_service service = rows[i].service != ME_SERVICE_MAX ? rows[i].service : ME_SERVICE_SMTP;
        const struct me_replies_query query = {service, direction, command, code, reply, false};
        assert_ptr_equal(me_replies_find(&query), &rows[i]);
        assert_true(rows[i].explanation.len > 20);
        assert_true((rows[i].outcome == ME_OUTCOME_NONE) == (rows[i].risk == ME_RISK_ABSENT));
        assert_true(rows[i].outcome == ME_OUTCOME_NONE || rows[i].direction == ME_DIRECTION_IN);
    }
}

static int exactness(int code)
{
    return (code > 0) + (code > 9);
}

/* The rules of the order, as a failure prints them. */
#define APART "the rows of a command stand together"
#define ANY_EARLY "the rows of ANY command come last"
#define SHORT_FIRST "a longer text comes before a shorter one"
#define VAGUE_FIRST "one code comes before a class, and a class before any code"
#define HIDDEN "a row before it takes all that it fits"
#define OPEN_END "the last row fits everything"

/* What is wrong with the order of a row and one behind it, or NULL. */
static const char *fault_of_pair(const struct me_reply *row, const struct me_reply *later)
{
    if (row->command == ME_COMMAND_ANY && later->command != ME_COMMAND_ANY)
        return ANY_EARLY;
    if (row->command != later->command)
        return NULL;
    if (later[-1].command != later->command)
        return APART;
    if (row->service != later->service) /* no row of one service hides one of another */
        return NULL;
    if (row->text.len < later->text.len)
        return SHORT_FIRST;
    if (row->text.len > later->text.len)
        return NULL;
    if (exactness(row->code) < exactness(later->code))
        return VAGUE_FIRST;
    return row->code == later->code && me_span_equal(row->text, later->text) &&
                   (row->direction == ME_DIRECTION_BOTH || row->direction == later->direction)
               ? HIDDEN
               : NULL;
}

/* The first fault, and its row; NULL and `count` when there is none. The look-up takes the first row that fits of those
 * that stand with the first of the command, then of those of ANY command, and the last row when no other fits. */
static const char *fault_of_order(const struct me_reply *rows, size_t count, size_t *at)
{
    for (*at = 0; *at < count; ++*at)
        for (size_t i = 0; i < *at; i++) {
            const char *fault = fault_of_pair(&rows[i], &rows[*at]);
            if (fault != NULL)
                return fault;
        }
    const struct me_reply *last = &rows[count - 1];
    if (last->command == ME_COMMAND_ANY && last->direction == ME_DIRECTION_BOTH && last->code == 0 &&
        last->text.len == 0)
        return NULL;
    *at = count - 1;
    return OPEN_END;
}

#define ROW(direction, command, code, text)                                                                            \
    {                                                                                                                  \
        ME_SERVICE_SMTP, ME_DIRECTION_##direction, ME_COMMAND_##command, code, {text, sizeof(text) - 1}, 0, 0, 0, 0,   \
        {                                                                                                              \
            0                                                                                                          \
        }                                                                                                              \
    }
#define LAST ROW(BOTH, ANY, 0, "")

static const struct {
    size_t count;
    struct me_reply rows[4];
    size_t at;
    const char *fault;
} orders[] = {
    {3, {ROW(IN, MAIL, 503, "a"), ROW(BOTH, MAIL, 503, "a"), LAST}, 3, NULL},
    {4, {ROW(IN, MAIL, 0, "a"), ROW(IN, MAIL, 5, ""), ROW(IN, MAIL, 4, ""), LAST}, 4, NULL},
    {4, {ROW(IN, MAIL, 0, ""), ROW(IN, QUIT, 250, "a"), ROW(IN, ANY, 250, "a"), LAST}, 4, NULL},
    {4, {ROW(IN, MAIL, 503, ""), ROW(IN, QUIT, 0, ""), ROW(IN, MAIL, 5, ""), LAST}, 2, APART},
    {3, {ROW(IN, ANY, 503, "a"), ROW(IN, QUIT, 0, ""), LAST}, 1, ANY_EARLY},
    {3, {ROW(IN, MAIL, 503, "a"), ROW(IN, MAIL, 0, "ab"), LAST}, 1, SHORT_FIRST},
    {4, {ROW(IN, MAIL, 503, ""), ROW(IN, MAIL, 5, ""), ROW(IN, MAIL, 4, "a"), LAST}, 2, SHORT_FIRST},
    {3, {ROW(IN, MAIL, 5, ""), ROW(IN, MAIL, 503, ""), LAST}, 1, VAGUE_FIRST},
    {3, {ROW(IN, MAIL, 0, "a"), ROW(IN, MAIL, 4, "b"), LAST}, 1, VAGUE_FIRST},
    {3, {ROW(BOTH, MAIL, 503, ""), ROW(IN, MAIL, 503, ""), LAST}, 1, HIDDEN},
    {4, {ROW(IN, MAIL, 0, "a"), ROW(IN, MAIL, 0, "b"), ROW(IN, MAIL, 0, "a"), LAST}, 2, HIDDEN},
    {1, {ROW(BOTH, QUIT, 0, "")}, 0, OPEN_END},
    {1, {ROW(IN, ANY, 0, "")}, 0, OPEN_END},
    {1, {ROW(BOTH, ANY, 5, "")}, 0, OPEN_END},
    {1, {ROW(BOTH, ANY, 0, "a")}, 0, OPEN_END},
};

static void knows_a_wrong_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(orders); i++) {
        size_t at;
        const char *fault = fault_of_order(orders[i].rows, orders[i].count, &at);
        assert_int_equal(at, orders[i].at);
        assert_string_equal(fault != NULL ? fault : "none", orders[i].fault != NULL ? orders[i].fault : "none");
    }
}

static void has_replies_in_the_order_of_the_look_up(void **state)
{
    size_t count, at;
    (void)state;
    const struct me_reply *rows = me_replies_rows(&count);
    const char *fault = fault_of_order(rows, count, &at);
    if (fault != NULL)
        fail_msg("replies.def, row %zu of %zu, code %d, text \"%s\": %s", at + 1, count, rows[at].code,
                 rows[at].text.ptr, fault);
}

/* Any command, any code, no reply: always a row, and never one that decides about relaying without its text. */
static void has_an_answer_for_everything(void **state)
{
    (void)state;
    for (int command = 0; command < ME_COMMAND_MAX; command++)
        for (int code = ME_ABSENT; code < 1000; code++) {
            if (code > ME_ABSENT && code < 100)
                continue;
            const struct me_replies_query query = {
                ME_SERVICE_SMTP, ME_DIRECTION_IN, (enum me_command)command, code, {0}, false};
            const struct me_reply *row = me_replies_find(&query);
            assert_non_null(row);
            assert_int_equal(row->outcome, ME_OUTCOME_NONE);
        }
}

static enum me_event event_of_data(struct me_span reply, bool plus_is_blank)
{
    const struct me_replies_query query = {ME_SERVICE_SMTP, ME_DIRECTION_IN, ME_COMMAND_DATA, 503,
                                           reply,           plus_is_blank};
    return me_replies_find(&query)->event;
}

/* A text stands in the reply as it is, or with `+` for its blanks in W3C, and only in the part that is looked at. */
static void compares_texts_as_they_are(void **state)
{
    char reply[1024];
    (void)state;
    const struct me_span plus = ME_SPAN("503 Bad+sequence of+commands"),
                         plain = ME_SPAN("503 Bad sequence of commands");
    assert_int_equal(event_of_data(plain, true), ME_EVENT_PROTOCOL_ERROR);
    assert_int_equal(event_of_data(plus, true), ME_EVENT_PROTOCOL_ERROR);
    assert_int_equal(event_of_data(plus, false), ME_EVENT_DATA);
    memset(reply, 'x', sizeof(reply));
    memcpy(reply + 600, plain.ptr, plain.len);
    assert_int_equal(event_of_data((struct me_span){reply, sizeof(reply)}, true), ME_EVENT_DATA);
}

static void knows_every_command_in_both_directions(void **state)
{
    (void)state;
    enum { SMTP = 1u << ME_SERVICE_SMTP, IMAP = 1u << ME_SERVICE_IMAP, POP = 1u << ME_SERVICE_POP };
#define ME_COMMAND(id, name, services, credential_)                                                                    \
    for (unsigned s = 0; s < ME_SERVICE_MAX; s++)                                                                      \
        assert_int_equal(me_commands_find((enum me_service)s, ME_SPAN(name)),                                          \
                         ((services)&1u << s) != 0 ? ME_COMMAND_##id : ME_COMMAND_OTHER);                              \
    assert_int_equal(me_commands_credential(ME_COMMAND_##id), ME_CREDENTIAL_##credential_);                            \
    assert_word("command", me_commands_name(ME_COMMAND_##id), name);
#include "tables/commands.def"
#undef ME_COMMAND
    assert_int_equal(me_commands_find(ME_SERVICE_SMTP, ME_SPAN("rCpT")), ME_COMMAND_RCPT);
    assert_int_equal(me_commands_find(ME_SERVICE_SMTP, ME_SPAN("RCP")), ME_COMMAND_OTHER);
    assert_int_equal(me_commands_find(ME_SERVICE_SMTP, ME_SPAN("RCPTT")), ME_COMMAND_OTHER);
    assert_int_equal(me_commands_find(ME_SERVICE_IMAP, ME_SPAN("uid")), ME_COMMAND_UID);
    assert_int_equal(me_commands_find(ME_SERVICE_SMTP, ME_SPAN("    ")), ME_COMMAND_OTHER);
    assert_int_equal(me_commands_find(ME_SERVICE_SMTP, ME_SPAN("STAT")), ME_COMMAND_OTHER); /* POP's */
    assert_int_equal(me_commands_find(ME_SERVICE_SMTP, (struct me_span){0}), ME_COMMAND_GREETING);
}

/* The words that the documentation promises, in any order, and no other. */
static void check_words(const char *kind, const char *promised, size_t count, struct me_span (*name)(unsigned))
{
    char token[64];
    size_t spelled = 0, words = 0;
    for (unsigned i = 0; i < count; i++) {
        const struct me_span word = name(i);
        if (word.len == 0)
            continue;
        spelled++;
        snprintf(token, sizeof(token), " %.*s ", (int)word.len, word.ptr);
        if (strstr(promised, token) == NULL)
            fail_msg("%s: \"%s\" is not promised", kind, token);
    }
    for (const char *p = promised + 1; *p != '\0'; p++)
        words += *p == ' ';
    assert_int_equal(spelled, words);
}

#define ME_NAMES(kind)                                                                                                 \
    static struct me_span kind##_by_number(unsigned i)                                                                 \
    {                                                                                                                  \
        return me_##kind##_name((enum me_##kind)i);                                                                    \
    }
ME_NAMES(log)
ME_NAMES(service)
ME_NAMES(offence)
ME_NAMES(event)
ME_NAMES(outcome)
ME_NAMES(reason)
ME_NAMES(risk)
ME_NAMES(decider)
ME_NAMES(level)
ME_NAMES(direction)
ME_NAMES(anomaly)

static void spells_every_word_as_promised(void **state)
{
    (void)state;
    check_words("log", " debug activity w3c ", ME_LOG_MAX, log_by_number);
    check_words(
        "event",
        " debug command ambiguous client-banned relay-denied relay-granted catch-all-delivery local-delivery "
        "recipient-denied "
        "auth-success "
        "auth-failure auth-step auth-unavailable connection-denied recipient-rejected recipient-deferred "
        "recipient-accepted sender-accepted sender-rejected sender-deferred protocol-error connect hello starttls "
        "data reset quit delivered delivery-deferred delivery-failed ",
        ME_EVENT_MAX, event_by_number);
    check_words("service", " smtp imap pop ", ME_SERVICE_MAX, service_by_number);
    check_words("offence", " relay-denied auth-failure unknown-recipient client-banned control-character unreadable ",
                ME_OFFENCE_MAX, offence_by_number);
    check_words("outcome", " granted denied not-required ", ME_OUTCOME_MAX, outcome_by_number);
    check_words(
        "reason",
        " no-criteria-met sender-not-local relaying-disabled open-relay authenticated sender-local authorized-ip "
        "catch-all recipient-local sender-blacklisted recipient-undefined domain-local authentication-required "
        "local-sender-not-authenticated access-denied unknown-recipient dns-blacklist greylisting "
        "sender-domain-invalid bad-sequence too-many-errors unknown-command control-character ",
        ME_REASON_MAX, reason_by_number);
    check_words("risk", " none low medium high critical ", ME_RISK_MAX, risk_by_number);
    check_words("decider", " code text reply ", ME_DECIDER_MAX, decider_by_number);
    check_words("level", " info error warning unknown ", ME_LEVEL_MAX, level_by_number);
    check_words("direction", " in out ", ME_DIRECTION_MAX, direction_by_number);
    check_words("anomaly", " bad-timestamp bad-ip code-text-mismatch truncated invalid-utf8 several-lines ambiguous ",
                ME_ANOMALY_MAX, anomaly_by_number);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_of_each_code_what_is_promised),
        cmocka_unit_test(finds_each_code_row),
        cmocka_unit_test(finds_no_code_that_is_not_listed),
        cmocka_unit_test(says_of_each_reply_what_is_promised),
        cmocka_unit_test(finds_each_reply_row),
        cmocka_unit_test(knows_a_wrong_order),
        cmocka_unit_test(has_replies_in_the_order_of_the_look_up),
        cmocka_unit_test(has_an_answer_for_everything),
        cmocka_unit_test(compares_texts_as_they_are),
        cmocka_unit_test(knows_every_command_in_both_directions),
        cmocka_unit_test(spells_every_word_as_promised),
    };

    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
