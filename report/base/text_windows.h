/* SPDX-License-Identifier: Apache-2.0
 *
 * What the Windows side of system.h shares: texts in UTF-16, paths as Windows takes them, and the last error. Knows no
 * file.
 */
#ifndef ME_TEXT_WINDOWS_H
#define ME_TEXT_WINDOWS_H

#include <stdbool.h>
#include <windows.h>

/* Each returns a new text, which the caller frees, or NULL when memory is out. Invalid text becomes U+FFFD. */
wchar_t *me_windows_wide(const char *utf8);
char *me_windows_utf8(const wchar_t *wide);

/* `path` for functions of Windows, `tail` added to it: one too long for them gets the prefix that lifts their limit.
 * The caller frees it; NULL when memory is out. */
wchar_t *me_windows_path(const char *path, const wchar_t *tail);

/* `path` without the prefix of me_windows_path(): `C:\logs` of `\\?\C:\logs`, `\\mail01\logs` of `\\?\UNC\mail01\logs`.
 * Changes it in place and returns where it begins now. */
wchar_t *me_windows_without_prefix(wchar_t *path);

/* Remembers `error` for me_system_error(). Returns false. */
bool me_windows_failed(DWORD error);

#endif
