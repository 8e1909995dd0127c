/* SPDX-License-Identifier: Apache-2.0
 *
 * UTF-8 as far as it is valid, wherever the first bad byte stands among characters of all lengths, and what comes of
 * the bad ones.
 */
#include "text/utf8.h"

#include "support/unit.h"

enum { TEXTS = 20000, CHARACTERS = 24, TEXT_MAX = 4 * CHARACTERS + 1 };

static const struct me_span characters[] = {
    {"a", 1}, {"\xC3\xA9", 2}, {"\xE2\x82\xAC", 3}, {"\xF0\x9F\x98\x80", 4}, {"\x7F", 1}, {"z", 1}, {"0", 1}, {"<", 1},
};
static const char bad[] = {'\x80', '\xBF', '\xC0', '\xC3', '\xE2', '\xF0', '\xF5', '\xFF'};

static void finds_the_first_bad_byte(void **state)
{
    uint64_t chance = me_unit_seed("UTF-8", 1);
    (void)state;
    for (int i = 0; i < TEXTS; i++) {
        char text[TEXT_MAX], repaired[ME_UTF8_GROWTH * TEXT_MAX];
        const size_t count = me_unit_random(&chance, CHARACTERS), broken = me_unit_random(&chance, 2 * CHARACTERS);
        const size_t kinds = me_unit_random(&chance, 2) == 0 ? ME_COUNT(characters) : 1; /* or ASCII alone */
        size_t len = 0, valid = SIZE_MAX;
        for (size_t j = 0; j < count; j++) {
            const struct me_span c = characters[me_unit_random(&chance, kinds)];
            if (j == broken) {
                valid = len;
                text[len++] = bad[me_unit_random(&chance, ME_COUNT(bad))];
            }
            memcpy(text + len, c.ptr, c.len);
            len += c.len;
        }
        assert_int_equal(me_utf8_valid_prefix((struct me_span){text, len}), valid < len ? valid : len);
        const size_t size = me_utf8_repair((struct me_span){text, len}, repaired);
        assert_int_equal(me_utf8_valid_prefix((struct me_span){repaired, size}), size);
        assert_int_equal(size, len + (valid < len ? ME_UTF8_GROWTH - 1 : 0));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_the_first_bad_byte)};

    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
