/* SPDX-License-Identifier: Apache-2.0
 *
 * Puts the fields of a record where the action's container says. Knows rsyslog's variables, not what the fields mean.
 */
#ifndef ME_CONTAINER_H
#define ME_CONTAINER_H

#include "parameters.h"

struct fjson_object;

/* Puts `object`, which is used up, into the container of `settings`. An object that is already there keeps its members,
 * except those of the same names. Any other value there is replaced, as by rsyslog's `set`, and so is a $/ variable,
 * which speaks of another message. False when there is no place for a container, because a part of its path is no
 * object; the message is then as it was, and the first time is reported. */
bool me_container_put(smsg_t *message, const struct me_settings *settings, struct fjson_object *object);

#endif
