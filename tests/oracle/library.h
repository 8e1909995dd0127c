/* SPDX-License-Identifier: Apache-2.0
 *
 * The library under test, asked by the oracle: the only file here that calls it, whatever its functions are called.
 */
#ifndef ORACLE_LIBRARY_H
#define ORACLE_LIBRARY_H

#include "fields.h"

/* Fills `answer` with what the library says about `text`, and with the places it wants masked. The answer points into
 * `text`, into itself, and into memory that is used again by the next call but one. */
void oracle_library_ask(struct me_span text, size_t max_row, struct oracle_answer *answer);

/* Teaches the library the layout of the Debug log in the words of a person; NULL: none. */
void oracle_library_teach(const char *words);

/* Teaches the library the order of fields in W3C rows of IMAP and POP, by their `#Fields:` line; NULL: none. */
void oracle_library_teach_order(const char *line);

/* Forgets all conversations. */
void oracle_library_forget(void);

/* Takes the record of the last oracle_library_ask() into its conversation, and fills the context of `answer`, valid
 * until the next call. */
void oracle_library_converse(struct oracle_answer *answer);

#endif
