/* SPDX-License-Identifier: Apache-2.0
 *
 * Look-up by code and by text. A dozen rows: a loop over them is shorter and quicker than any index.
 */
#include "tables/codes.h"

#include "text/scan.h"

static const struct me_code rows[] = {
#define ME_SPELLED(literal)                                                                                            \
    {                                                                                                                  \
        "" literal, sizeof(literal) - 1                                                                                \
    }
#define ME_CODE(code, event, outcome, reason, risk, before, after, subject, explanation)                               \
    {ME_SPELLED(code),   ME_EVENT_##event,  ME_OUTCOME_##outcome, ME_REASON_##reason,     ME_RISK_##risk,              \
     ME_SPELLED(before), ME_SPELLED(after), ME_SUBJECT_##subject, ME_SPELLED(explanation)},
#include "tables/codes.def"
#undef ME_CODE
#undef ME_SPELLED
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

const struct me_code *me_codes_find(struct me_span code)
{
    /* lengths are compared with a constant, so that comparing the bytes is no call */
    for (size_t i = 0; code.len == ME_CODES_LEN && i < ROWS; i++)
        if (rows[i].code.len == ME_CODES_LEN && memcmp(rows[i].code.ptr, code.ptr, ME_CODES_LEN) == 0)
            return &rows[i];
    return NULL;
}

enum me_text_match me_codes_match(const struct me_code *row, struct me_span text, struct me_span *value)
{
    if (!me_span_starts(text, row->before))
        return text.len < row->before.len && me_span_starts(row->before, text) ? ME_TEXT_CUT : ME_TEXT_OTHER;
    struct me_span rest = me_span_skip(text, row->before.len);
    if (me_span_ends(rest, ME_SPAN(".")) && !me_span_ends(row->after, ME_SPAN(".")))
        rest.len--;
    if (!me_span_ends(rest, row->after))
        return ME_TEXT_CUT;
    rest.len -= row->after.len;
    if (row->subject == ME_SUBJECT_NOTHING && rest.len > 0)
        return ME_TEXT_OTHER;
    *value = rest;
    return ME_TEXT_WHOLE;
}

const struct me_code *me_codes_find_text(struct me_span text)
{
    const struct me_code *best = NULL;
    for (size_t i = 0; i < ROWS; i++) {
        struct me_span value;
        if (me_codes_match(&rows[i], text, &value) == ME_TEXT_WHOLE &&
            (best == NULL || rows[i].before.len + rows[i].after.len > best->before.len + best->after.len))
            best = &rows[i];
    }
    return best;
}

/* Whether a row's text goes on so behind a value that a stranger may have chosen. */
static bool goes_on_so(struct me_span text)
{
    for (size_t i = 0; i < ROWS; i++)
        if (rows[i].subject != ME_SUBJECT_NOTHING && rows[i].subject != ME_SUBJECT_IP &&
            me_span_starts(text, rows[i].after))
            return true;
    return false;
}

const char *me_codes_words_behind(const char *from, const char *end)
{
    const char *p = from;
    while ((p = me_scan_byte(p, end, ' ')) < end && !goes_on_so(me_span_between(p, end)))
        p++;
    return p;
}

bool me_codes_knows_text(struct me_span text)
{
    for (size_t i = 0; i < ROWS; i++)
        if (me_span_starts(text, rows[i].before))
            return true;
    return false;
}

const struct me_code *me_codes_rows(size_t *count)
{
    *count = ROWS;
    return rows;
}
