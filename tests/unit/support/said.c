/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines out of structs.
 */
#include "said.h"

#include "unit.h"

static const struct {
    const char *command, *verb, *reply;
} ROW[] = {
    [SAID_GREETING] = {"", "", "220 mail.example.com ESMTP"},
    [SAID_DENIED_ACCESS] = {"", "", "530 mail.example.com ESMTP MailEnable Service denied access at 07:00:00"},
    [SAID_BUSY] = {"", "", "421 too many connections"},
    [SAID_CONN] = {"CONN", "", "220 mx.example.net ESMTP"},
    [SAID_EHLO] = {"EHLO", "EHLO %s", "250-mail.example.com, this server offers 5 extensions"},
    [SAID_AUTH_OK] = {"AUTH", "{blank}", "235 Authenticated"},
    [SAID_AUTH_FAILED] = {"AUTH", "{blank}", "535 Invalid Username or Password"},
    [SAID_MAIL] = {"MAIL", "MAIL FROM:<%s>", "250 Requested mail action okay, completed"},
    [SAID_RCPT] = {"RCPT", "RCPT TO:<%s>", "250 Requested mail action okay, completed"},
    [SAID_REFUSED] = {"RCPT", "RCPT TO:<%s>",
                      "503 This mail server requires authentication when attempting to send to a non-local e-mail "
                      "address."},
    [SAID_UNKNOWN] = {"RCPT", "RCPT TO:<%s>", "550 Requested action not taken: mailbox unavailable or not local."},
    [SAID_DATA] = {"DATA", "DATA", "354 Start mail input; end with <CRLF>.<CRLF>"},
    [SAID_RSET] = {"RSET", "RSET", "250 Requested mail action okay, completed"},
    [SAID_QUIT] = {"QUIT", "QUIT", "221 Service closing transmission channel"},
};

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

/* The verb of a row with its argument in place of `%s`. */
static void write_argument(const struct me_said *said, char *out, size_t room)
{
    const char *verb = ROW[said->what].verb, *place = strstr(verb, "%s");
    const int before = place != NULL ? (int)(place - verb) : (int)strlen(verb);
    snprintf(out, room, "%.*s%s%s", before, verb, place != NULL ? or_empty(said->arg) : "",
             place != NULL ? place + 2 : "");
}

static void plus_for_blank(char *text)
{
    for (; *text != '\0'; text++)
        if (*text == ' ')
            *text = '+';
}

static void write_debug(const struct me_said *said, const char *time, const char *id, char *out, size_t room)
{
    char connection[32] = "", message[64] = "";
    if (said->connection != 0)
        snprintf(connection, sizeof(connection), "[%d] ", said->connection);
    if (said->id != 0)
        snprintf(message, sizeof(message), "[%s] ", id);
    snprintf(out, room, "%s%s%.9s %s%s%s", said->at != SAID_NO_TIME ? time : "", said->at != SAID_NO_TIME ? "\t" : "",
             said->arg, connection, message, said->arg + 10);
}

static void write_line(const struct me_said *said, char *out, size_t room)
{
    char time[32], id[64] = "", argument[ME_SAID_TEXT_MAX / 2], reply[256];
    const int day = 22 + said->at / 61200, at = said->at % 61200; /* from 07:00:00 to midnight */
    snprintf(time, sizeof(time), "%02d:%02d:%02d", 7 + at / 3600, at / 60 % 60, at % 60);
    if (said->id != 0)
        snprintf(id, sizeof(id), "%08X0123456789ABCDEF01234567.MAI", (unsigned)said->id);
    if (said->what == SAID_DEBUG) {
        char stamp[64];
        snprintf(stamp, sizeof(stamp), "11/%02d/26 %s", day, time);
        write_debug(said, stamp, id, out, room);
        return;
    }
    write_argument(said, argument, sizeof(argument));
    snprintf(reply, sizeof(reply), "%s", ROW[said->what].reply);
    const char *service = said->out ? "SMTP-OU" : "SMTP-IN", *command = ROW[said->what].command;
    if (!said->w3c) {
        snprintf(out, room, "11/%02d/26 %s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t10\t20\t%s\t", day, time, service, id,
                 said->connection, or_empty(said->ip), command, argument, reply, or_empty(said->user));
        return;
    }
    plus_for_blank(argument);
    plus_for_blank(reply);
    snprintf(out, room, "2026-11-%02d %s %s %s - 192.0.2.254 %d %s %s %s SERVER 10 20 %s ", day, time, said->ip,
             service, said->connection, *command != '\0' ? command : "-", *argument != '\0' ? argument : "-", reply,
             said->user != NULL ? said->user : "-");
}

/* What the recogniser leaves of a row that has no single reading. */
static void make_unreadable(struct me_said_record *out, bool ambiguous)
{
    struct me_record *record = &out->record;
    record->user = record->argument = record->reply = record->subject = (struct me_span){0};
    record->reply_code = ME_ABSENT;
    record->anomalies |= ambiguous ? 1u << ME_ANOMALY_AMBIGUOUS : 1u << ME_ANOMALY_TRUNCATED;
    if (ambiguous) {
        record->command = record->argument;
        record->verb = ME_COMMAND_OTHER; /* of which nobody can say what it set */
    }
    memset(&out->verdict, 0, sizeof(out->verdict));
    out->verdict.event = ambiguous ? ME_EVENT_AMBIGUOUS : ME_EVENT_COMMAND;
}

void me_said_make(const struct me_said *said, struct me_said_record *out)
{
    write_line(said, out->text, sizeof(out->text));
    out->host = me_unit_span(said->host != NULL ? said->host : "mail.example.com");
    if (me_recognise(me_unit_span(out->text), &ME_RECOGNISE_DEFAULTS, &out->record) != ME_FOUND_RECORD)
        fail_msg("not recognised: %s", out->text);
    me_verdict_of(&out->record, &out->verdict);
    if (said->ambiguous || said->cut)
        make_unreadable(out, said->ambiguous);
}

static void show(const struct me_context *context, char out[static ME_SAID_TEXT_MAX])
{
    const struct {
        const char *key;
        const struct me_context_text *text;
    } texts[] = {
        {"helo", &context->helo}, {"user", &context->user}, {"from", &context->sender}, {"to", &context->recipient}};
    size_t len = 0;
    out[0] = '\0';
    if (context->client_ip[0] != '\0')
        len += (size_t)snprintf(out + len, ME_SAID_TEXT_MAX - len, "|ip=%s", context->client_ip);
    for (size_t i = 0; i < ME_COUNT(texts); i++) {
        if (texts[i].text->len > 0)
            len += (size_t)snprintf(out + len, ME_SAID_TEXT_MAX - len, "|%s=%.*s", texts[i].key, texts[i].text->len,
                                    texts[i].text->bytes);
        if (i == 1 && context->authenticated)
            len += (size_t)snprintf(out + len, ME_SAID_TEXT_MAX - len, "|auth");
    }
    if (context->code[0] != '\0')
        len += (size_t)snprintf(out + len, ME_SAID_TEXT_MAX - len, "|code=%s", context->code);
    assert_int_equal(len == 0, context->correlated_by == ME_CORRELATION_NONE);
    if (context->correlated_by == ME_CORRELATION_TIME)
        snprintf(out + len, ME_SAID_TEXT_MAX - len, "|time");
    memmove(out, out + (len > 0), strlen(out) + 1 - (len > 0));
}

void me_said_update(struct me_store *table, const struct me_said *said, int64_t now, struct me_store_counts *counts,
                    char got[static ME_SAID_TEXT_MAX])
{
    struct me_said_record made;
    struct me_context context;
    memset(&context, 0xA5, sizeof(context));
    me_said_make(said, &made);
    const struct me_conversation_host host = me_conversation_host_of(table, made.host);
    me_conversation_update(table, &host, &made.record, &made.verdict, now, &context, counts);
    show(&context, got);
}

void me_said_check(const char *label, const struct me_store_options *options, const struct me_said_step *steps,
                   size_t count)
{
    void *memory = calloc(1, me_store_size(options));
    assert_non_null(memory);
    struct me_store *table = me_store_init(memory, options);
    struct me_store_counts counts = {0};
    for (size_t i = 0; i < count; i++) {
        char got[ME_SAID_TEXT_MAX];
        me_said_update(table, &steps[i].said, 1000 + steps[i].said.at, &counts, got);
        if (strcmp(got, steps[i].want) != 0)
            fail_msg("%s, step %zu, %s:\n  got  \"%s\"\n  want \"%s\"", label, i + 1, steps[i].label, got,
                     steps[i].want);
    }
    free(memory);
}
