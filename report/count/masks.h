/* SPDX-License-Identifier: Apache-2.0
 *
 * Masks of lines that were not understood: their shapes, which can be shown to strangers. Every letter is an `a`, every
 * digit a `9`, outside of ME codes and a few fixed words. Knows bytes and those words.
 */
#ifndef ME_MASKS_H
#define ME_MASKS_H

#include <stdio.h>

#include "groups.h"
#include "proposal.h"

enum {
    ME_MASK_MAX = 200,   /* characters of a mask; what follows is left out */
    ME_MASKS_MAX = 1000, /* different masks that are kept */
};

struct me_masks_item {
    char text[ME_MASK_MAX + 4];
    char proposal[ME_PROPOSAL_MAX]; /* a layout that fits every line of the mask; empty when there is none */
    uint64_t count;
};

struct me_masks {
    struct me_masks_item *items;
    size_t count;
    uint64_t others;
};

/* Writes the mask of `line`, NUL-terminated. */
void me_masks_of(struct me_span line, char out[static ME_MASK_MAX + 4]);

/* Counts the mask of `line`. False when memory is out. */
bool me_masks_add(struct me_masks *masks, struct me_span line);

/* Writes all masks, the most frequent first. Without any, it says what that means when there were `records`. */
void me_masks_write(struct me_masks *masks, uint64_t records, FILE *out);

void me_masks_free(struct me_masks *masks);

#endif
