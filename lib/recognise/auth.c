/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials by position, not by look: in an AUTH row all that is not known to be harmless is a secret.
 */
#include "recognise/auth.h"

#include "tables/command.h"

/* SASL mechanism names (IANA's registry) are made of these characters and have at most 20 (RFC 4422, section 3.1), but
 * a password's base64 can look the same: only names on this list stay readable. */
static bool is_mechanism(struct me_span word)
{
    static const struct me_span names[] = {
        {"LOGIN", 5},        {"PLAIN", 5},        {"CRAM-MD5", 8},       {"DIGEST-MD5", 10}, {"NTLM", 4},
        {"GSSAPI", 6},       {"XOAUTH2", 7},      {"OAUTHBEARER", 11},   {"EXTERNAL", 8},    {"ANONYMOUS", 9},
        {"KERBEROS_V4", 11}, {"SCRAM-SHA-1", 11}, {"SCRAM-SHA-256", 13}, {"GSS-SPNEGO", 10}, {"SCRAM-MD5", 9},
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (me_span_equal_nocase(word, names[i]))
            return true;
    return false;
}

static bool is_blank(char c, bool plus_is_blank)
{
    return c == ' ' || c == '\t' || (plus_is_blank && c == '+');
}

static struct me_span skip_blanks(struct me_span s, bool plus_is_blank)
{
    while (s.len > 0 && is_blank(s.ptr[0], plus_is_blank))
        s = me_span_skip(s, 1);
    return s;
}

static struct me_span first_word(struct me_span s, bool plus_is_blank)
{
    size_t len = 0;
    while (len < s.len && !is_blank(s.ptr[len], plus_is_blank))
        len++;
    return (struct me_span){s.ptr, len};
}

static struct me_span trim_blanks(struct me_span s, bool plus_is_blank)
{
    s = skip_blanks(s, plus_is_blank);
    while (s.len > 0 && is_blank(s.ptr[s.len - 1], plus_is_blank))
        s.len--;
    return s;
}

/* What in `line` answers AUTH: all but the verb and a mechanism's name. */
static struct me_span answer_in(struct me_span line, bool plus_is_blank)
{
    struct me_span rest = trim_blanks(line, plus_is_blank), word = first_word(rest, plus_is_blank);
    if (me_span_equal_nocase(word, ME_SPAN("AUTH"))) {
        rest = skip_blanks(me_span_skip(rest, word.len), plus_is_blank);
        word = first_word(rest, plus_is_blank);
        if (is_mechanism(word))
            rest = skip_blanks(me_span_skip(rest, word.len), plus_is_blank);
    }
    return rest;
}

/* The part of `line` that is a credential; without pointer when none is. */
static struct me_span secret_in(struct me_span line, bool plus_is_blank)
{
    const struct me_span answer = answer_in(line, plus_is_blank);
    return answer.len == 0 || me_span_equal(answer, ME_SPAN("{blank}")) ? (struct me_span){0} : answer;
}

/* A single word in base64, or the start of one when the row was cut: what a client out of step sends as a command when
 * it means an AUTH answer. A shorter one is a command that the server does not know. */
static bool is_base64(struct me_span s, bool cut)
{
    enum { MIN = 8 };
    size_t len = s.len;
    while (len > 0 && s.len - len < 2 && s.ptr[len - 1] == '=')
        len--;
    for (size_t i = 0; i < len; i++) {
        const char c = me_ascii_lower(s.ptr[i]);
        if (!me_ascii_digit(c) && (c < 'a' || c > 'z') && c != '+' && c != '/')
            return false;
    }
    return cut || (s.len >= MIN && s.len % 4 == 0);
}

/* Whether `line` begins with the verb: spelled in a way that the server did not take for it, since it names another. */
static bool begins_with_auth(struct me_span line, bool plus_is_blank)
{
    line = skip_blanks(line, plus_is_blank);
    if (!me_span_starts_nocase(line, ME_SPAN("AUTH")))
        return false;
    const char next = line.len > 4 ? me_ascii_lower(line.ptr[4]) : ' ';
    return !me_ascii_digit(next) && (next < 'a' || next > 'z');
}

static bool answers_auth(int reply_code)
{
    return reply_code == 235 || reply_code == 334 || (reply_code >= 534 && reply_code <= 538);
}

bool me_auth_is_row(const struct me_record *record)
{
    switch (record->verb) {
    case ME_COMMAND_AUTH:
        return true;
    case ME_COMMAND_GREETING: /* no client's words stand there: an answer without a command */
        return record->argument.len > 0 && answers_auth(record->reply_code);
    case ME_COMMAND_UNKN:
    case ME_COMMAND_OTHER:
        return answers_auth(record->reply_code);
    default:
        return false;
    }
}

/* Whether `command` is one that is known and was cut by the end of what it was quoted in: a field of JSON, a value of
 * structured data. */
static bool is_known_before_quote(struct me_span command)
{
    const char *quote = memchr(command.ptr, '"', command.len);
    if (quote == NULL || (quote + 1 < me_span_end(command) && memchr(" ]},", quote[1], 4) == NULL))
        return false;
    return me_command_find(me_span_between(command.ptr, quote)) != ME_COMMAND_OTHER;
}

/* Whether `line` may be meant for AUTH although neither the command nor the reply says so. */
static bool is_stray(const struct me_record *record, struct me_span line, bool cut)
{
    const bool plus_is_blank = record->plus_is_blank;
    switch (record->verb) {
    case ME_COMMAND_OTHER:
        return !is_known_before_quote(record->command);
    case ME_COMMAND_GREETING:
    case ME_COMMAND_UNKN:
        return begins_with_auth(line, plus_is_blank) || is_base64(trim_blanks(line, false), cut) ||
               is_base64(trim_blanks(line, plus_is_blank), cut);
    default:
        return false;
    }
}

static bool may_answer(const struct me_record *record, struct me_span line)
{
    if (is_stray(record, line, record->reply.ptr == NULL))
        return true;
    return me_auth_is_row(record) && record->verb != ME_COMMAND_OTHER;
}

/* Whether `word` has what words of people lack: a digit, a sign, or a capital behind a small letter. */
static bool is_no_word(struct me_span word)
{
    for (size_t i = 0; i < word.len; i++) {
        const char c = word.ptr[i], l = me_ascii_lower(c);
        if (l < 'a' || l > 'z' || (i > 0 && c != l && word.ptr[i - 1] == me_ascii_lower(word.ptr[i - 1])))
            return true;
    }
    return false;
}

static bool is_answer(struct me_span said, bool plus_is_blank)
{
    return begins_with_auth(said, plus_is_blank) || (is_base64(said, false) && is_no_word(said));
}

bool me_auth_is_evident(const struct me_record *record)
{
    return record->verb == ME_COMMAND_AUTH || me_auth_is_row(record) ||
           is_answer(record->command, record->plus_is_blank) || is_answer(record->argument, record->plus_is_blank);
}

void me_auth_find_secret(const struct me_record *record, struct me_span line, struct me_secret *secret)
{
    if (!may_answer(record, line))
        return;
    secret->part[0] = secret_in(line, record->plus_is_blank);
    if (record->verb == ME_COMMAND_OTHER)
        secret->part[1] = secret_in(record->command, record->plus_is_blank);
}

bool me_auth_hides_argument(const struct me_record *record)
{
    return may_answer(record, record->argument) && answer_in(record->argument, record->plus_is_blank).len > 0;
}

bool me_auth_hides_command(const struct me_record *record)
{
    return record->verb == ME_COMMAND_OTHER && may_answer(record, record->argument) &&
           answer_in(record->command, record->plus_is_blank).len > 0;
}
