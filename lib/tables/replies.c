/* SPDX-License-Identifier: Apache-2.0
 *
 * Look-up by command, reply code and text. Only the rows of the command are looked at, and a text is looked for only
 * when a row with one fits otherwise, so that most rows are found by comparing a few numbers.
 */
#include "tables/replies.h"

#include "text/scan.h"

#define ME_COMMAND_ANY ME_COMMAND_MAX
#define ME_DIRECTION_BOTH ME_DIRECTION_NONE

static const struct me_reply rows[] = {
#define ME_SPELLED(literal)                                                                                            \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    }
#define ME_REPLY(direction, command, code, text, event, outcome, reason, risk, explanation)                            \
    {ME_DIRECTION_##direction, ME_COMMAND_##command, code,           ME_SPELLED(text),       ME_EVENT_##event,         \
     ME_OUTCOME_##outcome,     ME_REASON_##reason,   ME_RISK_##risk, ME_SPELLED(explanation)},
#include "tables/replies.def"
#undef ME_REPLY
#undef ME_SPELLED
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static bool equal_here(const char *p, struct me_span text, bool plus_is_blank)
{
    for (size_t i = 0; i < text.len; i++)
        if (p[i] != text.ptr[i] && !(plus_is_blank && p[i] == '+' && text.ptr[i] == ' '))
            return false;
    return true;
}

/* Whether `text` stands in the first bytes of `reply`: the vendor's texts are shorter than this, and a longer reply is
 * somebody else's, so the cost of a look-up has a limit. Compared are the places that have both the first and the last
 * byte of `text`, which are letters; there are few. */
static bool contains(struct me_span reply, struct me_span text, bool plus_is_blank)
{
    enum { LOOKED_AT = 256, PLACES = sizeof(me_scan_vector) };
    if (reply.len > LOOKED_AT)
        reply.len = LOOKED_AT;
    if (reply.len < text.len)
        return false;
    const char *p = reply.ptr, *end = me_span_end(reply) - text.len + 1;
    for (; end - p >= PLACES; p += PLACES) {
        unsigned same = me_scan_same(p, text.ptr[0]) & me_scan_same(p + text.len - 1, text.ptr[text.len - 1]);
        for (; same != 0; same &= same - 1)
            if (equal_here(p + __builtin_ctz(same), text, plus_is_blank))
                return true;
    }
    for (; p < end; p++)
        if (*p == text.ptr[0] && equal_here(p, text, plus_is_blank))
            return true;
    return false;
}

/* The commands of the rows, for a quick look. */
static const char commands[] = {
#define ME_REPLY(direction, command, ...) ME_COMMAND_##command,
#include "tables/replies.def"
#undef ME_REPLY
};

enum {
    ANY_ROWS = 0
#define ME_REPLY(direction, command, ...) +(ME_COMMAND_##command == ME_COMMAND_ANY)
#include "tables/replies.def"
#undef ME_REPLY
};

/* What is looked for. */
struct query {
    enum me_direction direction;
    int code, class;
    struct me_span reply;
    bool plus_is_blank;
};

static inline bool fits(const struct me_reply *row, const struct query *q)
{
    return (row->code == 0 || row->code == q->code || row->code == q->class) &&
           (row->direction == ME_DIRECTION_BOTH || row->direction == q->direction);
}

/* The first row from `row` on that has the same command and fits; the last row of all fits everything. */
static const struct me_reply *first_of(const struct me_reply *row, const struct query *q)
{
    const enum me_command command = row->command;
    while (row < &rows[ROWS - 1] && row->command == command &&
           !(fits(row, q) && (row->text.len == 0 || contains(q->reply, row->text, q->plus_is_blank))))
        row++;
    return row->command == command ? row : &rows[ROWS - 1];
}

const struct me_reply *me_replies_find(enum me_direction direction, enum me_command command, int code,
                                       struct me_span reply, bool plus_is_blank)
{
    const struct query query = {direction, code, code / 100, reply, plus_is_blank};
    const struct me_reply *any = first_of(&rows[ROWS - ANY_ROWS], &query);
    const char *end = commands + ROWS - ANY_ROWS, *first = me_scan_byte(commands, end, (char)command);
    if (first == end)
        return any;
    const struct me_reply *own = first_of(&rows[first - commands], &query);
    return own->command == ME_COMMAND_ANY || any->text.len > own->text.len ? any : own;
}

int me_replies_badness(enum me_command command, int code, struct me_span reply)
{
    enum { MEANS_SOMETHING = 1, DENIES = 2, CLASS = 4 };
    const int class = code >= 200 && code <= 599 ? code / 100 : 0;
    const struct me_reply *row = me_replies_find(ME_DIRECTION_IN, command, code, reply, false);
    if (row->outcome == ME_OUTCOME_DENIED || row->event == ME_EVENT_AUTH_FAILURE)
        return class * CLASS + DENIES;
    if (row->event != ME_EVENT_COMMAND)
        return class * CLASS + MEANS_SOMETHING;
    return class > 3 ? class * CLASS : 0;
}

const struct me_reply *me_replies_rows(size_t *count)
{
    *count = ROWS;
    return rows;
}
