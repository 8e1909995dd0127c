/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of clients by the domain name system, for those who ask for them: it is slow, and it tells others whom the
 * report is about. What it says is the client's own word. Knows groups by client only.
 */
#ifndef ME_RESOLVE_H
#define ME_RESOLVE_H

#include "groups.h"

enum { ME_RESOLVE_MAX = 200, ME_RESOLVE_THREADS = 16 };

/* Sets the host name of the first `count` groups by client, ME_RESOLVE_MAX at most, where there is one. */
void me_resolve_clients(struct me_group **groups, size_t count);

#endif
