/* SPDX-License-Identifier: Apache-2.0
 *
 * The quoted strings of a text: those of JSON (RFC 8259, section 7) and the values of structured data (RFC 5424,
 * section 6.3.3). Knows bytes only.
 */
#ifndef ME_QUOTED_H
#define ME_QUOTED_H

#include "text/span.h"

/* The first quoted string that opens in `text` at or behind `from`, without its quotes: `"` at the beginning of the
 * text or behind one of `{[(,:=`, and blanks. It ends before the next `"` that no backslash escapes and behind which no
 * word goes on, or where the text does. Absent when there is none; empty for `""`. Linear in what is passed over. */
struct me_span me_quoted_next(struct me_span text, const char *from);

#endif
