/* SPDX-License-Identifier: Apache-2.0
 *
 * Examines, checks and shows messages.
 */
#include "examined.h"

#include <inttypes.h>

#include "recognise/anchor.h"
#include "recognise/row.h"
#include "unit.h"

static void assert_within(struct me_span text, struct me_span part)
{
    if (part.ptr == NULL) {
        assert_int_equal(part.len, 0);
        return;
    }
    assert_true(part.ptr >= text.ptr && part.ptr <= me_span_end(text));
    assert_true(part.len <= (size_t)(me_span_end(text) - part.ptr));
}

/* As assert_within(), for what may be a constant of ours. */
static void assert_within_or_hidden(struct me_span text, struct me_span part)
{
    if (!me_span_equal(part, ME_SPAN("{blank}")) && !me_span_equal(part, ME_SPAN("<>")))
        assert_within(text, part);
}

static void check_record(const struct me_examined *e)
{
    const struct me_record *r = &e->record;
    const struct me_span parts[] = {r->message_id, r->code, r->text,    r->command,    r->argument,
                                    r->reply,      r->user, r->subject, r->postoffice, r->mailbox};
    for (size_t i = 0; i < ME_COUNT(parts); i++)
        assert_within_or_hidden(e->text, parts[i]);
    assert_true(r->begin >= e->text.ptr && r->begin < me_span_end(e->text));
    assert_true(r->service < ME_SERVICE_MAX && r->verb < ME_COMMAND_MAX);
    assert_true(r->log < ME_LOG_MAX && r->direction < ME_DIRECTION_MAX);
    assert_true(r->anomalies < 1u << ME_ANOMALY_MAX);
    assert_non_null(memchr(r->client_ip, '\0', sizeof(r->client_ip)));
    assert_true(r->connection >= ME_ABSENT && r->bytes_sent >= ME_ABSENT && r->bytes_received >= ME_ABSENT);
    assert_true(r->reply_code == ME_ABSENT || (r->reply_code >= 100 && r->reply_code <= 999));
    assert_true(r->time.year == 0 || me_timestamp_valid(&r->time));
    assert_true((r->log == ME_LOG_DEBUG) == (r->direction == ME_DIRECTION_NONE));
    assert_true((r->log == ME_LOG_DEBUG) == (r->code.len == 8));
}

static void check_verdict(const struct me_examined *e)
{
    const struct me_verdict *v = &e->verdict;
    const struct me_span parts[] = {v->address.bare, v->address.kind, v->sender, v->recipient, v->helo};
    for (size_t i = 0; i < ME_COUNT(parts); i++)
        assert_within_or_hidden(e->text, parts[i]);
    assert_true(v->event < ME_EVENT_MAX && v->outcome < ME_OUTCOME_MAX && v->reason < ME_REASON_MAX);
    assert_true(v->risk < ME_RISK_MAX && v->decided_by < ME_DECIDER_MAX && v->level < ME_LEVEL_MAX);
    assert_true(v->offence < ME_OFFENCE_MAX);
    assert_true((v->outcome == ME_OUTCOME_NONE) == (v->risk == ME_RISK_ABSENT));
    assert_true((v->outcome == ME_OUTCOME_NONE) == (v->decided_by == ME_DECIDER_NONE));
}

/* From left to right, without overlap, never empty, never hidden already. */
static void check_credentials(const struct me_examined *e)
{
    const char *last = e->text.ptr;
    for (size_t i = 0; i < e->credential_count && i < ME_EXAMINED_CREDENTIALS_MAX; i++) {
        const struct me_span bytes = e->credentials[i].bytes;
        assert_within(e->text, bytes);
        assert_true(bytes.len > 0 && bytes.ptr >= last && !me_span_equal(bytes, ME_SPAN("{blank}")));
        last = me_span_end(bytes);
    }
}

/* The search for credentials keeps a row for the recogniser, which says the same without. */
static void check_kept(const struct me_examined *e, const struct me_recognise_options *options)
{
    struct me_row_kept kept;
    struct me_record record;
    const char *anchor = me_anchor_find(e->text.ptr, me_span_end(e->text));
    me_credentials_find_keeping(e->text, options, NULL, 0, &kept);
    assert_int_equal(me_recognise_kept(e->text, anchor, options, &kept, &record) == ME_FOUND_RECORD, e->found);
    if (e->found)
        assert_memory_equal(&record, &e->record, sizeof(record));
}

struct me_examined me_examine_with(struct me_span text, const struct me_recognise_options *options)
{
    struct me_examined e = {.text = text};
    memset(&e.record, 0xA5, sizeof(e.record)); /* what the recogniser does not set must be seen */
    e.found = me_recognise(text, options, &e.record) == ME_FOUND_RECORD;
    e.credential_count = me_credentials_find(text, options, e.credentials, ME_EXAMINED_CREDENTIALS_MAX);
    check_credentials(&e);
    check_kept(&e, options);
    if (!e.found)
        return e;
    check_record(&e);
    me_verdict_of(&e.record, &e.verdict);
    check_record(&e);
    check_verdict(&e);
    return e;
}

struct me_examined me_examine(struct me_span text)
{
    const struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    return me_examine_with(text, &options);
}

struct writer {
    char *out;
    size_t len;
};

static void put(struct writer *w, const char *key, struct me_span value)
{
    enum { VALUE_MAX = 2048 };
    if (!me_span_present(value))
        return;
    const int shown = value.len < VALUE_MAX ? (int)value.len : VALUE_MAX;
    w->len += (size_t)snprintf(w->out + w->len, ME_EXAMINED_TEXT_MAX - w->len, "%s=%.*s|", key, shown, value.ptr);
    assert_true(w->len < ME_EXAMINED_TEXT_MAX);
}

static void put_number(struct writer *w, const char *key, int64_t value)
{
    char text[32];
    if (value != ME_ABSENT)
        put(w, key, (struct me_span){text, (size_t)snprintf(text, sizeof(text), "%" PRId64, value)});
}

static void put_record(struct writer *w, const struct me_record *r)
{
    char time[64];
    if (r->time.year != 0)
        put(w, "time",
            (struct me_span){time, (size_t)snprintf(time, sizeof(time), "%04u-%02u-%02uT%02u:%02u:%02u", r->time.year,
                                                    r->time.month, r->time.day, r->time.hour, r->time.minute,
                                                    r->time.second)});
    if (r->at_start)
        put(w, "at_start", ME_SPAN("yes"));
    for (unsigned i = 0; i < ME_ANOMALY_MAX; i++)
        if (r->anomalies & 1u << i)
            put(w, "anomaly", me_anomaly_name((enum me_anomaly)i));
    put(w, "direction", me_direction_name(r->direction));
    put(w, "message_id", r->message_id);
    put_number(w, "connection", r->connection);
    put(w, "client_ip", me_unit_span(r->client_ip));
    put(w, "code", r->code);
    put(w, "text", r->text);
    put(w, "command", r->command);
    put(w, "argument", r->argument);
    put(w, "reply", r->reply);
    put_number(w, "reply_code", r->reply_code);
    put_number(w, "sent", r->bytes_sent);
    put_number(w, "received", r->bytes_received);
    put(w, "user", r->user);
    put(w, "subject", r->subject);
    put(w, "postoffice", r->postoffice);
    put(w, "mailbox", r->mailbox);
}

static void put_verdict(struct writer *w, const struct me_verdict *v)
{
    put(w, "event", me_event_name(v->event));
    put(w, "outcome", me_outcome_name(v->outcome));
    put(w, "reason", me_reason_name(v->reason));
    put(w, "risk", me_risk_name(v->risk));
    put(w, "decided_by", me_decider_name(v->decided_by));
    put(w, "address", v->address.bare);
    put(w, "address_kind", v->address.kind);
    put(w, "sender", v->sender);
    put(w, "recipient", v->recipient);
    put(w, "helo", v->helo);
    put(w, "offence", me_offence_name(v->offence));
}

void me_examined_show(const struct me_examined *e, char out[static ME_EXAMINED_TEXT_MAX])
{
    struct writer w = {out, 1};
    memcpy(out, "|", 2);
    if (e->found) {
        put(&w, "log", me_log_name(e->record.log));
        put(&w, "service", me_service_name(e->record.service));
        put_verdict(&w, &e->verdict);
        if (e->record.log == ME_LOG_DEBUG)
            put(&w, "level", me_level_name(e->verdict.level));
        if (e->verdict.code_unknown)
            put(&w, "code_unknown", ME_SPAN("yes"));
        put_record(&w, &e->record);
    } else {
        w.len += (size_t)snprintf(out + w.len, ME_EXAMINED_TEXT_MAX - w.len, "foreign|");
    }
    for (size_t i = 0; i < e->credential_count && i < ME_EXAMINED_CREDENTIALS_MAX; i++)
        put(&w, "secret", e->credentials[i].bytes);
}

void me_examined_check(const struct me_examined *examined, const char *label, const char *want)
{
    static char shown[ME_EXAMINED_TEXT_MAX];
    char token[4096];
    me_examined_show(examined, shown);
    for (const char *p = want; *p != '\0';) {
        const size_t len = strcspn(p, "|");
        const bool unwanted = *p == '!';
        if (unwanted)
            snprintf(token, sizeof(token), "|%.*s=", (int)len - 1, p + 1);
        else
            snprintf(token, sizeof(token), "|%.*s|", (int)len, p);
        if ((strstr(shown, token) != NULL) == unwanted)
            fail_msg("%s: %s %s in %s", label, unwanted ? "unwanted" : "missing", token, shown);
        p += len + (p[len] == '|');
    }
}

void me_examined_check_rows(const struct me_examined_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct me_examined examined = me_examine(rows[i].input);
        me_examined_check(&examined, rows[i].label, rows[i].want);
    }
}
