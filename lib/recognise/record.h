/* SPDX-License-Identifier: Apache-2.0
 *
 * A record: what one message says. Data only; recognise.h fills it. Everything in it points into the message or to a
 * constant, and holds what stands there, not what that means: meaning is verdict.h's.
 */
#ifndef ME_RECORD_H
#define ME_RECORD_H

#include "tables/replies.h"
#include "text/ip.h"
#include "text/span.h"
#include "text/timestamp.h"

enum { ME_ABSENT = -1 }; /* a number that the record does not have */

struct me_record {
    enum me_log log;
    enum me_service service;
    const char *begin;     /* its first octet: timestamp, bracket or code */
    bool at_start;         /* nothing but noise and a syslog header stands before the record: what `strict` asks for */
    bool plus_is_blank;    /* W3C: `+` stands for a blank in command, argument and reply */
    bool real_tabs;        /* Activity: its separators are real TABs */
    const char *first_end; /* Debug: the first place where it may end */
    bool one_end;          /* nothing in it may be a line end or another row */
    unsigned anomalies;    /* set of 1u << enum me_anomaly; AMBIGUOUS and TRUNCATED decide the verdict */
    enum me_direction direction;
    struct me_timestamp time; /* year 0: absent or invalid */
    int64_t seconds;          /* the same as me_timestamp_seconds(); 0 without a time */
    struct me_span message_id;
    int64_t connection;             /* socket handle, or ME_ABSENT */
    char client_ip[ME_IP_TEXT_MAX]; /* canonical, with zeros behind it; empty: absent or invalid */

    /* Debug records */
    struct me_span separator; /* the one behind its timestamp, as it is spelled; empty when it is no TAB */
    struct me_span code;      /* `ME-I0111`, without the colon */
    struct me_span text;      /* what follows the code and its brackets; may be empty */

    /* Activity and W3C records. Of an ambiguous row only what stands before the command is here, and the verb. */
    enum me_command verb;             /* which command `command` is; set for ambiguous rows, too */
    bool has_credential;              /* `argument` or `command` shows `{blank}` for what a client sent as credential */
    struct me_span command, argument; /* `{blank}` when they hold a credential */
    struct me_span reply;             /* IMAP: without the client's tag */
    struct me_span user, subject, postoffice, mailbox;
    int reply_code;                     /* SMTP: 100..999, or ME_ABSENT */
    int64_t bytes_sent, bytes_received; /* or ME_ABSENT */
    const struct me_reply *meaning;     /* the row of replies.def; NULL: Debug, not believed, or not looked up yet */
};

static inline bool me_record_has(const struct me_record *record, enum me_anomaly anomaly)
{
    return (record->anomalies & 1u << anomaly) != 0;
}

#endif
