/* SPDX-License-Identifier: Apache-2.0
 *
 * Anchor search, 32 bytes a step: a block is looked at closer only when it holds a `-` behind the last letter of a
 * word.
 */
#include "recognise/anchor.h"

#include "tables/services.h"
#include "text/scan.h"

enum { STEP = 2 * sizeof(me_scan_vector) };

static inline me_scan_vector dashes(const char *p)
{
    return (me_scan_vector)(me_scan_load(p) == '-');
}

/* One bit for each of the 16 bytes from `p` on that is a `-` behind the last letter of `ME` or of a service word. */
static inline unsigned suspects(const char *p)
{
    const me_scan_vector before = me_scan_load(p - 1);
    me_scan_vector last_letter = (me_scan_vector)(before == 'E');
#define ME_SERVICE_WORD(word, ...)                                                                                     \
    last_letter |= (me_scan_vector)(before == (unsigned char)(word)[sizeof(word) - 1 - ME_SERVICE_SUFFIX_LEN - 1]);
#include "tables/services.def"
#undef ME_SERVICE_WORD
    return me_scan_mask(dashes(p) & last_letter);
}

static inline bool ends_with(const char *from, const char *dash, const char *word, size_t len)
{
    return (size_t)(dash - from) >= len && memcmp(dash - len, word, len) == 0;
}

static inline bool is_anchor(const char *from, const char *dash)
{
    return ends_with(from, dash, "ME", 2)
#define ME_SERVICE_WORD(word, ...) || ends_with(from, dash, word, sizeof(word) - 1 - ME_SERVICE_SUFFIX_LEN)
#include "tables/services.def"
#undef ME_SERVICE_WORD
        ;
}

/* The first anchor whose dash lies in the STEP bytes from `p` on, or NULL. Most steps have no dash, so the letters
 * before it are looked at only where there is one. */
static inline const char *look(const char *from, const char *p)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    if (me_scan_mask(dashes(p) | dashes(p + VECTOR)) == 0)
        return NULL;
    for (unsigned set = suspects(p) | suspects(p + VECTOR) << VECTOR; set != 0; set &= set - 1)
        if (is_anchor(from, p + __builtin_ctz(set)))
            return p + __builtin_ctz(set);
    return NULL;
}

/* The first anchor in [from, end), or NULL, byte by byte: for what is shorter than a step. */
static const char *look_closely(const char *from, const char *end)
{
    for (const char *p = from; (p = me_scan_byte(p, end, '-')) < end; p++)
        if (is_anchor(from, p))
            return p;
    return end;
}

/* Two steps at once, for the stretches without any dash. */
static inline bool has_dash(const char *p)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    return me_scan_mask(dashes(p) | dashes(p + VECTOR) | dashes(p + 2 * VECTOR) | dashes(p + 3 * VECTOR)) != 0;
}

const char *me_anchor_find(const char *from, const char *end)
{
    const char *found;
    if (end - from <= STEP)
        return look_closely(from, end);
    const char *p = from + 1; /* no anchor's dash is the first byte, and suspects() looks one byte back */
    for (; end - p >= 2 * STEP; p += 2 * STEP) {
        if (!has_dash(p))
            continue;
        if ((found = look(from, p)) != NULL || (found = look(from, p + STEP)) != NULL)
            return found;
    }
    for (; p < end; p += STEP) {
        if (end - p < STEP)
            p = end - STEP; /* the last step overlaps the one before it */
        if ((found = look(from, p)) != NULL)
            return found;
    }
    return end;
}
