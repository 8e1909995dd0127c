/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares texts from their ends, since a row is cut off at its beginning: by parsers that read the header, and by
 * rules that take columns away.
 */
#include "redact/copies.h"

#include <stdint.h>
#include <stdlib.h>

#include "text/separator.h"

void me_copies_free(struct me_copies *copies)
{
    for (size_t i = 0; i < copies->count; i++)
        me_mask_free(&copies->original[i].mask);
    for (size_t i = 0; i < copies->owned_count; i++)
        free(copies->owned[i]);
}

/* `text` without the noise behind it: line ends, blanks, TABs. */
static struct me_span without_noise_behind(struct me_span text)
{
    return me_span_between(text.ptr, me_span_end(me_separator_trim(text)));
}

void me_copies_add(struct me_copies *copies, struct me_span text, size_t body, const struct me_mask *mask)
{
    if (copies->count == ME_COPIES_MAX)
        return;
    struct me_original *original = &copies->original[copies->count++];
    *original = (struct me_original){.text = text, .body = body};
    me_mask_add_piece(&original->mask, mask, 0, original->text.len, 0);
}

void me_copies_add_word(struct me_copies *copies, struct me_span word, const struct me_mask *mask)
{
    const size_t before = copies->count;
    me_copies_add(copies, word, SIZE_MAX, mask);
    if (copies->count > before)
        copies->original[before].is_word = true;
}

void me_copies_own(struct me_copies *copies, size_t before, void *memory)
{
    if (copies->count > before)
        copies->owned[copies->owned_count++] = memory;
    else
        free(memory);
}

static bool has_separator(struct me_span text)
{
    const char *end = me_span_end(text);
    for (const char *p = text.ptr; p < end; p++)
        if (*p == ' ' || me_separator_tab(p, end) > 0)
            return true;
    return false;
}

/* Whether `text` has a separator outside of the parts of `mask`. */
static bool has_separator_beside(struct me_span text, const struct me_mask *mask)
{
    const struct me_mask_part *part = me_mask_parts(mask);
    size_t from = 0;
    for (size_t i = 0; i < mask->count; from = part[i++].end)
        if (has_separator((struct me_span){text.ptr + from, part[i].begin - from}))
            return true;
    return has_separator(me_span_skip(text, from));
}

/* Makes `mask` that of the whole `text`, where it is the very end of the original: a credential may have what looks
 * like noise there, `#011` that a client typed. */
static void take_noise(const struct me_original *original, struct me_span text, struct me_mask *mask)
{
    if (original->is_word || !me_span_ends(original->text, text))
        return;
    me_mask_free(mask);
    me_mask_add_piece(mask, &original->mask, original->text.len - text.len, original->text.len, 0);
}

bool me_copies_match(const struct me_copies *copies, struct me_span text, struct me_mask *mask)
{
    bool is_piece = false;
    const struct me_span piece = without_noise_behind(text);
    for (size_t i = 0; i < copies->count && piece.len > 0; i++) {
        const struct me_original *original = &copies->original[i];
        const struct me_span whole = without_noise_behind(original->text);
        if (original->is_word ? !me_span_starts(whole, piece) : !me_span_ends(whole, piece))
            continue;
        const size_t from = original->is_word ? 0 : whole.len - piece.len;
        me_mask_add_piece(mask, &original->mask, from, from + piece.len, 0);
        const bool is_alone = from != original->body && !has_separator_beside(piece, mask);
        take_noise(original, text, mask);
        if (mask->count == 0)
            is_piece = true;
        else if (!is_alone)
            return true;
        me_mask_free(mask);
    }
    return is_piece;
}
