/* SPDX-License-Identifier: Apache-2.0
 *
 * What may stand in a parameter's value: switches, numbers, names of variables. Knows values, and no parameter.
 */
#ifndef ME_PARAMETER_VALUES_H
#define ME_PARAMETER_VALUES_H

#include <stdbool.h>

#include "msg.h"
#include "text/span.h"

/* What a setter makes of a value. */
enum me_parameter_result { ME_PARAMETER_TAKEN, ME_PARAMETER_WRONG, ME_PARAMETER_NO_MEMORY };

enum { ME_PARAMETER_VARIABLE_MAX = 255 /* octets of a variable's name */ };

/* Whether `name` is `$!`, `$.` or `$/`, and behind it nothing or names with one `!` between them. */
bool me_parameter_is_variable(struct me_span name);

/* A copy with a NUL for rsyslog's functions, which write to their names; NULL when memory is out. */
uchar *me_parameter_copy(struct me_span text);

/* Asks rsyslog what `name` is. */
enum me_parameter_result me_parameter_describe(struct me_span name, msgPropDescr_t *at);

/* `on` or `off`. */
enum me_parameter_result me_parameter_binary(bool *setting, struct me_span value);

/* Decimal digits, `least` to `most`. */
enum me_parameter_result me_parameter_number(unsigned *setting, struct me_span value, unsigned least, unsigned most);

/* `$.name` -> `.name` in `*setting`: one name, since rsyslog would make what stands above it. */
enum me_parameter_result me_parameter_local(char **setting, struct me_span value);

#endif
