/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields of a record as texts by number, so that the truth, what the library says and what a JSON object says can be
 * laid side by side. Knows names, no values.
 */
#ifndef ORACLE_FIELDS_H
#define ORACLE_FIELDS_H

#include <stdint.h>

#include "text/span.h"

enum oracle_field {
#define ORACLE_FIELD(id, name, kind) ORACLE_##id,
#include "fields.def"
    ORACLE_FIELD_MAX
};

enum oracle_kind { ORACLE_KIND_OWN, ORACLE_KIND_WORD, ORACLE_KIND_TEXT, ORACLE_KIND_READ };

/* The anomalies that the oracle asks about: bits of a set. Others are no statement about a row. */
enum oracle_anomaly {
    ORACLE_TRUNCATED = 1,
    ORACLE_AMBIGUOUS = 2,
    ORACLE_SEVERAL_LINES = 4,
    ORACLE_BAD_TIMESTAMP = 8,
    ORACLE_BAD_IP = 16,
    ORACLE_MISMATCH = 32
};

extern const char *const oracle_field_names[ORACLE_FIELD_MAX];
extern const enum oracle_kind oracle_field_kinds[ORACLE_FIELD_MAX];

/* The bit of an anomaly by its name; 0 for a name the oracle does not ask about. */
unsigned oracle_anomaly_named(struct me_span name);

enum { ORACLE_SECRETS_MAX = 1 << 17 };

/* What came out for a message. */
struct oracle_answer {
    bool found;
    uint64_t mute; /* set of 1 << field: fields that this answer never has */
    unsigned anomalies;
    struct me_span value[ORACLE_FIELD_MAX];   /* absent when empty */
    struct me_span context[ORACLE_FIELD_MAX]; /* what the conversation adds */
    bool authenticated;                       /* says the conversation */
    bool masks;                               /* whether `secret` is known; a JSON object shows no places */
    const struct me_span *secret;             /* the parts of the message to be masked, from the left */
    size_t secrets;
    char scratch[256]; /* texts of numbers and of the time */
};

#endif
