/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines that were not understood, reduced to their shapes so that they can be shown to strangers: every letter an `a`,
 * every digit a `9`, outside of ME codes and a few fixed words. Knows bytes and those words.
 */
#ifndef ME_MASKS_H
#define ME_MASKS_H

#include <stdio.h>

#include "groups.h"
#include "proposal.h"

enum {
    ME_MASK_MAX = 200,   /* characters of a shape; what follows is left out */
    ME_MASKS_MAX = 1000, /* different shapes that are kept */
};

struct me_mask {
    char text[ME_MASK_MAX + 4];
    char proposal[ME_PROPOSAL_MAX]; /* a layout that fits every line of the shape; empty when there is none */
    uint64_t count;
};

struct me_masks {
    struct me_mask *items;
    size_t count;
    uint64_t others;
};

/* Writes the shape of `line`, NUL-terminated. */
void me_masks_of(struct me_span line, char out[static ME_MASK_MAX + 4]);

/* Counts the shape of `line`. False when memory is out. */
bool me_masks_add(struct me_masks *masks, struct me_span line);

/* Writes all shapes, the most frequent first; without any, what that means where there were so many records. */
void me_masks_write(struct me_masks *masks, uint64_t records, FILE *out);

void me_masks_free(struct me_masks *masks);

#endif
