/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares plugin/interface.def with the headers of the rsyslog that the module is built for. All of it is done by the
 * compiler: what a release has changed is named in its error, before anything runs.
 */
#include "config.h"
#include "rsyslog.h"

#include <stdio.h>

#include "errmsg.h"
#include "msg.h"
#include "parserif.h"
#include "rainerscript.h"
#include "statsobj.h"

#define ME_CALL(result, name, parameters)                                                                              \
    _Static_assert(__builtin_types_compatible_p(__typeof__(name), result parameters), "rsyslog has changed " #name);
#define ME_DATA(type, name)                                                                                            \
    _Static_assert(__builtin_types_compatible_p(__typeof__(name), type), "rsyslog has changed " #name);
#define ME_MEMBER(result, name, parameters)                                                                            \
    _Static_assert(__builtin_types_compatible_p(__typeof__(((statsobj_if_t *)0)->name), result(*) parameters),         \
                   "rsyslog has changed statsobj." #name);
#define ME_MACRO(name)
#include "plugin/interface.def"
#undef ME_CALL
#undef ME_DATA
#undef ME_MEMBER

int main(void)
{
    puts("compiled: rsyslog's interface is as plugin/interface.def has it");
    return 0;
}
