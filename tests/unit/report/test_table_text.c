/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lines on a terminal: where they break, and what a cell holds at most.
 */
#include <stdlib.h>

#include "output/table/text.h"

#include "support/guarded.h"
#include "support/unit.h"

static void test_where_lines_break(void **state)
{
    static const struct {
        const char *label, *text;
        size_t width;
        const char *want;
    } rows[] = {
        {"nothing", "", 5, ""},
        {"what fits", "abcde", 5, "abcde|"},
        {"one byte too much", "abcdef", 5, "abcde|f|"},
        {"a blank where the line ends", "abcde fg", 5, "abcde|fg|"},
        {"a blank before", "abcd efg", 5, "abcd|efg|"},
        {"the last of two", "a b cdefg", 5, "a b|cdefg|"},
        {"blanks between lines", "abc    def", 5, "abc  |def|"},
        {"a word longer than a line", "a bcdefghi", 5, "a|bcdef|ghi|"},
        {"what belongs together", "a, b\037c", 5, "a,|b\037c|"},
        {"what belongs together and is too long", "ab\037cdefg", 5, "ab|cdefg|"},
        {"rather before than within", "to\037abcdefgh", 5, "to|abcde|fgh|"},
        {"columns of one", "ab c", 1, "a|b|c|"},
    };
    struct me_guarded memory = me_guarded_new(64);
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        char found[64] = "";
        struct me_span rest = me_guarded_at_end(&memory, (struct me_span){rows[i].text, strlen(rows[i].text)});
        while (rest.len > 0) {
            const struct me_span piece = me_table_text_take(&rest, rows[i].width);
            assert_true(piece.len <= rows[i].width);
            strncat(found, piece.ptr, piece.len);
            strcat(found, "|");
        }
        if (strcmp(found, rows[i].want) != 0)
            fail_msg("%s: %s instead of %s", rows[i].label, found, rows[i].want);
    }
    me_guarded_free(&memory);
}

static void test_a_cell_at_its_limit(void **state)
{
    enum { MOST = ME_TABLE_CELL_MAX - 1 };
    (void)state;
    for (int len = MOST - 1; len <= MOST + 1; len++) {
        struct me_table_cell cell = {.len = 0};
        me_table_cell_add(&cell, "%*s", len, "x");
        assert_int_equal(cell.len, len < MOST ? len : MOST);
        me_table_cell_add(&cell, "yz");
        assert_int_equal(cell.len, MOST);
        assert_int_equal(strlen(cell.text), MOST);
        assert_int_equal(me_table_cell_span(&cell).len, MOST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_where_lines_break),
        cmocka_unit_test(test_a_cell_at_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
