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

/* Calls of these come in long rows, of which the compiler would make functions; then it knows no length any more. */
#define ME_WRITER_INLINE __attribute__((always_inline)) static inline

/* Room for `len` more octets at w->at, or NULL. */
char *me_writer_grow(struct me_writer *w, size_t len);

ME_WRITER_INLINE char *me_writer_room(struct me_writer *w, size_t len)
{
    return (size_t)(w->end - w->at) >= len ? w->at : me_writer_grow(w, len);
}

/* Adds JSON of the caller's, as it is. In line, and so are keys: the compiler knows their lengths, and copies them in
 * two or three steps. */
ME_WRITER_INLINE void me_writer_put_raw(struct me_writer *w, struct me_span json)
{
    char *out = me_writer_room(w, json.len);
    if (out == NULL || json.len == 0)
        return;
    memcpy(out, json.ptr, json.len);
    w->at = out + json.len;
}

/* Values with the comma behind them. */
void me_writer_put_constant_value(struct me_writer *w, struct me_span value);
void me_writer_put_text_value(struct me_writer *w, struct me_span value);
void me_writer_put_plus_value(struct me_writer *w, struct me_span value);
void me_writer_put_number_value(struct me_writer *w, int64_t value);

/* Members of the object that is open. `key` comes from ME_WRITER_KEY(), or is empty for an element of a list. Strings:
 * in ASCII without quotes, backslashes and control characters; any bytes; any bytes with `+` for blanks, but for the
 * first, since POP's replies begin with `+OK`. */
ME_WRITER_INLINE void me_writer_put_constant(struct me_writer *w, struct me_span key, struct me_span value)
{
    me_writer_put_raw(w, key);
    if (__builtin_constant_p(value.len)) {
        me_writer_put_raw(w, ME_SPAN("\""));
        me_writer_put_raw(w, value);
        me_writer_put_raw(w, ME_SPAN("\","));
    } else {
        me_writer_put_constant_value(w, value);
    }
}

ME_WRITER_INLINE void me_writer_put_text(struct me_writer *w, struct me_span key, struct me_span value)
{
    me_writer_put_raw(w, key);
    me_writer_put_text_value(w, value);
}

static inline void me_writer_put_plus(struct me_writer *w, struct me_span key, struct me_span value)
{
    me_writer_put_raw(w, key);
    me_writer_put_plus_value(w, value);
}

ME_WRITER_INLINE void me_writer_put_number(struct me_writer *w, struct me_span key, int64_t value)
{
    me_writer_put_raw(w, key);
    me_writer_put_number_value(w, value);
}

static inline void me_writer_put_true(struct me_writer *w, struct me_span key)
{
    me_writer_put_raw(w, key);
    me_writer_put_raw(w, ME_SPAN("true,"));
}

/* Add a value that may be absent, empty, negative or false; then they add nothing. Most values are, so this is found
 * out in line. */
ME_WRITER_INLINE void me_writer_add_constant(struct me_writer *w, struct me_span key, struct me_span value)
{
    if (value.len > 0)
        me_writer_put_constant(w, key, value);
}

ME_WRITER_INLINE void me_writer_add_text(struct me_writer *w, struct me_span key, struct me_span value)
{
    if (value.len > 0)
        me_writer_put_text(w, key, value);
}

static inline void me_writer_add_plus(struct me_writer *w, struct me_span key, struct me_span value)
{
    if (value.len > 0)
        me_writer_put_plus(w, key, value);
}

ME_WRITER_INLINE void me_writer_add_number(struct me_writer *w, struct me_span key, int64_t value)
{
    if (value >= 0)
        me_writer_put_number(w, key, value);
}

static inline void me_writer_add_flag(struct me_writer *w, struct me_span key, bool value)
{
    if (value)
        me_writer_put_true(w, key);
}

/* Opens an object (`{`) or an array (`[`); returns its place for me_writer_close(). */
ME_WRITER_INLINE size_t me_writer_open(struct me_writer *w, struct me_span key, char bracket)
{
    const size_t place = (size_t)(w->at - w->begin);
    me_writer_put_raw(w, key);
    me_writer_put_raw(w, (struct me_span){&bracket, 1});
    return place;
}

/* Closes it by `}` or `]`. One in which nothing stands is taken back with its key by me_writer_close(), and stays with
 * me_writer_close_kept(). */
void me_writer_close(struct me_writer *w, size_t place, char bracket);
void me_writer_close_kept(struct me_writer *w, char bracket);

/* Adds an array of the `count` strings in `values`, which may be any bytes; none adds nothing. */
static inline void me_writer_add_list(struct me_writer *w, struct me_span key, const struct me_span *values,
                                      size_t count)
{
    if (count == 0)
        return;
    me_writer_open(w, key, '[');
    for (size_t i = 0; i < count; i++)
        me_writer_put_text_value(w, values[i]);
    me_writer_close_kept(w, ']');
}

#endif
