/* SPDX-License-Identifier: Apache-2.0
 *
 * `|` for TABs: `time|SMTP-IN|id|1320|192.0.2.1|RCPT|RCPT TO:<a@example.com>|550 no|67|34||` has 12 columns. What is
 * not as here, if only in an octet, is for columns.c.
 */
#include "recognise/plain.h"

#include "recognise/activity.h"
#include "recognise/column.h"
#include "recognise/hidden.h"

/* The columns behind the command, by their distance from it. */
enum { ARGUMENT = 1, REPLY, SENT, RECEIVED, USER, SUBJECT };

/* The column with this number, of a row that has it; not the first. */
static inline struct me_span column(const struct me_cut *cut, size_t number)
{
    const char *const *behind = &cut->known[number - ME_ACTIVITY_FIRST];
    return me_span_between(behind[-1] + cut->tab.len, behind[0]);
}

/* As column(), for one that may be lost: then it is absent. */
static inline struct me_span last_column(const struct me_cut *cut, size_t number)
{
    return &cut->known[number - ME_ACTIVITY_FIRST] <= cut->last ? column(cut, number) : (struct me_span){0};
}

/* Whether the row's columns can be counted, and are as many as the server writes. */
static inline bool is_whole(const struct me_row *row, const struct me_cut *cut)
{
    const size_t count = me_cut_ahead(cut) + ME_ACTIVITY_FIRST, columns = row->service->columns;
    return row->service->service == ME_SERVICE_SMTP && *cut->last != NULL && count <= columns &&
           count + ME_ACTIVITY_LOST_MAX >= columns;
}

/* Takes reply, counts and what stands behind them; false when they are not of their kind. */
static bool read_reply(const struct me_service_word *service, const struct me_cut *cut, struct me_reading *r)
{
    const size_t command = service->command;
    const bool is_out = service->direction == ME_DIRECTION_OUT;
    const struct me_span reply = column(cut, command + REPLY), none = {0};
    const struct me_span user = last_column(cut, command + USER), subject = last_column(cut, command + SUBJECT);
    const int64_t sent = me_column_number(column(cut, command + SENT));
    const int64_t received = me_column_number(column(cut, command + RECEIVED));
    const int status = me_status_digits(reply, false);
    if (sent == ME_ABSENT || received == ME_ABSENT)
        return false;
    if (is_out && user.len > 0 && me_ascii_digit(user.ptr[0]))
        return false; /* a number there makes another reading */
    if (!is_out && reply.len > 0 && status == ME_STATUS_NONE)
        return false;
    *r = (struct me_reading){.argument = column(cut, command + ARGUMENT),
                             .reply = reply,
                             .bytes_sent = sent,
                             .bytes_received = received,
                             .user = is_out || subject.len == 0 ? user : none,
                             .subject = is_out ? subject : none,
                             .status = status};
    return true;
}

static void set_fixed(struct me_columns *c, const struct me_row *row, const struct me_cut *cut)
{
    const struct me_service_word *s = row->service;
    c->service = s;
    c->is_w3c = false;
    c->tab = cut->tab;
    c->id = me_span_between(cut->p, cut->known[0]); /* SMTP's first */
    c->handle = column(cut, s->handle);
    c->ip = column(cut, s->ip);
    c->command = column(cut, s->command);
    c->verb = me_commands_find(s->service, c->command);
}

/* As me_hidden_find(), for a row that may have credentials. */
static __attribute__((noinline)) void find_hidden(struct me_columns *c)
{
    const struct me_readings all = {
        .service = c->service, .count = 1, .first_reply = c->first_reply, .login_reply = c->reading.answers_auth};
    me_hidden_find(c, &all);
}

bool me_plain_read(struct me_columns *c, const struct me_row *row, const struct me_cut *cut, size_t max_row)
{
    const size_t len = (size_t)(row->line_end - row->begin);
    struct me_reading *const r = &c->reading;
    if (!is_whole(row, cut) || !read_reply(row->service, cut, r))
        return false;
    set_fixed(c, row, cut);
    r->answers_auth = me_readings_answers_auth(c, r->argument, r->status);
    c->sent = r->argument;
    c->first_reply = c->replies[0] = r->reply.ptr;
    c->reply_count = 1;
    c->first_end = c->next_row = cut->end;
    c->several_lines = false;
    c->one_end = true;
    c->state = ME_COLUMNS_ONE;
    if (me_hidden_set_rule(c, r->answers_auth))
        find_hidden(c);
    return me_hidden_fits(c, len, max_row);
}
