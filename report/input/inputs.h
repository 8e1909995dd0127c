/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of what is to be read: files, what lies in directories and zip archives, standard input. Knows names and
 * order, and nothing of what stands in the files but the time of the first record.
 */
#ifndef ME_INPUTS_H
#define ME_INPUTS_H

#include <stdint.h>

#include "base/system.h"
#include "text/span.h"

struct me_input {
    char *path; /* NULL: standard input */
    char *name; /* for messages: the path, and the entry of an archive */
    char *host; /* the server it comes from, as far as its place says */
    size_t host_len;
    bool names_host; /* a directory inside an archive names the host, not the place of the file */
    int64_t entry;   /* where the entry of an archive begins, or ME_SOURCE_WHOLE */
    bool is_stream;  /* cannot be opened twice: standard input, a pipe */
    int64_t size;    /* bytes on the disk; 0 when unknown */
    int64_t first;   /* time of the first record; ME_NEVER when there is none */
    uint64_t start;  /* a hash of the line with that record */
    struct me_system_identity identity;
    size_t place;   /* in the order of adding */
    unsigned group; /* inputs of one group are read in the order of time; one group after another */
};

struct me_recognise_options;

enum { ME_INPUTS_TOGETHER_MAX = 32 }; /* with more, each server is a group of its own */

struct me_inputs {
    struct me_input *items;
    size_t count, capacity;
    const char *output;                                  /* a file that the report replaces: it is not read; or NULL */
    const char *host;                                    /* comes before what the place says; or NULL */
    const struct me_recognise_options *recognise;        /* what a record is */
    void (*complain)(const char *name, const char *why); /* called for what cannot be read */
    size_t unread;                                       /* how often that was */
    size_t copies;                                       /* inputs left out because another one holds their content */
};

/* Adds the files and directories that `word` stands for (me_system_expand()), or standard input for `-`. Directories
 * are read with all below them, without hidden files; links to directories are not followed. */
void me_inputs_add(struct me_inputs *inputs, const char *word);

/* Takes out what was added twice, and what another input of the same server begins with, byte by byte, such as a log
 * beside its `.gz`; puts the rest into the order of their groups, then of their first records,
 * whatever their names are; equal ones by name. */
void me_inputs_sort(struct me_inputs *inputs);

void me_inputs_free(struct me_inputs *inputs);
void me_input_free(struct me_input *input);

/* The server that a file at `path` (absolute, or within an archive) comes from: the nearest directory above it that has
 * a name of its own and not one that every server has, such as `SMTP` or `Logging`. Absent when there is no such
 * directory.
 */
struct me_span me_inputs_host_of(const char *path);

#endif
