/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/correlate/lru.h with identities of the test's own making: limits, collisions, clocks, and
 * a long random run against a naive list.
 */
#include "correlate/lru.h"

#include "support/unit.h"

enum { CAPACITY_MAX = 64, TTL = 100 };

struct entry {
    struct me_lru_node node;
    uint64_t value;
};

struct table {
    struct me_lru lru;
    void *memory;
};

static void make_table(struct table *table, uint32_t capacity, unsigned ranks)
{
    memset(table, 0, sizeof(*table));
    const struct me_lru_options options = {
        .capacity = capacity, .entry_size = sizeof(struct entry), .ranks = ranks, .sparse = 1, .ttl = TTL};
    table->memory = calloc(1, (size_t)me_lru_size(&options));
    assert_non_null(table->memory);
    me_lru_init(&table->lru, &options, table->memory);
    me_lru_advance(&table->lru, 0);
}

static void free_table(struct table *table)
{
    free(table->memory);
}

/* `bucket` decides the bucket of small tables, `name` tells the identities of one bucket apart. */
static bool find_as(struct table *table, uint64_t bucket, uint64_t name, unsigned rank)
{
    const uint64_t identity[2] = {bucket, name};
    struct entry *entry = me_lru_find(&table->lru, identity);
    if (entry == NULL)
        return false;
    assert_int_equal(entry->value, bucket * 1000 + name);
    me_lru_touch_as(&table->lru, entry, rank);
    return true;
}

static bool find(struct table *table, uint64_t bucket, uint64_t name)
{
    return find_as(table, bucket, name, 0);
}

static void create(struct table *table, uint64_t bucket, uint64_t name)
{
    const uint64_t identity[2] = {bucket, name};
    struct entry *entry = me_lru_create(&table->lru, identity);
    entry->value = bucket * 1000 + name;
}

static void evicts_the_oldest_when_full(void **state)
{
    (void)state;
    for (uint32_t capacity = 1; capacity <= CAPACITY_MAX; capacity++) {
        for (uint32_t count = capacity - 1; count <= capacity + 1; count++) {
            struct table table;
            make_table(&table, capacity, 1);
            for (uint32_t i = 0; i < count; i++)
                create(&table, i, 1);
            assert_int_equal(table.lru.evicted, count > capacity);
            assert_int_equal(table.lru.count, count > capacity ? capacity : count);
            for (uint32_t i = 0; i < count; i++)
                assert_int_equal(find(&table, i, 1), i > 0 || count <= capacity);
            free_table(&table);
        }
    }
}

static void bounds_a_bucket(void **state)
{
    (void)state;
    for (int count = ME_LRU_CHAIN_MAX - 1; count <= ME_LRU_CHAIN_MAX + 1; count++) {
        struct table table;
        make_table(&table, CAPACITY_MAX, 1);
        for (int i = 0; i < count; i++)
            create(&table, CAPACITY_MAX * (uint64_t)i, (uint64_t)i);
        assert_int_equal(table.lru.evicted, count > ME_LRU_CHAIN_MAX);
        for (int i = 0; i < count; i++)
            assert_int_equal(find(&table, CAPACITY_MAX * (uint64_t)i, (uint64_t)i), i > 0 || count <= ME_LRU_CHAIN_MAX);
        free_table(&table);
    }
}

static void expires_after_ttl(void **state)
{
    static const struct {
        const char *label;
        int64_t now[4]; /* the last ones may repeat */
        bool found;
    } rows[] = {
        {"ttl - 1", {TTL - 1, TTL - 1, TTL - 1, TTL - 1}, true},
        {"ttl", {TTL, TTL, TTL, TTL}, true},
        {"ttl + 1", {TTL + 1, TTL + 1, TTL + 1, TTL + 1}, false},
        {"in steps", {TTL / 2, TTL, TTL, TTL + 1}, false},
        {"a small step back does not count twice", {50, 20, 50, TTL}, true},
        {"a large step back stands still", {90, -100000, -100000, -99990}, true},
        {"and goes on from there", {90, -100000, -99990, -99989}, false},
        {"a jump ahead is silence", {1000000, 1000000, 1000000, 1000000}, false},
    };
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct table table;
        make_table(&table, 4, 1);
        create(&table, 1, 1);
        for (size_t step = 0; step < ME_COUNT(rows[i].now); step++)
            me_lru_advance(&table.lru, rows[i].now[step]);
        const bool found = find(&table, 1, 1);
        if (found != rows[i].found || table.lru.expired != !rows[i].found)
            fail_msg("%s: found %d, expired %d", rows[i].label, found, (int)table.lru.expired);
        free_table(&table);
    }
}

/* --- the naive list -------------------------------------------------------------------------------------------------
 */

struct item {
    uint64_t bucket, name;
    int64_t used;
    uint64_t created, touched; /* running numbers */
    unsigned rank;
};

struct list {
    struct item item[CAPACITY_MAX];
    uint32_t count;
    unsigned ranks;
    uint64_t evicted, expired, number;
    int64_t clock, now;
};

static void drop(struct list *list, struct item *item)
{
    *item = list->item[--list->count];
}

static struct item *oldest(struct list *list, unsigned rank)
{
    struct item *item = NULL;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->item[i].rank == rank && (item == NULL || list->item[i].touched < item->touched))
            item = &list->item[i];
    return item;
}

static bool has_expired(const struct list *list, const struct item *item)
{
    return item != NULL && list->clock - item->used > TTL;
}

/* What goes when there is no room. */
static struct item *least(struct list *list)
{
    for (unsigned rank = list->ranks; rank-- > 0;)
        if (has_expired(list, oldest(list, rank)))
            return oldest(list, rank);
    unsigned rank = 0;
    while (oldest(list, rank) == NULL)
        rank++;
    return oldest(list, rank);
}

static void list_advance(struct list *list, int64_t now)
{
    if (now < list->now - 60) {
        list->now = now;
    } else if (now > list->now) {
        list->clock += now - list->now;
        list->now = now;
    }
    for (int i = 0; i < 2 && list->ranks == 1 && has_expired(list, oldest(list, 0)); i++) {
        drop(list, oldest(list, 0));
        list->expired++;
    }
}

static bool list_find(struct list *list, uint64_t bucket, uint64_t name, unsigned rank)
{
    for (uint32_t i = 0; i < list->count; i++) {
        struct item *item = &list->item[i];
        if (item->bucket != bucket || item->name != name)
            continue;
        if (has_expired(list, item)) {
            drop(list, item);
            list->expired++;
            return false;
        }
        if (item->used != list->clock || item->rank != rank) {
            item->used = list->clock;
            item->rank = rank;
            item->touched = ++list->number;
        }
        return true;
    }
    return false;
}

static void list_create(struct list *list, uint32_t capacity, uint32_t mask, uint64_t bucket, uint64_t name)
{
    struct item *last = NULL;
    int length = 0;
    for (uint32_t i = 0; i < list->count; i++) {
        struct item *item = &list->item[i];
        if ((item->bucket & mask) != (bucket & mask))
            continue;
        length++;
        if (last == NULL || item->used < last->used || (item->used == last->used && item->created < last->created))
            last = item;
    }
    if (length >= ME_LRU_CHAIN_MAX) {
        drop(list, last);
        list->evicted++;
    }
    if (list->count == capacity) {
        if (has_expired(list, least(list)))
            list->expired++;
        else
            list->evicted++;
        drop(list, least(list));
    }
    const uint64_t number = ++list->number;
    list->item[list->count++] = (struct item){bucket, name, list->clock, number, number, 0};
}

static void compare_with_a_list(unsigned ranks, uint64_t random)
{
    const char *wanted = getenv("ME_OPERATIONS");
    const unsigned long operations = wanted != NULL ? strtoul(wanted, NULL, 10) : 200000;
    for (uint32_t capacity = 1; capacity <= CAPACITY_MAX; capacity = capacity * 2 + 1) {
        struct table table;
        struct list list = {.ranks = ranks};
        int64_t now = 0;
        make_table(&table, capacity, ranks);
        for (unsigned long i = 0; i < operations / 6; i++) {
            const size_t step = me_unit_random(&random, 1000);
            now += step == 0   ? 150
                   : step == 1 ? -40
                   : step == 2 ? -100000
                   : step < 50 ? (int64_t)me_unit_random(&random, 20)
                               : 0;
            /* Half of them share one bucket. */
            const uint64_t name = me_unit_random(&random, capacity * 2),
                           bucket = me_unit_random(&random, 2) == 0 ? 0 : name;
            me_lru_advance(&table.lru, now);
            list_advance(&list, now);
            const unsigned rank = (unsigned)me_unit_random(&random, ranks);
            const bool found = find_as(&table, bucket, name, rank);
            assert_int_equal(found, list_find(&list, bucket, name, rank));
            if (!found) {
                create(&table, bucket, name);
                list_create(&list, capacity, table.lru.bucket_mask, bucket, name);
            }
            assert_int_equal(table.lru.count, list.count);
            assert_int_equal(table.lru.evicted, list.evicted);
            assert_int_equal(table.lru.expired, list.expired);
        }
        free_table(&table);
    }
}

static void behaves_like_a_list(void **state)
{
    (void)state;
    compare_with_a_list(1, me_unit_seed("table", 20261122));
}

static void behaves_like_a_list_with_ranks(void **state)
{
    (void)state;
    compare_with_a_list(ME_LRU_RANKS_MAX, me_unit_seed("table with ranks", 20261130));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(evicts_the_oldest_when_full),
        cmocka_unit_test(bounds_a_bucket),
        cmocka_unit_test(expires_after_ttl),
        cmocka_unit_test(behaves_like_a_list),
        cmocka_unit_test(behaves_like_a_list_with_ranks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
