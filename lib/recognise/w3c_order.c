/* SPDX-License-Identifier: Apache-2.0
 *
 * `#Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery sc-bytes cs-bytes` has eight
 * fields behind the service word, which stands where `agent` does; the command is the fourth of them.
 */
#include "recognise/w3c_order.h"

/* Each field's name, and how the W3C's own draft spells it. */
static const struct me_span names[ME_W3C_FIELD_MAX][2] = {
    [ME_W3C_HANDLE] = {{"s-port", 6}},
    [ME_W3C_COMMAND] = {{"cs-method", 9}},
    [ME_W3C_ARGUMENT] = {{"cs-uristem", 10}, {"cs-uri-stem", 11}},
    [ME_W3C_REPLY] = {{"cs-uriquery", 11}, {"cs-uri-query", 12}},
    [ME_W3C_SENT] = {{"sc-bytes", 8}},
    [ME_W3C_RECEIVED] = {{"cs-bytes", 8}},
    [ME_W3C_USER] = {{"cs-username", 11}},
};

/* The next word of `*rest`, which moves behind it; empty at the end. */
static struct me_span next_word(struct me_span *rest)
{
    while (rest->len > 0 && (unsigned char)rest->ptr[0] <= ' ')
        *rest = me_span_skip(*rest, 1);
    size_t len = 0;
    while (len < rest->len && (unsigned char)rest->ptr[len] > ' ')
        len++;
    const struct me_span word = {rest->ptr, len};
    *rest = me_span_skip(*rest, len);
    return word;
}

static bool begins_as_rows_do(struct me_span *rest)
{
    static const struct me_span first[] = {{"date", 4}, {"time", 4}, {"c-ip", 4}, {"agent", 5}};
    for (size_t i = 0; i < sizeof(first) / sizeof(first[0]); i++)
        if (!me_span_equal_nocase(next_word(rest), first[i]))
            return false;
    return true;
}

/* Notes the place of the field `word`, if it is one that is read. False when it has one already. */
static bool note(struct me_w3c_order *order, struct me_span word, unsigned place)
{
    for (int i = 0; i < ME_W3C_FIELD_MAX; i++) {
        if (!me_span_equal_nocase(word, names[i][0]) && !me_span_equal_nocase(word, names[i][1]))
            continue;
        if (order->place[i] != ME_W3C_FIELDS_MAX)
            return false;
        order->place[i] = (unsigned char)place;
    }
    return true;
}

bool me_w3c_order_read(struct me_span line, struct me_w3c_order *order)
{
    static const struct me_span begin = {"#Fields:", 8};
    struct me_w3c_order found = {0};
    struct me_span rest = me_span_skip(line, begin.len), word;
    unsigned count = 0;
    *order = found;
    memset(found.place, ME_W3C_FIELDS_MAX, sizeof(found.place));
    if (!begins_as_rows_do(&rest))
        return false;
    for (; (word = next_word(&rest)).len > 0; count++)
        if (count == ME_W3C_FIELDS_MAX || !note(&found, word, count))
            return false;
    if (found.place[ME_W3C_REPLY] == ME_W3C_FIELDS_MAX ||
        found.place[ME_W3C_COMMAND] + 1 != found.place[ME_W3C_ARGUMENT] ||
        found.place[ME_W3C_ARGUMENT] + 1 != found.place[ME_W3C_REPLY])
        return false;
    found.count = (unsigned char)count;
    *order = found;
    return true;
}
