/* SPDX-License-Identifier: Apache-2.0
 *
 * The clock of arrival stands still.
 */
#include "support/watched.h"

#include "support/unit.h"

struct me_watch *me_watched_new(unsigned max, void **memory)
{
    const struct me_watch_options options = {.max = max, .window = WATCHED_WINDOW, .seed = {1, 2}};
    *memory = calloc(1, me_watch_size(&options));
    assert_non_null(*memory);
    return me_watch_init(*memory, &options);
}

struct me_watched me_watched_make(enum me_watch_what what, int64_t time, const char *ip, const char *account)
{
    struct me_watched e = {.what = what, .time = time};
    snprintf(e.ip, sizeof(e.ip), "%s", ip);
    snprintf(e.account, sizeof(e.account), "%s", account);
    return e;
}

struct me_watch_counts me_watched_update(struct me_watch *watch, const struct me_watched *e, uint64_t *evicted)
{
    struct me_watch_counts counts;
    const struct me_watch_event event = {
        .what = e->what,
        .client_ip = e->ip,
        .account = e->account[0] != '\0' ? me_unit_span(e->account) : (struct me_span){0},
        .time = {.host = e->host, .is_utc = true, .seconds = e->time, .reception = e->time, .now = 1000}};
    memset(&counts, 0xA5, sizeof(counts));
    me_watch_update(watch, &event, &counts, evicted);
    return counts;
}

void me_watched_check(struct me_watch *watch, const char *label, struct me_watched event, const char *want)
{
    uint64_t evicted = 0;
    const struct me_watch_counts c = me_watched_update(watch, &event, &evicted);
    const int64_t all[] = {c.client_failures, c.network_failures, c.account_failures, c.account_clients,
                           c.after_failures};
    char got[128];
    size_t len = 0;
    for (size_t i = 0; i < ME_COUNT(all); i++)
        len += (size_t)(all[i] == ME_WATCH_ABSENT ? snprintf(got + len, sizeof(got) - len, " -")
                                                  : snprintf(got + len, sizeof(got) - len, " %lld", (long long)all[i]));
    if (strcmp(got + 1, want) != 0)
        fail_msg("%s: got %s, want %s", label, got + 1, want);
    assert_int_equal(evicted, 0);
}
