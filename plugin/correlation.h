/* SPDX-License-Identifier: Apache-2.0
 *
 * The conversations of one action: a store of lib/correlate/ with what it asks of its caller: memory, locks, a clock
 * and the name of the sending host. It knows rsyslog's messages, and not what a conversation is.
 */
#ifndef ME_CORRELATION_H
#define ME_CORRELATION_H

#include "correlate/resolved.h"
#include "parameters.h"

struct me_correlation_state;

/* Makes the store that `settings` ask for; they ask for one. NULL when memory is out. */
struct me_correlation_state *me_correlation_new(const struct me_settings *settings);

/* Frees the store. NULL is allowed. */
void me_correlation_free(struct me_correlation_state *state);

/* Completes `resolved`, of which the record is set: verdict, and context from the conversations of the sender of
 * `message`. Counts. NULL remembers nothing and knows no context. For any thread at any time. */
void me_correlation_resolve(struct me_correlation_state *state, smsg_t *message, struct me_resolved *resolved);

#endif
