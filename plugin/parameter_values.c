/* SPDX-License-Identifier: Apache-2.0
 *
 * Values are checked octet by octet; what a variable's name means, rsyslog says.
 */
#include "config.h"
#include "rsyslog.h"

#include "parameter_values.h"

static bool is_variable_character(char c)
{
    return me_ascii_alphanumeric(c) || c == '_' || c == '-' || c == '.' || c == '@';
}

bool me_parameter_is_variable(struct me_span name)
{
    if (name.len < 2 || name.len > ME_PARAMETER_VARIABLE_MAX || name.ptr[0] != '$' ||
        memchr("!./", name.ptr[1], 3) == NULL)
        return false;
    for (size_t i = 2; i < name.len; i++) {
        const bool separates = name.ptr[i] == '!' && i > 2 && i + 1 < name.len && name.ptr[i - 1] != '!';
        if (!separates && !is_variable_character(name.ptr[i]))
            return false;
    }
    return true;
}

uchar *me_parameter_copy(struct me_span text)
{
    uchar *copy = malloc(text.len + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return copy;
}

enum me_parameter_result me_parameter_describe(struct me_span name, msgPropDescr_t *at)
{
    uchar *copy = me_parameter_copy(name);
    if (copy == NULL)
        return ME_PARAMETER_NO_MEMORY;
    const rsRetVal known = msgPropDescrFill(at, copy, (int)name.len);
    free(copy);
    return known == RS_RET_OK ? ME_PARAMETER_TAKEN : ME_PARAMETER_WRONG;
}

enum me_parameter_result me_parameter_binary(bool *setting, struct me_span value)
{
    *setting = me_span_equal_nocase(value, ME_SPAN("on"));
    return *setting || me_span_equal_nocase(value, ME_SPAN("off")) ? ME_PARAMETER_TAKEN : ME_PARAMETER_WRONG;
}

enum me_parameter_result me_parameter_number(unsigned *setting, struct me_span value, unsigned least, unsigned most)
{
    unsigned number = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (!me_ascii_digit(value.ptr[i]) || number > most)
            return ME_PARAMETER_WRONG;
        number = number * 10 + (unsigned)(value.ptr[i] - '0');
    }
    if (value.len == 0 || number < least || number > most)
        return ME_PARAMETER_WRONG;
    *setting = number;
    return ME_PARAMETER_TAKEN;
}

enum me_parameter_result me_parameter_local(char **setting, struct me_span value)
{
    if (!me_parameter_is_variable(value) || value.ptr[1] != '.' || value.len < 3 ||
        memchr(value.ptr, '!', value.len) != NULL)
        return ME_PARAMETER_WRONG;
    *setting = (char *)me_parameter_copy(me_span_skip(value, 1));
    return *setting != NULL ? ME_PARAMETER_TAKEN : ME_PARAMETER_NO_MEMORY;
}
