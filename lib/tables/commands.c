/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands by name. Nearly all names that rows have are of four letters, which are compared as one number.
 */
#include "tables/commands.h"

#include <stdint.h>

#include "text/scan.h"

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
#define ME_FOUR(a, b, c, d)                                                                                            \
    (((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 | (uint32_t)(d) << 24) & 0xDFDFDFDF)

/* Four names that are compared at once. */
typedef uint32_t names __attribute__((vector_size(16)));

enum { AT_ONCE = sizeof(names) / sizeof(uint32_t) };

/* The names of four letters, which nearly all are that rows have; others have a number that no four letters make.
 * Behind them as many zeros as one look may go too far. */
static const uint32_t fours[ME_COMMAND_MAX + AT_ONCE] = {
#define ME_LETTER(name, i) (name)[sizeof(name) == 5 ? (i) : 0]
#define ME_COMMAND(id, name, ...)                                                                                      \
    [ME_COMMAND_##id] = sizeof(name) != 5                                                                              \
                            ? UINT32_MAX                                                                               \
                            : ME_FOUR(ME_LETTER(name, 0), ME_LETTER(name, 1), ME_LETTER(name, 2), ME_LETTER(name, 3)),
#include "tables/commands.def"
#undef ME_COMMAND
#undef ME_LETTER
};

static inline bool has(int i, enum me_service service)
{
    return (rows[i].services & 1u << service) != 0;
}

static enum me_command find_four(enum me_service service, const char *p)
{
    const uint32_t four = ME_FOUR((unsigned char)p[0], (unsigned char)p[1], (unsigned char)p[2], (unsigned char)p[3]);
    for (unsigned first = ME_COMMAND_GREETING + 1; first < ME_COMMAND_OTHER; first += AT_ONCE) {
        names some;
        memcpy(&some, &fours[first], sizeof(some));
        const unsigned same = me_scan_mask((me_scan_vector)(some == four));
        if (same != 0) { /* a name stands here once */
            const unsigned i = first + (unsigned)__builtin_ctz(same) / sizeof(four);
            return i < ME_COMMAND_OTHER && has((int)i, service) ? (enum me_command)i : ME_COMMAND_OTHER;
        }
    }
    return ME_COMMAND_OTHER;
}

enum me_command me_commands_find(enum me_service service, struct me_span word)
{
    if (word.len == 0)
        return ME_COMMAND_GREETING;
    if (word.len == sizeof(fours[0]))
        return find_four(service, word.ptr);
    for (int i = ME_COMMAND_GREETING + 1; i < ME_COMMAND_OTHER; i++)
        if (rows[i].name.len == word.len && me_span_equal_nocase(rows[i].name, word) && has(i, service))
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
