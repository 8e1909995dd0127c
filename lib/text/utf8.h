/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8 as RFC 3629 allows it: no overlong forms, no surrogates, nothing above U+10FFFF. Knows bytes only.
 */
#ifndef ME_UTF8_H
#define ME_UTF8_H

#include "text/span.h"

enum { ME_UTF8_GROWTH = 3 }; /* a bad byte becomes three: EF BF BD */

/* How many bytes at the start of `s` are valid; `s.len` when all are. */
size_t me_utf8_valid_prefix(struct me_span s);

/* Length of the valid character at the start of `s`, which is not empty; 0 when there is none. */
size_t me_utf8_sequence(struct me_span s);

/* Copies `s` with each byte that is not part of a valid sequence as U+FFFD. `out` has room for s.len * ME_UTF8_GROWTH
 * bytes. Returns how many were written. */
size_t me_utf8_repair(struct me_span s, char *out);

#endif
