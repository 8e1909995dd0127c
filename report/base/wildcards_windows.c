/* SPDX-License-Identifier: Apache-2.0
 *
 * Wildcards in paths, which the shells of Windows leave to each program. Not FindFirstFileW()'s own, which compare the
 * short names of old programs as well: there `*.htm` finds `page.html`.
 */
#include "system.h"

#include <windows.h>
#include <stdlib.h>
#include <string.h>

#include "text_windows.h"

/* The prefix of `\\?\C:\logs` is not a wildcard. */
static const char *behind_prefix(const char *path)
{
    return strncmp(path, "\\\\?\\", 4) == 0 ? path + 4 : path;
}

static bool is_same_letter(wchar_t a, wchar_t b)
{
    return CompareStringOrdinal(&a, 1, &b, 1, TRUE) == CSTR_EQUAL;
}

/* `ex*.log` matches `ex261122.log`. Goes back to the last `*` alone, so that the time is the product of the lengths. */
static bool matches(const wchar_t *pattern, const wchar_t *name)
{
    const wchar_t *star = NULL, *resume = NULL;
    while (*name != 0) {
        if (*pattern == L'*') {
            star = pattern++;
            resume = name;
        } else if (*pattern != 0 && (*pattern == L'?' || is_same_letter(*pattern, *name))) {
            pattern++;
            name++;
        } else if (star != NULL) {
            pattern = star + 1;
            name = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == L'*')
        pattern++;
    return *pattern == 0;
}

/* A pattern cut at its first part with wildcards: `C:\logs\`, `mail*` and `SMTP\*.log` of `C:\logs\mail*\SMTP\*.log`.
 */
struct cut {
    char *directory;  /* `.` when there is none */
    wchar_t *part;    /* NULL: there are no wildcards */
    const char *rest; /* what follows, without the separator; empty when nothing does */
    bool has_directory;
};

static bool cut_pattern(const char *pattern, struct cut *cut)
{
    const char *wild = strpbrk(behind_prefix(pattern), "*?");
    const char *begin = wild, *end = wild;
    *cut = (struct cut){.rest = ""};
    if (wild == NULL)
        return true;
    while (begin > pattern && !me_system_is_separator(begin[-1]) && begin[-1] != ':')
        begin--;
    while (*end != 0 && !me_system_is_separator(*end))
        end++;
    char *part = calloc((size_t)(end - begin) + 1, 1);
    cut->directory = calloc((size_t)(begin - pattern) + 2, 1);
    cut->has_directory = begin > pattern;
    if (part != NULL && cut->directory != NULL) {
        memcpy(part, begin, (size_t)(end - begin));
        memcpy(cut->directory, cut->has_directory ? pattern : ".", cut->has_directory ? (size_t)(begin - pattern) : 1);
        cut->part = me_windows_wide(part);
    }
    free(part);
    while (me_system_is_separator(*end))
        end++;
    cut->rest = end;
    return cut->part != NULL && cut->directory != NULL;
}

static bool add_matches(const char *pattern, struct me_texts *found);

/* A name in the directory, with the rest of the pattern behind it. */
static bool add_name(const struct cut *cut, const char *name, struct me_texts *found)
{
    char *path = cut->has_directory ? me_system_join(cut->directory, name) : _strdup(name);
    if (path == NULL || *cut->rest == 0)
        return me_texts_add(found, path);
    char *pattern = me_system_join(path, cut->rest);
    const bool good = pattern != NULL && add_matches(pattern, found);
    free(pattern);
    free(path);
    return good;
}

static bool add_names(const struct cut *cut, struct me_texts *found)
{
    struct me_texts names = {0};
    bool good = true;
    if (!me_system_names(cut->directory, &names)) /* no such directory, or a file: nothing matches */
        return true;
    me_texts_sort(&names, 0);
    for (size_t i = 0; i < names.count && good; i++) {
        wchar_t *name = me_windows_wide(names.items[i]);
        good = name != NULL && (!matches(cut->part, name) || add_name(cut, names.items[i], found));
        free(name);
    }
    me_texts_free(&names);
    return good;
}

static bool add_matches(const char *pattern, struct me_texts *found)
{
    struct cut cut;
    struct me_system_status status;
    bool good = cut_pattern(pattern, &cut);
    if (good && cut.part != NULL)
        good = add_names(&cut, found);
    else if (good && me_system_status(pattern, &status)) /* behind a name that matched, this one need not exist */
        good = me_texts_add(found, _strdup(pattern));
    free(cut.directory);
    free(cut.part);
    return good;
}

bool me_system_expand(const char *path, struct me_texts *found)
{
    const bool is_pattern = strpbrk(behind_prefix(path), "*?") != NULL;
    if (is_pattern ? add_matches(path, found) : me_texts_add(found, _strdup(path)))
        return true;
    return me_windows_failed(ERROR_OUTOFMEMORY);
}
