/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings that objects share: the objects say the same as those that share none, whatever was put out before, and a
 * string stays as long as anybody has it. With four threads, to be run under ThreadSanitizer as well (make check-tsan):
 * each builds objects and hands them on to another, which reads and releases them.
 */
#include "json/builder.h"

#include <pthread.h>
#include <stdatomic.h>

#include "support/unit.h"

enum { THREADS = 4, VALUES = 5000, TEXT_MAX = 300 };

/* A made-up value: a few come often, most come once; some are too long to be kept, some are no UTF-8. */
static struct me_span any_value(uint64_t *chance, char out[static TEXT_MAX])
{
    const size_t kind = me_unit_random(chance, 8);
    if (kind < 4)
        return (struct me_span){out, (size_t)sprintf(out, "word %zu", me_unit_random(chance, 8))};
    if (kind < 6)
        return (struct me_span){out, (size_t)sprintf(out, "user%zu@example.com", me_unit_random(chance, 100000))};
    const size_t len = 1 + me_unit_random(chance, TEXT_MAX - 1);
    for (size_t i = 0; i < len; i++)
        out[i] = (char)(kind == 6 ? 'a' + (int)me_unit_random(chance, 2) : 1 + (int)me_unit_random(chance, 255));
    return (struct me_span){out, len};
}

static const struct me_span constants[] = {{"relay-denied", 12}, {"denied", 6}, {"low", 3}, {"none", 4}};

/* The same object with what `recent` has, and without. */
static struct fjson_object *build(struct me_recent *recent, uint64_t chance)
{
    struct me_builder b;
    char text[TEXT_MAX];
    const struct me_span constant = constants[me_unit_random(&chance, ME_COUNT(constants))];
    me_builder_start_sharing(&b, recent);
    me_builder_add_constant(&b, "constant", constant);
    me_builder_add_text(&b, "text", any_value(&chance, text));
    me_builder_add_plus(&b, "plus", any_value(&chance, text));
    const struct me_span list[] = {any_value(&chance, text), constant};
    me_builder_add_list(&b, "list", list, ME_COUNT(list));
    me_builder_add_number(&b, "number", (int64_t)me_unit_random(&chance, 1000));
    return b.object;
}

static bool same_text(struct fjson_object *a, struct fjson_object *b)
{
    size_t a_len, b_len;
    const char *a_text = me_builder_text(a, &a_len), *b_text = me_builder_text(b, &b_len);
    return a_len == b_len && memcmp(a_text, b_text, a_len) == 0;
}

static void says_the_same_with_shared_strings(void **state)
{
    struct me_recent recent = {0};
    uint64_t chance = me_unit_seed("shared strings", 1);
    (void)state;
    for (int i = 0; i < VALUES; i++) {
        struct fjson_object *shared = build(&recent, chance), *own = build(NULL, chance);
        assert_true(same_text(shared, own));
        me_builder_free(shared);
        me_builder_free(own);
        me_unit_random(&chance, 2);
    }
    me_builder_forget(&recent);
}

/* An object outlives what its strings were shared with. */
static void lets_objects_live_on(void **state)
{
    enum { OBJECTS = 100 };
    struct me_recent recent = {0};
    struct fjson_object *objects[OBJECTS];
    (void)state;
    for (uint64_t i = 0; i < OBJECTS; i++)
        objects[i] = build(&recent, i % 10 + 1);
    me_builder_forget(&recent);
    for (uint64_t i = 0; i < OBJECTS; i++) {
        struct fjson_object *own = build(NULL, i % 10 + 1);
        assert_true(same_text(objects[i], own));
        me_builder_free(objects[i]);
        me_builder_free(own);
    }
    me_builder_forget(&recent); /* nothing is left in it */
}

static void keeps_values_up_to_its_limit(void **state)
{
    char text[ME_RECENT_LEN_MAX + 1];
    (void)state;
    memset(text, 'x', sizeof(text));
    for (size_t len = ME_RECENT_LEN_MAX - 1; len <= sizeof(text); len++) {
        struct me_recent recent = {0};
        struct me_builder b;
        me_builder_start_sharing(&b, &recent);
        me_builder_add_text(&b, "a", (struct me_span){text, len});
        me_builder_free(b.object);
        const struct me_recent_set *set = me_recent_set(&recent, (struct me_span){text, len});
        assert_int_equal(set->newer.string != NULL, len <= ME_RECENT_LEN_MAX);
        me_builder_forget(&recent);
    }
}

/* A name that comes once does not drive out what comes with every message. */
static void keeps_what_comes_often(void **state)
{
    struct me_recent recent = {0};
    struct me_builder b;
    (void)state;
    const struct me_span often = ME_SPAN("RCPT");
    for (int i = 0; i < 100 * ME_RECENT_SETS; i++) {
        char once[32];
        me_builder_start_sharing(&b, &recent);
        me_builder_add_text(&b, "a", often);
        me_builder_add_text(&b, "b", (struct me_span){once, (size_t)sprintf(once, "n%d", i)});
        me_builder_free(b.object);
        assert_non_null(me_recent_find(me_recent_set(&recent, often), often));
    }
    me_builder_forget(&recent);
}

/* More constants than there is room for: those that find none are not shared. */
static void takes_any_number_of_constants(void **state)
{
    enum { CONSTANTS = 2 * ME_RECENT_CONSTANTS };
    static char filled[CONSTANTS][2];
    struct me_recent recent = {0};
    (void)state;
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < CONSTANTS; i++) {
            struct me_builder b;
            char want[] = "{\"k\":\"?\"}";
            size_t len;
            filled[i][0] = want[6] = (char)('0' + i % 10);
            me_builder_start_sharing(&b, &recent);
            me_builder_add_constant(&b, "k", (struct me_span){filled[i], 1});
            assert_string_equal(me_builder_text(b.object, &len), want);
            me_builder_free(b.object);
        }
    me_builder_forget(&recent);
}

struct worker {
    pthread_t thread;
    int number, wrong;
    _Atomic(struct fjson_object *) *inbox; /* of all workers */
};

static void *work(void *argument)
{
    struct worker *worker = argument;
    struct me_recent recent = {0};
    const int next = (worker->number + 1) % THREADS;
    const int count = (int)me_unit_amount(VALUES);
    for (int i = 0; i < count; i++) {
        struct fjson_object *own = build(&recent, (uint64_t)(i % 50 + 1)), *mine = build(NULL, (uint64_t)(i % 50 + 1));
        worker->wrong += !same_text(own, mine);
        me_builder_free(mine);
        /* whoever finds an older one in the place reads and releases it */
        struct fjson_object *other = atomic_exchange(&worker->inbox[next], own);
        size_t len;
        if (other != NULL)
            worker->wrong += me_builder_text(other, &len) == NULL;
        me_builder_free(other);
    }
    me_builder_forget(&recent);
    return NULL;
}

static void serves_four_threads(void **state)
{
    static _Atomic(struct fjson_object *) inbox[THREADS];
    struct worker workers[THREADS] = {0};
    (void)state;
    for (int i = 0; i < THREADS; i++) {
        workers[i].number = i;
        workers[i].inbox = inbox;
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(workers[i].thread, NULL);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(workers[i].wrong, 0);
        me_builder_free(atomic_load(&inbox[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_the_same_with_shared_strings), cmocka_unit_test(lets_objects_live_on),
        cmocka_unit_test(keeps_values_up_to_its_limit),      cmocka_unit_test(keeps_what_comes_often),
        cmocka_unit_test(takes_any_number_of_constants),     cmocka_unit_test(serves_four_threads),
    };

    return cmocka_run_group_tests_name("builder", tests, NULL, NULL);
}
