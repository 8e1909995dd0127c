/* SPDX-License-Identifier: Apache-2.0
 *
 * Watching: counts failures of clients, networks and accounts over all records, services and servers. It knows events,
 * addresses and names, and no record, no rsyslog, no clock and no thread: the caller gives times, memory and locks.
 *
 * A client is an address; its network is its /24 (IPv4) or /64 (IPv6). An account is a user name in any letter case of
 * ASCII. For each of them, and for each account that a network tried, there is an entry that counts within a window of
 * log time; a network of one client shares its entry with it, and with the pair when it tried one account only. The
 * number of entries is fixed. When there is no room for a new one, the entry goes that counts least, and of those the
 * one that was silent for the longest time: whoever floods the memory with new names and addresses pushes out his own.
 *
 * Use: fill in the options, take me_watch_size() zeroed bytes (calloc or mmap: pages are touched as entries come, not
 * before) and call me_watch_init(). Call me_watch_update() for every event. To end, free the memory.
 */
#ifndef ME_WATCH_H
#define ME_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/ip.h"
#include "text/span.h"

enum {
    ME_WATCH_MAX = 1 << 22,          /* the most that `max` may be */
    ME_WATCH_WINDOW_MAX = 7 * 86400, /* seconds */
    ME_WATCH_ABSENT = -1,            /* a count that an event does not have */
};

struct me_watch_options {
    unsigned max;     /* clients, networks, accounts, and pairs of network and account together, 1..ME_WATCH_MAX; of the
                         accounts an eighth as many may have several clients */
    unsigned window;  /* seconds of log time, 1..ME_WATCH_WINDOW_MAX */
    uint64_t seed[2]; /* random and secret where strangers choose names and addresses */

    /* Take and release the lock. A caller holds it for a bounded number of steps, and calls nothing else meanwhile.
     * Both NULL: one thread only. */
    void (*lock)(void *context);
    void (*unlock)(void *context);
    void *context;
};

enum me_watch_what {
    ME_WATCH_LOGIN_FAILED,
    ME_WATCH_RELAY_DENIED, /* counts for the client and its network only */
    ME_WATCH_LOGIN,        /* not a failure; ends those that `after_failures` counts */
};

/* A log time as a record has it. */
struct me_watch_time {
    uint64_t host;     /* a hash of the sending host's name: me_key_host_number() */
    unsigned log;      /* a number below 256: logs of one host may differ in zone */
    bool is_utc;       /* its offset is known */
    int64_t seconds;   /* UTC when `is_utc`, else as the log has it; made comparable as host_clock.h says */
    int64_t reception; /* Unix time in seconds */
    int64_t now;       /* in seconds of a clock that all callers share and nobody sets */
};

struct me_watch_event {
    enum me_watch_what what;
    const char *client_ip;  /* as in struct me_record: ME_IP_TEXT_MAX octets, zeros at the end */
    struct me_span account; /* absent: unknown */
    struct me_watch_time time;
};

/* Failures within the window that ends with an event, that event included. ME_WATCH_ABSENT where the event names no
 * client or no account. */
struct me_watch_counts {
    int64_t client_failures, network_failures;
    int64_t account_failures; /* of any client */
    int64_t account_clients;  /* clients that failed for the account: exact up to 64, then an estimate */
    int64_t after_failures;   /* a login: failures of its network for the account since that network's last login */
};

/* All counts absent. */
#define ME_WATCH_NO_COUNTS                                                                                             \
    ((struct me_watch_counts){ME_WATCH_ABSENT, ME_WATCH_ABSENT, ME_WATCH_ABSENT, ME_WATCH_ABSENT, ME_WATCH_ABSENT})

struct me_watch;

/* Bytes that such a watch needs: about 1.2 KiB for each of `max`. SIZE_MAX, which nobody can allocate, when so many do
 * not fit into the addresses of this machine. */
size_t me_watch_size(const struct me_watch_options *options);

/* Makes a watch in `memory`: me_watch_size() bytes, all zero, aligned as malloc does. The caller keeps the memory and
 * frees it after the last call. `*options` is copied. Touches the first few KiB only. */
struct me_watch *me_watch_init(void *memory, const struct me_watch_options *options);

/* Counts `event`, and sets `*counts`. After twice the window without an event an entry is forgotten. Adds to `*evicted`
 * the entries that were forgotten because there was no room. Costs ten look-ups at most, whatever the input;
 * allocates nothing and never fails. Any number of threads may call it at once when the options have a lock. With one
 * thread each count is that of the window that ends with the event; events that threads bring out of order get the
 * count of the largest window that contains them. */
void me_watch_update(struct me_watch *watch, const struct me_watch_event *event, struct me_watch_counts *counts,
                     uint64_t *evicted);

#endif
