/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds one flat JSON object, field by field, so that the caller need not look at a failed allocation before the end.
 * With builder.c the only place that knows libfastjson; knows UTF-8, no record.
 */
#ifndef ME_BUILDER_H
#define ME_BUILDER_H

#include <stdint.h>

#include "json/recent.h"
#include "text/span.h"

struct fjson_object;

/* Zeroed: an object that nothing was added to. */
struct me_builder {
    struct fjson_object *object; /* NULL once an allocation failed, and in a part that has no member yet */
    struct me_recent *recent;    /* strings to share with other objects; NULL: each object has its own */
    int count;                   /* members */
    bool repaired;               /* some text was not valid UTF-8 */
    bool pending;                /* a part that has no member yet */
};

void me_builder_start(struct me_builder *b);

/* The object takes strings from `recent` and leaves others there, for the objects that this thread makes later; it may
 * go to another thread itself. NULL: none are shared. */
void me_builder_start_sharing(struct me_builder *b, struct me_recent *recent);

/* Starts an object that goes into another one by me_builder_add_part(). It is not made before it has a member. `recent`
 * as above. */
void me_builder_start_part(struct me_builder *part, struct me_recent *recent);

/* Gives up what `recent` keeps; objects that have it keep it. */
void me_builder_forget(struct me_recent *recent);

/* Hands over `value`, also when it cannot be added. `key` must live as long as the object. */
void me_builder_add(struct me_builder *b, const char *key, struct fjson_object *value);

/* Add a string that is present: a constant of this program in ASCII, known to be ASCII, any bytes, or any bytes with
 * `+` for blanks, but for the first. */
void me_builder_put_constant(struct me_builder *b, const char *key, struct me_span value);
void me_builder_put_word(struct me_builder *b, const char *key, struct me_span value);
void me_builder_put_text(struct me_builder *b, const char *key, struct me_span value);
void me_builder_put_plus(struct me_builder *b, const char *key, struct me_span value);
void me_builder_put_number(struct me_builder *b, const char *key, int64_t value);
void me_builder_put_true(struct me_builder *b, const char *key);

/* Add a string that may be absent or empty; then they add nothing. Most strings are, so this is found out in line. */
static inline void me_builder_add_constant(struct me_builder *b, const char *key, struct me_span value)
{
    if (value.len > 0)
        me_builder_put_constant(b, key, value);
}

static inline void me_builder_add_word(struct me_builder *b, const char *key, struct me_span value)
{
    if (value.len > 0)
        me_builder_put_word(b, key, value);
}

static inline void me_builder_add_text(struct me_builder *b, const char *key, struct me_span value)
{
    if (value.len > 0)
        me_builder_put_text(b, key, value);
}

static inline void me_builder_add_plus(struct me_builder *b, const char *key, struct me_span value)
{
    if (value.len > 0)
        me_builder_put_plus(b, key, value);
}

/* A negative number adds nothing. */
static inline void me_builder_add_number(struct me_builder *b, const char *key, int64_t value)
{
    if (value >= 0)
        me_builder_put_number(b, key, value);
}

/* Adds `true`; false adds nothing. */
static inline void me_builder_add_flag(struct me_builder *b, const char *key, bool value)
{
    if (value)
        me_builder_put_true(b, key);
}

/* Adds the object of `part`, unless nothing was added to that, and ends `part`. */
void me_builder_add_part(struct me_builder *b, const char *key, struct me_builder *part);

/* Adds an array of the `count` strings in `values`, which may be any bytes; none adds nothing. */
void me_builder_add_list(struct me_builder *b, const char *key, const struct me_span *values, size_t count);

/* Appends `item`, which is handed over also on failure, to the array at `key`, which is made when it is not there. */
void me_builder_append(struct me_builder *b, const char *key, struct fjson_object *item);

/* A JSON string of `text`, which is valid UTF-8, for the caller to hand over. Strings of `recent` are shared; NULL: it
 * is a new one. NULL when memory is out. */
struct fjson_object *me_builder_string(struct me_recent *recent, struct me_span text);

/* The JSON text of a finished object, on one line and without blanks between its parts; it lives as long as the object
 * does not change. NULL when memory is out. Sets `*len`. */
const char *me_builder_text(struct fjson_object *object, size_t *len);

/* Releases a finished object; NULL is allowed. */
void me_builder_free(struct fjson_object *object);

#endif
