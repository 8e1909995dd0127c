/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials by position: all that is not known to be harmless is one.
 */
#include "recognise/answer.h"

#define HIDDEN ME_SPAN("{blank}")

bool me_answer_is_hidden(struct me_span credential)
{
    while (me_span_starts(credential, HIDDEN))
        credential = me_span_skip(credential, HIDDEN.len);
    return credential.len == 0;
}

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

static struct me_span trim_blanks(struct me_span s, bool plus_is_blank)
{
    s = skip_blanks(s, plus_is_blank);
    while (s.len > 0 && is_blank(s.ptr[s.len - 1], plus_is_blank))
        s.len--;
    return s;
}

static struct me_span first_word(struct me_span s, bool plus_is_blank)
{
    size_t len = 0;
    while (len < s.len && !is_blank(s.ptr[len], plus_is_blank))
        len++;
    return (struct me_span){s.ptr, len};
}

/* Behind the verb that `line` begins with, in any letter case; the whole line when it begins with another word.
 * `AUTH PLAIN x` -> `PLAIN x`, `cGFzcw==` -> `cGFzcw==` */
static struct me_span behind_verb(struct me_span line, struct me_span verb, bool plus_is_blank)
{
    line = skip_blanks(line, plus_is_blank);
    const bool is_word =
        me_span_starts_nocase(line, verb) && (line.len == verb.len || is_blank(line.ptr[verb.len], plus_is_blank));
    return is_word ? skip_blanks(me_span_skip(line, verb.len), plus_is_blank) : line;
}

/* `PLAIN AGJvYgBwdw==` -> `AGJvYgBwdw==` */
static struct me_span behind_mechanism(struct me_span rest, bool plus_is_blank)
{
    const struct me_span word = first_word(rest, plus_is_blank);
    return is_mechanism(word) ? skip_blanks(me_span_skip(rest, word.len), plus_is_blank) : rest;
}

/* The length of the quoted string that `s` begins with, both quotes included; 0 when it does not end.
 * `"a\"b" "pw"` -> 6 */
static size_t quoted_len(struct me_span s)
{
    for (size_t i = 1; i < s.len; i++) {
        if (s.ptr[i] == '"')
            return i + 1;
        if (s.ptr[i] == '\\')
            i++;
    }
    return 0;
}

/* The name that `rest` begins with, with its quotes; absent when it does not end. */
static struct me_span name_at(struct me_span rest, bool plus_is_blank)
{
    if (!me_span_starts(rest, ME_SPAN("\"")))
        return first_word(rest, plus_is_blank);
    const size_t len = quoted_len(rest);
    return len > 0 ? (struct me_span){rest.ptr, len} : (struct me_span){0};
}

/* `bob "pw"` -> `"pw"`; `"bob` -> `"bob`, since nobody knows where the name ends */
static struct me_span behind_name(struct me_span rest, bool plus_is_blank)
{
    const struct me_span name = name_at(rest, plus_is_blank);
    return name.ptr != NULL ? skip_blanks(me_span_skip(rest, name.len), plus_is_blank) : rest;
}

struct me_span me_answer_find(enum me_credential_rule rule, enum me_command command, struct me_span line,
                              bool plus_is_blank)
{
    const struct me_span verb = rule == ME_CREDENTIAL_IF_IT_LOOKS_SO ? ME_SPAN("AUTH") : me_commands_name(command);
    line = trim_blanks(line, plus_is_blank);
    const struct me_span rest = behind_verb(line, verb, plus_is_blank);
    switch (rule) {
    case ME_CREDENTIAL_NOTHING:
        return (struct me_span){0};
    case ME_CREDENTIAL_BEHIND_VERB:
        return rest;
    case ME_CREDENTIAL_BEHIND_NAME:
        return rest.ptr > line.ptr ? behind_name(rest, plus_is_blank) : rest;
    default:
        return rest.ptr > line.ptr ? behind_mechanism(rest, plus_is_blank) : rest;
    }
}

/* `"bob"` -> `bob` */
static struct me_span unquote(struct me_span name)
{
    const bool quoted = name.len >= 2 && name.ptr[0] == '"';
    return quoted ? (struct me_span){name.ptr + 1, name.len - 2} : name;
}

struct me_span me_answer_name(enum me_command command, struct me_span line, bool plus_is_blank)
{
    line = trim_blanks(line, plus_is_blank);
    const struct me_span rest = behind_verb(line, me_commands_name(command), plus_is_blank);
    const struct me_span name = rest.ptr > line.ptr ? unquote(name_at(rest, plus_is_blank)) : (struct me_span){0};
    return name.len > 0 && name.ptr[0] != '{' ? name : (struct me_span){0};
}

enum { BASE64_MIN = 8 };

/* A single word in base64, or the start of one when the row was cut: a shorter one is a command that the server does
 * not know. */
static bool is_base64(struct me_span s, bool cut)
{
    size_t len = s.len;
    while (len > 0 && s.len - len < 2 && s.ptr[len - 1] == '=')
        len--;
    for (size_t i = 0; i < len; i++) {
        const char c = me_ascii_lower(s.ptr[i]);
        if (!me_ascii_digit(c) && (c < 'a' || c > 'z') && c != '+' && c != '/')
            return false;
    }
    return s.len > 0 && (cut || (s.len >= BASE64_MIN && s.len % 4 == 0));
}

/* Whether `line` begins with a verb in a spelling that the server did not take for it, since it names another command:
 * `AUTH=PLAIN x` */
static bool begins_with(struct me_span line, struct me_span verb)
{
    if (!me_span_starts_nocase(line, verb))
        return false;
    const char next = line.len > verb.len ? me_ascii_lower(line.ptr[verb.len]) : ' ';
    return !me_ascii_digit(next) && (next < 'a' || next > 'z');
}

static bool begins_with_verb(struct me_span line)
{
    for (int i = 0; i < ME_COMMAND_MAX; i++) {
        const enum me_credential_rule rule = me_commands_credential((enum me_command)i);
        const bool is_verb = rule != ME_CREDENTIAL_NOTHING && rule != ME_CREDENTIAL_IF_IT_LOOKS_SO;
        if (is_verb && begins_with(line, me_commands_name((enum me_command)i)))
            return true;
    }
    return false;
}

bool me_answer_looks_so(struct me_span line, bool cut, bool plus_is_blank)
{
    const struct me_span trimmed = trim_blanks(line, plus_is_blank);
    return (trimmed.len > 0 && me_answer_is_hidden(trimmed)) || begins_with_verb(trimmed) || is_base64(trimmed, cut) ||
           is_base64(trim_blanks(line, false), cut);
}

/* Whether `word` has what words of people lack. */
static bool is_no_word(struct me_span word)
{
    for (size_t i = 0; i < word.len; i++) {
        const char c = word.ptr[i], l = me_ascii_lower(c);
        if (l < 'a' || l > 'z' || (i > 0 && c != l && word.ptr[i - 1] == me_ascii_lower(word.ptr[i - 1])))
            return true;
    }
    return false;
}

bool me_answer_is_evident(struct me_span line, bool cut, bool plus_is_blank)
{
    const struct me_span trimmed = trim_blanks(line, plus_is_blank);
    return begins_with_verb(trimmed) || (is_base64(trimmed, cut && trimmed.len >= BASE64_MIN) && is_no_word(trimmed));
}
