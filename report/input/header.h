/* SPDX-License-Identifier: Apache-2.0
 *
 * The header that rsyslog's file templates write before a line: the traditional format, RSYSLOG_FileFormat and RFC 5424
 * frames. Knows headers, no record.
 */
#ifndef ME_HEADER_H
#define ME_HEADER_H

#include <stdint.h>

#include "text/span.h"

struct me_header {
    struct me_span host;     /* absent when there is no header */
    struct me_span rest;     /* what follows the host (RFC 5424: what follows the structured data) */
    struct me_span untagged; /* `rest` behind its syslog tag; the same when it has none */
    int64_t when;            /* the header's own time as its clock shows it, or ME_NEVER */
};

/* Reads the header of `line`; without one, `rest` is the line. */
struct me_header me_header_read(struct me_span line);

#endif
