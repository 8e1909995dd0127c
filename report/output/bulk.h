/* SPDX-License-Identifier: Apache-2.0
 *
 * Records as the documents that the rsyslog module makes, two lines each, as a search engine takes them in bulk: which
 * data stream the document belongs to and what its id is, then the document. Knows no network.
 *
 * The id is made of the host, the line without its credentials, and how often the same line came before in the same
 * file. So equal lines of one second all have ids of their own, and a file that is read again, from wherever it lies by
 * then, packed or not, gives the ids that it gave before.
 */
#ifndef ME_BULK_H
#define ME_BULK_H

#include <stdio.h>

#include "correlate/resolved.h"

struct me_bulk;

struct me_bulk_row {
    const struct me_resolved *resolved;
    struct me_span host;                          /* any bytes, or absent */
    struct me_span message;                       /* the line, any bytes */
    struct me_span offset;                        /* of the record's time; absent in the hour that comes twice */
    struct me_span likely;                        /* the offset that it had most likely then */
    size_t input;                                 /* a number of the file that the line is from */
    const struct me_recognise_options *recognise; /* as the line was */
};

/* NULL when memory is out. */
struct me_bulk *me_bulk_new(void);
void me_bulk_free(struct me_bulk *bulk); /* may be NULL */

/* Writes the two lines of `row`, whose record has a time. False when memory is out. */
bool me_bulk_write(struct me_bulk *bulk, const struct me_bulk_row *row, FILE *out);

#endif
