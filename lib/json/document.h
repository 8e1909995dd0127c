/* SPDX-License-Identifier: Apache-2.0
 *
 * The finished document of a message, as one JSON text: what a search engine stores. Written in two steps: the fields
 * while the record is at hand, the text of the message at the end. Knows no rsyslog.
 */
#ifndef ME_DOCUMENT_H
#define ME_DOCUMENT_H

#include "json/fields.h"
#include "json/writer.h"

enum { ME_DOCUMENT_STREAM_MAX = 160 };

/* Writes all but the text of the message into `w`. `resolved` may be NULL: the message is not MailEnable's.
 * options->document must be set. Returns the record's anomalies. */
unsigned me_document_begin(struct me_writer *w, const struct me_resolved *resolved,
                           const struct me_fields_options *options);

/* Adds the text of the message, any bytes. Returns the document, valid until the next call for `w`; absent when memory
 * was out. */
struct me_span me_document_end(struct me_writer *w, struct me_span message);

/* `logs-mailenable.smtp-default`: the data stream of the document. A name that is too long is cut. */
struct me_span me_document_stream(const struct me_resolved *resolved, struct me_span name_space,
                                  char buffer[static ME_DOCUMENT_STREAM_MAX]);

#endif
