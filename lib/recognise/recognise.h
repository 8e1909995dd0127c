/* SPDX-License-Identifier: Apache-2.0
 *
 * What the caller of the recogniser decides. Knows no rsyslog parameter and no command line.
 */
#ifndef ME_RECOGNISE_H
#define ME_RECOGNISE_H

#include <stdbool.h>
#include <stddef.h>

enum {
    ME_MAX_ROW_DEFAULT = 700,   /* octets from a row's timestamp to its real line end */
    ME_RECOGNISE_ALL = ~0u >> 1 /* every log, every service */
};

struct me_debug_layout; /* a taught layout: text/debug_layout.h */

/* Never changed while messages are examined, so that threads may share it. */
struct me_recognise_options {
    unsigned logs;     /* set of 1u << enum me_log: records of other logs end the search and are none */
    unsigned services; /* set of 1u << enum me_service, likewise */
    bool strict;       /* accept a record only at the start of the text */
    size_t max_row;    /* octets, at least 1: a longer row decides nothing */
    const struct me_debug_layout *debug_layout; /* NULL: none was taught */
};

#define ME_RECOGNISE_DEFAULTS                                                                                          \
    ((struct me_recognise_options){                                                                                    \
        .logs = ME_RECOGNISE_ALL, .services = ME_RECOGNISE_ALL, .max_row = ME_MAX_ROW_DEFAULT})

#endif
