/* SPDX-License-Identifier: Apache-2.0
 *
 * Anchor search, sixty-four bytes a step, then sixteen: most steps have no dash, and most dashes have no letter before
 * them that ends a word.
 */
#include "recognise/anchor.h"

#include "tables/services.h"
#include "text/scan.h"

enum { VECTOR = sizeof(me_scan_vector), BLOCK = 4 * VECTOR };

static inline me_scan_vector dashes(const char *p)
{
    return (me_scan_vector)(me_scan_load(p) == '-');
}

/* One bit for each of the BLOCK bytes at `p` that is a dash; looked at one by one only where there is any. */
static inline uint64_t dashes_of_block(const char *p)
{
    const me_scan_vector a = dashes(p), b = dashes(p + VECTOR), c = dashes(p + 2 * VECTOR), d = dashes(p + 3 * VECTOR);
    if (me_scan_mask(a | b | c | d) == 0)
        return 0;
    const uint64_t low = me_scan_mask(a) | me_scan_mask(b) << VECTOR;
    const uint64_t high = me_scan_mask(c) | me_scan_mask(d) << VECTOR;
    return low | high << 2 * VECTOR;
}

/* Whether `ME` or a service word's beginning may end in `c`. */
static inline bool may_end_word(char c)
{
    return c == 'E'
#define ME_SERVICE_WORD(word, ...) || c == (word)[sizeof(word) - 1 - ME_SERVICE_SUFFIX_LEN - 1]
#include "tables/services.def"
#undef ME_SERVICE_WORD
        ;
}

/* Byte by byte, since a call would cost more than the words have letters. */
static inline bool ends_with(const char *from, const char *dash, const char *word, size_t len)
{
    if ((size_t)(dash - from) < len)
        return false;
    const char *begin = dash - len;
    for (size_t i = 0; i < len; i++)
        if (begin[i] != word[i])
            return false;
    return true;
}

/* Whether the dash, which is not the first byte, belongs to a word that begins at `from` or behind it. */
static inline bool is_anchor(const char *from, const char *dash)
{
    if (!may_end_word(dash[-1]))
        return false;
    return ends_with(from, dash, "ME", 2)
#define ME_SERVICE_WORD(word, ...) || ends_with(from, dash, word, sizeof(word) - 1 - ME_SERVICE_SUFFIX_LEN)
#include "tables/services.def"
#undef ME_SERVICE_WORD
        ;
}

/* The first anchor among the dashes of `set`, which has a bit for each byte from `p` on; or NULL. */
static inline const char *first_of(const char *from, const char *p, uint64_t set)
{
    for (; set != 0; set &= set - 1)
        if (is_anchor(from, p + __builtin_ctzll(set)))
            return p + __builtin_ctzll(set);
    return NULL;
}

/* The first anchor in [p, end), or `end`; for what is shorter than a block. */
static const char *look_closely(const char *from, const char *p, const char *end)
{
    const char *found;
    const bool is_long = end - p >= VECTOR;
    for (; is_long && p < end; p += VECTOR) {
        if (end - p < VECTOR)
            p = end - VECTOR; /* the last step overlaps the one before it */
        if ((found = first_of(from, p, me_scan_mask(dashes(p)))) != NULL)
            return found;
    }
    for (; p < end; p++)
        if (*p == '-' && is_anchor(from, p))
            return p;
    return end;
}

const char *me_anchor_find(const char *from, const char *end)
{
    const char *found, *p = from + (from < end); /* no anchor's dash is the first byte */
    if (end - p < BLOCK)
        return look_closely(from, p, end);
    for (; p < end; p += BLOCK) {
        if (end - p < BLOCK)
            p = end - BLOCK; /* as above */
        if ((found = first_of(from, p, dashes_of_block(p))) != NULL)
            return found;
    }
    return end;
}
