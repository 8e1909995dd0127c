/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a row stands outside of quotes, all behind it is a client's text, quotes as well. So quotes count only up to
 * the first row that none of them encloses: what stands there a server or a forwarder has written.
 */
#include "config.h"

#include "redact/locate.h"

#include <stdlib.h>

#include "recognise/anchor.h"
#include "recognise/credential.h"
#include "redact/quoted.h"
#include "text/json_unescape.h"

_Static_assert(ME_COPIES_OWNED_MAX >= ME_COPIES_MAX * (ME_LOCATE_DEPTH_MAX + 1 /* a variable's value */),
               "each original has room for the memory of every depth");

struct search {
    const struct me_recognise_options *options;
    struct me_copies *copies;
    int depth;
    struct me_row_kept *kept; /* of the text itself, not of a string in it; or NULL */
};

static void find_in_text(const struct search *search, struct me_span text, struct me_mask *mask);

/* --- rows that stand as they are ---------------------------------------------------------------------------------- */

/* Makes the mask of `count` credentials in `text`; `more` of them there was no room for. */
static void add_all(struct me_span text, const struct me_credential *credential, size_t count, bool more,
                    struct me_mask *mask)
{
    for (size_t i = 0; i < count; i++) {
        const size_t begin = (size_t)(credential[i].bytes.ptr - text.ptr);
        const bool is_last = more && i + 1 == count;
        me_mask_add(mask, begin, is_last ? text.len : begin + credential[i].bytes.len);
    }
}

/* The credentials of `text` as it stands. Without memory, from the first that there is no room for all is one. */
static void find_plain(const struct search *search, struct me_span text, struct me_mask *mask)
{
    enum { FEW = 8 };
    struct me_credential few[FEW];
    const size_t count = me_credentials_find_keeping(text, search->options, few, FEW, search->kept);
    struct me_credential *all = count > FEW ? malloc(count * sizeof(*all)) : NULL;
    if (all != NULL)
        me_credentials_find(text, search->options, all, count);
    if (all != NULL)
        add_all(text, all, count, false, mask);
    else
        add_all(text, few, count < FEW ? count : FEW, count > FEW, mask);
    free(all);
}

/* Adds the credentials of `part`, which is a part of `text`. True: there are some. */
static bool find_in_part(const struct search *search, struct me_span text, struct me_span part, struct me_mask *mask)
{
    struct me_mask own = {0};
    if (!me_anchor_in(part))
        return false;
    find_plain(search, part, &own);
    const bool found = own.count > 0;
    if (found && search->copies != NULL)
        me_copies_add(search->copies, part, 0, &own);
    me_mask_add_piece(mask, &own, 0, part.len, (size_t)(part.ptr - text.ptr));
    me_mask_free(&own);
    return found;
}

/* --- rows with escapes -------------------------------------------------------------------------------------------- */

/* Whether a TAB stands in the string as it is, which JSON does not allow: a `\t` there is somebody's text. */
static bool has_tab(struct me_span string)
{
    return memchr(string.ptr, '\t', string.len) != NULL;
}

/* Adds the credentials of `part`, which has escapes, in the spelling of `text`. */
static void find_in_unescaped(const struct search *search, struct me_span text, struct me_span part,
                              struct me_mask *mask)
{
    const size_t shift = (size_t)(part.ptr - text.ptr), before = search->copies != NULL ? search->copies->count : 0;
    uint32_t *at = malloc((part.len + 1) * sizeof(*at) + part.len);
    struct me_mask resolved = {0};
    if (at == NULL) {
        if (me_anchor_in(part))
            me_mask_add(mask, shift, shift + part.len);
        if (search->copies != NULL)
            search->copies->incomplete = true;
        return;
    }
    char *bytes = (char *)(at + part.len + 1);
    const size_t len = has_tab(part) ? me_json_unescape_signs(part, bytes, at) : me_json_unescape(part, bytes, at);
    find_in_text(search, (struct me_span){bytes, len}, &resolved);
    const struct me_mask_part *found = me_mask_parts(&resolved);
    for (size_t i = 0; i < resolved.count; i++)
        me_mask_add(mask, shift + at[found[i].begin], shift + at[found[i].end]);
    me_mask_free(&resolved);
    if (search->copies != NULL)
        me_copies_own(search->copies, before, at);
    else
        free(at);
}

/* --- quoted strings ----------------------------------------------------------------------------------------------- */

/* Whether a record begins in `text`, as far as it is there. A code without a time may be what a client typed. */
static bool has_beginning(const struct search *search, struct me_span text)
{
    struct me_record ignored;
    const enum me_found found = me_anchor_in(text) ? me_recognise(text, search->options, &ignored) : ME_FOUND_NOTHING;
    return found == ME_FOUND_RECORD || found == ME_FOUND_END;
}

/* Whether `string` may hold a row, or its escapes may spell one. */
static bool is_worth_reading(struct me_span string)
{
    return me_anchor_in(string) || (string.len > 0 && memmem(string.ptr, string.len, "\\u", 2) != NULL);
}

static void find_in_string(const struct search *search, struct me_span text, struct me_span string,
                           struct me_mask *mask)
{
    const struct search inside = {search->options, search->copies, search->depth + 1, NULL};
    if (!is_worth_reading(string))
        return;
    if (me_json_unescape_may_change(string) && search->depth < ME_LOCATE_DEPTH_MAX)
        find_in_unescaped(&inside, text, string, mask);
    else
        find_in_part(&inside, text, string, mask);
}

/* A text without quotes whose escapes may hide the row: the inside of a JSON string. */
static void find_in_unquoted(const struct search *search, struct me_span text, struct me_mask *mask)
{
    if (me_json_unescape_may_change(text) && !has_beginning(search, text))
        find_in_string(search, text, text, mask);
}

static void find_in_text(const struct search *search, struct me_span text, struct me_mask *mask)
{
    const char *end = me_span_end(text), *p = text.ptr;
    struct me_span string = me_quoted_next(text, p);
    for (; string.ptr != NULL; string = me_quoted_next(text, p)) {
        const struct me_span gap = me_span_between(p, string.ptr - 1);
        if (has_beginning(search, gap) || me_credentials_find(gap, search->options, NULL, 0) > 0)
            break;
        find_in_string(search, text, string, mask);
        p = me_span_end(string) < end ? me_span_end(string) + 1 : end;
    }
    const bool found = find_in_part(search, text, me_span_between(p, end), mask);
    if (!found && p == text.ptr)
        find_in_unquoted(search, text, mask);
}

void me_locate_credentials(struct me_span text, const struct me_recognise_options *options, struct me_copies *copies,
                           struct me_mask *mask, struct me_row_kept *kept)
{
    if (kept != NULL)
        kept->word = NULL;
    find_in_text(&(struct search){options, copies, 0, kept}, text, mask);
}
