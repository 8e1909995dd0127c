/* SPDX-License-Identifier: Apache-2.0
 *
 * Taught layouts are matched from the code leftwards, one word after the other, without ever going back: a layout in
 * which two neighbours could not be told apart is refused when it is compiled.
 */
#include "recognise/layout.h"

#include "recognise/column.h"
#include "text/separator.h"

enum { HEX_MAX = 64, ID_LEN = 36 /* <32 hex>.MAI */ };

static const struct {
    struct me_span word;
    enum me_layout_kind kind;
} known[] = {
    {{"time", 4}, ME_LAYOUT_TIME},   {{"code", 4}, ME_LAYOUT_CODE},     {{"tab", 3}, ME_LAYOUT_TAB},
    {{"blank", 5}, ME_LAYOUT_BLANK}, {{"number", 6}, ME_LAYOUT_NUMBER}, {{"hex", 3}, ME_LAYOUT_HEX},
    {{"id", 2}, ME_LAYOUT_ID},       {{"ip", 2}, ME_LAYOUT_IP},
};

static bool is_quote(char c)
{
    return c == '\'' || c == '"';
}

static bool is_gap(char c)
{
    return c == ' ' || c == '\t';
}

/* The word that starts at `p`: `number`, or `'a text'` with its quotes. */
static struct me_span word_at(const char *p, const char *end)
{
    const char *q = p;
    if (is_quote(*p)) {
        const char *closing = memchr(p + 1, *p, (size_t)(end - p - 1));
        return me_span_between(p, closing != NULL ? closing + 1 : end);
    }
    while (q < end && !is_gap(*q) && !is_quote(*q))
        q++;
    return me_span_between(p, q);
}

static bool has_control(struct me_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7F)
            return true;
    return false;
}

/* The characters of which a column of this kind consists; only for those whose length is open. */
static bool is_of(enum me_layout_kind kind, char c)
{
    switch (kind) {
    case ME_LAYOUT_BLANK:
        return c == ' ';
    case ME_LAYOUT_NUMBER:
        return me_ascii_digit(c);
    case ME_LAYOUT_HEX:
        return me_ascii_hex(c);
    case ME_LAYOUT_IP:
        return me_ascii_hex(c) || c == '.' || c == ':';
    default:
        return false;
    }
}

static bool is_separator(enum me_layout_kind kind)
{
    return kind == ME_LAYOUT_TAB || kind == ME_LAYOUT_BLANK || kind == ME_LAYOUT_TEXT;
}

/* Adds the text `quoted`. Returns what is wrong with it, or NULL. */
static const char *add_text(struct me_debug_layout *layout, struct me_layout_word *word, struct me_span quoted)
{
    if (quoted.len < 2 || quoted.ptr[quoted.len - 1] != quoted.ptr[0])
        return "lacks its closing quote";
    const struct me_span text = {quoted.ptr + 1, quoted.len - 2};
    size_t used = 0;
    for (size_t i = 0; i < layout->count; i++)
        used += layout->words[i].len;
    if (text.len == 0)
        return "holds no text";
    if (has_control(text))
        return "holds a control character; for a TAB write tab";
    if (text.len > ME_LAYOUT_TEXT_MAX - used)
        return "makes the texts longer than 64 octets";
    _Static_assert(ME_LAYOUT_TEXT_MAX == 64, "the message says so");
    memcpy(layout->text + used, text.ptr, text.len);
    *word = (struct me_layout_word){ME_LAYOUT_TEXT, (unsigned)used, (unsigned)text.len};
    return NULL;
}

static const char *find_kind(struct me_layout_word *word, struct me_span name)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
        if (me_span_equal_nocase(name, known[i].word)) {
            *word = (struct me_layout_word){.kind = known[i].kind};
            return NULL;
        }
    }
    return "is not a known word";
}

/* What is wrong with `word` as the next one, or NULL. */
static const char *judge(const struct me_debug_layout *layout, const struct me_layout_word *word)
{
    if (layout->count == 0)
        return word->kind == ME_LAYOUT_TIME ? NULL : "is not time, which has to be the first";
    const struct me_layout_word *last = &layout->words[layout->count - 1];
    if (last->kind == ME_LAYOUT_CODE)
        return "stands behind code, which has to be the last";
    if (word->kind == ME_LAYOUT_TIME)
        return "stands there a second time";
    if (!is_separator(last->kind) && !is_separator(word->kind))
        return "needs tab, blank or a text before it";
    if ((last->kind == ME_LAYOUT_BLANK && word->kind == ME_LAYOUT_BLANK) ||
        (last->kind == ME_LAYOUT_TEXT && is_of(word->kind, layout->text[last->begin + last->len - 1])))
        return "looks like the end of the word before it";
    return NULL;
}

/* Adds `written` as the next word. Returns what is wrong with it, or NULL. */
static const char *add(struct me_debug_layout *layout, struct me_span written, const char *end)
{
    struct me_layout_word word;
    const char *behind = me_span_end(written);
    if (layout->count == ME_LAYOUT_WORDS_MAX)
        return "is one too many, 16 being allowed";
    _Static_assert(ME_LAYOUT_WORDS_MAX == 16, "the message says so");
    const char *wrong = is_quote(*written.ptr) ? add_text(layout, &word, written) : find_kind(&word, written);
    if (wrong == NULL)
        wrong = judge(layout, &word);
    if (wrong == NULL && behind < end && !is_gap(*behind))
        wrong = "needs a blank behind it";
    if (wrong == NULL)
        layout->words[layout->count++] = word;
    return wrong;
}

bool me_layout_compile(struct me_span words, struct me_debug_layout *layout, struct me_layout_problem *problem)
{
    const char *p = words.ptr, *end = me_span_end(words);
    *layout = (struct me_debug_layout){.count = 0};
    *problem = (struct me_layout_problem){.place = 1, .word = {words.ptr, 0}};
    for (;; p = me_span_end(problem->word)) {
        while (p < end && is_gap(*p))
            p++;
        if (p == end)
            break;
        problem->place = layout->count + 1;
        problem->word = word_at(p, end);
        problem->what = add(layout, problem->word, end);
        if (problem->what != NULL)
            return false;
    }
    if (layout->count > 0 && layout->words[layout->count - 1].kind == ME_LAYOUT_CODE)
        return true;
    problem->what =
        layout->count == 0 ? "is not time, which has to be the first" : "is not code, which has to be the last";
    return false;
}

/* The column of `kind` that ends at `end`, at most `max` octets; absent when there is none, or a longer one. */
static struct me_span column_before(enum me_layout_kind kind, const char *begin, const char *end, size_t max)
{
    const char *p = end;
    while (p > begin && is_of(kind, p[-1]) && me_separator_tab_before(begin, p) == 0) {
        p--;
        if ((size_t)(end - p) > max)
            return (struct me_span){0};
    }
    return p < end ? me_span_between(p, end) : (struct me_span){0};
}

static const char *number_before(const char *begin, const char *p, struct me_record *record)
{
    const struct me_span field = column_before(ME_LAYOUT_NUMBER, begin, p, ME_COLUMN_LEN_MAX);
    const int64_t number = me_column_number(field);
    if (number == ME_ABSENT)
        return NULL;
    record->connection = number;
    return field.ptr;
}

static const char *id_before(const char *begin, const char *p, struct me_record *record)
{
    const struct me_span field = {p - ID_LEN, ID_LEN};
    if (p - begin < ID_LEN || !me_column_is_message_id(field))
        return NULL;
    record->message_id = field;
    return field.ptr;
}

static const char *ip_before(const char *begin, const char *p, struct me_record *record)
{
    const struct me_span field = column_before(ME_LAYOUT_IP, begin, p, ME_COLUMN_LEN_MAX);
    if (!me_span_present(field) || !me_ip_looks_like(field))
        return NULL;
    me_column_set_client_ip(field, record);
    return field.ptr;
}

static const char *text_before(struct me_span text, const char *begin, const char *p)
{
    return (size_t)(p - begin) >= text.len && memcmp(p - text.len, text.ptr, text.len) == 0 ? p - text.len : NULL;
}

/* The start of what `word` stands for and ends at `p`, or NULL. */
static const char *word_before(const struct me_debug_layout *layout, const struct me_layout_word *word,
                               const char *begin, const char *p, struct me_record *record)
{
    const char *q = p;
    switch (word->kind) {
    case ME_LAYOUT_TAB:
        q -= me_separator_tab_before(begin, p);
        return q < p ? q : NULL;
    case ME_LAYOUT_BLANK:
        while (q > begin && q[-1] == ' ')
            q--;
        return q < p ? q : NULL;
    case ME_LAYOUT_NUMBER:
        return number_before(begin, p, record);
    case ME_LAYOUT_HEX:
        return column_before(ME_LAYOUT_HEX, begin, p, HEX_MAX).ptr;
    case ME_LAYOUT_ID:
        return id_before(begin, p, record);
    case ME_LAYOUT_IP:
        return ip_before(begin, p, record);
    default:
        return text_before((struct me_span){layout->text + word->begin, word->len}, begin, p);
    }
}

const char *me_layout_before(const struct me_debug_layout *layout, const char *begin, const char *code,
                             struct me_record *record)
{
    const char *p = code;
    for (size_t i = layout->count - 1; i > 1 && p != NULL; i--)
        p = word_before(layout, &layout->words[i - 1], begin, p, record);
    return p;
}

bool me_layout_follows(const struct me_debug_layout *layout, const char *p, const char *end)
{
    const struct me_layout_word *word = &layout->words[1];
    return word->kind == ME_LAYOUT_TEXT &&
           me_span_starts(me_span_between(p, end), (struct me_span){layout->text + word->begin, word->len});
}
