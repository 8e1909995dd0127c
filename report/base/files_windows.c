/* SPDX-License-Identifier: Apache-2.0
 *
 * Files on Windows. They are opened so that the server may go on writing, renaming and deleting them.
 */
#include "system.h"

#include <windows.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

#include "text/siphash.h"
#include "text_windows.h"

static const DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

static HANDLE handle_of(int descriptor)
{
    return (HANDLE)_get_osfhandle(descriptor);
}

/* INVALID_HANDLE_VALUE, and the error remembered, when it cannot be opened */
static HANDLE open_handle(const char *path, DWORD access, DWORD sharing, DWORD how, DWORD flags)
{
    wchar_t *wide = me_windows_path(path, L"");
    const HANDLE handle =
        wide != NULL ? CreateFileW(wide, access, sharing, NULL, how, flags, NULL) : INVALID_HANDLE_VALUE;
    if (handle == INVALID_HANDLE_VALUE)
        me_windows_failed(wide != NULL ? GetLastError() : ERROR_OUTOFMEMORY);
    free(wide);
    return handle;
}

/* --- identity ------------------------------------------------------------------------------------------------------*/

static uint64_t path_key[2];

static void draw_path_key(void)
{
    if (!me_system_random(path_key, sizeof(path_key)))
        path_key[0] = GetTickCount64();
}

/* Of what has no number: a name says which one it is. */
static struct me_system_identity identity_by_name(const wchar_t *name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    struct me_system_identity identity = {.volume = UINT64_MAX};
    struct me_siphash state;
    pthread_once(&once, draw_path_key);
    me_siphash_start(&state, path_key);
    me_siphash_finish(&state, (const char *)name, wcslen(name) * sizeof(*name), identity.index);
    return identity;
}

/* Some servers in the network number no files. There the path with all links resolved says which file it is. */
static struct me_system_identity identity_by_path(HANDLE handle)
{
    const DWORD size = GetFinalPathNameByHandleW(handle, NULL, 0, 0);
    wchar_t *path = size > 0 ? calloc(size + 1, sizeof(*path)) : NULL;
    if (path == NULL)
        return (struct me_system_identity){.volume = UINT64_MAX};
    GetFinalPathNameByHandleW(handle, path, size, 0);
    const struct me_system_identity identity = identity_by_name(path);
    free(path);
    return identity;
}

/* The 128 bits of ReFS, where Windows knows of them; 64 bits say the same on NTFS. */
static struct me_system_identity identity_of(HANDLE handle, const BY_HANDLE_FILE_INFORMATION *known)
{
    struct me_system_identity identity = {0};
    FILE_ID_INFO id;
    /* Since Windows 8 and Windows Server 2012; some servers in the network do not answer. */
    if (GetFileInformationByHandleEx(handle, FileIdInfo, &id, sizeof(id))) {
        identity.volume = id.VolumeSerialNumber;
        memcpy(identity.index, &id.FileId, sizeof(identity.index));
    } else {
        identity.volume = known->dwVolumeSerialNumber;
        identity.index[0] = (uint64_t)known->nFileIndexHigh << 32 | known->nFileIndexLow;
    }
    return (identity.index[0] | identity.index[1]) != 0 ? identity : identity_by_path(handle);
}

/* --- status --------------------------------------------------------------------------------------------------------*/

static void fill_status(HANDLE handle, bool is_link, struct me_system_status *status)
{
    BY_HANDLE_FILE_INFORMATION info;
    *status = (struct me_system_status){.kind = ME_SYSTEM_OTHER, .is_link = is_link};
    if (GetFileType(handle) != FILE_TYPE_DISK || !GetFileInformationByHandle(handle, &info))
        return;
    const bool is_directory = (info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
    status->kind = is_directory ? ME_SYSTEM_DIRECTORY : ME_SYSTEM_FILE;
    status->size = is_directory ? 0 : (int64_t)((uint64_t)info.nFileSizeHigh << 32 | info.nFileSizeLow);
    status->identity = identity_of(handle, &info);
}

/* A symbolic link or a junction. Other reparse points, such as those of deduplicated files, are not links. */
static bool is_link(const wchar_t *path)
{
    WIN32_FIND_DATAW found;
    const DWORD attributes = GetFileAttributesW(path);
    if (attributes == INVALID_FILE_ATTRIBUTES || (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0)
        return false;
    const HANDLE search = FindFirstFileW(path, &found);
    if (search == INVALID_HANDLE_VALUE)
        return false;
    FindClose(search);
    return IsReparseTagNameSurrogate(found.dwReserved0);
}

bool me_system_status(const char *path, struct me_system_status *status)
{
    const HANDLE handle = open_handle(path, FILE_READ_ATTRIBUTES, share_all, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
    wchar_t *wide = handle != INVALID_HANDLE_VALUE ? me_windows_path(path, L"") : NULL;
    if (handle == INVALID_HANDLE_VALUE)
        return false;
    fill_status(handle, wide != NULL && is_link(wide), status);
    if (status->kind == ME_SYSTEM_OTHER && wide != NULL)
        status->identity = identity_by_name(wide); /* a pipe or a device */
    CloseHandle(handle);
    free(wide);
    return true;
}

bool me_system_status_of(int descriptor, struct me_system_status *status)
{
    const HANDLE handle = handle_of(descriptor);
    if (handle == INVALID_HANDLE_VALUE || handle == NULL)
        return me_windows_failed(ERROR_INVALID_HANDLE);
    fill_status(handle, false, status);
    return true;
}

/* --- reading -------------------------------------------------------------------------------------------------------*/

int me_system_open(const char *path)
{
    const HANDLE handle = open_handle(path, GENERIC_READ, share_all, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN);
    if (handle == INVALID_HANDLE_VALUE)
        return -1;
    const int descriptor = _open_osfhandle((intptr_t)handle, _O_RDONLY | _O_BINARY);
    if (descriptor < 0) {
        me_windows_failed(ERROR_TOO_MANY_OPEN_FILES);
        CloseHandle(handle);
    }
    return descriptor;
}

ptrdiff_t me_system_read(int descriptor, void *out, size_t size)
{
    DWORD n;
    if (ReadFile(handle_of(descriptor), out, (DWORD)size, &n, NULL))
        return (ptrdiff_t)n;
    const DWORD error = GetLastError();
    if (error == ERROR_BROKEN_PIPE || error == ERROR_HANDLE_EOF) /* whoever wrote into the pipe has ended */
        return 0;
    me_windows_failed(error);
    return -1;
}

int64_t me_system_seek(int descriptor, int64_t offset, int whence)
{
    static const DWORD ways[] = {[SEEK_SET] = FILE_BEGIN, [SEEK_CUR] = FILE_CURRENT, [SEEK_END] = FILE_END};
    const LARGE_INTEGER distance = {.QuadPart = offset};
    LARGE_INTEGER position;
    if (SetFilePointerEx(handle_of(descriptor), distance, &position, ways[whence]))
        return position.QuadPart;
    me_windows_failed(GetLastError());
    return -1;
}

void me_system_close(int descriptor)
{
    _close(descriptor);
}

/* --- directories ---------------------------------------------------------------------------------------------------*/

/* All names from the one that was found on, and whether that was all. */
static bool read_names(HANDLE search, WIN32_FIND_DATAW *found, struct me_texts *names)
{
    do
        if (wcscmp(found->cFileName, L".") != 0 && wcscmp(found->cFileName, L"..") != 0 &&
            !me_texts_add(names, me_windows_utf8(found->cFileName)))
            return me_windows_failed(ERROR_OUTOFMEMORY);
    while (FindNextFileW(search, found));
    return GetLastError() == ERROR_NO_MORE_FILES || me_windows_failed(GetLastError());
}

bool me_system_names(const char *path, struct me_texts *names)
{
    WIN32_FIND_DATAW found;
    const size_t len = strlen(path);
    wchar_t *pattern = me_windows_path(path, len > 0 && me_system_is_separator(path[len - 1]) ? L"*" : L"\\*");
    if (pattern == NULL)
        return me_windows_failed(ERROR_OUTOFMEMORY);
    const HANDLE search = FindFirstFileW(pattern, &found);
    const DWORD error = GetLastError();
    free(pattern);
    if (search == INVALID_HANDLE_VALUE) /* the root of an empty drive has not even dots */
        return error == ERROR_FILE_NOT_FOUND || me_windows_failed(error);
    const bool is_complete = read_names(search, &found, names);
    FindClose(search);
    return is_complete;
}

/* --- paths ---------------------------------------------------------------------------------------------------------*/

bool me_system_is_separator(char c)
{
    return c == '\\' || c == '/';
}

char *me_system_join(const char *path, const char *name)
{
    const size_t len = strlen(path), size = len + strlen(name) + 2;
    /* As the user writes it. `C:` is where that drive stands, and `C:\` its root. */
    const char *separator = strchr(path, '/') != NULL && strchr(path, '\\') == NULL ? "/" : "\\";
    if (len == 0 || me_system_is_separator(path[len - 1]) || path[len - 1] == ':')
        separator = "";
    char *joined = malloc(size);
    if (joined != NULL)
        snprintf(joined, size, "%s%s%s", path, separator, name);
    return joined;
}

/* What the handle is open for: a drive that stands for a share is the share. */
static char *path_of(HANDLE handle)
{
    const DWORD size = GetFinalPathNameByHandleW(handle, NULL, 0, 0);
    wchar_t *wide = size > 0 ? calloc(size + 1, sizeof(*wide)) : NULL;
    char *path = NULL;
    if (wide != NULL && GetFinalPathNameByHandleW(handle, wide, size, 0) > 0)
        path = me_windows_utf8(me_windows_without_prefix(wide));
    free(wide);
    return path;
}

char *me_system_absolute(const char *path)
{
    const HANDLE handle = open_handle(path, FILE_READ_ATTRIBUTES, share_all, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS);
    if (handle == INVALID_HANDLE_VALUE)
        return NULL;
    char *absolute = path_of(handle);
    CloseHandle(handle);
    return absolute;
}
