/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands between the fields of a line and around it, after a forwarder and rsyslog's control-character escaping
 * had their way: real control characters, `#011` (the octal default), `\t` (C style), `#009` (seen from agents that
 * escape in decimal), and a configured prefix before `011`. Knows bytes, no fields.
 */
#ifndef ME_SEPARATOR_H
#define ME_SEPARATOR_H

#include "span.h"

/* Length of the TAB spelled at `p`: 1, 2 or 4; 0 when there is none. Reads nothing at or behind `end`. */
size_t me_separator_tab(const char *p, const char *end);

/* Length of the TAB spelled just before `p`, or 0. Reads nothing before `begin`. */
size_t me_separator_tab_before(const char *begin, const char *p);

/* End of the run of TABs and blanks that starts at `p`; `p` itself when there is none. */
const char *me_separator_skip(const char *p, const char *end);

/* Start of the run of TABs and blanks that ends at `p`; `p` itself when there is none. */
const char *me_separator_skip_before(const char *begin, const char *p);

/* `text` without the noise around it. In front: blanks, TABs, NULs and byte order marks; at the end: CR, LF, NUL,
 * blanks, TABs and Snare's last column `N/A`; all in any spelling. */
struct me_span me_separator_trim(struct me_span text);

#endif
