/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a row of the Activity or W3C log stands in a text, found from its service word outwards, and the record that
 * its columns make. Knows what stands before the columns; columns.h knows them.
 */
#ifndef ME_ROW_H
#define ME_ROW_H

#include "recognise/columns.h"
#include "recognise/recognise.h"

enum me_row_kind {
    ME_ROW_NONE,   /* a service word in somebody's text */
    ME_ROW_WHOLE,  /* its separators can be read */
    ME_ROW_BLANKS, /* a row whose TABs became blanks: its columns cannot be told apart */
};

struct me_row_place {
    enum me_row_kind kind;
    bool has_time;             /* false: the timestamp is lost; the row is not a record, but holds what rows hold */
    struct me_timestamp stamp; /* with has_time; not judged */
    struct me_row row;         /* on ME_ROW_BLANKS without a separator */
};

/* A row that was read once for its credentials and is not read again for its record: the first whole row of a text, as
 * the text was when it was read. */
struct me_row_kept {
    const char *word; /* its service word; NULL: none is kept, and the other members have no meaning */
    const char *text; /* where the text begins that was searched */
    struct me_row_place place;
    struct me_columns columns;
};

/* Finds the row of the service word at `word`. Nothing before `begin` belongs to it; `text_end` is the end of the
 * message. A row without a timestamp is one by the handle and the client's address behind its service word. line_end
 * and anchor of the row stay NULL: a caller that knows them may set them, since many rows may stand in one line. Takes
 * time that is bounded, but for runs of separators. */
void me_row_find(const char *begin, struct me_span word, const struct me_service_word *service, const char *text_end,
                 struct me_row_place *place);

/* Whether the columns behind the service word are what a server writes into a row: id (where the service has one; it
 * may be missing when `lenient`), handle and address. */
bool me_row_has_columns(struct me_span word, const struct me_service_word *service, const char *end, bool lenient);

/* Makes the record of a whole row that has a time, and whose columns were read: me_columns_read(). */
void me_row_make_record(const struct me_row_place *place, const struct me_columns *columns, struct me_record *record);

#endif
