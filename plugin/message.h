/* SPDX-License-Identifier: Apache-2.0
 *
 * Which text of an rsyslog message is examined, and what was found in it. Knows where rsyslog keeps the texts and what
 * its parser may have taken off; what a record is, lib/ knows.
 */
#ifndef ME_MESSAGE_H
#define ME_MESSAGE_H

#include "parameters.h"
#include "recognise/row.h"

struct me_examination {
    enum me_found found;
    void *owned; /* a copy that was examined; NULL: the texts are the message's own */
};

/* False: there is neither a record nor a credential where `settings` say to look. The cheap question, for every message
 * of a busy server. `*anchor` becomes where the answer was found, for me_message_examine(). */
bool me_message_may_hold(smsg_t *message, const struct me_settings *settings, const char **anchor);

/* Looks for a record where `settings` say. `kept` is a row of the raw message that was read before. `*record` has a
 * meaning on ME_FOUND_RECORD. The spans point into the message, or into `owned`: valid until the message is changed or
 * me_message_release() is called, which must be called in every case. */
void me_message_examine(smsg_t *message, const struct me_settings *settings, const char *anchor,
                        const struct me_row_kept *kept, struct me_record *record, struct me_examination *examination);

void me_message_release(struct me_examination *examination);

/* Makes the tag of a message of RFC 5424 whose APP-NAME and PROCID are too long for one, and cuts it. To be called
 * before the tag is asked for: rsyslog has room for 512 octets and takes what lies behind them for the rest, which ends
 * it when that is much (8.2302, tryEmulateTAG()). Cheap. */
void me_message_make_tag(smsg_t *message);

/* $rawmsg. */
struct me_span me_message_raw(smsg_t *message);

/* The value of `variable`; empty when there is none. `*owned` becomes what the caller has to free, or NULL: the value
 * is a text of the message itself then. */
struct me_span me_message_variable(smsg_t *message, const struct me_settings *settings, void **owned);

/* The name of the host whose log the message is from, as far as its header says: $hostname, or the sender's name or
 * address where the header is the log line's own start. Valid until the message is changed. */
struct me_span me_message_host(smsg_t *message);

/* The name of the machine that sent the message, or its address. */
struct me_span me_message_sender(smsg_t *message);

/* The text of the message: what `variable` names, or $msg; where the header took the line's own start, the whole
 * message behind its PRI. `*owned` becomes what the caller has to free, or NULL. */
struct me_span me_message_text(smsg_t *message, const struct me_settings *settings, void **owned);

#endif
