/* SPDX-License-Identifier: Apache-2.0
 *
 * Answers that came as JSON: what the module or mailenable-report said about a message. Knows libfastjson, no library.
 */
#ifndef ORACLE_OBJECT_H
#define ORACLE_OBJECT_H

#include "fields.h"

/* What a run of rsyslogd wrote about one message, or the report. */
struct oracle_object {
    void *tree;                  /* what the spans point into */
    struct oracle_answer answer; /* the native object; not found where there is none */
    bool authenticated;          /* what it says */
    bool has_texts;              /* rsyslogd wrote the line: it also has what follows */
    struct oracle_answer again;  /* the native object of an action behind the first */
    struct me_span raw;          /* $rawmsg as it came in */
    void *before, *after, *last; /* all texts of the message: before the first action, behind it, behind the second */
};

/* Reads `line`, one object. False: it is none. What it points to is valid until oracle_object_free(). */
bool oracle_object_read(struct me_span line, struct oracle_object *object);
void oracle_object_free(struct oracle_object *object);

#endif
