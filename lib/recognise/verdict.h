/* SPDX-License-Identifier: Apache-2.0
 *
 * What a record means: event, outcome, reason, risk, and who is named in it. Decided by the record's own code, text or
 * reply, never by what a stranger put into an address, a HELO name or a Subject. Knows records and the two tables.
 */
#ifndef ME_VERDICT_H
#define ME_VERDICT_H

#include "text/address.h"
#include "recognise/record.h"

struct me_verdict {
    enum me_event event;
    enum me_outcome outcome; /* NONE: no relay decision; then risk is ABSENT and decider NONE */
    enum me_reason reason;
    enum me_risk risk;
    enum me_decider decided_by;
    enum me_offence offence;          /* what ban lists count */
    enum me_level level;              /* Debug records: from the code's letter */
    bool code_unknown;                /* Debug records: nobody has documented this code */
    struct me_address address;        /* Debug records that name one */
    bool address_is_sender;           /* it is the sender's; else the recipient's */
    struct me_span sender, recipient; /* MAIL, RCPT: bare; `<>` is the null sender */
    struct me_span helo;              /* EHLO, HELO: the name the client gives itself */
    struct me_span explanation;       /* one sentence for an operator; empty when nothing is known */
};

/* Judges `record`: sets `*verdict`, and completes the record's client_ip and anomalies from its text. */
void me_verdict_of(struct me_record *record, struct me_verdict *verdict);

#endif
