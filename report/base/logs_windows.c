/* SPDX-License-Identifier: Apache-2.0
 *
 * Where MailEnable keeps its logs on this machine, from its settings in the registry. The key and its value
 * `Application Directory` are known from programs that others have published; how the values are called that hold the
 * directory of a log is not. So every value of a service counts whose name says that it is the directory of a log and
 * whose text is a directory. Without one, the directory `Logging` beside the program's is taken, where the installer
 * puts it.
 */
#include "system.h"

#include <windows.h>
#include <stdlib.h>
#include <string.h>

#include "text_windows.h"

const char me_system_example[] = "\"C:\\Program Files (x86)\\Mail Enable\\Logging\"";
const char me_system_example_of_all[] = "C:\\Logs";

enum { NAME_MAX_LEN = 16384, DEPTH_MAX = 3 /* keys below MailEnable's: `Connectors`, `SMTP` and one more */ };

/* MailEnable is a 32-bit program, which has its own view of the registry. A 32-bit Windows has one view only. */
static const REGSAM views[] = {KEY_WOW64_32KEY, KEY_WOW64_64KEY};

static bool contains(const wchar_t *text, const wchar_t *word)
{
    const int len = (int)wcslen(word);
    for (int i = 0; i + len <= (int)wcslen(text); i++)
        if (CompareStringOrdinal(text + i, len, word, len, TRUE) == CSTR_EQUAL)
            return true;
    return false;
}

/* `Debug Log Directory` and `LogPath`, not `Log Level`. */
static bool is_of_a_log(const wchar_t *name)
{
    return contains(name, L"log") && (contains(name, L"dir") || contains(name, L"path") || contains(name, L"folder") ||
                                      contains(name, L"location"));
}

/* The text of a value, with %VARIABLES% replaced; NULL when it is not a text. */
static wchar_t *text_of(HKEY key, const wchar_t *name)
{
    const DWORD kinds = RRF_RT_REG_SZ; /* REG_EXPAND_SZ becomes that, expanded */
    DWORD size = 0;
    if (RegGetValueW(key, NULL, name, kinds, NULL, NULL, &size) != ERROR_SUCCESS || size == 0)
        return NULL;
    wchar_t *text = calloc(size + 2, 1);
    if (text != NULL && RegGetValueW(key, NULL, name, kinds, NULL, text, &size) != ERROR_SUCCESS) {
        free(text);
        text = NULL;
    }
    return text;
}

static bool is_directory(const char *path)
{
    struct me_system_status status;
    return path[0] != 0 && me_system_status(path, &status) && status.kind == ME_SYSTEM_DIRECTORY;
}

/* Adds `path`, which it takes over, if it is a directory that is not there yet. False when memory is out. */
static bool add_directory(struct me_texts *found, char *path)
{
    if (path == NULL)
        return false;
    bool is_new = is_directory(path);
    for (size_t i = 0; i < found->count && is_new; i++)
        is_new = _stricmp(found->items[i], path) != 0;
    if (is_new)
        return me_texts_add(found, path);
    free(path);
    return true;
}

static bool add_values(HKEY key, struct me_texts *found)
{
    wchar_t *name = malloc(NAME_MAX_LEN * sizeof(*name));
    bool good = name != NULL;
    DWORD len = NAME_MAX_LEN;
    for (DWORD i = 0; good && RegEnumValueW(key, i, name, &len, NULL, NULL, NULL, NULL) == ERROR_SUCCESS;
         i++, len = NAME_MAX_LEN) {
        wchar_t *text = is_of_a_log(name) ? text_of(key, name) : NULL;
        good = text == NULL || add_directory(found, me_windows_utf8(text));
        free(text);
    }
    free(name);
    return good;
}

/* The values of `key` and of the keys below it. */
static bool search_key(HKEY key, REGSAM view, int depth, struct me_texts *found)
{
    wchar_t name[256]; /* no key has a longer one */
    bool good = add_values(key, found);
    DWORD len = sizeof(name) / sizeof(*name);
    for (DWORD i = 0;
         good && depth < DEPTH_MAX && RegEnumKeyExW(key, i, name, &len, NULL, NULL, NULL, NULL) == ERROR_SUCCESS;
         i++, len = sizeof(name) / sizeof(*name)) {
        HKEY below;
        if (RegOpenKeyExW(key, name, 0, KEY_READ | view, &below) != ERROR_SUCCESS)
            continue;
        good = search_key(below, view, depth + 1, found);
        RegCloseKey(below);
    }
    return good;
}

/* `C:\Program Files (x86)\Mail Enable\Logging` of `…\Mail Enable\Bin`. */
static bool add_beside(HKEY key, const wchar_t *name, struct me_texts *found)
{
    wchar_t *text = text_of(key, name);
    char *path = text != NULL ? me_windows_utf8(text) : NULL,
         *beside = path != NULL ? me_system_join(path, "..\\Logging") : NULL;
    struct me_system_status status;
    bool good = text == NULL || beside != NULL;
    if (beside != NULL && me_system_status(beside, &status))
        good = add_directory(found, me_system_absolute(beside));
    free(beside);
    free(path);
    free(text);
    return good;
}

/* `%ProgramFiles(x86)%\Mail Enable\Logging`: the installer's own choice. */
static bool add_usual(const wchar_t *variable, struct me_texts *found)
{
    wchar_t path[MAX_PATH + 32];
    const DWORD len = GetEnvironmentVariableW(variable, path, MAX_PATH);
    if (len == 0 || len >= MAX_PATH)
        return true;
    wcscpy(path + len, L"\\Mail Enable\\Logging");
    return add_directory(found, me_windows_utf8(path));
}

bool me_system_log_directories(struct me_texts *found)
{
    bool good = true;
    for (size_t i = 0; i < sizeof(views) / sizeof(*views) && good && found->count == 0; i++) {
        HKEY key;
        if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Mail Enable\\Mail Enable", 0, KEY_READ | views[i], &key) !=
            ERROR_SUCCESS)
            continue;
        good = search_key(key, views[i], 0, found);
        if (good && found->count == 0)
            good = add_beside(key, L"Application Directory", found);
        RegCloseKey(key);
    }
    if (good && found->count == 0)
        good = add_usual(L"ProgramFiles(x86)", found);
    if (good && found->count == 0)
        good = add_usual(L"ProgramFiles", found);
    return good || me_windows_failed(ERROR_OUTOFMEMORY);
}
