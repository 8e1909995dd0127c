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
#include "json/document.h"
#include "json/fields.h"
#include "json/writer.h"
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

/* `w` holds one JSON text, and it says what `object`, which is released, says. */
static void fuzz_check_same(struct fjson_object *object, const struct me_writer *w)
{
    const struct me_span text = me_writer_text(w);
    struct fjson_tokener *tokener = fjson_tokener_new();
    FUZZ_ASSERT(text.len > 0 && me_utf8_valid_prefix(text) == text.len && tokener != NULL);
    fjson_tokener_set_flags(tokener, FJSON_TOKENER_STRICT);
    struct fjson_object *parsed = fjson_tokener_parse_ex(tokener, text.ptr, (int)text.len);
    FUZZ_ASSERT(parsed != NULL && tokener->char_offset == (int)text.len);
    FUZZ_ASSERT(strcmp(fjson_object_to_json_string_ext(object, FJSON_TO_STRING_PLAIN),
                       fjson_object_to_json_string_ext(parsed, FJSON_TO_STRING_PLAIN)) == 0);
    fjson_tokener_free(tokener);
    fjson_object_put(parsed);
    fjson_object_put(object);
}

/* No name comes twice in an object: libfastjson would keep one of them, an engine refuses the document. */
static int fuzz_count_members(struct fjson_object *value)
{
    int count = 0;
    if (!fjson_object_is_type(value, fjson_type_object))
        return 0;
    struct fjson_object_iterator it = fjson_object_iter_begin(value), end = fjson_object_iter_end(value);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it))
        count += 1 + fuzz_count_members(fjson_object_iter_peek_value(&it));
    return count;
}

/* Names in a JSON text: strings with a colon behind them. */
static int fuzz_count_names(struct me_span text)
{
    int count = 0;
    bool inside = false;
    for (size_t i = 0; i < text.len; i++) {
        if (inside && text.ptr[i] == '\\')
            i++;
        else if (text.ptr[i] == '"')
            inside = !inside;
        else if (!inside && text.ptr[i] == ':')
            count++;
    }
    return count;
}

/* The document of `resolved`, or with NULL of a foreign message, is valid, and no name in it comes twice. */
static void fuzz_check_document(const struct me_resolved *resolved, struct me_fields_options options,
                                struct me_span message)
{
    const struct me_document document = {.reported = ME_SPAN("2026-11-22T07:00:01Z"),
                                         .created = ME_SPAN("2026-11-22T07:00:02Z"),
                                         .name_space = ME_SPAN("default")};
    struct me_writer w = {0};
    struct fjson_tokener *tokener = fjson_tokener_new();
    options.document = &document;
    options.host = message;
    FUZZ_ASSERT(tokener != NULL);
    me_document_write(&w, resolved, &options, message);
    const struct me_span text = me_writer_text(&w);
    fjson_tokener_set_flags(tokener, FJSON_TOKENER_STRICT);
    struct fjson_object *parsed = fjson_tokener_parse_ex(tokener, text.ptr, (int)text.len);
    FUZZ_ASSERT(parsed != NULL && tokener->char_offset == (int)text.len);
    FUZZ_ASSERT(me_utf8_valid_prefix(text) == text.len);
    FUZZ_ASSERT(fuzz_count_members(parsed) == fuzz_count_names(text));
    fjson_object_put(parsed);
    fjson_tokener_free(tokener);
    me_writer_free(&w);
}

/* Tree and text of `resolved` are valid and say the same. */
static void fuzz_check_sinks(const struct me_resolved *resolved, const struct me_fields_options *options)
{
    unsigned of_tree, of_text;
    struct me_writer w = {0};
    struct fjson_object *native = me_fields_native(resolved, options, &of_tree);
    struct fjson_object *ecs = me_fields_ecs(resolved, options);
    fjson_object_get(native); /* fuzz_check_same() wants one, too */
    fjson_object_get(ecs);
    fuzz_check_json(native);
    fuzz_check_json(ecs);
    me_writer_open(&w, (struct me_span){0}, '{');
    of_text = me_fields_write_native(resolved, options, &w);
    me_writer_close_kept(&w, '}');
    FUZZ_ASSERT(of_tree == of_text);
    fuzz_check_same(native, &w);
    me_writer_start(&w);
    me_writer_open(&w, (struct me_span){0}, '{');
    me_fields_write_ecs(resolved, options, &w);
    me_writer_close_kept(&w, '}');
    fuzz_check_same(ecs, &w);
    me_writer_free(&w);
    fuzz_check_document(resolved, *options, resolved->record.text);
}

#endif
