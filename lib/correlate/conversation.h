/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversations: what earlier records of a connection or a transaction said. Activity rows name the client, Debug
 * records give the reason of a refusal; the record that arrives second receives what the first one said. It knows
 * records and verdicts, no clock and no thread: the caller passes the time, and a store (store.h) that has memory and
 * locks.
 */
#ifndef ME_CONVERSATION_H
#define ME_CONVERSATION_H

#include "correlate/context.h"
#include "correlate/observation.h"
#include "correlate/store.h"

/* A sending host as one store knows it. */
struct me_conversation_host {
    struct me_key_host key; /* of its name; all keys begin with it */
};

/* Hashes the name of a sending host, in any letter case. */
struct me_conversation_host me_conversation_host_of(const struct me_store *store, struct me_span name);

/* Remembers what `record` and its `verdict` say, and sets `*context` to what earlier records said. Records of two hosts
 * never meet. `now` is in seconds of one clock that all callers share; a step backwards counts as standing still. Costs
 * two look-ups at most, four with by_time, whatever the input; allocates nothing and never fails: a full store forgets
 * its oldest conversation. Credentials never enter: only the members of struct me_context are kept. Any number of
 * threads may call it at once when the options of the store have locks. */
void me_conversation_update(struct me_store *store, const struct me_conversation_host *host,
                            const struct me_record *record, const struct me_verdict *verdict, int64_t now,
                            struct me_context *context, struct me_store_counts *counts);

/* As me_conversation_update(), for a record that me_observation_set() has observed with `host->key`: any number of
 * threads may observe records, while one of them takes them in their order. */
void me_conversation_take(struct me_store *store, const struct me_conversation_host *host,
                          const struct me_observation *observation, int64_t now, struct me_context *context,
                          struct me_store_counts *counts);

#endif
