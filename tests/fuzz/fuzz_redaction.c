/* SPDX-License-Identifier: Apache-2.0
 *
 * The whole module on a message whose credentials are known to the byte: the fuzzer chooses row, credential, spelling,
 * place and copies, and puts the credential's text where it is none. Afterwards each text of the message is what it
 * was, with `{blank}` for each credential, and a second action finds nothing more and reads the same record.
 */
#define _GNU_SOURCE /* memmem() */

#include <stdio.h>
#include <string.h>

#include "../unit/host/stub_host.h"
#include "fuzz.h"

enum { ROOM = 1 << 18 };

/* --- texts whose credentials are known ---------------------------------------------------------------------------- */

struct text {
    char bytes[ROOM];
    bool secret[ROOM]; /* for each byte: a part of a credential */
    size_t len;
};

static void add(struct text *t, struct me_span part, bool secret)
{
    FUZZ_ASSERT(t->len + part.len < ROOM);
    memcpy(t->bytes + t->len, part.ptr, part.len);
    memset(t->secret + t->len, secret, part.len);
    t->len += part.len;
    t->bytes[t->len] = '\0';
}

static void add_word(struct text *t, const char *word)
{
    add(t, (struct me_span){word, strlen(word)}, false);
}

static void add_piece(struct text *t, const struct text *whole, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        add(t, (struct me_span){&whole->bytes[i], 1}, whole->secret[i]);
}

static void add_text(struct text *t, const struct text *whole)
{
    add_piece(t, whole, 0, whole->len);
}

static bool has_secret(const struct text *t)
{
    return memchr(t->secret, true, t->len) != NULL;
}

/* What is to become of `t`. */
static const char *wanted(const struct text *t, char out[static ROOM])
{
    size_t len = 0;
    for (size_t i = 0; i < t->len; i++) {
        FUZZ_ASSERT(len + 8 < ROOM);
        if (!t->secret[i])
            out[len++] = t->bytes[i];
        else if (i == 0 || !t->secret[i - 1])
            len += (size_t)sprintf(out + len, "{blank}");
    }
    out[len] = '\0';
    return out;
}

/* How a text is spelled within quotes. */
struct spelling {
    size_t every; /* each so many bytes \uXXXX; 0: none */
    bool data;    /* a value of structured data: `\` before `"`, `\` and `]` only */
};

/* Without a service's word as it is no message is looked into: nobody spells letters of it as numbers. */
static bool is_of_service(unsigned char byte)
{
    return strchr("SMTP-", byte) != NULL;
}

static void add_spelled(struct text *t, const struct text *part, struct spelling spelling)
{
    for (size_t i = 0; i < part->len; i++) {
        char spelled[8];
        const unsigned char byte = (unsigned char)part->bytes[i];
        if (spelling.data)
            snprintf(spelled, sizeof(spelled), strchr("\"\\]", byte) != NULL ? "\\%c" : "%c", byte);
        else if (byte == '\t')
            snprintf(spelled, sizeof(spelled), spelling.every % 2 ? "\\u0009" : "\\t");
        else if (byte == '"' || byte == '\\')
            snprintf(spelled, sizeof(spelled), "\\%c", byte);
        else if (byte == '\n')
            snprintf(spelled, sizeof(spelled), "\\n");
        else if (spelling.every > 0 && i % spelling.every == 0 && (part->secret[i] || !is_of_service(byte)))
            snprintf(spelled, sizeof(spelled), spelling.every % 2 ? "\\u%04X" : "\\u%04x", byte);
        else if (byte == '/' && spelling.every != 0)
            snprintf(spelled, sizeof(spelled), "\\/");
        else
            snprintf(spelled, sizeof(spelled), "%c", byte);
        add(t, (struct me_span){spelled, strlen(spelled)}, part->secret[i]);
    }
}

static void add_string(struct text *t, const char *before, const struct text *part, struct fuzz_choices *c)
{
    const struct spelling spelling = {.every = fuzz_choose(c, 8)};
    add_word(t, before);
    add_word(t, "\"");
    add_spelled(t, part, spelling);
    add_word(t, "\"");
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

#define ID "B5A2D78010C25A93143905418E93DEB5.MAI"

/* `|` stands for a separator, `$` for a credential; the row begins behind `!`, where its date may be lost. */
static const char *const rows[] = {
    "09/01/20 00:00:19|!SMTP-IN|" ID "|2816|192.0.2.20|AUTH|AUTH PLAIN $|235 ok|19|30|bob|",
    "09/01/20 00:00:19|!SMTP-IN|" ID "|2816|192.0.2.20|AUTH|$|334 x|18|30||",
    "09/01/20 00:00:19|!SMTP-IN|" ID "|2816|192.0.2.20|auth|auth login $|535 Invalid Username or Password|34|14",
    "09/01/20 00:00:19|!SMTP-IN|" ID "|2816|192.0.2.20|$|$|535 Invalid|34|14|bob|",
    "09/01/20 00:00:19|!SMTP-OU|" ID "|2816|192.0.2.1|AUTH|AUTH CRAM-MD5 $|504 x|1|2||",
    /* without a credential */
    "09/01/20 00:00:19|!SMTP-IN|" ID "|2816|192.0.2.20|AUTH|AUTH LOGIN|334 VXNlcm5hbWU6|18|12||",
    "09/01/20 00:00:19|!SMTP-IN|" ID "|2816|192.0.2.20|RCPT|RCPT TO:<\"AUTH\"@example.net>|250 ok|3|9|bob|",
    "09/01/20 00:00:19|!SMTP-IN|" ID "|2816|192.0.2.20|EHLO|EHLO {\"a\":\"SMTP-IN\"}|250 ok|3|9||",
};
static const char *const w3c_rows[] = {
    "2025-05-04 10:06:59 !203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH AUTH+PLAIN+$ 535+Invalid HOST 34 14 bob ",
    "2025-05-04 10:06:59 !203.0.113.22 SMTP-IN - 192.168.0.5 1940 AUTH $ 235+Authenticated HOST 34 14 bob ",
    "2025-05-04 10:06:59 !203.0.113.22 SMTP-OU - 192.168.0.5 1940 auth auth+login+$ 535+x HOST 34 14 - ",
};
static const char *const separators[] = {"\t", "#011", "\\t", "#009"};

/* What a client sent: nothing that ends a column or looks like a spelled TAB. As a command it must be an answer to AUTH
 * by its look. */
static void make_secret(struct text *secret, bool is_command, struct fuzz_choices *c)
{
    const struct me_span noise = fuzz_take(c, 40);
    secret->len = 0;
    for (size_t i = 0; i < noise.len; i++) {
        const char ch = noise.ptr[i];
        const bool is_letter = me_ascii_lower(ch) >= 'a' && me_ascii_lower(ch) <= 'z';
        if (is_letter || (!is_command && ch > ' ' && ch < 0x7F && strchr("#\\0+", ch) == NULL))
            add(secret, (struct me_span){&ch, 1}, true);
    }
    add(secret, ME_SPAN("MAILBOX"), true);
}

/* The row, and the credential in it; `*start` becomes where the row begins when it has lost its date. */
static void make_row(struct text *row, struct text *secret, size_t *start, struct fuzz_choices *c)
{
    const bool w3c = fuzz_choose(c, 4) == 0;
    const char *layout = w3c ? w3c_rows[fuzz_choose(c, 3)] : rows[fuzz_choose(c, 8)];
    const char *separator = separators[fuzz_choose(c, 4)];
    make_secret(secret, strstr(layout, "$|$") != NULL, c);
    row->len = 0;
    for (; *layout != '\0'; layout++) {
        if (*layout == '|')
            add_word(row, separator);
        else if (*layout == '$')
            add_text(row, secret);
        else if (*layout == '!')
            *start = row->len;
        else
            add(row, (struct me_span){layout, 1}, false);
    }
}

/* Cuts the row within its last credential, as a hop may. */
static void cut_row(struct text *row, struct fuzz_choices *c)
{
    const bool *last = memrchr(row->secret, true, row->len);
    if (last != NULL && fuzz_choose(c, 4) == 0) {
        row->len = (size_t)(last - row->secret) + 1 - fuzz_choose(c, 4);
        row->bytes[row->len] = '\0';
    }
}

/* --- messages ----------------------------------------------------------------------------------------------------- */

struct parts {
    struct text secret, word; /* the credential, and the same bytes where they are none */
    struct text row;
    size_t start;
    struct text raw, tag, host, data, any, own;
    size_t msg; /* where $msg begins in raw */
};

static void begin_msg(struct parts *p)
{
    p->msg = p->raw.len;
}

static void make_plain(struct parts *p, struct fuzz_choices *c)
{
    static const char *const headers[] = {"<13>Jul 24 15:40:50 MAIL01 x: ", "", "<13>1 - MAIL01 - - - - "};
    add_word(&p->raw, headers[fuzz_choose(c, 3)]);
    begin_msg(p);
    if (fuzz_choose(c, 4) == 0) {
        add_word(&p->raw, "09/01/20 00:00:19\tSMTP-IN\t" ID "\t2816\t192.0.2.20\tQUIT\tQUIT\t221 bye\t1\t2\t");
        add_word(&p->raw, fuzz_choose(c, 2) ? "\r\n" : "\n");
    }
    add_text(&p->raw, &p->row);
    add_word(&p->host, "MAIL01");
}

/* The row, or another one beside it, is a value of the structured data; and another value equals the credential. */
static void make_data(struct parts *p, struct fuzz_choices *c)
{
    const size_t where = 1 + fuzz_choose(c, 3);
    const struct spelling spelling = {.data = true};
    add_word(&p->data, "[own@32473 word=\"");
    add_spelled(&p->data, &p->word, spelling);
    if (where & 1) {
        add_word(&p->data, "\" row=\"");
        add_spelled(&p->data, &p->row, spelling);
    }
    add_word(&p->data, "\" n=\"1\"]");
    add_word(&p->raw, "<13>1 - h - - - ");
    add_text(&p->raw, &p->data);
    add_word(&p->raw, " ");
    begin_msg(p);
    if (where & 2)
        add_text(&p->raw, &p->row);
    else
        add_text(&p->raw, &p->word);
}

static void make_json(struct parts *p, struct fuzz_choices *c)
{
    static struct text inner;
    const bool nested = fuzz_choose(c, 2) != 0;
    struct text *json = nested ? &inner : &p->raw;
    inner.len = 0;
    add_word(&p->raw, "<13>Jul 24 15:40:50 MAIL01 agent: ");
    begin_msg(p);
    add_string(json, "{\"word\":", &p->word, c);
    add_string(json, ",\"deep\":[1,null,{\"row\":", &p->row, c);
    add_string(json, ", \"line\" : ", &p->row, c);
    add_string(json, "}],\"", &p->word, c);
    json->bytes[json->len - 1] = ' '; /* no quote: a name is no value */
    add_word(json, "\":7}");
    if (nested) {
        add_string(&p->raw, "{\"log\":", &inner, c);
        add_word(&p->raw, "}");
    }
}

/* The row's words behind a date that the header took, up to the first blank or colon, are the tag. */
static void make_tag(struct parts *p, struct fuzz_choices *c)
{
    (void)c;
    size_t end = p->start;
    add_word(&p->host, "MAIL01");
    add_word(&p->raw, "<13>Jul 24 15:40:50 MAIL01 ");
    while (end < p->row.len && p->row.bytes[end] != ' ' && p->row.bytes[end] != ':')
        end++;
    end += end < p->row.len && p->row.bytes[end] == ':';
    add_piece(&p->tag, &p->row, p->start, end);
    add_text(&p->raw, &p->tag);
    begin_msg(p);
    add_piece(&p->raw, &p->row, end, p->row.len);
}

/* Copies of the row, of $msg and of a piece of it, and words that are none, among the variables. */
static void make_variables(struct parts *p, struct fuzz_choices *c)
{
    static struct text piece;
    const bool *last = memrchr(p->raw.secret, true, p->raw.len);
    const size_t secret = last != NULL ? (size_t)(last - p->raw.secret) : 0, back = fuzz_choose(c, 40);
    add_string(&p->any, "{\"line\":", &p->row, c);
    add_string(&p->any, ",\"deep\":[1,null,[", &p->word, c);
    add_word(&p->any, "]]}");
    piece.len = 0;
    add_piece(&piece, &p->raw, p->msg, p->raw.len);
    add_string(&p->own, "{\"msg\":", &piece, c);
    piece.len = 0;
    if (last != NULL && memchr(p->raw.bytes + secret + 1, ' ', p->raw.len - secret - 1) != NULL)
        add_piece(&piece, &p->raw, secret - (back < secret ? back : secret), p->raw.len);
    add_string(&p->own, ",\"end\":", &piece, c);
    add_string(&p->own, ",\"word\":", &p->word, c);
    add_word(&p->own, "}");
}

static void make_parts(struct parts *p, struct fuzz_choices *c)
{
    static void (*const make[])(struct parts *, struct fuzz_choices *) = {make_plain, make_data, make_json, make_tag};
    p->word.len = p->raw.len = p->tag.len = p->host.len = p->data.len = p->any.len = p->own.len = 0;
    make_row(&p->row, &p->secret, &p->start, c);
    add(&p->word, (struct me_span){p->secret.bytes, p->secret.len}, false);
    cut_row(&p->row, c);
    make[fuzz_choose(c, 4)](p, c);
    make_variables(p, c);
}

static void set_header(struct msg *message, enum me_stub_header which, const struct text *text)
{
    if (text->len > 0)
        me_stub_set_header(message, which, text->bytes);
}

static struct msg *message_of(const struct parts *p)
{
    struct msg *message = me_stub_message_new(p->raw.bytes, p->raw.len, p->raw.len - p->msg, "");
    set_header(message, ME_STUB_TAG, &p->tag);
    set_header(message, ME_STUB_HOSTNAME, &p->host);
    set_header(message, ME_STUB_STRUCTURED_DATA, &p->data);
    me_stub_set(message, "$!x", p->any.bytes);
    me_stub_set(message, "$.x", p->own.bytes);
    return message;
}

/* --- what comes out ----------------------------------------------------------------------------------------------- */

static void check(const char *what, const char *got, const char *want, const struct parts *p)
{
    enum { BEFORE = 200, SHOWN = 400 };
    size_t same = 0;
    while (got[same] == want[same] && got[same] != '\0')
        same++;
    if (got[same] == want[same])
        return;
    same -= same < BEFORE ? same : BEFORE;
    fprintf(stderr, "%s is\n%.*s\nand not\n%.*s\nwhere the raw message is\n%s\nand $.x\n%s\n", what, SHOWN, got + same,
            SHOWN, want + same, p->raw.bytes, p->own.bytes);
    abort();
}

static void check_header(struct msg *message, enum me_stub_header which, const struct text *text, const struct parts *p)
{
    static char want[ROOM];
    if (text->len > 0)
        check("a field of the header", me_stub_header(message, which), wanted(text, want), p);
}

/* The variable `x` of `root`, which is the first one, spelled as the host does. */
static void check_variable(struct msg *message, char root, const struct text *text, const struct parts *p)
{
    static char want[ROOM], got[ROOM];
    struct msg *other = me_stub_message_new("", 0, 0, "");
    me_stub_set(other, "$!x", wanted(text, want));
    snprintf(want, sizeof(want), "%s", me_stub_variables(other, '!'));
    me_stub_message_free(other);
    want[strlen(want) - 1] = '\0';
    snprintf(got, sizeof(got), "%s", me_stub_variables(message, root));
    if (strlen(got) > strlen(want))
        got[strlen(want)] = '\0';
    check("a variable", got, want, p);
}

static void check_message(struct msg *message, const struct parts *p)
{
    static struct text msg;
    static char want[ROOM];
    check("$rawmsg", me_stub_raw(message), wanted(&p->raw, want), p);
    msg.len = 0;
    add_piece(&msg, &p->raw, p->msg, p->raw.len);
    const bool within = p->msg > 0 && p->msg < p->raw.len && p->raw.secret[p->msg - 1] && p->raw.secret[p->msg];
    /* what is left of a credential that begins in the tag is gone from $msg */
    check("$msg", me_stub_msg(message), wanted(&msg, want) + (within ? strlen("{blank}") : 0), p);
    check_header(message, ME_STUB_TAG, &p->tag, p);
    check_header(message, ME_STUB_HOSTNAME, &p->host, p);
    check_header(message, ME_STUB_STRUCTURED_DATA, &p->data, p);
    check_variable(message, '!', &p->any, p);
    check_variable(message, '.', &p->own, p);
}

enum { PLAIN, RAW, VARIABLE, NOT_WANTED, STRICT, WITH_SCHEMA, ACTIONS };

static struct me_stub_action *actions(void)
{
    static const struct me_stub_parameter parameters[ACTIONS][4] = {
        [PLAIN] = {{"correlate", "off"}},
        [RAW] = {{"correlate", "off"}, {"useRawMsg", "on"}},
        [VARIABLE] = {{"correlate", "off"}, {"variable", "$!x!line"}},
        [NOT_WANTED] = {{"correlate", "off"}, {"logs", "debug"}},
        [STRICT] = {{"correlate", "off"}, {"strict", "on"}, {"container", "$.m"}},
        [WITH_SCHEMA] = {{"correlate", "off"}, {"ecs", "on"}},
    };
    static struct me_stub_action made[ACTIONS];
    static bool loaded;
    if (!loaded) {
        FUZZ_ASSERT(me_stub_load());
        for (int i = 0; i < ACTIONS; i++)
            FUZZ_ASSERT(me_stub_action_new(&made[i], parameters[i]));
        loaded = true;
    }
    return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_choices c = {data, size};
    static struct parts parts;
    static char record[ROOM];
    if (size == 0)
        return 0;
    struct me_stub_action *action = &actions()[fuzz_choose(&c, ACTIONS)];
    make_parts(&parts, &c);
    struct msg *message = message_of(&parts);
    const uint64_t before = me_stub_counter("credentials.redacted");
    FUZZ_ASSERT(me_stub_run(action, message));
    check_message(message, &parts);
    FUZZ_ASSERT(me_stub_counter("credentials.redacted") - before ==
                (has_secret(&parts.raw) || (action == &actions()[VARIABLE] && has_secret(&parts.any))));
    snprintf(record, sizeof(record), "%s", me_stub_variables(message, '!'));
    FUZZ_ASSERT(me_stub_run(action, message));
    check_message(message, &parts);
    if (action != &actions()[WITH_SCHEMA]) /* the message as it comes to the second one is its event.original */
        check("the second record", me_stub_variables(message, '!'), record, &parts);
    me_stub_message_free(message);
    return 0;
}
