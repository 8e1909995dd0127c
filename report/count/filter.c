/* SPDX-License-Identifier: Apache-2.0
 *
 * Sets of words as arrays of flags.
 */
#include "filter.h"

#include <stdio.h>

#include "base/clock.h"
#include "text/ip.h"

void me_filter_init(struct me_filter *f)
{
    *f = (struct me_filter){.failed = true, .since = ME_NEVER, .until = INT64_MAX};
}

bool me_filter_only(struct me_filter *f, struct me_span word)
{
    bool known = true;
    if (me_span_equal_nocase(word, ME_SPAN("all")))
        f->all = true;
    else if (me_span_equal_nocase(word, ME_SPAN("failed")))
        f->failed = true;
    else
        known = false;
    for (int i = 0; i < ME_EVENT_MAX && !known; i++)
        if (me_span_equal_nocase(word, me_event_name((enum me_event)i)))
            f->events[i] = known = true;
    for (int i = 1; i < ME_OUTCOME_MAX && !known; i++)
        if (me_span_equal_nocase(word, me_outcome_name((enum me_outcome)i)))
            f->outcomes[i] = known = true;
    for (int i = 1; i < ME_REASON_MAX && !known; i++)
        if (me_span_equal_nocase(word, me_reason_name((enum me_reason)i)))
            f->reasons[i] = known = true;
    return known;
}

void me_filter_words(void (*take)(void *context, struct me_span word), void *context)
{
    take(context, ME_SPAN("failed"));
    take(context, ME_SPAN("all"));
    for (int i = 1; i < ME_OUTCOME_MAX; i++)
        take(context, me_outcome_name((enum me_outcome)i));
    for (int i = 0; i < ME_EVENT_MAX; i++)
        take(context, me_event_name((enum me_event)i));
    for (int i = 1; i < ME_REASON_MAX; i++)
        take(context, me_reason_name((enum me_reason)i));
}

void me_filter_asked(const struct me_filter *f, void (*take)(void *context, struct me_span word), void *context)
{
    if (f->failed)
        take(context, ME_SPAN("failed"));
    if (f->all)
        take(context, ME_SPAN("all"));
    for (int i = 1; i < ME_OUTCOME_MAX; i++)
        if (f->outcomes[i])
            take(context, me_outcome_name((enum me_outcome)i));
    for (int i = 0; i < ME_EVENT_MAX; i++)
        if (f->events[i])
            take(context, me_event_name((enum me_event)i));
    for (int i = 1; i < ME_REASON_MAX; i++)
        if (f->reasons[i])
            take(context, me_reason_name((enum me_reason)i));
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

static bool contains(const struct me_network *network, const char *client)
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
    if (when == ME_NEVER)
        return f->since == ME_NEVER && f->until == INT64_MAX;
    return when >= f->since && when < f->until;
}

bool me_filter_takes_everybody(const struct me_filter *f)
{
    return f->network_count == 0 && f->user_count == 0;
}

static bool takes_client(const struct me_filter *f, const char *client)
{
    bool taken = f->network_count == 0;
    for (size_t i = 0; i < f->network_count && !taken; i++)
        taken = contains(&f->networks[i], client);
    return taken;
}

static bool takes_user(const struct me_filter *f, struct me_span user)
{
    bool taken = f->user_count == 0;
    for (size_t i = 0; i < f->user_count && !taken; i++)
        taken = me_span_equal_nocase((struct me_span){f->users[i], strlen(f->users[i])}, user);
    return taken;
}

bool me_filter_concerns(const struct me_filter *f, const struct me_attempt *a)
{
    return me_filter_covers(f, a->when) && takes_client(f, a->client) && takes_user(f, me_name_span(&a->user));
}

bool me_filter_selects(const struct me_filter *f, const struct me_attempt *a)
{
    return f->all || (f->failed && a->failed) || f->events[me_what_event(a->what)] || f->outcomes[a->outcome] ||
           f->reasons[me_what_reason(a->what)];
}
