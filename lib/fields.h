/* SPDX-License-Identifier: Apache-2.0
 *
 * A record and its verdict as a JSON object. With fields.c the only place that knows libfastjson; the rows of
 * fields.def say which fields there are.
 */
#ifndef ME_FIELDS_H
#define ME_FIELDS_H

#include "conversation.h"
#include "record.h"
#include "verdict.h"

struct fjson_object;

/* One message, as far as it is understood. */
struct me_story {
    struct me_record record;
    struct me_verdict verdict;
    struct me_recall recall;
};

struct me_fields_options {
    bool explain;
    struct me_span offset; /* appended to `time`: `Z`, `+02:00` or empty */
};

/* The native object of `story`. The caller owns it (fjson_object_put). NULL when memory is out. Its keys are constants
 * of this library, so the object must not outlive it. Every string in it is valid UTF-8: bad bytes become U+FFFD, and
 * `anomalies` then says so; `*anomalies` is the set that the object shows. */
struct fjson_object *me_fields_native(const struct me_story *story, const struct me_fields_options *options,
                                      unsigned *anomalies);

#endif
