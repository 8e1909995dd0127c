/* SPDX-License-Identifier: Apache-2.0
 *
 * Linux and its relatives: all but the files. Errors are those of errno.
 */
#include "system.h"

#include <arpa/inet.h>
#include <errno.h>
#include <locale.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "interrupt.h"

/* --- process -------------------------------------------------------------------------------------------------------*/

void me_system_start(void)
{
    signal(SIGPIPE, SIG_IGN);
    /* A file that may not grow becomes an error of the write, as a full disk does. */
    signal(SIGXFSZ, SIG_IGN);
    setlocale(LC_CTYPE, "C.UTF-8"); /* in which archives spell the names of what is in them */
}

void me_system_end(int status)
{
    _exit(status);
}

const char *me_system_error(void)
{
    return strerror(errno);
}

bool me_system_finish_output(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)
        return true;
    if (errno == 0) /* that of an earlier write is not known any more */
        errno = EIO;
    return false;
}

bool me_system_reader_left(void)
{
    return errno == EPIPE;
}

/* What people and systems send to end a program. */
static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
enum { ENDING = sizeof(ending) / sizeof(*ending) };

static const char *volatile last_words = "";
static const char *volatile unfinished_file;
static sigset_t mask_before_hold;

static void end_by_signal(int number)
{
    const ssize_t ignored = write(STDERR_FILENO, last_words, strlen(last_words));
    (void)ignored;
    if (unfinished_file != NULL)
        unlink(unfinished_file);
    signal(number, SIG_DFL);
    raise(number);
}

static sigset_t ending_set(void)
{
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < ENDING; i++)
        sigaddset(&set, ending[i]);
    return set;
}

static void catch_ending(void)
{
    for (int i = 0; i < ENDING; i++) {
        struct sigaction action = {.sa_handler = end_by_signal, .sa_mask = ending_set()}, before;
        /* A shell has what it runs in the background ignore some of them, and nohup(1) SIGHUP. */
        if (sigaction(ending[i], NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            sigaction(ending[i], &action, NULL);
    }
}

void me_system_at_interrupt(const char *words)
{
    last_words = words;
    catch_ending();
}

void me_interrupt_hold(void)
{
    const sigset_t set = ending_set();
    pthread_sigmask(SIG_BLOCK, &set, &mask_before_hold);
}

void me_interrupt_release(const char *unfinished)
{
    unfinished_file = unfinished;
    if (unfinished != NULL)
        catch_ending();
    pthread_sigmask(SIG_SETMASK, &mask_before_hold, NULL);
}

/* --- memory, chance, processors ------------------------------------------------------------------------------------*/

void *me_system_room(size_t size)
{
    /* Not calloc(): once so much has been freed, it clears by hand what the kernel gives empty and as it is needed. */
    void *room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return room != MAP_FAILED ? room : NULL;
}

void me_system_room_free(void *room, size_t size)
{
    munmap(room, size);
}

bool me_system_random(void *out, size_t size)
{
    return getrandom(out, size, GRND_NONBLOCK) == (ssize_t)size;
}

unsigned me_system_processors(void)
{
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : (unsigned)count;
}

/* --- clock ---------------------------------------------------------------------------------------------------------*/

static const double nanoseconds = 1e9;

double me_system_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / nanoseconds;
}

bool me_system_local_time(int64_t now, struct tm *out)
{
    const time_t time = (time_t)now;
    return localtime_r(&time, out) != NULL;
}

void me_system_condition_init(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

void me_system_condition_wait(pthread_cond_t *condition, pthread_mutex_t *lock, double seconds)
{
    const double when = me_system_seconds() + seconds;
    struct timespec t = {.tv_sec = (time_t)when};
    t.tv_nsec = (long)((when - (double)t.tv_sec) * nanoseconds);
    pthread_cond_timedwait(condition, lock, &t);
}

/* --- network -------------------------------------------------------------------------------------------------------*/

bool me_system_host_name(const unsigned char *octets, size_t count, char **name)
{
    char found[NI_MAXHOST];
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    const bool is_v4 = count == sizeof(v4.sin_addr);
    memcpy(is_v4 ? (void *)&v4.sin_addr : (void *)&v6.sin6_addr, octets, count);
    const void *address = is_v4 ? (const void *)&v4 : (const void *)&v6;
    const int result =
        getnameinfo(address, is_v4 ? sizeof(v4) : sizeof(v6), found, sizeof(found), NULL, 0, NI_NAMEREQD);
    *name = result == 0 ? strdup(found) : NULL;
    return result == 0 || result == EAI_NONAME;
}

/* --- terminal ------------------------------------------------------------------------------------------------------*/

bool me_system_is_terminal(int descriptor)
{
    return isatty(descriptor) != 0;
}

bool me_system_is_fed(void)
{
    return !isatty(STDIN_FILENO);
}

bool me_system_is_ansi_terminal(int descriptor)
{
    const char *term = getenv("TERM");
    return isatty(descriptor) && term != NULL && strcmp(term, "dumb") != 0;
}

unsigned me_system_columns(void)
{
    struct winsize size;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}
