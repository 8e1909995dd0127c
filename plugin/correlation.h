/* SPDX-License-Identifier: Apache-2.0
 *
 * What one action remembers: the conversations and the watch of lib/correlate/, with what they ask of their caller:
 * memory, locks, clocks and the name of the sending host. It knows rsyslog's messages, and not what a conversation is
 * or what is counted.
 */
#ifndef ME_CORRELATION_H
#define ME_CORRELATION_H

#include "correlate/resolved.h"
#include "parameters.h"

struct me_correlation_state;

/* Makes what `settings` ask for, conversations, a watch or both; they ask for one of them. NULL when memory is out. */
struct me_correlation_state *me_correlation_new(const struct me_settings *settings);

/* Frees it. NULL is allowed. */
void me_correlation_free(struct me_correlation_state *state);

/* Completes `resolved`, of which the record is set: verdict, context from the conversations of the sender of `message`,
 * and the counts of the watch. `offset` is that of the record's time: `Z`, `+02:00`, or empty when it is unknown.
 * Counts. NULL remembers nothing. For any thread at any time. */
void me_correlation_resolve(struct me_correlation_state *state, smsg_t *message, struct me_span offset,
                            struct me_resolved *resolved);

#endif
