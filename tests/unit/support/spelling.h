/* SPDX-License-Identifier: Apache-2.0
 *
 * A line as rsyslog hands it on: its TABs in one of the spellings that arrive. Knows bytes only.
 */
#ifndef ME_SPELLING_H
#define ME_SPELLING_H

#include "text/span.h"

struct me_spelling {
    const char *label;
    const char *tab, *cr;
};

enum { ME_SPELLINGS = 5 };
extern const struct me_spelling me_spellings[ME_SPELLINGS];

/* Writes `text` into `out` with its TABs and CRs spelled as `spelling` says. Fails the test when `room` is too small.
 */
struct me_span me_spelling_apply(const struct me_spelling *spelling, struct me_span text, char *out, size_t room);

#endif
