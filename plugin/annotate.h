/* SPDX-License-Identifier: Apache-2.0
 *
 * What the module does with one message, from the examination to the fields.
 */
#ifndef ME_ANNOTATE_H
#define ME_ANNOTATE_H

#include "correlation.h"
#include "parameters.h"

struct me_recent;

/* Examines `message` and adds what it says, and what `correlation` knows beyond it. A message that is not MailEnable's
 * is left as it was, with $parsesuccess FAIL. Never fails: without memory the message passes without fields. For any
 * thread at any time; `recent` is the thread's own, or NULL. */
void me_annotate(smsg_t *message, const struct me_settings *settings, struct me_correlation_state *correlation,
                 struct me_recent *recent);

#endif
