/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands by name (RFC 5321, section 4.1; RFC 3207; RFC 4954; CONN, DATE and UNKN as seen in real logs).
 */
#include "command.h"

#include <stdint.h>

static const struct me_span names[ME_COMMAND_MAX] = {
    [ME_COMMAND_GREETING] = {"", 0},         [ME_COMMAND_EHLO] = {"EHLO", 4}, [ME_COMMAND_HELO] = {"HELO", 4},
    [ME_COMMAND_STARTTLS] = {"STARTTLS", 8}, [ME_COMMAND_AUTH] = {"AUTH", 4}, [ME_COMMAND_MAIL] = {"MAIL", 4},
    [ME_COMMAND_RCPT] = {"RCPT", 4},         [ME_COMMAND_DATA] = {"DATA", 4}, [ME_COMMAND_RSET] = {"RSET", 4},
    [ME_COMMAND_QUIT] = {"QUIT", 4},         [ME_COMMAND_CONN] = {"CONN", 4}, [ME_COMMAND_DATE] = {"DATE", 4},
    [ME_COMMAND_UNKN] = {"UNKN", 4},         [ME_COMMAND_NOOP] = {"NOOP", 4}, [ME_COMMAND_HELP] = {"HELP", 4},
    [ME_COMMAND_VRFY] = {"VRFY", 4},         [ME_COMMAND_EXPN] = {"EXPN", 4}, [ME_COMMAND_ETRN] = {"ETRN", 4},
    [ME_COMMAND_TURN] = {"TURN", 4},         [ME_COMMAND_BDAT] = {"BDAT", 4}, [ME_COMMAND_OTHER] = {"", 0},
};

/* Four letters as a number, in upper case; what is no letter cannot become one. */
static uint32_t pack(const char *p)
{
    uint32_t four;
    memcpy(&four, p, sizeof(four));
    return four & UINT32_C(0xDFDFDFDF);
}

enum me_command me_command_find(struct me_span word)
{
    if (word.len == 4) {
        const uint32_t four = pack(word.ptr);
        for (int i = 0; i < ME_COMMAND_OTHER; i++)
            if (names[i].len == 4 && pack(names[i].ptr) == four)
                return (enum me_command)i;
        return ME_COMMAND_OTHER;
    }
    if (word.len == 0)
        return ME_COMMAND_GREETING;
    return me_span_equal_nocase(word, names[ME_COMMAND_STARTTLS]) ? ME_COMMAND_STARTTLS : ME_COMMAND_OTHER;
}

struct me_span me_command_name(enum me_command command)
{
    return names[command];
}
