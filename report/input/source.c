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
    int64_t left; /* bytes of a stored entry of an archive that are not handed out yet; INT64_MAX: up to the end */
    char *block;  /* BLOCK bytes for libarchive; NULL for a plain file */
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

/* Stands before the data of the first file in the archive, also when its name is not in the encoding that it should be
 * in. */
static bool open_archive(struct me_source *s)
{
    struct archive_entry *entry;
    if (!new_archive(s) || archive_read_open1(s->archive) != ARCHIVE_OK)
        return false;
    int result;
    do
        result = archive_read_next_header(s->archive, &entry);
    while ((result == ARCHIVE_OK || result == ARCHIVE_WARN) && archive_entry_filetype(entry) == AE_IFDIR);
    return result == ARCHIVE_OK || result == ARCHIVE_WARN;
}

/* Reads the first bytes, to see what it is. */
static bool read_start(struct me_source *s)
{
    while (s->start_len < MAGIC_MAX) {
        const ptrdiff_t n = read_some(s, s->start + s->start_len, MAGIC_MAX - s->start_len);
        if (n <= 0)
            return n == 0;
        s->start_len += (size_t)n;
        /* A pipe may hold back the rest until someone types it: one line must not wait for the next. */
        if (!s->is_file && !strchr("\x1F\xFD\x28"
                                   "BP",
                                   s->start[0]))
            return true;
    }
    return true;
}

/* Closes what could not be opened. */
static struct me_source *fail(struct me_source *s, const char *why, char **error)
{
    *error = describe(why);
    me_source_close(s);
    return NULL;
}

static const char *archive_problem(const struct me_source *s)
{
    return s->archive != NULL ? archive_error_string(s->archive) : "memory is out";
}

struct me_source *me_source_open(const char *path, int64_t entry, int64_t size, char **error)
{
    struct me_source *s = calloc(1, sizeof(*s));
    struct me_system_status status;
    bool is_packed = false;
    if (s == NULL) {
        *error = describe("memory is out");
        return NULL;
    }
    s->left = INT64_MAX;
    s->fd = path != NULL ? me_system_open(path) : ME_SYSTEM_STDIN;
    if (s->fd < 0 || !me_system_status_of(s->fd, &status))
        return fail(s, me_system_error(), error);
    s->is_file = status.kind == ME_SYSTEM_FILE;
    if (entry != ME_SOURCE_WHOLE) {
        if (!me_zip_find(s->fd, entry, &is_packed))
            return fail(s, "is no more the zip archive that it was", error);
        s->left = is_packed ? INT64_MAX : size;
    } else {
        if (!read_start(s))
            return fail(s, me_system_error(), error);
        is_packed = is_compressed(s->start, s->start_len);
    }
    s->is_plain = !is_packed;
    return s->is_plain || open_archive(s) ? s : fail(s, archive_problem(s), error);
}

/* What was read ahead, and what follows it unless that may take its time. */
static ptrdiff_t read_plain(struct me_source *s, char *out, size_t size)
{
    const size_t ready = s->start_len < size ? s->start_len : size;
    size = (int64_t)size < s->left ? size : (size_t)s->left;
    memcpy(out, s->start, ready);
    memmove(s->start, s->start + ready, s->start_len - ready);
    s->start_len -= ready;
    if (ready == size || (ready > 0 && !s->is_file))
        return (ptrdiff_t)ready;
    const ptrdiff_t n = read_some(s, out + ready, size - ready);
    if (n > 0)
        s->left -= n;
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

bool me_source_entries(const char *path, bool (*take)(void *context, const struct me_zip_entry *entry), void *context,
                       char **error)
{
    char magic[MAGIC_MAX];
    const char *problem = NULL;
    *error = NULL;
    const int fd = me_system_open(path);
    const ptrdiff_t n = fd >= 0 ? me_system_read(fd, magic, MAGIC_MAX) : -1;
    const bool is_archive = n > 0 && is_zip(magic, (size_t)n);
    if (is_archive && (problem = me_zip_list(fd, take, context)) != NULL)
        *error = describe(problem);
    if (fd >= 0)
        me_system_close(fd);
    return is_archive && problem == NULL;
}
