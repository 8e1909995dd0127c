/* SPDX-License-Identifier: Apache-2.0
 *
 * Plain files are read as they are; everything else passes through libarchive, whose "raw" format is a compressed
 * file without an archive around it. No filter that would start another program is switched on.
 */
#include "source.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/system.h"

enum { MAGIC_MAX = 6, BLOCK = 65536 };

struct me_source {
    int fd;
    char start[MAGIC_MAX]; /* read ahead to see what it is, and not handed out yet */
    size_t start_len;
    bool is_plain, is_file; /* is_file: no read of it waits */
    struct archive *archive;
    int64_t position;
    char *block; /* BLOCK bytes for libarchive; NULL for a plain file */
};

static char *describe(const char *what)
{
    return strdup(what != NULL ? what : "cannot be read");
}

static bool is_zip(const char *magic, size_t len)
{
    return len >= 4 && memcmp(magic, "PK\3\4", 4) == 0;
}

static bool is_compressed(const char *magic, size_t len)
{
    return (len >= 2 && memcmp(magic, "\x1F\x8B", 2) == 0) ||
           (len >= 6 && memcmp(magic,
                               "\xFD"
                               "7zXZ\0",
                               6) == 0) ||
           (len >= 4 && memcmp(magic, "\x28\xB5\x2F\xFD", 4) == 0) || (len >= 3 && memcmp(magic, "BZh", 3) == 0) ||
           is_zip(magic, len);
}

/* What Windows PowerShell writes; nothing in it would be recognised. */
static bool is_utf16(const char *magic, size_t len)
{
    return len >= 2 && (memcmp(magic, "\xFF\xFE", 2) == 0 || memcmp(magic, "\xFE\xFF", 2) == 0);
}

static ptrdiff_t read_some(struct me_source *s, char *out, size_t size)
{
    const ptrdiff_t n = me_system_read(s->fd, out, size);
    if (n > 0)
        s->position += n;
    return n;
}

static la_ssize_t give_archive(struct archive *archive, void *context, const void **block)
{
    struct me_source *s = context;
    *block = s->block;
    if (s->start_len > 0) {
        const size_t len = s->start_len;
        memcpy(s->block, s->start, len);
        s->start_len = 0;
        return (la_ssize_t)len;
    }
    const ptrdiff_t n = read_some(s, s->block, BLOCK);
    if (n < 0)
        archive_set_error(archive, EIO, "%s", me_system_error());
    return n;
}

static la_int64_t seek_archive(struct archive *archive, void *context, la_int64_t offset, int whence)
{
    const struct me_source *s = context;
    const int64_t position = me_system_seek(s->fd, offset, whence);
    if (position >= 0)
        return position;
    archive_set_error(archive, EIO, "%s", me_system_error());
    return ARCHIVE_FATAL;
}

/* False when memory is out. */
static bool new_archive(struct me_source *s)
{
    struct archive *archive = s->archive = archive_read_new();
    s->block = malloc(BLOCK);
    if (archive == NULL || s->block == NULL)
        return false;
    archive_read_support_filter_gzip(archive);
    archive_read_support_filter_xz(archive);
    archive_read_support_filter_zstd(archive);
    archive_read_support_filter_bzip2(archive);
    archive_read_support_format_raw(archive);
    archive_read_support_format_zip(archive);
    archive_read_set_callback_data(archive, s);
    archive_read_set_read_callback(archive, give_archive);
    return true;
}

/* A zip archive that can be read from its directory at the end; entries before the wanted one cost nothing then. */
static bool open_file_of_entries(struct me_source *s)
{
    s->start_len = 0;
    archive_read_set_seek_callback(s->archive, seek_archive);
    return me_system_seek(s->fd, 0, SEEK_SET) == 0 && archive_read_open1(s->archive) == ARCHIVE_OK;
}

/* The next file in the archive, also when its name is not in the encoding that it should be in; NULL: there is none. */
static struct archive_entry *next_file(struct archive *archive, int *result)
{
    struct archive_entry *entry;
    do
        *result = archive_read_next_header(archive, &entry);
    while ((*result == ARCHIVE_OK || *result == ARCHIVE_WARN) && archive_entry_filetype(entry) == AE_IFDIR);
    return *result == ARCHIVE_OK || *result == ARCHIVE_WARN ? entry : NULL;
}

/* Stands before the data of the entry that is asked for: the first file when none is. */
static bool find_entry(struct archive *archive, int entry)
{
    int result;
    for (int number = 0; next_file(archive, &result) != NULL; number++)
        if (number >= entry)
            return true;
    return false;
}

static bool open_archive(struct me_source *s, int entry)
{
    if (!new_archive(s))
        return false;
    const bool is_open =
        s->is_file && entry != ME_SOURCE_WHOLE ? open_file_of_entries(s) : archive_read_open1(s->archive) == ARCHIVE_OK;
    return is_open && find_entry(s->archive, entry);
}

struct me_source *me_source_open(const char *path, int entry, char **error)
{
    struct me_source *s = calloc(1, sizeof(*s));
    struct me_system_status status;
    if (s == NULL) {
        *error = describe("memory is out");
        return NULL;
    }
    s->fd = path != NULL ? me_system_open(path) : ME_SYSTEM_STDIN;
    if (s->fd < 0 || !me_system_status_of(s->fd, &status)) {
        *error = describe(me_system_error());
        me_source_close(s);
        return NULL;
    }
    s->is_file = status.kind == ME_SYSTEM_FILE;
    while (s->start_len < MAGIC_MAX) {
        const ptrdiff_t n = read_some(s, s->start + s->start_len, MAGIC_MAX - s->start_len);
        if (n < 0) {
            *error = describe(me_system_error());
            me_source_close(s);
            return NULL;
        }
        if (n == 0)
            break;
        s->start_len += (size_t)n;
        /* A pipe may hold back the rest until someone types it: one line must not wait for the next. */
        if (!s->is_file && !strchr("\x1F\xFD\x28"
                                   "BP",
                                   s->start[0]))
            break;
    }
    if (is_utf16(s->start, s->start_len)) {
        *error = describe("is in UTF-16; convert it first, for example with iconv -f UTF-16 -t UTF-8");
        me_source_close(s);
        return NULL;
    }
    s->is_plain = !is_compressed(s->start, s->start_len);
    if (!s->is_plain && !open_archive(s, entry)) {
        *error = describe(s->archive != NULL ? archive_error_string(s->archive) : NULL);
        me_source_close(s);
        return NULL;
    }
    return s;
}

/* What was read ahead, and what follows it unless that may take its time. */
static ptrdiff_t read_plain(struct me_source *s, char *out, size_t size)
{
    const size_t ready = s->start_len < size ? s->start_len : size;
    memcpy(out, s->start, ready);
    memmove(s->start, s->start + ready, s->start_len - ready);
    s->start_len -= ready;
    if (ready == size || (ready > 0 && !s->is_file))
        return (ptrdiff_t)ready;
    const ptrdiff_t n = read_some(s, out + ready, size - ready);
    return n < 0 ? -1 : (ptrdiff_t)ready + n;
}

ptrdiff_t me_source_read(struct me_source *s, char *out, size_t size, char **error)
{
    if (s->is_plain) {
        const ptrdiff_t n = read_plain(s, out, size);
        if (n < 0)
            *error = describe(me_system_error());
        return n;
    }
    const la_ssize_t n = archive_read_data(s->archive, out, size);
    if (n < 0) {
        *error = describe(archive_error_string(s->archive));
        return -1;
    }
    return n;
}

int64_t me_source_position(const struct me_source *s)
{
    return s->position;
}

void me_source_close(struct me_source *s)
{
    if (s->archive != NULL)
        archive_read_free(s->archive);
    if (s->fd > ME_SYSTEM_STDIN)
        me_system_close(s->fd);
    free(s->block);
    free(s);
}

/* Calls `take` for each file of the zip archive. */
static bool list_entries(struct me_source *s, bool (*take)(void *context, int entry, const char *name, int64_t size),
                         void *context)
{
    struct archive_entry *header;
    int result = new_archive(s) && open_file_of_entries(s) ? ARCHIVE_OK : ARCHIVE_FATAL;
    for (int number = 0; result == ARCHIVE_OK && (header = next_file(s->archive, &result)) != NULL; number++) {
        const char *name = archive_entry_pathname(header);
        result = ARCHIVE_OK;
        if (!take(context, number, name != NULL ? name : "", archive_entry_size(header)))
            result = ARCHIVE_FATAL;
    }
    return result == ARCHIVE_EOF;
}

bool me_source_entries(const char *path, bool (*take)(void *context, int entry, const char *name, int64_t size),
                       void *context, char **error)
{
    char magic[MAGIC_MAX];
    struct me_source *s = calloc(1, sizeof(*s));
    *error = NULL;
    if (s == NULL)
        return false;
    s->fd = me_system_open(path);
    const ptrdiff_t n = s->fd >= 0 ? me_system_read(s->fd, magic, MAGIC_MAX) : -1;
    const bool is_archive = n > 0 && is_zip(magic, (size_t)n);
    const bool is_listed = is_archive && list_entries(s, take, context);
    if (is_archive && !is_listed)
        *error = describe(s->archive != NULL ? archive_error_string(s->archive) : NULL);
    me_source_close(s);
    return is_listed;
}
