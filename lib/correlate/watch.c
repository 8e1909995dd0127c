/* SPDX-License-Identifier: Apache-2.0
 *
 * One table holds clients, networks and pairs, another one accounts, which are larger. Both are under one lock: an
 * event holds it for a tenth of what a message costs, and hardly any message is an event.
 *
 * A client's identity is made of its network's, a pair's of those of network and account. An entry's rank is how much
 * it counts: what a flood creates counts 1 and goes first.
 */
#include "correlate/watch.h"

#include <stddef.h>
#include <string.h>

#include "correlate/distinct.h"
#include "correlate/host_clock.h"
#include "correlate/key.h"
#include "correlate/lru.h"
#include "correlate/window.h"

enum {
    ACCOUNT_SHARE = 8, /* one account for that many other entries */
    ALIGNMENT = 64,    /* bytes of a cache line */
    RANKS = ME_LRU_RANKS_MAX,
    TTL_WINDOWS = 2,
};

struct entry {
    struct me_lru_node node;
    struct me_window windows[ME_WINDOW_CLOCKS];
};

struct account_entry {
    struct entry entry; /* first, so that it can be used as any entry */
    struct me_distinct clients[ME_WINDOW_CLOCKS];
};

struct me_watch {
    struct me_watch_options options;
    struct me_lru entries, accounts;
    struct me_host_clocks clocks;
};

/* --- memory ------------------------------------------------------------------------------------------------------- */

static uint32_t accounts_of(const struct me_watch_options *options)
{
    return options->max < ACCOUNT_SHARE ? 1 : options->max / ACCOUNT_SHARE;
}

static size_t align(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static uint64_t table_size(uint32_t capacity, size_t entry_size)
{
    return (uint64_t)align(me_lru_buckets_size(capacity)) + align(me_lru_entries_size(capacity, entry_size));
}

size_t me_watch_size(const struct me_watch_options *options)
{
    const uint64_t size = ALIGNMENT + align(sizeof(struct me_watch)) + table_size(options->max, sizeof(struct entry)) +
                          table_size(accounts_of(options), sizeof(struct account_entry));
    return (size_t)size == size ? (size_t)size : SIZE_MAX;
}

/* The next `size` bytes of the caller's memory. */
static void *carve(char **free, size_t size)
{
    char *place = *free;
    *free += align(size);
    return place;
}

static void make_table(struct me_lru *table, uint32_t capacity, size_t entry_size, char **free)
{
    void *buckets = carve(free, me_lru_buckets_size(capacity));
    void *entries = carve(free, me_lru_entries_size(capacity, entry_size));
    me_lru_init(table, capacity, entry_size, RANKS, buckets, entries);
}

struct me_watch *me_watch_init(void *memory, const struct me_watch_options *options)
{
    char *free = (char *)memory + (ALIGNMENT - (uintptr_t)memory % ALIGNMENT) % ALIGNMENT;
    struct me_watch *watch = carve(&free, sizeof(*watch));
    watch->options = *options;
    make_table(&watch->entries, options->max, sizeof(struct entry), &free);
    make_table(&watch->accounts, accounts_of(options), sizeof(struct account_entry), &free);
    return watch;
}

/* --- identities --------------------------------------------------------------------------------------------------- */

struct identity {
    uint64_t of[2];
};

/* A client and its network in words: a text of up to 15 octets, or the 16 octets of IPv6. */
struct address {
    uint64_t network[2], host;
};

static unsigned octets_in(uint64_t word)
{
    return word == 0 ? 0 : 8 - (unsigned)__builtin_clzll(word) / 8;
}

/* The octets of a word from number `from` on. */
static uint64_t tail(uint64_t word, unsigned from)
{
    return from >= 8 ? 0 : word >> 8 * from << 8 * from;
}

/* `192.0.2.17` becomes `192.0.2.` and `17`. The text has zeros behind it. */
static void split_ipv4(const char *ip, struct address *out)
{
    enum { WORD = sizeof(uint64_t) };
    const uint64_t low = me_siphash_word_at(ip), high = me_siphash_word_at(ip + WORD);
    const unsigned len = high != 0 ? WORD + octets_in(high) : octets_in(low);
    const unsigned digits = ip[len - 2] == '.' ? 1 : ip[len - 3] == '.' ? 2 : 3, from = len - digits;
    const uint64_t low_host = tail(low, from), high_host = from > WORD ? tail(high, from - WORD) : high;
    out->network[0] = low ^ low_host;
    out->network[1] = high ^ high_host;
    out->host = low_host ^ high_host; /* the digits, and where they stand, which the network says as well */
}

/* Eight octets as a number, the first one highest. */
static uint64_t number_in(const unsigned char *octets)
{
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof(number); i++)
        number = number << 8 | octets[i];
    return number;
}

/* False when `ip` is no address. A canonical IPv4 address has a dot among its first four octets, and no other has. */
static bool split(const char *ip, struct address *out)
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    if (ip[0] != '\0' && (ip[1] == '.' || (ip[1] != '\0' && (ip[2] == '.' || (ip[2] != '\0' && ip[3] == '.'))))) {
        split_ipv4(ip, out);
        return true;
    }
    const char *end = memchr(ip, '\0', ME_IP_TEXT_MAX);
    if (end == NULL || me_ip_octets(me_span_between(ip, end), octets) != ME_IP_OCTETS_MAX)
        return false;
    out->network[0] = number_in(octets);
    out->network[1] = UINT64_MAX; /* no text has this */
    out->host = number_in(octets + sizeof(uint64_t));
    return true;
}

/* Folds the product of two words, each with a secret in it, into one. Cheaper than SipHash, and enough for a table
 * whose hashes nobody sees and whose buckets are bounded. */
static uint64_t mix(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
    __extension__ const unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
#else
    const uint64_t high_a = a >> 32, low_a = (uint32_t)a, high_b = b >> 32, low_b = (uint32_t)b;
    const uint64_t cross = high_a * low_b + (low_a * low_b >> 32), other = low_a * high_b + (uint32_t)cross;
    return a * b ^ (high_a * high_b + (cross >> 32) + (other >> 32));
#endif
}

static struct identity identify(const struct me_watch *watch, uint64_t a, uint64_t b)
{
    /* random digits, so that a poor seed still spreads */
    const uint64_t one = watch->options.seed[0] ^ UINT64_C(0x9E3779B97F4A7C15),
                   two = watch->options.seed[1] ^ UINT64_C(0xD1B54A32D192ED03);
    return (struct identity){{mix(a ^ one, b ^ two), mix(b ^ ~one, a ^ ~two)}};
}

/* A name in any letter case, by SipHash: its octets are all a stranger's. */
static struct identity identify_account(const struct me_watch *watch, struct me_span name)
{
    enum { WORD = sizeof(uint64_t) };
    struct identity identity;
    struct me_siphash state;
    const size_t rest = name.len % WORD;
    me_siphash_start(&state, watch->options.seed);
    for (; name.len >= WORD; name = me_span_skip(name, WORD))
        me_siphash_add_word(&state, me_key_lower(me_siphash_word_at(name.ptr)));
    const uint64_t last = me_key_lower(me_siphash_short_word(name.ptr, rest));
    me_siphash_finish_word(&state, me_key_last_word(ME_KEY_ACCOUNT, rest, last), identity.of);
    return identity;
}

/* Both are hashes, so that no sum of two is more likely than another. */
static struct identity pair_of(const struct identity *network, const struct identity *account)
{
    return (struct identity){{network->of[0] + account->of[0], network->of[1] ^ account->of[1]}};
}

/* --- one event ---------------------------------------------------------------------------------------------------- */

/* One call of me_watch_update(). */
struct call {
    struct me_watch *watch;
    const struct me_watch_event *event;
    struct me_watch_counts *counts;
    struct me_window_visit visit;
    bool has_client, has_account;
    struct identity client, network, account;
};

static unsigned rank_of(uint32_t count)
{
    enum { SOME = 2, MANY = 4, FLOOD = 16 };
    return count < SOME ? 0 : count < MANY ? 1 : count < FLOOD ? 2 : RANKS - 1;
}

static struct entry *find(const struct call *call, struct me_lru *table, const struct identity *identity)
{
    return me_lru_find(table, identity->of, call->visit.ttl);
}

static struct entry *find_or_create(const struct call *call, struct me_lru *table, const struct identity *identity)
{
    struct entry *entry = find(call, table, identity);
    if (entry == NULL) {
        entry = me_lru_create(table, identity->of);
        me_window_clear(entry->windows);
    }
    return entry;
}

/* Counts a failure. Returns the entry's count. */
static uint32_t count_failure(const struct call *call, const struct identity *identity)
{
    struct me_lru *table = &call->watch->entries;
    struct entry *entry = find_or_create(call, table, identity);
    uint32_t count = me_window_again(&entry->windows[0], &call->visit);
    bool emptied;
    if (count == 0)
        count = me_window_add(me_window_take(entry->windows, &call->visit, &emptied), call->visit.step);
    me_lru_touch_as(table, entry, rank_of(count));
    return count;
}

/* Returns the count of an entry, or 0 where there is none. */
static uint32_t count_in(const struct call *call, const struct entry *entry)
{
    const struct me_window *window = entry != NULL ? me_window_find(entry->windows, &call->visit) : NULL;
    return window != NULL ? me_window_count(window, call->visit.step) : 0;
}

/* Returns what failed since the last login, and begins anew. */
static uint32_t take_failures(const struct call *call, const struct identity *pair)
{
    struct me_lru *table = &call->watch->entries;
    struct entry *entry = find(call, table, pair);
    const uint32_t count = count_in(call, entry);
    if (entry != NULL) {
        me_window_clear(entry->windows);
        me_lru_touch_as(table, entry, 0);
    }
    return count;
}

static void update_client(const struct call *call)
{
    struct me_lru *table = &call->watch->entries;
    const enum me_watch_what what = call->event->what;
    struct me_watch_counts *counts = call->counts;
    const struct identity pair = call->has_account ? pair_of(&call->network, &call->account) : (struct identity){{0}};
    if (what == ME_WATCH_LOGIN) {
        counts->client_failures = count_in(call, find(call, table, &call->client));
        counts->network_failures = count_in(call, find(call, table, &call->network));
        if (call->has_account)
            counts->after_failures = take_failures(call, &pair);
        return;
    }
    counts->client_failures = count_failure(call, &call->client);
    counts->network_failures = count_failure(call, &call->network);
    if (call->has_account)
        count_failure(call, &pair);
}

/* Counts a failure for the account and its client among those that failed. */
static void count_account(const struct call *call)
{
    struct me_lru *table = &call->watch->accounts;
    struct entry *entry = find_or_create(call, table, &call->account);
    struct account_entry *account = (struct account_entry *)(void *)entry;
    bool emptied;
    struct me_window *window = me_window_take(entry->windows, &call->visit, &emptied);
    struct me_distinct *clients = &account->clients[window - entry->windows];
    if (emptied)
        me_distinct_clear(clients);
    const uint32_t count = me_window_add(window, call->visit.step);
    if (call->has_client)
        me_distinct_add(clients, call->client.of[1], call->visit.step);
    call->counts->account_failures = count;
    call->counts->account_clients = me_distinct_count(clients, call->visit.step);
    me_lru_touch_as(table, entry, rank_of(count));
}

static void read_account(const struct call *call)
{
    const struct entry *entry = find(call, &call->watch->accounts, &call->account);
    const struct account_entry *account = (const struct account_entry *)(const void *)entry;
    const struct me_window *window = entry != NULL ? me_window_find(entry->windows, &call->visit) : NULL;
    call->counts->account_failures = count_in(call, entry);
    call->counts->account_clients =
        window != NULL ? me_distinct_count(&account->clients[window - entry->windows], call->visit.step) : 0;
}

static void update(const struct call *call)
{
    if (call->has_client)
        update_client(call);
    if (call->has_account && call->event->what == ME_WATCH_LOGIN_FAILED)
        count_account(call);
    else if (call->has_account)
        read_account(call);
}

static void identify_all(struct call *call)
{
    const struct me_watch_event *event = call->event;
    struct address address;
    call->has_account = event->account.len > 0 && event->what != ME_WATCH_RELAY_DENIED;
    if (call->has_account)
        call->account = identify_account(call->watch, event->account);
    call->has_client = event->client_ip[0] != '\0' && split(event->client_ip, &address);
    if (!call->has_client)
        return;
    call->network = identify(call->watch, address.network[0], address.network[1]);
    call->client = identify(call->watch, call->network.of[0] ^ address.host, call->network.of[1]);
}

/* The step of the window that a time is in; rounded down, before 1970 as well. */
static int64_t step_of(const struct me_watch *watch, int64_t time)
{
    const int64_t most = INT64_C(1) << 40, window = watch->options.window;
    const int64_t sane = time < -most ? -most : time > most ? most : time;
    const int64_t scaled = sane * ME_WINDOW_STEPS;
    return scaled >= 0 ? scaled / window : -((window - 1 - scaled) / window);
}

void me_watch_update(struct me_watch *watch, const struct me_watch_event *event, int64_t now,
                     struct me_watch_counts *counts, uint64_t *evicted)
{
    const struct me_watch_options *options = &watch->options;
    struct call call; /* not cleared whole */
    call.watch = watch;
    call.event = event;
    call.counts = counts;
    call.visit.step = step_of(watch, event->time);
    call.visit.owner = (uint16_t)event->host;
    call.visit.now = now < 0 ? 0 : now;
    call.visit.ttl = (int64_t)options->window * TTL_WINDOWS;
    *counts = ME_WATCH_NO_COUNTS;
    identify_all(&call);
    if (options->lock != NULL)
        options->lock(options->context);
    me_lru_advance(&watch->entries, call.visit.now, call.visit.ttl);
    me_lru_advance(&watch->accounts, call.visit.now, call.visit.ttl);
    update(&call);
    *evicted += watch->entries.evicted + watch->accounts.evicted;
    if (options->unlock != NULL)
        options->unlock(options->context);
}

int64_t me_watch_host_time(struct me_watch *watch, const struct me_watch_time *time)
{
    const struct me_siphash *host = &time->host;
    const struct me_host_clock_time in_log = {
        .host = host->v[0] ^ host->v[1] ^ host->v[2] ^ host->v[3] ^ time->log * UINT64_C(0x9E3779B97F4A7C15),
        .seconds = time->seconds,
        .is_utc = time->is_utc,
        .reception = time->reception,
    };
    return me_host_clock_common(&watch->clocks, &in_log);
}
