/* SPDX-License-Identifier: Apache-2.0
 *
 * One setter per parameter; the rows of parameters.def say which.
 */
#include "config.h"
#include "rsyslog.h"

#include "conf.h"
#include "parserif.h"
#include "rainerscript.h"

#include "json/fields.h"
#include "parameter_values.h"
#include "parameters.h"
#include "recognise/layout.h"
#include "zone_file.h"

#define MEMBER_DEFAULT "mailenable"

enum { NAMESPACE_LEN_MAX = 100 };
enum { WINDOW_DEFAULT = 2 /* seconds */, TTL_DEFAULT = 600 /* seconds */, CONVERSATIONS_DEFAULT = 65536 };
enum { WATCH_WINDOW_DEFAULT = 3600 /* seconds */, WATCH_ENTRIES_DEFAULT = 65536 };

static struct me_span span_of(es_str_t *value)
{
    return (struct me_span){(const char *)es_getBufAddr(value), es_strlen(value)};
}

static enum me_parameter_result set_container(struct me_settings *settings, struct me_span value)
{
    if (!me_parameter_is_variable(value) || me_span_equal(value, ME_SPAN("$/")))
        return ME_PARAMETER_WRONG;
    settings->container = (char *)me_parameter_copy(me_span_skip(value, 1));
    if (settings->container == NULL)
        return ME_PARAMETER_NO_MEMORY;
    if (me_span_equal(value, ME_SPAN("$!" MEMBER_DEFAULT)))
        settings->member = MEMBER_DEFAULT;
    const enum me_parameter_result result = me_parameter_describe(value, &settings->container_at);
    settings->has_container_at = result == ME_PARAMETER_TAKEN;
    return result;
}

static enum me_parameter_result set_variable(struct me_settings *settings, struct me_span value)
{
    if (value.len < 2 || value.len > ME_PARAMETER_VARIABLE_MAX || memchr(value.ptr, '\0', value.len) != NULL ||
        me_span_starts(value, ME_SPAN("$/")))
        return ME_PARAMETER_WRONG;
    if (memchr("!.", value.ptr[1], 2) != NULL && !me_parameter_is_variable(value))
        return ME_PARAMETER_WRONG;
    /* expressions write $rawmsg, where this function of rsyslog's knows rawmsg */
    const bool is_property = value.ptr[0] == '$' && me_ascii_letter(value.ptr[1]);
    const enum me_parameter_result result =
        me_parameter_describe(is_property ? me_span_skip(value, 1) : value, &settings->variable);
    settings->has_variable = result == ME_PARAMETER_TAKEN;
    settings->source = ME_SOURCE_VARIABLE;
    return result;
}

static enum me_parameter_result set_use_raw_msg(struct me_settings *settings, struct me_span value)
{
    bool raw;
    const enum me_parameter_result result =
        settings->has_variable ? ME_PARAMETER_WRONG : me_parameter_binary(&raw, value);
    if (result == ME_PARAMETER_TAKEN)
        settings->source = raw ? ME_SOURCE_RAW : ME_SOURCE_MSG;
    return result;
}

static enum me_parameter_result set_logs(struct me_settings *settings, struct me_span value)
{
    for (int log = 0; log < ME_LOG_MAX; log++) {
        if (me_span_equal_nocase(value, me_log_name((enum me_log)log))) {
            settings->recognise.logs |= 1u << log;
            return ME_PARAMETER_TAKEN;
        }
    }
    return ME_PARAMETER_WRONG;
}

static enum me_parameter_result set_services(struct me_settings *settings, struct me_span value)
{
    for (int service = 0; service < ME_SERVICE_MAX; service++) {
        if (me_span_equal_nocase(value, me_service_name((enum me_service)service))) {
            settings->recognise.services |= 1u << service;
            return ME_PARAMETER_TAKEN;
        }
    }
    return ME_PARAMETER_WRONG;
}

static enum me_parameter_result set_ecs(struct me_settings *settings, struct me_span value)
{
    const enum me_parameter_result result = me_parameter_binary(&settings->ecs, value);
    if (!settings->ecs)
        return result;
    settings->ecs = false;
    const enum me_parameter_result described = me_parameter_describe(ME_SPAN("$!"), &settings->root_at);
    settings->ecs = described == ME_PARAMETER_TAKEN;
    return described;
}

/* What is wrong with a layout takes a sentence of its own, before the one that every wrong value gets. */
static enum me_parameter_result set_debug_layout(struct me_settings *settings, struct me_span value)
{
    struct me_layout_problem problem;
    settings->layout = malloc(sizeof(*settings->layout));
    if (settings->layout == NULL)
        return ME_PARAMETER_NO_MEMORY;
    settings->recognise.debug_layout = settings->layout;
    if (me_layout_compile(value, settings->layout, &problem))
        return ME_PARAMETER_TAKEN;
    parser_errmsg("mmmailenable: parameter 'debugLayout': word %zu, \"%.*s\", %s", problem.place, (int)problem.word.len,
                  problem.word.ptr, problem.what);
    return ME_PARAMETER_WRONG;
}

static enum me_parameter_result set_strict(struct me_settings *settings, struct me_span value)
{
    return me_parameter_binary(&settings->recognise.strict, value);
}

static enum me_parameter_result set_timezone(struct me_settings *settings, struct me_span value)
{
    settings->offset_from_sender = me_span_equal_nocase(value, ME_SPAN("sender"));
    if (settings->offset_from_sender)
        return ME_PARAMETER_TAKEN;
    const struct me_span offset = me_span_equal_nocase(value, ME_SPAN("utc")) ? ME_SPAN("Z") : value;
    if (offset.ptr == value.ptr && !me_offset_is_valid(value)) {
        settings->zone = me_zone_file_read(value);
        return settings->zone != NULL ? ME_PARAMETER_TAKEN : ME_PARAMETER_WRONG;
    }
    memcpy(settings->offset, offset.ptr, offset.len);
    settings->offset_len = offset.len;
    return ME_PARAMETER_TAKEN;
}

static enum me_parameter_result set_redact_credentials(struct me_settings *settings, struct me_span value)
{
    return me_parameter_binary(&settings->redact_credentials, value);
}

static enum me_parameter_result set_explain(struct me_settings *settings, struct me_span value)
{
    return me_parameter_binary(&settings->explain, value);
}

static enum me_parameter_result set_correlate(struct me_settings *settings, struct me_span value)
{
    if (me_span_equal_nocase(value, ME_SPAN("off")))
        settings->correlate = ME_CORRELATION_NONE;
    else if (me_span_equal_nocase(value, ME_SPAN("id")))
        settings->correlate = ME_CORRELATION_ID;
    else if (me_span_equal_nocase(value, ME_SPAN("time")))
        settings->correlate = ME_CORRELATION_TIME;
    else
        return ME_PARAMETER_WRONG;
    return ME_PARAMETER_TAKEN;
}

static enum me_parameter_result set_max_row(struct me_settings *settings, struct me_span value)
{
    unsigned octets = 0;
    const enum me_parameter_result result = me_parameter_number(&octets, value, ME_MAX_ROW_LEAST, ME_MAX_ROW_MOST);
    settings->recognise.max_row = octets;
    return result;
}

static enum me_parameter_result set_window(struct me_settings *settings, struct me_span value)
{
    return me_parameter_number(&settings->window, value, 0, ME_STORE_WINDOW_MAX);
}

static enum me_parameter_result set_ttl(struct me_settings *settings, struct me_span value)
{
    return me_parameter_number(&settings->ttl, value, 1, ME_STORE_TTL_MAX);
}

static enum me_parameter_result set_max_conversations(struct me_settings *settings, struct me_span value)
{
    return me_parameter_number(&settings->max_conversations, value, 1, ME_STORE_MAX);
}

static enum me_parameter_result set_watch(struct me_settings *settings, struct me_span value)
{
    return me_parameter_binary(&settings->watch, value);
}

static enum me_parameter_result set_watch_window(struct me_settings *settings, struct me_span value)
{
    return me_parameter_number(&settings->watch_window, value, 1, ME_WATCH_WINDOW_MAX);
}

static enum me_parameter_result set_watch_max_entries(struct me_settings *settings, struct me_span value)
{
    return me_parameter_number(&settings->watch_max, value, 1, ME_WATCH_MAX);
}

static enum me_parameter_result set_fields(struct me_settings *settings, struct me_span value)
{
    const int field = me_fields_find(value);
    if (me_span_equal_nocase(value, ME_SPAN("none")))
        settings->no_fields = true;
    else if (field >= 0)
        settings->fields |= UINT64_C(1) << field;
    else
        return ME_PARAMETER_WRONG;
    return settings->no_fields && settings->fields != 0 ? ME_PARAMETER_WRONG : ME_PARAMETER_TAKEN;
}

static bool is_same(const char *setting, struct me_span value)
{
    return setting != NULL && me_span_equal_nocase((struct me_span){setting, strlen(setting)}, me_span_skip(value, 1));
}

static enum me_parameter_result set_document(struct me_settings *settings, struct me_span value)
{
    return is_same(settings->container, value) ? ME_PARAMETER_WRONG : me_parameter_local(&settings->document, value);
}

static enum me_parameter_result set_document_stream(struct me_settings *settings, struct me_span value)
{
    settings->has_document_only = true;
    return is_same(settings->container, value) || is_same(settings->document, value)
               ? ME_PARAMETER_WRONG
               : me_parameter_local(&settings->document_stream, value);
}

static enum me_parameter_result set_document_namespace(struct me_settings *settings, struct me_span value)
{
    settings->has_document_only = true;
    if (value.len == 0 || value.len > NAMESPACE_LEN_MAX)
        return ME_PARAMETER_WRONG;
    for (size_t i = 0; i < value.len; i++)
        if (!me_ascii_digit(value.ptr[i]) && memchr("abcdefghijklmnopqrstuvwxyz_.", value.ptr[i], 28) == NULL)
            return ME_PARAMETER_WRONG;
    settings->name_space = (char *)me_parameter_copy(value);
    return settings->name_space != NULL ? ME_PARAMETER_TAKEN : ME_PARAMETER_NO_MEMORY;
}

static enum me_parameter_result set_document_foreign(struct me_settings *settings, struct me_span value)
{
    settings->has_document_only = true;
    return me_parameter_binary(&settings->document_foreign, value);
}

static const struct {
    const char *name;
    enum me_parameter_result (*set)(struct me_settings *settings, struct me_span value);
    const char *allowed;
} rows[] = {
#define ME_PARAMETER(name, type, setter, allowed) {name, setter, allowed},
#include "parameters.def"
#undef ME_PARAMETER
};

static struct cnfparamdescr descriptions[] = {
#define ME_PARAMETER(name, type, setter, allowed) {name, type, 0},
#include "parameters.def"
#undef ME_PARAMETER
};

static struct cnfparamblk block = {CNFPARAMBLK_VERSION, sizeof(descriptions) / sizeof(descriptions[0]), descriptions};

/* Sets parameter `row` to `value`, and complains of a wrong value. */
static rsRetVal set_value(int row, struct me_settings *settings, struct me_span value)
{
    switch (rows[row].set(settings, value)) {
    case ME_PARAMETER_TAKEN:
        return RS_RET_OK;
    case ME_PARAMETER_NO_MEMORY:
        return RS_RET_OUT_OF_MEMORY;
    default:
        parser_errmsg("mmmailenable: parameter '%s' cannot be '%.*s'; allowed: %s", rows[row].name, (int)value.len,
                      value.ptr, rows[row].allowed);
        return RS_RET_CONFIG_ERROR;
    }
}

static rsRetVal set_parameter(int row, struct me_settings *settings, const struct svar *value)
{
    rsRetVal result = RS_RET_OK;
    if (value->datatype != 'A')
        return set_value(row, settings, span_of(value->d.estr));
    for (int i = 0; i < value->d.ar->nmemb && result == RS_RET_OK; i++)
        result = set_value(row, settings, span_of(value->d.ar->arr[i]));
    return result;
}

static rsRetVal set_defaults(struct me_settings *settings)
{
    enum me_parameter_result result = ME_PARAMETER_TAKEN;
    if (settings->container == NULL)
        result = set_container(settings, ME_SPAN("$!" MEMBER_DEFAULT));
    if (settings->recognise.logs == 0)
        settings->recognise.logs = ME_RECOGNISE_ALL;
    if (settings->recognise.services == 0)
        settings->recognise.services = ME_RECOGNISE_ALL;
    if (settings->has_document_only && settings->document == NULL) {
        parser_errmsg("mmmailenable: the parameters 'document.*' have no meaning without 'document'");
        return RS_RET_CONFIG_ERROR;
    }
    return result == ME_PARAMETER_TAKEN ? RS_RET_OK : RS_RET_OUT_OF_MEMORY;
}

rsRetVal me_parameters_read(struct nvlst *list, struct me_settings *settings)
{
    *settings = (struct me_settings){.recognise.max_row = ME_MAX_ROW_DEFAULT,
                                     .redact_credentials = true,
                                     .offset_from_sender = true,
                                     .correlate = ME_CORRELATION_ID,
                                     .window = WINDOW_DEFAULT,
                                     .ttl = TTL_DEFAULT,
                                     .max_conversations = CONVERSATIONS_DEFAULT,
                                     .watch_window = WATCH_WINDOW_DEFAULT,
                                     .watch_max = WATCH_ENTRIES_DEFAULT};
    struct cnfparamvals *values = nvlstGetParams(list, &block, NULL);
    if (values == NULL)
        return RS_RET_CONFIG_ERROR;
    rsRetVal result = RS_RET_OK;
    for (int row = 0; row < block.nParams; row++) {
        const rsRetVal set = values[row].bUsed ? set_parameter(row, settings, &values[row].val) : RS_RET_OK;
        if (result == RS_RET_OK)
            result = set;
    }
    cnfparamvalsDestruct(values, &block);
    return result == RS_RET_OK ? set_defaults(settings) : result;
}

void me_parameters_free(struct me_settings *settings)
{
    free(settings->container);
    free(settings->document);
    free(settings->document_stream);
    free(settings->name_space);
    free(settings->zone);
    free(settings->layout);
    if (settings->has_container_at)
        msgPropDescrDestruct(&settings->container_at);
    if (settings->ecs)
        msgPropDescrDestruct(&settings->root_at);
    if (settings->has_variable)
        msgPropDescrDestruct(&settings->variable);
}
