/* SPDX-License-Identifier: Apache-2.0
 *
 * The finished document of a message, as one JSON text: what a search engine stores. Knows no rsyslog.
 */
#ifndef ME_DOCUMENT_H
#define ME_DOCUMENT_H

#include "json/fields.h"
#include "json/writer.h"

enum { ME_DOCUMENT_STREAM_MAX = 160 };

/* Writes the document into `w`; me_writer_text() has it. `resolved` may be NULL: the message is not MailEnable's.
 * options->document must be set. `message` is the text of the message, any bytes. Returns the record's anomalies. */
unsigned me_document_write(struct me_writer *w, const struct me_resolved *resolved,
                           const struct me_fields_options *options, struct me_span message);

/* `logs-mailenable.smtp-default`: the data stream of the document. A name that is too long is cut. */
struct me_span me_document_stream(const struct me_resolved *resolved, struct me_span name_space,
                                  char buffer[static ME_DOCUMENT_STREAM_MAX]);

#endif
