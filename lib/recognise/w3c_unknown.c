/* SPDX-License-Identifier: Apache-2.0
 *
 * Fields are told by what they hold: a command's name, a number, an address, the beginning of a reply.
 */
#include "recognise/w3c_unknown.h"

#include "recognise/column.h"
#include "recognise/hidden.h"
#include "recognise/w3c_order.h"
#include "text/ip.h"
#include "text/separator.h"

enum { LOOKED_AT_MAX = 2 * ME_W3C_FIELDS_MAX }; /* fields, of each of many rows in a line */

/* What may be command, argument and reply. */
struct guess {
    struct me_span command, argument, reply;
};

/* The next field from `p` on; empty when there is none. */
static struct me_span next_field(const char *p, const char *end)
{
    return me_separator_word(me_separator_skip(p, end), end);
}

static bool is_login(const struct me_service_word *service, struct me_span field)
{
    const enum me_credential_rule rule = me_commands_credential(me_commands_find(service->service, field));
    return field.len > 0 && rule > ME_CREDENTIAL_NOTHING && rule < ME_CREDENTIAL_IF_IT_LOOKS_SO;
}

static bool is_reply(const struct me_service_word *service, struct me_span field)
{
    return me_span_starts(field, ME_SPAN("*+")) || me_status_read(service->status, field, true) != ME_STATUS_NONE;
}

static bool looks_like_reply(const struct me_service_word *service, struct me_span field)
{
    return me_span_starts(field, ME_SPAN("+")) || is_reply(service, field);
}

/* From the field `first` to the one before the next reply: a hop may have made blanks of TABs that the client sent.
 * None of the server's fields may stand between: `first` alone when a number does, or when there is no reply. */
static struct me_span up_to_reply(const struct me_service_word *service, struct me_span first, const char *end)
{
    struct me_span last = first, field = first;
    size_t count = 0;
    for (const char *p = me_span_end(first); p < end && count < LOOKED_AT_MAX; p = me_span_end(field), count++) {
        field = next_field(p, end);
        if (is_reply(service, field))
            return me_span_between(first.ptr, me_span_end(last));
        if (me_column_number(field) != ME_ABSENT)
            return first;
        last = field;
    }
    return first;
}

/* Whether `command` and `argument` may be these. A number is the server's, and what follows it a command whose argument
 * looks like a reply; but a client may send digits as an answer to AUTHENTICATE, too. */
static bool may_be_sent(struct me_span command, struct me_span argument)
{
    return me_span_present(command) && (me_column_number(command) == ME_ABSENT || me_column_w3c(argument).len == 0 ||
                                        me_span_starts(argument, command));
}

/* Whether `field` is the end of the string that a row without an end of its own is quoted in: `"}`, `","n":1}`. */
static bool ends_string(struct me_span field)
{
    while (field.len > 0 && field.ptr[0] == '\\')
        field = me_span_skip(field, 1);
    return field.len > 0 && field.ptr[0] == '"' && (field.len == 1 || memchr("]},", field.ptr[1], 3) != NULL);
}

/* Whether `argument` belongs to `command`, which is known and no login: where a hop made blanks of TABs in the tag, the
 * field in front of the reply is a piece of that. `SELECT SELECT+INBOX A 7+OK+completed` */
static bool is_argument_of(const struct me_service_word *service, struct me_span command, struct me_span argument)
{
    const enum me_command verb = me_commands_find(service->service, command);
    return me_commands_credential(verb) == ME_CREDENTIAL_NOTHING && me_span_starts(argument, command) &&
           (argument.len == command.len || argument.ptr[command.len] == '+');
}

/* The field behind a login's verb is what the client sent: `LOGIN+bob+pw` of `... LOGIN LOGIN+bob+pw 2+OK ...`; but a
 * user may be called `login`: an address stands behind the name then, or the reply in front of it. What only looked
 * like a reply, since the user is called so, has the server's address behind it. Without such a verb, as in a further
 * step of a login, it is the field before the first that looks like a reply. */
static struct guess guess_fields(const struct me_row *row, const char *end)
{
    struct guess found = {{0}, {0}, {0}};
    struct me_span first = {0}, before = {0}, last = {0};
    size_t count = 0;
    bool is_behind_reply = false;
    for (const char *p = row->columns; p < end && count < LOOKED_AT_MAX; p = me_span_end(last), count++) {
        const struct me_span field = next_field(p, end);
        const bool is_ip = me_ip_looks_like(field);
        if (is_login(row->service, last) && !is_behind_reply && !is_ip && !ends_string(field))
            return (struct guess){last, up_to_reply(row->service, field, end), {0}};
        if (found.reply.ptr == NULL && may_be_sent(before, last) && looks_like_reply(row->service, field))
            found = is_argument_of(row->service, first, before) ? (struct guess){first, before, field}
                                                                : (struct guess){before, last, field};
        is_behind_reply = found.reply.ptr != NULL && !is_ip && (is_behind_reply || found.reply.ptr == field.ptr);
        first = before;
        before = last;
        last = field;
    }
    return found;
}

const char *me_w3c_unknown_reach(const struct me_row *row, const char *end)
{
    const char *p = row->columns;
    for (size_t count = 0; p < end && count < 2 * LOOKED_AT_MAX; count++)
        p = me_span_end(next_field(p, end));
    return p;
}

void me_w3c_unknown_read(struct me_columns *c, const struct me_row *row, const char *end)
{
    const struct guess guess = guess_fields(row, end);
    const struct me_readings all = {.service = row->service,
                                    .columns = c,
                                    .count = guess.reply.ptr != NULL,
                                    .login_reply = me_readings_answers_login(row->service, guess.reply, true)};
    c->command = me_column_w3c(guess.command);
    c->sent = guess.argument;
    c->verb = me_commands_find(row->service->service, c->command);
    if (c->sent.ptr != NULL)
        me_hidden_find(c, &all);
    c->state = ME_COLUMNS_ONE;
    c->verb = ME_COMMAND_OTHER;
    if (!c->hides_command)
        c->command = (struct me_span){0};
    me_readings_judge(c, &c->reading); /* a command without a meaning */
}
