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

void me_builder_add_word(struct me_builder *b, const char *key, struct me_span value)
{
    if (b->object == NULL || !me_span_present(value))
        return;
    if (value.len >= INT_MAX)
        value.len = INT_MAX - 1;
    me_builder_add(b, key, fjson_object_new_string_len(value.ptr, (int)value.len));
}

static void add_repaired(struct me_builder *b, const char *key, struct me_span value)
{
    char on_stack[ON_STACK];
    char *room = on_stack;
    if (value.len > ON_STACK / ME_UTF8_GROWTH)
        room = malloc(value.len * ME_UTF8_GROWTH);
    b->repaired = true;
    if (room == NULL) {
        fail(b);
        return;
    }
    me_builder_add_word(b, key, (struct me_span){room, me_utf8_repair(value, room)});
    if (room != on_stack)
        free(room);
}

void me_builder_add_text(struct me_builder *b, const char *key, struct me_span value)
{
    if (b->object == NULL || !me_span_present(value))
        return;
    if (me_utf8_valid_prefix(value) == value.len)
        me_builder_add_word(b, key, value);
    else
        add_repaired(b, key, value);
}

void me_builder_add_plus(struct me_builder *b, const char *key, struct me_span value)
{
    char on_stack[ON_STACK];
    char *room = on_stack;
    if (b->object == NULL || !me_span_present(value))
        return;
    if (value.len > ON_STACK)
        room = malloc(value.len);
    if (room == NULL) {
        fail(b);
        return;
    }
    for (size_t i = 0; i < value.len; i++)
        room[i] = value.ptr[i] == '+' ? ' ' : value.ptr[i];
    me_builder_add_text(b, key, (struct me_span){room, value.len});
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

void me_builder_add_names(struct me_builder *b, const char *key, const struct me_span *names, size_t count)
{
    struct fjson_object *array = b->object != NULL && count > 0 ? fjson_object_new_array() : NULL;
    if (b->object == NULL || count == 0)
        return;
    for (size_t i = 0; array != NULL && i < count; i++) {
        struct fjson_object *name = fjson_object_new_string_len(names[i].ptr, (int)names[i].len);
        if (name == NULL || fjson_object_array_add(array, name) != 0) {
            fjson_object_put(name);
            fjson_object_put(array);
            array = NULL;
        }
    }
    me_builder_add(b, key, array);
}
