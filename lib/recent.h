/* SPDX-License-Identifier: Apache-2.0
 *
 * The strings that were put out lately: most values of a mail log come again and again, and a value that is there
 * already need not be made again. Bounded, found by one hash and one comparison. Knows bytes and whom they belong to,
 * not what they mean; for one thread at a time.
 */
#ifndef ME_RECENT_H
#define ME_RECENT_H

#include <stdint.h>

#include "span.h"

struct fjson_object;

/* A constant of this program, known by its address: no two have the same, and it lives as long as the program. */
struct me_recent_constant {
    const char *text;
    struct fjson_object *string;
};

struct me_recent_slot {
    struct me_span text; /* lives in `string` */
    struct fjson_object *string;
    bool again; /* asked for since another value asked for its place */
};

enum {
    ME_RECENT_BITS = 8,
    ME_RECENT_SLOTS = 1 << ME_RECENT_BITS, /* of either kind; there are about a hundred constants */
    ME_RECENT_LEN_MAX = 255,               /* longer values are not kept; the vendor's replies have up to 220 octets */
};

/* Zeroed: nothing is kept yet. */
struct me_recent {
    struct me_recent_constant constants[ME_RECENT_SLOTS];
    struct me_recent_slot slots[ME_RECENT_SLOTS];
};

static inline size_t me_recent_number(uint64_t key)
{
    return (key * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - ME_RECENT_BITS);
}

/* The place of the constant at `text`, or an empty one for it; NULL when the places where it may be are taken. */
static inline struct me_recent_constant *me_recent_constant(struct me_recent *recent, const char *text)
{
    enum { TRIES = 8 };
    size_t place = me_recent_number((uintptr_t)text);
    for (int i = 0; i < TRIES; i++, place = (place + 1) % ME_RECENT_SLOTS) {
        struct me_recent_constant *constant = &recent->constants[place];
        if (constant->text == text || constant->text == NULL)
            return constant;
    }
    return NULL;
}

/* The place of `value`, which is not empty. Looks at no more than 16 bytes: numbers, names and times differ at one of
 * their ends, and those that do not merely take turns. */
static inline struct me_recent_slot *me_recent_slot(struct me_recent *recent, struct me_span value)
{
    const char *end = me_span_end(value);
    uint64_t head = 0, tail = 0;
    if (value.len >= sizeof(head)) {
        memcpy(&head, value.ptr, sizeof(head));
        memcpy(&tail, end - sizeof(tail), sizeof(tail));
    } else if (value.len >= sizeof(uint32_t)) {
        memcpy(&head, value.ptr, sizeof(uint32_t));
        memcpy(&tail, end - sizeof(uint32_t), sizeof(uint32_t));
    } else {
        head = (unsigned char)value.ptr[0];
        tail = (unsigned char)end[-1];
    }
    return &recent->slots[me_recent_number(head ^ (tail + value.len) * UINT64_C(0xD6E8FEB86659FD93))];
}

/* The string of `value`, or NULL when it is not kept in `slot`. */
static inline struct fjson_object *me_recent_find(struct me_recent_slot *slot, struct me_span value)
{
    if (!me_span_equal(slot->text, value))
        return NULL;
    slot->again = true;
    return slot->string;
}

/* Whether a value that was not found may take `slot`: one that is in use gives way only to the second that asks, so
 * that the words of every message are not driven out by names that come once. */
static inline bool me_recent_admits(struct me_recent_slot *slot)
{
    const bool admits = !slot->again;
    slot->again = false;
    return admits;
}

#endif
