/* SPDX-License-Identifier: Apache-2.0
 *
 * Resolves JSON's escapes (RFC 8259, section 7), and those of structured data. Knows the inside of one string, no JSON
 * around it.
 */
#ifndef ME_JSON_UNESCAPE_H
#define ME_JSON_UNESCAPE_H

#include <stdint.h>

#include "text/span.h"

/* Whether `text` may have an escape. */
static inline bool me_json_unescape_may_change(struct me_span text)
{
    return text.len > 0 && memchr(text.ptr, '\\', text.len) != NULL;
}

/* Resolves the escapes of `text`. A backslash before a character that JSON does not know is left out, and one at the
 * end stands for itself.
 *
 *   bytes  gets the result; room for text.len octets, which is always enough, because an escape is longer than what it
 *          stands for. May be text.ptr: then the text is decoded in place
 *   at     NULL, or room for text.len + 1: gets where each octet of the result, and its end, stands in `text`, which is
 *          shorter than 4 GiB
 *
 * Returns the number of octets in `bytes`. */
size_t me_json_unescape(struct me_span text, char *bytes, uint32_t *at);

/* As me_json_unescape(), for a value of structured data (RFC 5424, section 6.3.3): `\"`, `\\` and `\]` are escapes, and
 * a backslash before anything else stands for itself. */
size_t me_json_unescape_signs(struct me_span text, char *bytes, uint32_t *at);

#endif
