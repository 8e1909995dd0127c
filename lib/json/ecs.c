/* SPDX-License-Identifier: Apache-2.0
 *
 * ECS fields from the rows of ecs.def. In outbound rows the peer is a server that ours connected to, so it is the
 * destination, not the source: a ban list fed from source.ip must not learn the addresses of other mail servers.
 */
#include "json/fields.h"

#include "json/builder.h"
#include "json/writer.h"

static const struct me_span absent = {0};
static const struct me_document no_document = {0};

enum { VALUES_MAX = 3, ACCOUNT_MAX = 512 /* octets of a name; a longer one is left out */ };

/* The values of an array field. */
struct values {
    struct me_span of[VALUES_MAX];
    size_t count;
};

static struct values one(struct me_span value)
{
    return (struct values){{value}, me_span_present(value)};
}

static struct values two(struct me_span first, struct me_span second)
{
    return (struct values){{first, second}, 2};
}

/* `values` with `value` behind them, unless it is absent or there already. */
static struct values with(struct values values, struct me_span value)
{
    if (!me_span_present(value))
        return values;
    for (size_t i = 0; i < values.count; i++)
        if (me_span_equal(values.of[i], value))
            return values;
    values.of[values.count++] = value;
    return values;
}

static struct values tags(const struct me_verdict *v)
{
    return v->reason == ME_REASON_OPEN_RELAY ? two(ME_SPAN("mailenable"), ME_SPAN("open-relay"))
                                             : one(ME_SPAN("mailenable"));
}

#define ME_WORD(literal)                                                                                               \
    {                                                                                                                  \
        literal, sizeof(literal) - 1                                                                                   \
    }

/* What the schema calls a service. */
static const struct service {
    struct me_span dataset, provider, protocol;
} services[ME_SERVICE_MAX] = {
    [ME_SERVICE_SMTP] = {ME_WORD("mailenable.smtp"), ME_WORD("MailEnable SMTP"), ME_WORD("smtp")},
    [ME_SERVICE_IMAP] = {ME_WORD("mailenable.imap"), ME_WORD("MailEnable IMAP"), ME_WORD("imap")},
    [ME_SERVICE_POP] = {ME_WORD("mailenable.pop"), ME_WORD("MailEnable POP"), ME_WORD("pop3")},
};

/* event.category, event.type and event.outcome. */
struct nature {
    struct values category, type;
    struct me_span outcome;
};

#define ME_ONE(literal)                                                                                                \
    {                                                                                                                  \
        {ME_WORD(literal)}, 1                                                                                          \
    }
#define ME_TWO(first, second)                                                                                          \
    {                                                                                                                  \
        {ME_WORD(first), ME_WORD(second)}, 2                                                                           \
    }

static const struct nature *nature_of(enum me_event event)
{
    static const struct nature accepted_login = {ME_ONE("authentication"), ME_ONE("start"), ME_WORD("success")},
                               failed_login = {ME_ONE("authentication"), ME_ONE("start"), ME_WORD("failure")},
                               begin = {ME_ONE("network"), ME_TWO("connection", "start"), ME_WORD("success")},
                               end = {ME_ONE("network"), ME_TWO("connection", "end"), ME_WORD("success")},
                               no_entry = {ME_ONE("network"), ME_TWO("connection", "denied"), ME_WORD("failure")},
                               banned = {ME_TWO("network", "intrusion_detection"), ME_ONE("denied"),
                                         ME_WORD("failure")},
                               handshake = {ME_ONE("network"), ME_ONE("info"), {NULL, 0}},
                               denied = {ME_TWO("email", "network"), ME_ONE("denied"), ME_WORD("failure")},
                               allowed = {ME_TWO("email", "network"), ME_ONE("allowed"), ME_WORD("success")},
                               other = {ME_TWO("email", "network"), ME_ONE("info"), {NULL, 0}};
    switch (event) {
    case ME_EVENT_AUTH_SUCCESS:
        return &accepted_login;
    case ME_EVENT_AUTH_FAILURE:
        return &failed_login;
    case ME_EVENT_CONNECT:
        return &begin;
    case ME_EVENT_QUIT:
        return &end;
    case ME_EVENT_CONNECTION_DENIED:
        return &no_entry;
    case ME_EVENT_CLIENT_BANNED:
        return &banned;
    case ME_EVENT_HELLO:
    case ME_EVENT_STARTTLS:
        return &handshake;
    case ME_EVENT_RELAY_DENIED:
    case ME_EVENT_RECIPIENT_DENIED:
    case ME_EVENT_RECIPIENT_REJECTED:
    case ME_EVENT_RECIPIENT_DEFERRED:
    case ME_EVENT_SENDER_REJECTED:
    case ME_EVENT_SENDER_DEFERRED:
    case ME_EVENT_DELIVERY_DEFERRED:
    case ME_EVENT_DELIVERY_FAILED:
        return &denied;
    case ME_EVENT_RELAY_GRANTED:
    case ME_EVENT_CATCH_ALL_DELIVERY:
    case ME_EVENT_LOCAL_DELIVERY:
    case ME_EVENT_RECIPIENT_ACCEPTED:
    case ME_EVENT_SENDER_ACCEPTED:
    case ME_EVENT_DELIVERED:
        return &allowed;
    default:
        return &other;
    }
}

/* The record's own words. A document has them under `mailenable` already. */
static struct me_span words_of(const struct me_record *r, const struct me_fields_options *options)
{
    if (options->document != NULL)
        return absent;
    return r->log == ME_LOG_DEBUG ? r->text : r->reply;
}

/* As syslog counts: 2 critical, 4 warning, 6 informational (RFC 5424, table 2). */
static int severity(const struct me_verdict *v)
{
    if (v->risk == ME_RISK_CRITICAL)
        return 2;
    return v->risk == ME_RISK_HIGH || v->outcome == ME_OUTCOME_DENIED ? 4 : 6;
}

/* Of the mail, not of the connection: who reads his mail sends none. */
static struct me_span email_direction(const struct me_record *r)
{
    switch (r->service == ME_SERVICE_SMTP ? r->direction : ME_DIRECTION_NONE) {
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

/* The account: the name given to AUTH, or `mailbox@postoffice` where the server wrote who is logged in. */
static struct me_span account_of(const struct me_record *r, const struct me_merged *t, char buffer[static ACCOUNT_MAX])
{
    const size_t len = r->mailbox.len + 1 + r->postoffice.len;
    if (me_span_present(t->user) || !me_span_present(r->mailbox) || !me_span_present(r->postoffice) ||
        len > ACCOUNT_MAX)
        return t->user;
    memcpy(buffer, r->mailbox.ptr, r->mailbox.len);
    buffer[r->mailbox.len] = '@';
    memcpy(buffer + r->mailbox.len + 1, r->postoffice.ptr, r->postoffice.len);
    return (struct me_span){buffer, len};
}

/* The accounts that a record names, `account` first; the null sender is left out. */
static struct values accounts(const struct me_resolved *resolved, const struct me_merged *t, struct me_span account)
{
    const struct me_span from = me_resolved_from(resolved, t), to = me_resolved_to(resolved, t);
    return with(with(one(account), is_address(from) ? from : absent), is_address(to) ? to : absent);
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
    const struct nature *nature = nature_of(v->event);
    const struct service *service = &services[r->service];
    const struct me_document *d = options->document != NULL ? options->document : &no_document;
    const bool outbound = r->direction == ME_DIRECTION_OUT;
    char time_buffer[ME_RESOLVED_TIME_MAX], account_buffer[ACCOUNT_MAX];
    const struct me_span account = account_of(r, t, account_buffer);
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

static inline void write_values(struct me_writer *w, struct me_span key, struct values values)
{
    me_writer_add_list(w, key, values.of, values.count);
}

void me_fields_write_ecs(const struct me_resolved *resolved, const struct me_fields_options *options,
                         struct me_writer *w)
{
    const struct me_record *r = &resolved->record;
    const struct me_verdict *v = &resolved->verdict;
    const struct me_merged merged = me_resolved_merge(resolved), *t = &merged;
    const struct nature *nature = nature_of(v->event);
    const struct service *service = &services[r->service];
    const struct me_document *d = options->document != NULL ? options->document : &no_document;
    const bool outbound = r->direction == ME_DIRECTION_OUT;
    char time_buffer[ME_RESOLVED_TIME_MAX], account_buffer[ACCOUNT_MAX];
    const struct me_span account = account_of(r, t, account_buffer);
    const struct me_span time = me_resolved_time(r, options->offset, time_buffer);
    size_t part;
#define ME_ADD_CONSTANT(key, value) me_writer_add_constant(w, key, value)
#define ME_ADD_WORD(key, value) me_writer_add_constant(w, key, value)
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

struct me_span me_fields_dataset(const struct me_resolved *resolved)
{
    return resolved != NULL ? services[resolved->record.service].dataset : ME_SPAN("mailenable.other");
}
