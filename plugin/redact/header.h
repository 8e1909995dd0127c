/* SPDX-License-Identifier: Apache-2.0
 *
 * The texts of a message that rsyslog's parsers copy out of its header: host, tag, program, APP-NAME, PROCID, MSGID and
 * structured data. Each is known by where it stands in the raw message. Knows how rsyslog makes and keeps them.
 */
#ifndef ME_HEADER_H
#define ME_HEADER_H

#include "rsyslog.h"

#include "msg.h"

#include "recognise/recognise.h"
#include "redact/copies.h"
#include "redact/mask.h"

enum me_header_field {
    ME_HEADER_HOSTNAME,
    ME_HEADER_TAG,
    ME_HEADER_PROGRAMNAME,
    ME_HEADER_APP_NAME,
    ME_HEADER_PROCID,
    ME_HEADER_MSGID,
    ME_HEADER_STRUCTURED_DATA,
    ME_HEADER_FIELDS
};

/* The raw message, which must stay as it is meanwhile, its credentials, and where the header's fields stand in it. */
struct me_header {
    struct me_span raw;
    const struct me_mask *mask;
    struct me_mask_part place[ME_HEADER_FIELDS]; /* empty: not found */
};

/* Finds the places of the fields. `body`: where $msg begins in the raw message. `raw` and `mask` must stay as they are
 * as long as `header` is used. */
void me_header_find(smsg_t *message, struct me_span raw, size_t body, const struct me_mask *mask,
                    struct me_header *header);

/* Adds the words that have credentials to `copies`, and a tag that was made of words: a rule may have stored one in a
 * variable. The tag must stay as it is until me_copies_free(). */
void me_header_add_words(smsg_t *message, const struct me_header *header, struct me_copies *copies);

/* Replaces each credential in the header's texts by `{blank}`, or writes `*` over it: without memory, and in
 * $programname, which can only be changed in its place. Where no place was found at all, since something else has set
 * the fields, each is taken for a text of its own. */
void me_header_redact(smsg_t *message, const struct me_header *header, const struct me_copies *copies,
                      const struct me_recognise_options *options);

#endif
