/* SPDX-License-Identifier: Apache-2.0
 *
 * $msg is a part of the raw message, so one search over the latter tells foreign messages apart, before anything else
 * is asked of rsyslog.
 */
#include "config.h"
#include "rsyslog.h"

#include "message.h"

#include "recognise/anchor.h"
#include "recognise/column.h"
#include "text/separator.h"
#include "text/syslog_header.h"
#include "text/timestamp.h"

static struct me_span text_of(const uchar *begin, int len)
{
    return (struct me_span){(const char *)begin, len > 0 ? (size_t)len : 0};
}

struct me_span me_message_raw(smsg_t *message)
{
    uchar *raw;
    int len;
    getRawMsg(message, &raw, &len);
    return text_of(raw, len);
}

static struct me_span msg_of(smsg_t *message)
{
    return text_of(getMSG(message), getMSGLen(message));
}

/* For short texts: memmem() prepares itself for long ones. */
/* A word of the header; empty: it is no text of the message's own. */
static struct me_span word_of(smsg_t *message, propid_t id)
{
    rs_size_t len = 0;
    unsigned short must_be_freed = 0;
    msgPropDescr_t property = {.id = id};
    uchar *value = MsgGetProp(message, NULL, &property, &len, &must_be_freed, NULL);
    if (!must_be_freed)
        return text_of(value, len);
    free(value);
    return (struct me_span){0};
}

void me_message_make_tag(smsg_t *message)
{
    enum { ROOM = 512 }; /* of rsyslog, its end included */
    char tag[ROOM];
    const struct me_span raw = me_message_raw(message), msg = msg_of(message);
    if ((msg.len > 0 ? (size_t)(msg.ptr - raw.ptr) : raw.len) < ROOM)
        return; /* nearly always: the words stand in front of $msg */
    const struct me_span text = me_syslog_header_behind_pri(raw);
    if (text.len == raw.len || !me_span_starts(text, ME_SPAN("1 ")))
        return;
    const struct me_span app = word_of(message, PROP_APP_NAME), procid = word_of(message, PROP_PROCID);
    if (me_span_equal(procid, ME_SPAN("-")) || app.len + procid.len + strlen("[]") < sizeof(tag))
        return;
    snprintf(tag, sizeof(tag), "%.*s[%.*s]", (int)app.len, app.ptr, (int)procid.len, procid.ptr);
    MsgSetTAG(message, (const uchar *)tag, strlen(tag));
}

static bool contains(struct me_span text, struct me_span word)
{
    for (; text.len >= word.len; text = me_span_skip(text, 1))
        if (text.ptr[0] == word.ptr[0] && me_span_starts(text, word))
            return true;
    return false;
}

/* Whether a syslog tag looks like the start of a log line, or of what an agent puts before it: a code, a date, the
 * hours of a time whose date went to the host name, a drive letter, or the fields of Snare. */
static bool is_swallowed_start(struct me_span tag)
{
    const char *end = me_span_end(tag);
    struct me_timestamp ignored;
    if (tag.len == 0)
        return false;
    if (me_column_code(tag.ptr, end) > 0 || me_timestamp_date_before(tag.ptr, end, &ignored) != NULL)
        return true;
    if (end[-1] == ':') {
        const bool hours = tag.len >= 3 && me_ascii_digit(end[-2]) && me_ascii_digit(end[-3]);
        const bool drive = tag.len == 2 && me_ascii_letter(tag.ptr[0]);
        if (hours || drive)
            return true;
    }
    return me_span_starts(tag, ME_SPAN("\\\\")) || contains(tag, ME_SPAN("MSWinEventLog")) ||
           contains(tag, ME_SPAN("GenericLog"));
}

static bool starts_with_date(struct me_span text)
{
    struct me_timestamp ignored;
    return text.len > 0 && me_timestamp_date_before(text.ptr, me_span_end(text), &ignored) == text.ptr;
}

struct me_span me_message_sender(smsg_t *message)
{
    const char *sender = (const char *)getRcvFrom(message);
    return (struct me_span){sender, strlen(sender)};
}

struct me_span me_message_host(smsg_t *message)
{
    const struct me_span name = {getHOSTNAME(message), (size_t)getHOSTNAMELen(message)};
    if (name.len > 0 && !starts_with_date(name))
        return name;
    return me_message_sender(message); /* a line without header, whose date was taken for the name */
}

static bool header_may_hide_start(smsg_t *message)
{
    uchar *tag;
    int len;
    getTAG(message, &tag, &len, LOCK_MUTEX);
    return is_swallowed_start(text_of(tag, len));
}

/* The options for a text whose start is not the message's: whether the record stands at the start is asked here. */
static struct me_recognise_options anywhere(const struct me_settings *settings)
{
    struct me_recognise_options options = settings->recognise;
    options.strict = false;
    return options;
}

static bool is_at_start(const struct me_record *record, struct me_span msg)
{
    return record->at_start || record->begin == me_separator_trim(msg).ptr;
}

/* Looks into the raw message: a header holds nothing that a stranger chose, and may have swallowed the start. */
static enum me_found find_in_raw(smsg_t *message, const struct me_settings *settings, const char *anchor,
                                 const struct me_row_kept *kept, struct me_record *record)
{
    const struct me_recognise_options options = anywhere(settings);
    const enum me_found found = me_recognise_kept(me_message_raw(message), anchor, &options, kept, record);
    const bool is_refused =
        found == ME_FOUND_RECORD && settings->recognise.strict && !is_at_start(record, msg_of(message));
    return is_refused ? ME_FOUND_END : found;
}

/* Whether the record that begins in the header is a Debug record whose code stands in $msg: `07/24/14` became the tag
 * and `15:40:49<TAB>ME-I0111: ...` is $msg. */
static bool has_code_in(struct me_span msg, const struct me_record *record)
{
    return record->log == ME_LOG_DEBUG && record->code.ptr >= msg.ptr;
}

/* Looks into $msg. Where the header has what begins like a record, $msg is what a client sent, unless it is the rest of
 * a Debug record from its code on. */
static enum me_found find_in_msg(smsg_t *message, const struct me_settings *settings, const char *anchor,
                                 const struct me_row_kept *kept, struct me_record *record)
{
    const struct me_recognise_options options = anywhere(settings);
    const struct me_span msg = msg_of(message);
    const enum me_found in_raw = me_recognise_kept(me_message_raw(message), anchor, &options, kept, record);
    if (in_raw == ME_FOUND_RECORD && record->begin < msg.ptr && !has_code_in(msg, record))
        return ME_FOUND_END;
    if ((in_raw == ME_FOUND_END && anchor < msg.ptr) || (in_raw == ME_FOUND_CODE && record->code.ptr < msg.ptr))
        return ME_FOUND_END;
    return me_recognise(msg, &settings->recognise, record);
}

/* Whether the tag begins with `code`: a code where the host's name should be is nobody's record. */
static bool is_in_tag(smsg_t *message, struct me_span code)
{
    uchar *tag;
    int len;
    getTAG(message, &tag, &len, LOCK_MUTEX);
    return me_span_starts(text_of(tag, len), code);
}

/* The raw message first; a record without a timestamp may also stand at the start of $msg. */
static enum me_found find_in_raw_then_msg(smsg_t *message, const struct me_settings *settings, const char *anchor,
                                          const struct me_row_kept *kept, struct me_record *record)
{
    struct me_recognise_options options = settings->recognise;
    options.strict = true;
    const enum me_found found = find_in_raw(message, settings, anchor, kept, record);
    if (found == ME_FOUND_RECORD && record->begin == record->code.ptr && !is_in_tag(message, record->code))
        return me_recognise(msg_of(message), &options, record);
    const bool may_begin_msg =
        found == ME_FOUND_NOTHING || (found == ME_FOUND_CODE && record->code.ptr >= msg_of(message).ptr);
    return may_begin_msg ? me_recognise(msg_of(message), &options, record) : found;
}

struct me_span me_message_variable(smsg_t *message, const struct me_settings *settings, void **owned)
{
    rs_size_t len = 0;
    unsigned short must_be_freed = 0;
    msgPropDescr_t variable = settings->variable;
    uchar *value = MsgGetProp(message, NULL, &variable, &len, &must_be_freed, NULL);
    *owned = must_be_freed ? value : NULL;
    return text_of(value, len);
}

struct me_span me_message_text(smsg_t *message, const struct me_settings *settings, void **owned)
{
    const struct me_span host = {getHOSTNAME(message), (size_t)getHOSTNAMELen(message)};
    *owned = NULL;
    if (settings->source == ME_SOURCE_VARIABLE) {
        const struct me_span value = me_message_variable(message, settings, owned);
        if (value.len > 0)
            return value;
        free(*owned);
        *owned = NULL;
    }
    return starts_with_date(host) || header_may_hide_start(message)
               ? me_syslog_header_behind_pri(me_message_raw(message))
               : msg_of(message);
}

bool me_message_may_hold(smsg_t *message, const struct me_settings *settings, const char **anchor)
{
    *anchor = NULL;
    if (settings->source == ME_SOURCE_VARIABLE)
        return true;
    const struct me_span raw = me_message_raw(message);
    *anchor = me_anchor_find(raw.ptr, me_span_end(raw));
    return *anchor != me_span_end(raw);
}

void me_message_examine(smsg_t *message, const struct me_settings *settings, const char *anchor,
                        const struct me_row_kept *kept, struct me_record *record, struct me_examination *e)
{
    *e = (struct me_examination){.found = ME_FOUND_NOTHING};
    const struct me_span text = settings->source == ME_SOURCE_VARIABLE
                                    ? me_message_variable(message, settings, &e->owned)
                                    : me_message_raw(message);
    switch (settings->source) {
    case ME_SOURCE_AUTO:
        e->found = find_in_raw_then_msg(message, settings, anchor, kept, record);
        break;
    case ME_SOURCE_MSG:
        e->found = find_in_msg(message, settings, anchor, kept, record);
        break;
    case ME_SOURCE_RAW:
        e->found = me_recognise_kept(text, anchor, &settings->recognise, kept, record);
        break;
    case ME_SOURCE_VARIABLE:
        e->found = me_recognise(text, &settings->recognise, record);
        break;
    }
}

void me_message_release(struct me_examination *e)
{
    free(e->owned);
}
