/* SPDX-License-Identifier: Apache-2.0
 *
 * What the module does with one message, from the examination to the fields.
 */
#ifndef ME_ANNOTATE_H
#define ME_ANNOTATE_H

#include "correlation.h"
#include "json/writer.h"
#include "parameters.h"

struct me_recent;

/* What a worker keeps from message to message. Zeroed: nothing yet. */
struct me_annotate_worker {
    struct me_recent *recent; /* strings that were put out lately; NULL: none are shared */
    struct me_writer writer;  /* memory for documents */
};

/* Examines `message` and adds what it says, and what `correlation` knows beyond it. A message that is not MailEnable's
 * is left as it was, with $parsesuccess FAIL, but for the document that `settings` may ask for. Never fails: without
 * memory the message passes without fields. For any thread at any time; `worker` is the thread's own. */
void me_annotate(smsg_t *message, const struct me_settings *settings, struct me_correlation_state *correlation,
                 struct me_annotate_worker *worker);

#endif
