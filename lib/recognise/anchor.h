/* SPDX-License-Identifier: Apache-2.0
 *
 * The search that every message pays for, ours or not. All records carry a code or a service word, so a message without
 * either is foreign; most of the world's log lines are dismissed by this, at a byte per fraction of a cycle. Knows the
 * words, not what stands around them.
 */
#ifndef ME_ANCHOR_H
#define ME_ANCHOR_H

#include "text/span.h"

/* The first `-` of an `ME-` or of a service word's beginning (`SMTP-`) that lies wholly in [from, end), or `end`.
 * Linear in the distance covered. */
const char *me_anchor_find(const char *from, const char *end);

/* False: there is neither a record nor a credential in `text`, nor in any part of it. */
static inline bool me_anchor_in(struct me_span text)
{
    return me_anchor_find(text.ptr, me_span_end(text)) != me_span_end(text);
}

#endif
