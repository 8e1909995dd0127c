/* SPDX-License-Identifier: Apache-2.0
 *
 * Verdicts by table look-up.
 */
#include "recognise/verdict.h"

#include "recognise/auth.h"
#include "tables/codes.h"
#include "recognise/column.h"
#include "tables/command.h"
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
    return me_span_equal(a->before, b->before) && me_span_equal(a->after, b->after);
}

static void judge_debug(struct me_record *record, struct me_verdict *verdict)
{
    struct me_span value = {0};
    const struct me_code *by_code = me_codes_find(record->code);
    const enum me_text_match match = by_code != NULL ? me_codes_match(by_code, record->text, &value) : ME_TEXT_OTHER;
    const struct me_code *by_text = match == ME_TEXT_WHOLE ? by_code : me_codes_find_text(record->text);
    const struct me_code *row = by_code != NULL ? by_code : by_text;
    verdict->event = ME_EVENT_DEBUG;
    verdict->level = level_of(record->code.ptr[3]);
    verdict->code_unknown = by_code == NULL;
    if (row == NULL)
        return;
    if (by_text != NULL && by_text != by_code)
        me_codes_match(by_text, record->text, &value);
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

static void judge_row(struct me_record *record, struct me_verdict *verdict)
{
    const enum me_command command = me_auth_is_row(record) ? ME_COMMAND_AUTH : record->verb;
    const struct me_reply *row =
        me_replies_find(record->direction, command, record->reply_code, record->reply, record->plus_is_blank);
    verdict->event = row->event;
    verdict->outcome = row->outcome;
    verdict->reason = row->reason;
    verdict->risk = row->risk;
    verdict->decided_by = row->outcome != ME_OUTCOME_NONE ? ME_DECIDER_REPLY : ME_DECIDER_NONE;
    verdict->explanation = row->explanation;
    if (command == ME_COMMAND_MAIL)
        verdict->sender = me_address_in_argument(record->argument, record->plus_is_blank);
    else if (command == ME_COMMAND_RCPT)
        verdict->recipient = me_address_in_argument(record->argument, record->plus_is_blank);
    else if (command == ME_COMMAND_EHLO || command == ME_COMMAND_HELO)
        verdict->helo = helo_in(record->argument, record->plus_is_blank);
}

void me_verdict_of(struct me_record *record, struct me_verdict *verdict)
{
    memset(verdict, 0, sizeof(*verdict));
    if (record->log == ME_LOG_DEBUG)
        judge_debug(record, verdict);
    else
        judge_row(record, verdict);
}
