/* SPDX-License-Identifier: Apache-2.0
 *
 * What is masked: each octet of a credential, and none that is the server's.
 */
#include "judge_parts.h"

/* Whether a text of a stranger's holds what reads as the beginning of another row, which is searched for credentials
 * whoever wrote it. */
static bool may_hold_row(struct me_span text)
{
    static const char *const words[] = {"SMTP", "IMAP", "POP", "AUTH", "PASS", "LOGIN"};
    for (size_t i = 0; i < ORACLE_COUNT(words); i++)
        if (oracle_judge_holds(text, words[i]))
            return true;
    return false;
}

/* Parts of the message that may be masked. */
struct allowed {
    struct oracle_place place[1 + ORACLE_ROWS_MAX * (2 * ORACLE_COLUMNS_MAX + 3)];
    size_t count;
};

static void allow(struct allowed *allowed, size_t begin, size_t end)
{
    allowed->place[allowed->count++] = (struct oracle_place){begin, end};
}

/* Whether a W3C row is a field short: a name of nothing but blanks is none, nor is a command or an argument of TABs
 * that a hop made blanks (README.md, "Limits"). */
static bool lacks_field(const struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    const size_t typed[] = {row->command, row->argument, row->user};
    for (size_t i = 0; i < ORACLE_COUNT(typed) && row->log == ORACLE_LOG_W3C && row->order == ORACLE_ORDER_FIXED; i++)
        if (oracle_judge_trim(oracle_judge_seen(m, m->place[which][typed[i]])).len == 0)
            return true;
    return false;
}

/* Whether the row, or the record in whose line it stands, may have lost its end. */
static bool may_be_endless(const struct oracle_message *m, const struct oracle_rules *rules, size_t which)
{
    return m->cut || ((which == 0 || m->joint_is_line) && lacks_field(m, which)) ||
           !oracle_frame_is_readable(&m->site, m->row[0]) || !oracle_judge_is_within(m, rules, 0) ||
           !oracle_judge_is_within(m, rules, which);
}

/* Whether the tag holds a reply to a login, for who takes its `+` for a blank: the row may be a step of one then,
 * whatever its command is. */
static bool answers_login_in_tag(const struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    const struct me_span reply = oracle_judge_seen(m, m->place[which][row->reply]);
    return row->has_plus_in_tag && (oracle_judge_holds(reply, "+LOGIN") || oracle_judge_holds(reply, "+AUTHENTICATE"));
}

/* Command and argument of a row that may have a credential, up to the line's end where that may be the row's. */
static void allow_command(const struct oracle_message *m, const struct oracle_rules *rules, size_t which,
                          struct allowed *allowed)
{
    const struct oracle_row *row = m->row[which];
    if (row->command == ORACLE_NO_COLUMN)
        return;
    const size_t begin = m->place[which][row->command].begin;
    /* Nobody knows what a command would have been that a hop has cut. */
    if (m->cut && m->place[which][row->argument].begin == m->seen.len)
        allow(allowed, begin, m->seen.len);
    if (answers_login_in_tag(m, which))
        allow(allowed, m->place[which][row->argument].begin, m->place[which][row->argument].end);
    if (!row->may_be_credential)
        return;
    const bool endless = may_be_endless(m, rules, which);
    allow(allowed, begin, endless ? oracle_judge_line_end(m, which, true) : m->place[which][row->argument].end);
}

/* Where the last column begins that a stranger's reply is cut into by separators of his: an IMAP tag's, or another
 * server's. What stands before is nobody's but his, and no reply in any reading. */
static size_t last_of_reply(const struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    const struct me_span tab = oracle_span(oracle_frame_tab(m->site.spelling));
    const struct me_span reply = oracle_judge_seen(m, m->place[which][row->reply]);
    const char *last = reply.ptr;
    for (const char *at; (at = oracle_text_find(me_span_between(last, me_span_end(reply)), tab)) != NULL;)
        last = at + tab.len;
    return (size_t)(last - m->seen.ptr);
}

/* Where a row that a stranger typed into column `k` ends at the latest: with his text. */
static size_t end_of_typed(const struct oracle_message *m, size_t which, size_t k)
{
    const struct oracle_row *row = m->row[which];
    const size_t end = m->place[which][k].end;
    if (row->server_words > 0)
        return end - row->server_words;
    if (row->reply == ORACLE_NO_COLUMN || k >= row->reply || !row->strangers[row->reply])
        return end;
    const size_t last = last_of_reply(m, which);
    return last > m->place[which][row->reply].begin ? last : end;
}

/* A row that a stranger typed ends where his text does, unless the whole may have lost its end, or nobody knows its
 * columns and his separators are as the server's (README.md, "Limits"). */
static void allow_typed(const struct oracle_message *m, const struct oracle_rules *rules, size_t which,
                        struct allowed *allowed)
{
    const struct oracle_row *row = m->row[which];
    const bool shows_end = row->server_words > 0 && !m->cut && oracle_frame_is_readable(&m->site, m->row[0]);
    const bool endless = !shows_end && may_be_endless(m, rules, which);
    for (size_t k = 0; k < row->columns; k++) {
        const bool may_type = oracle_judge_may_type_login(m, which, k);
        if (may_type)
            allow(allowed, m->place[which][k].begin, m->place[which][k].end);
        if (row->strangers[k] && may_hold_row(oracle_judge_seen(m, m->place[which][k])))
            allow(allowed, m->place[which][k].begin,
                  endless || may_type ? oracle_judge_line_end(m, which, true) : end_of_typed(m, which, k));
    }
}

/* The first octet of [begin, end) that is in none of the parts, or `end`. */
static size_t first_forbidden(const struct allowed *allowed, size_t begin, size_t end)
{
    for (size_t i = 0; i < allowed->count && begin < end; i++)
        if (begin >= allowed->place[i].begin && begin < allowed->place[i].end) {
            begin = allowed->place[i].end;
            i = (size_t)-1; /* from the first again */
        }
    return begin < end ? begin : end;
}

static bool is_count(struct me_span text)
{
    enum { DIGITS_MAX = 10 };
    return text.len > 0 && text.len <= DIGITS_MAX && oracle_judge_is_number(text);
}

/* The columns of a row, one behind the other; in a W3C row a run of blanks separates two. */
struct walk {
    struct me_span tab, rest;
    bool is_w3c;
};

static struct me_span next_column(struct walk *w)
{
    while (w->is_w3c && me_span_starts(w->rest, ME_SPAN(" ")))
        w->rest = me_span_skip(w->rest, 1);
    const char *tab = oracle_text_find(w->rest, w->tab), *end = tab != NULL ? tab : me_span_end(w->rest);
    const struct me_span column = me_span_between(w->rest.ptr, end);
    w->rest = me_span_between(tab != NULL ? tab + w->tab.len : end, me_span_end(w->rest));
    return column;
}

/* Whether a field reads as a reply of IMAP, behind some tag, or of POP. */
static bool reads_as_reply(struct me_span field)
{
    static const char *const words[] = {"+OK", "+NO", "+BAD"};
    const char *plus = field.len > 0 ? memchr(field.ptr, '+', field.len) : NULL;
    const struct me_span behind = plus != NULL ? me_span_between(plus, me_span_end(field)) : (struct me_span){0};
    for (size_t i = 0; i < ORACLE_COUNT(words); i++)
        if (me_span_starts(behind, oracle_span(words[i])))
            return true;
    return me_span_starts(field, ME_SPAN("-ERR")) || me_span_starts(field, ME_SPAN("*+"));
}

/* Whether nothing but a tag stands in front of what looks like the reply of a row whose order nobody knows: not where a
 * client has TABs in its tag that a hop makes blanks, and a number between them, which may be the server's. */
static bool shows_reply(const struct oracle_message *m, size_t which)
{
    struct walk w = {ME_SPAN(" "), oracle_judge_seen(m, m->place[which][m->row[which]->reply]), true};
    while (w.rest.len > 0) {
        const struct me_span field = next_column(&w);
        if (reads_as_reply(field) || is_count(field))
            return !is_count(field);
    }
    return false;
}

/* Where in an argument whose row's order nobody knows a client forged a column of a reply. Where the reply itself does
 * not look like one, the argument's first field is all that can be told from the server's. */
static size_t forged_in_unknown(const struct oracle_message *m, size_t which, size_t column)
{
    const struct oracle_place place = m->place[which][column];
    const bool has_reply = !m->cut && !m->row[which]->has_plus_in_tag && shows_reply(m, which);
    struct walk w = {ME_SPAN(" "), oracle_judge_seen(m, place), true};
    for (bool first = true; w.rest.len > 0; first = false) {
        const struct me_span field = next_column(&w);
        if (!first && (!has_reply || which > 0 || is_count(field) || reads_as_reply(field)))
            return (size_t)(field.ptr - m->seen.ptr);
    }
    return place.end;
}

/* Where in an argument a client forged a reply and two counts, or its end: what stands behind is a name to the reader,
 * and only its writer is shown. In a row behind another one the credential itself may be that reply, and what stands
 * behind a separator may be a reply of the other row, or a row (README.md, "Limits"). */
static size_t forged_from(const struct oracle_message *m, size_t which, size_t column)
{
    const struct oracle_row *row = m->row[which];
    const struct oracle_place place = m->place[which][column];
    const bool is_w3c = row->log == ORACLE_LOG_W3C;
    struct walk w = {is_w3c ? ME_SPAN(" ") : oracle_span(oracle_frame_tab(m->site.spelling)),
                     me_span_between(m->seen.ptr + place.begin, m->seen.ptr + m->seen.len), is_w3c};
    for (size_t begin = place.begin; begin < place.end; begin = (size_t)(w.rest.ptr - m->seen.ptr)) {
        const struct me_span reply = next_column(&w);
        const bool is_argument = (size_t)(reply.ptr - m->seen.ptr) == place.begin;
        struct walk behind = w;
        if (is_w3c)
            next_column(&behind);
        const struct me_span sent = next_column(&behind), received = next_column(&behind);
        /* the row may end within the second count */
        const bool has_counts = is_count(sent) && received.len > 0 && me_ascii_digit(received.ptr[0]);
        if (which > 0 ? has_counts || !is_argument : has_counts && !is_argument)
            return (size_t)(reply.ptr - m->seen.ptr);
    }
    return place.end;
}

static bool is_masked(const struct oracle_message *m, const struct oracle_answer *answer, size_t at)
{
    for (size_t i = 0; i < answer->secrets; i++)
        if (m->seen.ptr + at >= answer->secret[i].ptr && m->seen.ptr + at < me_span_end(answer->secret[i]))
            return true;
    return false;
}

static bool says_login(const struct oracle_row *row)
{
    static const char *const commands[] = {"AUTH", "LOGIN", "AUTHENTICATE", "PASS", "APOP"};
    for (size_t i = 0; i < ORACLE_COUNT(commands); i++)
        if (oracle_judge_is(oracle_text_span(&row->column[row->command]), commands[i]))
            return true;
    return false;
}

/* Whether the octets of each credential are gone, as far as the row shows where they stand. */
static bool judge_leftovers(const struct oracle_message *m, const struct oracle_answer *answer, struct oracle_text *why)
{
    static struct oracle_text before;
    for (size_t i = 0; i < m->rows; i++) {
        for (size_t k = 0; k < m->row[i]->secrets; k++) {
            const struct oracle_secret *s = &m->row[i]->secret[k];
            if (!oracle_frame_is_readable(&m->site, m->row[i]) &&
                (oracle_judge_is_tricky(m, i) || !says_login(m->row[i])))
                continue; /* without columns only the command shows it */
            before.len = 0;
            oracle_frame_spell(m->site.spelling, (struct me_span){m->row[i]->column[s->column].ptr, s->begin}, &before);
            const size_t begin = m->place[i][s->column].begin + before.len, end = begin + s->end - s->begin;
            const size_t until =
                (m->row[i]->order == ORACLE_ORDER_UNKNOWN ? forged_in_unknown : forged_from)(m, i, s->column);
            for (size_t at = begin; at < end && at < until && at < m->seen.len; at++) {
                const bool blank = m->row[i]->log == ORACLE_LOG_W3C && m->seen.ptr[at] == '+'; /* at the end of a cut */
                if (blank || is_masked(m, answer, at))
                    continue;
                oracle_text_format(why, "credential of row %zu left at octet %zu of the message: ", i + 1, at);
                oracle_judge_show(
                    me_span_between(m->seen.ptr + at, m->seen.ptr + (end < m->seen.len ? end : m->seen.len)), why);
                return false;
            }
        }
    }
    return true;
}

bool oracle_judge_masks(const struct oracle_message *m, const struct oracle_rules *rules,
                        const struct oracle_answer *answer, struct oracle_text *why)
{
    const struct me_span text = oracle_text_span(&m->seen);
    const char *from = text.ptr;
    struct allowed allowed = {.count = 0};
    for (size_t i = 0; i < m->rows && answer->secrets > 0; i++) {
        allow_command(m, rules, i, &allowed);
        allow_typed(m, rules, i, &allowed);
    }
    for (size_t i = 0; i < answer->secrets; i++) {
        const struct me_span part = answer->secret[i];
        if (part.ptr < from || part.ptr > me_span_end(text) || part.len > (size_t)(me_span_end(text) - part.ptr)) {
            oracle_text_format(why, "credential %zu lies outside of the message or on the one before it", i);
            return false;
        }
        from = me_span_end(part);
        const size_t end = (size_t)(from - text.ptr), at = first_forbidden(&allowed, end - part.len, end);
        if (at == end)
            continue;
        oracle_text_format(why, "octet %zu is no credential and is masked: ", at);
        oracle_judge_show(part, why);
        return false;
    }
    return judge_leftovers(m, answer, why);
}

void oracle_judge_mask(struct me_span text, const struct oracle_answer *answer, struct oracle_text *out)
{
    const char *from = text.ptr;
    for (size_t i = 0; i < answer->secrets; i++) {
        if (answer->secret[i].ptr < from)
            continue; /* judged elsewhere */
        oracle_text_add(out, me_span_between(from, answer->secret[i].ptr));
        oracle_text_add_string(out, "{blank}");
        from = me_span_end(answer->secret[i]);
    }
    oracle_text_add(out, me_span_between(from, me_span_end(text)));
}
