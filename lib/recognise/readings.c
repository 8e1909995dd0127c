/* SPDX-License-Identifier: Apache-2.0
 *
 * One reading or none. A row's columns stand between separators, but what clients, senders and other servers write may
 * hold separators too, or text that a forwarder made to look like one. So the reply is not simply "column 8". Each
 * column that can be the reply is a *reading*. Readings that agree are believed in what they have in common; when they
 * do not agree, the row is ambiguous.
 */
#include "recognise/readings.h"

#include "recognise/answer.h"
#include "recognise/column.h"
#include "text/separator.h"

static bool is_smtp_answer_to_auth(int status)
{
    return status == 235 || status == 334 || (status >= 534 && status <= 538);
}

bool me_readings_answers_auth(const struct me_columns *c, struct me_span argument, int status)
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

/* `LOGIN completed` of `OK LOGIN completed`; the text itself when it begins with another word. */
static struct me_span behind_status(struct me_span text)
{
    static const struct me_span words[] = {{"OK", 2}, {"NO", 2}, {"BAD", 3}};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (me_span_starts(text, words[i]) && text.len > words[i].len)
            return me_span_skip(text, words[i].len + 1);
    return text;
}

bool me_readings_answers_login(const struct me_service_word *service, struct me_span reply, bool is_w3c)
{
    if (service->status != ME_STATUS_TAGGED)
        return false;
    const struct me_span untagged = me_status_untagged(service->status, reply, is_w3c);
    const struct me_span word = behind_status(untagged);
    return word.ptr > untagged.ptr &&
           (me_span_starts(word, ME_SPAN("LOGIN")) || me_span_starts(word, ME_SPAN("AUTHENTICATE")));
}

struct me_span me_readings_name(const struct me_columns *c, struct me_span first_column)
{
    const bool names = c->verb == ME_COMMAND_LOGIN || c->verb == ME_COMMAND_USER || c->verb == ME_COMMAND_APOP;
    return names ? me_answer_name(c->verb, first_column, c->is_w3c) : (struct me_span){0};
}

void me_readings_judge(const struct me_columns *c, struct me_reading *r)
{
    const bool knows_command = me_commands_credential(c->verb) != ME_CREDENTIAL_IF_IT_LOOKS_SO;
    const struct me_span text = r->is_piece && knows_command ? (struct me_span){0} : r->reply;
    const struct me_span untagged = me_status_untagged(c->service->status, text, c->is_w3c);
    r->answers_auth = me_readings_answers_auth(c, r->argument, r->status);
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

static bool have_same_names(const struct me_reading *a, const struct me_reading *b)
{
    return me_span_equal(a->user, b->user) && me_span_equal(a->postoffice, b->postoffice) &&
           me_span_equal(a->mailbox, b->mailbox);
}

/* Whether `r` agrees with all readings so far in event, outcome, reason, user and login. Where they have one reply, and
 * differ in where the row ends, the names behind the counts are left out instead; then one of another reply, whatever
 * its names, has not those of all. An inbound SMTP row (`|` for TABs):
 * `...|RCPT|RCPT TO:<a@example.com> |250 ok|1|2|550 no|67|34||` has 15 columns and two readings, `250 ok` with 1 and 2,
 * and `550 no` with 67 and 34. They disagree. */
static bool agrees(const struct me_readings *all, const struct me_reading *r)
{
    const struct me_reading *kept = &all->columns->reading;
    const bool same_names = have_same_names(kept, r) && !all->names_differ;
    return kept->meaning->event == r->meaning->event && kept->meaning->outcome == r->meaning->outcome &&
           kept->meaning->reason == r->meaning->reason && (same_names || same_place(kept->reply, r->reply));
}

/* Leaves in `kept` what it has in common with `r`. `...|HELO|HELO a|250 x|1|2|250 ok|43|29||` has 15 columns and two
 * readings, both `hello`: believed, without the argument, reply and counts in which they differ. */
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

/* Where the server's own words in the reply at `column` begin: behind the last `\t` in it, if a backslash stands before
 * that. Both are a client's text, or one is and the other the server's TAB: `PASS pw\\t+OK` */
static const char *own_words(const char *column, const char *end)
{
    for (const char *p = end; p - column > 2; p--)
        if (p[-1] == 't' && p[-2] == '\\' && me_separator_is_escaped(column, p - 2))
            return p;
    return column;
}

/* Notes where a reply stands. The ways of one row have most of their replies in common. */
static void note_reply(struct me_columns *c, const char *reply)
{
    for (size_t i = 0; i < c->reply_count; i++)
        if (c->replies[i] == reply)
            return;
    if (c->reply_count < ME_COLUMNS_REPLIES_MAX)
        c->replies[c->reply_count++] = reply;
}

void me_readings_take(struct me_readings *all, struct me_reading *r, const char *reply_column)
{
    me_readings_judge(all->columns, r);
    if (all->first_reply == NULL || reply_column < all->first_reply)
        all->first_reply = reply_column;
    const bool may_be_escaped = all->columns->tab.len == 2;
    note_reply(all->columns, may_be_escaped ? own_words(reply_column, me_span_end(r->reply)) : reply_column);
    all->login_reply = all->login_reply || r->answers_auth;
    if (all->count++ == 0) {
        all->columns->reading = *r;
        return;
    }
    all->disagree = all->disagree || !agrees(all, r);
    all->names_differ = all->names_differ || !have_same_names(&all->columns->reading, r);
    keep_common(&all->columns->reading, r);
}

bool me_readings_can_be_reply(const struct me_service_word *service, struct me_span column, int status)
{
    if (service->status != ME_STATUS_DIGITS)
        return true;
    if (service->direction == ME_DIRECTION_IN)
        return column.len == 0 || status != ME_STATUS_NONE;
    const int64_t number = me_column_number(column);
    return number == ME_ABSENT || (column.len == 3 && number >= 200 && number <= 599);
}
