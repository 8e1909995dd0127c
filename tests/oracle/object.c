/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads answers in JSON, field by field.
 */
#include "object.h"

#include <json.h>
#include <stdlib.h>

static struct me_span text_of(struct fjson_object *value)
{
    /* Numbers and booleans in the spelling that JSON has for them. */
    if (fjson_object_is_type(value, fjson_type_string))
        return (struct me_span){fjson_object_get_string(value), (size_t)fjson_object_get_string_len(value)};
    const char *text = fjson_object_to_json_string(value);
    return (struct me_span){text, strlen(text)};
}

static struct me_span text_at(struct fjson_object *tree, const char *name)
{
    struct fjson_object *value;
    return fjson_object_object_get_ex(tree, name, &value) ? text_of(value) : (struct me_span){0};
}

/* Fills `answer` with the native object `native`. */
static void read_answer(struct fjson_object *native, struct oracle_answer *answer)
{
    struct fjson_object *anomalies;
    *answer = (struct oracle_answer){.found = fjson_object_is_type(native, fjson_type_object)};
    if (!answer->found)
        return;
    for (int f = 0; f < ORACLE_FIELD_MAX; f++)
        answer->value[f] = text_at(native, oracle_field_names[f]);
    if (!fjson_object_object_get_ex(native, "anomalies", &anomalies))
        return;
    for (int i = 0; i < fjson_object_array_length(anomalies); i++)
        answer->anomalies |= oracle_anomaly_named(text_of(fjson_object_array_get_idx(anomalies, i)));
}

static void read_native(struct fjson_object *native, struct oracle_object *object)
{
    read_answer(native, &object->answer);
    object->authenticated = object->answer.found && me_span_equal(text_at(native, "authenticated"), ME_SPAN("true"));
}

static struct fjson_object *member(struct fjson_object *tree, const char *name)
{
    struct fjson_object *value;
    return fjson_object_object_get_ex(tree, name, &value) ? value : NULL;
}

/* The native object `name` of a message whose action has found a record; NULL: it found none. */
static struct fjson_object *native_of(struct fjson_object *texts, const char *name)
{
    const bool found = me_span_equal(text_at(texts, "parsesuccess"), ME_SPAN("OK"));
    return found ? member(member(texts, "$!"), name) : NULL;
}

bool oracle_object_read(struct me_span line, struct oracle_object *object)
{
    struct fjson_object *before;
    struct fjson_tokener *tokener = fjson_tokener_new();
    if (tokener == NULL)
        abort();
    struct fjson_object *tree = fjson_tokener_parse_ex(tokener, line.ptr, (int)line.len);
    fjson_tokener_free(tokener);
    *object = (struct oracle_object){.tree = tree};
    if (tree == NULL || !fjson_object_is_type(tree, fjson_type_object))
        return false;
    object->has_texts = fjson_object_object_get_ex(tree, "before", &before);
    if (!object->has_texts) { /* a native object alone */
        read_native(tree, object);
        return true;
    }
    struct fjson_object *after = member(tree, "after"), *last = member(tree, "last");
    read_native(native_of(after, "mailenable"), object);
    read_answer(native_of(last, "again"), &object->again);
    object->raw = text_at(before, "rawmsg");
    object->before = before;
    object->after = after;
    object->last = last;
    return after != NULL && last != NULL;
}

void oracle_object_free(struct oracle_object *object)
{
    fjson_object_put(object->tree);
    object->tree = NULL;
}
