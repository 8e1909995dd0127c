/* SPDX-License-Identifier: Apache-2.0
 *
 * The next few hundred lines of an input, read and recognised. Knows how lines end, and bounds them; one thread at a
 * time may work on a reader.
 */
#ifndef ME_BATCH_H
#define ME_BATCH_H

#include "line.h"
#include "source.h"
#include "utf16.h"

enum {
    ME_LINE_MAX = 65536,       /* bytes of a line that are looked at; the rest of it is skipped */
    ME_BATCH_READ = 65536,     /* bytes read at once */
    ME_BATCH_LINES_MAX = 1024, /* lines of a batch that are kept: hardly ever are there more in one read */
    ME_BATCH_BLOCK = ME_LINE_MAX + ME_BATCH_READ,
};

/* What was read, in numbers. */
struct me_tally {
    uint64_t bytes, lines, records, unrecognized, long_lines;
};

struct me_batch {
    char *block;           /* ME_BATCH_BLOCK bytes, which the lines point into */
    struct me_line *lines; /* ME_BATCH_LINES_MAX; those that are not foreign */
    size_t count;
    struct me_tally tally; /* of this batch, foreign lines included */
    int64_t position;      /* in the file, behind this batch */
    bool is_last;
    char *error; /* of the last batch: why the input broke off; or NULL */
};

/* The state of an input between two batches. */
struct me_reader {
    const struct me_recognise_options *options;
    struct me_source *source; /* NULL: none is open */
    char *rest;               /* ME_BATCH_BLOCK bytes: what was read and not looked at yet */
    size_t rest_len;
    bool skipping; /* within a line that was too long */
    struct me_utf16 utf16;
    char *raw; /* ME_BATCH_READ bytes, once text in UTF-16 came: what was read and is not UTF-8 yet; or NULL */
    size_t raw_len;
    bool source_ended, at_end; /* at_end: there is no more text */
    char *error;
    size_t lines_max; /* how many lines a batch keeps at most */
    size_t read_max;  /* bytes read at once, at most ME_BATCH_READ */
};

bool me_batch_init(struct me_batch *batch);
void me_batch_free(struct me_batch *batch);

/* A reader serves one input after another. False when memory is out. */
bool me_reader_init(struct me_reader *reader);
void me_reader_free(struct me_reader *reader);

/* Begins with `source`, which it takes over. `options` must live until it is closed. */
void me_reader_open(struct me_reader *reader, struct me_source *source, const struct me_recognise_options *options);
void me_reader_close(struct me_reader *reader);

/* Fills `batch` with what comes next: as many lines as one read gives, so that a line from a pipe waits for nothing. It
 * may hold no line at all. After the batch with `is_last` there is none. */
void me_batch_fill(struct me_batch *batch, struct me_reader *reader);

#endif
