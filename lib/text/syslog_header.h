/* SPDX-License-Identifier: Apache-2.0
 *
 * The syslog header that may stand before a line: in a raw message, in a frame that came in as plain text, and in a
 * file that a syslog daemon wrote, which leaves out the PRI. Knows RFC 3164, RFC 5424, and RFC 3164 with the timestamp
 * of RFC 3339, which rsyslog writes. Knows no record: whether a word is a host name or already a part of the line, the
 * caller says.
 */
#ifndef ME_SYSLOG_HEADER_H
#define ME_SYSLOG_HEADER_H

#include "text/timestamp.h"

enum { ME_SYSLOG_HEADER_STAMP_MAX = 35 /* 2014-07-24T15:40:50.123456789+02:00 */, ME_SYSLOG_HEADER_HOST_MAX = 255 };

/* The places in the text, from left to right. Each `behind` is the rest of the text from there on. */
struct me_syslog_header {
    bool is_5424;              /* `<PRI>1 ` and a timestamp, or `-` in its place */
    bool has_stamp;            /* a timestamp was read, or that `-` */
    struct me_span stamp;      /* of RFC 3339, as written: `2014-07-24T15:40:50.123+02:00`; else absent */
    struct me_timestamp time;  /* what `stamp` says, not judged; all 0 when there is none */
    struct me_span host;       /* the word behind the timestamp, `-` as well; absent: none, or longer than the limit */
    struct me_span behind_pri; /* the text itself when it has no PRI */
    struct me_span behind_stamp;  /* behind_pri when there is no timestamp */
    struct me_span behind_header; /* behind the host or, in RFC 5424, the structured data */
    struct me_span behind_tag;    /* behind `tag:` or `tag[1]:` too; behind_header when there is none, as in RFC 5424 */
};

/* Reads the header of `text`, which may have none. Everything in it points into `text`. Linear.
 *
 *   <13>Jul 24 15:40:50 MAIL01 app[1]: line
 *   2014-07-24T15:40:50.123+02:00 MAIL01 line
 *   <13>1 2014-07-24T15:40:50Z MAIL01 app 1 - [id name="value"] line
 */
struct me_syslog_header me_syslog_header_read(struct me_span text);

/* `<13>Jul 24 15:40:50 MAIL01 x: y` -> `Jul 24 15:40:50 MAIL01 x: y`; `text` itself when it has no PRI. */
struct me_span me_syslog_header_behind_pri(struct me_span text);

/* `Jul 24 15:40:50 MAIL01 x: y` and `2014-07-24T15:40:50Z MAIL01 x: y` -> `MAIL01 x: y`; `text` itself when it begins
 * with no timestamp. For callers that need no more of a header, it costs less than me_syslog_header_read(). */
struct me_span me_syslog_header_behind_stamp(struct me_span text);

#endif
