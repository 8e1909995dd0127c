/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows whose TABs became blanks. Their columns cannot be told apart, so nothing of them is believed; what a client sent
 * as a credential stands between the verb behind its address and the next reply.
 */
#ifndef ME_BLANKS_H
#define ME_BLANKS_H

#include "recognise/columns.h"

/* What is a credential; absent where nothing is, or `{blank}` stands there already. */
struct me_blanks {
    struct me_span command, argument;
};

/* Reads the row of the service word at `word` up to `end`, which is no noise. `is_inner`: it stands in another row, and
 * has a credential only where a reply follows, its own end. False: it has no handle and no address, and is none;
 * `*blanks` has no meaning. Linear in end - word, and bounded where nothing is found in a row that is not inner. */
bool me_blanks_read(struct me_span word, const struct me_row *row, const char *end, bool is_inner,
                    struct me_blanks *blanks);

#endif
