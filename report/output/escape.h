/* SPDX-License-Identifier: Apache-2.0
 *
 * Strangers' text made harmless, once for each kind of output. Knows bytes and outputs, no meaning.
 */
#ifndef ME_ESCAPE_H
#define ME_ESCAPE_H

#include <stdio.h>

#include "text/span.h"

/* Text for a terminal: whatever could move the cursor, change colours or the direction of writing, or hide is shown as
 * \xHH or \u{HHHH}. At most `width` columns; a text that is longer ends in `~`. Writes up to width + 1 bytes,
 * NUL-terminated, to `out`. Returns the columns used. */
size_t me_escape_terminal(struct me_span text, size_t width, char *out);

/* A field of RFC 4180, in quotes when it needs them. What a spreadsheet would take for the start of a formula gets an
 * apostrophe in front, which spreadsheets show as text; also behind commas and semicolons, where a spreadsheet that was
 * with other separators begins a cell. Control characters become blanks, bad UTF-8 U+FFFD. */
void me_escape_csv(struct me_span text, FILE *out);

/* Text between tags or in a quoted attribute of HTML. Control characters become U+FFFD, and so do characters that
 * change the direction of writing or cannot be seen, and more than three marks on one letter. */
void me_escape_html(struct me_span text, FILE *out);

#endif
