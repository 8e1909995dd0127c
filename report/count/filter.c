/* SPDX-License-Identifier: Apache-2.0
 *
 * Sets of words as arrays of flags.
 */
#include "filter.h"

#include <stddef.h>
#include <stdio.h>

#include "base/clock.h"
#include "text/ip.h"

static const struct me_span only_words[] = {
#define ME_ONLY(id, word) {word, sizeof(word) - 1},
#include "only.def"
#undef ME_ONLY
};

void me_filter_init(struct me_filter *f)
{
    *f = (struct me_filter){.only[ME_ONLY_FAILED] = true, .since = ME_NEVER, .until = INT64_MAX};
}

static struct me_span only_word(int i)
{
    return only_words[i];
}

static struct me_span outcome_word(int i)
{
    return me_outcome_name((enum me_outcome)i);
}

static struct me_span event_word(int i)
{
    return me_event_name((enum me_event)i);
}

static struct me_span reason_word(int i)
{
    return me_reason_name((enum me_reason)i);
}

/* The sets of words that --only takes, in the order in which they are listed. An empty word stands for an absence. */
static const struct {
    struct me_span (*word)(int i);
    int count;
    size_t flags; /* where struct me_filter has a flag for each word */
} sets[] = {
    {only_word, ME_ONLY_MAX, offsetof(struct me_filter, only)},
    {outcome_word, ME_OUTCOME_MAX, offsetof(struct me_filter, outcomes)},
    {event_word, ME_EVENT_MAX, offsetof(struct me_filter, events)},
    {reason_word, ME_REASON_MAX, offsetof(struct me_filter, reasons)},
};

enum { SETS = sizeof(sets) / sizeof(*sets) };

bool me_filter_only(struct me_filter *f, struct me_span word)
{
    for (int i = 0; i < SETS && word.len > 0; i++)
        for (int j = 0; j < sets[i].count; j++)
            if (me_span_equal_nocase(word, sets[i].word(j)))
                return ((bool *)((char *)f + sets[i].flags))[j] = true;
    return false;
}

void me_filter_words(void (*take)(void *context, struct me_span word), void *context)
{
    for (int i = 0; i < SETS; i++)
        for (int j = 0; j < sets[i].count; j++)
            if (sets[i].word(j).len > 0)
                take(context, sets[i].word(j));
}

void me_filter_asked(const struct me_filter *f, void (*take)(void *context, struct me_span word), void *context)
{
    for (int i = 0; i < SETS; i++)
        for (int j = 0; j < sets[i].count; j++)
            if (((const bool *)((const char *)f + sets[i].flags))[j])
                take(context, sets[i].word(j));
}

static unsigned all_bits(const struct me_network *network)
{
    return network->is_v6 ? 128 : 32;
}

static bool read_bits(struct me_span digits, unsigned max, unsigned *bits)
{
    *bits = 0;
    if (digits.len == 0 || digits.len > 3)
        return false;
    for (size_t i = 0; i < digits.len; i++) {
        if (!me_ascii_digit(digits.ptr[i]))
            return false;
        *bits = *bits * 10 + (unsigned)(digits.ptr[i] - '0');
    }
    return *bits <= max;
}

bool me_filter_network(struct me_span words, struct me_network *out)
{
    unsigned char octets[ME_IP_OCTETS_MAX];
    const char *slash = words.len > 0 ? memchr(words.ptr, '/', words.len) : NULL;
    const struct me_span address = slash != NULL ? me_span_between(words.ptr, slash) : words;
    const size_t count = me_ip_octets(address, octets);
    if (count == 0)
        return false;
    *out = (struct me_network){.is_v6 = count == ME_IP_OCTETS_MAX};
    out->bits = all_bits(out);
    memcpy(out->bytes, octets, count);
    return slash == NULL || read_bits(me_span_between(slash + 1, me_span_end(words)), out->bits, &out->bits);
}

void me_filter_network_text(const struct me_network *network, char out[static ME_NETWORK_TEXT_MAX])
{
    const size_t len = me_ip_text(network->bytes, all_bits(network) / 8, out);
    if (network->bits < all_bits(network))
        snprintf(out + len, ME_NETWORK_TEXT_MAX - len, "/%u", network->bits);
}

bool me_network_contains(const struct me_network *network, const char *client)
{
    unsigned char bytes[ME_IP_OCTETS_MAX];
    if (me_ip_octets((struct me_span){client, strlen(client)}, bytes) != all_bits(network) / 8)
        return false;
    const unsigned whole = network->bits / 8, rest = network->bits % 8;
    if (memcmp(bytes, network->bytes, whole) != 0)
        return false;
    return rest == 0 || (bytes[whole] ^ network->bytes[whole]) >> (8 - rest) == 0;
}

bool me_filter_covers(const struct me_filter *f, int64_t when)
{
    return when == ME_NEVER || (when >= f->since && when < f->until);
}

bool me_filter_service(struct me_filter *f, struct me_span word)
{
    for (int i = 0; i < ME_SERVICE_MAX; i++)
        if (me_span_equal_nocase(word, me_service_name((enum me_service)i)))
            return f->services[i] = true;
    return false;
}

bool me_filter_has_services(const struct me_filter *f)
{
    bool has = false;
    for (int i = 0; i < ME_SERVICE_MAX; i++)
        has |= f->services[i];
    return has;
}

bool me_filter_takes_everybody(const struct me_filter *f)
{
    return f->network_count == 0 && f->user_count == 0 && !me_filter_has_services(f);
}

static bool takes_client(const struct me_filter *f, const char *client)
{
    bool taken = f->network_count == 0;
    for (size_t i = 0; i < f->network_count && !taken; i++)
        taken = me_network_contains(&f->networks[i], client);
    return taken;
}

static bool takes_user(const struct me_filter *f, struct me_span user)
{
    bool taken = f->user_count == 0;
    for (size_t i = 0; i < f->user_count && !taken; i++)
        taken = me_span_equal_nocase((struct me_span){f->users[i], strlen(f->users[i])}, user);
    return taken;
}

static bool takes_service(const struct me_filter *f, struct me_span service)
{
    bool taken = !me_filter_has_services(f);
    for (int i = 0; i < ME_SERVICE_MAX && !taken; i++)
        taken = f->services[i] && me_span_equal(service, me_service_name((enum me_service)i));
    return taken;
}

bool me_filter_takes(const struct me_filter *f, const struct me_attempt *a)
{
    return takes_service(f, a->service) && takes_client(f, a->client) && takes_user(f, me_name_span(&a->user));
}

bool me_filter_concerns(const struct me_filter *f, const struct me_attempt *a)
{
    return me_filter_covers(f, a->when) && me_filter_takes(f, a);
}

bool me_filter_selects(const struct me_filter *f, const struct me_attempt *a)
{
    return f->only[ME_ONLY_ALL] || (f->only[ME_ONLY_FAILED] && a->failed) ||
           (f->only[ME_ONLY_BOUNCED] && me_what_is_bounce(a->what)) || f->events[me_what_event(a->what)] ||
           f->outcomes[a->outcome] || f->reasons[me_what_reason(a->what)];
}
