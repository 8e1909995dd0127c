/* SPDX-License-Identifier: Apache-2.0
 *
 * The places where rsyslog keeps a text, each with its own way to change it.
 */
#include "config.h"
#include "rsyslog.h"

#include <json.h>

#include "redact/redaction.h"

#include "redact/clean.h"

/* Every text that rsyslog does not keep elsewhere is a part of the raw message. */
static void redact_raw(smsg_t *message, const struct me_needles *needles)
{
    uchar *raw;
    int raw_len;
    getRawMsg(message, &raw, &raw_len);
    const int msg_len = getMSGLen(message);
    const size_t len = (size_t)raw_len;
    /* rsyslog hands out a constant for an empty $msg */
    const size_t begin = msg_len > 0 ? (size_t)(getMSG(message) - raw) : len;
    const size_t places[2] = {begin, msg_len > 0 ? begin + (size_t)msg_len : len};
    struct me_clean clean;
    switch (me_clean_text((struct me_span){(const char *)raw, len}, needles, places, &clean)) {
    case ME_CLEAN_UNCHANGED:
        return;
    case ME_CLEAN_NO_MEMORY:
        me_clean_overwrite((char *)raw, len, needles);
        return;
    case ME_CLEAN_CHANGED:
        break;
    }
    MsgSetRawMsg(message, clean.text, clean.len);
    free(clean.text);
    /* without memory rsyslog keeps the head of the message only */
    getRawMsg(message, &raw, &raw_len);
    const size_t kept = (size_t)raw_len;
    const size_t new_begin = clean.places[0] < kept ? clean.places[0] : kept;
    const size_t new_end = clean.places[1] < kept ? clean.places[1] : kept;
    MsgSetMSGoffs(message, (int)new_begin);
    setMSGLen(message, (int)(new_end - new_begin));
}

static void redact_structured_data(smsg_t *message, const struct me_needles *needles)
{
    uchar *data;
    rs_size_t len;
    struct me_clean clean;
    MsgGetStructuredData(message, &data, &len);
    switch (me_clean_text((struct me_span){(const char *)data, (size_t)len}, needles, NULL, &clean)) {
    case ME_CLEAN_UNCHANGED:
        return;
    case ME_CLEAN_NO_MEMORY:
        me_clean_overwrite((char *)data, (size_t)len, needles);
        return;
    case ME_CLEAN_CHANGED:
        MsgSetStructuredData(message, clean.text);
        free(clean.text);
    }
}

static void set_tag(smsg_t *message, const struct me_clean *clean)
{
    MsgSetTAG(message, (const uchar *)clean->text, clean->len);
}

static void set_app_name(smsg_t *message, const struct me_clean *clean)
{
    MsgSetAPPNAME(message, clean->text);
}

static void set_procid(smsg_t *message, const struct me_clean *clean)
{
    MsgSetPROCID(message, clean->text);
}

static void set_msgid(smsg_t *message, const struct me_clean *clean)
{
    MsgSetMSGID(message, clean->text);
}

static void set_hostname(smsg_t *message, const struct me_clean *clean)
{
    MsgSetHOSTNAME(message, (const uchar *)clean->text, (int)clean->len);
}

/* Columns that a parser took for the header's fields. In this order, since rsyslog makes some of others when it is
 * first asked for them. The program's name has no setter, and its bytes are the message's own. */
static void redact_header(smsg_t *message, const struct me_needles *needles)
{
    static const struct {
        propid_t id;
        void (*set)(smsg_t *message, const struct me_clean *clean);
    } fields[] = {
        {PROP_SYSLOGTAG, set_tag}, {PROP_PROGRAMNAME, NULL}, {PROP_APP_NAME, set_app_name},
        {PROP_PROCID, set_procid}, {PROP_MSGID, set_msgid},  {PROP_HOSTNAME, set_hostname},
    };
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        msgPropDescr_t at = {.id = fields[i].id};
        unsigned short must_be_freed = 0;
        rs_size_t len = 0;
        struct me_clean clean;
        char *text = (char *)MsgGetProp(message, NULL, &at, &len, &must_be_freed, NULL);
        const enum me_cleaned result = me_clean_text((struct me_span){text, (size_t)len}, needles, NULL, &clean);
        if (result == ME_CLEAN_NO_MEMORY || (result == ME_CLEAN_CHANGED && fields[i].set == NULL))
            me_clean_overwrite(text, (size_t)len, needles);
        if (result == ME_CLEAN_CHANGED && fields[i].set != NULL)
            fields[i].set(message, &clean);
        if (result == ME_CLEAN_CHANGED)
            free(clean.text);
        if (must_be_freed)
            free(text);
    }
}

static bool redact_children(struct fjson_object *value, const struct me_needles *needles);

/* Redacts `*value`, which may be replaced by another one, then with a reference of its own. True when it was changed.
 */
static bool redact_value(struct fjson_object **value, const struct me_needles *needles)
{
    struct me_clean clean;
    if (!fjson_object_is_type(*value, fjson_type_string))
        return redact_children(*value, needles);
    const struct me_span text = {fjson_object_get_string(*value), (size_t)fjson_object_get_string_len(*value)};
    const enum me_cleaned result = me_clean_text(text, needles, NULL, &clean);
    if (result == ME_CLEAN_UNCHANGED)
        return false;
    *value = NULL; /* without memory: better no value than a credential */
    if (result == ME_CLEAN_CHANGED) {
        *value = fjson_object_new_string_len(clean.text, (int)clean.len);
        free(clean.text);
    }
    return true;
}

static bool redact_members(struct fjson_object *object, const struct me_needles *needles)
{
    bool changed = false;
    struct fjson_object_iterator it = fjson_object_iter_begin(object), end = fjson_object_iter_end(object);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it)) {
        struct fjson_object *const member = fjson_object_iter_peek_value(&it);
        struct fjson_object *value = member;
        changed |= redact_value(&value, needles);
        if (value != member)
            fjson_object_object_add(object, fjson_object_iter_peek_name(&it), value);
    }
    return changed;
}

static bool redact_elements(struct fjson_object *array, const struct me_needles *needles)
{
    bool changed = false;
    const int count = fjson_object_array_length(array);
    for (int i = 0; i < count; i++) {
        struct fjson_object *const element = fjson_object_array_get_idx(array, i);
        struct fjson_object *value = element;
        changed |= redact_value(&value, needles);
        if (value != element)
            fjson_object_array_put_idx(array, i, value);
    }
    return changed;
}

static bool redact_children(struct fjson_object *value, const struct me_needles *needles)
{
    switch (fjson_object_get_type(value)) {
    case fjson_type_object:
        return redact_members(value, needles);
    case fjson_type_array:
        return redact_elements(value, needles);
    default:
        return false;
    }
}

/* `id` and `root` name all $! or all $. variables. */
static void redact_variables(smsg_t *message, propid_t id, char root, const struct me_needles *needles)
{
    uchar any_root[] = "!", own_root[] = {(uchar)root, '\0'};
    msgPropDescr_t at = {.id = id, .name = any_root, .nameLen = 1};
    struct fjson_object *tree = NULL;
    if (msgGetJSONPropJSON(message, &at, &tree) != RS_RET_OK || tree == NULL)
        return;
    if (redact_children(tree, needles))
        msgAddJSON(message, own_root, tree, 0, 0);
    else
        fjson_object_put(tree);
}

bool me_redaction_is_due(const struct me_examination *e)
{
    for (size_t i = 0; i < e->count; i++)
        for (int j = 0; j < ME_SECRET_PARTS_MAX; j++)
            if (me_span_present(e->examined[i].secret.part[j]))
                return true;
    return false;
}

void me_redaction_clean(struct fjson_object *object, const struct me_examination *e)
{
    struct me_needles needles;
    me_needles_make(e, &needles);
    redact_children(object, &needles);
    me_needles_free(&needles);
}

void me_redaction_clean_written(struct me_writer *writer, const struct me_examination *e)
{
    struct me_needles needles;
    struct me_clean clean;
    const struct me_span written = me_span_between(writer->begin, writer->at);
    if (written.len == 0 || writer->failed)
        return;
    me_needles_make(e, &needles);
    switch (me_clean_text(written, &needles, NULL, &clean)) {
    case ME_CLEAN_UNCHANGED:
        break;
    case ME_CLEAN_NO_MEMORY:
        writer->failed = true; /* better no document than a credential */
        break;
    case ME_CLEAN_CHANGED:
        writer->at = writer->begin;
        me_writer_put_raw(writer, (struct me_span){clean.text, clean.len});
        free(clean.text);
    }
    me_needles_free(&needles);
}

void me_redaction_apply(smsg_t *message, const struct me_examination *e)
{
    struct me_needles needles;
    me_needles_make(e, &needles); /* what can be had without memory will do */
    redact_variables(message, PROP_CEE, '!', &needles);
    redact_variables(message, PROP_LOCAL_VAR, '.', &needles);
    redact_structured_data(message, &needles);
    redact_header(message, &needles);
    redact_raw(message, &needles); /* last: without memory the needles point there */
    me_needles_free(&needles);
}
