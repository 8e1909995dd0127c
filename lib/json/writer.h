/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes one JSON text from left to right into memory that is used again and again, so that the caller need not look at
 * a failed allocation before the end. What comes out is valid JSON and valid UTF-8 whatever bytes go in. Knows bytes,
 * no record, and nothing of libfastjson.
 */
#ifndef ME_WRITER_H
#define ME_WRITER_H

#include <stdint.h>

#include "text/span.h"

enum {
    ME_WRITER_GROWTH = 6,             /* a byte becomes six at most: the letters of \u0000 */
    ME_WRITER_KEPT_MAX = 256 * 1024,  /* octets of memory that are kept for the next text */
    ME_WRITER_MAX = 256 * 1024 * 1024 /* octets of memory for one text; a longer one fails */
};

/* Zeroed: no memory yet. */
struct me_writer {
    char *begin, *at, *end;
    bool repaired; /* some text was not valid UTF-8; the caller may clear it */
    bool failed;   /* there was no memory: nothing is written any more */
};

/* A key as bytes that are ready to be copied; `name` is a literal without quotes and backslashes. */
#define ME_WRITER_KEY(name) ME_SPAN("\"" name "\":")

/* Forgets the text before, and what memory is too much to keep. */
void me_writer_start(struct me_writer *w);

/* The text that was written, without the comma behind its last value. It is valid until the next call for `w`. Absent
 * when memory was out, or nothing was written. */
struct me_span me_writer_text(const struct me_writer *w);

/* Frees the memory, not the structure. */
void me_writer_free(struct me_writer *w);

/* Members of the object that is open. `key` comes from ME_WRITER_KEY(), or is empty for an element of a list. Strings:
 * in ASCII without quotes, backslashes and control characters; any bytes; any bytes with `+` for blanks. */
void me_writer_put_constant(struct me_writer *w, struct me_span key, struct me_span value);
void me_writer_put_text(struct me_writer *w, struct me_span key, struct me_span value);
void me_writer_put_plus(struct me_writer *w, struct me_span key, struct me_span value);
void me_writer_put_number(struct me_writer *w, struct me_span key, int64_t value);
void me_writer_put_true(struct me_writer *w, struct me_span key);

/* The same for a value that may be absent, empty, negative or false, and then adds nothing: most are, so that is found
 * out in line. */
static inline void me_writer_add_constant(struct me_writer *w, struct me_span key, struct me_span value)
{
    if (value.len > 0)
        me_writer_put_constant(w, key, value);
}

static inline void me_writer_add_text(struct me_writer *w, struct me_span key, struct me_span value)
{
    if (value.len > 0)
        me_writer_put_text(w, key, value);
}

static inline void me_writer_add_plus(struct me_writer *w, struct me_span key, struct me_span value)
{
    if (value.len > 0)
        me_writer_put_plus(w, key, value);
}

static inline void me_writer_add_number(struct me_writer *w, struct me_span key, int64_t value)
{
    if (value >= 0)
        me_writer_put_number(w, key, value);
}

static inline void me_writer_add_flag(struct me_writer *w, struct me_span key, bool value)
{
    if (value)
        me_writer_put_true(w, key);
}

/* Adds an array of the `count` strings in `values`, which may be any bytes; none adds nothing. */
void me_writer_add_list(struct me_writer *w, struct me_span key, const struct me_span *values, size_t count);

/* Opens an object (`{`) or an array (`[`); returns its place for me_writer_close(). */
size_t me_writer_open(struct me_writer *w, struct me_span key, char bracket);

/* Closes it by `}` or `]`. One in which nothing stands is taken back with its key by me_writer_close(), and stays with
 * me_writer_close_kept(). */
void me_writer_close(struct me_writer *w, size_t place, char bracket);
void me_writer_close_kept(struct me_writer *w, char bracket);

/* Adds JSON of the caller's, as it is. */
void me_writer_put_raw(struct me_writer *w, struct me_span json);

#endif
