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

unsigned me_document_make(struct me_document_making *making, smsg_t *message, const struct me_settings *settings,
                          const struct me_resolved *resolved, struct me_fields_options options)
{
    void *owned;
    struct me_document document = {
        .reported = string(getTimeReported(message, tplFmtRFC3339Date)),
        .created = created(message, &owned),
        .name_space = settings->name_space != NULL ? string(settings->name_space) : ME_SPAN("default"),
    };
    options.document = &document;
    options.original = (struct me_span){0};
    const unsigned anomalies = me_document_begin(making->writer, resolved, &options);
    making->begun = true;
    making->stream = me_document_stream(resolved, document.name_space, making->stream_buffer);
    free(owned);
    return anomalies;
}

/* `value` may be NULL, as when memory is out. */
static void set(smsg_t *message, char *name, struct fjson_object *value)
{
    if (value == NULL || msgAddJSON(message, (uchar *)name, value, 1, 0) != RS_RET_OK)
        msgDelJSON(message, (uchar *)name);
}

static struct me_span finish(struct me_document_making *making, smsg_t *message, const struct me_settings *settings)
{
    void *owned;
    const struct me_span text = me_message_text(message, settings, &owned);
    const struct me_span document = me_document_end(making->writer, text);
    free(owned);
    return document;
}

void me_document_put(struct me_document_making *making, smsg_t *message, const struct me_settings *settings,
                     struct me_recent *recent)
{
    struct fjson_object *value = NULL, *stream = NULL;
    if (settings->document == NULL)
        return;
    if (making->begun) {
        const struct me_span document = finish(making, message, settings);
        if (document.len > 0)
            value = me_builder_string(NULL, document);
        if (value != NULL && settings->document_stream != NULL)
            stream = me_builder_string(recent, making->stream);
    }
    set(message, settings->document, value);
    if (settings->document_stream != NULL)
        set(message, settings->document_stream, stream);
}
