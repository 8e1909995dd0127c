/* SPDX-License-Identifier: Apache-2.0
 *
 * A text holds the whole row, in one of a few spellings, or it is a piece of the raw message: a word of its header, or
 * its end. A word of the header is none of its end, though both may be `-`.
 */
#define _GNU_SOURCE /* memrchr() */
#include "copies.h"

#include <json.h>

#include "chance.h"
#include "judge.h"

static const char *const names[] = {"rawmsg",   "msg",    "hostname", "syslogtag",      "programname",
                                    "app-name", "procid", "msgid",    "structured-data"};

/* Those that are words of the header, and the variable `tag`, which the rule has set to $syslogtag. `word`: which one
 * behind the PRI it is in RFC 5424's header, counted from 0 for the version; 0: none that can be counted. `own`: is `-`
 * where the header has none. */
static const struct {
    const char *name;
    size_t word;
    bool own;
} header_words[] = {
    {"hostname", 2, false}, {"app-name", 3, false},  {"procid", 4, true},       {"msgid", 5, true},
    {"tag", 0, false},      {"syslogtag", 0, false}, {"programname", 0, false}, {"structured-data", 6, true},
};

enum spelling { AS_IS, IN_JSON, IN_STRUCTURED_DATA, SPELLINGS };

struct judged {
    struct me_span seen;
    const struct oracle_answer *answer;
    struct me_span raw;
    size_t body; /* where $msg begins in `raw` */
    struct oracle_text *why;
};

/* What the row looks like in each spelling, and what is to be left of it. */
static struct oracle_text whole[SPELLINGS], masked[SPELLINGS];

static struct me_span spelled(enum spelling spelling, struct me_span text, struct oracle_text *out)
{
    out->len = 0;
    for (size_t i = 0; i < text.len; i++) {
        const char c = text.ptr[i];
        const bool quoted = spelling != AS_IS && (c == '"' || c == '\\' || (c == ']' && spelling != IN_JSON));
        if (quoted)
            oracle_text_add_byte(out, '\\');
        if (spelling == IN_JSON && (unsigned char)c < 32)
            oracle_text_format(out, "\\u%04x", (unsigned)c);
        else
            oracle_text_add_byte(out, c);
    }
    return oracle_text_span(out);
}

static void spell_all(const struct judged *c)
{
    static struct oracle_text left;
    left.len = 0;
    oracle_judge_mask(c->seen, c->answer, &left);
    for (int s = 0; s < SPELLINGS; s++) {
        spelled((enum spelling)s, c->seen, &whole[s]);
        spelled((enum spelling)s, oracle_text_span(&left), &masked[s]);
    }
}

/* Where the next row begins in `text`, in which spelling; NULL: nowhere. */
static const char *next_row(struct me_span text, int *spelling)
{
    const char *first = NULL;
    for (int s = 0; s < SPELLINGS; s++) {
        const char *at = oracle_text_find(text, oracle_text_span(&whole[s]));
        if (at == NULL || (first != NULL && at >= first))
            continue;
        first = at;
        *spelling = s;
    }
    return first;
}

/* Appends `text` with each row in it masked to `out`. False: it holds none. */
static bool mask_rows(struct me_span text, struct oracle_text *out)
{
    int s = 0;
    const char *at = next_row(text, &s);
    if (at == NULL)
        return false;
    for (; at != NULL; at = next_row(text, &s)) {
        oracle_text_add(out, me_span_between(text.ptr, at));
        oracle_text_add(out, oracle_text_span(&masked[s]));
        text = me_span_between(at + whole[s].len, me_span_end(text));
    }
    oracle_text_add(out, text);
    return true;
}

/* The parts of the raw message that are masked: of each row in it, in its spelling. */
static struct {
    size_t begin, end;
} parts[2 * ORACLE_SECRETS_MAX];
static size_t part_count;

static void find_parts(const struct judged *c)
{
    static struct oracle_text gap;
    struct me_span text = c->raw;
    int s = 0;
    part_count = 0;
    for (const char *at; (at = next_row(text, &s)) != NULL;) {
        const char *from = c->seen.ptr;
        size_t place = (size_t)(at - c->raw.ptr);
        for (size_t i = 0; i < c->answer->secrets && part_count < ORACLE_COUNT(parts); i++) {
            const struct me_span secret = c->answer->secret[i];
            parts[part_count].begin = place += spelled((enum spelling)s, me_span_between(from, secret.ptr), &gap).len;
            parts[part_count++].end = place += spelled((enum spelling)s, secret, &gap).len;
            from = me_span_end(secret);
        }
        text = me_span_between(at + whole[s].len, me_span_end(text));
    }
}

/* Appends what is to be left of the octets of the raw message from `begin` up to `end`: `{blank}` for each part of it
 * that is masked, or `*` for each octet where a text can only be changed in its place. */
static void mask_piece(const struct judged *c, size_t begin, size_t end, bool in_place, struct oracle_text *out)
{
    size_t from = begin;
    for (size_t i = 0; i < part_count; i++) {
        const size_t first = parts[i].begin > begin ? parts[i].begin : begin;
        const size_t last = parts[i].end < end ? parts[i].end : end;
        if (first >= last)
            continue;
        oracle_text_add(out, (struct me_span){c->raw.ptr + from, first - from});
        if (in_place)
            oracle_text_fill(out, '*', last - first);
        else
            oracle_text_add_string(out, "{blank}");
        from = last;
    }
    oracle_text_add(out, (struct me_span){c->raw.ptr + from, end - from});
}

/* Whether `after` is what is to be left of the piece. A credential that began in front of $msg is shown there. */
static bool is_piece(const struct judged *c, size_t begin, size_t end, struct me_span after)
{
    static struct oracle_text want;
    for (int in_place = 0; in_place < 2; in_place++) {
        want.len = 0;
        mask_piece(c, begin, end, in_place, &want);
        if (me_span_equal(oracle_text_span(&want), after))
            return true;
        if (begin == c->body && me_span_starts(oracle_text_span(&want), ME_SPAN("{blank}")) &&
            me_span_equal(me_span_skip(oracle_text_span(&want), strlen("{blank}")), after))
            return true;
    }
    return false;
}

static bool differs(const struct judged *c, const char *name, struct me_span want, struct me_span got)
{
    size_t same = 0;
    while (same < want.len && same < got.len && want.ptr[same] == got.ptr[same])
        same++;
    oracle_text_format(c->why, "%s differs from octet %zu on: wanted `", name, same);
    oracle_judge_show(me_span_skip(want, same), c->why);
    oracle_text_add_string(c->why, "`, got `");
    oracle_judge_show(me_span_skip(got, same), c->why);
    oracle_text_add_string(c->why, "`");
    return false;
}

/* Whether `text` stands in the header somewhere where losing what is masked there leaves `after`. */
static bool is_word(const struct judged *c, struct me_span text, struct me_span after)
{
    struct me_span header = {c->raw.ptr, c->body};
    for (const char *at; (at = oracle_text_find(header, text)) != NULL;) {
        const size_t begin = (size_t)(at - c->raw.ptr);
        if (is_piece(c, begin, begin + text.len, after))
            return true;
        header = me_span_between(at + 1, c->raw.ptr + c->body);
    }
    return false;
}

/* Whether `text` is the tag that rsyslog makes of two words of the header, `app[7]` of `app 7`, and `after` what is
 * left of these. */
static bool is_made_of_words(const struct judged *c, struct me_span text, struct me_span after)
{
    static struct oracle_text words, left;
    const struct me_span *const each[] = {&text, &after};
    for (size_t i = 0; i < 2; i++) {
        struct oracle_text *const out = i == 0 ? &words : &left;
        const char *open = memrchr(each[i]->ptr, '[', each[i]->len);
        if (open == NULL || !me_span_ends(*each[i], ME_SPAN("]")))
            return false;
        out->len = 0;
        oracle_text_add(out, (struct me_span){each[i]->ptr, each[i]->len - 1});
        out->ptr[open - each[i]->ptr] = ' ';
    }
    return is_word(c, oracle_text_span(&words), oracle_text_span(&left));
}

/* Where in the raw message word `number` of RFC 5424's header stands; empty: nowhere. */
static struct me_span counted_word(const struct judged *c, size_t number)
{
    const char *end = c->raw.ptr + c->body, *at = memchr(c->raw.ptr, '>', c->body);
    if (at == NULL || !me_span_starts(me_span_between(at, end), ME_SPAN(">1 ")))
        return (struct me_span){0};
    for (at++; number > 0; number--, at++)
        if ((at = memchr(at, ' ', (size_t)(end - at))) == NULL)
            return (struct me_span){0};
    const char *blank = memchr(at, ' ', (size_t)(end - at));
    return me_span_between(at, blank != NULL ? blank : end);
}

/* A text that rows are found in, as they are spelled there, or none. */
static bool judge_rows(const struct judged *c, const char *name, struct me_span text, struct me_span after)
{
    static struct oracle_text want;
    want.len = 0;
    if (!mask_rows(text, &want))
        oracle_text_add(&want, text);
    return me_span_equal(oracle_text_span(&want), after) || differs(c, name, oracle_text_span(&want), after);
}

/* A word that can be counted stands in one place and loses what is masked there, nothing else. A `-` that the header
 * does not have is rsyslog's own and stays. Where neither can be said any place will do that has the word. */
static bool judge_header_word(const struct judged *c, size_t which, struct me_span text, struct me_span after)
{
    const char *name = header_words[which].name;
    const struct me_span word =
        header_words[which].word > 0 ? counted_word(c, header_words[which].word) : (struct me_span){0};
    if (word.len > 0 && me_span_equal(word, text)) {
        const size_t begin = (size_t)(word.ptr - c->raw.ptr);
        return is_piece(c, begin, begin + word.len, after) ||
               differs(c, name, ME_SPAN("(masked where the header has it)"), after);
    }
    if (header_words[which].own && me_span_equal(text, ME_SPAN("-")))
        return me_span_equal(text, after) || differs(c, name, text, after);
    if (oracle_text_find((struct me_span){c->raw.ptr, c->body}, text) != NULL)
        return is_word(c, text, after) || differs(c, name, ME_SPAN("(masked where the header has it)"), after);
    return is_made_of_words(c, text, after) || judge_rows(c, name, text, after);
}

/* A piece of the raw message loses what that loses there; a text that a parser made of it holds the row itself. */
static bool judge_text(const struct judged *c, const char *name, struct me_span text, struct me_span after)
{
    static struct oracle_text want;
    for (size_t i = 0; i < ORACLE_COUNT(header_words); i++)
        if (strcmp(name, header_words[i].name) == 0)
            return judge_header_word(c, i, text, after);
    if (text.len == 0 || !me_span_ends(c->raw, text))
        return judge_rows(c, name, text, after);
    if (is_piece(c, c->raw.len - text.len, c->raw.len, after))
        return true;
    want.len = 0;
    mask_piece(c, c->raw.len - text.len, c->raw.len, false, &want);
    return differs(c, name, oracle_text_span(&want), after);
}

static struct me_span string_of(struct fjson_object *value)
{
    return (struct me_span){fjson_object_get_string(value), (size_t)fjson_object_get_string_len(value)};
}

static struct fjson_object *member(struct fjson_object *tree, const char *name)
{
    struct fjson_object *value;
    return fjson_object_object_get_ex(tree, name, &value) ? value : NULL;
}

static bool judge_tree(const struct judged *c, const char *name, struct fjson_object *before,
                       struct fjson_object *after);

/* Every member of one object is in the other, but for those that an action of ours may have put there. */
static bool judge_members(const struct judged *c, const char *name, struct fjson_object *before,
                          struct fjson_object *after)
{
    int own = 0;
    struct fjson_object_iterator it = fjson_object_iter_begin(before), end = fjson_object_iter_end(before);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it)) {
        const char *key = fjson_object_iter_peek_name(&it);
        if (!judge_tree(c, key, fjson_object_iter_peek_value(&it), member(after, key)))
            return false;
    }
    for (size_t i = 0; i < 2; i++) {
        const char *key = i == 0 ? "mailenable" : "again";
        own += strcmp(name, "$!") == 0 && member(after, key) != NULL && member(before, key) == NULL;
    }
    return fjson_object_object_length(after) - own == fjson_object_object_length(before) ||
           differs(c, name, oracle_span(fjson_object_to_json_string(before)),
                   oracle_span(fjson_object_to_json_string(after)));
}

static bool is_same(struct fjson_object *before, struct fjson_object *after)
{
    return me_span_equal(oracle_span(fjson_object_to_json_string(before)),
                         oracle_span(fjson_object_to_json_string(after)));
}

/* The object of an action before stays as it is. Rows that a stranger typed into one of its texts may be hidden there.
 */
static bool judge_own(const struct judged *c, struct fjson_object *before, struct fjson_object *after)
{
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        struct fjson_object *const old = member(before, oracle_field_names[f]);
        struct fjson_object *const new = member(after, oracle_field_names[f]);
        const bool is_text = oracle_field_kinds[f] >= ORACLE_KIND_TEXT &&
                             new != NULL &&oracle_text_find(string_of(new), ME_SPAN("{blank}")) != NULL;
        if (!is_text && !is_same(old, new))
            return differs(c, oracle_field_names[f], string_of(old), string_of(new));
    }
    return true;
}

static bool judge_tree(const struct judged *c, const char *name, struct fjson_object *before,
                       struct fjson_object *after)
{
    if (strcmp(name, "mailenable") == 0)
        return judge_own(c, before, after);
    if (fjson_object_is_type(before, fjson_type_string) && fjson_object_is_type(after, fjson_type_string))
        return judge_text(c, name, string_of(before), string_of(after));
    if (fjson_object_is_type(before, fjson_type_object) && fjson_object_is_type(after, fjson_type_object))
        return judge_members(c, name, before, after);
    return is_same(before, after) || differs(c, name, oracle_span(fjson_object_to_json_string(before)),
                                             oracle_span(fjson_object_to_json_string(after)));
}

/* rsyslog counts the octets of structured data, the last one, in 16 bits. */
static size_t names_count(const struct judged *c)
{
    return ORACLE_COUNT(names) - (c->raw.len > UINT16_MAX);
}

bool oracle_copies_judge(struct me_span seen, const struct oracle_answer *answer, void *before, void *after,
                         struct oracle_text *why)
{
    static struct fjson_object *empty;
    struct judged c = {.seen = seen, .answer = answer, .why = why, .raw = string_of(member(before, "rawmsg"))};
    c.body = c.raw.len - string_of(member(before, "msg")).len;
    spell_all(&c);
    find_parts(&c);
    int ignored = 0;
    if (next_row(c.raw, &ignored) == NULL)
        return differs(&c, "the message as it came in", seen, c.raw);
    for (size_t i = 0; i < names_count(&c); i++)
        if (!judge_text(&c, names[i], string_of(member(before, names[i])), string_of(member(after, names[i]))))
            return false;
    if (empty == NULL)
        empty = fjson_object_new_object(); /* for as long as the program runs */
    for (size_t i = 0; i < 2; i++) {
        const char *name = i == 0 ? "$!" : "$.";
        struct fjson_object *const old = member(before, name), *const new = member(after, name);
        if (!judge_tree(&c, name, old != NULL ? old : empty, new != NULL ? new : empty))
            return false;
    }
    return true;
}
