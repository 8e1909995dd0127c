/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts that hold a piece of a row whose credentials are known already: a parser took the row's start for the header,
 * or a rule stored its end in a variable. Such a text is known by where it stands in the whole row, since alone it may
 * show neither a beginning nor a command. Knows bytes, no message.
 *
 * A text that is made of nothing but what a client sent is not a copy: a host may have the name that somebody tried as
 * a password. So a copy must have a separator of the row outside of its credentials, unless it is all of a message's
 * $msg.
 */
#ifndef ME_COPIES_H
#define ME_COPIES_H

#include "redact/mask.h"

enum {
    ME_COPIES_MAX = 12,      /* texts of one message with rows of their own; pieces of further ones are not known */
    ME_COPIES_OWNED_MAX = 60 /* pieces of memory that they lie in: each may lie in a string within strings */
};

/* A text with rows, and the credentials in it. */
struct me_original {
    struct me_span text;
    size_t body;  /* where $msg begins in it */
    bool is_word; /* a word of the header: a copy is its beginning, otherwise the end of the text */
    struct me_mask mask;
};

struct me_copies {
    struct me_original original[ME_COPIES_MAX];
    size_t count;
    void *owned[ME_COPIES_OWNED_MAX]; /* memory of the texts that are not the message's own */
    size_t owned_count;
    bool incomplete; /* an original is missing for want of memory: a piece of it will not be known */
};

/* Makes `copies` empty. Cheap: every record of MailEnable needs it. */
static inline void me_copies_init(struct me_copies *copies)
{
    copies->count = copies->owned_count = 0;
    copies->incomplete = false;
}

void me_copies_free(struct me_copies *copies);

/* Adds an original. `body`: where $msg begins in the raw message, 0 in other texts. `text` must stay as it is until
 * me_copies_free(). */
void me_copies_add(struct me_copies *copies, struct me_span text, size_t body, const struct me_mask *mask);

/* Adds a word of the header: $programname is the beginning of one. */
void me_copies_add_word(struct me_copies *copies, struct me_span word, const struct me_mask *mask);

/* Takes `memory`, which texts added since there were `before` of them point into; frees it when there are none. */
void me_copies_own(struct me_copies *copies, size_t before, void *memory);

/* Whether `text` is the end of an original, but for the noise behind both, or the beginning of a word. If so, adds the
 * credentials of that piece to the empty `mask`, and nobody needs to look at the text again.
 *
 * An example: of a row that ends `...#011AUTH#011AUTH LOGIN c2VjcmV0#011535 no`, the text ` LOGIN c2VjcmV0#011535 no`
 * is a piece with a credential. Linear in the size of `text`. */
bool me_copies_match(const struct me_copies *copies, struct me_span text, struct me_mask *mask);

#endif
