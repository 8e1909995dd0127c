/* SPDX-License-Identifier: Apache-2.0
 *
 * The tables of events, the first matching row decides.
 */
#include "meaning.h"

#include <stddef.h>

#include "chance.h"
#include "text.h"

enum { IN = 1, OUT = 2, BOTH = 3 };

static const struct {
    int directions;
    const char *command; /* NULL: any */
    const char *digits;  /* what the reply begins with */
    const char *text;    /* what is in it */
    struct oracle_meaning meaning;
} smtp[] = {
    {IN,
     "MAIL",
     "",
     "requires authentication before sending mail from a locally hosted domain",
     {"relay-denied", "denied", "local-sender-not-authenticated", "low"}},
    {IN,
     "RCPT",
     "",
     "requires authentication before sending mail from a locally hosted domain",
     {"relay-denied", "denied", "local-sender-not-authenticated", "low"}},
    {IN,
     "MAIL",
     "503",
     "requires authentication when attempting to send to a non-local",
     {"relay-denied", "denied", "authentication-required", "low"}},
    {IN,
     "RCPT",
     "503",
     "requires authentication when attempting to send to a non-local",
     {"relay-denied", "denied", "authentication-required", "low"}},
    {OUT, "RCPT", "550", "", {"delivery-failed", "", "unknown-recipient", ""}},
    {OUT, "RCPT", "5", "", {"delivery-failed", "", "", ""}},
    {OUT, "RCPT", "4", "", {"delivery-deferred", "", "", ""}},
    {OUT, "MAIL", "5", "", {"delivery-failed", "", "", ""}},
    {OUT, "MAIL", "4", "", {"delivery-deferred", "", "", ""}},
    {OUT, "DATE", "5", "", {"delivery-failed", "", "", ""}},
    {BOTH, NULL, "503", "Too many invalid commands", {"protocol-error", "", "too-many-errors", ""}},
    {BOTH, NULL, "503", "Bad sequence of commands", {"protocol-error", "", "bad-sequence", ""}},
    {IN, "", "530", "", {"connection-denied", "", "access-denied", ""}},
    {BOTH, "", "220", "", {"connect", "", "", ""}},
    {BOTH, "CONN", "", "", {"connect", "", "", ""}},
    {BOTH, "EHLO", "", "", {"hello", "", "", ""}},
    {BOTH, "HELO", "", "", {"hello", "", "", ""}},
    {BOTH, "STARTTLS", "", "", {"starttls", "", "", ""}},
    {BOTH, "AUTH", "235", "", {"auth-success", "", "", ""}},
    {BOTH, "AUTH", "535", "", {"auth-failure", "", "", ""}},
    {BOTH, "AUTH", "504", "", {"auth-failure", "", "", ""}},
    {BOTH, "AUTH", "334", "", {"auth-step", "", "", ""}},
    {BOTH, "AUTH", "500", "", {"auth-unavailable", "", "", ""}},
    {BOTH, "MAIL", "501", "", {"sender-rejected", "", "sender-domain-invalid", ""}},
    {BOTH, "MAIL", "5", "", {"sender-rejected", "", "", ""}},
    {BOTH, "MAIL", "4", "", {"sender-deferred", "", "", ""}},
    {BOTH, "MAIL", "2", "", {"sender-accepted", "", "", ""}},
    {BOTH, "RCPT", "554", "found in a DNS blacklist", {"recipient-rejected", "", "dns-blacklist", ""}},
    {BOTH, "RCPT", "451", "employs greylisting", {"recipient-deferred", "", "greylisting", ""}},
    {BOTH, "RCPT", "550", "", {"recipient-rejected", "", "unknown-recipient", ""}},
    {BOTH, "RCPT", "5", "", {"recipient-rejected", "", "", ""}},
    {BOTH, "RCPT", "4", "", {"recipient-deferred", "", "", ""}},
    {BOTH, "RCPT", "2", "", {"recipient-accepted", "", "", ""}},
    {BOTH, "DATA", "", "", {"data", "", "", ""}},
    {BOTH, "DATE", "2", "", {"delivered", "", "", ""}},
    {BOTH, "DATE", "4", "", {"delivery-deferred", "", "", ""}},
    {BOTH, "DATE", "5", "", {"delivery-failed", "", "", ""}},
    {BOTH, "RSET", "", "", {"reset", "", "", ""}},
    {BOTH, "QUIT", "", "", {"quit", "", "", ""}},
    {BOTH, "UNKN", "", "", {"protocol-error", "", "unknown-command", ""}},
};

/* A reply's code is three digits alone or in front of a blank or a hyphen: `2` and `2504` have none. */
static bool has_digits(struct me_span reply, const char *digits)
{
    if (digits[0] == '\0')
        return true;
    for (size_t i = 0; i < 3; i++)
        if (reply.len < 3 || !me_ascii_digit(reply.ptr[i]))
            return false;
    if (reply.len > 3 && reply.ptr[3] != ' ' && reply.ptr[3] != '-')
        return false;
    return me_span_starts(reply, oracle_span(digits));
}

struct oracle_meaning oracle_meaning_of_smtp(bool inbound, const char *command, struct me_span reply)
{
    for (size_t i = 0; i < ORACLE_COUNT(smtp); i++) {
        if (!(smtp[i].directions & (inbound ? IN : OUT)))
            continue;
        if (smtp[i].command != NULL && strcmp(smtp[i].command, command) != 0)
            continue;
        if (!has_digits(reply, smtp[i].digits))
            continue;
        if (smtp[i].text[0] != '\0' && oracle_text_find(reply, oracle_span(smtp[i].text)) == NULL)
            continue;
        return smtp[i].meaning;
    }
    return (struct oracle_meaning){"command", "", "", ""};
}

static const struct {
    const char *code;
    struct oracle_meaning meaning;
} debug[] = {
    {"ME-I0111", {"relay-denied", "denied", "no-criteria-met", "low"}},
    {"ME-E0109", {"relay-denied", "denied", "sender-not-local", "low"}},
    {"ME-I0112", {"relay-denied", "denied", "relaying-disabled", "low"}},
    {"ME-I0110", {"relay-granted", "granted", "open-relay", "critical"}},
    {"ME-I0108", {"relay-granted", "granted", "authenticated", "none"}},
    {"ME-I0106", {"relay-granted", "granted", "sender-local", "high"}},
    {"ME-I0107", {"relay-granted", "granted", "authorized-ip", "none"}},
    {"ME-I0102", {"catch-all-delivery", "not-required", "catch-all", "medium"}},
    {"ME-I0101", {"local-delivery", "not-required", "recipient-local", "none"}},
    {"ME-I0073", {"client-banned", "", "too-many-errors", ""}},
};

struct oracle_meaning oracle_meaning_of_debug(const char *code, struct oracle_meaning by_text)
{
    for (size_t i = 0; i < ORACLE_COUNT(debug); i++)
        if (strcmp(debug[i].code, code) == 0)
            return debug[i].meaning;
    return by_text;
}

const char *oracle_meaning_offence(const struct oracle_meaning *meaning)
{
    static const char *const same[] = {"relay-denied", "auth-failure", "client-banned"};
    for (size_t i = 0; i < ORACLE_COUNT(same); i++)
        if (strcmp(meaning->event, same[i]) == 0)
            return same[i];
    return strcmp(meaning->reason, "unknown-recipient") == 0 ? "unknown-recipient" : "";
}
