/* SPDX-License-Identifier: Apache-2.0
 *
 * ECS fields from the rows of ecs.def. In outbound rows the peer is a server that ours connected to, so it is the
 * destination, not the source: a ban list fed from source.ip must not learn the addresses of other mail servers.
 */
#include "json/fields.h"

#include "json/builder.h"
#include "json/writer.h"

static const struct me_span absent = {0};

/* The values of an array field. */
struct values {
    struct me_span of[2];
    size_t count;
};

static struct values one(struct me_span value)
{
    return (struct values){{value}, me_span_present(value)};
}

static struct values tags(const struct me_verdict *v)
{
    return (struct values){{ME_SPAN("mailenable"), ME_SPAN("open-relay")}, v->reason == ME_REASON_OPEN_RELAY ? 2 : 1};
}

static bool is_login(enum me_event event)
{
    return event == ME_EVENT_AUTH_SUCCESS || event == ME_EVENT_AUTH_FAILURE;
}

static struct values category(enum me_event event)
{
    return is_login(event) ? one(ME_SPAN("authentication"))
                           : (struct values){{ME_SPAN("email"), ME_SPAN("network")}, 2};
}

/* event.type and event.outcome. */
struct nature {
    struct me_span type, outcome;
};

static struct nature nature_of(enum me_event event)
{
    switch (event) {
    case ME_EVENT_RELAY_DENIED:
    case ME_EVENT_RECIPIENT_DENIED:
    case ME_EVENT_CONNECTION_DENIED:
    case ME_EVENT_RECIPIENT_REJECTED:
    case ME_EVENT_RECIPIENT_DEFERRED:
    case ME_EVENT_SENDER_REJECTED:
    case ME_EVENT_SENDER_DEFERRED:
    case ME_EVENT_DELIVERY_DEFERRED:
    case ME_EVENT_DELIVERY_FAILED:
        return (struct nature){ME_SPAN("denied"), ME_SPAN("failure")};
    case ME_EVENT_RELAY_GRANTED:
    case ME_EVENT_CATCH_ALL_DELIVERY:
    case ME_EVENT_LOCAL_DELIVERY:
    case ME_EVENT_RECIPIENT_ACCEPTED:
    case ME_EVENT_SENDER_ACCEPTED:
    case ME_EVENT_DELIVERED:
        return (struct nature){ME_SPAN("allowed"), ME_SPAN("success")};
    case ME_EVENT_AUTH_SUCCESS:
        return (struct nature){ME_SPAN("start"), ME_SPAN("success")};
    case ME_EVENT_AUTH_FAILURE:
        return (struct nature){ME_SPAN("start"), ME_SPAN("failure")};
    default:
        return (struct nature){ME_SPAN("info"), absent};
    }
}

/* As syslog counts: 2 critical, 4 warning, 6 informational (RFC 5424, table 2). */
static int severity(const struct me_verdict *v)
{
    if (v->risk == ME_RISK_CRITICAL)
        return 2;
    return v->risk == ME_RISK_HIGH || v->outcome == ME_OUTCOME_DENIED ? 4 : 6;
}

static struct me_span email_direction(const struct me_record *r)
{
    switch (r->direction) {
    case ME_DIRECTION_IN:
        return ME_SPAN("inbound");
    case ME_DIRECTION_OUT:
        return ME_SPAN("outbound");
    default:
        return absent;
    }
}

static bool is_address(struct me_span text)
{
    return me_span_present(text) && !me_span_equal(text, ME_SPAN("<>"));
}

/* email.from and email.to: objects with a list of addresses. */
static void add_addresses(struct me_builder *b, const char *name, struct me_span address)
{
    struct me_builder part;
    if (!is_address(address))
        return;
    me_builder_start_part(&part, b->recent);
    me_builder_add_list(&part, "address", &address, 1);
    me_builder_add_part(b, name, &part);
}

static void add_values(struct me_builder *b, const char *name, struct values values)
{
    me_builder_add_list(b, name, values.of, values.count);
}

struct fjson_object *me_fields_ecs(const struct me_resolved *resolved, const struct me_fields_options *options)
{
    const struct me_record *r = &resolved->record;
    const struct me_verdict *v = &resolved->verdict;
    const struct me_merged merged = me_resolved_merge(resolved), *t = &merged;
    const struct nature nature = nature_of(v->event);
    const bool outbound = r->direction == ME_DIRECTION_OUT;
    char time_buffer[ME_RESOLVED_TIME_MAX];
    const struct me_span time = me_resolved_time(r, options->offset, time_buffer);
    struct me_builder root, part, *b = &root;
    me_builder_start_sharing(&root, options->recent);
#define ME_ADD_CONSTANT(name, value) me_builder_add_constant(b, name, value)
#define ME_ADD_WORD(name, value) me_builder_add_word(b, name, value)
#define ME_ADD_TEXT(name, value) me_builder_add_text(b, name, value)
#define ME_ADD_PLUS(name, value) (r->plus_is_blank ? me_builder_add_plus : me_builder_add_text)(b, name, value)
#define ME_ADD_NUMBER(name, value) me_builder_add_number(b, name, value)
#define ME_ADD_LIST(name, value) add_values(b, name, value)
#define ME_ADD_ADDRESSES(name, value) add_addresses(b, name, value)
#define ME_ECS(name, kind, value) ME_ADD_##kind(name, value);
#define ME_ECS_OPEN(name) me_builder_start_part(b = &part, options->recent);
#define ME_ECS_CLOSE(name) me_builder_add_part(b = &root, name, &part);
#include "json/ecs.def"
#undef ME_ECS
#undef ME_ECS_OPEN
#undef ME_ECS_CLOSE
#undef ME_ADD_CONSTANT
#undef ME_ADD_WORD
#undef ME_ADD_TEXT
#undef ME_ADD_PLUS
#undef ME_ADD_NUMBER
#undef ME_ADD_LIST
#undef ME_ADD_ADDRESSES
    return root.object;
}

static void write_addresses(struct me_writer *w, struct me_span key, struct me_span address)
{
    if (!is_address(address))
        return;
    me_writer_open(w, key, '{');
    me_writer_add_list(w, ME_WRITER_KEY("address"), &address, 1);
    me_writer_close_kept(w, '}');
}

static void write_values(struct me_writer *w, struct me_span key, struct values values)
{
    me_writer_add_list(w, key, values.of, values.count);
}

void me_fields_write_ecs(const struct me_resolved *resolved, const struct me_fields_options *options,
                         struct me_writer *w)
{
    const struct me_record *r = &resolved->record;
    const struct me_verdict *v = &resolved->verdict;
    const struct me_merged merged = me_resolved_merge(resolved), *t = &merged;
    const struct nature nature = nature_of(v->event);
    const bool outbound = r->direction == ME_DIRECTION_OUT;
    char time_buffer[ME_RESOLVED_TIME_MAX];
    const struct me_span time = me_resolved_time(r, options->offset, time_buffer);
    size_t part;
#define ME_ADD_CONSTANT(key, value) me_writer_add_constant(w, key, value)
#define ME_ADD_WORD(key, value) me_writer_add_text(w, key, value)
#define ME_ADD_TEXT(key, value) me_writer_add_text(w, key, value)
#define ME_ADD_PLUS(key, value) (r->plus_is_blank ? me_writer_add_plus : me_writer_add_text)(w, key, value)
#define ME_ADD_NUMBER(key, value) me_writer_add_number(w, key, value)
#define ME_ADD_LIST(key, value) write_values(w, key, value)
#define ME_ADD_ADDRESSES(key, value) write_addresses(w, key, value)
#define ME_ECS(name, kind, value) ME_ADD_##kind(ME_WRITER_KEY(name), value);
#define ME_ECS_OPEN(name) part = me_writer_open(w, ME_WRITER_KEY(name), '{');
#define ME_ECS_CLOSE(name) me_writer_close(w, part, '}');
#include "json/ecs.def"
}
