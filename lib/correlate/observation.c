/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads an observation out of a record and its verdict.
 */
#include "correlate/observation.h"

#include <string.h>

/* What the record says about a recipient:
 *     RCPT 503 ... requires authentication ...   -> REFUSED
 *     RCPT 550 mailbox unavailable               -> either: the mailbox may be unknown although its domain is local
 *     ME-I0110: Relay Granted: ...               -> ACCEPTED */
static uint8_t answer_of(const struct me_record *record, const struct me_verdict *verdict)
{
    if (record->log == ME_LOG_DEBUG)
        return verdict->outcome == ME_OUTCOME_NONE     ? 0
               : verdict->outcome == ME_OUTCOME_DENIED ? ME_OBSERVATION_REFUSED
                                                       : ME_OBSERVATION_ACCEPTED;
    if (record->direction != ME_DIRECTION_IN)
        return 0;
    switch (verdict->event) {
    case ME_EVENT_RELAY_DENIED:
        return ME_OBSERVATION_REFUSED;
    case ME_EVENT_RECIPIENT_ACCEPTED:
        return ME_OBSERVATION_ACCEPTED;
    case ME_EVENT_RECIPIENT_REJECTED:
    case ME_EVENT_RECIPIENT_DEFERRED:
        return ME_OBSERVATION_REFUSED | ME_OBSERVATION_ACCEPTED;
    default:
        return 0;
    }
}

/* What the command of an unreadable row would have set. Where its command is not known, it may have been any. */
static uint8_t forgets_of(const struct me_record *record)
{
    enum {
        MAIL = ME_OBSERVATION_FORGET_SENDER | ME_OBSERVATION_FORGET_RECIPIENT | ME_OBSERVATION_FORGET_VERDICT,
        ALL = MAIL | ME_OBSERVATION_FORGET_HELO | ME_OBSERVATION_FORGET_LOGIN
    };
    switch (record->verb) {
    case ME_COMMAND_GREETING:
    case ME_COMMAND_CONN:
    case ME_COMMAND_OTHER:
    case ME_COMMAND_UNKN:
        return ALL;
    case ME_COMMAND_EHLO:
    case ME_COMMAND_HELO:
        return ME_OBSERVATION_FORGET_HELO;
    case ME_COMMAND_AUTH:
    case ME_COMMAND_LOGIN:
    case ME_COMMAND_AUTHENTICATE:
    case ME_COMMAND_USER:
    case ME_COMMAND_PASS:
    case ME_COMMAND_APOP:
        return ME_OBSERVATION_FORGET_LOGIN;
    case ME_COMMAND_MAIL:
    case ME_COMMAND_RSET:
        return MAIL;
    case ME_COMMAND_RCPT:
        return ME_OBSERVATION_FORGET_RECIPIENT | ME_OBSERVATION_FORGET_VERDICT;
    default:
        return 0;
    }
}

/* What a row has set to a text on which its readings do not agree: what was known before is not that. */
static uint8_t misses_of(const struct me_observation *observation, enum me_command verb)
{
    switch (verb) {
    case ME_COMMAND_EHLO:
    case ME_COMMAND_HELO:
        return me_span_present(observation->text[ME_OBSERVATION_HELO]) ? 0 : ME_OBSERVATION_FORGET_HELO;
    case ME_COMMAND_MAIL:
        return me_span_present(observation->text[ME_OBSERVATION_SENDER])
                   ? 0
                   : ME_OBSERVATION_FORGET_SENDER | ME_OBSERVATION_FORGET_RECIPIENT;
    case ME_COMMAND_RCPT:
        return me_span_present(observation->text[ME_OBSERVATION_RECIPIENT]) ? 0 : ME_OBSERVATION_FORGET_RECIPIENT;
    default:
        return 0;
    }
}

static void set_keys(struct me_observation *observation, const struct me_key_host *host, const struct me_record *record)
{
    observation->has_handle = record->connection != ME_ABSENT;
    observation->has_id = record->message_id.len > 0;
    observation->session[0] = observation->session[1] = 0;
    observation->transaction[0] = observation->transaction[1] = 0;
    if (observation->has_id)
        me_key_id(host, record->direction == ME_DIRECTION_OUT ? ME_KEY_OUTBOUND : ME_KEY_INBOUND, record->message_id,
                  observation->transaction);
    if (observation->has_handle)
        me_key_number(host, me_key_session((unsigned)record->service), (uint64_t)record->connection,
                      observation->session);
}

static void set_code(struct me_observation *observation, struct me_span code)
{
    const size_t most = sizeof(observation->code) - 1;
    memset(observation->code, 0, sizeof(observation->code));
    if (observation->debug && code.len > 0)
        memcpy(observation->code, code.ptr, code.len < most ? code.len : most);
}

void me_observation_set(struct me_observation *observation, const struct me_key_host *host,
                        const struct me_record *record, const struct me_verdict *verdict)
{
    observation->log = (uint8_t)record->log;
    observation->service = (uint8_t)record->service;
    observation->direction = (uint8_t)record->direction;
    observation->event = (uint8_t)verdict->event;
    observation->reason = (uint8_t)verdict->reason;
    observation->outcome = (uint8_t)verdict->outcome;
    memcpy(observation->client_ip, record->client_ip, sizeof(observation->client_ip));
    observation->names_recipient = me_span_present(verdict->address.bare) && !verdict->address_is_sender;
    set_keys(observation, host, record);
    observation->time = record->time.year != 0 ? record->seconds : ME_OBSERVATION_NO_TIME;
    observation->text[ME_OBSERVATION_HELO] = verdict->helo;
    observation->text[ME_OBSERVATION_USER] = record->user;
    observation->text[ME_OBSERVATION_SENDER] = verdict->sender;
    observation->text[ME_OBSERVATION_RECIPIENT] = verdict->recipient;
    observation->answer = answer_of(record, verdict);
    observation->debug = record->log == ME_LOG_DEBUG;
    set_code(observation, record->code);
    observation->undecided =
        !observation->debug && (record->anomalies & (1u << ME_ANOMALY_AMBIGUOUS | 1u << ME_ANOMALY_TRUNCATED)) != 0;
    observation->forgets = observation->undecided ? forgets_of(record)
                           : observation->debug   ? 0
                                                  : misses_of(observation, record->verb);
    if (observation->undecided)
        memset(observation->text, 0, sizeof(observation->text));
    observation->starts = !observation->debug && !observation->undecided &&
                          (verdict->event == ME_EVENT_CONNECT || verdict->event == ME_EVENT_CONNECTION_DENIED ||
                           (verdict->event == ME_EVENT_COMMAND && record->service == ME_SERVICE_SMTP &&
                            !me_span_present(record->command)));
    observation->starts_mail =
        me_span_present(observation->text[ME_OBSERVATION_SENDER]) || verdict->event == ME_EVENT_RESET;
    observation->authenticated = verdict->event == ME_EVENT_AUTH_SUCCESS && record->direction == ME_DIRECTION_IN;
    observation->unnamed = record->verb == ME_COMMAND_AUTHENTICATE && record->user.len == 0 && !observation->debug;
}
