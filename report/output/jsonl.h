/* SPDX-License-Identifier: Apache-2.0
 *
 * Records as the native objects of the rsyslog module, one a line.
 */
#ifndef ME_JSONL_H
#define ME_JSONL_H

#include <stdio.h>

#include "correlate/story.h"

/* Writes the object of `story`. False when memory is out. */
bool me_jsonl_write(const struct me_story *story, FILE *out);

#endif
