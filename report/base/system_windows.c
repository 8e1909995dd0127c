/* SPDX-License-Identifier: Apache-2.0
 *
 * Windows 7 and later: all but the files. What the console is set to is set back whichever way the program ends.
 */
#include "system.h"

#include <winsock2.h>
#include <ws2tcpip.h>
#include <windows.h>
#include <bcrypt.h>
#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

#include "interrupt.h"
#include "text_windows.h"

/* Headers of mingw-w64 10 lack it where they are asked for Windows 7. */
#ifndef ENABLE_VIRTUAL_TERMINAL_PROCESSING
#define ENABLE_VIRTUAL_TERMINAL_PROCESSING 0x0004
#endif

/* --- console -------------------------------------------------------------------------------------------------------*/

/* What was there before, or 0. A console is shared with the shell that started this program. */
static struct {
    UINT code_page;
    bool is_changed[ME_SYSTEM_STDERR + 1];
    DWORD modes[ME_SYSTEM_STDERR + 1];
} console;

static HANDLE handle_of(int descriptor)
{
    static const DWORD streams[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
    return GetStdHandle(streams[descriptor]);
}

static void restore_console(void)
{
    if (console.code_page != 0)
        SetConsoleOutputCP(console.code_page);
    for (int i = 0; i <= ME_SYSTEM_STDERR; i++)
        if (console.is_changed[i])
            SetConsoleMode(handle_of(i), console.modes[i]);
}

static const char *last_words = "";
static const char *unfinished_file;
static SRWLOCK unfinished_lock = SRWLOCK_INIT;

/* Ctrl-C, a closed window, a user who logs off: Windows calls this in a thread of its own. */
static BOOL WINAPI end_by_signal(DWORD kind)
{
    DWORD ignored;
    (void)kind;
    WriteFile(handle_of(ME_SYSTEM_STDERR), last_words, (DWORD)strlen(last_words), &ignored, NULL);
    restore_console();
    AcquireSRWLockExclusive(&unfinished_lock); /* for good: no new file from here on */
    wchar_t *path = unfinished_file != NULL ? me_windows_path(unfinished_file, L"") : NULL;
    if (path != NULL)
        DeleteFileW(path);
    return FALSE; /* the program ends as it would have */
}

void me_interrupt_hold(void)
{
    AcquireSRWLockExclusive(&unfinished_lock);
}

void me_interrupt_release(const char *unfinished)
{
    unfinished_file = unfinished;
    ReleaseSRWLockExclusive(&unfinished_lock);
}

static void prepare_console(void)
{
    SetConsoleCtrlHandler(end_by_signal, TRUE);
    if (!me_system_is_terminal(ME_SYSTEM_STDOUT) && !me_system_is_terminal(ME_SYSTEM_STDERR))
        return;
    const UINT before = GetConsoleOutputCP();
    if (before != CP_UTF8 && SetConsoleOutputCP(CP_UTF8))
        console.code_page = before;
    atexit(restore_console);
}

bool me_system_is_terminal(int descriptor)
{
    DWORD mode;
    return GetConsoleMode(handle_of(descriptor), &mode) != 0;
}

bool me_system_is_fed(void)
{
    const DWORD type = GetFileType(handle_of(ME_SYSTEM_STDIN));
    return type == FILE_TYPE_DISK || type == FILE_TYPE_PIPE;
}

/* Since Windows 10 of 2016 and Windows Server 2016 a console does when it is asked to; older ones have no colours. */
bool me_system_is_ansi_terminal(int descriptor)
{
    DWORD mode;
    const HANDLE handle = handle_of(descriptor);
    if (!GetConsoleMode(handle, &mode))
        return false;
    if ((mode & ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0)
        return true;
    if (!SetConsoleMode(handle, mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING))
        return false;
    if (!console.is_changed[descriptor])
        console.modes[descriptor] = mode;
    console.is_changed[descriptor] = true;
    return true;
}

unsigned me_system_columns(void)
{
    CONSOLE_SCREEN_BUFFER_INFO info;
    if (!GetConsoleScreenBufferInfo(handle_of(ME_SYSTEM_STDOUT), &info))
        return 0;
    /* Behind a line that fills the last column some consoles show an empty one. */
    const int columns = info.srWindow.Right - info.srWindow.Left;
    return columns > 0 ? (unsigned)columns : 0;
}

/* --- process -------------------------------------------------------------------------------------------------------*/

int main(int argc, char **argv);

/* Where the program begins when it is linked with -municode. */
int wmain(int argc, wchar_t **wide)
{
    char **argv = calloc((size_t)argc + 1, sizeof(*argv));
    for (int i = 0; i < argc && argv != NULL; i++)
        if ((argv[i] = me_windows_utf8(wide[i])) == NULL)
            argv = NULL;
    if (argv != NULL)
        return main(argc, argv);
    fputs("mailenable-report: memory is out\n", stderr);
    return EXIT_FAILURE;
}

void me_system_start(void)
{
    enum { BUFFER = 65536 };
    _setmode(ME_SYSTEM_STDIN, _O_BINARY);
    _setmode(ME_SYSTEM_STDOUT, _O_BINARY);
    _setmode(ME_SYSTEM_STDERR, _O_BINARY);
    /* No window about a drive without a disk: the call fails, and the report says so. */
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX);
    if (!me_system_is_terminal(ME_SYSTEM_STDOUT))
        setvbuf(stdout, NULL, _IOFBF, BUFFER);
    prepare_console();
}

void me_system_end(int status)
{
    restore_console();
    TerminateProcess(GetCurrentProcess(), (UINT)status);
    abort(); /* not reached */
}

bool me_system_finish_output(void)
{
    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)
        return true;
    const HANDLE handle = handle_of(ME_SYSTEM_STDOUT);
    if (handle == NULL || handle == INVALID_HANDLE_VALUE)
        return me_windows_failed(ERROR_INVALID_HANDLE);
    /* The C library forgets what it could not write, but not why. */
    return me_windows_failed(_doserrno != 0 ? _doserrno : ERROR_WRITE_FAULT);
}

bool me_system_reader_left(void)
{
    /* For no other reason does a pipe refuse what is written. What the C library says of it depends on when it ends. */
    return ferror(stdout) && GetFileType(handle_of(ME_SYSTEM_STDOUT)) == FILE_TYPE_PIPE;
}

void me_system_at_interrupt(const char *words)
{
    last_words = words;
}

/* --- memory, chance, processors ------------------------------------------------------------------------------------*/

void *me_system_room(size_t size)
{
    return VirtualAlloc(NULL, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
}

void me_system_room_free(void *room, size_t size)
{
    (void)size;
    VirtualFree(room, 0, MEM_RELEASE);
}

bool me_system_random(void *out, size_t size)
{
    return BCryptGenRandom(NULL, out, (ULONG)size, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == 0;
}

unsigned me_system_processors(void)
{
    SYSTEM_INFO info;
    GetSystemInfo(&info);
    return info.dwNumberOfProcessors < 1 ? 1 : (unsigned)info.dwNumberOfProcessors;
}

/* --- clock ---------------------------------------------------------------------------------------------------------*/

double me_system_seconds(void)
{
    LARGE_INTEGER frequency, now;
    QueryPerformanceFrequency(&frequency);
    QueryPerformanceCounter(&now);
    return (double)now.QuadPart / (double)frequency.QuadPart;
}

/* Not localtime(): where TZ is set, by tools of other systems, the C library reads rules of the USA into it. */
bool me_system_local_time(int64_t now, struct tm *out)
{
    const int64_t ticks_per_second = 10000000, seconds_from_1601 = 11644473600;
    const ULARGE_INTEGER ticks = {.QuadPart = (ULONGLONG)((now + seconds_from_1601) * ticks_per_second)};
    const FILETIME time = {.dwLowDateTime = ticks.LowPart, .dwHighDateTime = ticks.HighPart};
    SYSTEMTIME utc, local;
    if (!FileTimeToSystemTime(&time, &utc) || !SystemTimeToTzSpecificLocalTime(NULL, &utc, &local))
        return false;
    *out = (struct tm){
        .tm_year = local.wYear - 1900,
        .tm_mon = local.wMonth - 1,
        .tm_mday = local.wDay,
        .tm_hour = local.wHour,
        .tm_min = local.wMinute,
        .tm_sec = local.wSecond,
    };
    return true;
}

void me_system_condition_init(pthread_cond_t *condition)
{
    pthread_cond_init(condition, NULL);
}

void me_system_condition_wait(pthread_cond_t *condition, pthread_mutex_t *lock, double seconds)
{
    const double nanoseconds = 1e9;
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t); /* winpthreads knows no other clock here */
    const double when = (double)t.tv_nsec / nanoseconds + seconds;
    t.tv_sec += (time_t)when;
    t.tv_nsec = (long)((when - (double)(time_t)when) * nanoseconds);
    pthread_cond_timedwait(condition, lock, &t);
}

/* --- network -------------------------------------------------------------------------------------------------------*/

static void start_sockets(void)
{
    WSADATA ignored;
    WSAStartup(MAKEWORD(2, 2), &ignored);
}

bool me_system_host_name(const unsigned char *octets, size_t count, char **name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    char found[NI_MAXHOST];
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    const bool is_v4 = count == sizeof(v4.sin_addr);
    pthread_once(&once, start_sockets);
    memcpy(is_v4 ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr, octets, count);
    const struct sockaddr *address = is_v4 ? (const struct sockaddr *)&v4 : (const struct sockaddr *)&v6;
    const int size = is_v4 ? sizeof(v4) : sizeof(v6);
    const int result = getnameinfo(address, size, found, sizeof(found), NULL, 0, NI_NAMEREQD);
    *name = result == 0 ? _strdup(found) : NULL;
    return result == 0 || result == WSAHOST_NOT_FOUND || result == WSANO_DATA;
}
