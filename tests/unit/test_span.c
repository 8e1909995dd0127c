/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/span.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "span.h"

static void holds_start_and_length(void **state)
{
    static const char text[] = "abc";
    const struct me_span span = {.ptr = text, .len = sizeof(text) - 1};

    (void)state;
    assert_ptr_equal(span.ptr, text);
    assert_int_equal(span.len, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_start_and_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
