/* SPDX-License-Identifier: Apache-2.0
 *
 * $msg is a part of the raw message, so one search over the latter tells foreign messages apart, before anything else
 * is asked of rsyslog.
 */
#include "config.h"
#include "rsyslog.h"

#include "message.h"

#include "recognise/column.h"
#include "text/scan.h"
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

static bool contains(struct me_span text, struct me_span word)
{
    return memmem(text.ptr, text.len, word.ptr, word.len) != NULL;
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
        const bool drive = tag.len == 2 && me_ascii_lower(tag.ptr[0]) >= 'a' && me_ascii_lower(tag.ptr[0]) <= 'z';
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

/* The first anchor of `text`: that of the raw message, when all of it lies in `text`. */
static const char *anchor_in(struct me_span text, const struct me_examination *e)
{
    enum { LETTERS_MAX = sizeof("SMTP") - 1 };
    const uintptr_t place = (uintptr_t)e->anchor - (uintptr_t)text.ptr; /* huge when it stands before `text` */
    return place >= LETTERS_MAX && place < text.len ? text.ptr + place : me_scan_anchor(text.ptr, me_span_end(text));
}

/* Looks into one more text. What was found before stays when there is nothing. */
static void look_into(struct me_span text, struct me_record *record, struct me_examination *e)
{
    struct me_record other, *found = e->found == ME_FOUND_RECORD ? &other : record;
    struct me_secret ignored;
    if (me_record_find_from(text, anchor_in(text, e), found, &ignored) != ME_FOUND_RECORD)
        return;
    e->found = ME_FOUND_RECORD;
    if (found != record)
        *record = *found;
}

/* Whether the header has the start of a row without its timestamp: then $msg is what a client sent. */
static bool is_within_row(smsg_t *message, const struct me_examination *e)
{
    return e->anchor < msg_of(message).ptr && me_record_begins_row(me_message_raw(message), e->anchor);
}

static void examine_msg(smsg_t *message, struct me_record *record, struct me_examination *e)
{
    if (!is_within_row(message, e))
        look_into(msg_of(message), record, e);
}

static void examine_msg_then_raw(smsg_t *message, struct me_record *record, struct me_examination *e)
{
    examine_msg(message, record, e);
    /* A record that is not at the start of $msg may be a stranger's text behind the real one, whose start is the tag.
     */
    const bool starts = e->found == ME_FOUND_RECORD && record->at_start && !record->bare_time;
    if (!starts && header_may_hide_start(message))
        look_into(me_message_raw(message), record, e);
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

static void examine_variable(smsg_t *message, const struct me_settings *settings, struct me_record *record,
                             struct me_examination *e)
{
    look_into(me_message_variable(message, settings, &e->owned), record, e);
}

/* `<13>Jul 24 15:40:50 MAIL01 x: y` -> `Jul 24 15:40:50 MAIL01 x: y` */
static struct me_span behind_pri(struct me_span raw)
{
    enum { DIGITS_MAX = 3 };
    size_t i = 1;
    while (i < raw.len && i <= DIGITS_MAX && me_ascii_digit(raw.ptr[i]))
        i++;
    return raw.len > i && i > 1 && raw.ptr[0] == '<' && raw.ptr[i] == '>' ? me_span_skip(raw, i + 1) : raw;
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
    return starts_with_date(host) || header_may_hide_start(message) ? behind_pri(me_message_raw(message))
                                                                    : msg_of(message);
}

bool me_message_may_hold(smsg_t *message, const struct me_settings *settings, const char **anchor)
{
    *anchor = NULL;
    if (settings->source == ME_SOURCE_VARIABLE)
        return true;
    const struct me_span raw = me_message_raw(message);
    *anchor = me_scan_anchor(raw.ptr, me_span_end(raw));
    return *anchor != me_span_end(raw);
}

void me_message_examine(smsg_t *message, const struct me_settings *settings, const char *anchor,
                        struct me_record *record, struct me_examination *e)
{
    *e = (struct me_examination){.anchor = anchor, .found = ME_FOUND_NOTHING};
    switch (settings->source) {
    case ME_SOURCE_AUTO:
        examine_msg_then_raw(message, record, e);
        break;
    case ME_SOURCE_MSG:
        examine_msg(message, record, e);
        break;
    case ME_SOURCE_RAW:
        look_into(me_message_raw(message), record, e);
        break;
    case ME_SOURCE_VARIABLE:
        examine_variable(message, settings, record, e);
        break;
    }
}

void me_message_release(struct me_examination *e)
{
    free(e->owned);
}
