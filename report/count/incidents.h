/* SPDX-License-Identifier: Apache-2.0
 *
 * What an operator must not overlook, counted by server and by what it is about: an open relay, relaying for a local
 * sender address, codes that nobody has documented, clients whose rows cannot be read. Bounded for each kind. Knows
 * attempts, no words.
 */
#ifndef ME_INCIDENTS_H
#define ME_INCIDENTS_H

#include "attempt.h"
#include "base/hash.h"

enum me_incident_kind {
    ME_INCIDENT_OPEN_RELAY,
    ME_INCIDENT_SENDER_LOCAL,
    ME_INCIDENT_UNKNOWN_CODE, /* by code */
    ME_INCIDENT_UNREADABLE,   /* by client */
    ME_INCIDENT_MAX
};

enum { ME_INCIDENTS_MAX = 1024 }; /* of each kind */

struct me_incident {
    struct me_incident *next; /* in its chain */
    enum me_incident_kind kind;
    struct me_span host, about; /* point into `names` */
    uint64_t hash, count;
    int64_t first, last;
    char names[];
};

struct me_incidents {
    struct me_incident *chains[256];
    size_t counts[ME_INCIDENT_MAX];
    uint64_t others[ME_INCIDENT_MAX]; /* beyond the limit */
    const struct me_hash_key *key;
    bool out_of_memory;
};

void me_incidents_init(struct me_incidents *incidents, const struct me_hash_key *key);

/* Counts the incidents in the attempt; most attempts have none. */
void me_incidents_add(struct me_incidents *incidents, const struct me_attempt *attempt);

void me_incidents_merge(struct me_incidents *into, const struct me_incidents *from);

/* Those of one kind, by server, then most first, `*count` of them; the caller frees the array. NULL when there are none
 * or memory is out. */
const struct me_incident **me_incidents_of(const struct me_incidents *incidents, enum me_incident_kind kind,
                                           size_t *count);

void me_incidents_free(struct me_incidents *incidents);

#endif
