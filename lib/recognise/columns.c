/* SPDX-License-Identifier: Apache-2.0
 *
 * One reading or none. A row's columns stand between separators, but what clients, senders and other servers write may
 * hold separators too, or text that a forwarder made to look like one. So the reply is not simply "column 8". The row
 * is cut at every separator, spelled as the one behind its timestamp, and each column that can be the reply is a
 * *reading*: its kind is right, and two numbers, the counts of bytes, stand right behind it. An inbound SMTP row (`|`
 * for TABs):
 *
 *   time|SMTP-IN|id|1320|192.0.2.1|RCPT|RCPT TO:<a@example.com>|550 no|67|34||
 *       12 columns, the reply in its place: this reading alone. A stranger would need three separators more to forge
 * one.
 *   ...|RCPT|RCPT TO:<a@example.com> |250 ok|1|2|550 no|67|34||
 *       15 columns, two readings: `250 ok` with 1 and 2, and `550 no` with 67 and 34. They disagree: ambiguous.
 *   ...|HELO|HELO a|250 x|1|2|250 ok|43|29||
 *       15 columns, two readings, both `hello`: believed, without the argument, reply and counts in which they differ.
 *   ...|MAIL|MAIL FROM:<a|b>|250 ok|43|20||
 *       13 columns, one reading: the argument is `MAIL FROM:<a|b>`.
 *   ...|MAIL|MAIL FROM:<a
 *       no reading: the row has lost its end and decides nothing.
 *
 * Where the row may end in several places (recognise/ends.h) each place is tried, and the readings of all count.
 * An outbound reply is another server's text, which may hold separators as well: there every column before the counts
 * that begins with a reply code is a reading, too. An IMAP reply that is not in its place is a piece of one: it still
 * says OK or NO, but is not shown.
 */
#include "recognise/columns.h"

#include "recognise/answer.h"
#include "recognise/column.h"
#include "recognise/ends.h"
#include "text/scan.h"
#include "text/separator.h"

enum {
    TABS_MAX = 16, /* found at once: a row has 11, and more only where a stranger wrote some */
    LOST_MAX = 2,  /* empty columns at the end that copies lose */
};

/* Walks over the columns up to `end`. */
struct cut {
    const char *p, *end; /* the rest; `p` is NULL behind the last column */
    struct me_span tab;
    const char *const *known; /* where the next separators are; NULL behind the last one that is known */
    bool every;               /* a `\t` behind a backslash is a separator, too: see read_ways() */
};

/* Whether `tab` is spelled at `p`. Most often it is `#011`: four bytes, for which nothing is called. */
static inline bool is_spelled(struct me_span tab, bool every, const char *begin, const char *p, const char *end)
{
    uint32_t here, wanted;
    if (tab.len == sizeof(wanted) && end - p >= (ptrdiff_t)sizeof(here)) {
        memcpy(&here, p, sizeof(here));
        memcpy(&wanted, tab.ptr, sizeof(wanted));
        return here == wanted;
    }
    return me_span_starts(me_span_between(p, end), tab) &&
           (every || tab.len != 2 || !me_separator_is_escaped(begin, p));
}

/* Looks for the first separators in [p, end), all at once. */
static void find_tabs(struct cut *cut, const char *tabs[static TABS_MAX + 1])
{
    const char *p = cut->p, *end = cut->end;
    const struct me_span tab = cut->tab;
    const size_t places = me_scan_places(p, end, tab.ptr[0], tabs, TABS_MAX);
    size_t count = tab.len == 1 ? places : 0;
    for (size_t i = count; i < places; i++)
        if (is_spelled(tab, cut->every, p, tabs[i], end))
            tabs[count++] = tabs[i];
    tabs[count] = places < TABS_MAX ? end : NULL;
    if (count < TABS_MAX)
        tabs[count + 1] = NULL;
    cut->known = tabs;
}

/* The next separator where none is known. */
static const char *find_tab(const struct cut *cut)
{
    const char *p = cut->p;
    while ((p = me_scan_byte(p, cut->end, cut->tab.ptr[0])) < cut->end &&
           !is_spelled(cut->tab, cut->every, cut->p, p, cut->end))
        p++;
    return p;
}

/* The next column; without pointer when there are no more. */
static inline struct me_span next_column(struct cut *cut)
{
    const char *start = cut->p;
    if (start == NULL)
        return (struct me_span){0};
    const char *tab = *cut->known != NULL && *cut->known < cut->end ? *cut->known++ : NULL;
    if (tab == NULL)
        tab = *cut->known != NULL ? cut->end : find_tab(cut);
    cut->p = tab < cut->end ? tab + cut->tab.len : NULL;
    return me_span_between(start, tab);
}

/* The number of columns that are left, counted up to `max`. */
static size_t count_columns(struct cut cut, size_t max)
{
    size_t count = 0;
    while (count < max && cut.p != NULL) {
        next_column(&cut);
        count++;
    }
    return count;
}

/* The readings of a row as they are found. */
struct readings {
    const struct me_service_word *service;
    struct me_columns *columns;
    size_t count;
    bool disagree;
    const char *first_reply; /* the leftmost reply column of all */
    bool login_reply;        /* one of them answers a login */
};

static bool is_smtp_answer_to_auth(int status)
{
    return status == 235 || status == 334 || (status >= 534 && status <= 538);
}

/* Whether the row belongs to an AUTH dialogue although its command does not say so: the server answered a word that is
 * no command as it answers AUTH. */
static bool answers_auth(const struct me_columns *c, struct me_span argument, int status)
{
    if (c->service->service != ME_SERVICE_SMTP || !is_smtp_answer_to_auth(status))
        return c->verb == ME_COMMAND_AUTH;
    switch (c->verb) {
    case ME_COMMAND_GREETING: /* no client's words stand there: an answer without a command */
        return argument.len > 0;
    case ME_COMMAND_AUTH:
    case ME_COMMAND_UNKN:
    case ME_COMMAND_OTHER:
        return true;
    default:
        return false;
    }
}

/* Whether an IMAP reply says that a login succeeded or failed: `7 NO LOGIN Failed ...`. */
static bool is_login_reply(const struct me_service_word *service, struct me_span reply)
{
    static const struct me_span words[] = {{"OK LOGIN", 8},         {"NO LOGIN", 8},         {"BAD LOGIN", 9},
                                           {"OK AUTHENTICATE", 15}, {"NO AUTHENTICATE", 15}, {"BAD AUTHENTICATE", 16}};
    const struct me_span untagged = me_status_untagged(service->status, reply);
    if (service->status != ME_STATUS_TAGGED)
        return false;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (me_span_starts(untagged, words[i]))
            return true;
    return false;
}

/* Looks up what the reply means for the command. */
static void judge(const struct me_columns *c, struct me_reading *r)
{
    const bool knows_command = me_commands_credential(c->verb) != ME_CREDENTIAL_IF_IT_LOOKS_SO;
    const struct me_span text = r->is_piece && knows_command ? (struct me_span){0} : r->reply;
    const struct me_span untagged = me_status_untagged(c->service->status, text);
    r->status = me_status_read(c->service->status, r->reply, c->is_w3c);
    r->answers_auth = answers_auth(c, r->argument, r->status);
    const struct me_replies_query query = {.service = c->service->service,
                                           .direction = c->service->direction,
                                           .command = r->answers_auth ? ME_COMMAND_AUTH : c->verb,
                                           .status = r->status,
                                           .reply = untagged,
                                           .plus_is_blank = c->is_w3c};
    r->meaning = me_replies_find(&query);
}

static bool same_place(struct me_span a, struct me_span b)
{
    return a.ptr == b.ptr && a.len == b.len;
}

static void keep_if_same(struct me_span *kept, struct me_span other)
{
    if (!same_place(*kept, other))
        *kept = (struct me_span){0};
}

static void keep_if_equal(struct me_span *kept, struct me_span other)
{
    if (!me_span_equal(*kept, other))
        *kept = (struct me_span){0};
}

/* Whether two readings agree in event, outcome, reason, user and login. Where they have one reply, and differ in where
 * the row ends, the names behind the counts are left out instead. */
static bool agree(const struct me_reading *a, const struct me_reading *b)
{
    const bool same_names = me_span_equal(a->user, b->user) && me_span_equal(a->postoffice, b->postoffice) &&
                            me_span_equal(a->mailbox, b->mailbox);
    return a->meaning->event == b->meaning->event && a->meaning->outcome == b->meaning->outcome &&
           a->meaning->reason == b->meaning->reason && (same_names || same_place(a->reply, b->reply));
}

/* Leaves in `kept` what it has in common with `r`. */
static void keep_common(struct me_reading *kept, const struct me_reading *r)
{
    if (!same_place(kept->reply, r->reply)) {
        kept->reply = (struct me_span){0};
        kept->status = kept->status == r->status ? r->status : ME_STATUS_NONE;
    }
    keep_if_same(&kept->argument, r->argument);
    keep_if_equal(&kept->user, r->user);
    keep_if_equal(&kept->postoffice, r->postoffice);
    keep_if_equal(&kept->mailbox, r->mailbox);
    keep_if_same(&kept->subject, r->subject);
    kept->bytes_sent = kept->bytes_sent == r->bytes_sent ? r->bytes_sent : ME_ABSENT;
    kept->bytes_received = kept->bytes_received == r->bytes_received ? r->bytes_received : ME_ABSENT;
    kept->answers_auth = kept->answers_auth || r->answers_auth;
}

/* Takes one reading, whose reply column begins at `reply_column`. */
static void take(struct readings *all, struct me_reading *r, const char *reply_column)
{
    judge(all->columns, r);
    if (all->first_reply == NULL || reply_column < all->first_reply)
        all->first_reply = reply_column;
    if (all->columns->reply_count < ME_COLUMNS_REPLIES_MAX)
        all->columns->replies[all->columns->reply_count++] = reply_column;
    all->login_reply = all->login_reply || r->answers_auth;
    if (all->count++ == 0) {
        all->columns->reading = *r;
        return;
    }
    all->disagree = all->disagree || !agree(&all->columns->reading, r);
    keep_common(&all->columns->reading, r);
}

/* Whether `column` is of the kind that replies of the service have. */
static bool can_be_reply(const struct me_service_word *service, struct me_span column, bool is_w3c)
{
    if (service->status != ME_STATUS_DIGITS)
        return true;
    if (service->direction == ME_DIRECTION_IN)
        return column.len == 0 || me_status_read(ME_STATUS_DIGITS, column, is_w3c) != ME_STATUS_NONE;
    const int64_t number = me_column_number(column);
    return number == ME_ABSENT || (column.len == 3 && number >= 200 && number <= 599);
}

/* Three columns in a row: a reply and its counts, if they are. */
struct window {
    struct me_span reply, sent, received;
    bool in_place; /* the reply's column is the one that the server writes it in */
    bool last;     /* nothing stands behind `received` */
};

/* Whether `column`, a row's last, begins with a number: what follows is whatever a frame has put behind the row.
 * `64"}` */
static bool begins_with_number(struct me_span column)
{
    size_t digits = 0;
    while (digits < column.len && me_ascii_digit(column.ptr[digits]))
        digits++;
    return me_column_number((struct me_span){column.ptr, digits}) != ME_ABSENT;
}

/* A reading that is missed leaves a stranger's alone, so the row's own is one whatever follows its last count, and
 * whatever another server has answered. */
static bool is_reading(const struct readings *all, const struct window *w)
{
    if (w->received.ptr == NULL || me_column_number(w->sent) == ME_ABSENT)
        return false;
    if (me_column_number(w->received) == ME_ABSENT && !(w->last && begins_with_number(w->received)))
        return false;
    const bool any = w->in_place && all->service->direction == ME_DIRECTION_OUT;
    return any || can_be_reply(all->service, w->reply, false);
}

/* The columns behind the counts. SMTP: the user, whose name may hold separators, so that he is taken only where nothing
 * but an empty column stands behind him; outbound the subject follows. IMAP and POP: post office and mailbox.
 * `is_whole`: the row has no more columns than the server writes, and the reply is in its place. */
static void read_behind(struct cut cut, bool is_whole, const struct me_service_word *service, struct me_reading *r)
{
    const struct me_span first = next_column(&cut), second = next_column(&cut);
    const bool more = cut.p != NULL;
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

/* Which columns a way has: see read_way(). */
struct way {
    const char *argument; /* where its column starts */
    bool is_whole;        /* no more columns than the server writes */
};

/* The name that a login gives in its argument's first column: IMAP's LOGIN, POP's USER and APOP. */
static struct me_span name_in(const struct me_columns *c, struct me_span first_column)
{
    const bool names = c->verb == ME_COMMAND_LOGIN || c->verb == ME_COMMAND_USER || c->verb == ME_COMMAND_APOP;
    return names ? me_answer_name(c->verb, first_column, c->is_w3c) : (struct me_span){0};
}

/* Makes the reading of `w`; `behind` is the walk behind its counts. */
static void take_window(struct readings *all, const struct way *way, const struct window *w, struct cut behind)
{
    const bool in_place = w->in_place;
    struct me_reading r = {.argument = me_span_between(way->argument, w->reply.ptr - behind.tab.len),
                           .reply = w->reply,
                           .bytes_sent = me_column_number(w->sent),
                           .bytes_received = me_column_number(w->received),
                           .is_piece = !in_place && all->service->status == ME_STATUS_TAGGED};
    read_behind(behind, way->is_whole && in_place, all->service, &r);
    if (all->service->behind == ME_BEHIND_MAILBOX) {
        const char *tab = me_scan_byte(r.argument.ptr, me_span_end(r.argument), behind.tab.ptr[0]);
        r.user = name_in(all->columns, me_span_between(r.argument.ptr, tab));
    }
    take(all, &r, w->reply.ptr);
    if (in_place || me_commands_credential(all->columns->verb) == ME_CREDENTIAL_IF_IT_LOOKS_SO)
        all->login_reply = all->login_reply || is_login_reply(all->service, w->reply);
    if (r.is_piece) /* and the argument has the others */
        all->columns->reading.reply = all->columns->reading.argument = (struct me_span){0};
}

/* Another server's reply may hold separators: each column between command and counts that begins with a reply code may
 * be where it starts. `...|a|550 no|more|67|34` has the readings `more` and `550 no|more`. */
static void take_longer_replies(struct readings *all, struct cut cut, const struct window *w)
{
    const char *argument = cut.p;
    next_column(&cut);
    for (struct me_span c = next_column(&cut); c.ptr != NULL && c.ptr < w->reply.ptr; c = next_column(&cut)) {
        if (me_status_read(ME_STATUS_DIGITS, c, false) == ME_STATUS_NONE)
            continue;
        struct me_reading r = {.argument = me_span_between(argument, c.ptr - cut.tab.len),
                               .reply = me_span_between(c.ptr, me_span_end(w->reply)),
                               .bytes_sent = ME_ABSENT,
                               .bytes_received = ME_ABSENT};
        take(all, &r, c.ptr);
    }
}

/* Whether the window in the reply's place is the only reading of its way. */
static bool is_alone(const struct readings *all, const struct way *way, size_t count, const struct window *w,
                     struct cut behind)
{
    const size_t before = all->service->command; /* columns up to the command */
    if (!way->is_whole || before + count + LOST_MAX < all->service->columns || !is_reading(all, w))
        return false;
    const struct window next = {.reply = w->sent, .sent = w->received, .received = next_column(&behind)};
    return all->service->direction == ME_DIRECTION_IN || !is_reading(all, &next);
}

/* Adds the readings of the columns behind the command when the row ends where `cut` does. */
static void read_way(struct readings *all, struct cut cut)
{
    const size_t full = (size_t)(all->service->columns - all->service->command);
    const size_t count = count_columns(cut, full + 1);
    const struct way way = {cut.p, count <= full};
    const struct cut start = cut;
    next_column(&cut);
    struct window w = {.reply = next_column(&cut), .in_place = true};
    w.sent = next_column(&cut);
    w.received = next_column(&cut);
    w.last = cut.p == NULL;
    if (is_alone(all, &way, count, &w, cut)) {
        take_window(all, &way, &w, cut);
        return;
    }
    while (w.received.ptr != NULL) {
        if (is_reading(all, &w)) {
            take_window(all, &way, &w, cut);
            if (!w.in_place && all->service->direction == ME_DIRECTION_OUT)
                take_longer_replies(all, start, &w);
        }
        w = (struct window){.reply = w.sent, .sent = w.received, .received = next_column(&cut)};
        w.last = cut.p == NULL;
    }
}

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

/* Splits [p, end) at blanks. Returns how many fields there are, at most FIELDS + 1. */
static size_t split(const char *p, const char *end, struct me_span fields[static FIELDS])
{
    size_t count = 0;
    while (count <= FIELDS) {
        while (p < end && *p == ' ')
            p++;
        if (p == end)
            break;
        const char *blank = me_scan_byte(p, end, ' ');
        if (count < FIELDS)
            fields[count] = me_span_between(p, blank);
        count++;
        p = blank;
    }
    return count;
}

/* A field's value: `-` stands for an empty one. */
static struct me_span value_of(struct me_span field)
{
    return me_span_equal(field, ME_SPAN("-")) ? (struct me_span){field.ptr, 0} : field;
}

/* Takes the reading whose reply, computer name and counts are the four fields from `f` on, if they can be. */
static void take_w3c(struct readings *all, const char *argument, const struct me_span f[static 4], struct me_span user)
{
    enum { REPLY, SENT = 2, RECEIVED };
    struct me_reading r = {.reply = value_of(f[REPLY]),
                           .bytes_sent = me_column_number(f[SENT]),
                           .bytes_received = me_column_number(f[RECEIVED]),
                           .user = user};
    if (r.bytes_sent == ME_ABSENT || r.bytes_received == ME_ABSENT || !can_be_reply(all->service, r.reply, true))
        return;
    r.argument = value_of(me_span_between(argument, f[REPLY].ptr - 1));
    if (user.ptr == NULL) /* of more than fourteen fields nobody knows which are the counts */
        r.bytes_sent = r.bytes_received = ME_ABSENT;
    take(all, &r, f[REPLY].ptr);
}

/* Adds the readings of a W3C row that ends at `end`. A stranger's blanks are written as `+`, so the reply of a row of
 * fourteen fields is the tenth; a row of more has a stranger's TABs that a hop made blanks: there it may be any. */
static void read_w3c_way(struct readings *all, const char *columns, const char *end)
{
    struct me_span fields[FIELDS] = {{0}};
    const size_t count = split(columns, end, fields);
    if (count == FIELDS)
        take_w3c(all, fields[URI_STEM].ptr, &fields[URI_QUERY], value_of(fields[USER_NAME]));
    if (count <= FIELDS)
        return;
    struct me_span window[4] = {fields[URI_QUERY], fields[COMPUTER_NAME], fields[BYTES_SENT], fields[BYTES_RECEIVED]};
    while (window[3].len > 0) {
        take_w3c(all, fields[URI_STEM].ptr, window, (struct me_span){0});
        memmove(window, window + 1, 3 * sizeof(window[0]));
        const char *p = me_span_end(window[2]);
        while (p < end && *p == ' ')
            p++;
        window[3] = me_span_between(p, me_scan_byte(p, end, ' '));
    }
}

/* Takes `column` as the one with this number. */
static void set_fixed(struct me_columns *c, size_t number, struct me_span column)
{
    const struct me_service_word *s = c->service;
    if (number == s->id)
        c->id = column;
    else if (number == s->handle)
        c->handle = column;
    else if (number == s->ip)
        c->ip = column;
    else if (number == s->command)
        c->command = column;
}

/* Reads the columns up to the command. A column that nothing stands behind may be cut: it is no column, but for the
 * command, which may be a credential. Leaves `cut` at the argument. */
static void read_fixed(struct me_columns *c, struct cut *cut)
{
    for (size_t number = 3; number <= c->service->command && cut->p != NULL; number++) {
        const struct me_span column = next_column(cut);
        if (cut->p != NULL || number == c->service->command)
            set_fixed(c, number, column);
    }
}

static void read_w3c_fixed(struct me_columns *c, const struct me_row *row, const char *end)
{
    struct me_span fields[FIELDS] = {{0}};
    const size_t count = split(row->columns, end, fields);
    if (count > SERVER_PORT + 1)
        c->handle = fields[SERVER_PORT];
    if (count > METHOD)
        c->command = value_of(fields[METHOD]);
    if (count > URI_STEM)
        c->sent = me_span_between(fields[URI_STEM].ptr, end);
}

/* Tries each place where the row may end. */
static void read_ends(struct readings *all, const struct me_row *row, const struct me_ends *ends, struct cut cut)
{
    const char *last = cut.end;
    for (size_t i = 0; i < ends->count; i++) {
        cut.end = ends->end[i];
        if (row->is_w3c)
            read_w3c_way(all, row->columns, i + 1 < ends->count ? cut.end : last);
        else
            read_way(all, cut);
    }
}

/* A W3C row writes `-` for nothing. */
static struct me_span value_of_first(const struct me_columns *c, struct me_span first)
{
    return c->is_w3c ? value_of(first) : first;
}

/* Whether a `\t` with a backslash before it stands in what `cut` has left. */
static bool has_escaped_tab(const struct cut *cut)
{
    const char *p = cut->p;
    while (cut->tab.len == 2 && p < cut->end && (p = memchr(p, '\\', (size_t)(cut->end - p))) != NULL) {
        if (cut->end - p >= 3 && p[1] == '\\' && p[2] == 't')
            return true;
        p++;
    }
    return false;
}

/* Tries each place where the row may end, and `\\t` both ways: raw JSON text writes a client's own backslash and `t`
 * so, and C-style escaping a client's backslash before the server's TAB. */
static void read_ways(struct readings *all, const struct me_row *row, const struct me_ends *ends, struct cut cut)
{
    const char *tabs[TABS_MAX + 1];
    read_ends(all, row, ends, cut);
    if (row->is_w3c)
        return;
    const struct me_span command = all->columns->command;
    const struct cut in_command = {command.ptr, me_span_end(command), cut.tab, NULL, false};
    all->disagree = all->disagree || has_escaped_tab(&in_command); /* nobody knows where it ends */
    if (!has_escaped_tab(&cut))
        return;
    cut.every = true;
    find_tabs(&cut, tabs);
    read_ends(all, row, ends, cut);
}

/* Whether `command` is one that is known and was cut by the end of what the row was quoted in: a field of JSON, a value
 * of structured data. `QUIT" n="1"] x` */
static bool is_known_before_quote(const struct me_columns *c)
{
    const struct me_span word = c->command;
    const char *quote = word.len > 0 ? memchr(word.ptr, '"', word.len) : NULL;
    if (quote == NULL || (quote + 1 < me_span_end(word) && memchr(" ]},", quote[1], 4) == NULL))
        return false;
    return me_commands_find(c->service->service, me_span_between(word.ptr, quote)) != ME_COMMAND_OTHER;
}

/* Whether a word that is no command is one that a client sent as credential. SMTP's log has `UNKN` for commands that
 * the server does not know, so whatever else stands there is, but for a code, which a Debug record may have there. */
static bool other_is_credential(const struct me_columns *c, bool cut)
{
    if (is_known_before_quote(c) || me_column_code(c->command.ptr, me_span_end(c->command)) > 0)
        return false;
    return c->service->service == ME_SERVICE_SMTP ||
           me_answer_looks_so(c->command, cut && c->sent.ptr == NULL, c->is_w3c);
}

/* Whether a W3C row was cut before its command by the quotes around it: what follows them is no command of its own. */
static bool was_cut_by_quotes(const struct me_columns *c)
{
    return c->is_w3c && c->handle.len > 0 && me_column_number(c->handle) == ME_ABSENT;
}

/* What of the row is a credential, by command, reply and first column. */
static void find_credentials(struct me_columns *c, const struct readings *all)
{
    const char *tab = me_scan_byte(c->sent.ptr, me_span_end(c->sent), c->tab.ptr[0]);
    const struct me_span first = value_of_first(c, me_span_between(c->sent.ptr, tab));
    const bool cut = all->count == 0, is_other = c->verb == ME_COMMAND_OTHER;
    c->rule = me_commands_credential(c->verb);
    c->rule_verb = c->verb;
    if (c->rule == ME_CREDENTIAL_NOTHING && all->login_reply && !c->is_w3c) { /* a literal that looks like a command */
        c->rule = ME_CREDENTIAL_IF_IT_LOOKS_SO;
        c->rule_verb = ME_COMMAND_OTHER;
    }
    bool is_one = c->rule != ME_CREDENTIAL_NOTHING && !(is_other && was_cut_by_quotes(c));
    if (is_one && c->rule == ME_CREDENTIAL_IF_IT_LOOKS_SO)
        is_one =
            all->login_reply || me_answer_looks_so(first, cut, c->is_w3c) || (is_other && other_is_credential(c, cut));
    c->hides_command = is_one && is_other;
    const struct me_span answer = me_answer_find(c->rule, c->rule_verb, first, c->is_w3c);
    c->hides_argument = is_one && (answer.len > 0 || first.len < c->sent.len);
}

/* The column of `sent` that starts at `p`. */
static struct me_span sent_column(const struct me_columns *c, const char *p)
{
    struct cut cut = {p, me_span_end(c->sent), c->tab, (const char *const[]){NULL}, true};
    return next_column(&cut);
}

/* `column` without the backslashes before the `\t` behind it, which tell what that is. */
static struct me_span without_backslashes(const struct me_columns *c, struct me_span column)
{
    if (c->tab.len == 2 && me_span_end(column) < me_span_end(c->sent))
        while (column.len > 0 && column.ptr[column.len - 1] == '\\')
            column.len--;
    return column;
}

/* The credential in a column of `sent`: the first has a verb before it, of the others all is one. */
static struct me_span credential_in(const struct me_columns *c, struct me_span column)
{
    column = without_backslashes(c, column);
    if (column.ptr == c->sent.ptr)
        return me_answer_find(c->rule, c->rule_verb, value_of_first(c, column), c->is_w3c);
    return me_span_trim(column);
}

bool me_columns_credential(const struct me_columns *c, const char **at, struct me_span *credential)
{
    if (*at == NULL) {
        *at = c->sent.ptr != NULL ? c->sent.ptr : me_span_end(c->command);
        *credential = c->command;
        if (c->hides_command && !me_answer_is_hidden(c->command))
            return true;
    }
    while (c->hides_argument && *at < me_span_end(c->sent)) {
        const struct me_span column = sent_column(c, *at);
        const bool last = me_span_end(column) == me_span_end(c->sent);
        *at = me_span_end(column) + (last ? 0 : c->tab.len);
        *credential = credential_in(c, column);
        if (!me_answer_is_hidden(*credential))
            return true;
    }
    return false;
}

/* How much longer the row becomes when its credentials are hidden: it must read the same then, limit included. */
static size_t growth_of(const struct me_columns *c)
{
    size_t growth = 0;
    struct me_span credential;
    for (const char *at = NULL; me_columns_credential(c, &at, &credential);)
        growth += credential.len < ME_ANSWER_HIDDEN_LEN ? ME_ANSWER_HIDDEN_LEN - credential.len : 0;
    return growth;
}

static void forget_reading(struct me_columns *c)
{
    c->reading = (struct me_reading){.bytes_sent = ME_ABSENT, .bytes_received = ME_ABSENT, .status = ME_STATUS_NONE};
}

/* Decides what is believed of the readings, and what a client sent. */
static void conclude(struct me_columns *c, const struct readings *all, const struct me_ends *ends)
{
    const char *end = ends->end[ends->count - 1];
    if (all->count > 0 && c->sent.ptr != NULL)
        end = all->first_reply - c->tab.len;
    if (c->sent.ptr != NULL)
        c->sent = me_span_between(c->sent.ptr, end > c->sent.ptr ? end : c->sent.ptr);
    c->state = all->count == 0                   ? ME_COLUMNS_TRUNCATED
               : all->disagree || ends->too_many ? ME_COLUMNS_AMBIGUOUS
                                                 : ME_COLUMNS_ONE;
    find_credentials(c, all);
}

/* As conclude(), for a row over the limit, readings or not. */
static void conclude_without_readings(struct me_columns *c, const struct me_ends *ends)
{
    const struct readings none = {.service = c->service, .columns = c};
    conclude(c, &none, ends);
}

/* Cuts an Activity row up to its argument, and leaves `cut` there. */
static void cut_activity(struct me_columns *c, const struct me_row *row, struct cut *cut)
{
    read_fixed(c, cut);
    if (cut->p != NULL)
        c->sent = me_span_between(cut->p, cut->end);
    if (c->command.ptr != NULL)
        c->verb = me_commands_find(row->service->service, c->command);
}

/* The end of a W3C row: a user may be called what looks like noise, but a blank ends every field.
 * `... 34 14 #015 ` ends behind `#015`, `... 34 14 - #015` behind `-` */
static const char *end_of_w3c(const struct me_row *row, const char *end)
{
    struct me_span fields[FIELDS] = {{0}};
    if (split(row->columns, row->line_end, fields) < FIELDS)
        return end;
    const char *behind = me_span_end(fields[USER_NAME]);
    return behind > end && behind < row->line_end ? behind : end;
}

static void cut_w3c(struct me_columns *c, const struct me_row *row, struct cut *cut)
{
    cut->end = end_of_w3c(row, cut->end);
    read_w3c_fixed(c, row, cut->end);
    if (c->command.ptr != NULL)
        c->verb = me_commands_find(row->service->service, c->command);
}

/* A forwarded W3C row of IMAP or POP, whose order of fields is not known: nothing is read, but the field behind a
 * login's verb is what the client sent. `... LOGIN LOGIN+bob+pw 2+OK ...` */
static void read_unknown_w3c(struct me_columns *c, const struct me_row *row, const char *end)
{
    const struct readings none = {.service = row->service, .columns = c};
    const char *p = row->columns;
    for (struct me_span field = {p, 0}; p < end && c->sent.ptr == NULL; p = me_span_end(field)) {
        const char *start = me_separator_skip(p, end);
        const bool is_login = field.len > 0 && me_commands_credential(c->verb) > ME_CREDENTIAL_NOTHING &&
                              me_commands_credential(c->verb) < ME_CREDENTIAL_IF_IT_LOOKS_SO;
        field = me_span_between(start, me_scan_byte(start, end, ' '));
        if (is_login)
            c->sent = field;
        else
            c->verb = me_commands_find(row->service->service, field);
    }
    find_credentials(c, &none);
    c->state = ME_COLUMNS_ONE;
    c->command = (struct me_span){0};
    c->verb = ME_COMMAND_OTHER;
    c->hides_command = false;
    judge(c, &c->reading); /* a command without a meaning */
}

/* Reads the row in every way, and again without readings when it would be too long with its credentials hidden. */
static void read_known(struct me_columns *c, const struct me_row *row, size_t max_row, struct cut cut)
{
    struct me_ends ends;
    struct readings all = {.service = row->service, .columns = c};
    const size_t len = (size_t)(row->line_end - row->begin);
    const struct me_span sent = c->sent;
    const bool is_within = len <= max_row && sent.ptr != NULL;
    me_ends_find(is_within ? sent.ptr : cut.end, row->line_end, row->text_end, row->tab, &ends);
    c->several_lines = ends.several_lines;
    c->one_end = ends.count == 1;
    c->first_end = ends.end[0];
    if (is_within)
        read_ways(&all, row, &ends, cut);
    c->first_reply = all.first_reply;
    conclude(c, &all, &ends);
    if (all.count > 0 && len + growth_of(c) > max_row) {
        c->sent = sent;
        conclude_without_readings(c, &ends);
    }
    if (c->state != ME_COLUMNS_ONE)
        forget_reading(c);
}

void me_columns_read(const struct me_row *row, const struct me_recognise_options *options, struct me_columns *c)
{
    const char *tabs[TABS_MAX + 1] = {NULL}, *end = me_separator_trim_end(row->columns, row->line_end);
    struct cut cut = {row->columns, end, row->tab, tabs, false};
    *c = (struct me_columns){
        .service = row->service, .is_w3c = row->is_w3c, .tab = row->tab, .ip = row->ip, .verb = ME_COMMAND_OTHER};
    forget_reading(c);
    if (row->is_w3c && row->service->service != ME_SERVICE_SMTP) {
        read_unknown_w3c(c, row, end);
        return;
    }
    if (row->is_w3c) {
        cut_w3c(c, row, &cut);
    } else {
        find_tabs(&cut, tabs);
        cut_activity(c, row, &cut);
    }
    read_known(c, row, options->max_row, cut);
}
