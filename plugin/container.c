/* SPDX-License-Identifier: Apache-2.0
 *
 * msgAddJSON() alone will not do: an object for a path where something is already goes to the root of all variables
 * instead, whatever the path. At the root itself there is always an object, or nothing, and it merges as it should. So
 * where the container is a member of the root, a root of our own with that member goes there: most messages have none
 * yet, and take it as it is, without a search and without a copy of the name.
 */
#include "config.h"
#include "rsyslog.h"

#include <stdatomic.h>

#include <json.h>

#include "json/builder.h"
#include "container.h"
#include "errmsg.h"

/* Moves the members of `from`, which is used up, into `to`. */
static void merge(struct fjson_object *to, struct fjson_object *from)
{
    struct fjson_object_iterator it = fjson_object_iter_begin(from), end = fjson_object_iter_end(from);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it)) {
        const char *name = fjson_object_iter_peek_name(&it);
        struct fjson_object *value = fjson_object_get(fjson_object_iter_peek_value(&it));
        fjson_object_object_add(to, name, value);
        if (!fjson_object_object_get_ex(to, name, NULL))
            fjson_object_put(value); /* no memory for the name: libfastjson has not taken the value */
    }
    fjson_object_put(from);
}

/* Once for all actions: whoever sends JSON can make this happen with every message. */
static void complain_once(const struct me_settings *settings)
{
    static atomic_flag complained = ATOMIC_FLAG_INIT;
    if (!atomic_flag_test_and_set(&complained))
        LogError(0, RS_RET_INVLD_SETOP,
                 "mmmailenable: no place for the fields of a record: a part of container=\"$%s\" is there and is no "
                 "object; said once, such messages pass without them",
                 settings->container);
}

static bool put_as_member(smsg_t *message, const char *name, struct fjson_object *object)
{
    uchar everything[] = "!";
    struct me_builder root;
    me_builder_start(&root);
    me_builder_add(&root, name, object);
    return root.object != NULL && msgAddJSON(message, everything, root.object, 0, 0) == RS_RET_OK;
}

bool me_container_put(smsg_t *message, const struct me_settings *settings, struct fjson_object *object)
{
    enum { KEEP, REPLACE } mode = KEEP;
    uchar *path = (uchar *)settings->container;
    struct fjson_object *present = NULL;
    msgPropDescr_t at = settings->container_at;
    if (path[0] == '/') {
        mode = REPLACE; /* what is there is another message's */
    } else if (path[1] != '\0' && msgGetJSONPropJSON(message, &at, &present) == RS_RET_OK && present != NULL) {
        mode = REPLACE;
        if (fjson_object_is_type(present, fjson_type_object)) {
            merge(present, object);
            object = present;
        } else {
            fjson_object_put(present);
        }
    }
    if (mode == KEEP && settings->member != NULL)
        return put_as_member(message, settings->member, object);
    if (msgAddJSON(message, path, object, mode == REPLACE, 0) == RS_RET_OK)
        return true;
    complain_once(settings);
    return false;
}
