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
#include "parameters.h"
#include "recognise/layout.h"
#include "zone_file.h"

#define MEMBER_DEFAULT "mailenable"

enum { CONTAINER_LEN_MAX = 255, NAMESPACE_LEN_MAX = 100 };
enum { WINDOW_DEFAULT = 2 /* seconds */, TTL_DEFAULT = 600 /* seconds */, CONVERSATIONS_DEFAULT = 65536 };
enum { WATCH_WINDOW_DEFAULT = 3600 /* seconds */, WATCH_ENTRIES_DEFAULT = 65536 };

/* What a setter makes of a value. */
enum result { TAKEN, WRONG, NO_MEMORY };

static struct me_span span_of(es_str_t *value)
{
    return (struct me_span){(const char *)es_getBufAddr(value), es_strlen(value)};
}

static bool is_variable_character(char c)
{
    return me_ascii_alphanumeric(c) || c == '_' || c == '-' || c == '.' || c == '@';
}

/* Whether `name` is `$!`, `$.` or `$/`, and behind it nothing or names with one `!` between them. */
static bool is_variable(struct me_span name)
{
    if (name.len < 2 || name.len > CONTAINER_LEN_MAX || name.ptr[0] != '$' || memchr("!./", name.ptr[1], 3) == NULL)
        return false;
    for (size_t i = 2; i < name.len; i++) {
        const bool separates = name.ptr[i] == '!' && i > 2 && i + 1 < name.len && name.ptr[i - 1] != '!';
        if (!separates && !is_variable_character(name.ptr[i]))
            return false;
    }
    return true;
}

/* A copy with a NUL for rsyslog's functions, which write to their names; NULL when memory is out. */
static uchar *copy_of(struct me_span text)
{
    uchar *copy = malloc(text.len + 1);
    if (copy == NULL)
        return NULL;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return copy;
}

/* Asks rsyslog what `name` is. */
static enum result describe(struct me_span name, msgPropDescr_t *at)
{
    uchar *copy = copy_of(name);
    if (copy == NULL)
        return NO_MEMORY;
    const rsRetVal known = msgPropDescrFill(at, copy, (int)name.len);
    free(copy);
    return known == RS_RET_OK ? TAKEN : WRONG;
}

static enum result set_container(struct me_settings *settings, struct me_span value)
{
    if (!is_variable(value) || me_span_equal(value, ME_SPAN("$/")))
        return WRONG;
    settings->container = (char *)copy_of(me_span_skip(value, 1));
    if (settings->container == NULL)
        return NO_MEMORY;
    if (me_span_equal(value, ME_SPAN("$!" MEMBER_DEFAULT)))
        settings->member = MEMBER_DEFAULT;
    const enum result result = describe(value, &settings->container_at);
    settings->has_container_at = result == TAKEN;
    return result;
}

static enum result set_variable(struct me_settings *settings, struct me_span value)
{
    if (value.len < 2 || value.len > CONTAINER_LEN_MAX || memchr(value.ptr, '\0', value.len) != NULL ||
        me_span_starts(value, ME_SPAN("$/")))
        return WRONG;
    if (memchr("!.", value.ptr[1], 2) != NULL && !is_variable(value))
        return WRONG;
    /* expressions write $rawmsg, where this function of rsyslog's knows rawmsg */
    const bool is_property = value.ptr[0] == '$' && me_ascii_letter(value.ptr[1]);
    const enum result result = describe(is_property ? me_span_skip(value, 1) : value, &settings->variable);
    settings->has_variable = result == TAKEN;
    settings->source = ME_SOURCE_VARIABLE;
    return result;
}

static enum result set_binary(bool *setting, struct me_span value)
{
    *setting = me_span_equal_nocase(value, ME_SPAN("on"));
    return *setting || me_span_equal_nocase(value, ME_SPAN("off")) ? TAKEN : WRONG;
}

static enum result set_use_raw_msg(struct me_settings *settings, struct me_span value)
{
    bool raw;
    const enum result result = settings->has_variable ? WRONG : set_binary(&raw, value);
    if (result == TAKEN)
        settings->source = raw ? ME_SOURCE_RAW : ME_SOURCE_MSG;
    return result;
}

static enum result set_logs(struct me_settings *settings, struct me_span value)
{
    for (int log = 0; log < ME_LOG_MAX; log++) {
        if (me_span_equal_nocase(value, me_log_name((enum me_log)log))) {
            settings->recognise.logs |= 1u << log;
            return TAKEN;
        }
    }
    return WRONG;
}

static enum result set_services(struct me_settings *settings, struct me_span value)
{
    for (int service = 0; service < ME_SERVICE_MAX; service++) {
        if (me_span_equal_nocase(value, me_service_name((enum me_service)service))) {
            settings->recognise.services |= 1u << service;
            return TAKEN;
        }
    }
    return WRONG;
}

static enum result set_ecs(struct me_settings *settings, struct me_span value)
{
    const enum result result = set_binary(&settings->ecs, value);
    if (!settings->ecs)
        return result;
    settings->ecs = false;
    const enum result described = describe(ME_SPAN("$!"), &settings->root_at);
    settings->ecs = described == TAKEN;
    return described;
}

/* What is wrong with a layout takes a sentence of its own, before the one that every wrong value gets. */
static enum result set_debug_layout(struct me_settings *settings, struct me_span value)
{
    struct me_layout_problem problem;
    settings->layout = malloc(sizeof(*settings->layout));
    if (settings->layout == NULL)
        return NO_MEMORY;
    settings->recognise.debug_layout = settings->layout;
    if (me_layout_compile(value, settings->layout, &problem))
        return TAKEN;
    parser_errmsg("mmmailenable: parameter 'debugLayout': word %zu, \"%.*s\", %s", problem.place, (int)problem.word.len,
                  problem.word.ptr, problem.what);
    return WRONG;
}

static enum result set_strict(struct me_settings *settings, struct me_span value)
{
    return set_binary(&settings->recognise.strict, value);
}

static enum result set_timezone(struct me_settings *settings, struct me_span value)
{
    settings->offset_from_sender = me_span_equal_nocase(value, ME_SPAN("sender"));
    if (settings->offset_from_sender)
        return TAKEN;
    const struct me_span offset = me_span_equal_nocase(value, ME_SPAN("utc")) ? ME_SPAN("Z") : value;
    if (offset.ptr == value.ptr && !me_offset_is_valid(value)) {
        settings->zone = me_zone_file_read(value);
        return settings->zone != NULL ? TAKEN : WRONG;
    }
    memcpy(settings->offset, offset.ptr, offset.len);
    settings->offset_len = offset.len;
    return TAKEN;
}

static enum result set_redact_credentials(struct me_settings *settings, struct me_span value)
{
    return set_binary(&settings->redact_credentials, value);
}

static enum result set_explain(struct me_settings *settings, struct me_span value)
{
    return set_binary(&settings->explain, value);
}

static enum result set_correlate(struct me_settings *settings, struct me_span value)
{
    if (me_span_equal_nocase(value, ME_SPAN("off")))
        settings->correlate = ME_CORRELATION_NONE;
    else if (me_span_equal_nocase(value, ME_SPAN("id")))
        settings->correlate = ME_CORRELATION_ID;
    else if (me_span_equal_nocase(value, ME_SPAN("time")))
        settings->correlate = ME_CORRELATION_TIME;
    else
        return WRONG;
    return TAKEN;
}

/* Decimal digits, `least` to `most`. */
static enum result set_number(unsigned *setting, struct me_span value, unsigned least, unsigned most)
{
    unsigned number = 0;
    for (size_t i = 0; i < value.len; i++) {
        if (!me_ascii_digit(value.ptr[i]) || number > most)
            return WRONG;
        number = number * 10 + (unsigned)(value.ptr[i] - '0');
    }
    if (value.len == 0 || number < least || number > most)
        return WRONG;
    *setting = number;
    return TAKEN;
}

static enum result set_max_row(struct me_settings *settings, struct me_span value)
{
    unsigned octets = 0;
    const enum result result = set_number(&octets, value, ME_MAX_ROW_LEAST, ME_MAX_ROW_MOST);
    settings->recognise.max_row = octets;
    return result;
}

static enum result set_window(struct me_settings *settings, struct me_span value)
{
    return set_number(&settings->window, value, 0, ME_STORE_WINDOW_MAX);
}

static enum result set_ttl(struct me_settings *settings, struct me_span value)
{
    return set_number(&settings->ttl, value, 1, ME_STORE_TTL_MAX);
}

static enum result set_max_conversations(struct me_settings *settings, struct me_span value)
{
    return set_number(&settings->max_conversations, value, 1, ME_STORE_MAX);
}

static enum result set_watch(struct me_settings *settings, struct me_span value)
{
    return set_binary(&settings->watch, value);
}

static enum result set_watch_window(struct me_settings *settings, struct me_span value)
{
    return set_number(&settings->watch_window, value, 1, ME_WATCH_WINDOW_MAX);
}

static enum result set_watch_max_entries(struct me_settings *settings, struct me_span value)
{
    return set_number(&settings->watch_max, value, 1, ME_WATCH_MAX);
}

static enum result set_fields(struct me_settings *settings, struct me_span value)
{
    const int field = me_fields_find(value);
    if (me_span_equal_nocase(value, ME_SPAN("none")))
        settings->no_fields = true;
    else if (field >= 0)
        settings->fields |= UINT64_C(1) << field;
    else
        return WRONG;
    return settings->no_fields && settings->fields != 0 ? WRONG : TAKEN;
}

/* `$.name` -> `.name` in `*setting`: one name, since rsyslog would make what stands above it. */
static enum result set_local(char **setting, struct me_span value)
{
    if (!is_variable(value) || value.ptr[1] != '.' || value.len < 3 || memchr(value.ptr, '!', value.len) != NULL)
        return WRONG;
    *setting = (char *)copy_of(me_span_skip(value, 1));
    return *setting != NULL ? TAKEN : NO_MEMORY;
}

static bool is_same(const char *setting, struct me_span value)
{
    return setting != NULL && me_span_equal_nocase((struct me_span){setting, strlen(setting)}, me_span_skip(value, 1));
}

static enum result set_document(struct me_settings *settings, struct me_span value)
{
    return is_same(settings->container, value) ? WRONG : set_local(&settings->document, value);
}

static enum result set_document_stream(struct me_settings *settings, struct me_span value)
{
    settings->has_document_only = true;
    return is_same(settings->container, value) || is_same(settings->document, value)
               ? WRONG
               : set_local(&settings->document_stream, value);
}

static enum result set_document_namespace(struct me_settings *settings, struct me_span value)
{
    settings->has_document_only = true;
    if (value.len == 0 || value.len > NAMESPACE_LEN_MAX)
        return WRONG;
    for (size_t i = 0; i < value.len; i++)
        if (!me_ascii_digit(value.ptr[i]) && memchr("abcdefghijklmnopqrstuvwxyz_.", value.ptr[i], 28) == NULL)
            return WRONG;
    settings->name_space = (char *)copy_of(value);
    return settings->name_space != NULL ? TAKEN : NO_MEMORY;
}

static enum result set_document_foreign(struct me_settings *settings, struct me_span value)
{
    settings->has_document_only = true;
    return set_binary(&settings->document_foreign, value);
}

static const struct {
    const char *name;
    enum result (*set)(struct me_settings *settings, struct me_span value);
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
    case TAKEN:
        return RS_RET_OK;
    case NO_MEMORY:
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
    enum result result = TAKEN;
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
    return result == TAKEN ? RS_RET_OK : RS_RET_OUT_OF_MEMORY;
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
