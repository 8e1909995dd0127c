/* SPDX-License-Identifier: Apache-2.0
 *
 * The directory stands at the end of the file, its own place behind it; archives of more than 4 GiB or 65,535 files say
 * that in a second record before.
 */
#include "zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/system.h"

enum {
    HEADER = 30,          /* bytes of an entry's header before its name */
    ROW = 46,             /* bytes of a row of the directory before its name */
    END = 22,             /* bytes of the record at the end, and at most COMMENT_MAX behind it */
    COMMENT_MAX = 0xFFFF, /* bytes */
    LOCATOR = 20,         /* bytes of what stands before it in a large archive */
    LARGE_END = 56,       /* bytes of that archive's own record */
    LARGE_EXTRA = 1,      /* the tag of an extra field with the large numbers of a row */
    NAME_MAX_BYTES = 0xFFFF,
    IS_ENCRYPTED = 1,
};

static const char BROKEN[] = "is a broken zip archive";

static uint64_t number(const unsigned char *p, unsigned bytes)
{
    uint64_t value = 0;
    while (bytes-- > 0)
        value = value << 8 | p[bytes];
    return value;
}

static bool has_sign(const unsigned char *p, unsigned char third, unsigned char fourth)
{
    return p[0] == 'P' && p[1] == 'K' && p[2] == third && p[3] == fourth;
}

static bool read_at(int descriptor, int64_t offset, unsigned char *out, size_t size)
{
    if (offset < 0 || me_system_seek(descriptor, offset, SEEK_SET) != offset)
        return false;
    for (size_t got = 0; got < size;) {
        const ptrdiff_t n = me_system_read(descriptor, out + got, size - got);
        if (n <= 0)
            return false;
        got += (size_t)n;
    }
    return true;
}

struct directory {
    uint64_t offset, size;
};

/* Reads the record of a large archive, whose locator stands at `locator`. */
static bool read_large_end(int descriptor, int64_t locator, struct directory *d)
{
    unsigned char bytes[LARGE_END];
    if (!read_at(descriptor, locator, bytes, LOCATOR) || !has_sign(bytes, 6, 7) ||
        !read_at(descriptor, (int64_t)number(bytes + 8, 8), bytes, LARGE_END) || !has_sign(bytes, 6, 6))
        return false;
    *d = (struct directory){.offset = number(bytes + 48, 8), .size = number(bytes + 40, 8)};
    return true;
}

/* Reads the record at the end; a comment of any length may follow it. */
static bool find_directory(int descriptor, struct directory *d)
{
    const int64_t size = me_system_seek(descriptor, 0, SEEK_END);
    const int64_t tail = size < END + COMMENT_MAX ? size : END + COMMENT_MAX;
    unsigned char *bytes = tail >= END ? malloc((size_t)tail) : NULL;
    bool found = bytes != NULL && read_at(descriptor, size - tail, bytes, (size_t)tail);
    if (found) {
        const unsigned char *p = bytes + tail - END;
        while (p > bytes && !has_sign(p, 5, 6))
            p--;
        found = has_sign(p, 5, 6);
        *d = (struct directory){.offset = number(p + 16, 4), .size = number(p + 12, 4)};
        if (found && (d->offset == UINT32_MAX || d->size == UINT32_MAX || number(p + 10, 2) == UINT16_MAX))
            found = read_large_end(descriptor, size - tail + (p - bytes) - LOCATOR, d) || d->offset != UINT32_MAX;
    }
    free(bytes);
    return found && d->size <= ME_ZIP_DIRECTORY_MAX && d->offset <= (uint64_t)size;
}

/* Takes the large numbers of a row out of its extra fields: each stands there only if its small place is full. */
static void read_large(const unsigned char *extra, size_t len, bool has_plain_size, uint64_t *size, uint64_t *offset)
{
    while (len >= 4) {
        const unsigned char *p = extra + 4;
        size_t room = number(extra + 2, 2);
        if (room > len - 4)
            return;
        len -= 4 + room;
        extra += 4 + room;
        if (number(p - 4, 2) != LARGE_EXTRA)
            continue;
        if (has_plain_size && room >= 8) {
            p += 8;
            room -= 8;
        }
        if (*size == UINT32_MAX && room >= 8) {
            *size = number(p, 8);
            p += 8;
            room -= 8;
        }
        if (*offset == UINT32_MAX && room >= 8)
            *offset = number(p, 8);
    }
}

/* The row at `p` of the directory, `len` bytes of which are left. Returns its length; 0: it is not one. */
static size_t read_row(const unsigned char *p, size_t len, char *name, struct me_zip_entry *entry)
{
    if (len < ROW || !has_sign(p, 1, 2))
        return 0;
    const size_t name_len = number(p + 28, 2), extra_len = number(p + 30, 2), comment_len = number(p + 32, 2);
    if (len - ROW < name_len + extra_len + comment_len)
        return 0;
    uint64_t size = number(p + 20, 4), offset = number(p + 42, 4);
    read_large(p + ROW + name_len, extra_len, number(p + 24, 4) == UINT32_MAX, &size, &offset);
    memcpy(name, p + ROW, name_len);
    name[name_len] = 0;
    for (char *c = name; *c != 0; c++) /* as some programs of Windows write it */
        *c = *c == '\\' ? '/' : *c;
    *entry = (struct me_zip_entry){name, (int64_t)offset, (int64_t)size};
    return ROW + name_len + extra_len + comment_len;
}

const char *me_zip_list(int descriptor, bool (*take)(void *context, const struct me_zip_entry *entry), void *context)
{
    struct directory d;
    if (!find_directory(descriptor, &d))
        return BROKEN;
    unsigned char *rows = malloc(d.size > 0 ? (size_t)d.size : 1);
    char *name = malloc(NAME_MAX_BYTES + 1);
    const char *problem = rows == NULL || name == NULL                                   ? "memory is out"
                          : read_at(descriptor, (int64_t)d.offset, rows, (size_t)d.size) ? NULL
                                                                                         : BROKEN;
    for (size_t at = 0; problem == NULL && at < d.size;) {
        struct me_zip_entry entry;
        const size_t len = read_row(rows + at, (size_t)d.size - at, name, &entry);
        if (len == 0)
            problem = BROKEN;
        else if (entry.name[0] != 0 && entry.name[strlen(entry.name) - 1] != '/' && !take(context, &entry))
            break;
        at += len;
    }
    free(rows);
    free(name);
    return problem;
}

bool me_zip_find(int descriptor, int64_t offset, bool *is_packed)
{
    unsigned char bytes[HEADER];
    if (!read_at(descriptor, offset, bytes, HEADER) || !has_sign(bytes, 3, 4))
        return false;
    *is_packed = number(bytes + 8, 2) != 0 || (bytes[6] & IS_ENCRYPTED) != 0;
    const int64_t data = offset + HEADER + (int64_t)(number(bytes + 26, 2) + number(bytes + 28, 2));
    return me_system_seek(descriptor, *is_packed ? offset : data, SEEK_SET) >= 0;
}
