/* SPDX-License-Identifier: Apache-2.0
 *
 * How a server's reply says yes or no, in each protocol. Knows one reply, no row.
 */
#ifndef ME_STATUS_H
#define ME_STATUS_H

#include "tables/services.h"

/* A status is an SMTP reply code, 100..999, or one of these, or ME_STATUS_NONE. */
enum { ME_STATUS_NONE = -1, ME_STATUS_OK = 1001, ME_STATUS_NO = 1002 };

/* The status of `reply`, in which `+` stands for a blank when `plus_is_blank` (W3C). DIGITS: its first three digits
 * when a blank, `-` or nothing follows them. TAGGED: the word behind the first blank, since the word before it is the
 * client's own. SIGNED: `+OK` or `-ERR` at its start. */
int me_status_read(enum me_status_kind kind, struct me_span reply, bool plus_is_blank);

/* As me_status_read() of DIGITS; here, because every row of SMTP has one. */
static inline int me_status_digits(struct me_span reply, bool plus_is_blank)
{
    const char *p = reply.ptr;
    if (reply.len < 3 || p[0] == '0' || !me_ascii_digit(p[0]) || !me_ascii_digit(p[1]) || !me_ascii_digit(p[2]))
        return ME_STATUS_NONE;
    if (reply.len > 3 && p[3] != '-' && p[3] != ' ' && !(plus_is_blank && p[3] == '+'))
        return ME_STATUS_NONE;
    return (p[0] - '0') * 100 + (p[1] - '0') * 10 + (p[2] - '0');
}

/* A tagged reply without the tag that a client chose: `7 OK LOGIN completed` becomes `OK LOGIN completed`. Untagged
 * ones (`* ...`, `+ ...`) stay whole. */
struct me_span me_status_behind_tag(struct me_span reply, bool plus_is_blank);

/* The same for a reply of any kind: only tagged ones have tags. */
static inline struct me_span me_status_untagged(enum me_status_kind kind, struct me_span reply, bool plus_is_blank)
{
    return kind == ME_STATUS_TAGGED ? me_status_behind_tag(reply, plus_is_blank) : reply;
}

#endif
