/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of service words in services.def, and the look-up in it. Knows columns by their numbers, no row.
 */
#ifndef ME_SERVICES_H
#define ME_SERVICES_H

#include <stdint.h>

#include "tables/enums.h"

enum me_status_kind { ME_STATUS_DIGITS, ME_STATUS_TAGGED, ME_STATUS_SIGNED };
enum me_behind_counts { ME_BEHIND_USER, ME_BEHIND_MAILBOX };

enum { ME_SERVICE_SUFFIX_LEN = 3 /* the dash and two letters */ };

struct me_service_word {
    struct me_span word;
    enum me_service service;
    enum me_direction direction;
    uint8_t id, handle, ip, command, columns; /* as in services.def */
    enum me_status_kind status;
    enum me_behind_counts behind;
};

/* The row whose word has its dash at `dash` and lies wholly in [begin, end), with a separator, the end of the line or
 * nothing behind it; or NULL. `xSMTP-IN ` has such a word, since anything may stand before a record; `SMTP-INX` has
 * not. */
const struct me_service_word *me_services_find(const char *begin, const char *dash, const char *end);

/* Whether `word` is a service word of `service`. */
bool me_services_has(enum me_service service, struct me_span word);

/* All rows, for the search, reports, documentation checks and tests. */
const struct me_service_word *me_services_rows(size_t *count);

#endif
