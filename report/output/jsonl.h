/* SPDX-License-Identifier: Apache-2.0
 *
 * Records as the native objects of the rsyslog module, one a line.
 */
#ifndef ME_JSONL_H
#define ME_JSONL_H

#include <stdio.h>

#include "correlate/resolved.h"

/* Writes the object of `resolved`. False when memory is out. */
bool me_jsonl_write(const struct me_resolved *resolved, FILE *out);

#endif
