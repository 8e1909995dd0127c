/* SPDX-License-Identifier: Apache-2.0
 *
 * A host for the module without an rsyslogd: the few functions of rsyslog that the module calls, doing what rsyslog
 * does as far as the module can see it, and a memory that can run out. Knows rsyslog's interface, not the module's.
 */
#ifndef ME_STUB_HOST_H
#define ME_STUB_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct msg;

/* Loads and unloads the module. False: it refused. */
bool me_stub_load(void);
void me_stub_unload(void);

/* A parameter of an action; `value` starting with `[` is an array, its elements separated by commas: `[a,b]`. */
struct me_stub_parameter {
    const char *name, *value;
};

enum { ME_STUB_PARAMETERS_MAX = 8 };

/* An action with one worker. */
struct me_stub_action {
    void *instance, *worker;
};

/* Creates an action from up to ME_STUB_PARAMETERS_MAX parameters; the list ends at a row without name. False: the
 * module refused it, and nothing is left of it. */
bool me_stub_action_new(struct me_stub_action *action, const struct me_stub_parameter *parameters);
void me_stub_action_free(struct me_stub_action *action);

/* Another worker of `action`, for another thread: rsyslog gives each a worker of its own. False: it was refused. Freed
 * before the action. */
bool me_stub_worker_new(struct me_stub_action *other, const struct me_stub_action *action);
void me_stub_worker_free(struct me_stub_action *other);

/* A message whose $msg is the last `msg_len` bytes of `raw`. */
struct msg *me_stub_message_new(const char *raw, size_t raw_len, size_t msg_len, const char *tag);
void me_stub_message_free(struct msg *message);

/* Sets $hostname; without, it is `sender`, the name of the machine that all messages come from. */
void me_stub_set_host(struct msg *message, const char *host);

/* Texts that rsyslog keeps of a header besides the raw message. */
enum me_stub_header {
    ME_STUB_TAG,
    ME_STUB_HOSTNAME,
    ME_STUB_PROGRAMNAME,
    ME_STUB_APP_NAME,
    ME_STUB_PROCID,
    ME_STUB_MSGID,
    ME_STUB_STRUCTURED_DATA,
    ME_STUB_HEADER_MAX
};
void me_stub_set_header(struct msg *message, enum me_stub_header which, const char *text);
const char *me_stub_header(struct msg *message, enum me_stub_header which); /* NULL: was never set */

/* Lets the action work on the message. True: RS_RET_OK. */
bool me_stub_run(struct me_stub_action *action, struct msg *message);

/* Sets a variable such as `$!a!b` to what `json` says. */
void me_stub_set(struct msg *message, const char *name, const char *json);

/* All `$!` (root `!`) or `$.` (root `.`) variables as JSON text; empty when there are none. Valid until the next call
 * for the message. */
const char *me_stub_variables(struct msg *message, char root);

const char *me_stub_raw(const struct msg *message);
const char *me_stub_msg(const struct msg *message);
bool me_stub_parse_success(const struct msg *message);

/* The error messages since the last call, one a line. */
const char *me_stub_errors(void);

/* A counter by its name, and how many there are. */
uint64_t me_stub_counter(const char *name);
size_t me_stub_counters(void);

/* From now on `count` allocations succeed and all later ones fail; -1: none fails. Returns whether one has failed since
 * the last call. Counts those of the module and of lib/, not those of this host, whose failures are rsyslog's affair.
 */
bool me_stub_fail_after(int count);

#endif
