/* SPDX-License-Identifier: Apache-2.0
 *
 * The strings among a message's variables. Knows rsyslog's variables and libfastjson.
 */
#ifndef ME_VARIABLES_H
#define ME_VARIABLES_H

#include "rsyslog.h"

#include "msg.h"

#include "recognise/recognise.h"
#include "redact/copies.h"

/* Replaces each credential by `{blank}` in all strings of the $! and $. variables; names are left alone. A string that
 * may hold one is dropped when memory is out. Linear in the size of the variables. */
void me_variables_redact(smsg_t *message, const struct me_copies *copies, const struct me_recognise_options *options);

#endif
