/* SPDX-License-Identifier: Apache-2.0
 *
 * A time zone by its name, from the files of the machine's tzdata. Read once, while a configuration is: nothing is
 * opened for a message. Knows where the files lie, not what is in them.
 */
#ifndef ME_ZONE_FILE_H
#define ME_ZONE_FILE_H

#include "text/zone.h"

/* The zone of a name such as `Europe/Madrid`, in its own letter case; the caller frees it with free(). NULL: there is
 * no such file, it holds no zone, or memory is out. */
struct me_zone *me_zone_file_read(struct me_span name);

#endif
