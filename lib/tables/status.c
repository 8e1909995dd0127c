/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 5321, section 4.2; RFC 9051, section 7.1; RFC 1939, section 3.
 */
#include "tables/status.h"

static bool is_blank(char c, bool plus_is_blank)
{
    return c == ' ' || (plus_is_blank && c == '+');
}

/* What stands behind the first blank of `reply`: `OK LOGIN completed` of `7 OK LOGIN completed`. */
static struct me_span behind_blank(struct me_span reply, bool plus_is_blank)
{
    const char *blank = reply.len > 0 ? memchr(reply.ptr, plus_is_blank ? '+' : ' ', reply.len) : NULL;
    return blank != NULL ? me_span_skip(reply, (size_t)(blank - reply.ptr) + 1) : (struct me_span){0};
}

static bool begins_with_word(struct me_span text, struct me_span word, bool plus_is_blank)
{
    return me_span_starts(text, word) && (text.len == word.len || is_blank(text.ptr[word.len], plus_is_blank));
}

static int tagged(struct me_span text, bool plus)
{
    if (begins_with_word(text, ME_SPAN("OK"), plus))
        return ME_STATUS_OK;
    const bool refused = begins_with_word(text, ME_SPAN("NO"), plus) || begins_with_word(text, ME_SPAN("BAD"), plus);
    return refused ? ME_STATUS_NO : ME_STATUS_NONE;
}

int me_status_read(enum me_status_kind kind, struct me_span reply, bool plus_is_blank)
{
    switch (kind) {
    case ME_STATUS_DIGITS:
        return me_status_digits(reply, plus_is_blank);
    case ME_STATUS_TAGGED:
        return tagged(behind_blank(reply, plus_is_blank), plus_is_blank);
    default:
        return begins_with_word(reply, ME_SPAN("+OK"), plus_is_blank)    ? ME_STATUS_OK
               : begins_with_word(reply, ME_SPAN("-ERR"), plus_is_blank) ? ME_STATUS_NO
                                                                         : ME_STATUS_NONE;
    }
}

struct me_span me_status_behind_tag(struct me_span reply, bool plus_is_blank)
{
    const bool untagged =
        reply.len > 1 && (reply.ptr[0] == '*' || reply.ptr[0] == '+') && is_blank(reply.ptr[1], plus_is_blank);
    const struct me_span text = behind_blank(reply, plus_is_blank);
    return !untagged && tagged(text, plus_is_blank) != ME_STATUS_NONE ? text : reply;
}
