/* SPDX-License-Identifier: Apache-2.0
 *
 * A file in the place of another, on Windows: the new name takes the place of the old one in a single step of the file
 * system.
 */
#include "system.h"

#include <windows.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

#include "interrupt.h"
#include "text_windows.h"

static FILE *stream_of(HANDLE handle)
{
    if (handle == INVALID_HANDLE_VALUE) {
        me_windows_failed(GetLastError());
        return NULL;
    }
    const int descriptor = _open_osfhandle((intptr_t)handle, _O_WRONLY | _O_BINARY);
    FILE *out = descriptor >= 0 ? _fdopen(descriptor, "wb") : NULL;
    if (out == NULL) {
        me_windows_failed(ERROR_TOO_MANY_OPEN_FILES);
        CloseHandle(handle);
    }
    return out;
}

/* A name beside `path` that nobody uses: its own, a random number and `.tmp`. */
static HANDLE create_temporary(const char *path, char **name)
{
    enum { TRIES = 100, SUFFIX = 32 };
    const size_t size = strlen(path) + SUFFIX;
    const DWORD sharing = FILE_SHARE_READ | FILE_SHARE_DELETE; /* so that an interruption can remove it */
    HANDLE handle = INVALID_HANDLE_VALUE;
    *name = malloc(size);
    for (int i = 0; i < TRIES && *name != NULL && handle == INVALID_HANDLE_VALUE; i++) {
        uint64_t random = GetTickCount64() + (uint64_t)i;
        (void)!me_system_random(&random, sizeof(random));
        snprintf(*name, size, "%s.%016llx.tmp", path, (unsigned long long)random);
        wchar_t *wide = me_windows_path(*name, L"");
        if (wide == NULL) {
            SetLastError(ERROR_OUTOFMEMORY);
            break;
        }
        handle = CreateFileW(wide, GENERIC_WRITE, sharing, NULL, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, NULL);
        const DWORD error = GetLastError();
        free(wide);
        SetLastError(error);
        if (handle == INVALID_HANDLE_VALUE && error != ERROR_FILE_EXISTS)
            break;
    }
    return handle;
}

/* What a link at `path` leads to, so that it stays a link; `path` when nothing is there yet. */
static char *target_of(const char *path)
{
    struct me_system_status status;
    char *target = me_system_status(path, &status) && status.is_link ? me_system_absolute(path) : NULL;
    return target != NULL ? target : _strdup(path);
}

/* A device or a pipe, such as `CON` or `\\.\pipe\name`. */
static FILE *open_as_it_is(const char *path)
{
    wchar_t *wide = me_windows_path(path, L"");
    const DWORD sharing = FILE_SHARE_READ | FILE_SHARE_WRITE;
    FILE *out =
        wide != NULL ? stream_of(CreateFileW(wide, GENERIC_WRITE, sharing, NULL, OPEN_EXISTING, 0, NULL)) : NULL;
    free(wide);
    return out;
}

FILE *me_system_create_beside(const char *path, char **temporary)
{
    struct me_system_status status;
    *temporary = NULL;
    if (me_system_status(path, &status)) {
        if (status.kind == ME_SYSTEM_OTHER)
            return open_as_it_is(path);
        if (status.kind == ME_SYSTEM_DIRECTORY) {
            me_windows_failed(ERROR_ACCESS_DENIED);
            return NULL;
        }
    }
    char *target = target_of(path);
    me_interrupt_hold();
    FILE *out = target != NULL ? stream_of(create_temporary(target, temporary)) : NULL;
    me_interrupt_release(out != NULL ? *temporary : NULL);
    if (out == NULL) {
        free(*temporary);
        *temporary = NULL;
    }
    free(target);
    return out;
}

static bool close_whole(FILE *out, bool syncs)
{
    bool good = fflush(out) == 0 && !ferror(out);
    DWORD error = good ? 0 : _doserrno;
    if (good && syncs && !FlushFileBuffers((HANDLE)_get_osfhandle(_fileno(out)))) {
        error = GetLastError();
        good = false;
    }
    if (fclose(out) != 0 && good) {
        error = _doserrno;
        good = false;
    }
    return good || me_windows_failed(error);
}

/* Whoever reads the old file, such as a web server or a virus scanner, may keep it from being replaced for a moment. */
static bool move_over(const char *from, const char *to)
{
    enum { TRIES = 40, PAUSE = 50 /* milliseconds */ };
    wchar_t *wide_from = me_windows_path(from, L""), *wide_to = me_windows_path(to, L"");
    DWORD error = wide_from != NULL && wide_to != NULL ? ERROR_ACCESS_DENIED : ERROR_OUTOFMEMORY;
    for (int i = 0; i < TRIES && (error == ERROR_ACCESS_DENIED || error == ERROR_SHARING_VIOLATION); i++) {
        if (i > 0)
            Sleep(PAUSE);
        error = MoveFileExW(wide_from, wide_to, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) ? ERROR_SUCCESS
                                                                                                    : GetLastError();
    }
    free(wide_from);
    free(wide_to);
    return error == ERROR_SUCCESS || me_windows_failed(error);
}

static void remove_temporary(const char *path)
{
    wchar_t *wide = me_windows_path(path, L"");
    if (wide != NULL)
        DeleteFileW(wide);
    free(wide);
    me_interrupt_hold();
    me_interrupt_release(NULL);
}

bool me_system_put_in_place(FILE *out, const char *temporary, const char *path)
{
    if (temporary == NULL)
        return close_whole(out, false);
    char *target = target_of(path);
    const bool good = close_whole(out, true) && target != NULL && move_over(temporary, target);
    remove_temporary(temporary); /* nothing has that name any more when all went well */
    free(target);
    return good;
}

void me_system_discard(FILE *out, const char *temporary)
{
    fclose(out);
    if (temporary != NULL)
        remove_temporary(temporary);
}
