/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies what record and context say, as far as it belongs to the event.
 */
#include "attempt.h"

void me_name_set(struct me_name *name, struct me_span value)
{
    name->len = (unsigned short)(value.len < ME_CONTEXT_TEXT_MAX ? value.len : ME_CONTEXT_TEXT_MAX);
    if (name->len > 0)
        memcpy(name->bytes, value.ptr, name->len);
}

/* A client that greets or logs in has no sender and no recipient yet, whatever came before in the connection. */
static bool concerns_message(enum me_event event)
{
    switch (event) {
    case ME_EVENT_AUTH_SUCCESS:
    case ME_EVENT_AUTH_FAILURE:
    case ME_EVENT_AUTH_STEP:
    case ME_EVENT_AUTH_UNAVAILABLE:
    case ME_EVENT_CONNECTION_DENIED:
    case ME_EVENT_CONNECT:
    case ME_EVENT_HELLO:
    case ME_EVENT_STARTTLS:
        return false;
    default:
        return true;
    }
}

void me_attempt_fill(struct me_attempt *out, struct me_span host, int64_t when, const struct me_resolved *resolved,
                     const bool failed[static ME_WHAT_MAX])
{
    const struct me_record *record = &resolved->record;
    const struct me_verdict *verdict = &resolved->verdict;
    const struct me_merged merged = me_resolved_merge(resolved);
    const struct me_span nobody = {0};
    const bool has_sender = concerns_message(verdict->event);
    const bool has_recipient =
        has_sender && verdict->event != ME_EVENT_SENDER_REJECTED && verdict->event != ME_EVENT_SENDER_DEFERRED;
    out->when = when;
    out->place.country[0] = out->place.asn[0] = 0;
    out->what = me_what_of(verdict->event, verdict->reason);
    out->outcome = verdict->outcome;
    out->outbound = record->direction == ME_DIRECTION_OUT;
    out->failed = !out->outbound && failed[out->what];
    out->code_unknown = verdict->code_unknown && verdict->outcome == ME_OUTCOME_NONE && record->log == ME_LOG_DEBUG;
    out->logs = 1u << record->log;
    out->unreadable = (record->anomalies & (1u << ME_ANOMALY_TRUNCATED | 1u << ME_ANOMALY_AMBIGUOUS)) != 0 &&
                      record->log != ME_LOG_DEBUG;
    out->service = me_service_name(record->service);
    out->connection = record->connection;
    memset(out->client, 0, sizeof(out->client));
    if (merged.client_ip.len > 0 && merged.client_ip.len < sizeof(out->client))
        memcpy(out->client, merged.client_ip.ptr, merged.client_ip.len);
    memset(out->code, 0, sizeof(out->code));
    if (record->log == ME_LOG_DEBUG && record->code.len < sizeof(out->code))
        memcpy(out->code, record->code.ptr, record->code.len);
    me_name_set(&out->host, host);
    me_name_set(&out->message_id, record->message_id);
    me_name_set(&out->user, merged.user);
    for (size_t i = 0; i < out->user.len; i++)
        out->user.bytes[i] = me_ascii_lower(out->user.bytes[i]);
    me_name_set(&out->sender, has_sender ? me_resolved_from(resolved, &merged) : nobody);
    me_name_set(&out->recipient, has_recipient ? me_resolved_to(resolved, &merged) : nobody);
}
