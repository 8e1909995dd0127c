/* SPDX-License-Identifier: Apache-2.0
 *
 * Marks the bytes that are to go, in as many passes as there are needles, and writes the text once.
 */
#include "config.h"
#include "rsyslog.h"

#include "redact/clean.h"

#include "redact/escapes.h"

#define BLANK ME_SPAN("{blank}")

/* A text in the making: which of its bytes are to go. */
struct draft {
    struct me_span text;
    unsigned char *hidden; /* one per byte of `text` */
    bool any;
};

/* The bytes that `draft->text` stands for. */
struct reading {
    struct draft *draft;
    struct me_span bytes;
    const uint32_t *at; /* where each byte, and the end, stands in the text; NULL: the bytes are the text */
};

static void hide(const struct reading *r, size_t begin, size_t len)
{
    const size_t from = r->at != NULL ? r->at[begin] : begin;
    const size_t to = r->at != NULL ? r->at[begin + len] : begin + len;
    memset(r->draft->hidden + from, 1, to - from);
    r->draft->any = true;
}

/* The next occurrence of `needle` in `text` from `p` on, or NULL. */
static const char *find(struct me_span text, const char *p, const struct me_needle *needle)
{
    return memmem(p, (size_t)(me_span_end(text) - p), needle->bytes.ptr, needle->bytes.len);
}

/* A text may end within a credential: the structured data is a piece of the raw message, a tag ends at a blank, and a
 * row that was cut may stand there again, whole. This is the length of the longest end of `text` that `needle` begins
 * with, 0 when it is no credential, without memory: a text that repeats itself may take quadratic time. */
static size_t end_within_slowly(struct me_span text, const struct me_needle *needle, size_t most)
{
    const char *end = me_span_end(text), *bytes = needle->bytes.ptr;
    for (size_t len = most; len > 0; len--)
        if (end[-1] == bytes[len - 1] && memcmp(end - len, bytes, len) == 0)
            return len;
    return 0;
}

/* The same in linear time, as Knuth, Morris and Pratt search: `borders` gets for each beginning of the needle how long
 * the longest shorter beginning is that ends there, too. It has room for `most`. */
static size_t end_within_quickly(struct me_span text, const struct me_needle *needle, size_t most, uint32_t *borders)
{
    const char *end = me_span_end(text), *bytes = needle->bytes.ptr;
    size_t len = 0;
    for (size_t i = 0; i < most; i++) {
        while (len > 0 && bytes[i] != bytes[len])
            len = borders[len - 1];
        len += i > 0 && bytes[i] == bytes[len];
        borders[i] = (uint32_t)len;
    }
    len = 0;
    for (const char *p = end - most; p < end; p++) {
        while (len > 0 && *p != bytes[len])
            len = borders[len - 1];
        len += *p == bytes[len];
    }
    return len;
}

static size_t end_within(struct me_span text, const struct me_needle *needle)
{
    enum { ON_STACK = 256 };
    uint32_t on_stack[ON_STACK];
    const size_t most = needle->bytes.len - 1 < text.len ? needle->bytes.len - 1 : text.len;
    uint32_t *borders = most > ON_STACK ? malloc(most * sizeof(*borders)) : on_stack;
    const size_t len =
        borders != NULL ? end_within_quickly(text, needle, most, borders) : end_within_slowly(text, needle, most);
    if (borders != on_stack)
        free(borders);
    return len >= ME_NEEDLE_ALONE_MIN && len > needle->context ? len : 0;
}

static void hide_credentials(const struct reading *r, const struct me_needles *needles)
{
    for (size_t i = 0; i < needles->count; i++) {
        const struct me_needle *needle = &needles->needle[i];
        const size_t context = needle->context, len = needle->bytes.len;
        for (const char *p = r->bytes.ptr; (p = find(r->bytes, p, needle)) != NULL; p += len)
            hide(r, (size_t)(p - r->bytes.ptr) + context, len - context);
        const size_t rest = end_within(r->bytes, needle);
        if (rest > 0)
            hide(r, r->bytes.len - rest + context, rest - context);
    }
}

/* False when memory is out. */
static bool hide_escaped_credentials(struct draft *draft, const struct me_needles *needles)
{
    const struct me_span text = draft->text;
    if (!me_escapes_in(text))
        return true;
    uint32_t *at = malloc((text.len + 1) * sizeof(*at) + text.len);
    if (at == NULL)
        return false;
    char *bytes = (char *)(at + text.len + 1);
    const size_t count = me_escapes_resolve(text, bytes, at);
    hide_credentials(&(struct reading){draft, {bytes, count}, at}, needles);
    free(at);
    return true;
}

/* Writes what is left of `draft`. False when memory is out. */
static bool write_clean(const struct draft *draft, const size_t *places, struct me_clean *clean)
{
    const struct me_span text = draft->text;
    size_t len = text.len + 1;
    for (size_t i = 0; i < text.len; i++)
        if (draft->hidden[i] && (i == 0 || !draft->hidden[i - 1]))
            len += BLANK.len;
    char *out = clean->text = malloc(len);
    if (out == NULL)
        return false;
    for (size_t i = 0; i <= text.len; i++) {
        for (int place = 0; places != NULL && place < ME_CLEAN_PLACES; place++)
            if (places[place] == i)
                clean->places[place] = (size_t)(out - clean->text);
        if (i == text.len)
            break;
        if (!draft->hidden[i]) {
            *out++ = text.ptr[i];
        } else if (i == 0 || !draft->hidden[i - 1]) {
            memcpy(out, BLANK.ptr, BLANK.len);
            out += BLANK.len;
        }
    }
    *out = '\0';
    clean->len = (size_t)(out - clean->text);
    return true;
}

/* Marks what is to go. False when memory is out; draft->hidden is to be freed in either case. */
static bool make_draft(struct draft *draft, struct me_span text, const struct me_needles *needles)
{
    *draft = (struct draft){text, calloc(text.len + 1, 1), false};
    if (draft->hidden == NULL)
        return false;
    hide_credentials(&(struct reading){draft, text, NULL}, needles);
    return hide_escaped_credentials(draft, needles);
}

enum me_cleaned me_clean_text(struct me_span text, const struct me_needles *needles, const size_t *places,
                              struct me_clean *clean)
{
    struct draft draft;
    enum me_cleaned result = make_draft(&draft, text, needles) ? ME_CLEAN_UNCHANGED : ME_CLEAN_NO_MEMORY;
    if (result == ME_CLEAN_UNCHANGED && draft.any)
        result = write_clean(&draft, places, clean) ? ME_CLEAN_CHANGED : ME_CLEAN_NO_MEMORY;
    free(draft.hidden);
    return result;
}

static void overwrite(char *text, size_t len, const struct me_needle *needle)
{
    const struct me_span whole = {text, len};
    for (const char *p = text; (p = find(whole, p, needle)) != NULL; p += needle->bytes.len)
        if (p != needle->bytes.ptr)
            memset(text + (p - text) + needle->context, '*', needle->bytes.len - needle->context);
    const size_t rest = end_within(whole, needle);
    if (rest > 0)
        memset(text + len - rest + needle->context, '*', rest - needle->context);
}

static void overwrite_without_memory(char *text, size_t len, const struct me_needles *needles)
{
    for (size_t i = 0; i < needles->count; i++)
        overwrite(text, len, &needles->needle[i]);
    /* Without memory a needle's own bytes may be in this text: they go last. */
    for (size_t i = 0; i < needles->count; i++) {
        const struct me_needle *needle = &needles->needle[i];
        if (needle->bytes.ptr >= text && me_span_end(needle->bytes) <= text + len)
            memset(text + (needle->bytes.ptr - text) + needle->context, '*', needle->bytes.len - needle->context);
    }
}

void me_clean_overwrite(char *text, size_t len, const struct me_needles *needles)
{
    struct draft draft;
    if (!make_draft(&draft, (struct me_span){text, len}, needles))
        overwrite_without_memory(text, len, needles);
    for (size_t i = 0; i < len && draft.hidden != NULL; i++)
        if (draft.hidden[i])
            text[i] = '*';
    free(draft.hidden);
}
