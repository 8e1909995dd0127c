/* SPDX-License-Identifier: Apache-2.0
 *
 * SMTP, inbound and outbound: what clients and other servers say, and the row of it in the Activity and W3C logs.
 */
#include <stdio.h>

#include "server_parts.h"

/* One turn of a conversation: what the client sent, and what was answered. */
struct turn {
    const char *command; /* as the table of events knows it; NULL: a word of the client's own */
    struct oracle_text word, argument, reply;
};

/* 2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH {blank} 535+no MYSERVER 34 14 user@example.com */
static void write_w3c(struct oracle_server *s, struct oracle_row *row, const struct turn *e, size_t received)
{
    row->log = ORACLE_LOG_W3C;
    row->between = ' ';
    oracle_row_column(row, (struct me_span){row->time, 10});
    oracle_row_column(row, (struct me_span){row->time + 11, 8});
    oracle_row_column(row, oracle_span(s->ip));
    oracle_row_column(row, oracle_span(row->inbound ? "SMTP-IN" : "SMTP-OU"));
    oracle_row_column(row, ME_SPAN("-"));
    oracle_row_column(row, ME_SPAN("192.168.0.5"));
    oracle_row_number(row, s->handle);
    row->command = row->columns;
    oracle_text_add_w3c(oracle_row_column(row, ME_SPAN("")), oracle_text_span(&e->word));
    row->argument = row->columns;
    oracle_text_add_w3c(oracle_row_column(row, ME_SPAN("")), oracle_text_span(&e->argument));
    row->reply = row->columns;
    oracle_text_add_w3c(oracle_row_column(row, ME_SPAN("")), oracle_text_span(&e->reply));
    oracle_row_column(row, ME_SPAN("MYSERVER"));
    oracle_row_number(row, e->reply.len + 2);
    oracle_row_number(row, received);
    row->user = row->columns;
    if (s->user.len > 0)
        oracle_row_column(row, oracle_text_span(&s->user)); /* blanks of a name may stand as they are */
    else
        oracle_row_column(row, ME_SPAN("-"));
}

/* time SMTP-IN id handle ip command argument reply sent received user subject */
static void write_activity(struct oracle_server *s, struct oracle_row *row, const struct turn *e, size_t received)
{
    row->log = ORACLE_LOG_ACTIVITY;
    oracle_text_format(&row->column[row->columns++], "%02u/%02u/%02u %s", s->month, s->day, s->year % 100,
                       row->time + 11);
    oracle_row_column(row, oracle_span(row->inbound ? "SMTP-IN" : "SMTP-OU"));
    oracle_row_column(row, oracle_span(s->id));
    oracle_row_number(row, s->handle);
    oracle_row_column(row, oracle_span(s->ip));
    row->command = row->columns;
    oracle_row_column(row, oracle_text_span(&e->word));
    row->argument = row->columns;
    oracle_row_column(row, oracle_text_span(&e->argument));
    row->reply = row->columns;
    oracle_row_column(row, oracle_text_span(&e->reply));
    oracle_row_number(row, row->inbound ? e->reply.len + 2 : received);
    oracle_row_number(row, row->inbound ? received : e->reply.len + 2);
    row->user = row->columns;
    oracle_row_column(row, oracle_text_span(&s->user));
    oracle_row_column(row, oracle_text_span(&s->subject));
    row->truth[ORACLE_MESSAGE_ID] = oracle_span(s->id);
    row->truth[ORACLE_SUBJECT] = oracle_text_span(&row->column[row->columns - 1]);
}

static bool is_mechanism(struct me_span text)
{
    static const char *const words[] = {"AUTH", "AUTH LOGIN", "AUTH PLAIN", "AUTH CRAM-MD5", "AUTH NTLM"};
    for (size_t i = 0; i < ORACLE_COUNT(words); i++)
        if (me_span_equal(text, oracle_span(words[i])))
            return true;
    return false;
}

/* The text of a column; none where the W3C log has a hyphen for it. */
static struct me_span said_in(const struct oracle_row *row, size_t column)
{
    const struct me_span text = oracle_text_span(&row->column[column]);
    return row->log == ORACLE_LOG_W3C && me_span_equal(text, ME_SPAN("-")) ? (struct me_span){0} : text;
}

static void set_truth(struct oracle_row *row)
{
    const bool w3c = row->log == ORACLE_LOG_W3C;
    row->truth[ORACLE_LOG] = oracle_span(w3c ? "w3c" : "activity");
    row->truth[ORACLE_SERVICE] = ME_SPAN("smtp");
    row->truth[ORACLE_DIRECTION] = oracle_span(row->inbound ? "in" : "out");
    row->truth[ORACLE_CONNECTION] = oracle_text_span(&row->column[w3c ? 6 : 3]);
    row->truth[ORACLE_COMMAND] = said_in(row, row->command);
    row->truth[ORACLE_ARGUMENT] = said_in(row, row->argument);
    row->truth[ORACLE_REPLY] = said_in(row, row->reply);
    row->truth[ORACLE_BYTES_SENT] = oracle_text_span(&row->column[row->reply + (w3c ? 2 : 1)]);
    row->truth[ORACLE_BYTES_RECEIVED] = oracle_text_span(&row->column[row->reply + (w3c ? 3 : 2)]);
    row->truth[ORACLE_USER] = said_in(row, row->user);
}

static void set_reply_code(struct oracle_row *row, const struct oracle_text *reply)
{
    if (reply->len < 3 || (reply->len > 3 && reply->ptr[3] != ' ' && reply->ptr[3] != '-'))
        return;
    for (size_t i = 0; i < 3; i++)
        if (!me_ascii_digit(reply->ptr[i]))
            return;
    memcpy(row->code, reply->ptr, 3);
    if (row->code[0] != '0')
        row->truth[ORACLE_REPLY_CODE] = (struct me_span){row->code, 3};
}

static void write_row(struct oracle_server *s, struct oracle_row *row, struct turn *e, struct me_span secret)
{
    const char *command = e->command != NULL ? e->command : "x";
    if (e->command != NULL)
        oracle_text_add_string(&e->word, e->command);
    const size_t received = e->argument.len == 0 ? 0 : e->argument.len + 2;
    (s->w3c ? write_w3c : write_activity)(s, row, e, received);
    set_truth(row);
    set_reply_code(row, &e->reply);
    oracle_row_means(row, oracle_meaning_of_smtp(row->inbound, command, oracle_text_span(&e->reply)));
    row->strangers[row->argument] = row->strangers[row->user] = true;
    row->strangers[row->command] = e->command == NULL;
    row->strangers[row->reply] = !row->inbound;
    if (row->log == ORACLE_LOG_ACTIVITY)
        row->strangers[11] = true;
    row->may_be_credential = e->command == NULL || strcmp(command, "AUTH") == 0 || strcmp(command, "UNKN") == 0 ||
                             (command[0] == '\0' && e->argument.len > 0);
    if (secret.len > 0) {
        oracle_row_secret(row, row->argument, secret);
        if (e->command == NULL)
            oracle_row_secret(row, row->command, secret);
    }
    if (strcmp(command, "AUTH") == 0 && e->argument.len > 0 && !is_mechanism(oracle_text_span(&e->argument)))
        row->truth[ORACLE_ARGUMENT] = ME_SPAN("{blank}");
    if (row->log == ORACLE_LOG_ACTIVITY)
        oracle_row_lose(s, row);
}

/* Appends one of `replies`, each of which has its weight by how often it stands there. */
#define ANSWER(server, turn, ...)                                                                                      \
    do {                                                                                                               \
        static const char *const replies[] = {__VA_ARGS__};                                                            \
        oracle_text_add_string(&(turn)->reply, ORACLE_ONE_OF((server)->chance, replies));                              \
    } while (false)

#define OK "250 Requested mail action okay, completed"
#define NON_LOCAL                                                                                                      \
    "503 This mail server requires authentication when attempting to send to a non-local e-mail address. Please "      \
    "check your mail client settings or contact your administrator to verify that the domain or address is defined "   \
    "for this server."
#define FROM_LOCAL                                                                                                     \
    "503 This mail server requires authentication before sending mail from a locally hosted domain. Please check "     \
    "your mail client settings."
#define UNKNOWN "550 Requested action not taken: mailbox unavailable or not local."
#define GREY                                                                                                           \
    "451 This server employs greylisting as a means of reducing spam. Your message has been delayed and will be "      \
    "accepted later."
#define LISTED                                                                                                         \
    "554 The IP Address of the sender (192.0.2.77) was found in a DNS blacklist database and was therefore refused."
#define SEQUENCE "503 Bad sequence of commands"
#define TOO_MANY "503 Too many invalid commands were received"

static void greet(struct oracle_server *s, struct turn *e)
{
    e->command = "";
    ANSWER(s, e, "220 ***welcome to mail.example.com***", "220 mail.example.com ESMTP",
           "530 mail.example.com ESMTP MailEnable Service, Version: 9.76--9.76 denied access at 09/05/18 00:10:20",
           "421 mail.example.com too many connections");
}

static void say_hello(struct oracle_server *s, struct turn *e)
{
    e->command = oracle_chance_once_in(s->chance, 3) ? "HELO" : "EHLO";
    oracle_text_format(&e->argument, "%s ", e->command);
    s->helo.len = 0;
    oracle_text_format(&s->helo, "mx%zu.example.net", oracle_chance_below(s->chance, 30));
    oracle_adversary_twist(s->adversary, &s->helo, 0);
    oracle_text_add(&e->argument, oracle_text_span(&s->helo));
    ANSWER(s, e, "250-mail.example.com [192.0.2.1], this server offers 5 extensions", OK, "", SEQUENCE);
}

/* A login: a mechanism alone, an answer as it was sent, or one that the server has hidden. */
static void log_in(struct oracle_server *s, struct turn *e, struct me_span *secret)
{
    static const char *const plain[] = {"AUTH LOGIN", "AUTH PLAIN", "AUTH CRAM-MD5", "{blank}", "AUTH"};
    static const char *const before[] = {"AUTH PLAIN ", "AUTH LOGIN ", "", "", "AUTH "};
    e->command = "AUTH";
    if (oracle_chance_once_in(s->chance, 3) && s->user.len == 0) {
        oracle_text_format(&s->user, "user%zu@example.com", oracle_chance_below(s->chance, 40));
        oracle_adversary_twist(s->adversary, &s->user, 0);
    }
    if (oracle_chance_once_in(s->chance, 2)) {
        s->password.len = 0;
        oracle_server_password(s, &s->password);
        oracle_text_add_string(&e->argument, ORACLE_ONE_OF(s->chance, before));
        oracle_text_add(&e->argument, oracle_text_span(&s->password));
        *secret = oracle_text_span(&s->password);
    } else {
        oracle_text_add_string(&e->argument, ORACLE_ONE_OF(s->chance, plain));
    }
    oracle_adversary_twist(s->adversary, &e->argument, 0);
    ANSWER(s, e, "535 Invalid Username or Password", "535 Invalid Username or Password", "235 Authenticated",
           "334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6", "504 Invalid Username or Password",
           "500 Syntax error, command unrecognized.", SEQUENCE);
    if (me_span_starts(oracle_text_span(&e->reply), ME_SPAN("235")))
        s->authenticated = true;
}

static void add_parameters(struct oracle_server *s, struct oracle_text *out)
{
    const size_t begin = out->len;
    if (oracle_chance_once_in(s->chance, 3))
        oracle_text_format(out, " SIZE=%zu", oracle_chance_below(s->chance, 9000));
    if (oracle_chance_once_in(s->chance, 4))
        oracle_text_add_string(out, " ORCPT=rfc822;x");
    if (out->len > begin)
        oracle_adversary_twist(s->adversary, out, begin + 1);
}

static void name_sender(struct oracle_server *s, struct turn *e)
{
    e->command = "MAIL";
    s->sender.len = 0;
    if (!oracle_chance_once_in(s->chance, 6))
        oracle_server_address(s, &s->sender);
    oracle_text_add_string(&e->argument, "MAIL FROM:<");
    oracle_text_add(&e->argument, oracle_text_span(&s->sender));
    oracle_text_add_string(&e->argument, oracle_chance_once_in(s->chance, 30) ? "" : ">");
    add_parameters(s, &e->argument);
}

static void name_recipient(struct oracle_server *s, struct turn *e)
{
    e->command = "RCPT";
    s->recipient.len = 0;
    oracle_server_address(s, &s->recipient);
    oracle_text_add_string(&e->argument, "RCPT TO:<");
    oracle_text_add(&e->argument, oracle_text_span(&s->recipient));
    oracle_text_add_string(&e->argument, oracle_chance_once_in(s->chance, 30) ? "" : ">");
    add_parameters(s, &e->argument);
}

/* A client's own word as far as a server would take it for one: up to a blank or what may be read as a TAB. */
static void take_word(struct oracle_server *s, struct turn *e)
{
    static const char *const known[] = {"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA",
                                        "RSET", "QUIT", "CONN",     "DATE", "UNKN", "NOOP", "HELP",
                                        "VRFY", "EXPN", "ETRN",     "TURN", "BDAT"};
    const struct me_span line = oracle_text_span(&e->argument);
    size_t len = 0;
    while (len < line.len && line.ptr[len] != ' ' && line.ptr[len] != '+' && line.ptr[len] != '\t' && len < 300 &&
           !me_span_starts(me_span_skip(line, len), oracle_span(s->adversary->tab)))
        len++;
    oracle_text_add(&e->word, (struct me_span){line.ptr, len});
    for (size_t i = 0; i < ORACLE_COUNT(known); i++)
        if (me_span_equal_nocase(oracle_text_span(&e->word), oracle_span(known[i])))
            oracle_text_add_byte(&e->word, 'X');
    if (e->word.len == 0 || me_span_equal(oracle_text_span(&e->word), ME_SPAN("-")))
        oracle_text_add_byte(&e->word, 'X');
}

static void say_nonsense(struct oracle_server *s, struct turn *e, struct me_span *secret)
{
    const bool out_of_step = oracle_chance_once_in(s->chance, 3);
    e->command = oracle_chance_once_in(s->chance, 2) ? "UNKN" : NULL;
    if (out_of_step) { /* an AUTH answer where no server waits for one */
        s->password.len = 0;
        oracle_server_password(s, &s->password);
        oracle_text_add(&e->argument, oracle_text_span(&s->password));
        *secret = oracle_text_span(&s->password);
    } else {
        oracle_text_format(&e->argument, "XFOO%zu bar", oracle_chance_below(s->chance, 9));
        oracle_adversary_twist(s->adversary, &e->argument, 0);
    }
    if (e->command == NULL)
        take_word(s, e);
    ANSWER(s, e, "500 Syntax error, command unrecognized.", "500 Syntax error, command unrecognized.", SEQUENCE,
           TOO_MANY);
}

static void say_plain(struct oracle_server *s, struct turn *e)
{
    static const char *const words[] = {"DATA", "RSET", "STARTTLS", "NOOP"};
    e->command = ORACLE_ONE_OF(s->chance, words);
    if (!oracle_chance_once_in(s->chance, 4))
        oracle_text_add_string(&e->argument, e->command);
    oracle_adversary_twist(s->adversary, &e->argument, e->argument.len);
    if (strcmp(e->command, "DATA") == 0)
        ANSWER(s, e, "354 Start mail input; end with <CRLF>.<CRLF>", SEQUENCE);
    else if (strcmp(e->command, "STARTTLS") == 0)
        ANSWER(s, e, "", "220 Ready to start TLS", "454 TLS not available due to temporary reason");
    else
        ANSWER(s, e, OK);
}

static void choose_inbound(struct oracle_server *s, struct turn *e, struct me_span *secret)
{
    if (s->steps == 0) {
        greet(s, e);
        return;
    }
    switch (oracle_chance_below(s->chance, s->client == ORACLE_HONEST ? 8 : 10)) {
    case 0:
        say_hello(s, e);
        break;
    case 1:
    case 2:
        name_sender(s, e);
        ANSWER(s, e, OK, OK, "501 Sender domain is invalid. Could not find DNS record.", FROM_LOCAL, NON_LOCAL,
               "550 not you", "451 try later", SEQUENCE);
        break;
    case 3:
    case 4:
        name_recipient(s, e);
        ANSWER(s, e, OK, OK, UNKNOWN, NON_LOCAL, LISTED, GREY, FROM_LOCAL, "552 too big", "452 later", SEQUENCE);
        break;
    case 5:
        say_plain(s, e);
        break;
    case 7:
        say_nonsense(s, e, secret);
        break;
    default:
        log_in(s, e, secret);
        break;
    }
}

static void clear(struct turn *e)
{
    e->command = NULL;
    e->word.len = e->argument.len = e->reply.len = 0;
}

static void set_named(struct oracle_server *s, struct oracle_row *row, const struct turn *e)
{
    if (e->command == NULL)
        return;
    if (strcmp(e->command, "MAIL") == 0)
        row->truth[ORACLE_SENDER] = s->sender.len > 0 ? oracle_text_span(&s->sender) : ME_SPAN("<>");
    if (strcmp(e->command, "RCPT") == 0)
        row->truth[ORACLE_RECIPIENT] = oracle_text_span(&s->recipient);
    if (strcmp(e->command, "EHLO") == 0 || strcmp(e->command, "HELO") == 0)
        row->truth[ORACLE_HELO] = oracle_text_span(&s->helo);
}

bool oracle_smtp_in_next(struct oracle_server *s, struct oracle_row *row)
{
    static struct turn e;
    struct me_span secret = {0};
    if (s->steps > 2 + oracle_chance_below(s->chance, 12))
        return false;
    oracle_row_begin(s, row);
    clear(&e);
    choose_inbound(s, &e, &secret);
    write_row(s, row, &e, secret);
    set_named(s, row, &e);
    return true;
}

/* Another server's words: it may be an adversary's own. */
static void answer_as_other(struct oracle_server *s, struct turn *e)
{
    ANSWER(s, e, "250 2.1.0 Ok", "250 2.1.5 Ok", "550 5.1.1 no such user here", "421 4.7.0 try again later",
           "554 5.7.1 refused", "450 4.2.0 greylisted", "250 2.0.0 Ok: queued as 3AB5A100A2C", "250",
           "552 5.2.2 mailbox full");
    oracle_adversary_twist(s->adversary, &e->reply, 0);
}

bool oracle_smtp_out_next(struct oracle_server *s, struct oracle_row *row)
{
    static struct turn e;
    if (s->steps > 3 + oracle_chance_below(s->chance, 6))
        return false;
    oracle_row_begin(s, row);
    clear(&e);
    row->inbound = false;
    if (s->steps == 0) {
        oracle_text_format(&s->subject, "Subject no. %zu", oracle_chance_below(s->chance, 50));
        oracle_adversary_twist(s->adversary, &s->subject, 0);
        e.command = "CONN";
        ANSWER(s, &e, "220 mx16.example.net ESMTP Postfix", "554 no");
        oracle_adversary_twist(s->adversary, &e.reply, 0);
    } else {
        switch (oracle_chance_below(s->chance, 6)) {
        case 0:
            e.command = "EHLO";
            oracle_text_add_string(&e.argument, "EHLO mail.example.com");
            s->helo.len = 0;
            oracle_text_add_string(&s->helo, "mail.example.com");
            break;
        case 1:
        case 2:
            name_sender(s, &e);
            break;
        case 3:
            e.command = "DATE";
            oracle_text_add_string(&e.argument, ".");
            break;
        default:
            name_recipient(s, &e);
            break;
        }
        answer_as_other(s, &e);
    }
    write_row(s, row, &e, (struct me_span){0});
    set_named(s, row, &e);
    return true;
}
