/* SPDX-License-Identifier: Apache-2.0
 *
 * The fields are found by their number. A whole row has its reply in one place; in a row with more fields than the
 * server writes it may be anywhere.
 */
#include "recognise/w3c.h"

#include "recognise/column.h"
#include "recognise/hidden.h"
#include "text/scan.h"

/* Fields of a W3C row behind the service word, by their names in the `#Fields:` line. */
enum field {
    ACCOUNT,
    SERVER_IP,
    SERVER_PORT, /* holds the socket handle */
    METHOD,
    URI_STEM,  /* what the client sent */
    URI_QUERY, /* the server's reply */
    COMPUTER_NAME,
    BYTES_SENT,
    BYTES_RECEIVED,
    USER_NAME, /* a whole row has it: `-` for none */
    FIELDS
};

/* The fields of the row, which the server writes in this order. The CR behind its last blank is no field. */
static void split(const struct me_row *row, const struct me_w3c_order *order, struct me_w3c_fields *fields)
{
    const char *end = row->line_end;
    end -= end - row->columns > 1 && end[-1] == '\r' && end[-2] == ' ';
    me_w3c_fields_split(row->columns, end, order != NULL ? order->count : FIELDS, fields);
}

static void read_fixed(struct me_columns *c, const struct me_w3c_fields *fields, const char *end)
{
    if (fields->count > SERVER_PORT + 1)
        c->handle = fields->field[SERVER_PORT];
    if (fields->count > METHOD)
        c->command = me_column_w3c(fields->field[METHOD]);
    if (fields->count > URI_STEM)
        c->sent = me_span_between(fields->field[URI_STEM].ptr, end);
}

/* The end of a W3C row that has all its fields: a user may be called what looks like noise, but a blank ends every
 * field. `... 34 14 #015 ` ends behind `#015`, `... 34 14 - #015` behind `-` */
static const char *end_of_row(const struct me_row *row, const struct me_w3c_fields *fields, const char *end)
{
    if (fields->count < fields->wanted)
        return end;
    const char *behind = me_span_end(fields->field[fields->count - 1]);
    return behind > end && behind < row->line_end ? behind : end;
}

/* The field that the order calls so; absent when it has none. */
static struct me_span field_of(const struct me_w3c_order *order, const struct me_w3c_fields *fields,
                               enum me_w3c_field field)
{
    return order->place[field] < order->count ? me_w3c_fields_at(fields, order->place[field]) : (struct me_span){0};
}

bool me_w3c_fits(const struct me_row *row, const struct me_w3c_order *order, const char *end)
{
    struct me_w3c_fields all, room;
    if (order == NULL || order->count == 0)
        return false;
    split(row, order, &all);
    return me_w3c_fields_are_all(me_w3c_fields_before(&all, end_of_row(row, &all, end), &room));
}

static void read_fixed_in_order(struct me_columns *c, const struct me_w3c_fields *fields,
                                const struct me_w3c_order *order, const char *end)
{
    c->handle = field_of(order, fields, ME_W3C_HANDLE);
    c->command = me_column_w3c(field_of(order, fields, ME_W3C_COMMAND));
    c->sent = me_span_between(field_of(order, fields, ME_W3C_ARGUMENT).ptr, end);
}

void me_w3c_cut(struct me_columns *c, const struct me_row *row, const struct me_w3c_order *order,
                struct me_w3c_fields *all, struct me_cut *cut)
{
    struct me_w3c_fields room;
    split(row, order, all);
    cut->controls = all->controls;
    cut->end = end_of_row(row, all, cut->end);
    const struct me_w3c_fields *fields = me_w3c_fields_before(all, cut->end, &room);
    if (order != NULL)
        read_fixed_in_order(c, fields, order, cut->end);
    else
        read_fixed(c, fields, cut->end);
    if (c->command.ptr != NULL)
        c->verb = me_commands_find(row->service->service, c->command);
}

enum { REPLY, COMPUTER, SENT, RECEIVED, WINDOW }; /* what four fields hold that have a reply before them, if they do */

/* Whether the window has what may be two counts: most have not. */
static inline bool may_have_counts(const struct me_span *f)
{
    return me_ascii_digit(f[SENT].ptr[0]) && me_ascii_digit(f[RECEIVED].ptr[0]);
}

/* Takes the reading of the window `f`, if it is one. */
static void take_window(struct me_readings *all, const struct me_w3c_fields *fields, const struct me_span *f)
{
    const int64_t sent = me_column_number(f[SENT]);
    const int64_t received = sent != ME_ABSENT ? me_column_number(f[RECEIVED]) : ME_ABSENT;
    if (received == ME_ABSENT)
        return;
    struct me_reading r = {.reply = me_column_w3c(f[REPLY]), .bytes_sent = sent, .bytes_received = received};
    r.status = me_status_digits(r.reply, true);
    if (!me_readings_can_be_reply(all->service, r.reply, r.status))
        return;
    const char *argument = fields->field[URI_STEM].ptr;
    if (f[REPLY].ptr > argument)
        r.argument = me_column_w3c(me_span_between(argument, f[REPLY].ptr - 1));
    if (f[REPLY].ptr == fields->field[URI_QUERY].ptr && fields->more == NULL)
        r.user = me_column_w3c(fields->field[USER_NAME]);
    if (fields->more != NULL) /* nobody knows which are the counts */
        r.bytes_sent = r.bytes_received = ME_ABSENT;
    me_readings_take(all, &r, f[REPLY].ptr);
    all->disagree = all->disagree || f[REPLY].ptr < argument; /* then nobody knows the command */
}

/* Takes the field behind the window's last one into the window; false when there is none before `end`. */
static bool move_window(struct me_span window[static WINDOW], const char *end)
{
    const char *p = me_span_end(window[RECEIVED]);
    while (p < end && *p == ' ')
        p++;
    memmove(window, window + 1, RECEIVED * sizeof(window[0]));
    window[RECEIVED] = me_span_between(p, me_scan_byte(p, end, ' '));
    return p < end;
}

/* A client may write a plus into its tag, where it looks like a blank: `a+OK+LOGIN+NO+LOGIN+Failed` is the reply of a
 * login that failed, with the tag `a+OK+LOGIN`, or of one that succeeded. Each is a reading. */
static void take_other_tags(struct me_readings *all, const struct me_reading *first, const char *reply_column)
{
    const char *p = first->reply.ptr, *end = me_span_end(first->reply);
    if (all->service->status != ME_STATUS_TAGGED)
        return;
    for (; (p = me_scan_byte(p, end, '+')) < end; p++) {
        struct me_reading r = *first;
        r.reply = me_span_between(p + 1, end);
        r.status = me_status_read(ME_STATUS_TAGGED, r.reply, true);
        if (r.status != ME_STATUS_NONE)
            me_readings_take(all, &r, reply_column);
    }
}

/* Whether a count of octets is one, or `-`. */
static bool is_count(struct me_span field)
{
    return me_column_w3c(field).len == 0 || me_column_number(field) != ME_ABSENT;
}

/* A row has as many fields as its file says, or no reading: a stranger's blanks are written as `+`. */
static void read_in_order(struct me_readings *all, const struct me_w3c_fields *fields)
{
    const struct me_w3c_order *order = all->order;
    if (!me_w3c_fields_are_all(fields))
        return;
    const struct me_span column = field_of(order, fields, ME_W3C_REPLY);
    const struct me_span sent = field_of(order, fields, ME_W3C_SENT);
    const struct me_span received = field_of(order, fields, ME_W3C_RECEIVED);
    struct me_reading r = {.argument = me_column_w3c(field_of(order, fields, ME_W3C_ARGUMENT)),
                           .reply = me_column_w3c(column),
                           .bytes_sent = me_column_number(sent),
                           .bytes_received = me_column_number(received)};
    if (!is_count(sent) || !is_count(received))
        return;
    r.status = me_status_read(all->service->status, r.reply, true);
    r.user = me_readings_name(all->columns, r.argument);
    if (r.user.len == 0)
        r.user = me_column_w3c(field_of(order, fields, ME_W3C_USER));
    all->login_reply = all->login_reply || me_readings_answers_login(all->service, r.reply, true);
    me_readings_take(all, &r, column.ptr);
    take_other_tags(all, &r, column.ptr);
}

/* A stranger's blanks are written as `+`, so the reply of a row of fourteen fields is the tenth. A row of more has a
 * stranger's TABs that a hop made blanks, and where all of a field were TABs it is gone: there the reply may be any. */
static void read_smtp(struct me_readings *all, const struct me_w3c_fields *fields, const char *end)
{
    struct me_span window[WINDOW];
    if (fields->count < FIELDS)
        return;
    for (const struct me_span *f = &fields->field[METHOD]; f <= &fields->field[FIELDS - WINDOW]; f++)
        if (may_have_counts(f))
            take_window(all, fields, f);
    if (fields->more == NULL)
        return; /* nearly always */
    memcpy(window, &fields->field[FIELDS - WINDOW], sizeof(window));
    while (move_window(window, end))
        take_window(all, fields, window);
}

void me_w3c_read(struct me_readings *all, const char *end)
{
    struct me_w3c_fields room;
    const struct me_w3c_fields *fields = me_w3c_fields_before(all->fields, end, &room);
    if (all->order != NULL)
        read_in_order(all, fields);
    else
        read_smtp(all, fields, end);
}

enum { LOOKED_AT_MAX = 2 * ME_W3C_FIELDS_MAX }; /* fields, of each of many rows in a line */

/* What may be command, argument and reply of a row whose order is not known. */
struct guess {
    struct me_span command, argument, reply;
};

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
        const char *start = me_separator_skip(p, end);
        field = me_span_between(start, me_scan_byte(start, end, ' '));
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
        const char *start = me_separator_skip(p, end);
        const struct me_span field = me_span_between(start, me_scan_byte(start, end, ' '));
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

const char *me_w3c_reach(const struct me_row *row, const char *end)
{
    const char *p = row->columns;
    for (size_t count = 0; p < end && count < 2 * LOOKED_AT_MAX; count++)
        p = me_span_end(me_separator_word(me_separator_skip(p, end), end));
    return p;
}

void me_w3c_read_unknown(struct me_columns *c, const struct me_row *row, const char *end)
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
