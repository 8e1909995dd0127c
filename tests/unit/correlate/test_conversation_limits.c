/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of the bounds of lib/correlate/conversation.h: texts, conversations, time, memory, and a flood of ever new ids.
 */
#include "correlate/conversation.h"
#include "correlate/session_state.h"

#include "support/said.h"
#include "support/unit.h"

#define A .ip = "192.0.2.1"
#define OTHER "ME-W0999: Something nobody has documented yet."

enum { LONG = 600 };

/* `count` octets: a run of `unit`, as far as whole units fit, with `x` before it. */
static const char *text_of(char out[static LONG + 1], size_t count, const char *unit)
{
    size_t len = 0;
    const size_t unit_len = strlen(unit);
    while (len + unit_len <= count) {
        memcpy(out + len, unit, unit_len);
        len += unit_len;
    }
    memset(out + len, 'x', count - len);
    out[count] = '\0';
    return out;
}

static void set(struct me_session_state *state, const char *helo, const char *user, const char *sender,
                const char *recipient)
{
    const struct me_context nothing = {0};
    struct me_observation observation = {0};
    observation.text[ME_OBSERVATION_HELO] = me_unit_span(helo);
    observation.text[ME_OBSERVATION_USER] = me_unit_span(user);
    observation.text[ME_OBSERVATION_SENDER] = me_unit_span(sender);
    observation.text[ME_OBSERVATION_RECIPIENT] = me_unit_span(recipient);
    me_session_state_set_client(state, &observation, &nothing);
    me_session_state_set_mail(state, &observation);
}

static struct me_context get(const struct me_session_state *state)
{
    struct me_context context = {0};
    struct me_observation observation = {0};
    me_session_state_get_client(state, &observation, &context);
    me_session_state_get_mail(state, &observation, &context);
    return context;
}

static void cuts_texts_at_whole_characters(void **state)
{
    static const struct {
        const char *label, *unit;
        size_t len, want;
    } rows[] = {
        {"max - 1", "a", ME_CONTEXT_TEXT_MAX - 1, ME_CONTEXT_TEXT_MAX - 1},
        {"max", "a", ME_CONTEXT_TEXT_MAX, ME_CONTEXT_TEXT_MAX},
        {"max + 1", "a", ME_CONTEXT_TEXT_MAX + 1, ME_CONTEXT_TEXT_MAX},
        {"long", "a", LONG, ME_CONTEXT_TEXT_MAX},
        {"two octets", "\xC3\xA9", 258, 254},
        {"three octets", "\xE2\x82\xAC", 258, 255},
        {"four octets", "\xF0\x9F\x93\xA7", 260, 252},
        {"no UTF-8", "\x80", LONG, ME_CONTEXT_TEXT_MAX},
        {"one octet", "a", 1, 1},
    };
    (void)state;
    for (size_t i = 0; i < ME_COUNT(rows); i++) {
        struct me_session_state session;
        char text[LONG + 1];
        me_session_state_clear(&session);
        set(&session, "", "", "", text_of(text, rows[i].len, rows[i].unit));
        const struct me_context context = get(&session);
        if (context.recipient.len != rows[i].want || memcmp(context.recipient.bytes, text, rows[i].want) != 0)
            fail_msg("%s: %d octets", rows[i].label, context.recipient.len);
    }
}

/* Whatever lengths come in whatever order: each text is a beginning of what was said, and never below its sure share.
 */
static void shares_the_room(void **state)
{
    uint64_t random = me_unit_seed("texts of one entry", 20261122);
    struct me_session_state session;
    char said[ME_OBSERVATION_TEXT_MAX][LONG + 1] = {"", "", "", ""};
    (void)state;
    me_session_state_clear(&session);
    for (int i = 0; i < 20000; i++) {
        const size_t which = me_unit_random(&random, ME_OBSERVATION_TEXT_MAX);
        const char letter[2] = {(char)('a' + me_unit_random(&random, 26)), '\0'};
        const char *texts[ME_OBSERVATION_TEXT_MAX] = {"", "", "", ""};
        texts[which] = text_of(said[which], 1 + me_unit_random(&random, me_unit_random(&random, 2) ? 60 : 400), letter);
        set(&session, texts[0], texts[1], texts[2], texts[3]);
        const struct me_context context = get(&session);
        const struct me_context_text *got[] = {&context.helo, &context.user, &context.sender, &context.recipient};
        for (size_t t = 0; t < ME_OBSERVATION_TEXT_MAX; t++) {
            const size_t len = strlen(said[t]);
            assert_true(got[t]->len <= len);
            assert_true(got[t]->len >= (len < ME_SESSION_TEXT_SURE ? len : ME_SESSION_TEXT_SURE));
            assert_memory_equal(got[t]->bytes, said[t], got[t]->len);
        }
    }
}

/* The longest texts that a line can bring, through the whole table. */
static void takes_long_lines(void **state)
{
    static const struct me_store_options options = {.max = 10, .ttl = 600, .seed = {1, 2}};
    void *memory = calloc(1, me_store_size(&options));
    struct me_store *table = me_store_init(memory, &options);
    struct me_store_counts counts = {0};
    char text[LONG + 1], got[ME_SAID_TEXT_MAX];
    (void)state;
    text_of(text, LONG / 2, "h"); /* a longer row decides nothing */
    me_said_update(table, &(struct me_said)SAY(1, EHLO, 5, 1, A, .arg = text), 1, &counts, got);
    me_said_update(table, &(struct me_said)SAY(1, MAIL, 5, 1, A, .arg = text, .user = text), 1, &counts, got);
    me_said_update(table, &(struct me_said)SAY(1, RCPT, 5, 1, A, .arg = text), 1, &counts, got);
    me_said_update(table, &(struct me_said)SAY(1, DEBUG, 0, 1, .arg = OTHER), 1, &counts, got);
    assert_true(strlen(got) > 300);
    free(memory);
}

static void remembers_so_many(void **state)
{
    (void)state;
    for (unsigned max = 1; max <= 100; max += 33)
        for (unsigned count = max - (max > 1); count <= max + 1; count++) {
            const struct me_store_options options = {.max = max, .ttl = 600, .seed = {1, 2}};
            void *memory = calloc(1, me_store_size(&options));
            struct me_store *table = me_store_init(memory, &options);
            struct me_store_counts counts = {0};
            char got[ME_SAID_TEXT_MAX];
            for (unsigned i = 1; i <= count; i++)
                me_said_update(table, &(struct me_said)SAY(1, EHLO, (int)i, (int)i, A, .arg = "x"), 1, &counts, got);
            assert_int_equal(me_store_active(table), count < max ? count : max);
            assert_int_equal(counts.active, me_store_active(table));
            assert_int_equal(counts.evicted, count > max ? 2 : 0); /* a connection and a transaction */
            for (unsigned i = 1; i <= count; i++) {
                me_said_update(table, &(struct me_said)SAY(1, DEBUG, 0, (int)i, .arg = OTHER), 1, &counts, got);
                assert_string_equal(got, i > 1 || count <= max ? "ip=192.0.2.1|helo=x" : "");
            }
            free(memory);
        }
}

static void forgets_after_ttl(void **state)
{
    (void)state;
    for (int silence = 599; silence <= 601; silence++) {
        static const struct me_store_options options = {.max = 10, .ttl = 600, .seed = {1, 2}};
        void *memory = calloc(1, me_store_size(&options));
        struct me_store *table = me_store_init(memory, &options);
        struct me_store_counts counts = {0};
        char got[ME_SAID_TEXT_MAX];
        me_said_update(table, &(struct me_said)SAY(1, EHLO, 5, 1, A, .arg = "x"), 1000, &counts, got);
        me_said_update(table, &(struct me_said)SAY(1, DEBUG, 5, 1, .arg = OTHER), 1000 + silence, &counts, got);
        assert_string_equal(got, silence <= 600 ? "ip=192.0.2.1|helo=x" : "");
        assert_int_equal(counts.expired, silence <= 600 ? 0 : 2);
        assert_int_equal(me_store_active(table), silence <= 600 ? 1 : 0);
        assert_int_equal(counts.active, silence <= 600 ? 1 : 0);
        free(memory);
    }
}

static void takes_any_clock(void **state)
{
    static const int64_t clocks[] = {INT64_MIN, INT64_MAX, 0, -1, INT64_MAX, INT64_MIN, 1000};
    static const struct me_store_options options = {
        .max = 10, .ttl = ME_STORE_TTL_MAX, .by_time = true, .seed = {1, 2}};
    void *memory = calloc(1, me_store_size(&options));
    struct me_store *table = me_store_init(memory, &options);
    struct me_store_counts counts = {0};
    char got[ME_SAID_TEXT_MAX];
    (void)state;
    for (size_t i = 0; i < ME_COUNT(clocks); i++)
        me_said_update(table, &(struct me_said)SAY(1, REFUSED, 5, 1, A, .arg = "x@y"), clocks[i], &counts, got);
    me_said_update(table, &(struct me_said)SAY(1, DEBUG, 5, 1, .arg = OTHER), 1000, &counts, got);
    assert_string_equal(got, "ip=192.0.2.1|to=x@y");
    free(memory);
}

/* Every row a new id and a new handle: what comes in must go out, exactly. */
static void stays_bounded_in_a_flood(void **state)
{
    enum { MAX = 1000, ROWS = 50000 };
    static const struct me_store_options options = {.max = MAX, .ttl = 600, .by_time = true, .seed = {1, 2}};
    void *memory = calloc(1, me_store_size(&options));
    struct me_store *table = me_store_init(memory, &options);
    struct me_store_counts counts = {0};
    char got[ME_SAID_TEXT_MAX];
    (void)state;
    for (int i = 1; i <= ROWS; i++) {
        me_said_update(table, &(struct me_said)SAY(i / 10000, EHLO, i, i, A, .arg = "x"), 1, &counts, got);
        assert_string_equal(got, "");
    }
    assert_true(me_store_active(table) <= MAX);
    assert_int_equal(counts.active, me_store_active(table));
    assert_true(counts.evicted >= 2 * (ROWS - MAX) && counts.evicted <= 2 * (ROWS - MAX / 2));
    assert_int_equal(counts.expired, 0);
    assert_int_equal(counts.joined, 0);
    free(memory);
}

static void needs_as_much_memory_as_promised(void **state)
{
    (void)state;
    assert_true(me_store_size(&(struct me_store_options){.max = 65536, .by_time = true}) < 89U * 1024 * 1024);
    assert_true(me_store_size(&(struct me_store_options){.max = 65536}) < 86U * 1024 * 1024);
    /* with 32 bits the sum of them all does not fit a size_t */
    for (unsigned max = 1U << 20; max <= ME_STORE_MAX; max += 1U << 18)
        assert_true(me_store_size(&(struct me_store_options){.max = max}) / max >= 1000);
    for (unsigned max = 1; max <= 70000; max += max < 2000 ? 1 : 997) {
        const struct me_store_options options = {.max = max, .ttl = 1, .alone = max % 200 == 0};
        const unsigned locks = me_store_locks(&options);
        assert_true(options.alone ? locks == 3 : locks >= 3 && locks <= 96);
        if (max % 100 != 0)
            continue;
        /* The last byte that the table uses is the last but the alignment's. */
        char *memory = calloc(1, me_store_size(&options));
        assert_non_null(me_store_init(memory, &options));
        free(memory);
    }
}

/* What a table says to the same records: a sum of all contexts, in their order. */
static uint64_t sum_of(const struct me_store_options *options, struct me_store_counts *counts)
{
    enum { ROWS = 20000, CONNECTIONS = 900 };
    void *memory = calloc(1, me_store_size(options));
    struct me_store *table = me_store_init(memory, options);
    uint64_t random = 20261122, sum = 0;
    for (int i = 0; i < ROWS; i++) {
        char got[ME_SAID_TEXT_MAX];
        random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const int id = 1 + (int)(random >> 33) % CONNECTIONS;
        const int64_t now = i / 4000 % 3 * 86400 + i / 10; /* a day later, and one more, and two days back */
        const struct me_said row = SAY(1, EHLO, id, id, A, .arg = "x"), debug = SAY(1, DEBUG, 0, id, .arg = OTHER);
        me_said_update(table, i % 2 == 0 ? &row : &debug, now, counts, got);
        sum = sum * 31 + strlen(got);
    }
    free(memory);
    return sum;
}

static void a_table_of_one_thread_says_the_same_whatever_the_seed(void **state)
{
    struct me_store_options options = {.max = 600, .ttl = 600, .by_time = true, .seed = {1, 2}, .alone = true};
    struct me_store_counts counts = {0};
    (void)state;
    const uint64_t got = sum_of(&options, &counts);
    assert_true(counts.joined > 0 && counts.expired > 0 && counts.evicted > 0);
    for (uint64_t seed = 3; seed < 10; seed++) {
        struct me_store_counts again = {0};
        options.seed[0] = seed;
        assert_true(sum_of(&options, &again) == got);
        assert_memory_equal(&again, &counts, sizeof(counts));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_texts_at_whole_characters),
        cmocka_unit_test(shares_the_room),
        cmocka_unit_test(takes_long_lines),
        cmocka_unit_test(remembers_so_many),
        cmocka_unit_test(forgets_after_ttl),
        cmocka_unit_test(takes_any_clock),
        cmocka_unit_test(stays_bounded_in_a_flood),
        cmocka_unit_test(needs_as_much_memory_as_promised),
        cmocka_unit_test(a_table_of_one_thread_says_the_same_whatever_the_seed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
