/* SPDX-License-Identifier: Apache-2.0
 *
 * Two variables of one message: rsyslog's msgAddJSON() with a path sets each, replacing what is there.
 */
#include "config.h"
#include "rsyslog.h"

#include "template.h"

#include "document.h"

#include "json/builder.h"
#include "message.h"

static struct me_span string(const char *text)
{
    return (struct me_span){text, strlen(text)};
}

/* $timegenerated as RFC 3339 has it, which only a template can ask for. `*owned` becomes what has to be freed, or NULL.
 */
static struct me_span created(smsg_t *message, void **owned)
{
    struct templateEntry format = {.data.field.eDateFormat = tplFmtRFC3339Date};
    msgPropDescr_t at = {.id = PROP_TIMEGENERATED};
    rs_size_t len = 0;
    unsigned short must_be_freed = 0;
    uchar *text = MsgGetProp(message, &format, &at, &len, &must_be_freed, NULL);
    *owned = must_be_freed ? text : NULL;
    return (struct me_span){(char *)text, (size_t)len};
}

/* `value` is used up. It may be NULL, as when memory is out, and so may `name`, where nobody asks for the variable. */
static void set(smsg_t *message, char *name, struct fjson_object *value)
{
    if (name == NULL)
        return;
    if (value == NULL || msgAddJSON(message, (uchar *)name, value, 1, 0) != RS_RET_OK)
        msgDelJSON(message, (uchar *)name);
}

static struct fjson_object *stream_of(const struct me_resolved *resolved, struct me_span name_space,
                                      struct me_recent *recent)
{
    char buffer[ME_DOCUMENT_STREAM_MAX];
    return me_builder_string(recent, me_document_stream(resolved, name_space, buffer));
}

unsigned me_document_put(smsg_t *message, const struct me_settings *settings, struct me_document_memory memory,
                         const struct me_resolved *resolved, struct me_fields_options options)
{
    void *owned[2];
    struct fjson_object *value = NULL, *stream = NULL;
    const struct me_document document = {
        .reported = string(getTimeReported(message, tplFmtRFC3339Date)),
        .created = created(message, &owned[0]),
        .name_space = settings->name_space != NULL ? string(settings->name_space) : ME_SPAN("default"),
    };
    options.document = &document;
    const unsigned anomalies =
        me_document_write(memory.writer, resolved, &options, me_message_text(message, settings, &owned[1]));
    const struct me_span text = me_writer_text(memory.writer);
    free(owned[0]);
    free(owned[1]);
    if (text.len > 0)
        value = me_builder_string(NULL, text);
    if (value != NULL && settings->document_stream != NULL)
        stream = stream_of(resolved, document.name_space, memory.recent);
    set(message, settings->document, value);
    set(message, settings->document_stream, stream);
    return anomalies;
}

void me_document_unset(smsg_t *message, const struct me_settings *settings)
{
    set(message, settings->document, NULL);
    set(message, settings->document_stream, NULL);
}
