/* SPDX-License-Identifier: Apache-2.0
 *
 * All texts that rsyslogd keeps of a message, before and behind an action: each has lost what the message has lost
 * there, and nothing else. Knows what the library wants to be masked, no truth.
 */
#ifndef ORACLE_COPIES_H
#define ORACLE_COPIES_H

#include "fields.h"
#include "text.h"

/* `seen`: the text that the library was asked about, and `answer` what it said. It stands in the raw message from some
 * place on, or in strings of JSON or of structured data. `before` and `after`: objects of libfastjson, text by name and
 * the trees `$!` and `$.`. False: `why` says what differs. */
bool oracle_copies_judge(struct me_span seen, const struct oracle_answer *answer, void *before, void *after,
                         struct oracle_text *why);

#endif
