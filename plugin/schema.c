/* SPDX-License-Identifier: Apache-2.0
 *
 * msgAddJSON() replaces every member of the root that it is given, so it gets only members that were missing, and
 * merged ones in the place of those they were made of. The latter are copies: rsyslog hands out no others.
 */
#include "config.h"
#include "rsyslog.h"

#include <json.h>

#include "schema.h"

/* Adds `value`, of which the caller keeps its reference. */
static void add_member(struct fjson_object *to, const char *name, struct fjson_object *value)
{
    fjson_object_object_add(to, name, fjson_object_get(value));
    if (!fjson_object_object_get_ex(to, name, NULL))
        fjson_object_put(value); /* no memory for the name: libfastjson has not taken the value */
}

/* Adds the members of `from` that `to` lacks, and looks into those that both have. */
static void complete(struct fjson_object *to, struct fjson_object *from)
{
    struct fjson_object_iterator it = fjson_object_iter_begin(from), end = fjson_object_iter_end(from);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it)) {
        const char *name = fjson_object_iter_peek_name(&it);
        struct fjson_object *value = fjson_object_iter_peek_value(&it), *present;
        if (!fjson_object_object_get_ex(to, name, &present))
            add_member(to, name, value);
        else if (fjson_object_is_type(present, fjson_type_object) && fjson_object_is_type(value, fjson_type_object))
            complete(present, value);
    }
}

static bool has_string(struct fjson_object *array, const char *wanted)
{
    for (int i = 0; i < fjson_object_array_length(array); i++) {
        const char *value = fjson_object_get_string(fjson_object_array_get_idx(array, i));
        if (value != NULL && strcmp(value, wanted) == 0)
            return true;
    }
    return false;
}

/* Adds the strings of `from` that `to` lacks; both are arrays. */
static void append(struct fjson_object *to, struct fjson_object *from)
{
    for (int i = 0; i < fjson_object_array_length(from); i++) {
        struct fjson_object *value = fjson_object_array_get_idx(from, i);
        if (!has_string(to, fjson_object_get_string(value)) && fjson_object_array_add(to, fjson_object_get(value)) != 0)
            fjson_object_put(value);
    }
}

/* `tags` of another module, one as a bare string too, with ours behind them. Uses up `present`. */
static struct fjson_object *tags_with(struct fjson_object *present, struct fjson_object *ours)
{
    struct fjson_object *all = present;
    if (!fjson_object_is_type(present, fjson_type_array)) {
        all = fjson_object_new_array();
        if (all == NULL || fjson_object_array_add(all, present) != 0) {
            fjson_object_put(all);
            return present;
        }
    }
    append(all, ours);
    return all;
}

/* What must become of member `name` of the root, where `present` is and `ours` ought to be; NULL: nothing. Uses up
 * `present`. */
static struct fjson_object *member_of(const char *name, struct fjson_object *present, struct fjson_object *ours)
{
    const bool is_object = fjson_object_is_type(present, fjson_type_object);
    if (strcmp(name, "tags") == 0 && !is_object && present != NULL)
        return tags_with(present, ours);
    if (is_object && fjson_object_is_type(ours, fjson_type_object)) {
        complete(present, ours);
        return present;
    }
    fjson_object_put(present);
    return NULL;
}

/* Puts into `result` what the root must get of `fields`, when `root` is there. */
static void merge(struct fjson_object *result, struct fjson_object *root, struct fjson_object *fields)
{
    struct fjson_object_iterator it = fjson_object_iter_begin(fields), end = fjson_object_iter_end(fields);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it)) {
        const char *name = fjson_object_iter_peek_name(&it);
        struct fjson_object *ours = fjson_object_iter_peek_value(&it), *present;
        if (!fjson_object_object_get_ex(root, name, &present)) {
            add_member(result, name, ours);
            continue;
        }
        struct fjson_object *member = member_of(name, fjson_object_get(present), ours);
        if (member != NULL) {
            add_member(result, name, member);
            fjson_object_put(member);
        }
    }
}

/* What the root must get of `fields`, which are used up, when `root` is there. NULL when memory is out. */
static struct fjson_object *merged(struct fjson_object *root, struct fjson_object *fields)
{
    struct fjson_object *result = fjson_object_new_object();
    if (result != NULL)
        merge(result, root, fields);
    fjson_object_put(fields);
    return result;
}

/* False when memory is out; the caller keeps `native` then. */
static bool take_along(struct fjson_object *fields, const char *name, struct fjson_object *native)
{
    fjson_object_object_add_ex(fields, name, native, FJSON_OBJECT_ADD_KEY_IS_NEW | FJSON_OBJECT_KEY_IS_CONSTANT);
    return fjson_object_object_get_ex(fields, name, NULL);
}

bool me_schema_put(smsg_t *message, const struct me_settings *settings, struct fjson_object *fields,
                   struct fjson_object *native)
{
    msgPropDescr_t at = settings->root_at;
    uchar everything[] = "!";
    struct fjson_object *root = NULL;
    bool along = false;
    if (msgGetJSONPropJSON(message, &at, &root) == RS_RET_OK && root != NULL)
        fields = merged(root, fields);
    else if (settings->member != NULL && native != NULL)
        along = take_along(fields, settings->member, native);
    fjson_object_put(root);
    if (fields != NULL)
        msgAddJSON(message, everything, fields, 0, 0);
    return along;
}
