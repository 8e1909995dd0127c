/* SPDX-License-Identifier: Apache-2.0
 *
 * IMAP and POP: sessions of people who read their mail, and of those who guess passwords.
 */
#include <stdio.h>

#include "server_parts.h"

static const struct oracle_meaning login = {"auth-success", "", "", ""}, refused = {"auth-failure", "", "", ""},
                                   connected = {"connect", "", "", ""}, gone = {"quit", "", "", ""},
                                   secured = {"starttls", "", "", ""}, other = {"command", "", "", ""};

/* One turn of a conversation, and its row: what the client sent, what was answered, and what it means. */
struct turn {
    const char *command, *reply;
    struct oracle_text argument;
    struct oracle_meaning meaning;
    struct me_span user, secret;
    bool tagged, login_row, credential, has_id;
};

/* time service [id] handle ip command argument reply sent received postoffice mailbox */
static void write_activity(struct oracle_server *s, struct oracle_row *row, const struct turn *e,
                           const struct oracle_w3c_said *said)
{
    row->log = ORACLE_LOG_ACTIVITY;
    oracle_text_format(&row->column[row->columns++], "%02u/%02u/%02u %s", s->month, s->day, s->year % 100,
                       row->time + 11);
    oracle_row_column(row, oracle_span(said->service));
    if (s->service == ORACLE_IMAP && e->has_id) {
        oracle_row_column(row, oracle_span(s->id));
        row->truth[ORACLE_MESSAGE_ID] = oracle_span(s->id);
    } else if (s->service == ORACLE_IMAP) {
        oracle_row_column(row, ME_SPAN(""));
    }
    row->truth[ORACLE_LOG] = ME_SPAN("activity");
    row->truth[ORACLE_DIRECTION] = ME_SPAN("in");
    row->truth[ORACLE_CONNECTION] = oracle_text_span(oracle_row_number(row, s->handle));
    oracle_row_column(row, oracle_span(s->ip));
    row->command = row->columns;
    row->truth[ORACLE_COMMAND] = oracle_text_span(oracle_row_column(row, oracle_span(said->command)));
    row->argument = row->columns;
    row->truth[ORACLE_ARGUMENT] = oracle_text_span(oracle_row_column(row, said->argument));
    row->reply = row->columns;
    row->truth[ORACLE_REPLY] = me_span_skip(oracle_text_span(oracle_row_column(row, said->reply)), said->tag);
    row->truth[ORACLE_BYTES_SENT] = oracle_text_span(oracle_row_number(row, said->sent));
    row->truth[ORACLE_BYTES_RECEIVED] = oracle_text_span(oracle_row_number(row, said->received));
    row->truth[ORACLE_POSTOFFICE] =
        oracle_text_span(oracle_row_column(row, s->authenticated ? ME_SPAN("example.com") : ME_SPAN("")));
    row->truth[ORACLE_MAILBOX] =
        oracle_text_span(oracle_row_column(row, s->authenticated ? ME_SPAN("alice") : ME_SPAN("")));
    row->strangers[row->argument] = true;
    row->strangers[row->reply] = said->tag > 0;
}

static void write_row(struct oracle_server *s, struct oracle_row *row, const struct turn *e, const char *service)
{
    static struct oracle_text reply;
    reply.len = 0;
    if (e->tagged) {
        oracle_text_add(&reply, oracle_text_span(&s->tag));
        oracle_text_add_byte(&reply, ' ');
    }
    const size_t tag = reply.len;
    oracle_text_add_string(&reply, e->reply);
    const struct oracle_w3c_said said = {.service = service,
                                         .command = e->command,
                                         .argument = oracle_text_span(&e->argument),
                                         .reply = oracle_text_span(&reply),
                                         .tag = tag,
                                         .sent = reply.len + 2,
                                         .received = e->argument.len == 0 ? 0 : s->tag.len + 1 + e->argument.len + 2};
    if (s->w3c)
        oracle_w3c_write(s, row, &said);
    else
        write_activity(s, row, e, &said);
    row->may_be_credential = e->credential;
    row->login_row = e->login_row;
    const bool is_read = row->order != ORACLE_ORDER_UNKNOWN;
    if (e->user.len > 0 && is_read)
        row->truth[ORACLE_USER] = e->user;
    oracle_row_means(row, is_read ? e->meaning : other);
    if (e->secret.len > 0) {
        oracle_row_secret(row, row->argument, e->secret);
        if (is_read)
            row->truth[ORACLE_ARGUMENT] = ME_SPAN("{blank}");
    }
    if (!s->w3c)
        oracle_row_lose(s, row);
}

static void choose_name(struct oracle_server *s)
{
    static const char *const commands[] = {"login", "Pass", "AUTHENTICATE", "apop"};
    s->user.len = 0;
    if (oracle_chance_once_in(s->chance, 12)) /* people may be called as commands are */
        oracle_text_add_string(&s->user, ORACLE_ONE_OF(s->chance, commands));
    else
        oracle_text_format(&s->user, "user%zu@example.com", oracle_chance_below(s->chance, 40));
    oracle_adversary_twist(s->adversary, &s->user, 1); /* a name that begins with a blank is another word */
}

static void choose_tag(struct oracle_server *s)
{
    s->tag.len = 0;
    oracle_text_format(&s->tag, "A%zu", oracle_chance_below(s->chance, 99));
    oracle_adversary_twist(s->adversary, &s->tag, 0);
    for (size_t i = 0; i < s->tag.len; i++) /* a tag ends at a blank */
        if (s->tag.ptr[i] == ' ')
            s->tag.ptr[i] = s->w3c && oracle_chance_once_in(s->chance, 2) ? '+' : '_'; /* looks like one there */
    if (s->tag.len == 1 && (s->tag.ptr[0] == '+' || s->tag.ptr[0] == '*')) /* the server's own (RFC 9051, 2.2.2) */
        s->tag.ptr[0] = 'A';
}

/* Whether the password fits; with the answer that says so. */
static void decide(struct oracle_server *s, struct turn *e, const char *yes, const char *no)
{
    s->authenticated = oracle_chance_once_in(s->chance, s->client == ORACLE_GUESSER ? 8 : 2);
    e->reply = s->authenticated ? yes : no;
    e->meaning = s->authenticated ? login : refused;
    e->login_row = e->credential = true;
}

static void imap_login(struct oracle_server *s, struct turn *e)
{
    choose_name(s);
    e->command = "LOGIN";
    e->user = oracle_text_span(&s->user);
    oracle_text_add_string(&e->argument, "LOGIN ");
    oracle_text_add(&e->argument, e->user);
    oracle_text_add_byte(&e->argument, ' ');
    if (oracle_chance_once_in(s->chance, 3)) { /* the way a server shows it that hides nothing */
        s->password.len = 0;
        oracle_server_password(s, &s->password);
        oracle_text_add(&e->argument, oracle_text_span(&s->password));
        e->secret = oracle_text_span(&s->password);
    } else {
        oracle_text_fill(&e->argument, '*', 1 + oracle_chance_below(s->chance, 20));
        e->secret = me_span_skip(oracle_text_span(&e->argument), 7 + e->user.len);
    }
    decide(s, e, "OK LOGIN completed", "NO LOGIN Failed - Invalid username or password.");
}

static void imap_authenticate(struct oracle_server *s, struct turn *e)
{
    e->command = "AUTHENTICATE";
    s->password.len = 0;
    oracle_server_password(s, &s->password);
    oracle_text_add(&e->argument, oracle_text_span(&s->password));
    e->secret = oracle_text_span(&s->password);
    decide(s, e, "OK AUTHENTICATE LOGIN completed", "NO AUTHENTICATE LOGIN failed - Invalid username or password.");
}

static void imap_plain(struct oracle_server *s, struct turn *e)
{
    static const char *const words[][2] = {
        {"CAPABILITY", "CAPABILITY"}, {"NOOP", "NOOP"},        {"SELECT", "SELECT INBOX"},
        {"UID", "UID fetch 1:*"},     {"LIST", "LIST \"\" *"}, {"APPEND", "APPEND Sent {310}"},
    };
    const size_t which = oracle_chance_below(s->chance, ORACLE_COUNT(words));
    e->command = words[which][0];
    oracle_text_add_string(&e->argument, words[which][1]);
    oracle_adversary_twist(s->adversary, &e->argument, e->argument.len);
    e->reply = "OK completed";
    e->meaning = other;
}

static void imap_choose(struct oracle_server *s, struct turn *e)
{
    e->tagged = true;
    choose_tag(s);
    switch (oracle_chance_below(s->chance, 6)) {
    case 0:
        e->command = "LOGOUT";
        e->tagged = false;
        oracle_text_add_string(&e->argument, "logout");
        e->reply = "* BYE IMAP4rev1 server terminating connection";
        e->meaning = gone;
        break;
    case 1:
        e->command = "STARTTLS";
        oracle_text_add_string(&e->argument, "STARTTLS");
        e->reply = "OK Begin TLS negotiation now";
        e->meaning = secured;
        break;
    case 2:
    case 3:
        imap_login(s, e);
        break;
    case 4:
        imap_authenticate(s, e);
        break;
    default:
        imap_plain(s, e);
        break;
    }
}

static void clear(struct turn *e)
{
    const struct oracle_text kept = {e->argument.ptr, 0, e->argument.size};
    *e = (struct turn){.argument = kept};
}

bool oracle_imap_next(struct oracle_server *s, struct oracle_row *row)
{
    static struct turn e;
    if (s->steps > 1 + oracle_chance_below(s->chance, 5))
        return false;
    oracle_row_begin(s, row);
    clear(&e);
    if (s->steps == 0) {
        e.command = "";
        e.reply = "* OK IMAP4rev1 server ready at 11/22/26 07:00:01";
        e.meaning = connected;
    } else {
        imap_choose(s, &e);
    }
    row->truth[ORACLE_SERVICE] = ME_SPAN("imap");
    e.has_id = strcmp(e.command, "UID") == 0;
    write_row(s, row, &e, "IMAP-IN");
    return true;
}

static void pop_user(struct oracle_server *s, struct turn *e)
{
    choose_name(s);
    e->command = "USER";
    e->user = oracle_text_span(&s->user);
    oracle_text_add_string(&e->argument, "USER ");
    oracle_text_add(&e->argument, e->user);
    e->reply = "+OK";
    e->meaning = other;
}

static void pop_pass(struct oracle_server *s, struct turn *e)
{
    e->command = "PASS";
    s->password.len = 0;
    oracle_server_password(s, &s->password);
    oracle_text_add_string(&e->argument, "PASS ");
    oracle_text_add(&e->argument, oracle_text_span(&s->password));
    oracle_adversary_twist(s->adversary, &e->argument, 5);
    e->secret = oracle_text_span(&s->password);
    decide(s, e, "+OK", "-ERR Unable to log on");
}

static void pop_plain(struct oracle_server *s, struct turn *e)
{
    static const char *const words[][2] = {{"STAT", "STAT"}, {"RETR", "RETR 1"}, {"LIST", "LIST"}, {"UIDL", "UIDL"}};
    const size_t which = oracle_chance_below(s->chance, ORACLE_COUNT(words));
    e->command = words[which][0];
    oracle_text_add_string(&e->argument, words[which][1]);
    oracle_adversary_twist(s->adversary, &e->argument, e->argument.len);
    e->reply = "+OK";
    e->meaning = other;
}

static void pop_choose(struct oracle_server *s, struct turn *e)
{
    switch (oracle_chance_below(s->chance, 6)) {
    case 0:
        e->command = "QUIT";
        oracle_text_add_string(&e->argument, "QUIT");
        e->reply = "+OK";
        e->meaning = gone;
        break;
    case 1:
        e->command = "STLS";
        oracle_text_add_string(&e->argument, "STLS");
        e->reply = "+OK Begin TLS negotiation";
        e->meaning = secured;
        break;
    case 2:
        pop_user(s, e);
        break;
    case 3:
    case 4:
        pop_pass(s, e);
        break;
    default:
        pop_plain(s, e);
        break;
    }
}

bool oracle_pop_next(struct oracle_server *s, struct oracle_row *row)
{
    static struct turn e;
    if (s->steps > 1 + oracle_chance_below(s->chance, 5))
        return false;
    oracle_row_begin(s, row);
    clear(&e);
    if (s->steps == 0) {
        e.command = "";
        e.reply = "+OK Welcome to MailEnable POP3 Server";
        e.meaning = connected;
    } else {
        pop_choose(s, &e);
    }
    row->truth[ORACLE_SERVICE] = ME_SPAN("pop");
    write_row(s, row, &e, s->handle % 2 == 0 ? "POP-IN" : "POP3-IN");
    return true;
}
