/* SPDX-License-Identifier: Apache-2.0
 *
 * rsyslog's parsers take the header's words one after the other, and $msg is what stands behind. So the places are
 * found from $msg backwards, word by word, and a place counts only where the raw message has the field's own bytes.
 *
 *   RFC 3164: `HOSTNAME TAG$msg`. $programname is the TAG's beginning, APP-NAME equals it, PROCID stands in its
 * brackets.
 *
 *   RFC 5424: `HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA $msg`. The TAG is made: `APP-NAME[PROCID]`.
 */
#include "config.h"
#include "rsyslog.h"

#include "redact/header.h"

#include <malloc.h>

#include "redact/locate.h"

/* --- texts ---------------------------------------------------------------------------------------------------------*/

struct field_text {
    char *bytes;
    size_t len;
    unsigned short must_be_freed;
};

static struct field_text get(smsg_t *message, enum me_header_field field)
{
    static const propid_t ids[ME_HEADER_FIELDS] = {
        [ME_HEADER_HOSTNAME] = PROP_HOSTNAME,
        [ME_HEADER_TAG] = PROP_SYSLOGTAG,
        [ME_HEADER_PROGRAMNAME] = PROP_PROGRAMNAME,
        [ME_HEADER_APP_NAME] = PROP_APP_NAME,
        [ME_HEADER_PROCID] = PROP_PROCID,
        [ME_HEADER_MSGID] = PROP_MSGID,
        [ME_HEADER_STRUCTURED_DATA] = PROP_STRUCTURED_DATA,
    };
    msgPropDescr_t at = {.id = ids[field]};
    struct field_text text = {0};
    rs_size_t len = 0;
    text.bytes = (char *)MsgGetProp(message, NULL, &at, &len, &text.must_be_freed, NULL);
    text.len = len > 0 ? (size_t)len : 0;
    return text;
}

static void release(struct field_text *text)
{
    if (text->must_be_freed)
        free(text->bytes);
}

static void set(smsg_t *message, enum me_header_field field, const struct me_masked *masked)
{
    switch (field) {
    case ME_HEADER_HOSTNAME:
        MsgSetHOSTNAME(message, (const uchar *)masked->text, (int)masked->len);
        break;
    case ME_HEADER_TAG:
        MsgSetTAG(message, (const uchar *)masked->text, masked->len);
        break;
    case ME_HEADER_APP_NAME:
        MsgSetAPPNAME(message, masked->text);
        break;
    case ME_HEADER_PROCID:
        MsgSetPROCID(message, NULL); /* gives its memory up: see make_room() */
        MsgSetPROCID(message, masked->text);
        break;
    case ME_HEADER_MSGID:
        MsgSetMSGID(message, NULL);
        MsgSetMSGID(message, masked->text);
        break;
    case ME_HEADER_STRUCTURED_DATA:
        MsgSetStructuredData(message, masked->text);
        break;
    case ME_HEADER_PROGRAMNAME: /* has no setter: is_settable() */
    case ME_HEADER_FIELDS:
        break;
    }
}

static bool is_settable(enum me_header_field field)
{
    return field != ME_HEADER_PROGRAMNAME;
}

/* Makes room for a new APP-NAME of `len` octets, or returns false. rsyslog takes one that is as long as its memory for
 * one that fits, and writes the zero behind it. malloc() alone knows how much that is. */
static bool make_room(smsg_t *message, const struct field_text *app_name, size_t len)
{
    if (len < malloc_usable_size(app_name->bytes))
        return true;
    char *longer = malloc(len + 2);
    if (longer == NULL)
        return false;
    memset(longer, '*', len + 1);
    longer[len + 1] = '\0';
    const bool made = MsgSetAPPNAME(message, longer) == RS_RET_OK;
    free(longer);
    return made;
}

/* --- places --------------------------------------------------------------------------------------------------------*/

/* Where `field` ends at `*end`, or one blank before it; `*end` becomes where it begins. An empty word stands between
 * two blanks. False: something else stands there. */
static bool step_back(smsg_t *message, struct me_header *header, enum me_header_field field, size_t *end)
{
    struct field_text text = get(message, field);
    const struct me_span bytes = {text.bytes, text.len};
    struct me_span before = {header->raw.ptr, *end};
    const bool blank = me_span_ends(before, ME_SPAN(" "));
    if (bytes.len == 0 || !me_span_ends(before, bytes))
        before.len -= blank;
    const bool found = bytes.len > 0 ? me_span_ends(before, bytes) : blank;
    if (found) {
        header->place[field] = (struct me_mask_part){before.len - bytes.len, before.len};
        *end = before.len - bytes.len;
    }
    release(&text);
    return found;
}

/* The fields of `backwards` one before the other, or the message has another header. */
static bool find_words(smsg_t *message, struct me_header *header, size_t end, const enum me_header_field *backwards,
                       size_t count)
{
    memset(header->place, 0, sizeof(header->place));
    for (size_t i = 0; i < count; i++)
        if (!step_back(message, header, backwards[i], &end))
            return false;
    return true;
}

/* Where no structured data stands, rsyslog 8.2302 takes the MSGID for it. */
static bool find_rfc5424(smsg_t *message, struct me_header *header, size_t end)
{
    static const enum me_header_field backwards[] = {ME_HEADER_STRUCTURED_DATA, ME_HEADER_MSGID, ME_HEADER_PROCID,
                                                     ME_HEADER_APP_NAME, ME_HEADER_HOSTNAME};
    enum { COUNT = sizeof(backwards) / sizeof(backwards[0]) };
    if (!find_words(message, header, end, backwards, COUNT)) {
        if (!find_words(message, header, end, backwards + 1, COUNT - 1))
            return false;
        header->place[ME_HEADER_STRUCTURED_DATA] = header->place[ME_HEADER_MSGID];
    }
    header->place[ME_HEADER_PROGRAMNAME] = header->place[ME_HEADER_APP_NAME];
    return true;
}

/* `program[7]:` has the PROCID `7`. */
static struct me_mask_part procid_in(struct me_span raw, struct me_mask_part tag)
{
    const char *end = raw.ptr + tag.end;
    const char *open = memchr(raw.ptr + tag.begin, '[', tag.end - tag.begin);
    const char *close = open != NULL ? memchr(open, ']', (size_t)(end - open)) : NULL;
    if (close == NULL)
        return (struct me_mask_part){0};
    return (struct me_mask_part){(size_t)(open + 1 - raw.ptr), (size_t)(close - raw.ptr)};
}

static void find_rfc3164(smsg_t *message, struct me_header *header, size_t end)
{
    struct me_mask_part *place = header->place;
    memset(place, 0, sizeof(header->place));
    if (!step_back(message, header, ME_HEADER_TAG, &end))
        return;
    place[ME_HEADER_PROGRAMNAME] = place[ME_HEADER_APP_NAME] = place[ME_HEADER_TAG];
    place[ME_HEADER_PROCID] = procid_in(header->raw, place[ME_HEADER_TAG]);
    step_back(message, header, ME_HEADER_HOSTNAME, &end);
}

void me_header_find(smsg_t *message, struct me_span raw, size_t body, const struct me_mask *mask,
                    struct me_header *header)
{
    header->raw = raw;
    header->mask = mask;
    if (!find_rfc5424(message, header, body))
        find_rfc3164(message, header, body);
}

static bool is_rfc5424(const struct me_header *header)
{
    return header->place[ME_HEADER_MSGID].end > 0;
}

static struct me_span text_at(const struct me_header *header, struct me_mask_part place)
{
    return (struct me_span){header->raw.ptr + place.begin, place.end - place.begin};
}

/* --- masks ---------------------------------------------------------------------------------------------------------*/

/* Adds what the raw message has at `place`, when `text` begins there, moved by `shift`. False: it does not. */
static bool mask_by_place(const struct me_header *header, struct me_mask_part place, struct me_span text, size_t shift,
                          struct me_mask *mask)
{
    if (text.len == 0 || !me_span_starts(text_at(header, place), text))
        return false;
    me_mask_add_piece(mask, header->mask, place.begin, place.begin + text.len, shift);
    return true;
}

/* `app[7]`, made of APP-NAME `app` and PROCID `7`; rsyslog cuts a long one. `app` where the PROCID is `-`. */
static bool mask_made_tag(const struct me_header *header, struct me_span tag, struct me_mask *mask)
{
    const struct me_mask_part app_name = header->place[ME_HEADER_APP_NAME];
    const size_t len = app_name.end - app_name.begin;
    if (!is_rfc5424(header))
        return false;
    if (tag.len <= len)
        return mask_by_place(header, app_name, tag, 0, mask);
    if (tag.ptr[len] != '[' || !mask_by_place(header, app_name, (struct me_span){tag.ptr, len}, 0, mask))
        return false;
    struct me_span procid = me_span_skip(tag, len + 1);
    procid.len -= me_span_ends(procid, ME_SPAN("]"));
    return procid.len == 0 || mask_by_place(header, header->place[ME_HEADER_PROCID], procid, len + 1, mask);
}

/* The tag that rsyslog made stands nowhere in the raw message; a part of it is no row of its own. */
static void add_made_tag(smsg_t *message, const struct me_header *header, struct me_copies *copies)
{
    struct field_text tag = get(message, ME_HEADER_TAG);
    const struct me_span bytes = {tag.bytes, tag.len};
    struct me_mask mask = {0};
    if (!tag.must_be_freed && mask_made_tag(header, bytes, &mask))
        me_copies_add_word(copies, bytes, &mask);
    me_mask_free(&mask);
    release(&tag);
}

void me_header_add_words(smsg_t *message, const struct me_header *header, struct me_copies *copies)
{
    for (int field = 0; field < ME_HEADER_FIELDS; field++) {
        const struct me_mask_part place = header->place[field];
        struct me_mask mask = {0};
        me_mask_add_piece(&mask, header->mask, place.begin, place.end, 0);
        if (mask.count > 0)
            me_copies_add_word(copies, text_at(header, place), &mask);
        me_mask_free(&mask);
    }
    add_made_tag(message, header, copies);
}

struct others {
    const struct me_copies *copies;
    const struct me_recognise_options *options;
};

/* Whether the header was taken apart: a text that stands nowhere in it is made of those that do, and these were
 * redacted.
 */
static bool is_known(const struct me_header *header)
{
    const struct me_mask_part tag = header->place[ME_HEADER_TAG];
    return is_rfc5424(header) || tag.begin < tag.end;
}

static void find_mask(const struct me_header *header, const struct others *others, enum me_header_field field,
                      struct me_span text, struct me_mask *mask)
{
    if (mask_by_place(header, header->place[field], text, 0, mask))
        return;
    if (field == ME_HEADER_TAG && mask_made_tag(header, text, mask))
        return;
    me_mask_free(mask);
    if (!is_known(header) && !me_copies_match(others->copies, text, mask))
        me_locate_credentials(text, others->options, NULL, mask, NULL);
}

static void redact(smsg_t *message, const struct me_header *header, const struct others *others,
                   enum me_header_field field)
{
    struct field_text text = get(message, field);
    const struct me_span bytes = {text.bytes, text.len};
    struct me_mask mask = {0};
    struct me_masked masked;
    find_mask(header, others, field, bytes, &mask);
    if (mask.count > 0) {
        const bool applied = is_settable(field) && me_mask_apply(&mask, bytes, NULL, &masked);
        if (applied && (field != ME_HEADER_APP_NAME || make_room(message, &text, masked.len)))
            set(message, field, &masked);
        else if (!text.must_be_freed)
            me_mask_overwrite(&mask, text.bytes);
        if (applied)
            free(masked.text);
    }
    me_mask_free(&mask);
    release(&text);
}

void me_header_redact(smsg_t *message, const struct me_header *header, const struct me_copies *copies,
                      const struct me_recognise_options *options)
{
    /* rsyslog makes the tag of APP-NAME and PROCID, or these of the tag, when it is first asked for it: what is made
     * late is made of what was redacted. */
    static const enum me_header_field rfc5424[ME_HEADER_FIELDS] = {
        ME_HEADER_HOSTNAME,        ME_HEADER_APP_NAME, ME_HEADER_PROCID,     ME_HEADER_MSGID,
        ME_HEADER_STRUCTURED_DATA, ME_HEADER_TAG,      ME_HEADER_PROGRAMNAME};
    static const enum me_header_field rfc3164[ME_HEADER_FIELDS] = {
        ME_HEADER_HOSTNAME, ME_HEADER_TAG,   ME_HEADER_APP_NAME,       ME_HEADER_PROGRAMNAME,
        ME_HEADER_PROCID,   ME_HEADER_MSGID, ME_HEADER_STRUCTURED_DATA};
    const enum me_header_field *order = is_rfc5424(header) ? rfc5424 : rfc3164;
    const struct others others = {copies, options};
    for (size_t i = 0; i < ME_HEADER_FIELDS; i++)
        redact(message, header, &others, order[i]);
}
