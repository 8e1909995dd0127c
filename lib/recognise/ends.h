/* SPDX-License-Identifier: Apache-2.0
 *
 * Where a record may end. A real line feed ends it; everything else that may be an end may also be a stranger's text,
 * so the reader of the record has to try each. Knows lines, no columns.
 */
#ifndef ME_ENDS_H
#define ME_ENDS_H

#include "recognise/layout.h"
#include "text/span.h"

enum { ME_ENDS_MAX = 8 }; /* more possible ends than these are somebody's work: nothing is believed then */

struct me_ends {
    const char *end[ME_ENDS_MAX]; /* from left to right, each without the noise before it; the last is the real one */
    size_t count;                 /* at least 1 */
    bool too_many;                /* there are more: the last is still the real one */
    bool several_lines;           /* another record begins behind a line end, real or spelled */
    const char *next_row;         /* of the ends, the first at the beginning of a row; or the last */
    const char *next_record;      /* the same for rows and Debug records */
};

/* The real end of the line that starts at `from`: its first LF, or `end`. */
const char *me_ends_line(const char *from, const char *end);

/* Finds the possible ends of the record whose stranger's text starts at `from`.
 *
 *   from      nothing before it is an end
 *   line_end  its real line end: me_ends_line()
 *   text_end  the end of the message; what stands there is asked for several_lines only
 *   layout    for a Debug record the taught layout, in which another may stand; NULL: none was taught
 *   tab       how the record spells its separators, to know the beginning of another row; may be empty
 *
 * An end is: a CR or NUL; in a row spelled `\t` the end of a JSON string; a spelled line end (`#012`, `\n`, `#015`)
 * with a record behind it; the beginning of another record (timestamp, separator, service word, separator; or
 * timestamp, separators, code). Linear in text_end - from. */
void me_ends_find(const char *from, const char *line_end, const char *text_end, struct me_span tab,
                  const struct me_debug_layout *layout, struct me_ends *ends);

/* Where the first record behind `from` begins, without the noise before it, or `end`: a timestamp, and a code or a
 * service word behind it, whatever separates them. For rows whose TABs became blanks. Linear in end - from. */
const char *me_ends_next_record(const char *from, const char *end, const struct me_debug_layout *layout);

#endif
