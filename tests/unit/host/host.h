/* SPDX-License-Identifier: Apache-2.0
 *
 * What the parts of the stub host share: rsyslog's headers, and memory that does not run out. Written after rsyslog's
 * runtime/msg.c, grammar/rainerscript.c and runtime/statsobj.c, its oddities included where the module has to live with
 * them.
 */
#ifndef ME_HOST_H
#define ME_HOST_H

#include "config.h"
#include "rsyslog.h"

#include <json.h>

#include "conf.h"
#include "errmsg.h"
#include "module-template.h"
#include "msg.h"
#include "parserif.h"
#include "rainerscript.h"
#include "statsobj.h"

#include "stub_host.h"

/* Between these two the calling thread's allocations are the host's, which do not fail. */
void me_host_enter(void);
void me_host_leave(void);

/* `p`, which must not be NULL here. */
void *me_host_need(void *p);

/* `count` times `size` zeroed bytes, and a copy of `len` bytes with a zero behind them; released with free(). */
void *me_host_new(size_t count, size_t size);
char *me_host_duplicate(const char *text, size_t len);

/* A variable such as `$!a!b`, or NULL; owned by the message. */
struct fjson_object *me_host_variable(smsg_t *message, const msgPropDescr_t *at);

/* Objects of counters that are alive. */
int me_host_statistics(void);

#endif
