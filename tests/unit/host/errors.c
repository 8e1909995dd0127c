/* SPDX-License-Identifier: Apache-2.0
 *
 * What rsyslog would say in its log.
 */
#include "host.h"

int Debug = 0;
static char errors[4096];
static char shown_errors[sizeof(errors)];

__attribute__((format(printf, 1, 0))) static void add_error(const char *format, va_list arguments)
{
    const size_t len = strlen(errors);
    vsnprintf(errors + len, sizeof(errors) - len, format, arguments);
    strncat(errors, "\n", sizeof(errors) - strlen(errors) - 1);
}

const char *me_stub_errors(void)
{
    memcpy(shown_errors, errors, sizeof(errors));
    errors[0] = '\0';
    return shown_errors;
}

void parser_errmsg(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_error(format, arguments);
    va_end(arguments);
}

void LogError(const int number, const int code, const char *format, ...)
{
    va_list arguments;
    (void)number, (void)code;
    va_start(arguments, format);
    add_error(format, arguments);
    va_end(arguments);
}

void r_dbgprintf(const char *file, const char *format, ...)
{
    (void)file, (void)format;
}
