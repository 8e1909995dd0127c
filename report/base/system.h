/* SPDX-License-Identifier: Apache-2.0
 *
 * The operating system, as far as the report needs it: the files *_posix.c or *_windows.c beside this one implement it,
 * and no other file of report/ includes a header that only one side has. Texts are UTF-8 on Windows and whatever bytes
 * the user gave elsewhere. Knows files, clocks and terminals; no log.
 */
#ifndef ME_SYSTEM_H
#define ME_SYSTEM_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "texts.h"

/* Descriptors of the streams that every program has. */
enum { ME_SYSTEM_STDIN, ME_SYSTEM_STDOUT, ME_SYSTEM_STDERR };

/* --- process -------------------------------------------------------------------------------------------------------*/

/* To be called before all else. A closed pipe becomes an error of the write, and bytes pass the standard streams as
 * they are. */
void me_system_start(void);

/* Ends the program at once. No thread is waited for, no stream is flushed. */
_Noreturn void me_system_end(int status);

/* Why the last function of this file that failed in this thread did so; English words, valid until the next call. */
const char *me_system_error(void);

/* Writes out what standard output still holds, and closes it. False when that, or a write before it, has failed. */
bool me_system_finish_output(void);

/* Whether a write to standard output has failed because nobody reads it any more. To be asked right after the failure.
 */
bool me_system_reader_left(void);

/* From now on, whoever interrupts the program finds `words` on standard error; then it ends as it would have, and the
 * file of me_system_create_beside() goes.
 * `words` live as long as the program. */
void me_system_at_interrupt(const char *words);

/* --- memory, chance, processors ------------------------------------------------------------------------------------*/

/* `size` bytes of zeros, which cost memory only once they are used; NULL when there are none. */
void *me_system_room(size_t size);
void me_system_room_free(void *room, size_t size);

/* Fills `out` with random bytes. False when the system has none without waiting; `out` is then undefined. */
bool me_system_random(void *out, size_t size);

/* Processors this program may run on, at least 1. */
unsigned me_system_processors(void);

/* --- clock ---------------------------------------------------------------------------------------------------------*/

/* Seconds since some moment; a clock that is never set. */
double me_system_seconds(void);

/* What this machine's clocks on the wall show `now` seconds after 1970 began in UTC: sets the date and the time of
 * `out`. False when the system does not know. */
bool me_system_local_time(int64_t now, struct tm *out);

/* A condition that me_system_condition_wait() can wait for, at most `seconds`. Both are called with `lock` as
 * pthread_cond_wait() is. */
void me_system_condition_init(pthread_cond_t *condition);
void me_system_condition_wait(pthread_cond_t *condition, pthread_mutex_t *lock, double seconds);

/* --- network -------------------------------------------------------------------------------------------------------*/

/* Asks the resolver for the name of the address of `count` octets, 4 or 16, and sets `*name`, which the caller frees;
 * NULL: it has none. False when nobody answered. */
bool me_system_host_name(const unsigned char *octets, size_t count, char **name);

/* --- files ---------------------------------------------------------------------------------------------------------*/

/* Two files are the same one when all of it is equal. */
struct me_system_identity {
    uint64_t volume, index[2];
};

enum me_system_kind { ME_SYSTEM_FILE, ME_SYSTEM_DIRECTORY, ME_SYSTEM_OTHER /* a pipe, a device */ };

struct me_system_status {
    enum me_system_kind kind; /* a link is what it leads to */
    bool is_link;             /* the name itself is one */
    int64_t size;             /* bytes; 0 unless it is a file */
    struct me_system_identity identity;
};

/* Each sets `*status`, or returns false and changes nothing. */
bool me_system_status(const char *path, struct me_system_status *status);
bool me_system_status_of(int descriptor, struct me_system_status *status);

/* Opens a file for reading, also while another program writes to it. Returns a descriptor, or -1. */
int me_system_open(const char *path);

/* Reads up to `size` bytes as soon as there are any. 0: the end; -1: it failed. */
ptrdiff_t me_system_read(int descriptor, void *out, size_t size);

/* As lseek(2) does, with SEEK_SET, SEEK_CUR or SEEK_END. Returns the position, or -1. */
int64_t me_system_seek(int descriptor, int64_t offset, int whence);

void me_system_close(int descriptor);

/* Adds the names in the directory at `path`, in no order, without `.` and `..`. False when it cannot be read, or not to
 * its end. */
bool me_system_names(const char *path, struct me_texts *names);

/* Adds the paths that a word of the command line stands for: where shells leave wildcards to programs, of all files and
 * directories that match, in the order of their names; elsewhere the word itself. That may be none. False when memory
 * is out. */
bool me_system_expand(const char *word, struct me_texts *paths);

/* Adds the directories in which the MailEnable of this machine keeps its logs. That may be none: it runs on Windows
 * only. False when memory is out. */
bool me_system_log_directories(struct me_texts *paths);

/* The path of `name` in the directory at `path`. The caller frees it; NULL when memory is out. */
char *me_system_join(const char *path, const char *name);

/* The path from the root on, without links where the system can tell. The caller frees it; NULL: it is not known. */
char *me_system_absolute(const char *path);

/* Whether `c` stands between the names of a path. */
bool me_system_is_separator(char c);

/* A new file that is to take the place of the one at `path`, and lies in the same directory until then. Sets
 * `*temporary`, its name, which the caller frees. What cannot be replaced, such as a device or a pipe, is opened as it
 * is, and `*temporary` is NULL. Returns NULL when no such file can be made. */
FILE *me_system_create_beside(const char *path, char **temporary);

/* Closes `out` and puts it in the place of `path`: whoever opens `path` gets the whole old file or the whole new one,
 * also when the machine loses its power. False when something of it failed; the old file is then as it was, and the
 * temporary one is gone. */
bool me_system_put_in_place(FILE *out, const char *temporary, const char *path);

/* Closes `out` and removes the temporary file; for a report that broke off. */
void me_system_discard(FILE *out, const char *temporary);

/* A server's logs and the directory with those of all, as people would type them. */
extern const char me_system_example[], me_system_example_of_all[];

/* --- terminal ------------------------------------------------------------------------------------------------------*/

bool me_system_is_terminal(int descriptor);

/* Whether standard input comes from a file or a program; not from a person, and not from nowhere. */
bool me_system_is_fed(void);

/* Whether it is a terminal that obeys escape sequences; has it do so where that must be asked for. */
bool me_system_is_ansi_terminal(int descriptor);

/* Columns of the terminal; 0 when standard output is not a terminal. */
unsigned me_system_columns(void);

#endif
