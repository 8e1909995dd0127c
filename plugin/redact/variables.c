/* SPDX-License-Identifier: Apache-2.0
 *
 * rsyslog hands out a copy of a tree, which goes back only where something in it has changed.
 */
#include "config.h"
#include "rsyslog.h"

#include <json.h>

#include "redact/variables.h"

#include "redact/locate.h"

struct walk {
    const struct me_copies *copies;
    const struct me_recognise_options *options;
};

static bool redact_children(const struct walk *walk, struct fjson_object *value);

/* The credentials of `text`. False: they cannot be known, because memory is out. */
static bool find_mask(const struct walk *walk, struct me_span text, struct me_mask *mask)
{
    if (me_copies_match(walk->copies, text, mask))
        return true;
    me_locate_credentials(text, walk->options, NULL, mask, NULL);
    return !walk->copies->incomplete;
}

/* The string in place of `text`; NULL when memory is out: better no value than a credential. */
static struct fjson_object *masked_string(const struct me_mask *mask, struct me_span text)
{
    struct me_masked masked;
    if (!me_mask_apply(mask, text, NULL, &masked))
        return NULL;
    struct fjson_object *string = fjson_object_new_string_len(masked.text, (int)masked.len);
    free(masked.text);
    return string;
}

/* Redacts `*value`, which may be replaced by another one, then with a reference of its own. True: something changed. */
static bool redact_value(const struct walk *walk, struct fjson_object **value)
{
    struct me_mask mask = {0};
    if (!fjson_object_is_type(*value, fjson_type_string))
        return redact_children(walk, *value);
    const struct me_span text = {fjson_object_get_string(*value), (size_t)fjson_object_get_string_len(*value)};
    const bool known = find_mask(walk, text, &mask), changed = !known || mask.count > 0;
    if (changed)
        *value = known ? masked_string(&mask, text) : NULL;
    me_mask_free(&mask);
    return changed;
}

static bool redact_members(const struct walk *walk, struct fjson_object *object)
{
    bool changed = false;
    struct fjson_object_iterator it = fjson_object_iter_begin(object), end = fjson_object_iter_end(object);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it)) {
        struct fjson_object *const member = fjson_object_iter_peek_value(&it);
        struct fjson_object *value = member;
        changed |= redact_value(walk, &value);
        if (value != member)
            fjson_object_object_add(object, fjson_object_iter_peek_name(&it), value);
    }
    return changed;
}

static bool redact_elements(const struct walk *walk, struct fjson_object *array)
{
    bool changed = false;
    const int count = fjson_object_array_length(array);
    for (int i = 0; i < count; i++) {
        struct fjson_object *const element = fjson_object_array_get_idx(array, i);
        struct fjson_object *value = element;
        changed |= redact_value(walk, &value);
        if (value != element)
            fjson_object_array_put_idx(array, i, value);
    }
    return changed;
}

static bool redact_children(const struct walk *walk, struct fjson_object *value)
{
    switch (fjson_object_get_type(value)) {
    case fjson_type_object:
        return redact_members(walk, value);
    case fjson_type_array:
        return redact_elements(walk, value);
    default:
        return false;
    }
}

/* `id` and `root` name all $! or all $. variables. */
static void redact_tree(const struct walk *walk, smsg_t *message, propid_t id, char root)
{
    uchar any_root[] = "!", own_root[] = {(uchar)root, '\0'};
    msgPropDescr_t at = {.id = id, .name = any_root, .nameLen = 1};
    struct fjson_object *tree = NULL;
    if (msgGetJSONPropJSON(message, &at, &tree) != RS_RET_OK || tree == NULL)
        return;
    if (redact_children(walk, tree))
        msgAddJSON(message, own_root, tree, 0, 0);
    else
        fjson_object_put(tree);
}

void me_variables_redact(smsg_t *message, const struct me_copies *copies, const struct me_recognise_options *options)
{
    const struct walk walk = {copies, options};
    redact_tree(&walk, message, PROP_CEE, '!');
    redact_tree(&walk, message, PROP_LOCAL_VAR, '.');
}
