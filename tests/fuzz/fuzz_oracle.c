/* SPDX-License-Identifier: Apache-2.0
 *
 * The fuzzer plays the adversary of tests/oracle: its bytes decide what the simulated server, its clients, the hops and
 * the adversary do. Whatever they decide, each field equals the truth or is absent, and nothing but a credential is
 * masked.
 */
#include <stdio.h>

#include "case.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { ROWS_MAX = 16 };
    static struct oracle_case it;
    static const struct oracle_play play = {.spelling = -1};
    static struct oracle_text why;
    oracle_case_begin(&it, oracle_chance_of_bytes(data, size), &play);
    for (size_t rows = 0; rows < ROWS_MAX && it.chance.left > 0 && oracle_case_next(&it); rows++) {
        why.len = 0;
        if (oracle_case_judge(&it, &why))
            continue;
        oracle_text_add_byte(&why, '\n');
        oracle_case_show(&it, &why);
        fwrite(why.ptr, 1, why.len, stderr);
        abort();
    }
    return 0;
}
