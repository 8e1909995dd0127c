/* SPDX-License-Identifier: Apache-2.0
 *
 * One message has its row in several places, spelled differently: as it came, as JSON's escapes have it, cut off by a
 * tag's length or by the end of a quoted value, with other separators.
 */
#include "config.h"
#include "rsyslog.h"

#include "redact/needles.h"

#include "redact/escapes.h"
#include "text/separator.h"

/* The longest credential comes first: one may be the beginning of another. */
static void add(struct me_needles *needles, struct me_span bytes, size_t context)
{
    size_t at = needles->count;
    for (size_t i = 0; i < needles->count; i++)
        if (needles->needle[i].context == context && me_span_equal(needles->needle[i].bytes, bytes))
            return;
    for (; at > 0; at--) {
        const struct me_needle *before = &needles->needle[at - 1];
        if (before->bytes.len - before->context >= bytes.len - context)
            break;
        needles->needle[at] = *before;
    }
    needles->needle[at] = (struct me_needle){bytes, context};
    needles->count++;
}

static bool ends_word(const char *p, const char *end)
{
    return p == end || *p == ' ' || *p == '"' || me_separator_tab(p, end) > 0;
}

/* The first word of `part`, which ends at a separator or a quote. */
static struct me_span first_word(struct me_span part)
{
    const char *p = part.ptr, *end = me_span_end(part);
    while (!ends_word(p, end))
        p++;
    return me_span_between(part.ptr, p);
}

/* The first word that is long enough to stand alone; empty when none is. */
static struct me_span long_word(struct me_span part)
{
    while (part.len > 0) {
        const struct me_span word = first_word(part);
        if (word.len >= ME_NEEDLE_WORD_MIN)
            return word;
        part = me_span_skip(part, word.len);
        const size_t tab = me_separator_tab(part.ptr, me_span_end(part));
        part = me_span_skip(part, tab > 0 ? tab : 1);
    }
    return part;
}

/* The credential are the bytes of `bytes` from `context` on. */
static void add_spelling(struct me_needles *needles, struct me_span bytes, size_t context)
{
    const struct me_span part = me_span_skip(bytes, context), word = long_word(part);
    add(needles, bytes, context);
    add(needles, me_span_between(bytes.ptr, me_span_end(first_word(part))), context);
    if (part.len >= ME_NEEDLE_ALONE_MIN)
        add(needles, part, 0);
    if (word.len > 0)
        add(needles, word, 0);
}

/* The end of the escape that `p` is within, or `p`. */
static const char *behind_escape(const char *begin, const char *p)
{
    enum { LONGEST = 6 /* \u0041 */ };
    for (const char *q = p - begin > LONGEST ? p - LONGEST + 1 : begin; q < p; q++) {
        const char *end = q + (q[1] == 'u' ? LONGEST : 2);
        if (*q == '\\' && end > p)
            return end;
    }
    return p;
}

/* `part` and what stands before it. */
static struct me_span with_context(struct me_span text, struct me_span part)
{
    const size_t before = (size_t)(part.ptr - text.ptr);
    const char *start = before > ME_NEEDLE_CONTEXT_MAX ? part.ptr - ME_NEEDLE_CONTEXT_MAX : text.ptr;
    start = behind_escape(text.ptr, start);
    return me_span_between(start < part.ptr ? start : part.ptr, me_span_end(part));
}

/* Copies of needles, one behind the other. */
struct copies {
    char *free; /* NULL: no memory */
};

static struct me_span copy(struct copies *copies, struct me_span bytes)
{
    if (copies->free == NULL)
        return bytes;
    char *start = memcpy(copies->free, bytes.ptr, bytes.len);
    copies->free += bytes.len;
    return (struct me_span){start, bytes.len};
}

/* Adds what `bytes` stand for when their escapes are resolved. */
static void add_resolved(struct me_needles *needles, struct copies *copies, struct me_span bytes, size_t context)
{
    if (!me_escapes_in(bytes) || copies->free == NULL)
        return;
    char *start = copies->free;
    const size_t before = me_escapes_resolve((struct me_span){bytes.ptr, context}, start, NULL);
    copies->free += before;
    copies->free += me_escapes_resolve(me_span_skip(bytes, context), copies->free, NULL);
    add_spelling(needles, me_span_between(start, copies->free), before);
}

static size_t room_for(const struct me_examination *e)
{
    size_t room = 1;
    for (size_t i = 0; i < e->count; i++)
        for (int j = 0; j < ME_SECRET_PARTS_MAX; j++)
            room += 2 * (ME_NEEDLE_CONTEXT_MAX + e->examined[i].secret.part[j].len);
    return room;
}

bool me_needles_make(const struct me_examination *e, struct me_needles *needles)
{
    needles->count = 0;
    needles->owned = malloc(room_for(e));
    struct copies copies = {needles->owned};
    for (size_t i = 0; i < e->count; i++)
        for (int j = 0; j < ME_SECRET_PARTS_MAX; j++) {
            const struct me_span part = e->examined[i].secret.part[j];
            if (!me_span_present(part))
                continue;
            const struct me_span bytes = copy(&copies, with_context(e->examined[i].text, part));
            add_spelling(needles, bytes, bytes.len - part.len);
            add_resolved(needles, &copies, bytes, bytes.len - part.len);
        }
    return needles->owned != NULL;
}

void me_needles_free(struct me_needles *needles)
{
    free(needles->owned);
}
