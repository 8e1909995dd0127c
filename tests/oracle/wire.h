/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages on their way to a real program, and its answers on their way back: the same cases are played again, and each
 * answer is laid beside its message.
 */
#ifndef ORACLE_WIRE_H
#define ORACLE_WIRE_H

#include <stdio.h>

#include "case.h"

/* Writes a message as one line of hexadecimal digits: what is on the wire, PRI and header included; behind it, each
 * after a blank, the credentials in it. */
void oracle_wire_write(const struct oracle_message *message, FILE *out);

/* Judges the answer to `it`'s message, a line of JSON as object.h reads it; what rsyslogd has cut off is cut off `it`.
 * False: `why` says what is wrong. */
bool oracle_wire_judge(struct oracle_case *it, struct me_span line, struct oracle_text *why);

#endif
