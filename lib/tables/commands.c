/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands by name. Nearly all names that rows have are of four letters, which are compared as one number.
 */
#include "tables/commands.h"

#include <stdint.h>

enum { FOUR = 4 };

enum { SMTP = 1u << ME_SERVICE_SMTP, IMAP = 1u << ME_SERVICE_IMAP, POP = 1u << ME_SERVICE_POP };

struct row {
    struct me_span name;
    unsigned services;
    enum me_credential_rule credential;
};

static const struct row rows[ME_COMMAND_MAX] = {
    [ME_COMMAND_GREETING] = {{"", 0}, SMTP | IMAP | POP, ME_CREDENTIAL_IF_IT_LOOKS_SO},
#define ME_COMMAND(id, name, services, credential)                                                                     \
    [ME_COMMAND_##id] = {{name, sizeof(name) - 1}, services, ME_CREDENTIAL_##credential},
#include "tables/commands.def"
#undef ME_COMMAND
    [ME_COMMAND_OTHER] = {{"", 0}, SMTP | IMAP | POP, ME_CREDENTIAL_IF_IT_LOOKS_SO},
};

/* Four letters as a number, in upper case; other characters never become a letter. */
static uint32_t pack(const char *p)
{
    uint32_t four;
    memcpy(&four, p, sizeof(four));
    return four & UINT32_C(0xDFDFDFDF);
}

static inline bool is_name(struct me_span name, struct me_span word)
{
    if (name.len != word.len)
        return false;
    return word.len == FOUR ? pack(name.ptr) == pack(word.ptr) : me_span_equal_nocase(name, word);
}

enum me_command me_commands_find(enum me_service service, struct me_span word)
{
    if (word.len == 0)
        return ME_COMMAND_GREETING;
    for (int i = ME_COMMAND_GREETING + 1; i < ME_COMMAND_OTHER; i++)
        if (is_name(rows[i].name, word) && (rows[i].services & 1u << service) != 0)
            return (enum me_command)i;
    return ME_COMMAND_OTHER;
}

struct me_span me_commands_name(enum me_command command)
{
    return rows[command].name;
}

enum me_credential_rule me_commands_credential(enum me_command command)
{
    return rows[command].credential;
}
