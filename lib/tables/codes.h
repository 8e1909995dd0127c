/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of codes and texts in codes.def, and the look-up in it. Knows words, no records.
 */
#ifndef ME_CODES_H
#define ME_CODES_H

#include "tables/enums.h"

enum { ME_CODES_LEN = 8 /* ME-I0111 */ };

/* What the value in a text is. The addresses are mail addresses, the domain is a sender's. */
enum me_subject { ME_SUBJECT_NOTHING, ME_SUBJECT_SENDER, ME_SUBJECT_RECIPIENT, ME_SUBJECT_IP, ME_SUBJECT_DOMAIN };

struct me_code {
    struct me_span code; /* empty: a text that is documented without a code */
    enum me_event event;
    enum me_outcome outcome;
    enum me_reason reason;
    enum me_risk risk;
    struct me_span before, after; /* the text around the value that the server puts in */
    enum me_subject subject;
    struct me_span explanation;
};

/* How much of a row's text a record shows. */
enum me_text_match {
    ME_TEXT_OTHER, /* another text */
    ME_TEXT_CUT,   /* the beginning of this text, cut off */
    ME_TEXT_WHOLE,
};

/* The row of `code` (`ME-I0111`), or NULL for a code that nobody has documented. */
const struct me_code *me_codes_find(struct me_span code);

/* The row whose whole text is `text`, the longest if several are, the first if they are equal; or NULL. */
const struct me_code *me_codes_find_text(struct me_span text);

/* Whether `text` begins as one of the table's texts does. */
bool me_codes_knows_text(struct me_span text);

/* The first place in [from, end) of words that a server writes behind the value in a text, or `end`:
 * `a@example.com]) is local` -> ` is local` */
const char *me_codes_words_behind(const char *from, const char *end);

/* Compares `text` with the row's. On ME_TEXT_WHOLE, `*value` is what the server put in; empty for ME_SUBJECT_NOTHING.
 * The text must match at both ends, so the value, which may be a stranger's, cannot turn one text into another. */
enum me_text_match me_codes_match(const struct me_code *row, struct me_span text, struct me_span *value);

/* All rows, for documentation checks and tests. */
const struct me_code *me_codes_rows(size_t *count);

#endif
