/* SPDX-License-Identifier: Apache-2.0
 *
 * What of a message may be read as more than text, how long its rows are, and so which fields must come out.
 */
#include "judge_parts.h"

/* Room for what a frame or a hop may have put behind a row: CR LF in any spelling, `#011N/A`. */
enum { TAIL_MAX = 24 };

struct me_span oracle_judge_seen(const struct oracle_message *m, struct oracle_place place)
{
    return me_span_between(m->seen.ptr + place.begin, m->seen.ptr + place.end);
}

/* Takes off what may be noise at a row's end. */
struct me_span oracle_judge_trim(struct me_span text)
{
    static const struct me_span noise[] = {
        ME_SPAN(" "),    ME_SPAN("\t"),   ME_SPAN("\r"),   ME_SPAN("\0"),   ME_SPAN("#015"),         ME_SPAN("%015"),
        ME_SPAN("\\r"),  ME_SPAN("#013"), ME_SPAN("#000"), ME_SPAN("%000"), ME_SPAN("\\0"),          ME_SPAN("N/A"),
        ME_SPAN("#011"), ME_SPAN("\\t"),  ME_SPAN("%011"), ME_SPAN("#009"), ME_SPAN("\xEF\xBB\xBF"),
    };
    for (bool again = true; again;) {
        again = false;
        for (size_t i = 0; i < ORACLE_COUNT(noise); i++)
            while (me_span_ends(text, noise[i])) {
                text.len -= noise[i].len;
                again = true;
            }
    }
    return me_span_trim(text);
}

bool oracle_judge_is_number(struct me_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!me_ascii_digit(text.ptr[i]))
            return false;
    return true;
}

/* Whether `text`, as it stands in the message, can be nothing but text in a row with TABs, or with blanks. */
static bool is_plain(struct me_span text, const struct oracle_site *site, char between)
{
    const struct me_span tab = oracle_span(oracle_frame_tab(site->spelling));
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 32)
            return false;
    if (between == ' ')
        return !oracle_judge_holds(text, "#0") && !oracle_judge_holds(text, "\\") && !oracle_judge_holds(text, "%0");
    if (oracle_text_find(text, tab) != NULL)
        return false;
    static const char *const ends[] = {"#012", "#015", "#010", "#013", "#000", "%0", "\\", "\" ", "\"]", "\"}", "\","};
    for (size_t i = 0; i < ORACLE_COUNT(ends); i++)
        if (oracle_judge_holds(text, ends[i]))
            return false;
    return tab.len != 2 || !me_span_ends(text, ME_SPAN("\"")); /* as a JSON string ends */
}

/* Whether a stranger's text may be read as columns, line ends or rows. */
bool oracle_judge_is_tricky(const struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    if (row->has_plus_in_tag)
        return true;
    for (size_t i = 0; i < row->columns; i++) {
        const struct me_span text = oracle_judge_seen(m, m->place[which][i]);
        if (!row->strangers[i] || text.len == 0)
            continue;
        if (!is_plain(text, &m->site, row->between))
            return true;
        if (row->log == ORACLE_LOG_W3C && memchr(text.ptr, ' ', text.len) != NULL)
            return true; /* a name with a blank in a row of blanks */
        if (row->log == ORACLE_LOG_DEBUG && oracle_judge_holds(text, row->is_taught ? "ME-" : " ME-"))
            return true; /* as another record begins */
        if (row->log != ORACLE_LOG_DEBUG && i >= row->reply && oracle_judge_is_number(text))
            return true; /* rows of other servers' replies are read by their numbers */
        if (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ')
            return true;
        if (i > row->reply && (me_span_ends(text, ME_SPAN("{blank}")) || me_span_ends(text, ME_SPAN("N/A"))))
            return true; /* as if it had lost its end, or as a forwarder ends a line */
    }
    return false;
}

/* Whether the other server helps the adversary: its reply has a column that is a number, or only blanks in a row whose
 * TABs became blanks. No honest server answers so (README.md, "Limits"). */
bool oracle_judge_is_helped(const struct oracle_message *m)
{
    const struct oracle_row *row = m->row[0];
    if (row->inbound || row->reply == ORACLE_NO_COLUMN)
        return false;
    const struct me_span tab = oracle_span(oracle_frame_tab(m->site.spelling));
    struct me_span rest = oracle_judge_seen(m, m->place[0][row->reply]);
    if (row->between == ' ' && me_span_trim(rest).len == 0)
        return true;
    for (const char *at = rest.ptr; at != NULL;) {
        at = oracle_text_find(rest, tab);
        const struct me_span column = at == NULL ? rest : me_span_between(rest.ptr, at);
        if (column.len > 0 && oracle_judge_is_number(column))
            return true;
        rest = at == NULL ? rest : me_span_between(at + tab.len, me_span_end(rest));
    }
    return false;
}

bool oracle_judge_may_lose_order(const struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    if (row->order != ORACLE_ORDER_KNOWN)
        return false;
    if (m->cut || !oracle_frame_is_unmistakable(&m->site) || (m->rows > 1 && !m->joint_is_line))
        return true;
    for (size_t i = 0; i < row->columns; i++)
        if (memchr(m->seen.ptr + m->place[which][i].begin, ' ', m->place[which][i].end - m->place[which][i].begin) !=
            NULL)
            return true;
    return false;
}

bool oracle_judge_may_type_login(const struct oracle_message *m, size_t which, size_t column)
{
    const struct oracle_row *row = m->row[which];
    return row->order == ORACLE_ORDER_UNKNOWN && row->strangers[column] &&
           oracle_judge_holds(oracle_judge_seen(m, m->place[which][column]), " ");
}

bool oracle_judge_may_type_logins(const struct oracle_message *m, size_t which)
{
    for (size_t i = 0; i < m->row[which]->columns; i++)
        if (oracle_judge_may_type_login(m, which, i))
            return true;
    return false;
}

static bool holds_any(struct me_span text, const char *bytes)
{
    for (; *bytes != '\0'; bytes++)
        if (text.len > 0 && memchr(text.ptr, *bytes, text.len) != NULL)
            return true;
    return false;
}

/* Whether `>` follows the address at once. */
static bool is_closed(const struct oracle_row *row, struct me_span address)
{
    const struct me_span argument = row->truth[ORACLE_ARGUMENT];
    if (address.len == 0)
        return true;
    if (me_span_equal(address, ME_SPAN("<>")))
        return oracle_judge_holds(argument, "FROM:<>");
    const char *at = oracle_text_find(argument, address);
    return at != NULL && at + address.len < me_span_end(argument) && at[address.len] == '>';
}

/* Whether a name or an address is of a shape that a reader may well take for a part of it only. */
bool oracle_judge_is_odd(const struct oracle_row *row)
{
    static const enum oracle_field names[] = {ORACLE_SENDER, ORACLE_RECIPIENT, ORACLE_HELO, ORACLE_ADDRESS,
                                              ORACLE_USER};
    for (size_t i = 0; i < ORACLE_COUNT(names); i++) {
        const struct me_span name = row->truth[names[i]];
        if (!me_span_equal(name, ME_SPAN("<>")) && holds_any(name, " <>()[]{}\"'\\,;:+%#"))
            return true;
        if (me_span_equal(oracle_judge_trim(name), ME_SPAN("-")) || oracle_judge_holds(name, "ME-"))
            return true;
        for (size_t k = 0; k < name.len; k++)
            if ((unsigned char)name.ptr[k] < 32)
                return true;
    }
    return !is_closed(row, row->truth[ORACLE_SENDER]) || !is_closed(row, row->truth[ORACLE_RECIPIENT]);
}

/* Where the record's line ends for certain, and at the latest. */
size_t oracle_judge_line_end(const struct oracle_message *m, size_t which, bool latest)
{
    const char *begin = m->seen.ptr + m->whole[which].begin;
    const char *lf = memchr(begin, '\n', m->seen.len - m->whole[which].begin);
    if (lf != NULL)
        return (size_t)(lf - m->seen.ptr);
    return latest ? m->seen.len : m->whole[m->rows - 1].end;
}

bool oracle_judge_is_over(const struct oracle_message *m, const struct oracle_rules *rules, size_t which)
{
    return oracle_judge_line_end(m, which, false) - m->whole[which].begin > rules->max_row + TAIL_MAX;
}

/* By how much a row may grow when each column of its argument becomes `{blank}`: it is not to cross the limit then. */
static size_t growth(const struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    if (!row->may_be_credential)
        return 0;
    const struct me_span tab = oracle_span(oracle_frame_tab(m->site.spelling));
    const char *end = m->seen.ptr + oracle_judge_line_end(m, which, true);
    size_t columns = 2;
    for (const char *at = m->seen.ptr + m->place[which][row->argument].begin;
         (at = oracle_text_find(me_span_between(at, end), tab)) != NULL; at++)
        columns++;
    return columns * strlen("{blank}");
}

bool oracle_judge_is_within(const struct oracle_message *m, const struct oracle_rules *rules, size_t which)
{
    const size_t len = oracle_judge_line_end(m, which, true) - m->whole[which].begin;
    return len <= rules->max_row && len + growth(m, which) <= rules->max_row;
}

bool oracle_judge_demands_all(const struct oracle_message *m, const struct oracle_rules *rules)
{
    return oracle_frame_is_unmistakable(&m->site) && oracle_frame_is_readable(&m->site, m->row[0]) && !m->cut &&
           oracle_judge_is_within(m, rules, 0) && (m->rows == 1 || m->joint_is_line) && !oracle_judge_is_tricky(m, 0);
}
