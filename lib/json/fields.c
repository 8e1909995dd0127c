/* SPDX-License-Identifier: Apache-2.0
 *
 * Native fields from the rows of fields.def, for each of the two sinks.
 */
#include "json/fields.h"

#include "json/builder.h"
#include "json/writer.h"
#include "text/utf8.h"

static const struct me_span absent = {0};

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

static const struct me_span names[] = {
#define ME_FIELD(name, kind, value) ME_SPAN(name),
#include "json/fields.def"
#undef ME_FIELD
    ME_SPAN("anomalies"),
};

enum { NAMES = sizeof(names) / sizeof(names[0]), ANOMALIES = NAMES - 1 };
_Static_assert((int)NAMES <= (int)ME_FIELDS_MAX, "a set of fields has a bit for each");

int me_fields_find(struct me_span name)
{
    for (int i = 0; i < NAMES; i++)
        if (me_span_equal_nocase(name, names[i]))
            return i;
    return ME_ABSENT;
}

static size_t name_anomalies(unsigned anomalies, struct me_span out[static ME_ANOMALY_MAX])
{
    size_t count = 0;
    for (int i = 0; i < ME_ANOMALY_MAX; i++)
        if ((anomalies & 1u << i) != 0)
            out[count++] = me_anomaly_name((enum me_anomaly)i);
    return count;
}

static unsigned all_anomalies(const struct me_record *r, bool repaired)
{
    return r->anomalies | (repaired ? 1u << ME_ANOMALY_INVALID_UTF8 : 0);
}

static bool is_valid(struct me_span text)
{
    return text.len == 0 || me_utf8_valid_prefix(text) == text.len;
}

struct fjson_object *me_fields_native(const struct me_resolved *resolved, const struct me_fields_options *options,
                                      unsigned *anomalies)
{
    const struct me_record *r = &resolved->record;
    const struct me_verdict *v = &resolved->verdict;
    const struct me_merged merged = me_resolved_merge(resolved), *t = &merged;
    const bool row = r->log != ME_LOG_DEBUG;
    char time_buffer[ME_RESOLVED_TIME_MAX];
    struct me_span shown[ME_ANOMALY_MAX];
    unsigned number = 0;
    struct me_builder builder, *b = &builder;
    me_builder_start_sharing(b, options->recent);
    /* the anomalies are the record's, so a text that is left out is looked at nevertheless */
#define ME_ADD_CONSTANT(name, value) me_builder_add_constant(b, name, value)
#define ME_ADD_WORD(name, value) me_builder_add_word(b, name, value)
#define ME_ADD_TEXT(name, value) me_builder_add_text(b, name, value)
#define ME_ADD_PLUS(name, value) (r->plus_is_blank ? me_builder_add_plus : me_builder_add_text)(b, name, value)
#define ME_ADD_NUMBER(name, value) me_builder_add_number(b, name, value)
#define ME_ADD_FLAG(name, value) me_builder_add_flag(b, name, value)
#define ME_OMIT_CONSTANT(value) (void)0
#define ME_OMIT_WORD(value) (void)0
#define ME_OMIT_TEXT(value) b->repaired |= !is_valid(value)
#define ME_OMIT_PLUS(value) b->repaired |= !is_valid(value)
#define ME_OMIT_NUMBER(value) (void)0
#define ME_OMIT_FLAG(value) (void)0
#define ME_FIELD(name, kind, value)                                                                                    \
    if ((options->left_out >> number++ & 1) == 0)                                                                      \
        ME_ADD_##kind(name, value);                                                                                    \
    else                                                                                                               \
        ME_OMIT_##kind(value);
#include "json/fields.def"
#undef ME_FIELD
#undef ME_ADD_CONSTANT
#undef ME_ADD_WORD
#undef ME_ADD_TEXT
#undef ME_ADD_PLUS
#undef ME_ADD_NUMBER
#undef ME_ADD_FLAG
    *anomalies = all_anomalies(r, b->repaired);
    if (*anomalies != 0 && (options->left_out >> ANOMALIES & 1) == 0)
        me_builder_add_list(b, "anomalies", shown, name_anomalies(*anomalies, shown));
    return b->object;
}

unsigned me_fields_write_native(const struct me_resolved *resolved, const struct me_fields_options *options,
                                struct me_writer *w)
{
    const struct me_record *r = &resolved->record;
    const struct me_verdict *v = &resolved->verdict;
    const struct me_merged merged = me_resolved_merge(resolved), *t = &merged;
    const bool row = r->log != ME_LOG_DEBUG;
    char time_buffer[ME_RESOLVED_TIME_MAX];
    struct me_span shown[ME_ANOMALY_MAX];
    w->repaired = false;
#define ME_ADD_CONSTANT(name, value) me_writer_add_constant(w, ME_WRITER_KEY(name), value)
#define ME_ADD_WORD(name, value) me_writer_add_constant(w, ME_WRITER_KEY(name), value)
#define ME_ADD_TEXT(name, value) me_writer_add_text(w, ME_WRITER_KEY(name), value)
#define ME_ADD_PLUS(name, value)                                                                                       \
    (r->plus_is_blank ? me_writer_add_plus : me_writer_add_text)(w, ME_WRITER_KEY(name), value)
#define ME_ADD_NUMBER(name, value) me_writer_add_number(w, ME_WRITER_KEY(name), value)
#define ME_ADD_FLAG(name, value) me_writer_add_flag(w, ME_WRITER_KEY(name), value)
#define ME_FIELD(name, kind, value) ME_ADD_##kind(name, value);
#include "json/fields.def"
#undef ME_FIELD
    const unsigned anomalies = all_anomalies(r, w->repaired);
    if (anomalies != 0)
        me_writer_add_list(w, ME_WRITER_KEY("anomalies"), shown, name_anomalies(anomalies, shown));
    return anomalies;
}
