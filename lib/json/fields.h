/* SPDX-License-Identifier: Apache-2.0
 *
 * A resolved record as JSON: the native object from the rows of fields.def, and the Elastic Common Schema from those of
 * ecs.def. Every string that comes out is valid UTF-8: bad bytes become U+FFFD. Keys are constants of this library, so
 * an object must not outlive it.
 */
#ifndef ME_FIELDS_H
#define ME_FIELDS_H

#include "correlate/resolved.h"

struct fjson_object;
struct me_recent;

struct me_fields_options {
    bool explain;
    struct me_span offset;    /* appended to `time`: `Z`, `+02:00` or empty */
    struct me_span original;  /* ECS: the message as it came; absent when something in it was redacted */
    struct me_recent *recent; /* the caller's thread's, for all its objects; NULL: they share no strings */
};

/* The native object. The caller owns it (fjson_object_put). NULL when memory is out. `*anomalies` becomes the set that
 * the object shows: the record's, and ME_ANOMALY_INVALID_UTF8. */
struct fjson_object *me_fields_native(const struct me_resolved *resolved, const struct me_fields_options *options,
                                      unsigned *anomalies);

/* The ECS fields as nested objects, to be merged into a document's root. The caller owns it. NULL when memory is out.
 */
struct fjson_object *me_fields_ecs(const struct me_resolved *resolved, const struct me_fields_options *options);

#endif
