/* SPDX-License-Identifier: Apache-2.0
 *
 * A text without its credentials. A text is looked at twice: as it stands, and with its escapes resolved, because a row
 * that came in as JSON holds its credentials in the JSON text, too, in a spelling of the sender's choice. Knows no
 * message.
 */
#ifndef ME_CLEAN_H
#define ME_CLEAN_H

#include "redact/needles.h"

enum { ME_CLEAN_PLACES = 2 };

struct me_clean {
    char *text; /* NUL-terminated; the caller frees it */
    size_t len;
    size_t places[ME_CLEAN_PLACES]; /* where the places in the text that the caller asked for have gone */
};

enum me_cleaned { ME_CLEAN_UNCHANGED, ME_CLEAN_CHANGED, ME_CLEAN_NO_MEMORY };

/* `text` with each credential replaced by `{blank}`. `places` are offsets in it, up to its length, or NULL. Sets
 * `*clean` on ME_CLEAN_CHANGED only. Linear in the size of the text. */
enum me_cleaned me_clean_text(struct me_span text, const struct me_needles *needles, const size_t *places,
                              struct me_clean *clean);

/* Writes `*` over the credentials of `text`: for want of memory, or where a text can only be changed in its place.
 * Without memory only those that stand there without escapes. */
void me_clean_overwrite(char *text, size_t len, const struct me_needles *needles);

#endif
