/* SPDX-License-Identifier: Apache-2.0
 *
 * The order matters. Redaction comes first, since it rewrites the message that a record points into. A record that is
 * read afterwards holds no credential. The fields are put among the variables last. Of these the Elastic Common Schema
 * comes first: it copies the variables that are there. Most often there are none yet, and the native object goes along
 * with it. The finished document is a string of its own.
 */
#include "config.h"
#include "rsyslog.h"

#include "annotate.h"

#include "container.h"
#include "counters.h"
#include "document.h"
#include "json/fields.h"
#include "message.h"
#include "redact/redaction.h"
#include "schema.h"
#include "text/zone.h"

/* `buffer` is for an offset that depends on the time of the record, which is local time of a zone. */
static struct me_span offset_of(smsg_t *message, const struct me_settings *settings, const struct me_record *record,
                                char buffer[static ME_ZONE_OFFSET_LEN])
{
    if (settings->offset_from_sender)
        return me_offset_in_header(me_message_raw(message));
    if (settings->zone != NULL)
        return me_zone_offset(settings->zone, record->seconds, buffer);
    return (struct me_span){settings->offset, settings->offset_len};
}

/* What a record becomes; NULL where memory is out, and where the settings do not want it. */
struct fields {
    struct fjson_object *native, *schema;
};

static uint64_t left_out(const struct me_settings *settings)
{
    return settings->fields != 0 ? ~settings->fields : 0;
}

/* A credential in the header is a part of a row, and that names no host. */
static struct me_span host_of(smsg_t *message, enum me_redaction redaction)
{
    return redaction == ME_REDACTION_IN_HEADER ? me_message_sender(message) : me_message_host(message);
}

static struct me_document_memory memory_of(struct me_annotate_worker *worker)
{
    return (struct me_document_memory){&worker->writer, worker->recent};
}

/* Returns the record's anomalies. */
static unsigned make_fields(struct fields *fields, smsg_t *message, const struct me_settings *settings,
                            struct me_annotate_worker *worker, const struct me_resolved *resolved,
                            struct me_span offset, enum me_redaction redaction)
{
    struct me_fields_options options = {.explain = settings->explain, .offset = offset, .recent = worker->recent};
    unsigned anomalies = resolved->record.anomalies;
    options.left_out = left_out(settings);
    if (settings->ecs || settings->document != NULL)
        options.host = host_of(message, redaction);
    if (settings->document != NULL)
        anomalies = me_document_put(message, settings, memory_of(worker), resolved, options);
    if (!settings->no_fields)
        fields->native = me_fields_native(resolved, &options, &anomalies);
    if (settings->ecs) {
        if (redaction == ME_REDACTION_NONE)
            options.original = me_message_raw(message);
        fields->schema = me_fields_ecs(resolved, &options);
    }
    return anomalies;
}

/* Resolves the record that was found, makes its fields and counts it. */
static void take_record(struct fields *fields, smsg_t *message, const struct me_settings *settings,
                        struct me_correlation_state *correlation, struct me_annotate_worker *worker,
                        struct me_resolved *resolved, enum me_redaction redaction)
{
    char buffer[ME_ZONE_OFFSET_LEN];
    const struct me_span offset = offset_of(message, settings, &resolved->record, buffer);
    me_correlation_resolve(correlation, message, offset, resolved);
    const unsigned anomalies = make_fields(fields, message, settings, worker, resolved, offset, redaction);
    me_counters_add_record(&resolved->record, &resolved->verdict, anomalies);
}

/* What becomes of the document of a message that is not MailEnable's. */
static void put_foreign(smsg_t *message, const struct me_settings *settings, struct me_annotate_worker *worker,
                        enum me_redaction redaction)
{
    struct me_fields_options options = {0};
    if (settings->document_foreign) {
        me_message_make_tag(message);
        options.host = host_of(message, redaction);
        me_document_put(message, settings, memory_of(worker), NULL, options);
    } else {
        me_document_unset(message, settings);
    }
}

/* Takes the credentials out of the message; the anchor has gone elsewhere then. */
static enum me_redaction redact(smsg_t *message, const struct me_settings *settings, const char **anchor,
                                struct me_row_kept *kept)
{
    kept->word = NULL;
    if (!settings->redact_credentials)
        return ME_REDACTION_NONE;
    const enum me_redaction redaction = me_redaction_apply(message, settings, kept);
    if (redaction != ME_REDACTION_NONE) {
        me_counters_add(ME_COUNTER_CREDENTIALS_REDACTED);
        me_message_may_hold(message, settings, anchor);
    }
    return redaction;
}

/* For the few messages that may be MailEnable's. Kept out of line: its variables are large. */
__attribute__((noinline)) static void annotate(smsg_t *message, const struct me_settings *settings, const char *anchor,
                                               struct me_correlation_state *correlation,
                                               struct me_annotate_worker *worker)
{
    struct me_resolved resolved;
    struct me_row_kept kept;
    struct me_examination e;
    struct fields fields = {0};
    me_message_make_tag(message);
    const enum me_redaction redaction = redact(message, settings, &anchor, &kept);
    me_message_examine(message, settings, anchor, &kept, &resolved.record, &e);
    const bool found = e.found == ME_FOUND_RECORD;
    if (found)
        take_record(&fields, message, settings, correlation, worker, &resolved, redaction);
    else
        put_foreign(message, settings, worker, redaction);
    bool placed = fields.schema != NULL && me_schema_put(message, settings, fields.schema, fields.native);
    if (!placed && fields.native != NULL)
        placed = me_container_put(message, settings, fields.native);
    MsgSetParseSuccess(message, placed || (found && settings->no_fields));
    me_message_release(&e);
}

void me_annotate(smsg_t *message, const struct me_settings *settings, struct me_correlation_state *correlation,
                 struct me_annotate_worker *worker)
{
    const char *anchor;
    me_counters_add(ME_COUNTER_MESSAGES_EXAMINED);
    if (me_message_may_hold(message, settings, &anchor)) {
        annotate(message, settings, anchor, correlation, worker);
        return;
    }
    MsgSetParseSuccess(message, 0);
    if (settings->document != NULL)
        put_foreign(message, settings, worker, ME_REDACTION_NONE);
}
