/* SPDX-License-Identifier: Apache-2.0
 *
 * Which attempts a report is about. Knows attempts and the words a user may ask for.
 */
#ifndef ME_FILTER_H
#define ME_FILTER_H

#include "attempt.h"

/* What --only may ask for besides events, outcomes and reasons. */
enum me_only {
#define ME_ONLY(id, word) ME_ONLY_##id,
#include "only.def"
#undef ME_ONLY
    ME_ONLY_MAX
};

enum {
    ME_NETWORK_TEXT_MAX = ME_IP_TEXT_MAX + 4,
    ME_FILTER_VALUES_MAX = 64,                                                         /* networks, and users */
    ME_FILTER_WORDS_MAX = ME_ONLY_MAX + ME_EVENT_MAX + ME_OUTCOME_MAX + ME_REASON_MAX, /* that --only may ask for */
};

struct me_network {
    bool is_v6;
    unsigned bits; /* of the address that count */
    unsigned char bytes[16];
};

struct me_filter {
    bool only[ME_ONLY_MAX];
    bool events[ME_EVENT_MAX], outcomes[ME_OUTCOME_MAX], reasons[ME_REASON_MAX];
    struct me_network networks[ME_FILTER_VALUES_MAX]; /* any of them; none: all clients */
    size_t network_count;
    bool services[ME_SERVICE_MAX];           /* any of them; none: all services */
    const char *users[ME_FILTER_VALUES_MAX]; /* the same */
    size_t user_count;
    int64_t since, until; /* since <= when < until; ME_NEVER and INT64_MAX when not asked for */
};

/* Nothing is asked for: everybody, always, failed connections. */
void me_filter_init(struct me_filter *filter);

/* Adds one word of --only. False when there is no such word. */
bool me_filter_only(struct me_filter *filter, struct me_span word);

/* Calls `take` for each word that --only knows. */
void me_filter_words(void (*take)(void *context, struct me_span word), void *context);

/* Calls `take` for each of them that was asked for. */
void me_filter_asked(const struct me_filter *filter, void (*take)(void *context, struct me_span word), void *context);

/* Reads an address, or a network as address/bits. */
bool me_filter_network(struct me_span words, struct me_network *out);

/* Writes it the same way, NUL-terminated. */
void me_filter_network_text(const struct me_network *network, char out[static ME_NETWORK_TEXT_MAX]);

/* Whether `client` lies in it. */
bool me_network_contains(const struct me_network *network, const char *client);

/* Whether `when` lies in the time that was asked for. A record without a date is never left out. */
bool me_filter_covers(const struct me_filter *filter, int64_t when);

/* Adds a service by its word. False when there is none of that name. */
bool me_filter_service(struct me_filter *filter, struct me_span word);

/* Whether any service is asked for. */
bool me_filter_has_services(const struct me_filter *filter);

/* Whether all clients, users and services are asked for. */
bool me_filter_takes_everybody(const struct me_filter *filter);

/* Whether the attempt is of a client, user and service that are asked for. */
bool me_filter_takes(const struct me_filter *filter, const struct me_attempt *attempt);

/* Whether the attempt is of the time, client and user that are asked for. */
bool me_filter_concerns(const struct me_filter *filter, const struct me_attempt *attempt);

/* Whether it is, beyond that, of the kind that --only asks for. */
bool me_filter_selects(const struct me_filter *filter, const struct me_attempt *attempt);

#endif
