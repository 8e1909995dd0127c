/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversations of the simulated server, and what all its rows have.
 */
#include "server_parts.h"

#include <stdio.h>

static void choose_client_ip(struct oracle_server *s)
{
    const unsigned host = 1 + (unsigned)oracle_chance_below(s->chance, 90);
    static const struct {
        const char *before, *truth,
            *after; /* an IPv4-mapped address is the IPv4 one, a zone is the server's business */
        bool hexadecimal;
    } nets[] = {
        {"192.0.2.", "192.0.2.", "", false},
        {"192.0.2.", "192.0.2.", "", false},
        {"198.51.100.", "198.51.100.", "", false},
        {"2001:db8::", "2001:db8::", "", true},

    };
    const size_t net = oracle_chance_once_in(s->chance, 4) ? oracle_chance_below(s->chance, ORACLE_COUNT(nets)) : 0;
    char digits[16];
    snprintf(digits, sizeof(digits), nets[net].hexadecimal ? "%x" : "%u", host);
    snprintf(s->ip, sizeof(s->ip), "%s%s%s", nets[net].before, digits, nets[net].after);
    snprintf(s->ip_truth, sizeof(s->ip_truth), "%s%s", nets[net].truth, digits);
}

/* No two conversations of a client have one id, whatever a fuzzer decides. */
static void choose_id(struct oracle_server *s)
{
    for (size_t i = 0; i < 32; i++)
        s->id[i] = "0123456789ABCDEF"[oracle_chance_below(s->chance, 16)];
    s->id[0] = "0123456789ABCDEF"[s->conversations++ % 16];
    memcpy(s->id + 32, ".MAI", 5);
}

/* Nobody has said anything. */
static void clear(struct oracle_server *s)
{
    struct oracle_text *const texts[] = {&s->helo,    &s->user, &s->sender,  &s->recipient,
                                         &s->subject, &s->tag,  &s->password};
    for (size_t i = 0; i < ORACLE_COUNT(texts); i++)
        texts[i]->len = 0;
    for (size_t i = 0; i < ORACLE_FIELD_MAX; i++)
        s->line[i].len = 0;
    s->steps = 0;
    s->authenticated = s->has_authenticated = false;
    choose_id(s);
}

void oracle_server_begin_again(struct oracle_server *s)
{
    s->seconds += 2;
    clear(s);
}

void oracle_server_begin(struct oracle_server *s, const struct oracle_adversary *adversary)
{
    s->adversary = adversary;
    s->chance = adversary->chance;
    s->conversations = 0;
    static const unsigned char services[] = {ORACLE_SMTP_IN,  ORACLE_SMTP_IN, ORACLE_SMTP_IN, ORACLE_SMTP_OUT,
                                             ORACLE_SMTP_OUT, ORACLE_IMAP,    ORACLE_POP,     ORACLE_DEBUG};
    s->service = ORACLE_ONE_OF(s->chance, services);
    s->client = oracle_chance_below(s->chance, 4);
    s->w3c = s->service != ORACLE_DEBUG && oracle_chance_once_in(s->chance, s->service <= ORACLE_SMTP_OUT ? 5 : 2);
    s->order = oracle_chance_below(s->chance, oracle_w3c_orders());
    s->taught = oracle_w3c_orders();
    s->lost = oracle_chance_once_in(s->chance, 4) ? (unsigned)oracle_chance_below(s->chance, 3) : 0;
    s->seconds = (unsigned)oracle_chance_below(s->chance, 80000);
    s->day = 1 + (unsigned)oracle_chance_below(s->chance, 28);
    s->month = 1 + (unsigned)oracle_chance_below(s->chance, 12);
    s->year = 2014 + (unsigned)oracle_chance_below(s->chance, 13);
    s->handle = 600 + (unsigned)oracle_chance_below(s->chance, 9000000); /* no two of a run, or hardly ever */
    choose_client_ip(s);
    clear(s);
}

/* Remembers each field's latest value: a later row of the conversation that has no such field may be given it. */
static void remember(struct oracle_server *s, struct oracle_row *row)
{
    static const enum oracle_field fields[] = {ORACLE_HELO, ORACLE_USER, ORACLE_SENDER, ORACLE_RECIPIENT};
    for (size_t i = 0; i < ORACLE_COUNT(fields); i++) {
        struct oracle_text *line = &s->line[fields[i]];
        if (row->truth[fields[i]].len == 0) {
            row->context[fields[i]] = oracle_text_span(line);
            continue;
        }
        const size_t column = fields[i] == ORACLE_USER && row->user != ORACLE_NO_COLUMN ? row->user : row->argument;
        line->len = 0;
        oracle_text_add(line, oracle_text_span(&row->column[column]));
        if (row->inbound || row->reply == ORACLE_NO_COLUMN)
            continue; /* else a part of another server's reply may read as the argument's */
        oracle_text_add_byte(line, row->between);
        oracle_text_add(line, oracle_text_span(&row->column[row->reply]));
    }
    s->has_authenticated = s->has_authenticated || s->authenticated;
    row->authenticated = s->has_authenticated;
}

void oracle_server_begin_beside(struct oracle_server *s, const struct oracle_server *other)
{
    oracle_server_begin(s, other->adversary);
    s->service = other->service;
    if (s->service <= ORACLE_SMTP_OUT)
        s->service = oracle_chance_once_in(s->chance, 2) ? ORACLE_SMTP_IN : ORACLE_SMTP_OUT;
    s->w3c = other->w3c;
    s->layout = other->layout;
    s->order = other->order;
    s->taught = other->taught;
    s->handle = s->handle / 64 * 64 + other->handle % 64; /* a service has one name, and a log one layout */
}

bool oracle_server_next(struct oracle_server *s, struct oracle_row *row)
{
    static bool (*const next[])(struct oracle_server *, struct oracle_row *) = {
        [ORACLE_SMTP_IN] = oracle_smtp_in_next, [ORACLE_SMTP_OUT] = oracle_smtp_out_next,
        [ORACLE_IMAP] = oracle_imap_next,       [ORACLE_POP] = oracle_pop_next,
        [ORACLE_DEBUG] = oracle_debug_next,
    };
    s->seconds += (unsigned)oracle_chance_below(s->chance, 3);
    if (!next[s->service](s, row))
        return false;
    remember(s, row);
    return ++s->steps > 0;
}

void oracle_row_begin(struct oracle_server *s, struct oracle_row *row)
{
    for (size_t i = 0; i < ORACLE_COLUMNS_MAX; i++)
        row->column[i].len = 0;
    memset(row->strangers, 0, sizeof(row->strangers));
    memset(row->truth, 0, sizeof(row->truth));
    memset(row->context, 0, sizeof(row->context));
    row->columns = row->secrets = row->server_words = 0;
    row->between = '\t';
    row->inbound = true;
    row->may_be_credential = row->login_row = row->is_taught = row->needs_tabs = false;
    row->order = ORACLE_ORDER_FIXED;
    row->has_plus_in_tag = false;
    row->unknown_word = NULL;
    row->command = row->argument = row->reply = row->user = ORACLE_NO_COLUMN;
    snprintf(row->time, sizeof(row->time), "%04u-%02u-%02uT%02u:%02u:%02u", s->year % 10000, s->month % 100,
             s->day % 100, s->seconds / 3600 % 24, s->seconds / 60 % 60, s->seconds % 60);
    snprintf(row->handle, sizeof(row->handle), "%u", s->handle);
    row->truth[ORACLE_TIME] = oracle_span(row->time);
    row->truth[ORACLE_CLIENT_IP] = oracle_span(s->ip_truth);
}

struct oracle_text *oracle_row_column(struct oracle_row *row, struct me_span value)
{
    struct oracle_text *column = &row->column[row->columns++];
    oracle_text_add(column, value);
    return column;
}

struct oracle_text *oracle_row_number(struct oracle_row *row, size_t value)
{
    struct oracle_text *column = &row->column[row->columns++];
    oracle_text_format(column, "%zu", value);
    return column;
}

void oracle_row_lose(const struct oracle_server *s, struct oracle_row *row)
{
    for (unsigned i = 0; i < s->lost && row->column[row->columns - 1].len == 0; i++)
        row->columns--;
}

void oracle_row_secret(struct oracle_row *row, size_t column, struct me_span secret)
{
    const struct me_span text = oracle_text_span(&row->column[column]);
    const char *at = oracle_text_find(text, secret);
    if (at != NULL && row->secrets < ORACLE_ROW_SECRETS_MAX)
        row->secret[row->secrets++] =
            (struct oracle_secret){column, (size_t)(at - text.ptr), (size_t)(at - text.ptr) + secret.len};
}

void oracle_row_means(struct oracle_row *row, struct oracle_meaning meaning)
{
    row->truth[ORACLE_EVENT] = oracle_span(meaning.event);
    row->truth[ORACLE_OUTCOME] = oracle_span(meaning.outcome);
    row->truth[ORACLE_REASON] = oracle_span(meaning.reason);
    row->truth[ORACLE_RISK] = oracle_span(meaning.risk);
    if (row->inbound && row->log != ORACLE_LOG_DEBUG)
        row->truth[ORACLE_OFFENCE] = oracle_span(oracle_meaning_offence(&meaning));
}

void oracle_server_address(struct oracle_server *s, struct oracle_text *out)
{
    static const char *const domains[] = {"example.com", "mail01.example", "example.org", "example.net"};
    const size_t begin = out->len;
    if (oracle_chance_once_in(s->chance, 8))
        oracle_text_format(out, "\"user %zu\"", oracle_chance_below(s->chance, 50));
    else
        oracle_text_format(out, "user%zu", oracle_chance_below(s->chance, 50));
    oracle_adversary_twist(s->adversary, out, begin);
    oracle_text_format(out, "@%s", ORACLE_ONE_OF(s->chance, domains));
}

void oracle_server_password(struct oracle_server *s, struct oracle_text *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const size_t quads = 4 + (s->adversary->padding_max > ORACLE_TEXT_SHORT && oracle_chance_once_in(s->chance, 4)
                                  ? oracle_chance_below(s->chance, 2000)
                                  : oracle_chance_below(s->chance, 8));
    oracle_text_add_string(out, "Zq7x"); /* no word of people, whatever follows */
    for (size_t i = 1; i < 4 * quads; i++)
        oracle_text_add_byte(out, digits[oracle_chance_below(s->chance, 64)]);
    oracle_text_add_byte(out, '=');
}

void oracle_server_free(struct oracle_server *s)
{
    struct oracle_text *const texts[] = {&s->helo,    &s->user, &s->sender,  &s->recipient,
                                         &s->subject, &s->tag,  &s->password};
    for (size_t i = 0; i < ORACLE_COUNT(texts); i++)
        oracle_text_free(texts[i]);
    for (size_t i = 0; i < ORACLE_FIELD_MAX; i++)
        oracle_text_free(&s->line[i]);
}

void oracle_row_free(struct oracle_row *row)
{
    for (size_t i = 0; i < ORACLE_COLUMNS_MAX; i++)
        oracle_text_free(&row->column[i]);
}
