/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversations: what earlier records of a connection or a transaction merged, kept in a table of fixed size. Activity
 * rows tell who a conversation is with, Debug records tell why it was refused; whichever comes second is enriched by
 * what the first one knew. The caller gives memory, time and locks; this file knows records and verdicts, no clock and
 * no thread.
 *
 * Use: once, take me_conversations_size() zeroed bytes (calloc or mmap: pages are touched as conversations come, not
 * before), fill in the options and call me_conversations_init(). For every record, after me_verdict_of(), call
 * me_conversations_update(); it fills the context that belongs to the record. Any number of threads may do so at once
 * when the options carry locks. To end, free the memory: nothing else is held.
 */
#ifndef ME_CONVERSATION_H
#define ME_CONVERSATION_H

#include "recognise/record.h"
#include "text/siphash.h"
#include "recognise/verdict.h"

enum { ME_MEMORY_TEXT_MAX = 255 }; /* octets kept of a HELO name, a user name or an address (RFC 5321, 4.5.3.1) */

/* A short text with room of its own. Longer input is cut at a whole UTF-8 character. */
struct me_memory_text {
    unsigned char len; /* 0: absent; what lies behind is undefined */
    char bytes[ME_MEMORY_TEXT_MAX];
};

enum me_correlation { ME_CORRELATION_NONE, ME_CORRELATION_ID, ME_CORRELATION_TIME };

/* What a conversation knew when a record came. Nothing in it comes from that record itself. */
struct me_context {
    enum me_correlation correlated_by; /* NONE: nothing was known, and the rest has no meaning */
    char client_ip[ME_IP_TEXT_MAX];    /* canonical; empty: none */
    bool authenticated;                /* a 235 was seen in this connection */
    struct me_memory_text helo, user, sender, recipient;
    char code[9]; /* of the Debug verdict that belongs to this row; empty: none */
};

enum {
    ME_CONVERSATIONS_MAX = 1 << 22,       /* the most that `max` may be */
    ME_CONVERSATIONS_TTL_MAX = 7 * 86400, /* seconds */
    ME_CONVERSATIONS_WINDOW_MAX = 60,     /* seconds */
};

struct me_conversations_options {
    unsigned max;     /* conversations remembered at once, 1..ME_CONVERSATIONS_MAX */
    unsigned ttl;     /* seconds until a silent one is forgotten, 1..ME_CONVERSATIONS_TTL_MAX */
    bool by_time;     /* also join denials without any id by their log time */
    unsigned window;  /* for that: seconds of log time on either side, 0..ME_CONVERSATIONS_WINDOW_MAX */
    uint64_t seed[2]; /* random and secret where strangers write the records */
    bool alone;       /* one thread only: then what is forgotten first does not depend on the seed */

    /* Take and release lock number `which`, 0..me_conversations_locks() - 1. At most one is held at a time, for a
     * bounded number of steps, without a call into anything else. Both NULL: one thread only. */
    void (*lock)(void *context, unsigned which);
    void (*unlock)(void *context, unsigned which);
    void *context;
};

/* What happened in calls of me_conversations_update(), which adds to these. */
struct me_conversations_counts {
    uint64_t joined;  /* records that were enriched */
    int64_t active;   /* by how much me_conversations_active() went up: over all calls the sum is what it says */
    uint64_t evicted; /* conversations forgotten because there was no room */
    uint64_t expired; /* conversations forgotten because they were silent for ttl */
};

struct me_conversations;

/* A sending host as one table knows it. */
struct me_conversations_host {
    struct me_siphash hash; /* of its name, to which that of a key is added */
};

/* Bytes that such a table needs: about 1.3 KiB for each of `max` conversations. SIZE_MAX, which nobody can allocate,
 * when so many do not fit into the addresses of this machine. */
size_t me_conversations_size(const struct me_conversations_options *options);

/* How many locks such a table uses: a small number that grows with `max`. */
unsigned me_conversations_locks(const struct me_conversations_options *options);

/* Makes a table in `memory`: me_conversations_size() bytes, all zero, aligned as malloc does. The caller
 * keeps the memory and frees it after the last call. `*options` is copied. Touches the first few KiB only. */
struct me_conversations *me_conversations_init(void *memory, const struct me_conversations_options *options);

/* Learns what `record` and its `verdict` tell, and sets `*context` to what is known beyond them. `host` names the
 * sending host: records of two hosts never meet. `now` is in seconds of any one clock that all callers share; its steps
 * backwards count as standing still. Costs two look-ups at most, four with by_time, whatever the input; allocates
 * nothing and never fails: a table that is full forgets its oldest. Credentials never enter: only what struct
 * me_context has are kept. */
void me_conversations_update(struct me_conversations *table, struct me_span host, const struct me_record *record,
                             const struct me_verdict *verdict, int64_t now, struct me_context *context,
                             struct me_conversations_counts *counts);

/* The same for whoever has many records of one host, whose name need not be hashed for each of them. */
void me_conversations_update_of(struct me_conversations *table, const struct me_conversations_host *host,
                                const struct me_record *record, const struct me_verdict *verdict, int64_t now,
                                struct me_context *context, struct me_conversations_counts *counts);

struct me_conversations_host me_conversations_host_of(const struct me_conversations *table, struct me_span name);

/* Conversations remembered now: 0..max. May be called at any time, without a lock. Silent ones count until newer
 * traffic makes the table notice that they have expired. */
unsigned me_conversations_active(const struct me_conversations *table);

/* Forgets everything: the table is as it was after me_conversations_init(). May be called while others update. Takes
 * what was remembered off `counts->active`, and counts nothing else. */
void me_conversations_clear(struct me_conversations *table, struct me_conversations_counts *counts);

#endif
