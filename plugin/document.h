/* SPDX-License-Identifier: Apache-2.0
 *
 * The finished document of a message, and where it goes: what lib/json/document.h needs of rsyslog. Knows rsyslog's
 * properties and variables, not what stands in a document.
 */
#ifndef ME_PLUGIN_DOCUMENT_H
#define ME_PLUGIN_DOCUMENT_H

#include "json/document.h"
#include "parameters.h"

struct me_recent;

/* A document that is being made, in memory of the worker. */
struct me_document_making {
    struct me_writer *writer;
    bool begun;
    char stream_buffer[ME_DOCUMENT_STREAM_MAX];
    struct me_span stream;
};

/* Writes all but the text of `message`. `resolved` is NULL for a message that
 * is not MailEnable's. `options` are those of the fields; what a document has beside them comes from the message.
 * Returns the record's anomalies. The settings must ask for a document. */
unsigned me_document_make(struct me_document_making *making, smsg_t *message, const struct me_settings *settings,
                          const struct me_resolved *resolved, struct me_fields_options options);

/* Adds the text of `message` and sets the variables that `settings` name; removes them where there is no document, or
 * no memory for it: they must not speak of another message. Does nothing when the settings ask for none. */
void me_document_put(struct me_document_making *making, smsg_t *message, const struct me_settings *settings,
                     struct me_recent *recent);

#endif
