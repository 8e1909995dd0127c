/* SPDX-License-Identifier: Apache-2.0
 *
 * Activity rows. Columns 1 to 6 and 8 to 10 are the server's, 7 (what the client sent), 11 (the name it gave to AUTH)
 * and 12 (the Subject) are a stranger's, and may hold what looks like a TAB: a forwarder's `#011` cannot be told from
 * the client's. So the reply is not simply "column 8": it is the column that looks like a reply and has two numbers
 * behind it. Where several do, the client does not get to choose the milder one: on inbound rows the worst counts. Only
 * what stands within the angle brackets of a path is left out, so that an address changes nothing, unless it is all
 * there is or denies relaying: a path that is not closed must not swallow the server's denial.
 */
#include "recognise/activity.h"

#include "text/address.h"
#include "recognise/auth.h"
#include "recognise/column.h"
#include "tables/command.h"
#include "tables/replies.h"
#include "text/scan.h"
#include "text/separator.h"

enum { TABS_MAX = 16 /* a row has 11, and more only where a stranger wrote some */ };

/* Walks over the columns of one row. All separators of a row have the spelling of its first one, so that `#011` in a
 * row with real TABs is data. */
struct row {
    const char *p, *end; /* the rest of the row; `p` is NULL behind the last column */
    struct me_span tab;
    const char *const *known; /* where the next TABs are, and the row's end if it has no others; then NULL */
};

/* Whether `tab` is spelled at `p`. Most often it is `#011`: four bytes, for which nothing is called. */
static inline bool is_spelled(struct me_span tab, const char *p, const char *end)
{
    uint32_t here, wanted;
    if (tab.len != sizeof(wanted) || end - p < (ptrdiff_t)sizeof(here))
        return me_span_starts(me_span_between(p, end), tab);
    memcpy(&here, p, sizeof(here));
    memcpy(&wanted, tab.ptr, sizeof(wanted));
    return here == wanted;
}

/* Looks for the first TABs of a row, all at once. */
static void find_tabs(const char *p, const char *end, struct me_span tab, const char *tabs[static TABS_MAX + 2])
{
    const size_t places = me_scan_places(p, end, tab.ptr[0], tabs, TABS_MAX);
    size_t count = tab.len == 1 ? places : 0;
    for (size_t i = count; i < places; i++)
        if (is_spelled(tab, tabs[i], end))
            tabs[count++] = tabs[i];
    if (places < TABS_MAX)
        tabs[count++] = end;
    tabs[count] = NULL;
}

/* The next TAB where no more are known. */
static const char *find_tab(const struct row *row)
{
    const char *p = row->p;
    while ((p = me_scan_byte(p, row->end, row->tab.ptr[0])) < row->end && !is_spelled(row->tab, p, row->end))
        p++;
    return p;
}

/* The next column; without pointer when the row has no more. */
static inline struct me_span next_column(struct row *row)
{
    const char *start = row->p;
    if (start == NULL)
        return (struct me_span){0};
    const char *tab = *row->known != NULL ? *row->known++ : find_tab(row);
    row->p = tab < row->end ? tab + row->tab.len : NULL;
    return me_span_between(start, tab);
}

int me_activity_reply_code(struct me_span reply)
{
    if (reply.len < 3 || (reply.len > 3 && reply.ptr[3] != ' ' && reply.ptr[3] != '-' && reply.ptr[3] != '+'))
        return ME_ABSENT;
    if (reply.ptr[0] == '0' || !me_ascii_digit(reply.ptr[0]) || !me_ascii_digit(reply.ptr[1]) ||
        !me_ascii_digit(reply.ptr[2]))
        return ME_ABSENT;
    return (reply.ptr[0] - '0') * 100 + (reply.ptr[1] - '0') * 10 + (reply.ptr[2] - '0');
}

static int badness(const struct me_record *record, struct me_span reply)
{
    return me_replies_badness(record->verb, me_activity_reply_code(reply), reply);
}

static bool denies_relaying(const struct me_record *record, struct me_span reply)
{
    const int code = me_activity_reply_code(reply);
    return me_replies_find(record->direction, record->verb, code, reply, false)->outcome == ME_OUTCOME_DENIED;
}

static bool can_be_reply(struct me_span column)
{
    return column.ptr != NULL && (column.len == 0 || me_activity_reply_code(column) != ME_ABSENT);
}

bool me_activity_begins_as_reply(struct me_span column)
{
    return column.len == 0 || me_activity_reply_code(column) != ME_ABSENT ||
           (column.len < 3 && me_column_number(column) != ME_ABSENT);
}

/* Columns 7 and on, while they are being read. */
struct dialogue {
    const char *argument;     /* column 7 */
    const char *open, *close; /* the angle brackets of the path in it, when it is to have one; NULL when not there */
    const char *last_reply;   /* the last column that could be the reply: no credential lies behind it */
    bool within_path;         /* the reply in the record stands within the angle brackets */
    const char *behind;       /* what follows that reply and its two numbers, and where the TABs are from there on */
    const char *const *known;
};

/* Whether an argument that ends at `end` has its path closed: a `#011` in an address does not end it. */
static bool is_complete(const struct dialogue *d, const char *end)
{
    return d->open == NULL || end <= d->open || (d->close != NULL && d->close < end);
}

/* Whether `reply` is to be believed rather than the one in the record. Of two that are equally bad the later one is,
 * and on outbound rows the first: what follows it there is the Subject. A number behind a reply is a count of bytes. */
static bool supersedes(const struct me_record *record, const struct dialogue *d, struct me_span reply, bool within_path)
{
    if (record->reply.ptr == NULL)
        return true;
    if (reply.len == 3)
        return false;
    if (within_path != d->within_path)
        return d->within_path;
    return record->direction == ME_DIRECTION_IN && badness(record, reply) >= badness(record, record->reply);
}

/* Takes `reply` and what stands behind it into the record, if it looks like a reply and is to be believed. */
static void consider(struct me_record *record, struct dialogue *d, struct me_span reply, struct me_span sent,
                     struct me_span received, const struct row *row)
{
    if (!can_be_reply(reply))
        return;
    const int64_t bytes_sent = me_column_number(sent), bytes_received = me_column_number(received);
    const char *line_end = reply.ptr - row->tab.len;
    if (bytes_sent == ME_ABSENT || bytes_received == ME_ABSENT)
        return;
    if (record->direction == ME_DIRECTION_IN)
        d->last_reply = reply.ptr;
    const bool within_path = !is_complete(d, line_end) && !denies_relaying(record, reply);
    if (!supersedes(record, d, reply, within_path))
        return;
    d->within_path = within_path;
    record->argument = me_span_between(d->argument, line_end);
    record->reply = reply;
    record->bytes_sent = bytes_sent;
    record->bytes_received = bytes_received;
    d->behind = row->p;
    d->known = row->known;
}

/* The user, and what an outbound row has behind it. */
static void read_rest(struct row row, struct me_record *record)
{
    record->user = next_column(&row);
    if (record->direction == ME_DIRECTION_OUT && row.p != NULL)
        record->subject = me_span_between(row.p, row.end);
}

static struct dialogue start_dialogue(const struct me_record *record, const struct row *row)
{
    struct dialogue d = {.argument = row->p};
    if (record->verb == ME_COMMAND_MAIL || record->verb == ME_COMMAND_RCPT)
        d.open = memchr(row->p, '<', (size_t)(row->end - row->p));
    if (d.open != NULL)
        d.close = me_address_path_close(d.open, row->end);
    return d;
}

/* A row without its two numbers: cut off behind the reply, or malformed. */
static void read_short(struct row row, struct me_record *record)
{
    const char *start = row.p;
    struct me_span argument = next_column(&row), reply = next_column(&row);
    struct row rest = row;
    int worst = badness(record, reply);
    for (struct me_span column; record->direction == ME_DIRECTION_IN && row.p != NULL;) {
        column = next_column(&row);
        if (column.len <= 3 || badness(record, column) <= worst)
            continue;
        worst = badness(record, column);
        argument = me_span_between(start, column.ptr - row.tab.len);
        reply = column;
        rest = row;
    }
    const struct me_span sent = next_column(&rest);
    const bool cut =
        rest.p == NULL && me_activity_begins_as_reply(reply) && (sent.len == 0 || me_column_number(sent) != ME_ABSENT);
    record->argument = argument;
    record->reply = reply;
    record->bytes_sent = me_column_number(sent);
    if (!cut && (record->verb == ME_COMMAND_AUTH || record->verb == ME_COMMAND_OTHER)) {
        record->argument = me_span_between(start, row.end); /* no telling where the credential ends */
        record->reply = (struct me_span){0};
    }
}

/* Columns 7 and on. False when there is no column 8; the argument is then the rest of the row. */
static bool read_dialogue(struct row row, struct me_record *record, struct me_secret *secret)
{
    struct dialogue d = start_dialogue(record, &row);
    const char *const *known = row.known;
    record->argument = me_span_between(row.p, row.end);
    next_column(&row);
    struct me_span reply = next_column(&row), sent = next_column(&row), received = next_column(&row);
    const bool complete = reply.ptr != NULL;
    for (; received.ptr != NULL; reply = sent, sent = received, received = next_column(&row))
        consider(record, &d, reply, sent, received, &row);
    if (record->reply.ptr != NULL)
        read_rest((struct row){d.behind, row.end, row.tab, d.known}, record);
    else if (complete)
        read_short((struct row){d.argument, row.end, row.tab, known}, record);
    record->reply_code = me_activity_reply_code(record->reply);
    struct me_span line = record->argument;
    if (d.last_reply != NULL)
        line = me_span_between(d.argument, d.last_reply - row.tab.len);
    me_auth_find_secret(record, line, secret);
    return complete;
}

static struct me_span first_word(struct me_span s)
{
    s = me_span_trim(s);
    const char *blank = memchr(s.ptr, ' ', s.len);
    return blank != NULL ? me_span_between(s.ptr, blank) : s;
}

/* Whether `word` may begin a greeting, whose columns 6 and 7 are empty: a reply or a number. */
static bool begins_greeting(struct me_span word)
{
    const struct me_span code = {word.ptr, word.len > 3 && word.ptr[3] == '-' ? 3 : word.len};
    return me_column_number(code) != ME_ABSENT;
}

/* A row whose TABs became blanks is no record, since its columns cannot be told apart, but an AUTH row among them still
 * holds a password: somewhere behind the command, up to the end for all we know. An AUTH answer that was taken for a
 * command stands in both columns. */
static void find_secret_between_blanks(struct me_span columns, struct me_record *record, struct me_secret *secret)
{
    for (int i = 0; i < 3; i++) { /* message id, connection, address */
        const char *p = me_separator_skip(columns.ptr, me_span_end(columns));
        const struct me_span field = me_column_at(p, me_span_end(columns));
        if (!me_column_read(field, record))
            return;
        columns = me_span_between(me_span_end(field), me_span_end(columns));
    }
    columns = me_span_trim(columns);
    record->command = first_word(columns);
    record->verb = me_command_find(record->command);
    columns = me_span_skip(columns, record->command.len);
    if (!begins_greeting(record->command))
        me_auth_find_secret(record, columns, secret);
}

bool me_activity_read(struct me_span text, struct me_span service, struct me_record *record, struct me_secret *secret)
{
    const char *end = me_span_end(text);
    const char *p = me_span_end(service);
    const struct me_span tab = {p, me_separator_tab(p, end)};
    if (tab.len == 0) {
        find_secret_between_blanks(me_span_between(p, end), record, secret);
        return false;
    }
    const char *tabs[TABS_MAX + 2];
    find_tabs(p + tab.len, end, tab, tabs);
    struct row row = {p + tab.len, end, tab, tabs};
    record->direction = me_span_ends(service, ME_SPAN("IN")) ? ME_DIRECTION_IN : ME_DIRECTION_OUT;
    const struct me_span message_id = next_column(&row);
    record->connection = me_column_number(next_column(&row));
    const struct me_span client_ip = next_column(&row);
    record->command = next_column(&row);
    record->verb = me_command_find(record->command);
    if (me_column_is_message_id(message_id))
        record->message_id = message_id;
    if (client_ip.len > 0)
        me_column_set_client_ip(client_ip, record);
    if (row.p != NULL)
        return read_dialogue(row, record, secret);
    me_auth_find_secret(record, (struct me_span){0}, secret);
    return false;
}
