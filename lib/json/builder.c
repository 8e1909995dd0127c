/* SPDX-License-Identifier: Apache-2.0
 *
 * libfastjson with as little work as it allows: keys are constants that it need not copy, and each is new, so that it
 * need not look for an old one. A new string costs some 400 instructions, most of them in calloc() and free(), so
 * strings that come again are shared: one string, many owners.
 *
 * Sharing is safe because nobody writes into a string. libfastjson has no function that changes one, counts owners by
 * atomic operations, and answers fjson_object_get_string() for a string without a buffer of its own. Only
 * fjson_object_to_json_string() of the string itself would write, and rsyslog (8.2102, 8.2302, 8.2504) never calls it
 * for a leaf: templates, expressions and foreach ask for the string, copies are deep, the text of an object is written
 * into the object's own buffer, and set and unset replace members of objects. Numbers and booleans are another matter:
 * asked for their string, they write into themselves. So do objects and arrays, and these have members that can be set.
 * Only strings are shared.
 */
#include "json/builder.h"

#include <limits.h>
#include <stdlib.h>

#include <libfastjson/json.h>

#include "text/utf8.h"

enum { ON_STACK = 1024 };

void me_builder_start_sharing(struct me_builder *b, struct me_recent *recent)
{
    *b = (struct me_builder){.object = fjson_object_new_object(), .recent = recent};
}

void me_builder_start_part(struct me_builder *part, struct me_recent *recent)
{
    *part = (struct me_builder){.recent = recent, .pending = true};
}

void me_builder_start(struct me_builder *b)
{
    me_builder_start_sharing(b, NULL);
}

/* Whether `value` went into the object. */
static inline bool added(struct me_builder *b, const char *key, struct fjson_object *value)
{
    if (b->object == NULL || value == NULL)
        return false;
    fjson_object_object_add_ex(b->object, key, value, FJSON_OBJECT_ADD_KEY_IS_NEW | FJSON_OBJECT_KEY_IS_CONSTANT);
    return fjson_object_object_length(b->object) == ++b->count;
}

/* Releases the object, and `value`, which did not go into it. */
static void fail(struct me_builder *b, struct fjson_object *value)
{
    fjson_object_put(value);
    fjson_object_put(b->object);
    b->object = NULL;
}

/* The first member of a part, or one that cannot be added. */
__attribute__((noinline)) static void add_first(struct me_builder *b, const char *key, struct fjson_object *value)
{
    if (b->pending)
        b->object = fjson_object_new_object();
    if (!b->pending || !added(b, key, value))
        fail(b, value);
    b->pending = false;
}

static inline void add(struct me_builder *b, const char *key, struct fjson_object *value)
{
    if (!added(b, key, value))
        add_first(b, key, value);
}

void me_builder_add(struct me_builder *b, const char *key, struct fjson_object *value)
{
    add(b, key, value);
}

/* A JSON string of `value`, which is valid UTF-8. NULL when memory is out. */
static struct fjson_object *new_string(struct me_span value)
{
    return fjson_object_new_string_len(value.ptr, value.len < INT_MAX ? (int)value.len : INT_MAX - 1);
}

static struct fjson_object *new_repaired(struct me_builder *b, struct me_span value)
{
    char on_stack[ON_STACK];
    char *room = value.len > ON_STACK / ME_UTF8_GROWTH ? malloc(value.len * ME_UTF8_GROWTH) : on_stack;
    struct fjson_object *string = NULL;
    b->repaired = true;
    on_stack[0] = '\0'; /* gcc 16 does not see that `value` is never empty, and nothing copied */
    if (room != NULL)
        string = new_string((struct me_span){room, me_utf8_repair(value, room)});
    if (room != on_stack)
        free(room);
    return string;
}

/* A value that is not kept, and is from now on if `set` is given. */
__attribute__((noinline)) static struct fjson_object *new_text(struct me_builder *b, struct me_recent_set *set,
                                                               struct me_span value, bool valid)
{
    if (!valid && me_utf8_valid_prefix(value) < value.len)
        return new_repaired(b, value);
    struct fjson_object *string = new_string(value);
    if (set != NULL && string != NULL) {
        const struct me_span text = {fjson_object_get_string(string), value.len};
        fjson_object_put(me_recent_keep(set, text, fjson_object_get(string)));
    }
    return string;
}

/* A JSON string of any bytes; `valid` when it is known to be UTF-8. NULL when memory is out. */
static inline struct fjson_object *text_of(struct me_builder *b, struct me_span value, bool valid)
{
    if (b->recent == NULL || value.len > ME_RECENT_LEN_MAX)
        return new_text(b, NULL, value, valid);
    struct me_recent_set *set = me_recent_set(b->recent, value);
    struct fjson_object *known = me_recent_find(set, value);
    return known != NULL ? fjson_object_get(known) : new_text(b, set, value, valid);
}

/* A constant that is put out for the first time, or is not where it is looked for first. */
__attribute__((noinline)) static struct fjson_object *other_constant(struct me_recent *recent, struct me_span value)
{
    struct me_recent_constant *place = recent != NULL ? me_recent_constant(recent, value.ptr) : NULL;
    if (place != NULL && place->text != NULL)
        return fjson_object_get(place->string);
    struct fjson_object *string = new_string(value);
    if (place != NULL && string != NULL)
        *place = (struct me_recent_constant){value.ptr, fjson_object_get(string)};
    return string;
}

static inline struct fjson_object *constant_of(struct me_recent *recent, struct me_span value)
{
    if (recent != NULL) {
        const struct me_recent_constant *first = &recent->constants[me_recent_constant_number(value.ptr)];
        if (first->text == value.ptr)
            return fjson_object_get(first->string);
    }
    return other_constant(recent, value);
}

void me_builder_put_constant(struct me_builder *b, const char *key, struct me_span value)
{
    add(b, key, constant_of(b->recent, value));
}

void me_builder_put_word(struct me_builder *b, const char *key, struct me_span value)
{
    add(b, key, text_of(b, value, true));
}

void me_builder_put_text(struct me_builder *b, const char *key, struct me_span value)
{
    add(b, key, text_of(b, value, false));
}

struct fjson_object *me_builder_string(struct me_recent *recent, struct me_span text)
{
    struct me_builder b = {.recent = recent};
    return text_of(&b, text, true);
}

void me_builder_put_plus(struct me_builder *b, const char *key, struct me_span value)
{
    char on_stack[ON_STACK];
    char *room = value.len > ON_STACK ? malloc(value.len) : on_stack;
    for (size_t i = 0; room != NULL && i < value.len; i++)
        room[i] = i > 0 && value.ptr[i] == '+' ? ' ' : value.ptr[i];
    add(b, key, room != NULL ? text_of(b, (struct me_span){room, value.len}, false) : NULL);
    if (room != on_stack)
        free(room);
}

void me_builder_put_number(struct me_builder *b, const char *key, int64_t value)
{
    add(b, key, fjson_object_new_int64(value));
}

void me_builder_put_true(struct me_builder *b, const char *key)
{
    add(b, key, fjson_object_new_boolean(true));
}

void me_builder_add_part(struct me_builder *b, const char *key, struct me_builder *part)
{
    b->repaired |= part->repaired;
    if (!part->pending)
        add(b, key, part->object);
    part->object = NULL;
}

/* When memory runs out half way, libfastjson hands out an array without a list, which it can neither fill nor release
 * without crashing: such a one is left alone, though its bytes are lost. */
static struct fjson_object *new_array(void)
{
    struct fjson_object *array = fjson_object_new_array();
    return array != NULL && fjson_object_get_array(array) == NULL ? NULL : array;
}

void me_builder_add_list(struct me_builder *b, const char *key, const struct me_span *values, size_t count)
{
    if (count == 0)
        return;
    struct fjson_object *list = new_array();
    for (size_t i = 0; list != NULL && i < count; i++) {
        struct fjson_object *value = text_of(b, values[i], false);
        if (value == NULL || fjson_object_array_add(list, value) != 0) {
            fjson_object_put(value);
            fjson_object_put(list);
            list = NULL;
        }
    }
    add(b, key, list);
}

void me_builder_append(struct me_builder *b, const char *key, struct fjson_object *item)
{
    struct fjson_object *array = NULL;
    if (b->object != NULL && item != NULL && !fjson_object_object_get_ex(b->object, key, &array)) {
        array = new_array();
        add(b, key, array);
    }
    if (b->object != NULL && item != NULL && fjson_object_array_add(array, item) == 0)
        return;
    fail(b, item);
}

const char *me_builder_text(struct fjson_object *object, size_t *len)
{
    const char *text = fjson_object_to_json_string_ext(object, FJSON_TO_STRING_PLAIN);
    *len = text != NULL ? strlen(text) : 0;
    return text;
}

void me_builder_forget(struct me_recent *recent)
{
    for (size_t i = 0; i < ME_RECENT_CONSTANTS; i++)
        fjson_object_put(recent->constants[i].string);
    for (size_t i = 0; i < ME_RECENT_SETS; i++) {
        fjson_object_put(recent->sets[i].newer.string);
        fjson_object_put(recent->sets[i].older.string);
    }
    memset(recent, 0, sizeof(*recent));
}

void me_builder_free(struct fjson_object *object)
{
    fjson_object_put(object);
}
