/* SPDX-License-Identifier: Apache-2.0
 *
 * rsyslog tells no module which release it is: the interface version has been 6 for years, statsobj's number has
 * changed between releases but not between all, and no function or symbol holds the version. What every release has is
 * the text of its own start-up message, compiled into rsyslogd. It is looked for in the constants of the running
 * program; where it is not found, those two numbers are all the protection there is.
 */
#include "config.h"
#include "rsyslog.h"

#include <link.h>

#include "errmsg.h"

#include "mmmailenable-config.h"
#include "version.h"

enum { VERSION_LEN_MAX = 32 };

static bool is_version_character(char c)
{
    return me_ascii_alphanumeric(c) || c == '.' || c == '-' || c == '_';
}

/* AddressSanitizer puts forbidden bytes between the constants of a program, and the search runs over all of them. */
__attribute__((no_sanitize_address)) struct me_span me_version_in(struct me_span memory)
{
    static const char mark[] = "software=\"rsyslogd\" swVersion=\"";
    const char *end = me_span_end(memory);
    for (const char *p = memory.ptr; end - p >= (ptrdiff_t)sizeof(mark); p++) {
        size_t matched = 0;
        while (matched < sizeof(mark) - 1 && p[matched] == mark[matched])
            matched++;
        if (mark[matched] != '\0')
            continue;
        struct me_span version = {p + matched, 0};
        while (version.len < VERSION_LEN_MAX && me_span_end(version) < end &&
               is_version_character(*me_span_end(version)))
            version.len++;
        if (version.len > 0 && me_ascii_digit(version.ptr[0]) && me_span_end(version) < end &&
            *me_span_end(version) == '"')
            return version;
    }
    return (struct me_span){0};
}

/* Looks into the first object, which is the program itself, and ends the walk there. */
static int search_program(struct dl_phdr_info *program, size_t size, void *found)
{
    (void)size;
    struct me_span *version = found;
    for (int i = 0; i < program->dlpi_phnum && version->ptr == NULL; i++) {
        const ElfW(Phdr) *segment = &program->dlpi_phdr[i];
        if (segment->p_type == PT_LOAD && (segment->p_flags & (PF_R | PF_W)) == PF_R)
            *version = me_version_in(
                (struct me_span){(const char *)(program->dlpi_addr + segment->p_vaddr), segment->p_filesz});
    }
    return 1;
}

bool me_version_fits(void)
{
    struct me_span running = {0};
    dl_iterate_phdr(search_program, &running);
    if (running.ptr == NULL || me_span_equal(running, ME_SPAN(ME_RSYSLOG_VERSION)))
        return true;
    LogError(0, RS_RET_ERR,
             "mmmailenable " ME_VERSION " was built for rsyslog " ME_RSYSLOG_VERSION " and cannot run in %.*s: "
             "build it again with the source of the running release",
             (int)running.len, running.ptr);
    return false;
}
