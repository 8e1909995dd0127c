/* SPDX-License-Identifier: Apache-2.0
 *
 * Directories are walked in the order of their names, so that the list does not depend on the file system.
 */
#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "source.h"

enum { DEPTH_MAX = 32 };

/* Directories that are called alike on every server, and how an archive may spell those that have a name elsewhere. */
static const struct me_span common_names[] = {
    {"SMTP", 4},
    {"Logging", 7},
    {"Logs", 4},
    {"Log", 3},
    {"Mail Enable", 11},
    {"MailEnable", 10},
    {"Plesk", 5},
    {"Mail Servers", 12},
    {"Program Files", 13},
    {"Program Files (x86)", 19},
    {".", 1},
    {"..", 2},
};

static bool is_common(struct me_span name)
{
    for (size_t i = 0; i < sizeof(common_names) / sizeof(*common_names); i++)
        if (me_span_equal_nocase(name, common_names[i]))
            return true;
    return false;
}

struct me_span me_inputs_host_of(const char *path)
{
    const char *end = strrchr(path, '/');
    while (end != NULL && end > path) {
        const char *begin = end;
        while (begin > path && begin[-1] != '/')
            begin--;
        const struct me_span name = me_span_between(begin, end);
        if (name.len > 0 && !is_common(name))
            return name;
        end = begin > path ? begin - 1 : NULL;
    }
    return (struct me_span){0};
}

static bool same_directory(const char *a, const char *b)
{
    const char *end = strrchr(a, '/');
    const size_t len = end != NULL ? (size_t)(end - a) + 1 : 0;
    return len > 0 && strncmp(a, b, len) == 0 && strchr(b + len, '/') == NULL;
}

/* `entry_name`: of an entry of the archive at `path`, in which a directory is as good as one around it; or NULL. */
static char *host_of(const struct me_inputs *inputs, const char *path, const char *entry_name)
{
    const struct me_input *before = inputs->count > 0 ? &inputs->items[inputs->count - 1] : NULL;
    const struct me_span inner = entry_name != NULL ? me_inputs_host_of(entry_name) : (struct me_span){0};
    if (inputs->host != NULL)
        return strdup(inputs->host);
    if (inner.ptr != NULL)
        return strndup(inner.ptr, inner.len);
    if (before != NULL && before->path != NULL && before->entry == ME_SOURCE_WHOLE && path != NULL &&
        same_directory(before->path, path))
        return strdup(before->host); /* to find out takes a call of the system for each directory above */
    char *absolute = path != NULL ? realpath(path, NULL) : NULL;
    const struct me_span host = absolute != NULL ? me_inputs_host_of(absolute) : (struct me_span){0};
    char *copy = host.ptr != NULL ? strndup(host.ptr, host.len) : strdup("-");
    free(absolute);
    return copy;
}

static bool grow(struct me_inputs *inputs)
{
    if (inputs->count < inputs->capacity)
        return true;
    const size_t capacity = inputs->capacity > 0 ? inputs->capacity * 2 : 64;
    struct me_input *items = realloc(inputs->items, capacity * sizeof(*items));
    if (items == NULL)
        return false;
    inputs->items = items;
    inputs->capacity = capacity;
    return true;
}

static void complain(struct me_inputs *inputs, const char *name, const char *why)
{
    inputs->unread++;
    inputs->complain(name, why);
}

static bool append(struct me_inputs *inputs, const char *path, const char *entry_name, int entry, int64_t size,
                   const struct stat *status)
{
    struct me_input input = {.entry = entry, .size = size, .first = ME_NEVER, .place = inputs->count};
    const char *shown = path != NULL ? path : "standard input";
    const size_t name_size = strlen(shown) + (entry_name != NULL ? strlen(entry_name) : 0) + 2;
    input.path = path != NULL ? strdup(path) : NULL;
    input.name = malloc(name_size);
    input.host = host_of(inputs, path, entry_name);
    input.is_stream = path == NULL || !S_ISREG(status->st_mode);
    input.device = status->st_dev;
    input.inode = status->st_ino;
    input.host_len = input.host != NULL ? strlen(input.host) : 0;
    if ((path != NULL && input.path == NULL) || input.name == NULL || input.host == NULL || !grow(inputs)) {
        free(input.path);
        free(input.name);
        free(input.host);
        complain(inputs, shown, strerror(ENOMEM));
        return false;
    }
    snprintf(input.name, name_size, "%s%s%s", shown, entry_name != NULL ? ":" : "",
             entry_name != NULL ? entry_name : "");
    inputs->items[inputs->count++] = input;
    return true;
}

/* The archive whose entries are being added. */
struct archive_place {
    struct me_inputs *inputs;
    const char *path;
    const struct stat *status;
};

static bool take_entry(void *context, int entry, const char *name, int64_t size)
{
    const struct archive_place *place = context;
    return append(place->inputs, place->path, name, entry, size, place->status);
}

static void add_file(struct me_inputs *inputs, const char *path, const struct stat *status)
{
    struct archive_place place = {inputs, path, status};
    char *error = NULL;
    if (S_ISREG(status->st_mode) && me_source_entries(path, take_entry, &place, &error))
        return;
    if (error == NULL) {
        append(inputs, path, NULL, ME_SOURCE_WHOLE, status->st_size, status);
        return;
    }
    complain(inputs, path, error);
    free(error);
}

/* Pages are left out because people write ours beside the logs it is made of. */
static int is_wanted(const struct dirent *entry)
{
    return entry->d_name[0] != '.' &&
           !me_span_ends((struct me_span){entry->d_name, strlen(entry->d_name)}, ME_SPAN(".html"));
}

/* Whether it is the file that the report goes to. */
static bool is_output(const struct stat *status)
{
    struct stat output;
    return S_ISREG(status->st_mode) && fstat(STDOUT_FILENO, &output) == 0 && output.st_dev == status->st_dev &&
           output.st_ino == status->st_ino;
}

/* By bytes, not as alphasort() does it, whose order the locale changes. */
static int by_name(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static void add_path(struct me_inputs *inputs, const char *path, int depth);

static void add_directory(struct me_inputs *inputs, const char *path, int depth)
{
    struct dirent **entries = NULL;
    const int count = depth < DEPTH_MAX ? scandir(path, &entries, is_wanted, by_name) : -1;
    if (count < 0) {
        complain(inputs, path, depth < DEPTH_MAX ? strerror(errno) : "directories are nested too deeply");
        return;
    }
    for (int i = 0; i < count; i++) {
        const size_t size = strlen(path) + strlen(entries[i]->d_name) + 2;
        char *below = malloc(size);
        struct stat status;
        if (below != NULL) {
            const bool has_slash = path[0] != 0 && path[strlen(path) - 1] == '/';
            snprintf(below, size, "%s%s%s", path, has_slash ? "" : "/", entries[i]->d_name);
            const bool is_there = lstat(below, &status) == 0;
            if (is_there && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)))
                add_path(inputs, below, depth + 1);
            else if (is_there && S_ISLNK(status.st_mode) && stat(below, &status) == 0 && S_ISREG(status.st_mode))
                add_file(inputs, below, &status);
        }
        free(below);
        free(entries[i]);
    }
    free(entries);
}

static void add_path(struct me_inputs *inputs, const char *path, int depth)
{
    struct stat status;
    if (stat(path, &status) != 0)
        complain(inputs, path, strerror(errno));
    else if (S_ISDIR(status.st_mode))
        add_directory(inputs, path, depth);
    else if (!is_output(&status))
        add_file(inputs, path, &status);
    else if (depth == 0)
        complain(inputs, path, "is also the output");
}

void me_inputs_add(struct me_inputs *inputs, const char *path)
{
    struct stat status = {0};
    if (strcmp(path, "-") == 0) {
        fstat(0, &status);
        append(inputs, NULL, NULL, ME_SOURCE_WHOLE, S_ISREG(status.st_mode) ? status.st_size : 0, &status);
    } else {
        add_path(inputs, path, 0);
    }
}

void me_input_free(struct me_input *input)
{
    free(input->path);
    free(input->name);
    free(input->host);
}

void me_inputs_free(struct me_inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++)
        me_input_free(&inputs->items[i]);
    free(inputs->items);
    inputs->items = NULL;
    inputs->count = inputs->capacity = 0;
}
