/* SPDX-License-Identifier: Apache-2.0
 *
 * Variables of a message: `$!` and `$.`.
 */
#include "host.h"

static struct json_object **root_of(smsg_t *message, propid_t id)
{
    return id == PROP_CEE ? &message->json : &message->localvars;
}

/* The object that is to hold the last name of `path` (`!a!b`), and that name; NULL when there is none. */
static struct fjson_object *parent_of(struct fjson_object *root, const char *path, bool create, const char **leaf)
{
    const char *name = path + 1;
    struct fjson_object *parent = root;
    for (const char *end; (end = strchr(name, '!')) != NULL; name = end + 1) {
        char key[256] = "";
        struct fjson_object *next = NULL;
        memcpy(key, name, (size_t)(end - name));
        if (!fjson_object_object_get_ex(parent, key, &next) || next == NULL) {
            if (!create || !fjson_object_is_type(parent, fjson_type_object))
                return NULL;
            fjson_object_object_add(parent, key, next = fjson_object_new_object());
        }
        parent = next;
    }
    *leaf = name;
    return fjson_object_is_type(parent, fjson_type_object) ? parent : NULL;
}

struct fjson_object *me_host_variable(smsg_t *message, const msgPropDescr_t *at)
{
    const char *leaf;
    struct fjson_object *root = *root_of(message, at->id), *found = NULL;
    if (root == NULL || strcmp((char *)at->name, "!") == 0)
        return root;
    struct fjson_object *parent = parent_of(root, (char *)at->name, false, &leaf);
    if (parent != NULL)
        fjson_object_object_get_ex(parent, leaf, &found);
    return found;
}

rsRetVal msgGetJSONPropJSON(smsg_t *message, msgPropDescr_t *at, struct json_object **out)
{
    me_host_enter();
    struct fjson_object *found = me_host_variable(message, at);
    *out = found != NULL ? me_host_need(fjson_tokener_parse(fjson_object_to_json_string(found))) : NULL;
    me_host_leave();
    return found != NULL ? RS_RET_OK : RS_RET_NOT_FOUND;
}

static void merge_into(struct fjson_object *to, struct fjson_object *from)
{
    struct fjson_object_iterator it = fjson_object_iter_begin(from), end = fjson_object_iter_end(from);
    for (; !fjson_object_iter_equal(&it, &end); fjson_object_iter_next(&it))
        fjson_object_object_add(to, fjson_object_iter_peek_name(&it),
                                fjson_object_get(fjson_object_iter_peek_value(&it)));
    fjson_object_put(from);
}

static rsRetVal add_json(smsg_t *message, const char *name, struct fjson_object *json, int force)
{
    struct fjson_object **root = root_of(message, name[0] == '!' ? PROP_CEE : PROP_LOCAL_VAR), *present = NULL;
    const char *leaf;
    if (*root == NULL && name[1] == '\0') {
        *root = json;
        return RS_RET_OK;
    }
    if (*root == NULL)
        *root = fjson_object_new_object();
    if (name[1] == '\0') {
        merge_into(*root, json);
        return RS_RET_OK;
    }
    struct fjson_object *parent = parent_of(*root, name, true, &leaf);
    if (parent == NULL) {
        fjson_object_put(json);
        return RS_RET_INVLD_SETOP;
    }
    fjson_object_object_get_ex(parent, leaf, &present);
    if (present != NULL && !force && fjson_object_is_type(json, fjson_type_object))
        merge_into(*root, json); /* rsyslog's oddity: not into `present` */
    else
        fjson_object_object_add(parent, leaf, json);
    return RS_RET_OK;
}

rsRetVal msgAddJSON(smsg_t *message, uchar *name, struct json_object *json, int force, int shared)
{
    (void)shared;
    me_host_enter();
    const rsRetVal result = add_json(message, (char *)name, json, force);
    me_host_leave();
    return result;
}

rsRetVal msgDelJSON(smsg_t *message, uchar *name)
{
    struct fjson_object *root = *root_of(message, name[0] == '!' ? PROP_CEE : PROP_LOCAL_VAR);
    const char *leaf;
    struct fjson_object *parent = root != NULL ? parent_of(root, (char *)name, false, &leaf) : NULL;
    if (parent != NULL)
        fjson_object_object_del(parent, leaf);
    return RS_RET_OK;
}

rsRetVal msgPropDescrFill(msgPropDescr_t *at, uchar *name, int len)
{
    static const struct {
        const char *name;
        propid_t id;
    } properties[] = {{"msg", PROP_MSG}, {"rawmsg", PROP_RAWMSG}, {"fromhost-ip", PROP_FROMHOST_IP}};
    if (name[0] == '$' && (name[1] == '!' || name[1] == '.' || name[1] == '/')) {
        at->id = name[1] == '!' ? PROP_CEE : name[1] == '.' ? PROP_LOCAL_VAR : PROP_GLOBAL_VAR;
        at->name = (uchar *)me_host_duplicate((char *)name + 1, (size_t)len - 1);
        at->nameLen = len - 1;
        at->name[0] = '!';
        return RS_RET_OK;
    }
    for (size_t i = 0; i < sizeof(properties) / sizeof(properties[0]); i++) {
        if (strcmp((char *)name, properties[i].name) == 0) {
            at->id = properties[i].id;
            return RS_RET_OK;
        }
    }
    parser_errmsg("invalid property '%s'", name);
    return RS_RET_INVLD_PROP;
}

void msgPropDescrDestruct(msgPropDescr_t *at)
{
    if (at->id == PROP_CEE || at->id == PROP_LOCAL_VAR || at->id == PROP_GLOBAL_VAR)
        free(at->name);
}

void me_stub_set(struct msg *message, const char *name, const char *json)
{
    me_host_enter();
    add_json(message, name + 1, me_host_need(fjson_tokener_parse(json)), 1);
    me_host_leave();
}

const char *me_stub_variables(struct msg *message, char root)
{
    struct fjson_object *object = *root_of(message, root == '!' ? PROP_CEE : PROP_LOCAL_VAR);
    return object != NULL ? fjson_object_to_json_string_ext(object, FJSON_TO_STRING_PLAIN) : "";
}
