/* SPDX-License-Identifier: Apache-2.0
 *
 * Text in UTF-16, as Windows PowerShell writes it, turned into UTF-8: a whole file with or without the mark at its
 * start, or lines that were appended to a file of ASCII. Knows bytes and line ends, no file.
 */
#ifndef ME_UTF16_H
#define ME_UTF16_H

#include <stdbool.h>
#include <stddef.h>

enum me_utf16_form { ME_UTF16_NONE, ME_UTF16_LITTLE, ME_UTF16_BIG };

enum { ME_UTF16_AHEAD = 4 }; /* bytes that are looked at to find the form of a line */

/* Zeroed at the start of a text, but for `at_line_start`, which is true there. */
struct me_utf16 {
    enum me_utf16_form form; /* of the line at hand */
    bool at_line_start;
    unsigned high; /* first half of a character beyond U+FFFF, or 0 */
};

/* Whether `bytes`, which come next, hold anything but text in bytes. Linear, and fast when they do not. */
bool me_utf16_concerns(const struct me_utf16 *state, const char *bytes, size_t len);

/* Turns as many of the `len` bytes at `in` as it can into at most `size` bytes at `out`, which may not overlap. Sets
 * `*taken` to how many bytes of `in` are done with, and returns how many of `out` were written. Unless `at_end`, up to
 * ME_UTF16_AHEAD - 1 bytes are left for the next call, which brings them again. Half a pair of surrogates becomes
 * U+FFFD. */
size_t me_utf16_decode(struct me_utf16 *state, const char *in, size_t len, bool at_end, char *out, size_t size,
                       size_t *taken);

#endif
