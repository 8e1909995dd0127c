/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines that were not understood, reduced to their shapes so that they can be shown to strangers: every letter an `a`,
 * every digit a `9`, outside of ME codes and a few fixed words. Knows bytes and those words.
 */
#ifndef ME_SHAPES_H
#define ME_SHAPES_H

#include <stdio.h>

#include "groups.h"

enum {
    ME_SHAPE_MAX = 200,   /* characters of a shape; what follows is left out */
    ME_SHAPES_MAX = 1000, /* different shapes that are kept */
};

struct me_shape {
    char text[ME_SHAPE_MAX + 4];
    uint64_t count;
};

struct me_shapes {
    struct me_shape *items;
    size_t count;
    uint64_t others;
};

/* Writes the shape of `line`, NUL-terminated. */
void me_shapes_of(struct me_span line, char out[static ME_SHAPE_MAX + 4]);

/* Counts the shape of `line`. False when memory is out. */
bool me_shapes_add(struct me_shapes *shapes, struct me_span line);

/* Writes all shapes, the most frequent first; without any, what that means where there were so many records. */
void me_shapes_write(struct me_shapes *shapes, uint64_t records, FILE *out);

void me_shapes_free(struct me_shapes *shapes);

#endif
