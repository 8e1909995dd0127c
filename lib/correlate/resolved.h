/* SPDX-License-Identifier: Apache-2.0
 *
 * One message as far as it is understood: its record, the verdict on it, and what its conversation remembers. Decides
 * who is heard: what a record says itself comes before what is remembered. Knows no JSON.
 */
#ifndef ME_RESOLVED_H
#define ME_RESOLVED_H

#include "correlate/conversation.h"
#include "recognise/record.h"
#include "recognise/verdict.h"

enum { ME_RESOLVED_TIME_MAX = 40 }; /* room for `2026-11-22T07:00:01` and an offset */

struct me_resolved {
    struct me_record record;
    struct me_verdict verdict;
    struct me_context context;
};

/* What both sources say together. The spans point into `resolved` and into the message. */
struct me_merged {
    struct me_span client_ip, sender, recipient, user, helo, code;
    bool authenticated; /* a 235 was seen in this connection */
    bool remembered;    /* something of this came from another record */
};

struct me_merged me_resolved_merge(const struct me_resolved *resolved);

/* The two parties of the mail, whichever field of `resolved` and of what was merged names them. */
struct me_span me_resolved_from(const struct me_resolved *resolved, const struct me_merged *merged);
struct me_span me_resolved_to(const struct me_resolved *resolved, const struct me_merged *merged);

/* Writes the record's time with `offset` behind it (`Z`, `+02:00` or empty). Absent when the record has no valid time.
 */
struct me_span me_resolved_time(const struct me_record *record, struct me_span offset,
                                char buffer[static ME_RESOLVED_TIME_MAX]);

#endif
