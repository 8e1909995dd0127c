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
    const struct me_span user = last_column(cut, command + USER), subject = last_column(cut, command + SUBJECT);
    r->reply = column(cut, command + REPLY);
    r->bytes_sent = me_column_number(column(cut, command + SENT));
    r->bytes_received = me_column_number(column(cut, command + RECEIVED));
    r->status = me_status_digits(r->reply, false);
    if (r->bytes_sent == ME_ABSENT || r->bytes_received == ME_ABSENT)
        return false;
    if (service->direction == ME_DIRECTION_OUT) {
        if (user.len > 0 && me_ascii_digit(user.ptr[0]))
            return false; /* a number there makes another reading */
        r->subject = subject;
    } else if (r->reply.len > 0 && r->status == ME_STATUS_NONE) {
        return false;
    }
    if (service->direction == ME_DIRECTION_OUT || subject.len == 0)
        r->user = user;
    r->argument = column(cut, command + ARGUMENT);
    return true;
}

static void set_fixed(struct me_columns *c, const struct me_cut *cut)
{
    const struct me_service_word *s = c->service;
    c->id = me_span_between(cut->p, cut->known[0]); /* SMTP's first */
    c->handle = column(cut, s->handle);
    c->ip = column(cut, s->ip);
    c->command = column(cut, s->command);
    c->verb = me_commands_find(s->service, c->command);
}

bool me_plain_read(struct me_columns *c, const struct me_row *row, const struct me_cut *cut, size_t max_row)
{
    const size_t len = (size_t)(row->line_end - row->begin);
    struct me_reading *const r = &c->reading;
    if (!is_whole(row, cut) || !read_reply(row->service, cut, r))
        return false;
    set_fixed(c, cut);
    me_readings_judge(c, r);
    c->sent = r->argument;
    c->first_reply = c->replies[0] = r->reply.ptr;
    c->reply_count = 1;
    c->first_end = c->next_row = cut->end;
    c->one_end = true;
    c->state = ME_COLUMNS_ONE;
    const struct me_readings all = {
        .service = row->service, .count = 1, .first_reply = r->reply.ptr, .login_reply = r->answers_auth};
    me_hidden_find(c, &all);
    return len + me_hidden_growth(c) <= max_row;
}
