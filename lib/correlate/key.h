/* SPDX-License-Identifier: Apache-2.0
 *
 * The keys of conversations: a keyed hash of the host's name and of a socket handle or a message id. It knows keys and
 * no entry. Inline, as keyed_hash.h is.
 */
#ifndef ME_KEY_H
#define ME_KEY_H

#include "text/keyed_hash.h"
#include "text/span.h"

/* What a key names. The hash contains it, so that keys of different kinds are never equal. */
enum me_key {
    ME_KEY_HOST,
    ME_KEY_INBOUND,
    ME_KEY_OUTBOUND,
    ME_KEY_SESSION, /* last: one for each service */
};

/* A sending host. Its keys begin with the hash of its name. */
struct me_key_host {
    const struct me_keyed_secrets *secrets;
    struct me_keyed_hash name;
};

static inline void me_key_draw_secrets(struct me_keyed_secrets *secrets, const uint64_t seed[static 2])
{
    enum { USE = 1 };
    me_keyed_draw_secrets(secrets, seed, USE);
}

/* Names that differ in letter case only are one host. `*secrets` must outlive it. */
static inline struct me_key_host me_key_host_of(const struct me_keyed_secrets *secrets, struct me_span name)
{
    return (struct me_key_host){secrets, me_keyed_name(secrets, name)};
}

/* A host's key as one number. */
static inline uint64_t me_key_host_number(const struct me_key_host *host)
{
    return host->name.of[0];
}

static inline void me_key_finish(me_keyed_sum sum, uint64_t identity[static 2])
{
    const struct me_keyed_hash hash = me_keyed_finish(sum);
    memcpy(identity, hash.of, sizeof(hash.of));
}

/* The key of a message id, 32 hexadecimal digits and `.MAI`. */
static inline void me_key_id(const struct me_key_host *host, enum me_key key, struct me_span id,
                             uint64_t identity[static 2])
{
    const me_keyed_sum start = me_keyed_product(host->name.of, key, id.len);
    me_key_finish(me_keyed_add_text(host->secrets, start, id, false), identity);
}

/* The kind of key of the socket handles of a service, of which there are a few. */
static inline enum me_key me_key_session(unsigned service)
{
    return (enum me_key)(ME_KEY_SESSION + service);
}

/* The key of a number. */
static inline void me_key_number(const struct me_key_host *host, enum me_key key, uint64_t number,
                                 uint64_t identity[static 2])
{
    me_key_finish(me_keyed_product(host->name.of, number, key), identity);
}

#endif
