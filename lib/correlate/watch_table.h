/* SPDX-License-Identifier: Apache-2.0
 *
 * The inside of a watch: its entries, how they are found and counted, and how one that stood for several things becomes
 * several. For watch.c and watch_table.c only. It knows identities and steps of time, and no event.
 *
 * Most things that fail are alone, and share an entry of the first table:
 *
 *     a network with one client            stands for that client as well
 *     a network that tried one account     stands for the pair of network and account as well
 *     an account that one client tried     stands for the pair, where its network does not
 *
 * When another client or account comes, the entry is divided: what it stood for gets an entry of its own. A login from
 * which a pair counts anew ends that the pair shares an entry. The second table has accounts with several clients,
 * which are larger.
 */
#ifndef ME_WATCH_TABLE_H
#define ME_WATCH_TABLE_H

#include "correlate/distinct.h"
#include "correlate/host_clock.h"
#include "correlate/lru.h"
#include "correlate/watch.h"
#include "correlate/watch_identity.h"
#include "correlate/window.h"

struct me_watch_entry {
    struct me_lru_node node;
    struct me_keyed_hash client; /* of a network or an account: the only one that it has. ME_WATCH_NOBODY: several */
    struct me_keyed_hash peer;   /* of a network an account, of an account a network: the entry counts for the pair of
                                    both, too. ME_WATCH_NOBODY: pairs are counted elsewhere */
    struct me_window windows[ME_WINDOW_CLOCKS];
};

/* An account with several clients. */
struct me_watch_account {
    struct me_watch_entry entry; /* first, so that it can be used as any entry */
    struct me_distinct clients[ME_WINDOW_CLOCKS];
};

static const struct me_keyed_hash ME_WATCH_NOBODY;

struct me_watch {
    struct me_watch_options options;
    struct me_lru entries, accounts;
    struct me_watch_secrets secrets;
    struct me_window_visit visit; /* the last one, */
    struct me_watch_time time;    /* and its log time */
    struct me_host_clocks clocks;
};

/* Whom an event is about. */
struct me_watch_who {
    bool has_client, has_account;
    struct me_keyed_hash client, network; /* without a client: undefined */
    struct me_keyed_hash account;         /* without one: ME_WATCH_NOBODY */
};

ME_INLINE unsigned me_watch_rank(uint32_t count)
{
    enum { FLOOD = 16 };
    static const uint8_t ranks[FLOOD] = {0, 0, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    return count < FLOOD ? ranks[count] : ME_LRU_RANKS_MAX - 1;
}

ME_INLINE struct me_watch_entry *me_watch_find(struct me_watch *watch, const struct me_keyed_hash *identity)
{
    return me_lru_find(&watch->entries, identity->of);
}

ME_INLINE struct me_watch_account *me_watch_find_account(struct me_watch *watch, const struct me_keyed_hash *identity)
{
    return me_lru_find(&watch->accounts, identity->of);
}

/* Makes an entry that counts one failure, of a thing that has none. */
ME_INLINE struct me_watch_entry *me_watch_create(struct me_watch *watch, const struct me_keyed_hash *identity)
{
    struct me_watch_entry *entry = me_lru_create(&watch->entries, identity->of);
    me_window_start(entry->windows, &watch->visit);
    return entry;
}

ME_OUT_OF_LINE struct me_watch_account *me_watch_create_account(struct me_watch *watch, const struct me_watch_who *who);

/* Any other visit than me_window_is_again() knows. */
ME_OUT_OF_LINE uint32_t me_watch_again_slowly(const struct me_watch *watch, struct me_watch_entry *entry);

/* Returns the count of an entry, or 0 where there is none. */
ME_INLINE uint32_t me_watch_count_in(const struct me_watch *watch, const struct me_watch_entry *entry)
{
    const struct me_window *window = entry != NULL ? me_window_find(entry->windows, &watch->visit) : NULL;
    return window != NULL ? me_window_count(window, watch->visit.step) : 0;
}

/* Counts another failure. Returns the entry's count. */
ME_INLINE uint32_t me_watch_again(struct me_watch *watch, struct me_watch_entry *entry)
{
    const uint32_t count = me_window_is_again(&entry->windows[0], &watch->visit)
                               ? me_window_again(&entry->windows[0], &watch->visit)
                               : me_watch_again_slowly(watch, entry);
    me_lru_touch_as(&watch->entries, entry, me_watch_rank(count));
    return count;
}

/* A network has another client, or tried another account, than all before. Counts a failure of the network, and returns
 * its count. */
ME_OUT_OF_LINE uint32_t me_watch_divide_network(struct me_watch *watch, struct me_watch_entry *network,
                                                const struct me_watch_who *who);

/* The account of one client gets a place among those with several. */
ME_OUT_OF_LINE struct me_watch_account *me_watch_divide_account(struct me_watch *watch, struct me_watch_entry *alone,
                                                                const struct me_keyed_hash *account);

#endif
