/* SPDX-License-Identifier: Apache-2.0
 *
 * Records as the native objects of the rsyslog module, one a line.
 */
#ifndef ME_JSONL_H
#define ME_JSONL_H

#include <stdio.h>

#include "correlate/resolved.h"

struct me_writer;

/* Writes the object of `resolved`, with `host` (any bytes, or absent) before its fields, `offset` (or absent) behind
 * its time, and with memory of `w`. False when memory is out. */
bool me_jsonl_write(struct me_writer *w, struct me_span host, struct me_span offset, const struct me_resolved *resolved,
                    FILE *out);

#endif
