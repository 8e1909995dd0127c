/* SPDX-License-Identifier: Apache-2.0
 *
 * Verdicts by table look-up.
 */
#include "recognise/verdict.h"

#include "tables/codes.h"
#include "recognise/column.h"
#include "tables/replies.h"

static enum me_level level_of(char letter)
{
    switch (letter) {
    case 'I':
        return ME_LEVEL_INFO;
    case 'E':
        return ME_LEVEL_ERROR;
    case 'W':
        return ME_LEVEL_WARNING;
    default:
        return ME_LEVEL_UNKNOWN;
    }
}

/* Takes the value that the server put into the text of `row`. */
static void take_value(const struct me_code *row, struct me_span value, struct me_record *record,
                       struct me_verdict *verdict)
{
    verdict->address_is_sender = row->subject == ME_SUBJECT_SENDER;
    if (row->subject == ME_SUBJECT_SENDER || row->subject == ME_SUBJECT_RECIPIENT)
        verdict->address = me_address_in_text(value);
    else if (row->subject == ME_SUBJECT_IP)
        me_column_set_client_ip(me_address_unwrap(value), record);
}

static bool same_text(const struct me_code *a, const struct me_code *b)
{
    return a == b || (me_span_equal(a->before, b->before) && me_span_equal(a->after, b->after));
}

static void judge_debug(struct me_record *record, struct me_verdict *verdict)
{
    struct me_span value = {0};
    const bool certain = record->one_end && !me_record_has(record, ME_ANOMALY_TRUNCATED); /* the text, too */
    const struct me_span text = certain ? record->text : ME_SPAN("\n");
    const struct me_code *by_code = me_codes_find(record->code);
    const enum me_text_match match = by_code != NULL ? me_codes_match(by_code, text, &value) : ME_TEXT_OTHER;
    const struct me_code *by_text = match == ME_TEXT_WHOLE ? by_code : me_codes_find_text(text);
    const struct me_code *row = by_code != NULL ? by_code : by_text;
    verdict->event = ME_EVENT_DEBUG;
    verdict->level = level_of(record->code.ptr[3]);
    verdict->code_unknown = by_code == NULL;
    if (by_code == NULL && !record->one_end) {
        verdict->event = ME_EVENT_AMBIGUOUS;
        record->anomalies |= 1u << ME_ANOMALY_AMBIGUOUS;
    }
    if (row == NULL)
        return;
    if (by_text != NULL && by_text != by_code)
        me_codes_match(by_text, text, &value);
    if (by_text != NULL)
        take_value(by_text, value, record, verdict);
    if (by_text != NULL && !same_text(row, by_text))
        record->anomalies |= 1u << ME_ANOMALY_CODE_TEXT_MISMATCH;
    else if (match == ME_TEXT_CUT)
        record->anomalies |= 1u << ME_ANOMALY_TRUNCATED;
    verdict->event = row->event;
    verdict->outcome = row->outcome;
    verdict->reason = row->reason;
    verdict->risk = row->risk;
    if (row->outcome != ME_OUTCOME_NONE)
        verdict->decided_by = by_code != NULL ? ME_DECIDER_CODE : ME_DECIDER_TEXT;
    verdict->explanation = row->explanation;
}

/* The name behind EHLO or HELO in `argument`. */
static struct me_span helo_in(struct me_span argument, bool plus_is_blank)
{
    size_t start = 4;
    while (start < argument.len && (argument.ptr[start] == ' ' || (plus_is_blank && argument.ptr[start] == '+')))
        start++;
    const struct me_span name = start > 4 ? me_span_trim(me_span_skip(argument, start)) : (struct me_span){0};
    return name.len > 0 ? name : (struct me_span){0};
}

/* What ban lists count of an inbound row: its own client may be an attacker. */
static enum me_offence offence_of(const struct me_record *record, const struct me_verdict *verdict)
{
    if (record->direction != ME_DIRECTION_IN)
        return ME_OFFENCE_NONE;
    if (verdict->reason == ME_REASON_CONTROL_CHARACTER)
        return ME_OFFENCE_CONTROL_CHARACTER;
    if (me_record_has(record, ME_ANOMALY_AMBIGUOUS) || me_record_has(record, ME_ANOMALY_TRUNCATED))
        return ME_OFFENCE_UNREADABLE;
    if (verdict->event == ME_EVENT_RELAY_DENIED)
        return ME_OFFENCE_RELAY_DENIED;
    if (verdict->event == ME_EVENT_AUTH_FAILURE)
        return ME_OFFENCE_AUTH_FAILURE;
    return verdict->reason == ME_REASON_UNKNOWN_RECIPIENT ? ME_OFFENCE_UNKNOWN_RECIPIENT : ME_OFFENCE_NONE;
}

/* A row that decides nothing. Where a client must have sent a control character, that is the reason; where a forwarder
 * may have joined rows, nobody is accused. */
static void judge_unreadable(const struct me_record *record, struct me_verdict *verdict)
{
    const bool ambiguous = me_record_has(record, ME_ANOMALY_AMBIGUOUS);
    verdict->event = ambiguous ? ME_EVENT_AMBIGUOUS : ME_EVENT_COMMAND;
    if (ambiguous && record->real_tabs && record->one_end && record->direction == ME_DIRECTION_IN)
        verdict->reason = ME_REASON_CONTROL_CHARACTER;
    verdict->explanation =
        ambiguous
            ? ME_SPAN("The row can be read in more than one way, because somebody wrote separators into it, so "
                      "nothing of it is believed but who sent it; block the client if it keeps doing so.")
            : ME_SPAN("The row has lost its end, or is so long that it may have, so nothing of it is believed but "
                      "who sent it; raise the size limits of the machines that forward the log.");
}

/* Who is named in the argument. */
static void name_parties(const struct me_record *record, struct me_verdict *verdict)
{
    if (record->service != ME_SERVICE_SMTP)
        return;
    if (record->verb == ME_COMMAND_MAIL)
        verdict->sender = me_address_in_argument(record->argument, record->plus_is_blank);
    else if (record->verb == ME_COMMAND_RCPT)
        verdict->recipient = me_address_in_argument(record->argument, record->plus_is_blank);
    else if (record->verb == ME_COMMAND_EHLO || record->verb == ME_COMMAND_HELO)
        verdict->helo = helo_in(record->argument, record->plus_is_blank);
}

/* Who is logged in stands only in rows of a conversation that has: a failed login names a post office at most. */
static void forget_failed_login(struct me_record *record, const struct me_verdict *verdict)
{
    if (verdict->event != ME_EVENT_AUTH_FAILURE && me_span_present(record->postoffice) &&
        me_span_present(record->mailbox))
        return;
    record->postoffice = record->mailbox = (struct me_span){0};
}

/* What the reply of a row means that has one reading; of several it is known already. */
static const struct me_reply *meaning_of(const struct me_record *record)
{
    const struct me_replies_query query = {.service = record->service,
                                           .direction = record->direction,
                                           .command = record->verb,
                                           .status = record->reply_code,
                                           .reply = record->reply};
    return record->meaning != NULL ? record->meaning : me_replies_find(&query);
}

static void judge_row(struct me_record *record, struct me_verdict *verdict)
{
    if (me_record_has(record, ME_ANOMALY_AMBIGUOUS) || me_record_has(record, ME_ANOMALY_TRUNCATED)) {
        judge_unreadable(record, verdict);
        return;
    }
    const struct me_reply *row = record->meaning = meaning_of(record);
    verdict->event = row->event;
    verdict->outcome = row->outcome;
    verdict->reason = row->reason;
    verdict->risk = row->risk;
    verdict->decided_by = row->outcome != ME_OUTCOME_NONE ? ME_DECIDER_REPLY : ME_DECIDER_NONE;
    verdict->explanation = row->explanation;
    name_parties(record, verdict);
    forget_failed_login(record, verdict);
}

void me_verdict_of(struct me_record *record, struct me_verdict *verdict)
{
    memset(verdict, 0, sizeof(*verdict));
    if (record->log == ME_LOG_DEBUG)
        judge_debug(record, verdict);
    else
        judge_row(record, verdict);
    if (record->log != ME_LOG_DEBUG)
        verdict->offence = offence_of(record, verdict);
    else if (verdict->event == ME_EVENT_CLIENT_BANNED && record->client_ip[0] != '\0')
        verdict->offence = ME_OFFENCE_CLIENT_BANNED;
}
