/* SPDX-License-Identifier: Apache-2.0
 *
 * Open addressing. The hashes are keyed, so nobody can choose where theirs are put.
 */
#include "repeats.h"

#include <string.h>

uint32_t me_repeats_count(struct me_repeats *repeats, uint64_t hash)
{
    size_t at = hash % ME_REPEATS_SLOTS;
    while (repeats->slots[at].count > 0 && repeats->slots[at].hash != hash)
        at = (at + 1) % ME_REPEATS_SLOTS;
    if (repeats->slots[at].count > 0)
        return repeats->slots[at].count++;
    if (repeats->used == ME_REPEATS_MAX) {
        memset(repeats, 0, sizeof(*repeats));
        at = hash % ME_REPEATS_SLOTS;
    }
    repeats->used++;
    repeats->slots[at].hash = hash;
    repeats->slots[at].count = 1;
    return 0;
}
