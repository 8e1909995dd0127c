/* SPDX-License-Identifier: Apache-2.0
 *
 * The raw message and the examined variable say whether there is a credential at all; only then are the other texts
 * looked into. The raw message changes last: the other texts are pieces of it.
 */
#include "config.h"
#include "rsyslog.h"

#include "redact/redaction.h"

#include "message.h"
#include "redact/header.h"
#include "redact/locate.h"
#include "redact/variables.h"

/* Where $msg begins in the raw message; rsyslog hands out a constant for an empty one. */
static size_t body_of(smsg_t *message)
{
    const struct me_span raw = me_message_raw(message);
    return getMSGLen(message) > 0 ? (size_t)((const char *)getMSG(message) - raw.ptr) : raw.len;
}

/* Every text that rsyslog does not keep elsewhere is a part of the raw message. */
static void redact_raw(smsg_t *message, const struct me_mask *mask)
{
    uchar *raw;
    int raw_len;
    getRawMsg(message, &raw, &raw_len);
    const int msg_len = getMSGLen(message);
    const size_t len = (size_t)raw_len;
    const size_t begin = body_of(message), places[ME_MASK_PLACES] = {begin, begin + (size_t)msg_len};
    struct me_masked masked;
    if (!me_mask_apply(mask, (struct me_span){(const char *)raw, len}, places, &masked)) {
        me_mask_overwrite(mask, (char *)raw);
        return;
    }
    MsgSetRawMsg(message, masked.text, masked.len);
    free(masked.text);
    /* without memory rsyslog keeps the head of the message only */
    getRawMsg(message, &raw, &raw_len);
    const size_t kept = (size_t)raw_len;
    const size_t new_begin = masked.places[0] < kept ? masked.places[0] : kept;
    const size_t new_end = masked.places[1] < kept ? masked.places[1] : kept;
    MsgSetMSGoffs(message, (int)new_begin);
    setMSGLen(message, (int)(new_end - new_begin));
}

/* Adds the texts with rows that the examined variable holds: it may say what the raw message does not. */
static void look_into_variable(smsg_t *message, const struct me_settings *settings,
                               const struct me_recognise_options *options, struct me_copies *copies)
{
    void *owned;
    struct me_mask ignored = {0};
    const size_t before = copies->count;
    const struct me_span value = me_message_variable(message, settings, &owned);
    if (owned == NULL)
        return;
    me_locate_credentials(value, options, copies, &ignored, NULL);
    me_copies_own(copies, before, owned);
    me_mask_free(&ignored);
}

/* Redacts what is not a part of the raw message, whose credentials are `mask`. */
static void redact_others(smsg_t *message, const struct me_recognise_options *options, const struct me_mask *mask,
                          struct me_copies *copies)
{
    const struct me_span raw = me_message_raw(message);
    const size_t body = body_of(message);
    struct me_header header;
    if (mask->count > 0)
        me_copies_add(copies, raw, body, mask);
    me_header_find(message, raw, body, mask, &header);
    me_header_add_words(message, &header, copies);
    me_variables_redact(message, copies, options);
    me_header_redact(message, &header, copies, options);
}

enum me_redaction me_redaction_apply(smsg_t *message, const struct me_settings *settings, struct me_row_kept *kept)
{
    struct me_recognise_options options = ME_RECOGNISE_DEFAULTS; /* whatever `logs`, `services` and `strict` say */
    options.max_row = settings->recognise.max_row;
    options.debug_layout = settings->recognise.debug_layout;
    enum me_redaction result = ME_REDACTION_NONE;
    struct me_copies copies;
    struct me_mask mask = {0};
    me_copies_init(&copies);
    me_locate_credentials(me_message_raw(message), &options, &copies, &mask, kept);
    if (settings->source == ME_SOURCE_VARIABLE)
        look_into_variable(message, settings, &options, &copies);
    if (mask.count > 0 || copies.count > 0 || copies.incomplete) {
        const bool in_header = mask.count > 0 && me_mask_parts(&mask)[0].begin < body_of(message);
        result = in_header ? ME_REDACTION_IN_HEADER : ME_REDACTION_DONE;
        redact_others(message, &options, &mask, &copies);
    }
    if (mask.count > 0)
        redact_raw(message, &mask);
    if (result != ME_REDACTION_NONE)
        kept->word = NULL;
    me_copies_free(&copies);
    me_mask_free(&mask);
    return result;
}
