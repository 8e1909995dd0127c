/* SPDX-License-Identifier: Apache-2.0
 *
 * Values as markup: whatever goes into the page goes through here, and nothing a stranger wrote leaves as anything but
 * text. Knows markup, no report.
 */
#ifndef ME_HTML_TEXT_H
#define ME_HTML_TEXT_H

#include <stdio.h>

#include "base/clock.h"

enum { ME_HTML_BEFORE = -1 }; /* position of a loop before its first turn and after its last */

/* Text, with everything escaped that markup could be made of. */
void me_html_text_put(FILE *out, struct me_span text);
void me_html_text_put_string(FILE *out, const char *text);

/* With blanks that do not break between thousands. */
void me_html_text_put_number(FILE *out, uint64_t number);

/* A length in tenths of a unit. */
void me_html_text_put_tenths(FILE *out, unsigned tenths);

void me_html_text_put_moment(FILE *out, int64_t when, enum me_clock_form form);

/* One more turn of a loop over `count` things: moves `*position` on. False after the last one. */
bool me_html_text_next(int *position, size_t count);

#endif
