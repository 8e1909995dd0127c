/* SPDX-License-Identifier: Apache-2.0
 *
 * From the library's record and verdict to fields.
 */
#include "library.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "correlate/conversation.h"
#include "recognise/anchor.h"
#include "recognise/credential.h"
#include "recognise/layout.h"
#include "recognise/row.h"
#include "recognise/verdict.h"
#include "recognise/w3c_order.h"
#include "support/same_columns.h"
#include "text.h"

/* What was asked about last. */
static struct me_record record;
static struct me_verdict verdict;

/* Room for the texts that have no place in the message. */
struct writer {
    struct oracle_answer *answer;
    size_t used;
};

static void put_number(struct writer *w, enum oracle_field field, int64_t value)
{
    if (value == ME_ABSENT)
        return;
    char *at = w->answer->scratch + w->used;
    const int len = snprintf(at, sizeof(w->answer->scratch) - w->used, "%" PRId64, value);
    w->answer->value[field] = (struct me_span){at, (size_t)len};
    w->used += (size_t)len + 1;
}

static void put_time(struct writer *w, const struct me_timestamp *time)
{
    if (time->year == 0)
        return;
    char *at = w->answer->scratch + w->used;
    const int len = snprintf(at, sizeof(w->answer->scratch) - w->used, "%04u-%02u-%02uT%02u:%02u:%02u", time->year,
                             time->month, time->day, time->hour, time->minute, time->second);
    w->answer->value[ORACLE_TIME] = (struct me_span){at, (size_t)len};
    w->used += (size_t)len + 1;
}

static void put_record(struct writer *w, const struct me_record *r)
{
    struct me_span *value = w->answer->value;
    value[ORACLE_LOG] = me_log_name(r->log);
    value[ORACLE_SERVICE] = me_service_name(r->service);
    value[ORACLE_DIRECTION] = me_direction_name(r->direction);
    value[ORACLE_MESSAGE_ID] = r->message_id;
    value[ORACLE_CODE] = r->code;
    value[ORACLE_TEXT] = r->text;
    value[ORACLE_COMMAND] = r->command;
    value[ORACLE_ARGUMENT] = r->argument;
    value[ORACLE_REPLY] = r->reply;
    value[ORACLE_USER] = r->user;
    value[ORACLE_SUBJECT] = r->subject;
    value[ORACLE_POSTOFFICE] = r->postoffice;
    value[ORACLE_MAILBOX] = r->mailbox;
    value[ORACLE_CLIENT_IP] = (struct me_span){r->client_ip, strnlen(r->client_ip, sizeof(r->client_ip))};
    put_time(w, &r->time);
    put_number(w, ORACLE_CONNECTION, r->connection);
    put_number(w, ORACLE_REPLY_CODE, r->reply_code);
    put_number(w, ORACLE_BYTES_SENT, r->bytes_sent);
    put_number(w, ORACLE_BYTES_RECEIVED, r->bytes_received);
    for (unsigned i = 0; i < ME_ANOMALY_MAX; i++)
        if (r->anomalies & 1u << i)
            w->answer->anomalies |= oracle_anomaly_named(me_anomaly_name((enum me_anomaly)i));
}

static void put_verdict(struct oracle_answer *answer, const struct me_verdict *v)
{
    struct me_span *value = answer->value;
    value[ORACLE_EVENT] = me_event_name(v->event);
    value[ORACLE_OUTCOME] = me_outcome_name(v->outcome);
    value[ORACLE_REASON] = me_reason_name(v->reason);
    value[ORACLE_RISK] = me_risk_name(v->risk);
    value[ORACLE_ADDRESS] = v->address.bare;
    value[ORACLE_ADDRESS_KIND] = v->address.kind;
    value[ORACLE_SENDER] = v->sender;
    value[ORACLE_RECIPIENT] = v->recipient;
    value[ORACLE_HELO] = v->helo;
    value[ORACLE_OFFENCE] = me_offence_name(v->offence);
    if (me_span_present(value[ORACLE_CODE]))
        value[ORACLE_LEVEL] = me_level_name(v->level);
}

/* A row that the search for credentials has read makes the very record that the recogniser makes. */
static void must_say_the_same(struct me_span text, const struct me_recognise_options *options,
                              const struct me_row_kept *kept, bool found)
{
    struct me_record again;
    struct me_verdict ignored;
    const char *anchor = me_anchor_find(text.ptr, me_span_end(text));
    const bool is_found = me_recognise_kept(text, anchor, options, kept, &again) == ME_FOUND_RECORD;
    if (is_found)
        me_verdict_of(&again, &ignored);
    if (is_found != found || (found && memcmp(&again, &record, sizeof(record)) != 0))
        abort();
}

static void put_masks(struct oracle_answer *answer, struct me_span text, const struct me_recognise_options *options)
{
    static struct me_credential found[ORACLE_SECRETS_MAX];
    static struct me_span secrets[2][ORACLE_SECRETS_MAX];
    static unsigned calls;
    struct me_span *secret = secrets[calls++ % 2];
    struct me_row_kept kept;
    const size_t count = me_credentials_find_keeping(text, options, found, ORACLE_SECRETS_MAX, &kept);
    must_say_the_same(text, options, &kept, answer->found);
    if (!me_reads_same_the_long_way(&kept, options))
        abort();
    if (count > ORACLE_SECRETS_MAX)
        abort();
    answer->masks = true;
    answer->secret = secret;
    answer->secrets = count;
    for (size_t i = 0; i < answer->secrets; i++)
        secret[i] = found[i].bytes;
}

static struct me_debug_layout layout;
static bool is_taught;

void oracle_library_teach(const char *words)
{
    struct me_layout_problem problem;
    is_taught = words != NULL;
    if (is_taught && !me_layout_compile(oracle_span(words), &layout, &problem))
        abort();
}

static struct me_w3c_order order;
static bool is_order_taught;

void oracle_library_teach_order(const char *line)
{
    is_order_taught = line != NULL;
    if (is_order_taught && !me_w3c_order_read(oracle_span(line), &order))
        abort();
}

void oracle_library_ask(struct me_span text, size_t max_row, struct oracle_answer *answer)
{
    struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    options.max_row = max_row;
    options.debug_layout = is_taught ? &layout : NULL;
    options.w3c_order = is_order_taught ? &order : NULL;
    *answer = (struct oracle_answer){.found = me_recognise(text, &options, &record) == ME_FOUND_RECORD};
    if (answer->found) {
        me_verdict_of(&record, &verdict);
        put_record(&(struct writer){answer, 0}, &record);
        put_verdict(answer, &verdict);
        if (me_span_present(answer->value[ORACLE_CODE]) == false)
            answer->value[ORACLE_LEVEL] = (struct me_span){0};
    }
    put_masks(answer, text, &options);
}

static struct me_store *store;
static struct me_conversation_host host;

void oracle_library_forget(void)
{
    static const struct me_store_options options = {.max = 64, .ttl = 600, .alone = true};
    static void *memory; /* for as long as the program runs */
    const size_t size = me_store_size(&options);
    if (memory == NULL && (memory = malloc(size)) == NULL)
        abort();
    store = me_store_init(memset(memory, 0, size), &options);
    host = me_conversation_host_of(store, ME_SPAN("MAIL01"));
}

static struct me_span remembered(const struct me_context_text *text)
{
    return (struct me_span){text->bytes, text->len};
}

void oracle_library_converse(struct oracle_answer *answer)
{
    static struct me_context context;
    struct me_store_counts counts = {0};
    if (!answer->found)
        return;
    me_conversation_update(store, &host, &record, &verdict, 1, &context, &counts);
    if (context.correlated_by == ME_CORRELATION_NONE)
        return;
    answer->authenticated = context.authenticated;
    answer->context[ORACLE_HELO] = remembered(&context.helo);
    answer->context[ORACLE_USER] = remembered(&context.user);
    answer->context[ORACLE_SENDER] = remembered(&context.sender);
    answer->context[ORACLE_RECIPIENT] = remembered(&context.recipient);
    answer->context[ORACLE_CLIENT_IP] =
        (struct me_span){context.client_ip, strnlen(context.client_ip, sizeof(context.client_ip))};
}
