/* SPDX-License-Identifier: Apache-2.0
 *
 * The UTF-16 functions are called whatever the code page: the manifest asks for UTF-8, and older releases of Windows do
 * not heed it.
 */
#include "text_windows.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "system.h"

wchar_t *me_windows_wide(const char *utf8)
{
    const int len = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, NULL, 0);
    wchar_t *wide = len > 0 ? malloc((size_t)len * sizeof(*wide)) : NULL;
    if (wide != NULL)
        MultiByteToWideChar(CP_UTF8, 0, utf8, -1, wide, len);
    return wide;
}

char *me_windows_utf8(const wchar_t *wide)
{
    const int len = WideCharToMultiByte(CP_UTF8, 0, wide, -1, NULL, 0, NULL, NULL);
    char *utf8 = len > 0 ? malloc((size_t)len) : NULL;
    if (utf8 != NULL)
        WideCharToMultiByte(CP_UTF8, 0, wide, -1, utf8, len, NULL, NULL);
    return utf8;
}

/* --- paths ---------------------------------------------------------------------------------------------------------*/

/* Of `\\?\C:\logs` and of `\\.\pipe\name`. */
static bool has_prefix(const wchar_t *path)
{
    return wcsncmp(path, L"\\\\?\\", 4) == 0 || wcsncmp(path, L"\\\\.\\", 4) == 0;
}

/* The path from the root on, as the prefix demands it: `logs/x` becomes `\\?\C:\here\logs\x`. */
static wchar_t *prefixed(const wchar_t *path)
{
    static const wchar_t local[] = L"\\\\?\\", remote[] = L"\\\\?\\UNC\\";
    enum { PREFIX_MAX = sizeof(remote) / sizeof(*remote) };
    const DWORD size = GetFullPathNameW(path, 0, NULL, NULL);
    wchar_t *full = size > 0 ? malloc((size + PREFIX_MAX) * sizeof(*full)) : NULL;
    if (full == NULL)
        return NULL;
    wchar_t *at = full + PREFIX_MAX;
    GetFullPathNameW(path, size, at, NULL);
    if (has_prefix(at)) { /* a device, such as NUL */
        memmove(full, at, (wcslen(at) + 1) * sizeof(*at));
        return full;
    }
    const bool is_remote = wcsncmp(at, L"\\\\", 2) == 0;
    const wchar_t *prefix = is_remote ? remote : local, *rest = is_remote ? at + 2 : at;
    const size_t len = wcslen(prefix);
    memcpy(full, prefix, len * sizeof(*full));
    memmove(full + len, rest, (wcslen(rest) + 1) * sizeof(*full));
    return full;
}

wchar_t *me_windows_path(const char *path, const wchar_t *tail)
{
    enum { SHORT = 240 }; /* MAX_PATH without the 8.3 name that a new directory must have room for */
    wchar_t *wide = me_windows_wide(path), *whole = NULL;
    if (wide == NULL)
        return NULL;
    const size_t len = wcslen(wide), tail_len = wcslen(tail);
    wchar_t *joined = realloc(wide, (len + tail_len + 1) * sizeof(*wide));
    if (joined == NULL) {
        free(wide);
        return NULL;
    }
    memcpy(joined + len, tail, (tail_len + 1) * sizeof(*tail));
    if (has_prefix(joined))
        return joined;
    /* A relative path is short, but in a deep directory its absolute path may be long. */
    if (GetFullPathNameW(joined, 0, NULL, NULL) < SHORT)
        return joined;
    whole = prefixed(joined);
    free(joined);
    return whole;
}

wchar_t *me_windows_without_prefix(wchar_t *path)
{
    if (wcsncmp(path, L"\\\\?\\UNC\\", 8) == 0) {
        path[6] = L'\\';
        return path + 6;
    }
    return wcsncmp(path, L"\\\\?\\", 4) == 0 ? path + 4 : path;
}

/* --- errors --------------------------------------------------------------------------------------------------------*/

static _Thread_local DWORD last_error;

bool me_windows_failed(DWORD error)
{
    last_error = error;
    return false;
}

/* The words that other systems have for it, so that a report says the same everywhere. */
static const char *common_words(DWORD error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_INVALID_DRIVE:
    case ERROR_DIRECTORY:
        return strerror(ENOENT);
    case ERROR_ACCESS_DENIED:
        return strerror(EACCES);
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_OUTOFMEMORY:
        return strerror(ENOMEM);
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return strerror(ENOSPC);
    case ERROR_INVALID_HANDLE:
        return strerror(EBADF);
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
        return "another program has it open and lets nobody read it";
    case ERROR_BAD_NETPATH:
    case ERROR_BAD_NET_NAME:
        return "there is no such server or share";
    case ERROR_CANT_RESOLVE_FILENAME:
        return "its links lead in a circle";
    default:
        return NULL;
    }
}

/* What Windows says of it, in the language of this machine. */
static const char *own_words(DWORD error, char *out, size_t size)
{
    wchar_t wide[256];
    const DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK;
    DWORD len = FormatMessageW(flags, NULL, error, 0, wide, sizeof(wide) / sizeof(*wide), NULL);
    while (len > 0 && (wide[len - 1] <= L' ' || wide[len - 1] == L'.'))
        wide[--len] = 0;
    if (len == 0 || WideCharToMultiByte(CP_UTF8, 0, wide, -1, out, (int)size, NULL, NULL) == 0)
        snprintf(out, size, "error %lu of Windows", error);
    return out;
}

const char *me_system_error(void)
{
    static _Thread_local char words[512];
    const char *common = common_words(last_error);
    return common != NULL ? common : own_words(last_error, words, sizeof(words));
}
