/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether the module may run in the rsyslogd that is loading it. Knows versions only.
 */
#ifndef ME_VERSION_H
#define ME_VERSION_H

#include <stdbool.h>

#include "text/span.h"

/* Compares the rsyslog release that the module was built for with the running one, and says it when they differ. True
 * when they are the same, or when the running one cannot be merged. */
bool me_version_fits(void);

/* The version in the start-up message that `memory`, the constants of an rsyslogd, holds; absent when it holds none. */
struct me_span me_version_in(struct me_span memory);

#endif
