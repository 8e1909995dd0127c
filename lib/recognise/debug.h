/* SPDX-License-Identifier: Apache-2.0
 *
 * Debug records: timestamp, system columns, `ME-XNNNN:`, system columns, text. Knows the layout, no code's meaning.
 */
#ifndef ME_DEBUG_H
#define ME_DEBUG_H

#include "recognise/record.h"

/* Reads the Debug record in `text` (without noise around it) whose code starts at `code` (where me_column_code() found
 * one). False when what stands before the code does not make it a record: then it is a code in somebody's text. */
bool me_debug_read(struct me_span text, const char *code, struct me_record *record);

/* Whether nothing but system columns stands between the start of `text` and `code`: the line of a Debug record whose
 * timestamp somebody took away. It is none, and what follows may be a stranger's. */
bool me_debug_lacks_time(struct me_span text, const char *code);

#endif
