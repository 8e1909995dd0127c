/* SPDX-License-Identifier: Apache-2.0
 *
 * What is kept of a line once it has been recognised. Lines are read by one thread and taken by another, and what goes
 * from one processor to the other costs more than reading it: so a note is small, and the whole record goes along only
 * where somebody wants it. Data only.
 */
#ifndef ME_NOTE_H
#define ME_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "correlate/observation.h"
#include "recognise/w3c_order.h"

/* A record with the verdict on it. */
struct me_judged {
    struct me_record record;
    struct me_verdict verdict;
    struct me_w3c_order order; /* of the fields, where its file names them */
};

/* All spans point into the line. */
struct me_note {
    int64_t when;                      /* of the record, else of the header; ME_NEVER when neither has one */
    const struct me_judged *judged;    /* NULL: nobody wants it */
    struct me_span host;               /* named by a syslog header or a JSON field; else absent */
    struct me_span text;               /* the whole line; of a record within JSON the message */
    bool is_record;                    /* else it looks like one of MailEnable's records, which we do not know */
    struct me_observation observation; /* of a record */
};

/* How lines become notes; read only. */
struct me_note_task {
    const struct me_recognise_options *recognise;
    struct me_keyed_secrets secrets; /* of the store that the keys of observations are for */
    bool (*wants)(const void *context, const struct me_record *record, const struct me_verdict *verdict);
    const void *context;
};

#endif
