/* SPDX-License-Identifier: Apache-2.0
 *
 * The order matters: fields are made of spans into the message, so they come before redaction, which rewrites it; and
 * redaction looks into all variables, so it comes before the fields are put among them.
 */
#include "config.h"
#include "rsyslog.h"

#include "annotate.h"

#include "container.h"
#include "counters.h"
#include "fields.h"
#include "message.h"
#include "redaction.h"

static bool is_wanted(const struct me_examination *e, const struct me_settings *settings)
{
    if (e->found != ME_FOUND_RECORD || (settings->logs & 1u << e->record.log) == 0)
        return false;
    return e->record.at_start || !settings->strict;
}

static struct me_span offset_of(smsg_t *message, const struct me_settings *settings)
{
    if (settings->offset_from_sender)
        return me_offset_in_header(me_message_raw(message));
    return (struct me_span){settings->offset, settings->offset_len};
}

/* The fields of the record that was found; NULL when memory is out. */
static struct fjson_object *fields_of(smsg_t *message, const struct me_settings *settings,
                                      const struct me_examination *e)
{
    struct me_story story = {.record = e->record};
    story.verdict = me_verdict_of(&story.record);
    const struct me_fields_options options = {.explain = settings->explain, .offset = offset_of(message, settings)};
    unsigned anomalies = 0;
    struct fjson_object *fields = me_fields_native(&story, &options, &anomalies);
    me_counters_add_record(story.record.log, &story.verdict, anomalies);
    return fields;
}

void me_annotate(smsg_t *message, const struct me_settings *settings)
{
    struct me_examination e;
    struct fjson_object *fields = NULL;
    me_counters_add(ME_COUNTER_MESSAGES_EXAMINED);
    me_message_examine(message, settings, &e);
    if (is_wanted(&e, settings))
        fields = fields_of(message, settings, &e);
    if (settings->redact_credentials && me_redaction_is_due(&e)) {
        me_redaction_apply(message, &e);
        me_counters_add(ME_COUNTER_CREDENTIALS_REDACTED);
    }
    MsgSetParseSuccess(message, fields != NULL && me_container_put(message, settings, fields));
    me_message_release(&e);
}
