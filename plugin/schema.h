/* SPDX-License-Identifier: Apache-2.0
 *
 * Merges the Elastic Common Schema fields into a message's root without replacing what another module put there. Knows
 * rsyslog's variables, not what the fields mean.
 */
#ifndef ME_SCHEMA_H
#define ME_SCHEMA_H

#include "parameters.h"

struct fjson_object;

/* Merges `fields`, which is used up, into $!. A value that is there already stays as it is; objects are merged member
 * by member; `tags` keeps its values and gets those it lacks. True: `native` went along into the container and is used
 * up, too, because there were no variables yet; it may be NULL. */
bool me_schema_put(smsg_t *message, const struct me_settings *settings, struct fjson_object *fields,
                   struct fjson_object *native);

#endif
