/* SPDX-License-Identifier: Apache-2.0
 *
 * Commands by name: most words are compared with one name only, the one with the same letters at both ends.
 */
#include "tables/commands.h"

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

/* What tells most names apart: the letters at both ends, in any case, and the length. */
#define ME_KEY(first, last, len) (char)(((first)&0x5F) ^ ((last)&0x5F) << 2 ^ (len) << 5)

/* The names' keys, for a quick look. */
static const char keys[ME_COMMAND_MAX] = {
#define ME_COMMAND(id, name, ...) [ME_COMMAND_##id] = ME_KEY(name[0], name[sizeof(name) - 2], sizeof(name) - 1),
#include "tables/commands.def"
#undef ME_COMMAND
};

/* Four letters as a number, in upper case; other characters never become a letter. */
static inline uint32_t pack(const char *p)
{
    uint32_t four;
    memcpy(&four, p, sizeof(four));
    return four & UINT32_C(0xDFDFDFDF);
}

/* Whether `word` is the name. Nearly all names that rows have are of four letters, compared as one number. */
static inline bool is_name(struct me_span name, struct me_span word)
{
    if (word.len != sizeof(uint32_t) || name.len != word.len)
        return me_span_equal_nocase(name, word);
    return pack(name.ptr) == pack(word.ptr);
}

enum me_command me_commands_find(enum me_service service, struct me_span word)
{
    if (word.len == 0)
        return ME_COMMAND_GREETING;
    const char key = ME_KEY(word.ptr[0], word.ptr[word.len - 1], word.len), *end = keys + ME_COMMAND_OTHER;
    for (const char *p = keys + 1; (p = me_scan_byte(p, end, key)) < end; p++) {
        const struct row *row = &rows[p - keys];
        if (is_name(row->name, word) && (row->services & 1u << service) != 0)
            return (enum me_command)(p - keys);
    }
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
