/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON's escapes (RFC 8259, section 7). Knows bytes only.
 */
#ifndef ME_ESCAPES_H
#define ME_ESCAPES_H

#include <stdint.h>

#include "text/span.h"

/* Whether `text` may have one. */
static inline bool me_escapes_in(struct me_span text)
{
    return text.len > 0 && memchr(text.ptr, '\\', text.len) != NULL;
}

/* Resolves the escapes of `text`; what is none stands for itself. Every escape is longer than what it stands for, so
 * `bytes` has room for text.len. `at`, unless it is NULL, gets where each byte, and the end, stands in `text`: room for
 * one more. Returns the number of bytes. */
size_t me_escapes_resolve(struct me_span text, char *bytes, uint32_t *at);

#endif
