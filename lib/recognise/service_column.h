/* SPDX-License-Identifier: Apache-2.0
 *
 * Service words that begin no row: in a Debug record one may be a column before the code. Finding a record and hiding
 * credentials ask here, so that what the one reads as a Debug record is no row for the other.
 * `11/22/26 07:00:25 SMTP-IN [1448] ME-I0101: ...`
 */
#ifndef ME_SERVICE_COLUMN_H
#define ME_SERVICE_COLUMN_H

#include "recognise/layout.h"
#include "tables/services.h"

/* Whether the service word at `word` is a column of a Debug record, whose code stands before `end`. `layout` is the
 * taught one, or NULL; nothing before `begin` belongs to the record. What a server writes into a row is a row, whatever
 * a client typed as its command: id, handle and address behind the word, or in a W3C row an address before it, and
 * account and address behind it. Takes time that is bounded, but for runs of separators. */
bool me_service_column_is(const char *begin, struct me_span word, const struct me_service_word *service,
                          const char *end, const struct me_debug_layout *layout);

#endif
