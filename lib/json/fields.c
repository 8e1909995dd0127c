/* SPDX-License-Identifier: Apache-2.0
 *
 * Native fields from the rows of fields.def.
 */
#include "json/fields.h"

#include "recognise/auth.h"
#include "json/builder.h"

static const struct me_span absent = {0};

static struct me_span blank_if(bool hidden, struct me_span value)
{
    return hidden ? ME_SPAN("{blank}") : value;
}

static struct me_span correlation_name(enum me_correlation correlation)
{
    switch (correlation) {
    case ME_CORRELATION_ID:
        return ME_SPAN("id");
    case ME_CORRELATION_TIME:
        return ME_SPAN("time");
    default:
        return absent;
    }
}

static void add_anomalies(struct me_builder *b, unsigned anomalies)
{
    struct me_span names[ME_ANOMALY_MAX];
    size_t count = 0;
    for (int i = 0; i < ME_ANOMALY_MAX; i++)
        if ((anomalies & 1u << i) != 0)
            names[count++] = me_anomaly_name((enum me_anomaly)i);
    me_builder_add_list(b, "anomalies", names, count);
}

struct fjson_object *me_fields_native(const struct me_resolved *resolved, const struct me_fields_options *options,
                                      unsigned *anomalies)
{
    const struct me_record *r = &resolved->record;
    const struct me_verdict *v = &resolved->verdict;
    const struct me_merged merged = me_resolved_merge(resolved), *t = &merged;
    const bool row = r->log != ME_LOG_DEBUG;
    char time_buffer[ME_RESOLVED_TIME_MAX];
    struct me_builder builder, *b = &builder;
    me_builder_start_sharing(b, options->recent);
#define ME_ADD_CONSTANT(name, value) me_builder_add_constant(b, name, value)
#define ME_ADD_WORD(name, value) me_builder_add_word(b, name, value)
#define ME_ADD_TEXT(name, value) me_builder_add_text(b, name, value)
#define ME_ADD_PLUS(name, value) (r->plus_is_blank ? me_builder_add_plus : me_builder_add_text)(b, name, value)
#define ME_ADD_NUMBER(name, value) me_builder_add_number(b, name, value)
#define ME_ADD_FLAG(name, value) me_builder_add_flag(b, name, value)
#define ME_FIELD(name, kind, value) ME_ADD_##kind(name, value);
#include "json/fields.def"
#undef ME_FIELD
    *anomalies = r->anomalies | (b->repaired ? 1u << ME_ANOMALY_INVALID_UTF8 : 0);
    if (*anomalies != 0)
        add_anomalies(b, *anomalies);
    return b->object;
}
