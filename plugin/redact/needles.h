/* SPDX-License-Identifier: Apache-2.0
 *
 * What to look for when the credentials of a message are to be hidden: each in the spellings in which its texts may
 * have it. Knows the examination, no message.
 */
#ifndef ME_NEEDLES_H
#define ME_NEEDLES_H

#include "message.h"

enum {
    /* A credential shorter than this is looked for together with what stands before it. Alone it would match half of
     * all words, and no base64 text is shorter. */
    ME_NEEDLE_ALONE_MIN = 4,
    /* The same for a word of one that goes on: no more than a guess where the credential ends. */
    ME_NEEDLE_WORD_MIN = 8,
    ME_NEEDLE_CONTEXT_MAX = 32, /* bytes before a credential; they hold an address or an id */
    ME_NEEDLES_MAX = 8 * ME_EXAMINED_MAX * ME_SECRET_PARTS_MAX
};

/* The bytes from `context` on are a credential, or the beginning of one where a text ends within it. */
struct me_needle {
    struct me_span bytes;
    size_t context;
};

struct me_needles {
    struct me_needle needle[ME_NEEDLES_MAX];
    size_t count;
    char *owned; /* their bytes; NULL: they are those of the examined texts */
};

/* Makes the needles of `examination`. False when memory is out: they point into its texts then, and those for escapes
 * are missing. me_needles_free() must be called in either case. */
bool me_needles_make(const struct me_examination *examination, struct me_needles *needles);
void me_needles_free(struct me_needles *needles);

#endif
