/* SPDX-License-Identifier: Apache-2.0
 *
 * The row or record that a search for credentials is in, and where a row within it ends. Knows places; what is hidden
 * there is credential.h's business.
 */
#ifndef ME_OUTER_H
#define ME_OUTER_H

#include "recognise/columns.h"

struct me_outer {
    const struct me_columns *columns; /* of a record without columns `tab` alone is set */
    const char *end;                  /* its real end; NULL: the search is in none */
    bool is_debug;                    /* it is a Debug record, */
    const char *words;                /* and there the next words of the server's were found; NULL: not looked for */
    bool is_long;                     /* it is over the limit */
    const char *tab_at;               /* the separator that was found last; NULL: not looked for */
};

/* Whether `p` stands in it. */
static inline bool me_outer_has(const struct me_outer *outer, const char *p)
{
    return outer->end != NULL && p < outer->end;
}

/* Where the row of the service word at `word`, which stands in `outer`, ends at the latest: before what may be a reply
 * there, or with the outer row's column when its own separators are spelled in another way: no column that is a reply,
 * a count or a name in any reading is ever masked. In a Debug record it ends before the words that the server writes
 * behind an address. */
const char *me_outer_bound(struct me_outer *outer, const struct me_row *row, const char *word);

#endif
