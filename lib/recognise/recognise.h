/* SPDX-License-Identifier: Apache-2.0
 *
 * The recogniser: one message in, one MailEnable record out. It copies nothing, allocates nothing, and reads no clock,
 * locale or global. Knows no rsyslog parameter and no command line.
 *
 * The layouts, and how sure we are of each, are described in doc/mailenable-logs.md.
 */
#ifndef ME_RECOGNISE_H
#define ME_RECOGNISE_H

#include <stdbool.h>
#include <stddef.h>

#include "recognise/record.h"

enum {
    ME_MAX_ROW_DEFAULT = 700,   /* octets from a row's timestamp to its real line end */
    ME_MAX_ROW_LEAST = 100,     /* what a person may set; */
    ME_MAX_ROW_MOST = 4096,     /* rows in one line are read again up to here, so it bounds the work */
    ME_RECOGNISE_ALL = ~0u >> 1 /* every log, every service */
};

struct me_debug_layout; /* a taught layout: recognise/layout.h */
struct me_w3c_order;    /* recognise/w3c_order.h */

/* Never changed while messages are examined, so that threads may share it. */
struct me_recognise_options {
    unsigned logs;     /* set of 1u << enum me_log: records of other logs end the search, and nothing is found */
    unsigned services; /* set of 1u << enum me_service, likewise */
    bool strict;       /* accept a record only at the start of the text */
    size_t max_row;    /* octets, at least 1: a longer row decides nothing */
    const struct me_debug_layout *debug_layout; /* NULL: none was taught */
    const struct me_w3c_order *w3c_order;       /* of the fields in rows of IMAP and POP; NULL: not known */
};

#define ME_RECOGNISE_DEFAULTS                                                                                          \
    ((struct me_recognise_options){                                                                                    \
        .logs = ME_RECOGNISE_ALL, .services = ME_RECOGNISE_ALL, .max_row = ME_MAX_ROW_DEFAULT})

enum me_found {
    ME_FOUND_NOTHING, /* no record, and nothing that begins like one */
    ME_FOUND_END,     /* something begins like a record and is not one: what stands behind it is somebody's text */
    ME_FOUND_CODE,    /* likewise: a code that has no time and is not at the start; `record->code` says where it is */
    ME_FOUND_RECORD,
};

/* Finds the first record in `text`, which may begin with `<PRI>` and a syslog header, and fills `*record`, which has a
 * meaning on ME_FOUND_RECORD, and its code on ME_FOUND_CODE. Linear in `text.len`, whatever the bytes are. */
enum me_found me_recognise(struct me_span text, const struct me_recognise_options *options, struct me_record *record);

/* As me_recognise(), for callers that have found the first anchor in `text` already, by me_anchor_find(). */
enum me_found me_recognise_from(struct me_span text, const char *anchor, const struct me_recognise_options *options,
                                struct me_record *record);

struct me_row_kept; /* recognise/row.h */

/* As me_recognise_from(), with the row that me_credentials_find_keeping() has kept of the same text: same octets at the
 * same addresses, and options with the same max_row and w3c_order. It may begin further on in the text. NULL: none was
 * kept. */
enum me_found me_recognise_kept(struct me_span text, const char *anchor, const struct me_recognise_options *options,
                                const struct me_row_kept *kept, struct me_record *record);

#endif
