/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands by name (RFC 5321, section 4.1; RFC 3207; RFC 4954; CONN, DATE and UNKN as seen in real logs).
 */
#include "tables/command.h"

#include <stdint.h>

enum { FOUR = 4, NAME_SIZE = 9 };

static const char names[ME_COMMAND_MAX][NAME_SIZE] = {
    [ME_COMMAND_EHLO] = "EHLO", [ME_COMMAND_HELO] = "HELO", [ME_COMMAND_STARTTLS] = "STARTTLS",
    [ME_COMMAND_AUTH] = "AUTH", [ME_COMMAND_MAIL] = "MAIL", [ME_COMMAND_RCPT] = "RCPT",
    [ME_COMMAND_DATA] = "DATA", [ME_COMMAND_RSET] = "RSET", [ME_COMMAND_QUIT] = "QUIT",
    [ME_COMMAND_CONN] = "CONN", [ME_COMMAND_DATE] = "DATE", [ME_COMMAND_UNKN] = "UNKN",
    [ME_COMMAND_NOOP] = "NOOP", [ME_COMMAND_HELP] = "HELP", [ME_COMMAND_VRFY] = "VRFY",
    [ME_COMMAND_EXPN] = "EXPN", [ME_COMMAND_ETRN] = "ETRN", [ME_COMMAND_TURN] = "TURN",
    [ME_COMMAND_BDAT] = "BDAT",
};

/* Four letters as a number, in upper case; what is no letter cannot become one. */
static uint32_t pack(const char *p)
{
    uint32_t four;
    memcpy(&four, p, sizeof(four));
    return four & UINT32_C(0xDFDFDFDF);
}

static bool is_starttls(struct me_span word)
{
    const char *name = names[ME_COMMAND_STARTTLS];
    return word.len == 2 * FOUR && pack(word.ptr) == pack(name) && pack(word.ptr + FOUR) == pack(name + FOUR);
}

enum me_command me_command_find(struct me_span word)
{
    if (word.len == FOUR) {
        const uint32_t four = pack(word.ptr);
        for (int i = 0; i < ME_COMMAND_OTHER; i++)
            if (pack(names[i]) == four && names[i][FOUR] == '\0' && names[i][0] != '\0')
                return (enum me_command)i;
        return ME_COMMAND_OTHER;
    }
    if (word.len == 0)
        return ME_COMMAND_GREETING;
    return is_starttls(word) ? ME_COMMAND_STARTTLS : ME_COMMAND_OTHER;
}

struct me_span me_command_name(enum me_command command)
{
    return (struct me_span){names[command], strlen(names[command])};
}
