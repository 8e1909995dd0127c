/* SPDX-License-Identifier: Apache-2.0
 *
 * What a row means, written down a second time, from the tables in doc/events.md and without a look at the library's.
 */
#ifndef ORACLE_MEANING_H
#define ORACLE_MEANING_H

#include "text/span.h"

struct oracle_meaning {
    const char *event, *outcome, *reason, *risk; /* "": none */
};

/* The meaning of an SMTP row by its command, `UNKN` for one that is unknown, and its reply. */
struct oracle_meaning oracle_meaning_of_smtp(bool inbound, const char *command, struct me_span reply);

/* The meaning of a Debug record by its code and text; `text` decides where the code is unknown. */
struct oracle_meaning oracle_meaning_of_debug(const char *code, struct oracle_meaning by_text);

/* What a ban list counts an inbound row or an ME-I0073 as; "" for nothing. */
const char *oracle_meaning_offence(const struct oracle_meaning *meaning);

#endif
