/* SPDX-License-Identifier: Apache-2.0
 *
 * The row is cut at every separator that is spelled as the one behind its timestamp. A column is a reading when its
 * kind is right, and two numbers, the counts of bytes, stand right behind it. In the examples `|` stands for a TAB.
 */
#include "recognise/activity.h"

#include "recognise/column.h"
#include "text/scan.h"

/* The column with this number, which a separator follows: a last one may be cut. Absent without it, and for 0. */
static struct me_span fixed_column(const struct me_cut *cut, size_t number)
{
    const size_t i = number - ME_ACTIVITY_FIRST;
    if (number == 0 || i >= me_cut_ahead(cut))
        return (struct me_span){0};
    return me_span_between(i > 0 ? cut->known[i - 1] + cut->tab.len : cut->p, cut->known[i]);
}

/* Reads the columns up to the command, which may be a credential and ends where it may end. Leaves `cut`, which has
 * looked ahead, at the argument. */
static void read_fixed(struct me_columns *c, struct me_cut *cut)
{
    const struct me_service_word *s = c->service;
    const size_t before = s->command - ME_ACTIVITY_FIRST; /* columns before the command */
    c->id = fixed_column(cut, s->id);
    c->handle = fixed_column(cut, s->handle);
    c->ip = fixed_column(cut, s->ip);
    cut->p = before <= me_cut_ahead(cut) ? cut->known[before - 1] + cut->tab.len : NULL;
    if (cut->p == NULL)
        return;
    cut->known += before;
    c->command = me_cut_next_shortest(cut);
}

void me_activity_cut(struct me_columns *c, const struct me_row *row, struct me_cut *cut)
{
    read_fixed(c, cut);
    if (cut->p != NULL)
        c->sent = me_span_between(cut->p, cut->end);
    if (c->command.ptr != NULL)
        c->verb = me_commands_find(row->service->service, c->command);
}

/* Three columns in a row: a reply and its counts, if they are. */
struct window {
    struct me_span reply, sent, received;
    int64_t bytes_sent, bytes_received; /* ME_ABSENT: not a number */
    int status;                         /* the reply's; set by is_reading() */
    bool in_place;                      /* the reply's column is the one that the server writes it in */
    bool last;                          /* nothing stands behind `received` */
};

/* Takes the next column as the window's last. */
static inline void take_received(struct window *w, struct me_cut *cut)
{
    w->received = me_cut_next(cut);
    w->bytes_received = me_column_number(w->received);
    w->last = cut->p == NULL;
}

/* Reads the window in the reply's place. */
static inline void read_first(struct window *w, struct me_cut *cut)
{
    w->reply = me_cut_next(cut);
    w->sent = me_cut_next(cut);
    w->bytes_sent = me_column_number(w->sent);
    w->in_place = true;
    take_received(w, cut);
}

/* Moves the window one column on. */
static inline void move(struct window *w, struct me_cut *cut)
{
    w->reply = w->sent;
    w->sent = w->received;
    w->bytes_sent = w->bytes_received;
    w->in_place = false;
    take_received(w, cut);
}

/* A reading that is missed leaves a stranger's alone, so the row's own is one whatever follows its last count, and
 * whatever another server has answered. */
static bool is_reading(const struct me_readings *all, struct window *w)
{
    if (w->received.ptr == NULL || w->bytes_sent == ME_ABSENT)
        return false;
    if (w->bytes_received == ME_ABSENT && !(w->last && me_column_begins_with_number(w->received)))
        return false;
    const bool any = w->in_place && all->service->direction == ME_DIRECTION_OUT;
    w->status = me_status_read(all->service->status, w->reply, false);
    return any || me_readings_can_be_reply(all->service, w->reply, w->status);
}

/* The columns behind the counts. SMTP: the user, whose name may hold separators, so that he is taken only where nothing
 * but an empty column stands behind him; outbound the subject follows. IMAP and POP: post office and mailbox.
 * `is_whole`: the row has no more columns than the server writes, and the reply is in its place. */
static void read_behind(struct me_cut *cut, bool is_whole, const struct me_service_word *service, struct me_reading *r)
{
    const struct me_cut_place behind = me_cut_here(cut);
    const struct me_span first = me_cut_next(cut), second = me_cut_next(cut);
    const bool more = cut->p != NULL;
    me_cut_return(cut, behind);
    if (service->behind == ME_BEHIND_MAILBOX) {
        r->postoffice = more ? (struct me_span){0} : first;
        r->mailbox = more ? (struct me_span){0} : second;
    } else if (service->direction == ME_DIRECTION_IN) {
        r->user = more || second.len > 0 ? (struct me_span){0} : first;
    } else if (is_whole && me_column_number(first) == ME_ABSENT) {
        r->user = first;
        r->subject = second;
    } else {
        r->bytes_sent = r->bytes_received = ME_ABSENT;
    }
}

/* Which columns a way has: see me_activity_read(). */
struct way {
    const char *argument; /* where its column starts */
    bool is_whole;        /* no more columns than the server writes */
};

/* Makes the reading of `w`; `behind` is the walk behind its counts. An IMAP reply that is not in its place is a piece
 * of one: it still says OK or NO, but is not shown. */
static void take_window(struct me_readings *all, const struct way *way, const struct window *w, struct me_cut *behind)
{
    const bool in_place = w->in_place;
    struct me_reading r = {.argument = me_span_between(way->argument, w->reply.ptr - behind->tab.len),
                           .reply = w->reply,
                           .bytes_sent = w->bytes_sent,
                           .bytes_received = w->bytes_received,
                           .status = w->status,
                           .is_piece = !in_place && all->service->status == ME_STATUS_TAGGED};
    read_behind(behind, way->is_whole && in_place, all->service, &r);
    if (all->service->behind == ME_BEHIND_MAILBOX) {
        const char *tab = me_scan_byte(r.argument.ptr, me_span_end(r.argument), behind->tab.ptr[0]);
        r.user = me_readings_name(all->columns, me_span_between(r.argument.ptr, tab));
    }
    me_readings_take(all, &r, w->reply.ptr);
    if (in_place || me_commands_credential(all->columns->verb) == ME_CREDENTIAL_IF_IT_LOOKS_SO)
        all->login_reply = all->login_reply || me_readings_answers_login(all->service, w->reply, false);
    if (r.is_piece) /* and the argument has the others */
        all->columns->reading.reply = all->columns->reading.argument = (struct me_span){0};
}

/* Another server's reply may hold separators: each column between command and counts that begins with a reply code may
 * be where it starts. `...|a|550 no|more|67|34` has the readings `more` and `550 no|more`. `cut` is at the argument. */
static void take_longer_replies(struct me_readings *all, struct me_cut cut, const struct window *w)
{
    const char *argument = cut.p;
    me_cut_next(&cut);
    for (struct me_span c = me_cut_next(&cut); c.ptr != NULL && c.ptr < w->reply.ptr; c = me_cut_next(&cut)) {
        if (me_status_read(ME_STATUS_DIGITS, c, false) == ME_STATUS_NONE)
            continue;
        struct me_reading r = {.argument = me_span_between(argument, c.ptr - cut.tab.len),
                               .reply = me_span_between(c.ptr, me_span_end(w->reply)),
                               .bytes_sent = ME_ABSENT,
                               .bytes_received = ME_ABSENT};
        r.status = me_status_read(ME_STATUS_DIGITS, r.reply, false);
        me_readings_take(all, &r, c.ptr);
    }
}

/* Whether the window in the reply's place is the only reading of its way.
 * `time|SMTP-IN|id|1320|192.0.2.1|RCPT|RCPT TO:<a@example.com>|550 no|67|34||` has 12 columns, the reply in its place.
 * A stranger would need three separators more to forge a reading. */
static bool is_alone(const struct me_readings *all, const struct way *way, size_t count, struct window *w,
                     struct me_cut *behind)
{
    const size_t before = all->service->command; /* columns up to the command */
    if (!way->is_whole || before + count + ME_ACTIVITY_LOST_MAX < all->service->columns || !is_reading(all, w))
        return false;
    if (all->service->direction == ME_DIRECTION_IN)
        return true;
    const struct me_cut_place place = me_cut_here(behind);
    struct window next = *w;
    move(&next, behind);
    me_cut_return(behind, place);
    return !is_reading(all, &next);
}

/* Looks in the reply's place first, then in every column behind it. `...|MAIL|MAIL FROM:<a|b>|250 ok|43|20||` has 13
 * columns and one reading, whose argument is `MAIL FROM:<a|b>`. `...|MAIL|MAIL FROM:<a` has none: it has lost its end.
 */
void me_activity_read(struct me_readings *all, struct me_cut *cut)
{
    const size_t full = (size_t)(all->service->columns - all->service->command);
    const size_t count = me_cut_count(cut, full + 1);
    const struct way way = {cut->p, count <= full};
    const struct me_cut_place start = me_cut_here(cut);
    struct window w;
    me_cut_next(cut);
    read_first(&w, cut);
    if (is_alone(all, &way, count, &w, cut)) {
        take_window(all, &way, &w, cut);
        return;
    }
    for (; w.received.ptr != NULL; move(&w, cut)) {
        if (!is_reading(all, &w))
            continue;
        take_window(all, &way, &w, cut);
        if (!w.in_place && all->service->direction == ME_DIRECTION_OUT) {
            struct me_cut again = *cut;
            me_cut_return(&again, start);
            take_longer_replies(all, again, &w);
        }
    }
}
