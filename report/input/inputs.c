/* SPDX-License-Identifier: Apache-2.0
 *
 * Directories are walked in the order of their names, so that the list does not depend on the file system.
 */
#include "inputs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/system.h"
#include "source.h"

enum { DEPTH_MAX = 32 };

/* Directories that are called alike on every server, and how an archive may spell those that have a name elsewhere. */
static const struct me_span common_names[] = {
    {"SMTP", 4},
    {"IMAP", 4},
    {"POP", 3},
    {"POP3", 4},
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

/* `C:`, or `C$` as it is shared in a network. */
static bool is_drive(struct me_span name)
{
    return name.len == 2 && me_ascii_letter(name.ptr[0]) && (name.ptr[1] == ':' || name.ptr[1] == '$');
}

static bool is_common(struct me_span name)
{
    for (size_t i = 0; i < sizeof(common_names) / sizeof(*common_names); i++)
        if (me_span_equal_nocase(name, common_names[i]))
            return true;
    return is_drive(name);
}

/* The last separator before `end`, or NULL. */
static const char *separator_before(const char *path, const char *end)
{
    while (end > path && !me_system_is_separator(end[-1]))
        end--;
    return end > path ? end - 1 : NULL;
}

struct me_span me_inputs_host_of(const char *path)
{
    const char *end = separator_before(path, path + strlen(path));
    while (end != NULL && end > path) {
        const char *before = separator_before(path, end), *begin = before != NULL ? before + 1 : path;
        const struct me_span name = me_span_between(begin, end);
        if (name.len > 0 && !is_common(name))
            return name;
        end = before;
    }
    return (struct me_span){0};
}

static bool same_directory(const char *a, const char *b)
{
    const char *end = separator_before(a, a + strlen(a));
    const size_t len = end != NULL ? (size_t)(end - a) + 1 : 0;
    return len > 0 && strncmp(a, b, len) == 0 && separator_before(b + len, b + strlen(b)) == NULL;
}

static char *copy_of(struct me_span s)
{
    char *copy = malloc(s.len + 1);
    if (copy != NULL) {
        memcpy(copy, s.ptr, s.len);
        copy[s.len] = 0;
    }
    return copy;
}

/* `entry_name`: of an entry of the archive at `path`, in which a directory is as good as one around it; or NULL. */
static char *host_of(const struct me_inputs *inputs, const char *path, const char *entry_name)
{
    const struct me_input *before = inputs->count > 0 ? &inputs->items[inputs->count - 1] : NULL;
    const struct me_span inner = entry_name != NULL ? me_inputs_host_of(entry_name) : (struct me_span){0};
    if (inputs->host != NULL)
        return strdup(inputs->host);
    if (inner.ptr != NULL)
        return copy_of(inner);
    if (before != NULL && before->path != NULL && path != NULL && !before->names_host &&
        same_directory(before->path, path))
        return strdup(before->host); /* to find out takes a call of the system for each directory above */
    char *absolute = path != NULL ? me_system_absolute(path) : NULL;
    const struct me_span host = absolute != NULL ? me_inputs_host_of(absolute) : (struct me_span){0};
    char *copy = copy_of(host.ptr != NULL ? host : ME_SPAN("-"));
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

static bool append(struct me_inputs *inputs, const char *path, const char *entry_name, int64_t entry, int64_t size,
                   const struct me_system_status *status)
{
    struct me_input input = {.entry = entry, .size = size, .first = ME_NEVER, .place = inputs->count};
    const char *shown = path != NULL ? path : "standard input";
    const size_t name_size = strlen(shown) + (entry_name != NULL ? strlen(entry_name) : 0) + 2;
    input.path = path != NULL ? strdup(path) : NULL;
    input.name = malloc(name_size);
    input.host = host_of(inputs, path, entry_name);
    input.names_host = entry_name != NULL && me_inputs_host_of(entry_name).ptr != NULL;
    input.is_stream = path == NULL || status->kind != ME_SYSTEM_FILE;
    input.identity = status->identity;
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
    const struct me_system_status *status;
};

static bool take_entry(void *context, const struct me_zip_entry *entry)
{
    const struct archive_place *place = context;
    return append(place->inputs, place->path, entry->name, entry->offset, entry->size, place->status);
}

static void add_file(struct me_inputs *inputs, const char *path, const struct me_system_status *status)
{
    struct archive_place place = {inputs, path, status};
    char *error = NULL;
    if (status->kind == ME_SYSTEM_FILE && me_source_entries(path, take_entry, &place, &error))
        return;
    if (error == NULL) {
        append(inputs, path, NULL, ME_SOURCE_WHOLE, status->size, status);
        return;
    }
    complain(inputs, path, error);
    free(error);
}

/* Pages are left out because people write ours beside the logs it is made of. */
static bool is_wanted(const char *name)
{
    return name[0] != '.' && !me_span_ends((struct me_span){name, strlen(name)}, ME_SPAN(".html"));
}

/* Whether it is the file that the report goes to, or the one that it replaces. */
static bool is_output(const struct me_inputs *inputs, const struct me_system_status *status)
{
    struct me_system_status output;
    if (status->kind != ME_SYSTEM_FILE)
        return false;
    const bool is_known = inputs->output != NULL ? me_system_status(inputs->output, &output)
                                                 : me_system_status_of(ME_SYSTEM_STDOUT, &output);
    return is_known && memcmp(&output.identity, &status->identity, sizeof(output.identity)) == 0;
}

/* A directory that is being read, and those around it. */
struct place {
    const struct place *around;
    const char *path;
    struct me_system_identity identity;
    int depth;
};

/* Where the system shows a link as a directory, one may lie within itself. */
static bool is_within(const struct place *place, const struct me_system_identity *identity)
{
    for (; place != NULL; place = place->around)
        if (memcmp(&place->identity, identity, sizeof(*identity)) == 0)
            return true;
    return false;
}

static void add_directory(struct me_inputs *inputs, const struct place *place);

/* Adds what has this name in the directory: a file, or all files of a directory. */
static void add_name(struct me_inputs *inputs, const struct place *place, const char *name)
{
    struct me_system_status status;
    char *path = me_system_join(place->path, name);
    if (path != NULL && me_system_status(path, &status)) {
        const struct place below = {place, path, status.identity, place->depth + 1};
        if (status.kind == ME_SYSTEM_FILE && !is_output(inputs, &status))
            add_file(inputs, path, &status);
        else if (status.kind == ME_SYSTEM_DIRECTORY && !status.is_link && !is_within(place, &status.identity))
            add_directory(inputs, &below);
    }
    free(path);
}

static void add_directory(struct me_inputs *inputs, const struct place *place)
{
    struct me_texts names = {0};
    if (place->depth >= DEPTH_MAX)
        complain(inputs, place->path, "directories are nested too deeply");
    else if (!me_system_names(place->path, &names))
        complain(inputs, place->path, me_system_error());
    me_texts_sort(&names, 0);
    for (size_t i = 0; i < names.count; i++)
        if (is_wanted(names.items[i]))
            add_name(inputs, place, names.items[i]);
    me_texts_free(&names);
}

static void add_path(struct me_inputs *inputs, const char *path)
{
    struct me_system_status status = {0};
    const bool is_there = me_system_status(path, &status);
    const struct place place = {NULL, path, status.identity, 0};
    if (!is_there)
        complain(inputs, path, me_system_error());
    else if (status.kind == ME_SYSTEM_DIRECTORY)
        add_directory(inputs, &place);
    else if (is_output(inputs, &status))
        complain(inputs, path, "is also the output");
    else
        add_file(inputs, path, &status);
}

void me_inputs_add(struct me_inputs *inputs, const char *word)
{
    struct me_system_status status = {.kind = ME_SYSTEM_OTHER};
    struct me_texts paths = {0};
    if (strcmp(word, "-") == 0) {
        me_system_status_of(ME_SYSTEM_STDIN, &status);
        append(inputs, NULL, NULL, ME_SOURCE_WHOLE, status.size, &status);
        return;
    }
    if (!me_system_expand(word, &paths))
        complain(inputs, word, me_system_error());
    else if (paths.count == 0)
        complain(inputs, word, "nothing has such a name");
    for (size_t i = 0; i < paths.count; i++)
        add_path(inputs, paths.items[i]);
    me_texts_free(&paths);
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
