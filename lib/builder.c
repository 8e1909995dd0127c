/* SPDX-License-Identifier: Apache-2.0
 *
 * libfastjson with as little work as it allows: keys are constants that it need not copy, and each is new, so that it
 * need not look for an old one.
 */
#include "builder.h"

#include <limits.h>
#include <stdlib.h>

#include <libfastjson/json.h>

#include "utf8.h"

enum { ON_STACK = 1024 };

void me_builder_start(struct me_builder *b)
{
    *b = (struct me_builder){.object = fjson_object_new_object()};
}

static void fail(struct me_builder *b)
{
    fjson_object_put(b->object);
    b->object = NULL;
}

void me_builder_add(struct me_builder *b, const char *key, struct fjson_object *value)
{
    if (b->object != NULL && value != NULL) {
        const int count = fjson_object_object_length(b->object);
        fjson_object_object_add_ex(b->object, key, value, FJSON_OBJECT_ADD_KEY_IS_NEW | FJSON_OBJECT_KEY_IS_CONSTANT);
        if (fjson_object_object_length(b->object) > count)
            return;
    }
    fjson_object_put(value);
    if (b->object != NULL)
        fail(b);
}

/* A JSON string of `value`, which is valid UTF-8. NULL when memory is out. */
static struct fjson_object *new_string(struct me_span value)
{
    return fjson_object_new_string_len(value.ptr, value.len < INT_MAX ? (int)value.len : INT_MAX - 1);
}

void me_builder_add_word(struct me_builder *b, const char *key, struct me_span value)
{
    if (b->object == NULL || !me_span_present(value))
        return;
    me_builder_add(b, key, new_string(value));
}

static struct fjson_object *new_repaired(struct me_builder *b, struct me_span value)
{
    char on_stack[ON_STACK];
    char *room = value.len > ON_STACK / ME_UTF8_GROWTH ? malloc(value.len * ME_UTF8_GROWTH) : on_stack;
    struct fjson_object *string = NULL;
    b->repaired = true;
    if (room != NULL)
        string = new_string((struct me_span){room, me_utf8_repair(value, room)});
    if (room != on_stack)
        free(room);
    return string;
}

/* A JSON string of any bytes. NULL when memory is out. */
static struct fjson_object *new_text(struct me_builder *b, struct me_span value)
{
    return me_utf8_valid_prefix(value) == value.len ? new_string(value) : new_repaired(b, value);
}

void me_builder_add_text(struct me_builder *b, const char *key, struct me_span value)
{
    if (b->object != NULL && me_span_present(value))
        me_builder_add(b, key, new_text(b, value));
}

void me_builder_add_plus(struct me_builder *b, const char *key, struct me_span value)
{
    char on_stack[ON_STACK];
    if (b->object == NULL || !me_span_present(value))
        return;
    char *room = value.len > ON_STACK ? malloc(value.len) : on_stack;
    for (size_t i = 0; room != NULL && i < value.len; i++)
        room[i] = value.ptr[i] == '+' ? ' ' : value.ptr[i];
    me_builder_add(b, key, room != NULL ? new_text(b, (struct me_span){room, value.len}) : NULL);
    if (room != on_stack)
        free(room);
}

void me_builder_add_number(struct me_builder *b, const char *key, int64_t value)
{
    if (b->object != NULL && value >= 0)
        me_builder_add(b, key, fjson_object_new_int64(value));
}

void me_builder_add_flag(struct me_builder *b, const char *key, bool value)
{
    if (b->object != NULL && value)
        me_builder_add(b, key, fjson_object_new_boolean(true));
}

void me_builder_add_part(struct me_builder *b, const char *key, struct me_builder *part)
{
    b->repaired |= part->repaired;
    if (part->object != NULL && fjson_object_object_length(part->object) == 0)
        fjson_object_put(part->object);
    else if (b->object != NULL || part->object != NULL)
        me_builder_add(b, key, part->object);
    part->object = NULL;
}

void me_builder_add_list(struct me_builder *b, const char *key, const struct me_span *values, size_t count)
{
    if (b->object == NULL || count == 0)
        return;
    struct fjson_object *list = fjson_object_new_array();
    for (size_t i = 0; list != NULL && i < count; i++) {
        struct fjson_object *value = new_text(b, values[i]);
        if (value == NULL || fjson_object_array_add(list, value) != 0) {
            fjson_object_put(value);
            fjson_object_put(list);
            list = NULL;
        }
    }
    me_builder_add(b, key, list);
}

void me_builder_append(struct me_builder *b, const char *key, struct fjson_object *item)
{
    struct fjson_object *array = NULL;
    if (b->object != NULL && item != NULL && !fjson_object_object_get_ex(b->object, key, &array)) {
        array = fjson_object_new_array();
        me_builder_add(b, key, array);
    }
    if (b->object != NULL && item != NULL && fjson_object_array_add(array, item) == 0)
        return;
    fjson_object_put(item);
    if (b->object != NULL)
        fail(b);
}

const char *me_builder_text(struct fjson_object *object, size_t *len)
{
    const char *text = fjson_object_to_json_string_ext(object, FJSON_TO_STRING_PLAIN);
    *len = text != NULL ? strlen(text) : 0;
    return text;
}

void me_builder_free(struct fjson_object *object)
{
    fjson_object_put(object);
}
