/* SPDX-License-Identifier: Apache-2.0
 *
 * The conversations of one action: the table of lib/correlate/conversation.h with what it asks of its caller, memory,
 * locks, a clock and the name of the sending host. Knows rsyslog's messages; what a conversation is, lib/ knows.
 */
#ifndef ME_CORRELATION_H
#define ME_CORRELATION_H

#include "correlate/conversation.h"
#include "parameters.h"

struct me_correlation_state;

/* Makes the table that `settings` ask for; they ask for one. NULL when memory is out. */
struct me_correlation_state *me_correlation_new(const struct me_settings *settings);

/* Frees the table. NULL is allowed. */
void me_correlation_free(struct me_correlation_state *state);

/* Forgets all conversations. NULL is allowed. For any thread at any time. */
void me_correlation_clear(struct me_correlation_state *state);

/* Learns what `record` and `verdict` of `message` tell, sets `*context` to what is known beyond them, and counts. NULL
 * knows nothing and leaves `*context` alone. For any thread at any time. */
void me_correlation_update(struct me_correlation_state *state, smsg_t *message, const struct me_record *record,
                           const struct me_verdict *verdict, struct me_context *context);

#endif
