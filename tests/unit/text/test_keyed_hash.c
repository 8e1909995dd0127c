/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/text/keyed_hash.h: a naive sum of the same products, texts that differ in one place, and how full the
 * buckets of a table become where somebody counts up.
 */
#include "text/keyed_hash.h"

#include "support/unit.h"

enum { LONG = 200, SEEDS = 20, ENTRIES = 4096, FULL = 16 /* entries of a bucket */ };

static struct me_keyed_secrets secrets_of(uint64_t seed)
{
    struct me_keyed_secrets secrets;
    me_keyed_draw_secrets(&secrets, (const uint64_t[2]){seed, 7}, 1);
    return secrets;
}

static struct me_keyed_hash name(const struct me_keyed_secrets *secrets, const char *text, size_t len)
{
    return me_keyed_name(secrets, (struct me_span){text, len});
}

static uint64_t random_word(uint64_t *random)
{
    return (uint64_t)me_unit_random(random, UINT32_MAX) << 32 | me_unit_random(random, UINT32_MAX);
}

/* A product as it is done by hand, with digits of 16 bits. */
static void multiplies(void **state)
{
    uint64_t random = me_unit_seed("products", 20261130);
    (void)state;
    for (int i = 0; i < 1000; i++) {
        const uint64_t a = i == 0 ? UINT64_MAX : random_word(&random), b = i <= 1 ? UINT64_MAX : random_word(&random);
        uint64_t digit[9] = {0};
        for (int x = 0; x < 4; x++)
            for (int y = 0; y < 4; y++) {
                const uint64_t part = (a >> 16 * x & 0xFFFF) * (b >> 16 * y & 0xFFFF);
                digit[x + y] += part & 0xFFFF;
                digit[x + y + 1] += part >> 16;
            }
        for (int x = 0; x < 8; x++) {
            digit[x + 1] += digit[x] >> 16;
            digit[x] &= 0xFFFF;
        }
        const me_keyed_sum product = me_keyed_multiply(a, b);
        assert_true(me_keyed_low(product) == (digit[0] | digit[1] << 16 | digit[2] << 32 | digit[3] << 48));
        assert_true(me_keyed_high(product) == (digit[4] | digit[5] << 16 | digit[6] << 32 | digit[7] << 48));
    }
}

/* A text of each length, and those that differ from it in one octet or in their length: all have hashes of their own.
 * The same text in other letters has the same. */
static void tells_texts_apart(void **state)
{
    const struct me_keyed_secrets secrets = secrets_of(1);
    char text[LONG], upper[LONG];
    (void)state;
    for (size_t i = 0; i < LONG; i++) {
        text[i] = "@[`{az09\x80\xC1"[i % 10];
        upper[i] = text[i] == 'a' ? 'A' : text[i] == 'z' ? 'Z' : text[i];
    }
    for (size_t len = 0; len < LONG; len++) {
        const struct me_keyed_hash hash = name(&secrets, text, len), other = name(&secrets, upper, len),
                                   longer = name(&secrets, text, len + 1);
        assert_true(me_keyed_equal(&hash, &other));
        assert_false(me_keyed_equal(&hash, &longer));
        for (size_t i = 0; i < len; i++)
            for (unsigned bit = 1; bit < 256; bit *= 2) {
                text[i] = (char)((unsigned char)text[i] ^ bit);
                const struct me_keyed_hash changed = name(&secrets, text, len);
                text[i] = (char)((unsigned char)text[i] ^ bit);
                const bool is_letter = (text[i] == 'a' || text[i] == 'z') && bit == 0x20;
                assert_int_equal(me_keyed_equal(&hash, &changed), is_letter);
            }
    }
}

/* Pieces that change places: a text's second 16 octets are not its first, and its second 64 neither. */
static void tells_the_order_of_pieces(void **state)
{
    static const size_t sizes[] = {8, 16, 32, 64};
    const struct me_keyed_secrets secrets = secrets_of(1);
    (void)state;
    for (size_t i = 0; i < ME_COUNT(sizes); i++) {
        const size_t size = sizes[i];
        char ab[LONG], ba[LONG];
        memset(ab, 'a', size);
        memset(ab + size, 'b', size);
        memset(ba, 'b', size);
        memset(ba + size, 'a', size);
        const struct me_keyed_hash hash = name(&secrets, ab, 2 * size), other = name(&secrets, ba, 2 * size);
        assert_false(me_keyed_equal(&hash, &other));
    }
}

static void depends_on_the_seed_and_the_use(void **state)
{
    uint64_t words[3];
    (void)state;
    me_keyed_draw(&words[0], 1, (const uint64_t[2]){1, 2}, 1);
    me_keyed_draw(&words[1], 1, (const uint64_t[2]){1, 3}, 1);
    me_keyed_draw(&words[2], 1, (const uint64_t[2]){1, 2}, 2);
    assert_true(words[0] != words[1] && words[0] != words[2] && words[1] != words[2]);
}

/* --- buckets ------------------------------------------------------------------------------------------------------ */

struct load {
    unsigned of[ENTRIES];
};

static void put(struct load *load, struct me_keyed_hash hash)
{
    load->of[hash.of[0] % ENTRIES]++;
}

/* Chance makes this sum 2 for each entry, and buckets of eight or nine the fullest. */
static void check(const struct load *load, const char *label, uint64_t seed, unsigned place)
{
    uint64_t squares = 0;
    unsigned fullest = 0;
    for (size_t i = 0; i < ENTRIES; i++) {
        squares += (uint64_t)load->of[i] * load->of[i];
        fullest = load->of[i] > fullest ? load->of[i] : fullest;
    }
    if (fullest >= FULL || squares > ENTRIES * 9 / 4)
        fail_msg("%s: seed %u, place %u: %u in a bucket, sum of squares %.2f", label, (unsigned)seed, place, fullest,
                 (double)squares / ENTRIES);
}

/* Numbers at each place of either word. */
static void spreads_numbers(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const struct me_keyed_secrets secrets = secrets_of(seed);
        for (unsigned place = 0; place <= 64 - 12; place += 4) {
            struct load first = {{0}}, second = {{0}};
            for (uint64_t i = 0; i < ENTRIES; i++) {
                put(&first, me_keyed_finish(me_keyed_product(secrets.block[0], i << place, 1)));
                put(&second, me_keyed_finish(me_keyed_product(secrets.block[0], 1, i << place)));
            }
            check(&first, "first word", seed, place);
            check(&second, "second word", seed, place);
        }
    }
}

/* Four digits at each place of a text of each kind of length. */
static void spreads_names(void **state)
{
    static const size_t lengths[] = {4, 7, 8, 15, 16, 17, 31, 32, 33, 64, 65, 100};
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const struct me_keyed_secrets secrets = secrets_of(seed);
        for (size_t k = 0; k < ME_COUNT(lengths); k++)
            for (unsigned place = 0; place <= lengths[k] - 4; place += 3) {
                struct load load = {{0}};
                char text[LONG], digits[5];
                memset(text, 'x', sizeof(text));
                for (unsigned i = 0; i < ENTRIES; i++) {
                    snprintf(digits, sizeof(digits), "%04u", i);
                    memcpy(text + place, digits, 4);
                    put(&load, name(&secrets, text, lengths[k]));
                }
                check(&load, "names", seed, place);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(multiplies),
        cmocka_unit_test(tells_texts_apart),
        cmocka_unit_test(tells_the_order_of_pieces),
        cmocka_unit_test(depends_on_the_seed_and_the_use),
        cmocka_unit_test(spreads_numbers),
        cmocka_unit_test(spreads_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
