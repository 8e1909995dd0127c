/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines that are JSON objects with the forwarded line in one of their fields, as rsyslog's JSON templates, Logstash and
 * others write them. Knows strings at the top level of an object, and nothing of what they say.
 */
#ifndef ME_JSONLINE_H
#define ME_JSONLINE_H

#include "text/span.h"

/* Finds the message (`message`, `msg`, `rawmsg`, `log`, whichever comes first) and the host (`hostname`, `host`, or
 * `host.name` within) in the object that fills `line`, and decodes them where they stand: `line` is changed. False when
 * it is no object with a message; `*host` is absent when the object has none. Linear. */
bool me_jsonline_read(char *line, size_t len, struct me_span *message, struct me_span *host);

#endif
