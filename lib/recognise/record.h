/* SPDX-License-Identifier: Apache-2.0
 *
 * The recogniser: one message in, one MailEnable record out. Everything it hands out points into the message; it copies
 * nothing, allocates nothing, and reads no clock, locale or global. It says what stands in a record, not what that
 * means: meaning is verdict.h's.
 *
 * The layouts, and how sure we are of each, are described in doc/mailenable-logs.md.
 */
#ifndef ME_RECORD_H
#define ME_RECORD_H

#include "tables/command.h"
#include "text/ip.h"
#include "text/span.h"
#include "text/timestamp.h"
#include "tables/enums.h"

enum { ME_SYSTEM_COLUMNS_MAX = 6 }; /* fields that may stand between timestamp and code, and between code and text */
enum { ME_ABSENT = -1 };            /* a number that the record does not have */

struct me_record {
    enum me_log log;
    bool at_start;      /* nothing but noise stands before the record: what `strict` asks for */
    bool bare_time;     /* the message starts with HH:MM:SS whose date the syslog header may have swallowed */
    bool plus_is_blank; /* W3C: `+` stands for a blank in command, argument and reply */
    unsigned anomalies; /* set of 1u << enum me_anomaly */
    enum me_direction direction;
    struct me_timestamp time; /* year 0: absent or invalid */
    int64_t seconds;          /* the same as me_timestamp_seconds(); 0 without a time */
    struct me_span message_id;
    int64_t connection;             /* socket handle, or ME_ABSENT */
    char client_ip[ME_IP_TEXT_MAX]; /* canonical, with zeros behind it; empty: absent or invalid */

    /* Debug records */
    struct me_span code; /* `ME-I0111`, without the colon */
    struct me_span text; /* what follows the code and its brackets; may be empty */

    /* Activity and W3C records */
    enum me_command verb; /* which command `command` is */
    struct me_span command, argument, reply, user, subject;
    int reply_code;                     /* 100..999, or ME_ABSENT */
    int64_t bytes_sent, bytes_received; /* or ME_ABSENT */
};

/* What a client sent as AUTH answer: parts of the examined text that must not be passed on. */
enum { ME_SECRET_PARTS_MAX = 2 };
struct me_secret {
    struct me_span part[ME_SECRET_PARTS_MAX]; /* absent when without pointer */
};

enum me_found {
    ME_FOUND_NOTHING, /* no record: foreign, or a MailEnable line that is no record */
    ME_FOUND_RECORD,
};

/* Finds the first record in `text` and fills `*record`, which has a meaning on ME_FOUND_RECORD only. `*secret` is
 * always set, for lines that are no record too: a row that lost its end still holds the password. Linear in `text.len`,
 * whatever the bytes are. */
enum me_found me_record_find(struct me_span text, struct me_record *record, struct me_secret *secret);

/* The same for whoever has looked for the first anchor in `text` already: `anchor` is what me_scan_anchor() found. */
enum me_found me_record_find_from(struct me_span text, const char *anchor, struct me_record *record,
                                  struct me_secret *secret);

/* Whether a row of the Activity or W3C log stands at `anchor`, which me_scan_anchor() found in `text`, without the
 * timestamp that would make it a record: what follows is a client's, and holds none either. */
bool me_record_begins_row(struct me_span text, const char *anchor);

/* False: there is neither a record nor a credential in `text`, nor in any part of it. Most of the world's log lines are
 * dismissed by this, at a byte per fraction of a cycle. */
bool me_record_may_hold(struct me_span text);

#endif
