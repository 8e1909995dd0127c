/* SPDX-License-Identifier: Apache-2.0
 *
 * Written after the behaviour of rsyslog's runtime/msg.c, grammar/rainerscript.c and runtime/statsobj.c, its oddities
 * included where the module has to live with them. */
#include "config.h"
#include "rsyslog.h"

#include <json.h>

#include "conf.h"
#include "errmsg.h"
#include "module-template.h"
#include "msg.h"
#include "parserif.h"
#include "rainerscript.h"
#include "statsobj.h"

#include "stub_host.h"

/* --- memory ------------------------------------------------------------------------------------------------------- */

/* The linker hands every call of these functions over to us (--wrap). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
struct fjson_object *__real_fjson_object_new_object(void);
struct fjson_object *__real_fjson_object_new_array(void);
struct fjson_object *__real_fjson_object_new_int64(int64_t value);
struct fjson_object *__real_fjson_object_new_boolean(fjson_bool value);
struct fjson_object *__real_fjson_object_new_string_len(const char *text, int len);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
struct fjson_object *__wrap_fjson_object_new_object(void);
struct fjson_object *__wrap_fjson_object_new_array(void);
struct fjson_object *__wrap_fjson_object_new_int64(int64_t value);
struct fjson_object *__wrap_fjson_object_new_boolean(fjson_bool value);
struct fjson_object *__wrap_fjson_object_new_string_len(const char *text, int len);

static int allocations_left = -1;
static _Thread_local int host_depth; /* above 0: the host allocates */
static bool has_failed;

bool me_stub_fail_after(int count)
{
    const bool failed = has_failed;
    allocations_left = count;
    has_failed = false;
    return failed;
}

static bool must_fail(void)
{
    if (host_depth > 0 || allocations_left < 0)
        return false;
    if (allocations_left > 0) {
        allocations_left--;
        return false;
    }
    return has_failed = true;
}

void *__wrap_malloc(size_t size)
{
    return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : __real_calloc(count, size);
}

struct fjson_object *__wrap_fjson_object_new_object(void)
{
    return must_fail() ? NULL : __real_fjson_object_new_object();
}

struct fjson_object *__wrap_fjson_object_new_array(void)
{
    return must_fail() ? NULL : __real_fjson_object_new_array();
}

struct fjson_object *__wrap_fjson_object_new_int64(int64_t value)
{
    return must_fail() ? NULL : __real_fjson_object_new_int64(value);
}

struct fjson_object *__wrap_fjson_object_new_boolean(fjson_bool value)
{
    return must_fail() ? NULL : __real_fjson_object_new_boolean(value);
}

struct fjson_object *__wrap_fjson_object_new_string_len(const char *text, int len)
{
    return must_fail() ? NULL : __real_fjson_object_new_string_len(text, len);
}

/* For what must not fail here. */
static void *need(void *p)
{
    if (p == NULL)
        abort();
    return p;
}

static char *duplicate(const char *text, size_t len)
{
    char *copy = need(__real_malloc(len + 1));
    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

/* --- errors ------------------------------------------------------------------------------------------------------- */

int Debug = 0;
static char errors[4096];
static char shown_errors[sizeof(errors)];

__attribute__((format(printf, 1, 0))) static void add_error(const char *format, va_list arguments)
{
    const size_t len = strlen(errors);
    vsnprintf(errors + len, sizeof(errors) - len, format, arguments);
    strncat(errors, "\n", sizeof(errors) - strlen(errors) - 1);
}

const char *me_stub_errors(void)
{
    memcpy(shown_errors, errors, sizeof(errors));
    errors[0] = '\0';
    return shown_errors;
}

void parser_errmsg(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_error(format, arguments);
    va_end(arguments);
}

void LogError(const int number, const int code, const char *format, ...)
{
    va_list arguments;
    (void)number, (void)code;
    va_start(arguments, format);
    add_error(format, arguments);
    va_end(arguments);
}

void r_dbgprintf(const char *file, const char *format, ...)
{
    (void)file, (void)format;
}

/* --- objects and counters ----------------------------------------------------------------------------------------- */

enum { COUNTERS_MAX = 64 };

int GatherStats = 1;
static struct {
    const uchar *name;
    const intctr_t *value;
} counters[COUNTERS_MAX];
static size_t counter_count;
static int statistics_made;

static rsRetVal stats_construct(statsobj_t **out)
{
    *out = need(__real_calloc(1, sizeof(**out)));
    statistics_made++;
    return RS_RET_OK;
}

static rsRetVal stats_set(statsobj_t *statistics, uchar *name)
{
    (void)statistics;
    return strcmp((char *)name, "mmmailenable") == 0 ? RS_RET_OK : RS_RET_ERR;
}

static rsRetVal stats_finalize(statsobj_t *statistics)
{
    (void)statistics;
    return RS_RET_OK;
}

static rsRetVal stats_destruct(statsobj_t **statistics)
{
    free(*statistics);
    *statistics = NULL;
    counter_count = 0;
    statistics_made--;
    return RS_RET_OK;
}

static rsRetVal stats_add(statsobj_t *statistics, const uchar *name, statsCtrType_t type, int8_t flags, void *value)
{
    (void)statistics, (void)flags;
    if (counter_count == COUNTERS_MAX || type != ctrType_IntCtr)
        return RS_RET_ERR;
    counters[counter_count].name = name;
    counters[counter_count++].value = value;
    return RS_RET_OK;
}

static rsRetVal use_object(const char *file, uchar *name, uchar *module, interface_t *interface)
{
    statsobj_if_t *statistics = (statsobj_if_t *)(void *)interface;
    (void)file, (void)module;
    if (strcmp((char *)name, "statsobj") != 0)
        return RS_RET_MISSING_INTERFACE;
    statistics->Construct = stats_construct;
    statistics->SetName = stats_set;
    statistics->SetOrigin = stats_set;
    statistics->AddCounter = stats_add;
    statistics->ConstructFinalize = stats_finalize;
    statistics->Destruct = stats_destruct;
    statistics->ifIsLoaded = 1;
    return RS_RET_OK;
}

static rsRetVal release_object(const char *file, uchar *name, uchar *module, interface_t *interface)
{
    (void)file, (void)name, (void)module;
    ((statsobj_if_t *)(void *)interface)->ifIsLoaded = 0;
    return RS_RET_OK;
}

rsRetVal objGetObjInterface(obj_if_t *interface)
{
    interface->UseObj = use_object;
    interface->ReleaseObj = release_object;
    return RS_RET_OK;
}

uint64_t me_stub_counter(const char *name)
{
    for (size_t i = 0; i < counter_count; i++)
        if (strcmp((const char *)counters[i].name, name) == 0)
            return *counters[i].value;
    abort();
}

size_t me_stub_counters(void)
{
    return counter_count;
}

/* --- configuration ------------------------------------------------------------------------------------------------ */

rsRetVal OMSRconstruct(omodStringRequest_t **out, int count)
{
    (void)count;
    *out = need(__real_calloc(1, sizeof(**out)));
    return RS_RET_OK;
}

rsRetVal OMSRdestruct(omodStringRequest_t *request)
{
    free(request);
    return RS_RET_OK;
}

rsRetVal OMSRsetEntry(omodStringRequest_t *request, int entry, uchar *name, int options)
{
    (void)request, (void)name;
    return entry == 0 && options == OMSR_TPL_AS_MSG ? RS_RET_OK : RS_RET_ERR;
}

static es_str_t *estr_of(const char *text, size_t len)
{
    es_str_t *string = need(__real_malloc(sizeof(*string) + len + 1));
    string->lenStr = string->lenBuf = (es_size_t)len;
    memcpy(es_getBufAddr(string), text, len);
    return string;
}

static struct cnfarray *array_of(const char *text)
{
    struct cnfarray *array = need(__real_calloc(1, sizeof(*array)));
    array->arr = need(__real_calloc(strlen(text) + 1, sizeof(*array->arr)));
    while (*text == '[' || *text == ',') {
        const size_t len = strcspn(++text, ",]");
        array->arr[array->nmemb++] = estr_of(text, len);
        text += len;
    }
    return array;
}

/* Our rows come in place of rsyslog's list of names and values. */
struct cnfparamvals *nvlstGetParams(struct nvlst *list, struct cnfparamblk *block, struct cnfparamvals *values)
{
    const struct me_stub_parameter *row = (const struct me_stub_parameter *)(const void *)list;
    values = need(__real_calloc((size_t)block->nParams, sizeof(*values)));
    for (; row->name != NULL; row++) {
        int i = 0;
        while (i < block->nParams && strcasecmp(block->descr[i].name, row->name) != 0)
            i++;
        if (i == block->nParams) {
            parser_errmsg("parameter '%s' not known", row->name);
            continue;
        }
        values[i].bUsed = 1;
        values[i].val.datatype = block->descr[i].type == eCmdHdlrArray ? 'A' : 'S';
        if (values[i].val.datatype == 'S')
            values[i].val.d.estr = estr_of(row->value, strlen(row->value));
        else if (row->value[0] == '[')
            values[i].val.d.ar = array_of(row->value);
        else {
            values[i].val.d.ar = array_of("");
            values[i].val.d.ar->arr[values[i].val.d.ar->nmemb++] = estr_of(row->value, strlen(row->value));
        }
    }
    return values;
}

void cnfparamvalsDestruct(const struct cnfparamvals *values, const struct cnfparamblk *block)
{
    for (int i = 0; i < block->nParams; i++) {
        if (!values[i].bUsed)
            continue;
        if (values[i].val.datatype == 'S') {
            free(values[i].val.d.estr);
            continue;
        }
        for (int j = 0; j < values[i].val.d.ar->nmemb; j++)
            free(values[i].val.d.ar->arr[j]);
        free(values[i].val.d.ar->arr);
        free(values[i].val.d.ar);
    }
    free((void *)(uintptr_t)values);
}

/* --- variables ---------------------------------------------------------------------------------------------------- */

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

static struct fjson_object *find(smsg_t *message, const msgPropDescr_t *at)
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
    host_depth++;
    struct fjson_object *found = find(message, at);
    *out = found != NULL ? need(fjson_tokener_parse(fjson_object_to_json_string(found))) : NULL;
    host_depth--;
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
    host_depth++;
    const rsRetVal result = add_json(message, (char *)name, json, force);
    host_depth--;
    return result;
}

rsRetVal msgPropDescrFill(msgPropDescr_t *at, uchar *name, int len)
{
    static const struct {
        const char *name;
        propid_t id;
    } properties[] = {{"msg", PROP_MSG}, {"rawmsg", PROP_RAWMSG}, {"fromhost-ip", PROP_FROMHOST_IP}};
    if (name[0] == '$' && (name[1] == '!' || name[1] == '.' || name[1] == '/')) {
        at->id = name[1] == '!' ? PROP_CEE : name[1] == '.' ? PROP_LOCAL_VAR : PROP_GLOBAL_VAR;
        at->name = (uchar *)duplicate((char *)name + 1, (size_t)len - 1);
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

void me_stub_set_host(struct msg *message, const char *host)
{
    me_stub_set_header(message, ME_STUB_HOSTNAME, host);
}

void me_stub_set(struct msg *message, const char *name, const char *json)
{
    host_depth++;
    add_json(message, name + 1, need(fjson_tokener_parse(json)), 1);
    host_depth--;
}

const char *me_stub_variables(struct msg *message, char root)
{
    struct fjson_object *object = *root_of(message, root == '!' ? PROP_CEE : PROP_LOCAL_VAR);
    return object != NULL ? fjson_object_to_json_string_ext(object, FJSON_TO_STRING_PLAIN) : "";
}

/* --- messages ----------------------------------------------------------------------------------------------------- */

static char **header_of(smsg_t *message, enum me_stub_header which)
{
    void *const fields[ME_STUB_HEADER_MAX] = {
        [ME_STUB_TAG] = &message->TAG.pszTAG,           [ME_STUB_HOSTNAME] = &message->pszHOSTNAME,
        [ME_STUB_PROGRAMNAME] = &message->PROGNAME.ptr, [ME_STUB_APP_NAME] = &message->pCSAPPNAME,
        [ME_STUB_PROCID] = &message->pCSPROCID,         [ME_STUB_MSGID] = &message->pCSMSGID,
    };
    return fields[which];
}

void me_stub_set_header(struct msg *message, enum me_stub_header which, const char *text)
{
    char **field = header_of(message, which);
    free(*field);
    *field = duplicate(text, strlen(text));
    if (which == ME_STUB_TAG)
        message->iLenTAG = (int)strlen(text);
}

const char *me_stub_header(struct msg *message, enum me_stub_header which)
{
    return *header_of(message, which);
}

static enum me_stub_header header_named(propid_t id)
{
    switch (id) {
    case PROP_SYSLOGTAG:
        return ME_STUB_TAG;
    case PROP_HOSTNAME:
        return ME_STUB_HOSTNAME;
    case PROP_PROGRAMNAME:
        return ME_STUB_PROGRAMNAME;
    case PROP_APP_NAME:
        return ME_STUB_APP_NAME;
    case PROP_PROCID:
        return ME_STUB_PROCID;
    case PROP_MSGID:
        return ME_STUB_MSGID;
    default:
        return ME_STUB_HEADER_MAX;
    }
}

struct msg *me_stub_message_new(const char *raw, size_t raw_len, size_t msg_len, const char *tag)
{
    smsg_t *message = need(__real_calloc(1, sizeof(*message)));
    message->pszRawMsg = (uchar *)duplicate(raw, raw_len);
    message->iLenRawMsg = (int)raw_len;
    message->iLenMSG = (int)msg_len;
    message->offMSG = (int)(raw_len - msg_len);
    message->iLenTAG = (int)strlen(tag);
    message->TAG.pszTAG = (uchar *)duplicate(tag, strlen(tag));
    message->bParseSuccess = 2;
    return message;
}

void me_stub_message_free(struct msg *message)
{
    fjson_object_put(message->json);
    fjson_object_put(message->localvars);
    free(message->pszStrucData);
    for (int which = 0; which < ME_STUB_HEADER_MAX; which++)
        free(*header_of(message, (enum me_stub_header)which));
    free(message->pszRawMsg);
    free(message);
}

const char *me_stub_raw(const struct msg *message)
{
    return (const char *)message->pszRawMsg;
}

const char *me_stub_msg(const struct msg *message)
{
    return (const char *)message->pszRawMsg + message->offMSG;
}

bool me_stub_parse_success(const struct msg *message)
{
    return message->bParseSuccess == 1;
}

uchar *getMSG(smsg_t *message)
{
    static uchar empty[] = "";
    return message->iLenMSG == 0 ? empty : message->pszRawMsg + message->offMSG;
}

int getMSGLen(smsg_t *message)
{
    return message->iLenMSG;
}

void getRawMsg(const smsg_t *message, uchar **raw, int *len)
{
    *raw = message->pszRawMsg;
    *len = message->iLenRawMsg;
}

void getTAG(smsg_t *message, uchar **tag, int *len, sbool lock)
{
    (void)lock;
    *tag = message->TAG.pszTAG;
    *len = message->iLenTAG;
}

const char *getHOSTNAME(smsg_t *message)
{
    return message->pszHOSTNAME != NULL ? (const char *)message->pszHOSTNAME : "sender";
}

int getHOSTNAMELen(smsg_t *message)
{
    return (int)strlen(getHOSTNAME(message));
}

uchar *getRcvFrom(smsg_t *message)
{
    static uchar sender[] = "sender";
    (void)message;
    return sender;
}

void MsgSetParseSuccess(smsg_t *message, int success)
{
    message->bParseSuccess = (sbool)success;
}

void MsgSetRawMsg(smsg_t *message, const char *raw, size_t len)
{
    free(message->pszRawMsg);
    message->pszRawMsg = (uchar *)duplicate(raw, len);
    const int growth = (int)len - message->iLenRawMsg;
    message->iLenRawMsg = (int)len;
    message->iLenMSG = message->iLenRawMsg > message->offMSG ? message->iLenMSG + growth : 0;
}

void MsgSetMSGoffs(smsg_t *message, int offset)
{
    message->offMSG = offset;
    message->iLenMSG = offset > message->iLenRawMsg ? 0 : message->iLenRawMsg - offset;
}

void setMSGLen(smsg_t *message, int len)
{
    message->iLenMSG = len;
}

void MsgGetStructuredData(smsg_t *message, uchar **data, rs_size_t *len)
{
    static uchar none[] = "-";
    *data = message->pszStrucData != NULL ? message->pszStrucData : none;
    *len = (rs_size_t)strlen((char *)*data);
}

rsRetVal MsgSetStructuredData(smsg_t *message, const char *data)
{
    free(message->pszStrucData);
    message->pszStrucData = (uchar *)duplicate(data, strlen(data));
    return RS_RET_OK;
}

void MsgSetTAG(smsg_t *message, const uchar *text, size_t len)
{
    assert(strlen((const char *)text) == len);
    me_stub_set_header(message, ME_STUB_TAG, (const char *)text);
}

void MsgSetHOSTNAME(smsg_t *message, const uchar *text, int len)
{
    assert((int)strlen((const char *)text) == len);
    me_stub_set_header(message, ME_STUB_HOSTNAME, (const char *)text);
}

rsRetVal MsgSetAPPNAME(smsg_t *message, const char *text)
{
    me_stub_set_header(message, ME_STUB_APP_NAME, text);
    return RS_RET_OK;
}

rsRetVal MsgSetPROCID(smsg_t *message, const char *text)
{
    me_stub_set_header(message, ME_STUB_PROCID, text);
    return RS_RET_OK;
}

rsRetVal MsgSetMSGID(smsg_t *message, const char *text)
{
    me_stub_set_header(message, ME_STUB_MSGID, text);
    return RS_RET_OK;
}

uchar *MsgGetProp(smsg_t *message, struct templateEntry *template, msgPropDescr_t *at, rs_size_t *len,
                  unsigned short *must_be_freed, struct syslogTime *now)
{
    static uchar empty[] = "";
    uchar *value = empty;
    (void)template, (void)now;
    *must_be_freed = 0;
    *len = 0;
    if (at->id == PROP_RAWMSG) {
        getRawMsg(message, &value, len);
    } else if (at->id == PROP_FROMHOST_IP) {
        static uchar address[] = "192.0.2.1";
        value = address;
        *len = sizeof(address) - 1;
    } else if (at->id == PROP_MSG) {
        value = getMSG(message);
        *len = getMSGLen(message);
    } else if (at->id == PROP_STRUCTURED_DATA) {
        MsgGetStructuredData(message, &value, len);
    } else if (header_named(at->id) != ME_STUB_HEADER_MAX) {
        char *field = *header_of(message, header_named(at->id));
        if (field != NULL)
            value = (uchar *)field;
        *len = (rs_size_t)strlen((char *)value);
    } else {
        struct fjson_object *found = find(message, at);
        if (found == NULL)
            return value;
        const char *text = fjson_object_get_string(found);
        value = (uchar *)duplicate(text, strlen(text));
        *len = (rs_size_t)strlen(text);
        *must_be_freed = 1;
    }
    return value;
}

/* --- the module --------------------------------------------------------------------------------------------------- */

rsRetVal modInit(int version, int *provided, rsRetVal (**query)(void), rsRetVal (*host)(uchar *, rsRetVal (**)(void)),
                 modInfo_t *info);

/* As rsyslog declares entry points: without parameters, and called with them. */
typedef rsRetVal (*entry_point)(void);
typedef rsRetVal (*query_function)(uchar *, entry_point *);

static query_function query;

static rsRetVal query_host(uchar *name, rsRetVal (**out)(void))
{
    static uchar get_interface[] = "objGetObjInterface";
    *out = strcmp((char *)name, (char *)get_interface) == 0 ? (entry_point)(void (*)(void))objGetObjInterface : NULL;
    return RS_RET_OK;
}

static entry_point entry(const char *name)
{
    entry_point found = NULL;
    char copy[64];
    snprintf(copy, sizeof(copy), "%s", name);
    if (query((uchar *)copy, &found) != RS_RET_OK || found == NULL)
        abort();
    return found;
}

#define ENTRY(type, name) ((type)(void (*)(void))entry(name))

bool me_stub_load(void)
{
    int provided = 0;
    entry_point function = NULL;
    if (modInit(CURR_MOD_IF_VERSION, &provided, &function, query_host, NULL) != RS_RET_OK)
        return false;
    query = (query_function)(void (*)(void))function;
    return provided == CURR_MOD_IF_VERSION && statistics_made == 1;
}

void me_stub_unload(void)
{
    entry("modExit")();
    if (statistics_made != 0)
        abort();
}

bool me_stub_worker_new(struct me_stub_action *other, const struct me_stub_action *action)
{
    typedef rsRetVal (*create)(void **, void *);
    other->instance = action->instance;
    other->worker = NULL;
    return ENTRY(create, "createWrkrInstance")(&other->worker, other->instance) == RS_RET_OK;
}

void me_stub_worker_free(struct me_stub_action *other)
{
    typedef rsRetVal (*release)(void *);
    if (other->worker != NULL)
        ENTRY(release, "freeWrkrInstance")(other->worker);
    other->worker = NULL;
}

bool me_stub_action_new(struct me_stub_action *action, const struct me_stub_parameter *parameters)
{
    typedef rsRetVal (*create)(uchar *, const void *, void **, omodStringRequest_t **);
    omodStringRequest_t *request = NULL;
    static uchar name[] = "mmmailenable";
    action->instance = action->worker = NULL;
    if (ENTRY(create, "newActInst")(name, parameters, &action->instance, &request) != RS_RET_OK) {
        if (request != NULL || action->instance != NULL)
            abort();
        return false;
    }
    OMSRdestruct(request);
    if (!me_stub_worker_new(action, action)) {
        me_stub_action_free(action);
        return false;
    }
    return true;
}

void me_stub_action_free(struct me_stub_action *action)
{
    typedef rsRetVal (*release)(void *);
    me_stub_worker_free(action);
    if (action->instance != NULL)
        ENTRY(release, "freeInstance")(action->instance);
    action->instance = NULL;
}

void me_stub_hup(struct me_stub_action *action)
{
    typedef rsRetVal (*hup)(void *);
    ENTRY(hup, "doHUP")(action->instance);
}

bool me_stub_run(struct me_stub_action *action, struct msg *message)
{
    typedef rsRetVal (*work)(void *, void *);
    void *messages[] = {message};
    return ENTRY(work, "doAction")(messages, action->worker) == RS_RET_OK;
}
