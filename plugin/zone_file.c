/* SPDX-License-Identifier: Apache-2.0
 *
 * The name is checked before it becomes a part of a path; what the file says is checked byte by byte behind it.
 */
#include "zone_file.h"

#include <stdio.h>
#include <stdlib.h>

static const char directory[] = "/usr/share/zoneinfo/";

/* Reads at most ME_ZONE_FILE_MAX bytes, and one more that says that there are more. Empty: no such file. */
static struct me_span read_file(const char *path, char buffer[static ME_ZONE_FILE_MAX + 1])
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return (struct me_span){0};
    const size_t len = fread(buffer, 1, ME_ZONE_FILE_MAX + 1, file);
    fclose(file);
    return (struct me_span){buffer, len};
}

struct me_zone *me_zone_file_read(struct me_span name)
{
    char path[sizeof(directory) + ME_ZONE_NAME_MAX];
    if (!me_zone_is_name(name))
        return NULL;
    memcpy(path, directory, sizeof(directory) - 1);
    memcpy(path + sizeof(directory) - 1, name.ptr, name.len);
    path[sizeof(directory) - 1 + name.len] = '\0';
    char *buffer = malloc(ME_ZONE_FILE_MAX + 1);
    struct me_zone *zone = malloc(sizeof(*zone));
    if (buffer == NULL || zone == NULL || !me_zone_read(zone, read_file(path, buffer))) {
        free(zone);
        zone = NULL;
    }
    free(buffer);
    return zone;
}
