/* SPDX-License-Identifier: Apache-2.0
 *
 * What must hold for every object that the library makes, checked on its text.
 */
#ifndef ME_FUZZ_JSON_H
#define ME_FUZZ_JSON_H

#include <string.h>

#include <libfastjson/json.h>
#include <libfastjson/json_object_iterator.h>

#include "fuzz.h"
#include "text/utf8.h"

/* No null, no empty string, no empty list or object: what is not known is left out. */
static void fuzz_check_value(struct fjson_object *value)
{
    FUZZ_ASSERT(value != NULL);
    switch (fjson_object_get_type(value)) {
    case fjson_type_object: {
        struct fjson_object_iterator it = fjson_object_iter_begin(value), end = fjson_object_iter_end(value);
        FUZZ_ASSERT(!fjson_object_iter_equal(&it, &end));
        for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it))
            fuzz_check_value(fjson_object_iter_peek_value(&it));
        break;
    }
    case fjson_type_array:
        FUZZ_ASSERT(fjson_object_array_length(value) > 0);
        for (int i = 0; i < fjson_object_array_length(value); i++)
            fuzz_check_value(fjson_object_array_get_idx(value, i));
        break;
    case fjson_type_string:
        FUZZ_ASSERT(fjson_object_get_string_len(value) > 0);
        break;
    default:
        break;
    }
}

/* The text of `object` is valid UTF-8 and parses. Releases `object`. */
static void fuzz_check_json(struct fjson_object *object)
{
    FUZZ_ASSERT(object != NULL);
    fuzz_check_value(object);
    const char *json = fjson_object_to_json_string_ext(object, FJSON_TO_STRING_PLAIN);
    const struct me_span text = {json, strlen(json)};
    FUZZ_ASSERT(me_utf8_valid_prefix(text) == text.len);
    struct fjson_object *again = fjson_tokener_parse(json);
    FUZZ_ASSERT(again != NULL);
    fjson_object_put(again);
    fjson_object_put(object);
}

#endif
