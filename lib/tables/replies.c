/* SPDX-License-Identifier: Apache-2.0
 *
 * Look-up by command, reply code and text. Only the rows of the command are looked at, and a text is looked for only
 * when a row with one fits otherwise, so that most rows are found by comparing a few numbers.
 */
#include "tables/replies.h"

#include <stdint.h>

#include "text/scan.h"

#define ME_COMMAND_ANY ME_COMMAND_MAX
#define ME_DIRECTION_BOTH ME_DIRECTION_NONE
#define ME_SERVICE_ANY ME_SERVICE_MAX
#define OK ME_STATUS_OK
#define NO ME_STATUS_NO

static const struct me_reply rows[] = {
#define ME_SPELLED(literal)                                                                                            \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    }
#define ME_REPLY(service, direction, command, code, text, event, outcome, reason, risk, explanation)                   \
    {ME_SERVICE_##service, ME_DIRECTION_##direction, ME_COMMAND_##command, code,           ME_SPELLED(text),           \
     ME_EVENT_##event,     ME_OUTCOME_##outcome,     ME_REASON_##reason,   ME_RISK_##risk, ME_SPELLED(explanation)},
#include "tables/replies.def"
#undef ME_REPLY
#undef ME_SPELLED
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

/* Whether the bytes at `p` are those of the text, or `blank` where it has a blank. */
static inline bool equal_vector(const char *p, const char *text, char blank)
{
    const me_scan_vector here = me_scan_load(p), wanted = me_scan_load(text);
    const me_scan_vector blanks = (me_scan_vector)(here == (unsigned char)blank) & (me_scan_vector)(wanted == ' ');
    return me_scan_mask((me_scan_vector)(here == wanted) | blanks) == 0xFFFF;
}

static bool equal_here(const char *p, struct me_span text, bool plus_is_blank)
{
    enum { VECTOR = sizeof(me_scan_vector) };
    const char blank = plus_is_blank ? '+' : ' ';
    const bool is_long = text.len >= VECTOR;
    for (size_t i = 0; is_long && i < text.len; i += VECTOR) {
        if (text.len - i < VECTOR)
            i = text.len - VECTOR; /* the last vector overlaps the one before it */
        if (!equal_vector(p + i, text.ptr + i, blank))
            return false;
    }
    for (size_t i = 0; !is_long && i < text.len; i++)
        if (p[i] != text.ptr[i] && !(p[i] == blank && text.ptr[i] == ' '))
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

/* Eight numbers that are compared at once. */
typedef int16_t numbers __attribute__((vector_size(16)));

enum { AT_ONCE = sizeof(numbers) / sizeof(int16_t) };

/* Commands and codes of the rows, for a quick look; and as many zeros as one look may go too far. */
static const char commands[ROWS] = {
#define ME_REPLY(service, direction, command, ...) ME_COMMAND_##command,
#include "tables/replies.def"
#undef ME_REPLY
};
static const int16_t codes[ROWS + AT_ONCE] = {
#define ME_REPLY(service, direction, command, code, ...) code,
#include "tables/replies.def"
#undef ME_REPLY
};

enum {
    ANY_ROWS = 0
#define ME_REPLY(service, direction, command, ...) +(ME_COMMAND_##command == ME_COMMAND_ANY)
#include "tables/replies.def"
#undef ME_REPLY
};

enum {
    ANY_ROWS_WITH_TEXT = 0 /* and with a status, no class of them */
#define ME_REPLY(service, direction, command, code, text, ...)                                                         \
    +(ME_COMMAND_##command == ME_COMMAND_ANY && (code) >= 100 && sizeof(text) > 1)
#include "tables/replies.def"
#undef ME_REPLY
};

_Static_assert(ANY_ROWS_WITH_TEXT == ANY_ROWS - 1, "any_may_have_text() knows no other rows of any command");

/* A status and its class, eight times each. */
struct status {
    numbers code, class;
};

/* Two bits for each of the eight rows from `first` on whose code is the status, or its class, or any. */
static inline unsigned with_code(size_t first, const struct status *status)
{
    numbers eight;
    memcpy(&eight, &codes[first], sizeof(eight));
    return me_scan_mask((me_scan_vector)((eight == 0) | (eight == status->code) | (eight == status->class)));
}

static inline bool fits(const struct me_reply *row, const struct me_replies_query *q)
{
    return (row->service == ME_SERVICE_ANY || row->service == q->service) &&
           (row->direction == ME_DIRECTION_BOTH || row->direction == q->direction);
}

/* Whether the reply has the text of a row, which has one. IMAP's texts are how a reply begins: what stands further
 * behind may be the name of a folder. Out of line: most rows have none. */
static __attribute__((noinline)) bool has_text(const struct me_reply *row, struct me_span reply, bool plus_is_blank)
{
    if (row->service == ME_SERVICE_SMTP)
        return contains(reply, row->text, plus_is_blank);
    return reply.len >= row->text.len && equal_here(reply.ptr, row->text, plus_is_blank);
}

/* The first row from `first` on that has the same command and fits; the last row of all fits everything. */
static inline const struct me_reply *first_of(size_t first, const struct me_replies_query *q,
                                              const struct status *status)
{
    const char command = commands[first];
    for (; first < ROWS && commands[first] == command; first += AT_ONCE) {
        for (unsigned set = with_code(first, status); set != 0; set &= set - 1, set &= set - 1) {
            const size_t i = first + (unsigned)__builtin_ctz(set) / 2;
            if (i >= ROWS || commands[i] != command)
                break;
            if (fits(&rows[i], q) && (rows[i].text.len == 0 || has_text(&rows[i], q->reply, q->plus_is_blank)))
                return &rows[i];
        }
    }
    return &rows[ROWS - 1];
}

/* Whether a row of any command may have a text for the status: few statuses have. */
static inline bool any_may_have_text(int status)
{
    return false
#define ME_REPLY(service, direction, command, code, text, ...)                                                         \
    || (ME_COMMAND_##command == ME_COMMAND_ANY && sizeof(text) > 1 && status == (code))
#include "tables/replies.def"
#undef ME_REPLY
        ;
}

/* The row of the query's own command, or the last row of all. */
static inline const struct me_reply *own_row(const struct me_replies_query *query, const struct status *status)
{
    const char *end = commands + ROWS - ANY_ROWS, *first = me_scan_byte(commands, end, (char)query->command);
    return first < end ? first_of((size_t)(first - commands), query, status) : &rows[ROWS - 1];
}

const struct me_reply *me_replies_find(const struct me_replies_query *query)
{
    const int16_t code = (int16_t)query->status, class = (int16_t)(query->status / 100);
    const struct status status = {code - (numbers){0}, class - (numbers){0}};
    const struct me_reply *own = own_row(query, &status);
    if (!any_may_have_text(query->status))
        return own; /* nearly always */
    const struct me_reply *any = first_of(ROWS - ANY_ROWS, query, &status);
    return own->command == ME_COMMAND_ANY || any->text.len > own->text.len ? any : own;
}

const struct me_reply *me_replies_rows(size_t *count)
{
    *count = ROWS;
    return rows;
}
