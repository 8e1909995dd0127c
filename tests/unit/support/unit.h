/* SPDX-License-Identifier: Apache-2.0
 *
 * What every unit test includes: cmocka with the headers it needs first, and small helpers for arrays and spans. Knows
 * no file of lib/ but span.h.
 */
#ifndef ME_UNIT_H
#define ME_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "text/span.h"

#define ME_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The bytes of a literal, NULs within it included: for rows {label, input, want}. */
#define ME_BYTES(literal)                                                                                              \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    }

/* A span over a C string. */
static inline struct me_span me_unit_span(const char *text)
{
    return (struct me_span){text, strlen(text)};
}

/* Ends the program when it works for longer from now on: the only clock in the suite. Other programs on the machine do
 * not count. */
void me_unit_limit_seconds(unsigned seconds);

/* `amount`, or a sixteenth of it when ME_QUICK is in the environment: for tools that make everything far slower. */
size_t me_unit_amount(size_t amount);

/* The seed of a property test: ME_SEED from the environment, or `otherwise`. Printed, so that a failure can be had
 * again. */
uint64_t me_unit_seed(const char *test, uint64_t otherwise);

/* A pseudo-random number below `limit` (xorshift64*). */
size_t me_unit_random(uint64_t *state, size_t limit);

#endif
