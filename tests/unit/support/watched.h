/* SPDX-License-Identifier: Apache-2.0
 *
 * What a watch sees, in short: one struct for each event, given to a watch with a window of WATCHED_WINDOW seconds,
 * whose counts come back in words.
 */
#ifndef ME_WATCHED_H
#define ME_WATCHED_H

#include "correlate/watch.h"

enum { WATCHED_WINDOW = 3200, WATCHED_STEP = WATCHED_WINDOW / 32, WATCHED_NAME = 64 };

/* Its time is one that hosts have in common. */
struct me_watched {
    enum me_watch_what what;
    int64_t time;
    uint64_t host;
    char ip[ME_IP_TEXT_MAX], account[WATCHED_NAME]; /* empty: none */
};

/* A watch of one thread. Free `*memory` at the end. */
struct me_watch *me_watched_new(unsigned max, void **memory);

struct me_watched me_watched_make(enum me_watch_what what, int64_t time, const char *ip, const char *account);

#define WATCHED_FAILED(at, ip, account) me_watched_make(ME_WATCH_LOGIN_FAILED, at, ip, account)
#define WATCHED_DENIED(at, ip) me_watched_make(ME_WATCH_RELAY_DENIED, at, ip, "")
#define WATCHED_LOGIN(at, ip, account) me_watched_make(ME_WATCH_LOGIN, at, ip, account)

struct me_watch_counts me_watched_update(struct me_watch *watch, const struct me_watched *event, uint64_t *evicted);

/* What `event` becomes must be `want`: client, network, account, clients of the account, failures before a login; `-`:
 * absent. Nothing may be pushed out. */
void me_watched_check(struct me_watch *watch, const char *label, struct me_watched event, const char *want);

#endif
