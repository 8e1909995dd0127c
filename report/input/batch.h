/* SPDX-License-Identifier: Apache-2.0
 *
 * The next few hundred lines of an input. A batch is read, which one thread at a time may do for an input, and then
 * recognised, which needs the batch alone: threads may recognise several batches of one input at once. Knows how lines
 * end, and bounds them.
 */
#ifndef ME_BATCH_H
#define ME_BATCH_H

#include "line.h"
#include "note.h"
#include "source.h"
#include "utf16.h"
#include "w3c_header.h"

enum {
    ME_LINE_MAX = 65536,   /* bytes of a line that are looked at; the rest of it is skipped */
    ME_BATCH_READ = 65536, /* bytes read at once */
    ME_BATCH_BLOCK = ME_LINE_MAX + ME_BATCH_READ,
};

/* What was read, in numbers. */
struct me_tally {
    uint64_t bytes, lines, records, unrecognized, long_lines;
    uint64_t logs[ME_LOG_MAX]; /* records of each log */
    uint64_t debug_with_id;    /* Debug records with a message id or a connection number */
};

/* Adds the numbers of `from`. */
void me_tally_add(struct me_tally *into, const struct me_tally *from);

struct me_batch {
    char *block;        /* ME_BATCH_BLOCK bytes, which the notes point into */
    size_t len;         /* of them are the batch's: whole lines, but for one that is too long or the input's last */
    size_t looked;      /* bytes of which the lines have been looked at */
    const char *anchor; /* none lies between the line looked at next and it */
    bool skipping;      /* what comes next belongs to a line that was too long */
    bool has_header;    /* the input is a W3C log, */
    struct me_w3c_order order; /* and this is the order of fields at the line looked at next */
    struct me_note *notes;     /* of the lines that are not foreign */
    size_t count, capacity;
    struct me_judged *judged; /* what notes point to */
    size_t judged_count, judged_capacity;
    bool out_of_memory;    /* there are less notes than lines */
    struct me_tally tally; /* of this batch, foreign lines included */
    int64_t position;      /* in the file, behind this batch */
    bool is_last;
    char *error; /* of the last batch: why the input broke off; or NULL */

    struct me_batch *next; /* for whoever has several, as the next one */
    bool is_ready;
};

/* The state of an input between two batches. */
struct me_reader {
    struct me_source *source; /* NULL: none is open */
    char *rest;               /* ME_BATCH_BLOCK bytes: the beginning of a line whose end was not read yet */
    size_t rest_len;
    bool skipping;             /* within a line that was too long */
    bool is_started;           /* something has been read */
    bool has_header;           /* it is a W3C log, */
    struct me_w3c_order order; /* whose fields have this order behind what was read */
    struct me_utf16 utf16;
    char *raw; /* ME_BATCH_READ bytes, once text in UTF-16 came: what was read and is not UTF-8 yet; or NULL */
    size_t raw_len;
    bool source_ended;
    char *error;
    size_t read_max; /* bytes read at once, at most ME_BATCH_READ */
};

/* NULL when memory is out. */
struct me_batch *me_batch_new(void);
void me_batch_free(struct me_batch *batch);

/* A reader serves one input after another. False when memory is out. */
bool me_reader_init(struct me_reader *reader);
void me_reader_free(struct me_reader *reader);

/* Begins with `source`, which it takes over. */
void me_reader_open(struct me_reader *reader, struct me_source *source);
void me_reader_close(struct me_reader *reader);

/* Reads into `batch` what comes next: as many lines as one read gives, so that a line from a pipe waits for nothing. It
 * may hold no line at all. After the batch with `is_last` there is none. */
void me_batch_read(struct me_batch *batch, struct me_reader *reader);

/* The next line of a batch that has been read, foreign ones left out, which are counted only. False at its end. */
bool me_batch_line(struct me_batch *batch, const struct me_recognise_options *options, struct me_line *line);

/* Makes notes of all lines of a batch that has been read. `host` is the server that the input comes from, as far as the
 * lines do not name another. */
void me_batch_recognise(struct me_batch *batch, const struct me_note_task *task, struct me_span host);

#endif
