/* SPDX-License-Identifier: Apache-2.0
 *
 * The look-ups in both tables against a plain reading of their rows: each row is compared in full, and the rule that
 * chooses among those that fit is the one that the head of codes.def and replies.def states.
 */
#define _GNU_SOURCE /* memmem() */

#include <string.h>

#include "tables/codes.h"
#include "fuzz.h"
#include "recognise/record.h"
#include "tables/replies.h"

/* --- codes -------------------------------------------------------------------------------------------------------- */

static const struct me_code *code_row(struct me_span code)
{
    size_t count;
    const struct me_code *rows = me_codes_rows(&count);
    for (size_t i = 0; i < count; i++)
        if (code.len > 0 && code.len == rows[i].code.len && memcmp(code.ptr, rows[i].code.ptr, code.len) == 0)
            return &rows[i];
    return NULL;
}

/* Whether `text` is `before`, a value, `after` and perhaps a full stop. */
static bool is_text_of(const struct me_code *row, struct me_span text)
{
    const bool stop = text.len > row->before.len && text.ptr[text.len - 1] == '.' &&
                      (row->after.len == 0 || row->after.ptr[row->after.len - 1] != '.');
    const size_t len = text.len - stop, around = row->before.len + row->after.len;
    if (len < around || (row->subject == ME_SUBJECT_NOTHING && len > around))
        return false;
    return memcmp(text.ptr, row->before.ptr, row->before.len) == 0 &&
           memcmp(text.ptr + len - row->after.len, row->after.ptr, row->after.len) == 0;
}

static const struct me_code *text_row(struct me_span text)
{
    size_t count;
    const struct me_code *rows = me_codes_rows(&count), *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (is_text_of(&rows[i], text) &&
            (best == NULL || rows[i].before.len + rows[i].after.len > best->before.len + best->after.len))
            best = &rows[i];
    return best;
}

static void check_codes(struct fuzz_choices *c)
{
    char text[1024];
    size_t count, len = 0;
    const struct me_code *rows = me_codes_rows(&count);
    const struct me_code *row = &rows[fuzz_choose(c, count)], *other = &rows[fuzz_choose(c, count)];
    const size_t shape = fuzz_choose(c, 8);
    const struct me_span value = fuzz_take(c, 100);
    const struct me_span parts[] = {row->before, value, shape & 1 ? row->after : other->after,
                                    shape & 2 ? ME_SPAN(".") : ME_SPAN("")};
    for (size_t i = shape & 4 ? 1 : 0; i < sizeof(parts) / sizeof(*parts); i++) {
        memcpy(text + len, parts[i].ptr, parts[i].len);
        len += parts[i].len;
    }
    const struct me_span whole = {text, len}, code = shape & 4 ? value : row->code;
    FUZZ_ASSERT(me_codes_find(code) == code_row(code));
    FUZZ_ASSERT(me_codes_find_text(whole) == text_row(whole));
    FUZZ_ASSERT(me_codes_find_text(value) == text_row(value));
}

/* --- replies ------------------------------------------------------------------------------------------------------ */

/* Whether `text` stands in `reply`, or at its start. */
static bool holds(struct me_span reply, struct me_span text, bool plus_is_blank, bool at_start)
{
    char copy[256];
    const size_t len = reply.len < sizeof(copy) ? reply.len : sizeof(copy);
    for (size_t i = 0; i < len; i++)
        copy[i] = plus_is_blank && reply.ptr[i] == '+' ? ' ' : reply.ptr[i];
    const char *found = memmem(copy, len, text.ptr, text.len);
    return found != NULL && (found == copy || !at_start);
}

static int exactness(int code)
{
    return code == 0 ? 0 : code < 10 ? 1 : 2;
}

/* Whether `a` is to be preferred; of equal ones the first row stays. */
static bool is_better(const struct me_reply *a, const struct me_reply *b)
{
    if (a->text.len != b->text.len)
        return a->text.len > b->text.len;
    if (exactness(a->code) != exactness(b->code))
        return exactness(a->code) > exactness(b->code);
    return a->command != ME_COMMAND_MAX && b->command == ME_COMMAND_MAX;
}

static const struct me_reply *reply_row(const struct me_replies_query *q)
{
    size_t count;
    const struct me_reply *rows = me_replies_rows(&count), *best = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct me_reply *row = &rows[i];
        const bool has_text = holds(q->reply, row->text, q->plus_is_blank, row->service != ME_SERVICE_SMTP);
        if ((row->service == ME_SERVICE_MAX || row->service == q->service) &&
            (row->direction == ME_DIRECTION_NONE || row->direction == q->direction) &&
            (row->command == ME_COMMAND_MAX || row->command == q->command) &&
            (row->code == 0 || row->code == q->status || (row->code < 10 && row->code == q->status / 100)) &&
            has_text && (best == NULL || is_better(row, best)))
            best = row;
    }
    return best;
}

static void check_replies(struct fuzz_choices *c)
{
    char reply[1024];
    size_t count;
    const struct me_reply *rows = me_replies_rows(&count), *row = &rows[fuzz_choose(c, count)];
    const enum me_service service = row->service != ME_SERVICE_MAX ? row->service : ME_SERVICE_SMTP;
    const enum me_direction direction = fuzz_choose(c, 2) ? ME_DIRECTION_IN : ME_DIRECTION_OUT;
    const bool plus_is_blank = fuzz_choose(c, 2) != 0;
    const enum me_command command =
        fuzz_choose(c, 2) && row->command != ME_COMMAND_MAX ? row->command : fuzz_choose(c, ME_COMMAND_MAX);
    static const int codes[] = {ME_ABSENT, 100, 220, 235, 250, 334, 354, 421, 451, 454,          500,         501,
                                503,       504, 530, 535, 550, 554, 599, 700, 999, ME_STATUS_OK, ME_STATUS_NO};
    const int code = codes[fuzz_choose(c, sizeof(codes) / sizeof(*codes))];
    const struct me_span before = fuzz_take(c, 255), after = fuzz_take(c, 100);
    memcpy(reply, before.ptr, before.len);
    memcpy(reply + before.len, row->text.ptr, row->text.len);
    memcpy(reply + before.len + row->text.len, after.ptr, after.len);
    const struct me_span text = {reply, before.len + row->text.len + after.len};
    if (plus_is_blank)
        for (size_t i = before.len; i < text.len; i++)
            if (reply[i] == ' ')
                reply[i] = '+';
    struct me_replies_query query = {service, direction, command, code, text, plus_is_blank};
    FUZZ_ASSERT(me_replies_find(&query) == reply_row(&query));
    query.reply = before;
    FUZZ_ASSERT(me_replies_find(&query) == reply_row(&query));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_choices c = {data, size};
    if (size == 0)
        return 0;
    if (fuzz_choose(&c, 2) != 0)
        check_codes(&c);
    else
        check_replies(&c);
    return 0;
}
