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

/* Memory of a worker: for the text, and strings that were put out lately (NULL: none are shared). */
struct me_document_memory {
    struct me_writer *writer;
    struct me_recent *recent;
};

/* Makes the document of `message` and sets the variables that `settings`, which ask for one, name. `resolved` is NULL
 * for a message that is not MailEnable's. `options` are those of the fields; what a document has beside them comes from
 * the message. Without memory the variables are removed. Returns the record's anomalies. */
unsigned me_document_put(smsg_t *message, const struct me_settings *settings, struct me_document_memory memory,
                         const struct me_resolved *resolved, struct me_fields_options options);

/* Removes the variables, if `settings` name any: they must not speak of another message. */
void me_document_unset(smsg_t *message, const struct me_settings *settings);

#endif
