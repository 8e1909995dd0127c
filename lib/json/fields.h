/* SPDX-License-Identifier: Apache-2.0
 *
 * A resolved record as JSON: the native object from the rows of fields.def, and the Elastic Common Schema from those of
 * ecs.def. Both come as a tree, for rsyslog's variables, or as text, for a document and for the report; the two say the
 * same. Every string that comes out is valid UTF-8: bad bytes become U+FFFD. Keys are constants of this library, so an
 * object must not outlive it.
 */
#ifndef ME_FIELDS_H
#define ME_FIELDS_H

#include <stdint.h>

#include "correlate/resolved.h"

struct fjson_object;
struct me_recent;
struct me_writer;

enum { ME_FIELDS_MAX = 64 };

/* The release of the Elastic Common Schema whose names ecs.def has. */
#define ME_FIELDS_ECS_VERSION "9.4.0"

/* What a document has beside the fields; absent: nothing. The times are as RFC 3339 has them. */
struct me_document {
    struct me_span reported;   /* the header's time, where the log's own has no zone */
    struct me_span created;    /* when the message came in */
    struct me_span name_space; /* `default` of logs-mailenable.smtp-default */
};

struct me_fields_options {
    bool explain;
    uint64_t left_out;                  /* native fields that the tree does not get: set of 1 << me_fields_find() */
    struct me_span offset;              /* appended to `time`: `Z`, `+02:00` or empty */
    struct me_span original;            /* ECS: the message as it came; absent when something in it was redacted */
    struct me_span host;                /* ECS: the name of the host whose log it is, any bytes */
    const struct me_document *document; /* NULL: the fields are not a document */
    struct me_recent *recent;           /* the caller's thread's, for all its objects; NULL: they share no strings */
};

/* The native object. The caller owns it (fjson_object_put). NULL when memory is out. `*anomalies` becomes the set that
 * the object shows: the record's, and ME_ANOMALY_INVALID_UTF8. */
struct fjson_object *me_fields_native(const struct me_resolved *resolved, const struct me_fields_options *options,
                                      unsigned *anomalies);

/* The ECS fields as nested objects, to be merged into a document's root. The caller owns it. NULL when memory is out.
 */
struct fjson_object *me_fields_ecs(const struct me_resolved *resolved, const struct me_fields_options *options);

/* The members of the same objects as text, into the object that is open in `w`. The first returns the anomalies. The
 * text has all native fields, whatever is left out of the tree. */
unsigned me_fields_write_native(const struct me_resolved *resolved, const struct me_fields_options *options,
                                struct me_writer *w);
void me_fields_write_ecs(const struct me_resolved *resolved, const struct me_fields_options *options,
                         struct me_writer *w);

/* `mailenable.smtp`: the dataset of a record's document, or with NULL of one that is not MailEnable's. */
struct me_span me_fields_dataset(const struct me_resolved *resolved);

/* The number of the native field `name`, without regard to letter case; ME_ABSENT: there is no such field. */
int me_fields_find(struct me_span name);

#endif
