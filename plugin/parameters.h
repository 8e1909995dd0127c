/* SPDX-License-Identifier: Apache-2.0
 *
 * The settings of one action, and how they come out of its parameters. Knows what a value may be, not what is done with
 * it.
 */
#ifndef ME_PARAMETERS_H
#define ME_PARAMETERS_H

#include "rsyslog.h"

#include "msg.h"

#include "correlate/conversation.h"
#include "correlate/watch.h"
#include "recognise/recognise.h"
#include "text/offset.h"

struct me_debug_layout;
struct me_zone;
struct nvlst;

/* Where a record is looked for. */
enum me_source {
    ME_SOURCE_AUTO, /* the raw message, and the start of $msg */
    ME_SOURCE_MSG,
    ME_SOURCE_RAW,
    ME_SOURCE_VARIABLE,
};

/* Constant once it is read, and shared by all workers. */
struct me_settings {
    char *container;             /* `!mailenable`: without the `$`, as rsyslog's functions want it */
    msgPropDescr_t container_at; /* the same place, for reading */
    bool has_container_at;       /* rsyslog has filled container_at */
    const char *member;          /* a constant: the container is this member of $!; NULL: it is elsewhere */
    bool ecs;                    /* the Elastic Common Schema fields too */
    msgPropDescr_t root_at;      /* $!, for reading; filled when `ecs` is set */
    msgPropDescr_t variable;     /* for ME_SOURCE_VARIABLE */
    bool has_variable;           /* rsyslog has filled variable */
    enum me_source source;
    struct me_recognise_options recognise;
    bool explain;
    bool redact_credentials;
    uint64_t fields;                /* native fields that are wanted: set of 1 << me_fields_find(); 0: all */
    bool no_fields;                 /* none is wanted */
    char *document;                 /* `.name`, as `container`; NULL: no document */
    char *document_stream;          /* where the name of its data stream goes; NULL: nowhere */
    char *name_space;               /* of that stream; NULL: `default` */
    bool document_foreign;          /* also for messages that are not MailEnable's */
    bool has_document_only;         /* a parameter was given that has no meaning without `document` */
    bool offset_from_sender;        /* otherwise `zone` counts, and `offset` without one */
    struct me_zone *zone;           /* NULL: none was named */
    struct me_debug_layout *layout; /* what `recognise` points to; NULL: none was taught */
    char offset[ME_OFFSET_LEN];
    size_t offset_len;                       /* 0: times get no offset */
    enum me_correlation correlate;           /* NONE: conversations are not remembered */
    unsigned window, ttl, max_conversations; /* of the conversations; seconds, seconds, number */
    bool watch;                              /* failures are counted */
    unsigned watch_window, watch_max;        /* seconds, number */
};

/* Reads the parameters of an action into `*settings`. Tells rsyslog of each wrong value. RS_RET_OK, or what newActInst
 * has to return: RS_RET_CONFIG_ERROR, RS_RET_OUT_OF_MEMORY. In every case `*settings` must be given to
 * me_parameters_free() at the end. */
rsRetVal me_parameters_read(struct nvlst *list, struct me_settings *settings);

/* Frees what `*settings` holds, not the structure itself. Zeroed settings hold nothing. */
void me_parameters_free(struct me_settings *settings);

#endif
