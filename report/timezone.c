/* SPDX-License-Identifier: Apache-2.0
 *
 * The name is checked before it becomes a part of a path; what the file says is checked byte by byte behind it. Where a
 * system keeps no such files, as Windows does, offsets are what there is.
 */
#include "timezone.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/system.h"

static const char directory[] = "/usr/share/zoneinfo";

/* Reads at most `size` bytes of the file at `path`. Empty: no such file. */
static struct me_span read_file(const char *path, char *buffer, size_t size)
{
    const int descriptor = me_system_open(path);
    size_t len = 0;
    ptrdiff_t n = 1;
    if (descriptor < 0)
        return (struct me_span){0};
    for (; n > 0 && len<size; len += n> 0 ? (size_t)n : 0)
        n = me_system_read(descriptor, buffer + len, size - len);
    me_system_close(descriptor);
    return (struct me_span){buffer, n < 0 ? 0 : len};
}

/* NULL: there is no zone of that name, or memory is out. */
static struct me_zone *read_zone(struct me_span name)
{
    char text[ME_ZONE_NAME_MAX + 1];
    if (!me_zone_is_name(name))
        return NULL;
    memcpy(text, name.ptr, name.len);
    text[name.len] = '\0';
    char *path = me_system_join(directory, text), *buffer = malloc(ME_ZONE_FILE_MAX + 1);
    struct me_zone *zone = malloc(sizeof(*zone));
    if (path == NULL || buffer == NULL || zone == NULL ||
        !me_zone_read(zone, read_file(path, buffer, ME_ZONE_FILE_MAX + 1))) {
        free(zone);
        zone = NULL;
    }
    free(buffer);
    free(path);
    return zone;
}

bool me_timezone_read(struct me_span value, struct me_timezone *out)
{
    const struct me_span offset = me_span_equal_nocase(value, ME_SPAN("utc")) ? ME_SPAN("Z") : value;
    struct me_timezone found = {.offset_len = offset.len};
    if (me_span_equal_nocase(value, ME_SPAN("sender"))) {
        found = (struct me_timezone){.is_sender = true};
    } else if (offset.ptr != value.ptr || me_offset_is_valid(value)) {
        memcpy(found.offset, offset.ptr, offset.len);
    } else {
        found = (struct me_timezone){.zone = read_zone(value)};
        if (found.zone == NULL)
            return false;
    }
    me_timezone_free(out);
    *out = found;
    return true;
}

struct me_span me_timezone_offset(const struct me_timezone *timezone, int64_t seconds, struct me_span line,
                                  char buffer[static ME_ZONE_OFFSET_LEN])
{
    if (timezone->is_sender)
        return me_offset_in_header(line);
    if (timezone->zone != NULL)
        return me_zone_offset(timezone->zone, seconds, buffer);
    return (struct me_span){timezone->offset, timezone->offset_len};
}

struct me_span me_timezone_likely_offset(const struct me_timezone *timezone, int64_t seconds, struct me_span line,
                                         char buffer[static ME_ZONE_OFFSET_LEN])
{
    struct me_span offset = me_timezone_offset(timezone, seconds, line, buffer);
    /* Clocks are changed by an hour nearly everywhere, and by less elsewhere. */
    if (offset.len == 0)
        offset = me_timezone_offset(timezone, seconds - ME_HOUR, line, buffer);
    return offset;
}

void me_timezone_free(struct me_timezone *timezone)
{
    free(timezone->zone);
    timezone->zone = NULL;
}
