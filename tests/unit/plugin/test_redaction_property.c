/* SPDX-License-Identifier: Apache-2.0
 *
 * The fuzz target of the redaction on random choices: messages whose credentials are known to the byte. What must hold
 * of each is said there; it prints the message and ends the program where something does not.
 */
#include "support/unit.h"

#include "../../fuzz/fuzz.h"

static void holds_for_random_messages(void **state)
{
    enum { CHOICES = 160 };
    (void)state;
    uint64_t random = me_unit_seed("redaction", 1);
    for (size_t i = 0; i < me_unit_amount(40000); i++) {
        uint8_t choices[CHOICES];
        for (size_t at = 0; at < CHOICES; at++)
            choices[at] = (uint8_t)me_unit_random(&random, 256);
        LLVMFuzzerTestOneInput(choices, CHOICES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holds_for_random_messages),
    };

    return cmocka_run_group_tests_name("redaction_property", tests, NULL, NULL);
}
