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
};

/* The real end of the line that starts at `from`: its first LF, or `end`. */
const char *me_ends_line(const char *from, const char *end);

/* Where a record's ends are looked for. */
struct me_ends_query {
    const char *from;     /* its stranger's text starts there: nothing before it is an end */
    const char *anchor;   /* the first one behind the record's own (recognise/anchor.h), or text_end; NULL: not known */
    const char *end;      /* its last end: the line end without the noise before it, and not before `from` */
    const char *line_end; /* its real line end: me_ends_line() */
    const char *text_end; /* the end of the message; what stands there is asked for several_lines only */
    bool quiet;           /* the caller has looked: there is no CR and no NUL from `from` to `end` */
    struct me_span tab;   /* how it spells its separators, to know the beginning of another row; empty: it has no TAB;
                             absent: it lost its time, and any row begins another one */
    const struct me_debug_layout *layout; /* of a Debug record: the taught one, in which another may stand; or NULL */
};

/* Finds the possible ends of a record: a CR or NUL; in a row spelled `\t` the end of a JSON string; a spelled line end
 * (`#012`, `\n`, `#015`) with a record behind it; the beginning of another record (timestamp, separator, service word,
 * separator; or timestamp, separators, code). Linear in text_end - from. */
void me_ends_find(const struct me_ends_query *query, struct me_ends *ends);

/* A record whose only end is `end`. */
static inline void me_ends_set_one(struct me_ends *ends, const char *end)
{
    ends->end[0] = ends->next_row = end;
    ends->count = 1;
    ends->too_many = ends->several_lines = false;
}

/* Where the first record behind `from` begins, without the noise before it, or `end`: a timestamp, and a code or a
 * service word behind it, whatever separates them. For rows whose TABs became blanks, and for rows in Debug records.
 * Linear in end - from. */
const char *me_ends_next_record(const char *from, const char *end, const struct me_debug_layout *layout);

#endif
