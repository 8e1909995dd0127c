/* SPDX-License-Identifier: Apache-2.0
 *
 * One line of a file, recognised and judged. Knows where in a line the recogniser is to look; what a record is, the
 * library knows.
 */
#ifndef ME_LINE_H
#define ME_LINE_H

#include <stdint.h>

#include "recognise/recognise.h"

enum me_line_kind {
    ME_LINE_FOREIGN,      /* nothing of MailEnable's SMTP service in it */
    ME_LINE_UNRECOGNIZED, /* looks like one of its records, which we do not know */
    ME_LINE_RECORD,
};

/* All spans point into the line. */
struct me_line {
    enum me_line_kind kind;
    struct me_span text;     /* the whole line */
    struct me_span message;  /* the same, or what a JSON line has as its message */
    struct me_span host;     /* named by a syslog header or a JSON field; else absent */
    int64_t when;            /* of the record, else of the header; ME_NEVER when neither has one */
    struct me_record record; /* ME_LINE_RECORD only */
};

/* Reads the line of `len` bytes at `bytes`, in which `anchor` is the first that me_anchor_find() finds. A JSON line is
 * decoded in place, so the bytes may change. */
void me_line_read(char *bytes, size_t len, const char *anchor, const struct me_recognise_options *options,
                  struct me_line *out);

#endif
