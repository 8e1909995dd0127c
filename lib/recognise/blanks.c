/* SPDX-License-Identifier: Apache-2.0
 *
 * Goes from word to word. `... 192.0.2.1 AUTH AUTH PLAIN AGJvYgBwdw== 535 ...` has a credential behind `PLAIN`.
 */
#include "recognise/blanks.h"

#include "recognise/answer.h"
#include "recognise/row.h"
#include "text/ip.h"
#include "text/separator.h"

static struct me_span next_word(const char *p, const char *end)
{
    p = me_separator_skip(p, end);
    const char *q = p;
    while (q < end && *q != ' ' && me_separator_tab(q, end) == 0)
        q++;
    return me_span_between(p, q);
}

/* Whether a reply of the service begins with `word`, which `behind` follows. */
static bool begins_reply(const struct me_service_word *service, struct me_span word, const char *end)
{
    const struct me_span from = me_span_between(word.ptr, end);
    switch (service->status) {
    case ME_STATUS_DIGITS:
        return me_status_read(ME_STATUS_DIGITS, from, false) >= 200;
    case ME_STATUS_TAGGED:
        return me_span_equal(word, ME_SPAN("*")) || me_status_read(ME_STATUS_TAGGED, from, false) != ME_STATUS_NONE;
    default:
        return me_status_read(ME_STATUS_SIGNED, from, false) != ME_STATUS_NONE;
    }
}

/* The end of what stands before the next reply behind `p`, or `end`. In a row of blanks a `#011` is a client's text. */
static const char *before_reply(const struct me_service_word *service, bool has_tabs, const char *p, const char *end)
{
    struct me_span (*const next)(const char *, const char *) = has_tabs ? next_word : me_separator_word;
    for (struct me_span word = next(p, end); word.len > 0; word = next(me_span_end(word), end))
        if (begins_reply(service, word, end))
            return me_separator_skip_before(p, word.ptr);
    return end;
}

/* Behind id, handle and the client's address: `<id> 1320 192.0.2.1 AUTH ...` -> ` AUTH ...`; or NULL. */
static const char *behind_address(struct me_span word, const struct me_service_word *service, const char *end)
{
    if (!me_row_has_columns(word, service, end, true))
        return NULL;
    struct me_span column = word;
    do
        column = next_word(me_span_end(column), end);
    while (column.len > 0 && !me_ip_looks_like(column));
    return me_span_end(column);
}

/* Whether the line between a command and the next reply, which begins with `first`, is a credential: behind a verb of a
 * login, and where it cannot be anything else. */
static bool is_login(enum me_command verb, struct me_span first)
{
    const enum me_credential_rule rule = me_commands_credential(verb);
    if (rule == ME_CREDENTIAL_IF_IT_LOOKS_SO)
        return me_answer_is_evident(first, true, false);
    return rule != ME_CREDENTIAL_NOTHING;
}

/* `word` up to the quote that ends what the row was quoted in: a value of structured data. */
static struct me_span before_quote(struct me_span word)
{
    const char *quote = word.len > 0 ? memchr(word.ptr, '"', word.len) : NULL;
    return quote != NULL ? me_span_between(word.ptr, quote) : word;
}

/* What is a credential in the line between command and reply. */
static struct me_span credential_in(enum me_command verb, struct me_span line)
{
    const struct me_span credential = me_answer_find(me_commands_credential(verb), verb, line, false);
    return me_answer_is_hidden(credential) ? (struct me_span){0} : credential;
}

/* The next reply is looked for only where something may be hidden before it: many rows may have none. */
bool me_blanks_read(struct me_span word, const struct me_row *row, const char *end, bool is_inner,
                    struct me_blanks *blanks)
{
    const struct me_service_word *service = row->service;
    const char *p = behind_address(word, service, end);
    *blanks = (struct me_blanks){{0}, {0}};
    if (p == NULL)
        return false;
    const struct me_span command = before_quote(next_word(p, end));
    const enum me_command verb = me_commands_find(service->service, command);
    if (verb == ME_COMMAND_GREETING || begins_reply(service, command, end))
        return true;
    const char *start = me_separator_skip(me_span_end(command), end);
    const struct me_span first = next_word(start, end);
    const bool is_one = verb == ME_COMMAND_OTHER && me_answer_is_evident(command, true, false);
    const bool is_line = start < end && (is_login(verb, first) || (is_one && me_span_starts(command, first)));
    if (!is_line && !(is_one && is_inner)) {
        blanks->command = is_one ? command : (struct me_span){0};
        return true; /* nearly always */
    }
    const char *reply = before_reply(service, row->tab.len > 0, me_span_end(command), end);
    if (is_inner && reply == end)
        return true;
    if (is_one)
        blanks->command = command;
    if (is_line && reply > start)
        blanks->argument = credential_in(verb, me_span_between(start, reply));
    return true;
}
