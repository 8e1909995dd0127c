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
 * field. `... 34 14 #015 ` ends behind `#015`, `... 34 14 - #015` behind `-`. A real CR or NUL at the end is noise. */
static const char *end_of_row(const struct me_row *row, const struct me_w3c_fields *fields, const char *end)
{
    if (fields->count < fields->wanted)
        return end;
    const struct me_span last = fields->field[fields->count - 1];
    const char *behind = me_span_end(last);
    const bool has_blank = behind < row->line_end;
    while (behind > last.ptr && me_separator_is_noise(behind[-1]))
        behind--;
    return has_blank && behind > last.ptr && behind > end ? behind : end;
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
    cut->met.controls = all->controls;
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
    while (me_w3c_fields_move(window, WINDOW, end))
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
