/* SPDX-License-Identifier: Apache-2.0
 *
 * Native fields from the rows of fields.def. What a record says itself comes before what its conversation remembers.
 */
#include "fields.h"

#include "auth.h"
#include "builder.h"
#include "command.h"

enum { TIME_MAX = 40 }; /* `2026-11-22T07:00:01` and an offset */

static const struct me_span absent = {0};

static struct me_span string(const char *s)
{
    return (struct me_span){s, strlen(s)};
}

static struct me_span memory(const struct me_memory_text *t)
{
    return (struct me_span){t->bytes, t->len};
}

/* `own`, or what the conversation remembers when the record has no such value. */
static struct me_span or_remembered(struct me_builder *b, struct me_span own, struct me_span remembered)
{
    if (me_span_present(own))
        return own;
    b->used_memory |= me_span_present(remembered);
    return remembered;
}

/* The Debug record's code helps where a recipient was judged; on other rows it would only look like a verdict. */
static struct me_span remembered_code(const struct me_record *r, const struct me_verdict *v, const struct me_recall *m)
{
    const bool judged = r->log != ME_LOG_DEBUG && (v->outcome != ME_OUTCOME_NONE || me_span_present(v->recipient));
    return judged ? string(m->code) : absent;
}

static bool is_authenticated(struct me_builder *b, const struct me_record *r, const struct me_verdict *v,
                             const struct me_recall *m)
{
    if (v->event == ME_EVENT_AUTH_SUCCESS && r->direction == ME_DIRECTION_IN)
        return true;
    b->used_memory |= m->authenticated;
    return m->authenticated;
}

static struct me_span without_secret(struct me_span value, struct me_span secret)
{
    return me_span_present(secret) ? ME_SPAN("{blank}") : value;
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

static char *put_digits(char *p, unsigned value, int digits)
{
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        p[i] = (char)('0' + value % 10);
    return p + digits;
}

static struct me_span time_text(const struct me_record *r, struct me_span offset, char buffer[static TIME_MAX])
{
    const struct me_timestamp *t = &r->time;
    char *p = buffer;
    if (t->year == 0)
        return absent;
    p = put_digits(p, t->year, 4);
    *p++ = '-';
    p = put_digits(p, t->month, 2);
    *p++ = '-';
    p = put_digits(p, t->day, 2);
    *p++ = 'T';
    p = put_digits(p, t->hour, 2);
    *p++ = ':';
    p = put_digits(p, t->minute, 2);
    *p++ = ':';
    p = put_digits(p, t->second, 2);
    if (offset.len > 0 && offset.len < (size_t)(buffer + TIME_MAX - p)) {
        memcpy(p, offset.ptr, offset.len);
        p += offset.len;
    }
    return me_span_between(buffer, p);
}

static void add_anomalies(struct me_builder *b, unsigned anomalies)
{
    struct me_span names[ME_ANOMALY_MAX];
    size_t count = 0;
    for (int i = 0; i < ME_ANOMALY_MAX; i++)
        if ((anomalies & 1u << i) != 0)
            names[count++] = me_anomaly_name((enum me_anomaly)i);
    me_builder_add_names(b, "anomalies", names, count);
}

struct fjson_object *me_fields_native(const struct me_story *story, const struct me_fields_options *options,
                                      unsigned *anomalies)
{
    const struct me_record *r = &story->record;
    const struct me_verdict *v = &story->verdict;
    const struct me_recall *m = &story->recall;
    char time_buffer[TIME_MAX];
    struct me_secret secret = {0};
    struct me_builder builder, *b = &builder;
    if (r->log != ME_LOG_DEBUG)
        me_auth_find_secret(r, r->argument, &secret);
    me_builder_start(b);
#define ME_ADD_WORD(name, value) me_builder_add_word(b, name, value)
#define ME_ADD_TEXT(name, value) me_builder_add_text(b, name, value)
#define ME_ADD_PLUS(name, value) (r->plus_is_blank ? me_builder_add_plus : me_builder_add_text)(b, name, value)
#define ME_ADD_NUMBER(name, value) me_builder_add_number(b, name, value)
#define ME_ADD_FLAG(name, value) me_builder_add_flag(b, name, value)
#define ME_FIELD(name, kind, value) ME_ADD_##kind(name, value);
#include "fields.def"
#undef ME_FIELD
    *anomalies = r->anomalies | (b->repaired ? 1u << ME_ANOMALY_INVALID_UTF8 : 0);
    add_anomalies(b, *anomalies);
    return b->object;
}
