/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of clients by the domain name system, for those who ask for them: it is slow, and it tells others whom the
 * report is about. What it says is the client's own word. Knows groups by client only.
 */
#ifndef ME_HOST_NAMES_H
#define ME_HOST_NAMES_H

#include "groups.h"

enum { ME_HOST_NAMES_MAX = 200, ME_HOST_NAMES_THREADS = 32, ME_HOST_NAMES_SECONDS = 20 };

/* Called a few times a second: `done` of `count` names have been looked up, and how long the others may still take. */
struct me_host_names_hooks {
    void *context;
    void (*waiting)(void *context, size_t done, size_t count, double seconds_left);
};

/* Sets the host name of the first `count` groups by client, ME_HOST_NAMES_MAX at most, where there is one. Waits
 * `seconds` at most, whatever the resolver does. Returns for how many of them there was no answer. */
size_t me_host_names_look_up(struct me_group **groups, size_t count, double seconds,
                             const struct me_host_names_hooks *hooks);

#endif
