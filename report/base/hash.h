/* SPDX-License-Identifier: Apache-2.0
 *
 * A hash of bytes for tables whose keys strangers choose: keyed, so that nobody can prepare keys that collide. No
 * result depends on the key: tables are sorted before they are shown.
 */
#ifndef ME_HASH_H
#define ME_HASH_H

#include <stdint.h>

#include "text/span.h"

struct me_hash_key {
    uint64_t k[2];
};

/* A fresh random key. */
struct me_hash_key me_hash_new_key(void);

/* The hash of `s`. */
uint64_t me_hash_of(const struct me_hash_key *key, struct me_span s);

#endif
