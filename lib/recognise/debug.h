/* SPDX-License-Identifier: Apache-2.0
 *
 * Debug records: timestamp, system columns or those of a taught layout, `ME-XNNNN:`, system columns, text. Knows the
 * layout, no code's meaning.
 */
#ifndef ME_DEBUG_H
#define ME_DEBUG_H

#include "recognise/recognise.h"

/* Reads the Debug record whose code starts at `code` (where me_column_code() found one). `begin` is the first octet of
 * the text behind the noise; `line_end` the real end of the code's line, or NULL when it is still to be found;
 * `text_end` the end of the message. False when what stands before the code does not make it a record: then it is a
 * code in somebody's text. */
bool me_debug_read(const char *begin, const char *code, const char *line_end, const char *text_end,
                   const struct me_recognise_options *options, struct me_record *record);

#endif
