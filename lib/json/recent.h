/* SPDX-License-Identifier: Apache-2.0
 *
 * The strings that were put out lately: most values of a mail log come again and again, and a value that is there
 * already need not be made again. Bounded, found by one hash and two comparisons at most. Knows bytes and whom they
 * belong to, not what they mean; for one thread at a time.
 */
#ifndef ME_RECENT_H
#define ME_RECENT_H

#include <stdint.h>

#include "text/span.h"

struct fjson_object;

/* A constant of this program, known by its address: no two have the same, and it lives as long as the program. */
struct me_recent_constant {
    const char *text;
    struct fjson_object *string;
};

/* A string that is kept; `text` is absent when there is none. */
struct me_recent_string {
    struct me_span text; /* lives in `string` */
    struct fjson_object *string;
};

/* The two places that a value may have. Both are used well, where one alone would be claimed by turns. */
struct me_recent_set {
    struct me_recent_string newer, older;
};

enum {
    ME_RECENT_BITS = 9,
    ME_RECENT_SETS = 1 << ME_RECENT_BITS,
    ME_RECENT_CONSTANT_BITS = 8,
    ME_RECENT_CONSTANTS = 1 << ME_RECENT_CONSTANT_BITS, /* there are about a hundred */
    ME_RECENT_LEN_MAX = 255, /* longer values are not kept; the vendor's replies have up to 220 octets */
};

/* Zeroed: nothing is kept yet. */
struct me_recent {
    struct me_recent_set sets[ME_RECENT_SETS];
    struct me_recent_constant constants[ME_RECENT_CONSTANTS];
};

/* The highest bits of a product depend on all bits of `key`. */
static inline uint64_t me_recent_mix(uint64_t key)
{
    return key * UINT64_C(0x9E3779B97F4A7C15);
}

/* Where the constant at `text` is looked for first. */
static inline size_t me_recent_constant_number(const char *text)
{
    return me_recent_mix((uintptr_t)text) >> (64 - ME_RECENT_CONSTANT_BITS);
}

/* The place of the constant at `text`, or an empty one for it; NULL when the places where it may be are taken. */
static inline struct me_recent_constant *me_recent_constant(struct me_recent *recent, const char *text)
{
    enum { TRIES = 8 };
    size_t place = me_recent_constant_number(text);
    for (int i = 0; i < TRIES; i++, place = (place + 1) % ME_RECENT_CONSTANTS) {
        struct me_recent_constant *constant = &recent->constants[place];
        if (constant->text == text || constant->text == NULL)
            return constant;
    }
    return NULL;
}

static inline uint64_t me_recent_eight(const char *p)
{
    uint64_t eight;
    memcpy(&eight, p, sizeof(eight));
    return eight;
}

/* The places of `value`, which is not empty. Looks at the first, the middle and the last eight bytes: names of one
 * domain differ at one end, replies in between, and what differs nowhere there merely shares two places. */
static inline struct me_recent_set *me_recent_set(struct me_recent *recent, struct me_span value)
{
    const char *end = me_span_end(value);
    uint64_t head, middle = 0, tail;
    if (value.len >= 8) {
        head = me_recent_eight(value.ptr);
        middle = me_recent_eight(value.ptr + value.len / 2 - 4);
        tail = me_recent_eight(end - 8);
    } else {
        head = (unsigned char)value.ptr[0] | (uint64_t)(unsigned char)value.ptr[value.len / 2] << 8;
        tail = (unsigned char)end[-1];
    }
    const uint64_t key =
        head ^ (tail + value.len) * UINT64_C(0xD6E8FEB86659FD93) ^ middle * UINT64_C(0xFF51AFD7ED558CCD);
    return &recent->sets[me_recent_mix(key) >> (64 - ME_RECENT_BITS)];
}

static inline bool me_recent_is(const struct me_recent_string *kept, struct me_span value)
{
    return kept->text.len == value.len && memcmp(kept->text.ptr, value.ptr, value.len) == 0;
}

/* The string of `value`, which is not empty, or NULL when it is not kept in `set`. */
static inline struct fjson_object *me_recent_find(struct me_recent_set *set, struct me_span value)
{
    if (me_recent_is(&set->newer, value))
        return set->newer.string;
    if (!me_recent_is(&set->older, value))
        return NULL;
    const struct me_recent_string found = set->older;
    set->older = set->newer;
    set->newer = found;
    return found.string;
}

/* Keeps `string`, whose text is `text`. Returns the one that gives way for it, or NULL. */
static inline struct fjson_object *me_recent_keep(struct me_recent_set *set, struct me_span text,
                                                  struct fjson_object *string)
{
    struct fjson_object *last = set->older.string;
    set->older = set->newer;
    set->newer = (struct me_recent_string){text, string};
    return last;
}

#endif
