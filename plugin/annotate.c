/* SPDX-License-Identifier: Apache-2.0
 *
 * The order matters. Fields are made of spans into the message, so they come before redaction, which rewrites it.
 * Redaction looks into all variables, so it comes before the fields are put among them. Of these the Elastic Common
 * Schema comes first: it copies the variables that are there. Most often there are none yet, and the native object goes
 * along with it.
 */
#include "config.h"
#include "rsyslog.h"

#include "annotate.h"

#include "container.h"
#include "counters.h"
#include "json/fields.h"
#include "message.h"
#include "redact/redaction.h"
#include "schema.h"

static bool is_wanted(const struct me_record *record, const struct me_settings *settings)
{
    return (settings->logs & 1u << record->log) != 0 && (record->at_start || !settings->strict);
}

static struct me_span offset_of(smsg_t *message, const struct me_settings *settings)
{
    if (settings->offset_from_sender)
        return me_offset_in_header(me_message_raw(message));
    return (struct me_span){settings->offset, settings->offset_len};
}

/* What a record becomes; NULL where memory is out, and where the settings do not want it. */
struct fields {
    struct fjson_object *native, *schema;
};

static struct fields fields_of(smsg_t *message, const struct me_settings *settings, struct me_recent *recent,
                               const struct me_resolved *resolved, bool must_redact, unsigned *anomalies)
{
    struct me_fields_options options = {
        .explain = settings->explain, .offset = offset_of(message, settings), .recent = recent};
    struct fields fields = {0};
    fields.native = me_fields_native(resolved, &options, anomalies);
    if (settings->ecs) {
        if (!must_redact)
            options.original = me_message_raw(message);
        fields.schema = me_fields_ecs(resolved, &options);
    }
    return fields;
}

/* Resolves the record that was found, makes its fields and counts it. */
static struct fields take_record(smsg_t *message, const struct me_settings *settings,
                                 struct me_correlation_state *correlation, struct me_recent *recent,
                                 struct me_resolved *resolved, const struct me_examination *e, bool must_redact)
{
    unsigned anomalies = 0;
    /* A further credential behind the record: what is remembered now would come out with other records. */
    me_correlation_resolve(e->further ? NULL : correlation, message, resolved);
    const struct fields fields = fields_of(message, settings, recent, resolved, must_redact, &anomalies);
    me_counters_add_record(resolved->record.log, &resolved->verdict, anomalies);
    return fields;
}

/* For the few messages that may be MailEnable's. Kept out of line: its variables are large. */
__attribute__((noinline)) static void annotate(smsg_t *message, const struct me_settings *settings, const char *anchor,
                                               struct me_correlation_state *correlation, struct me_recent *recent)
{
    struct me_resolved resolved;
    struct me_examination e;
    struct fields fields = {0};
    me_message_examine(message, settings, anchor, &resolved.record, &e);
    const bool must_redact = settings->redact_credentials && me_redaction_is_due(&e);
    if (e.found == ME_FOUND_RECORD && is_wanted(&resolved.record, settings))
        fields = take_record(message, settings, correlation, recent, &resolved, &e, must_redact);
    if (e.further) {
        me_redaction_clean(fields.native, &e);
        me_redaction_clean(fields.schema, &e);
    }
    if (must_redact) {
        me_redaction_apply(message, &e);
        me_counters_add(ME_COUNTER_CREDENTIALS_REDACTED);
    }
    bool placed = fields.schema != NULL && me_schema_put(message, settings, fields.schema, fields.native);
    if (!placed && fields.native != NULL)
        placed = me_container_put(message, settings, fields.native);
    MsgSetParseSuccess(message, placed);
    me_message_release(&e);
}

void me_annotate(smsg_t *message, const struct me_settings *settings, struct me_correlation_state *correlation,
                 struct me_recent *recent)
{
    const char *anchor;
    me_counters_add(ME_COUNTER_MESSAGES_EXAMINED);
    if (me_message_may_hold(message, settings, &anchor))
        annotate(message, settings, anchor, correlation, recent);
    else
        MsgSetParseSuccess(message, 0);
}
