/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers that came as JSON: what the module or mailenable-report said about a message. Knows libfastjson, no library.
 */
#ifndef ORACLE_OBJECT_H
#define ORACLE_OBJECT_H

#include "fields.h"

/* What a run of rsyslogd wrote about one message. */
struct oracle_object {
    void *tree;                  /* what the spans point into */
    struct oracle_answer answer; /* the native object `native`; not found where that is null */
    bool authenticated;          /* what `native` says */
    bool has_again;
    struct oracle_answer again; /* the native object `again`, of an action behind the first */
    struct me_span raw;         /* `raw`: $rawmsg after the module; absent: not said */
    struct me_span msg;         /* `msg`, likewise */
};

/* Reads `line`, one object. False: it is none. What it points to is valid until oracle_object_free(). */
bool oracle_object_read(struct me_span line, struct oracle_object *object);
void oracle_object_free(struct oracle_object *object);

#endif
