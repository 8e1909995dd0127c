/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the credentials of one text in the spelling in which the text has them: a row may stand there as it is, in a
 * quoted string of JSON or of structured data, or with JSON's escapes and without quotes. What a credential is, lib/
 * knows.
 */
#ifndef ME_LOCATE_H
#define ME_LOCATE_H

#include "recognise/row.h"
#include "redact/copies.h"
#include "redact/mask.h"

/* Strings within strings that are looked into: JSON that a string of JSON holds is at depth 2. */
enum { ME_LOCATE_DEPTH_MAX = 4 };

/* Adds the credentials of `text` to the empty `mask`. Each text with a row of its own is added to `copies` as an
 * original, unless `copies` is NULL; `text` must then stay as it is. A row in a quoted string ends where the string
 * does. Where memory is out, a string with escapes that may hold a row is masked as a whole. `*kept`
 * becomes the first row of the text as it stands (me_credentials_find_keeping()); NULL: nobody wants it. Linear in the
 * size of the text. */
void me_locate_credentials(struct me_span text, const struct me_recognise_options *options, struct me_copies *copies,
                           struct me_mask *mask, struct me_row_kept *kept);

#endif
