/* SPDX-License-Identifier: Apache-2.0
 *
 * Which bytes of a text are credentials, and the text without them. Knows bytes only: no row, no message.
 */
#ifndef ME_MASK_H
#define ME_MASK_H

#include <stdbool.h>

#include "text/span.h"

enum { ME_MASK_FEW = 8 }; /* parts that need no memory: hardly a message has more */

/* The bytes from `begin` up to `end` of a text. */
struct me_mask_part {
    size_t begin, end;
};

/* Parts from left to right that do not overlap; those that touch each other are replaced one by one. Zeroed, it is
 * empty. */
struct me_mask {
    struct me_mask_part few[ME_MASK_FEW];
    struct me_mask_part *many; /* all of them, where `few` has no room; NULL: they are in `few` */
    size_t count, room;
};

void me_mask_free(struct me_mask *mask);

/* The parts, `mask->count` of them, valid until the next me_mask_add(). */
const struct me_mask_part *me_mask_parts(const struct me_mask *mask);

/* Adds the bytes from `begin` up to `end`, which lie behind the beginning of the last part. Constant time on
 * average. When memory is out, the last part grows up to `end`: too much is masked then, never too little. */
void me_mask_add(struct me_mask *mask, size_t begin, size_t end);

/* Adds what `whole` has between `begin` and `end`, counted from `begin` on, and moved by `shift`. */
void me_mask_add_piece(struct me_mask *mask, const struct me_mask *whole, size_t begin, size_t end, size_t shift);

enum { ME_MASK_PLACES = 2 };

struct me_masked {
    char *text; /* NUL-terminated; the caller frees it */
    size_t len;
    size_t places[ME_MASK_PLACES]; /* where the places that the caller asked for have gone */
};

/* Makes `text` with each part of `mask` replaced by `{blank}`. `places` are offsets in `text`, up to its length, in
 * ascending order, or NULL; a place within a part comes out behind its `{blank}`. False: memory is out. Linear in the
 * size of the text. */
bool me_mask_apply(const struct me_mask *mask, struct me_span text, const size_t *places, struct me_masked *masked);

/* Writes `*` over the parts of `mask` in `text`: for want of memory, or where a text can only be changed in its place.
 */
void me_mask_overwrite(const struct me_mask *mask, char *text);

#endif
