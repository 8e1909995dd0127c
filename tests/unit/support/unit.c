/* SPDX-License-Identifier: Apache-2.0
 *
 * Time limit and pseudo-random numbers for tests.
 */
#include "unit.h"

#include <sys/time.h>

void me_unit_limit_seconds(unsigned seconds)
{
    const struct itimerval limit = {.it_value = {.tv_sec = (time_t)seconds}};
    assert_int_equal(setitimer(ITIMER_VIRTUAL, &limit, NULL), 0);
}

size_t me_unit_amount(size_t amount)
{
    return getenv("ME_QUICK") != NULL ? amount / 16 : amount;
}

uint64_t me_unit_seed(const char *test, uint64_t otherwise)
{
    const char *given = getenv("ME_SEED");
    const uint64_t seed = given != NULL ? strtoull(given, NULL, 0) : otherwise;
    printf("%s: ME_SEED=%llu\n", test, (unsigned long long)seed);
    return seed != 0 ? seed : 1;
}

size_t me_unit_random(uint64_t *state, size_t limit)
{
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return (size_t)((x * 2685821657736338717ULL) >> 33) % limit;
}
