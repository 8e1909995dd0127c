/* SPDX-License-Identifier: Apache-2.0
 *
 * Files on Linux and its relatives. Errors are those of errno.
 */
#include "system.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "interrupt.h"

static void fill_status(const struct stat *from, bool is_link, struct me_system_status *to)
{
    *to = (struct me_system_status){
        .kind = S_ISREG(from->st_mode)   ? ME_SYSTEM_FILE
                : S_ISDIR(from->st_mode) ? ME_SYSTEM_DIRECTORY
                                         : ME_SYSTEM_OTHER,
        .is_link = is_link,
        .size = S_ISREG(from->st_mode) ? from->st_size : 0,
        .identity = {.volume = from->st_dev, .index = {from->st_ino}},
    };
}

bool me_system_status(const char *path, struct me_system_status *status)
{
    struct stat s;
    if (lstat(path, &s) != 0)
        return false;
    const bool is_link = S_ISLNK(s.st_mode);
    if (is_link && stat(path, &s) != 0)
        return false;
    fill_status(&s, is_link, status);
    return true;
}

bool me_system_status_of(int descriptor, struct me_system_status *status)
{
    struct stat s;
    if (fstat(descriptor, &s) != 0)
        return false;
    fill_status(&s, false, status);
    return true;
}

int me_system_open(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

ptrdiff_t me_system_read(int descriptor, void *out, size_t size)
{
    ssize_t n;
    do
        n = read(descriptor, out, size);
    while (n < 0 && errno == EINTR); /* a signal came in between */
    return n;
}

int64_t me_system_seek(int descriptor, int64_t offset, int whence)
{
    return lseek(descriptor, offset, whence);
}

void me_system_close(int descriptor)
{
    close(descriptor);
}

/* All names, and whether that was all. */
static bool read_names(DIR *directory, struct me_texts *names)
{
    const struct dirent *entry;
    for (errno = 0; (entry = readdir(directory)) != NULL; errno = 0)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            !me_texts_add(names, strdup(entry->d_name))) {
            errno = ENOMEM;
            return false;
        }
    return errno == 0;
}

bool me_system_names(const char *path, struct me_texts *names)
{
    DIR *directory = opendir(path);
    if (directory == NULL)
        return false;
    const bool is_complete = read_names(directory, names);
    const int error = errno;
    closedir(directory);
    errno = error;
    return is_complete;
}

bool me_system_expand(const char *word, struct me_texts *paths)
{
    if (me_texts_add(paths, strdup(word)))
        return true;
    errno = ENOMEM;
    return false;
}

const char me_system_example[] = "/srv/logs/mail01", me_system_example_of_all[] = "/srv/logs";

bool me_system_log_directories(struct me_texts *paths)
{
    (void)paths;
    return true;
}

char *me_system_join(const char *path, const char *name)
{
    const size_t len = strlen(path), size = len + strlen(name) + 2;
    char *joined = malloc(size);
    if (joined != NULL)
        snprintf(joined, size, "%s%s%s", path, len > 0 && path[len - 1] == '/' ? "" : "/", name);
    return joined;
}

char *me_system_absolute(const char *path)
{
    return realpath(path, NULL);
}

bool me_system_is_separator(char c)
{
    return c == '/';
}

/* --- a file in the place of another --------------------------------------------------------------------------------*/

/* What the links at `path` lead to, so that they stay links; `path` when nothing is there yet. */
static char *target_of(const char *path)
{
    char *target = realpath(path, NULL);
    return target != NULL ? target : errno == ENOENT ? strdup(path) : NULL;
}

/* A name beside `path` that nobody uses: its own, a random number and `.tmp`. */
static int create_temporary(const char *path, char **name)
{
    enum { TRIES = 100, SUFFIX = 32 };
    const size_t size = strlen(path) + SUFFIX;
    int fd = -1;
    *name = malloc(size);
    for (int i = 0; i < TRIES && *name != NULL && fd < 0; i++) {
        uint64_t random = (uint64_t)getpid() + (uint64_t)i;
        (void)!me_system_random(&random, sizeof(random));
        snprintf(*name, size, "%s.%016llx.tmp", path, (unsigned long long)random);
        fd = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    return fd;
}

static void remove_temporary(const char *name)
{
    unlink(name);
    me_interrupt_hold();
    me_interrupt_release(NULL);
}

static FILE *open_beside(const char *target, const struct stat *old, char **temporary)
{
    me_interrupt_hold();
    const int fd = create_temporary(target, temporary);
    me_interrupt_release(fd >= 0 ? *temporary : NULL);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out == NULL) {
        const int error = errno;
        if (fd >= 0) {
            close(fd);
            remove_temporary(*temporary);
        }
        free(*temporary);
        *temporary = NULL;
        errno = error;
        return NULL;
    }
    /* Whoever may read the old file may read the new one; where it cannot be so, the umask's rule holds. */
    if (old != NULL) {
        (void)!fchown(fd, old->st_uid, old->st_gid);
        (void)!fchmod(fd, old->st_mode & 0777);
    }
    return out;
}

FILE *me_system_create_beside(const char *path, char **temporary)
{
    struct stat old;
    *temporary = NULL;
    const bool is_there = stat(path, &old) == 0;
    if (is_there && !S_ISREG(old.st_mode))
        return fopen(path, "we");
    char *target = target_of(path);
    FILE *out = target != NULL ? open_beside(target, is_there ? &old : NULL, temporary) : NULL;
    const int error = errno;
    free(target);
    errno = error;
    return out;
}

/* Without it the new name may be lost with the power, though not the old file. */
static void sync_directory_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *directory = slash == NULL ? strdup(".") : strndup(path, slash == path ? 1 : (size_t)(slash - path));
    const int fd = directory != NULL ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(directory);
}

static bool close_whole(FILE *out, bool syncs)
{
    const bool is_written = fflush(out) == 0 && !ferror(out) && (!syncs || fsync(fileno(out)) == 0);
    const int error = errno;
    const bool is_closed = fclose(out) == 0;
    if (!is_written)
        errno = error;
    return is_written && is_closed;
}

bool me_system_put_in_place(FILE *out, const char *temporary, const char *path)
{
    if (temporary == NULL)
        return close_whole(out, false);
    char *target = target_of(path);
    bool good = close_whole(out, true) && target != NULL && rename(temporary, target) == 0;
    const int error = errno;
    if (good)
        sync_directory_of(target);
    remove_temporary(temporary); /* nothing has that name any more when all went well */
    free(target);
    errno = error;
    return good;
}

void me_system_discard(FILE *out, const char *temporary)
{
    fclose(out);
    if (temporary != NULL)
        remove_temporary(temporary);
}
