/* SPDX-License-Identifier: Apache-2.0
 *
 * Field by field against the truth.
 */
#include "judge.h"

/* Room for what a frame or a hop may have put behind a row: CR LF in any spelling, `#011N/A`. */
enum { TAIL_MAX = 24 };

struct case_ {
    const struct oracle_message *message;
    const struct oracle_row *row; /* the first of the message: the record */
    const struct oracle_rules *rules;
    const struct oracle_answer *answer;
    struct oracle_text *why;
    bool odd; /* a stranger's text in the row may be read as more than text, or in part */
};

static bool is(struct me_span a, const char *b)
{
    return me_span_equal(a, oracle_span(b));
}

static bool contains(struct me_span whole, const char *part)
{
    return oracle_text_find(whole, oracle_span(part)) != NULL;
}

void oracle_judge_show(struct me_span text, struct oracle_text *out)
{
    enum { SHOWN_MAX = 6000 };
    const size_t shown = text.len < SHOWN_MAX ? text.len : SHOWN_MAX;
    for (size_t i = 0; i < shown; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if (c == '\\')
            oracle_text_add_string(out, "\\\\");
        else if (c < 32 || c > 126)
            oracle_text_format(out, "\\x%02X", c);
        else
            oracle_text_add_byte(out, (char)c);
    }
    if (shown < text.len)
        oracle_text_format(out, "... (%zu octets)", text.len);
}

static bool wrong(const struct case_ *c, const char *what, struct me_span truth, struct me_span said)
{
    oracle_text_format(c->why, "%s: truth `", what);
    oracle_judge_show(truth, c->why);
    oracle_text_add_string(c->why, "`, said `");
    oracle_judge_show(said, c->why);
    oracle_text_add_string(c->why, "`");
    return false;
}

/* Whether `text`, as it stands in the message, can be nothing but text in a row with TABs, or with blanks. */
static bool is_plain(struct me_span text, const struct oracle_site *site, char between)
{
    const struct me_span tab = oracle_span(oracle_frame_tab(site->spelling));
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] < 32)
            return false;
    if (between == ' ')
        return !contains(text, "#0") && !contains(text, "\\") && !contains(text, "%0");
    if (oracle_text_find(text, tab) != NULL)
        return false;
    static const char *const ends[] = {"#012", "#015", "#010", "#013", "#000", "%0", "\\", "\" ", "\"]", "\"}", "\","};
    for (size_t i = 0; i < ORACLE_COUNT(ends); i++)
        if (contains(text, ends[i]))
            return false;
    return true;
}

static struct me_span seen(const struct oracle_message *m, struct oracle_place place)
{
    return me_span_between(m->seen.ptr + place.begin, m->seen.ptr + place.end);
}

/* Takes off what may be noise at a row's end. */
static struct me_span trim(struct me_span text)
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

static bool is_number(struct me_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!me_ascii_digit(text.ptr[i]))
            return false;
    return true;
}

/* Whether a stranger's text may be read as columns, line ends or rows. */
static bool row_is_tricky(const struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    for (size_t i = 0; i < row->columns; i++) {
        const struct me_span text = seen(m, m->place[which][i]);
        if (!row->strangers[i] || text.len == 0)
            continue;
        if (!is_plain(text, &m->site, row->between))
            return true;
        if (row->log == ORACLE_LOG_W3C && memchr(text.ptr, ' ', text.len) != NULL)
            return true; /* a name with a blank in a row of blanks */
        if (row->log != ORACLE_LOG_DEBUG && i >= row->reply && is_number(text))
            return true; /* rows of other servers' replies are read by their numbers */
        if (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ')
            return true;
        if (i > row->reply && (me_span_ends(text, ME_SPAN("{blank}")) || me_span_ends(text, ME_SPAN("N/A"))))
            return true; /* as if it had lost its end, or as a forwarder ends a line */
    }
    return false;
}

/* Whether the other server's reply has a column that is a number: no server answers so, but one that helps the
 * adversary to another reply. */
static bool helps_the_adversary(const struct oracle_message *m)
{
    const struct oracle_row *row = m->row[0];
    if (row->inbound || row->reply == ORACLE_NO_COLUMN)
        return false;
    const struct me_span tab = oracle_span(oracle_frame_tab(m->site.spelling));
    struct me_span rest = seen(m, m->place[0][row->reply]);
    for (const char *at = rest.ptr; at != NULL;) {
        at = oracle_text_find(rest, tab);
        const struct me_span column = at == NULL ? rest : me_span_between(rest.ptr, at);
        if (column.len > 0 && is_number(column))
            return true;
        rest = at == NULL ? rest : me_span_between(at + tab.len, me_span_end(rest));
    }
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
        return contains(argument, "<>");
    const char *at = oracle_text_find(argument, address);
    return at != NULL && at + address.len < me_span_end(argument) && at[address.len] == '>';
}

/* Whether a name or an address is of a shape that a reader may well take for a part of it only. */
static bool row_is_odd(const struct oracle_row *row)
{
    static const enum oracle_field names[] = {ORACLE_SENDER, ORACLE_RECIPIENT, ORACLE_HELO, ORACLE_ADDRESS,
                                              ORACLE_USER};
    for (size_t i = 0; i < ORACLE_COUNT(names); i++) {
        const struct me_span name = row->truth[names[i]];
        if (!me_span_equal(name, ME_SPAN("<>")) && holds_any(name, " <>()[]{}\"'\\,;:+%#"))
            return true;
        if (me_span_equal(trim(name), ME_SPAN("-")) || contains(name, "ME-"))
            return true;
        for (size_t k = 0; k < name.len; k++)
            if ((unsigned char)name.ptr[k] < 32)
                return true;
    }
    return !is_closed(row, row->truth[ORACLE_SENDER]) || !is_closed(row, row->truth[ORACLE_RECIPIENT]);
}

/* Where the record's line ends for certain, and at the latest. */
static size_t line_end(const struct oracle_message *m, size_t which, bool latest)
{
    const char *begin = m->seen.ptr + m->whole[which].begin;
    const char *lf = memchr(begin, '\n', m->seen.len - m->whole[which].begin);
    if (lf != NULL)
        return (size_t)(lf - m->seen.ptr);
    return latest ? m->seen.len : m->whole[m->rows - 1].end;
}

static bool surely_over(const struct oracle_message *m, const struct oracle_rules *rules, size_t which)
{
    return line_end(m, which, false) - m->whole[which].begin > rules->max_row + TAIL_MAX;
}

/* By how much a row may grow when each column of its argument becomes `{blank}`: it is not to cross the limit then. */
static size_t growth(const struct oracle_message *m, size_t which)
{
    const struct oracle_row *row = m->row[which];
    if (!row->may_be_credential)
        return 0;
    const struct me_span tab = oracle_span(oracle_frame_tab(m->site.spelling));
    const char *end = m->seen.ptr + line_end(m, which, true);
    size_t columns = 2;
    for (const char *at = m->seen.ptr + m->place[which][row->argument].begin;
         (at = oracle_text_find(me_span_between(at, end), tab)) != NULL; at++)
        columns++;
    return columns * strlen("{blank}");
}

static bool surely_within(const struct oracle_message *m, const struct oracle_rules *rules, size_t which)
{
    const size_t len = line_end(m, which, true) - m->whole[which].begin;
    return len <= rules->max_row && len + growth(m, which) <= rules->max_row;
}

bool oracle_judge_demands_all(const struct oracle_message *m, const struct oracle_rules *rules)
{
    return oracle_frame_is_clean(&m->site) && oracle_frame_is_readable(&m->site, m->row[0]) && !m->cut &&
           surely_within(m, rules, 0) && (m->rows == 1 || m->joint_is_line) && !row_is_tricky(m, 0);
}

/* Equality where a `+` of a W3C row may have been read as the blank that it stands for. */
static bool equal_text(struct me_span a, struct me_span b, bool w3c)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (a.ptr[i] != b.ptr[i] &&
            !(w3c && (a.ptr[i] == ' ' || a.ptr[i] == '+') && (b.ptr[i] == ' ' || b.ptr[i] == '+')))
            return false;
    return true;
}

/* `truth` as a client sent it, or as the hop spells it. */
static bool says(const struct case_ *c, struct me_span truth, struct me_span said)
{
    static struct oracle_text spelled;
    const bool w3c = c->row->log == ORACLE_LOG_W3C;
    if (equal_text(truth, said, w3c))
        return true;
    spelled.len = 0;
    oracle_frame_spell(c->message->site.spelling, truth, &spelled);
    return equal_text(trim(oracle_text_span(&spelled)), trim(said), w3c) || equal_text(trim(truth), trim(said), w3c);
}

/* Whether `said` is `truth` and the end of the frame, which is not always to be told from the last column: that of a
 * JSON text that nobody has decoded. */
static bool says_with_frame(const struct case_ *c, struct me_span truth, struct me_span said)
{
    static const struct me_span ends[] = {ME_SPAN("\"}"), ME_SPAN("\",\"n\":1}")};
    if (oracle_frame_is_clean(&c->message->site))
        return false;
    for (size_t i = 0; i < ORACLE_COUNT(ends); i++)
        if (me_span_ends(said, ends[i]) && says(c, truth, (struct me_span){said.ptr, said.len - ends[i].len}))
            return true;
    return false;
}

/* Whether `said` is a part of `truth` as the hop spells it. */
static bool is_part(const struct case_ *c, struct me_span truth, struct me_span said)
{
    static struct oracle_text spelled, plain;
    spelled.len = plain.len = 0;
    oracle_frame_spell(c->message->site.spelling, truth, &spelled);
    oracle_text_add(&plain, said);
    if (c->row->log == ORACLE_LOG_W3C) {
        for (size_t i = 0; i < spelled.len; i++)
            spelled.ptr[i] = spelled.ptr[i] == '+' ? ' ' : spelled.ptr[i];
        for (size_t i = 0; i < plain.len; i++)
            plain.ptr[i] = plain.ptr[i] == '+' ? ' ' : plain.ptr[i];
    }
    return said.len == 0 || oracle_text_find(oracle_text_span(&spelled), oracle_text_span(&plain)) != NULL ||
           oracle_text_find(truth, said) != NULL;
}

/* An outbound row's argument, and what another server wrote behind it: where its reply has separators, a part of it
 * reads as the argument's. */
static bool is_argument_and_reply(const struct case_ *c, struct me_span said)
{
    const struct oracle_message *m = c->message;
    if (c->row->inbound || c->row->reply == ORACLE_NO_COLUMN)
        return false;
    const struct oracle_place *place = m->place[0];
    return me_span_starts(
        me_span_between(m->seen.ptr + place[c->row->argument].begin, m->seen.ptr + place[c->row->reply].end), said);
}

static bool is_part_of_outbound(const struct case_ *c, struct me_span said)
{
    const struct oracle_message *m = c->message;
    if (c->row->inbound || c->row->reply == ORACLE_NO_COLUMN)
        return false;
    const struct oracle_place *place = m->place[0];
    return oracle_text_find(
               me_span_between(m->seen.ptr + place[c->row->argument].begin, m->seen.ptr + place[c->row->reply].end),
               said) != NULL;
}

/* The argument as this row may show it: without its credentials. */
static bool says_masked(const struct case_ *c, struct me_span said)
{
    static struct oracle_text masked;
    const struct oracle_row *row = c->row;
    if (row->secrets == 0 && !row->may_be_credential)
        return false;
    if (is(said, "{blank}"))
        return true;
    for (size_t i = 0; i < row->secrets; i++) {
        if (row->secret[i].column != row->argument)
            continue;
        const struct me_span text = oracle_text_span(&row->column[row->argument]);
        masked.len = 0;
        oracle_text_add(&masked, (struct me_span){text.ptr, row->secret[i].begin});
        oracle_text_add_string(&masked, "{blank}");
        if (says(c, oracle_text_span(&masked), said))
            return true;
        oracle_text_add(&masked, me_span_skip(text, row->secret[i].end));
        if (says(c, oracle_text_span(&masked), said))
            return true;
    }
    return me_span_ends(said, ME_SPAN("{blank}")) &&
           is_part(c, oracle_text_span(&row->column[row->argument]), (struct me_span){said.ptr, said.len - 7});
}

static struct me_span column_of(const struct oracle_row *row, size_t column)
{
    return column == ORACLE_NO_COLUMN ? (struct me_span){0} : oracle_text_span(&row->column[column]);
}

static bool judge_command(const struct case_ *c, enum oracle_field f, struct me_span said)
{
    const struct me_span argument = column_of(c->row, c->row->argument);
    if (c->row->log == ORACLE_LOG_DEBUG)
        return false;
    if (says_masked(c, said))
        return true;
    if (f == ORACLE_ARGUMENT && (says(c, argument, said) || is_argument_and_reply(c, said)))
        return true;
    return (c->answer->anomalies & ORACLE_TRUNCATED) && is_part(c, argument, said);
}

/* A name or a subject with separators in it: they are a row's last columns, and one may be taken for two. */
static bool judge_last_columns(const struct case_ *c, enum oracle_field f, struct me_span said)
{
    if (!c->odd)
        return false;
    if (c->row->user == ORACLE_NO_COLUMN) /* IMAP, POP: a word of the command */
        return f == ORACLE_USER && c->row->truth[f].len > 0 && is_part(c, c->row->truth[f], said);
    const struct me_span columns = me_span_between(c->message->seen.ptr + c->message->place[0][c->row->user].begin,
                                                   c->message->seen.ptr + c->message->whole[0].end);
    return f == ORACLE_USER ? me_span_starts(columns, said) : oracle_text_find(columns, said) != NULL;
}

/* The text of a Debug record as the hop spells it. */
static struct me_span seen_text(const struct case_ *c)
{
    static struct oracle_text spelled;
    spelled.len = 0;
    oracle_frame_spell(c->message->site.spelling, c->row->truth[ORACLE_TEXT], &spelled);
    return oracle_text_span(&spelled);
}

static bool judge_text(const struct case_ *c, enum oracle_field f, struct me_span said)
{
    const struct me_span truth = c->row->truth[f];
    const bool truncated = c->answer->anomalies & ORACLE_TRUNCATED;
    if (says(c, truth, said))
        return true;
    if ((f == ORACLE_USER || f == ORACLE_SUBJECT || f == ORACLE_TEXT) && says_with_frame(c, truth, said))
        return true;
    switch (f) {
    case ORACLE_ARGUMENT:
    case ORACLE_COMMAND:
        return judge_command(c, f, said);
    case ORACLE_SENDER:
    case ORACLE_RECIPIENT:
    case ORACLE_HELO:
        if (c->odd && truth.len > 0 && me_span_equal(said, ME_SPAN("<>")))
            return true; /* an address without a letter */
        return c->odd && truth.len > 0 &&
               (is_part(c, column_of(c->row, c->row->argument), said) || is_part_of_outbound(c, said));
    case ORACLE_USER:
    case ORACLE_SUBJECT:
        return judge_last_columns(c, f, said);
    case ORACLE_ADDRESS:
        return c->odd && truth.len > 0 && is_part(c, truth, said);
    case ORACLE_TEXT:
        if ((c->message->rows > 1 || c->message->cut) && me_span_starts(said, seen_text(c)))
            return true; /* another record of the server's where nothing marks a line end, or what is left of one */
        return (c->odd || truncated) && is_part(c, truth, said);
    default:
        return false;
    }
}

/* Whether `reply` is what another server wrote, or a column of that: its words are its own. */
static bool is_others_reply(const struct case_ *c, struct me_span reply)
{
    return !c->row->inbound && c->row->reply != ORACLE_NO_COLUMN && reply.len > 0 &&
           is_part(c, c->row->truth[ORACLE_REPLY], reply);
}

static struct me_span word_of(const struct oracle_meaning *m, enum oracle_field f)
{
    return oracle_span(f == ORACLE_EVENT     ? m->event
                       : f == ORACLE_OUTCOME ? m->outcome
                       : f == ORACLE_REASON  ? m->reason
                       : f == ORACLE_RISK    ? m->risk
                                             : "");
}

/* A W3C row's `+` is a blank. */
static struct me_span without_plus(const struct case_ *c, struct me_span text)
{
    static struct oracle_text plain;
    if (c->row->log != ORACLE_LOG_W3C)
        return text;
    plain.len = 0;
    oracle_text_add(&plain, text);
    for (size_t i = 0; i < plain.len; i++)
        if (plain.ptr[i] == '+')
            plain.ptr[i] = ' ';
    return oracle_text_span(&plain);
}

/* Whether a column of what another server wrote, by itself, would make the row mean `said`: it could have written that
 * alone. */
static bool others_words_mean(const struct case_ *c, enum oracle_field f, struct me_span said)
{
    const struct me_span tab = oracle_span(oracle_frame_tab(c->message->site.spelling));
    const struct me_span word = oracle_text_span(&c->row->column[c->row->command]);
    struct me_span rest = seen(c->message, c->message->place[0][c->row->reply]);
    if (helps_the_adversary(c->message))
        return true;
    static char command[16];
    memcpy(command, word.ptr, word.len < 15 ? word.len : 15);
    command[word.len < 15 ? word.len : 15] = '\0';
    for (const char *at = rest.ptr; at != NULL;) {
        at = oracle_text_find(rest, tab);
        const struct me_span column = at == NULL ? rest : me_span_between(rest.ptr, at);
        const struct oracle_meaning m = oracle_meaning_of_smtp(false, command, without_plus(c, column));
        if (me_span_equal(said, word_of(&m, f)))
            return true;
        rest = at == NULL ? rest : me_span_between(at + tab.len, me_span_end(rest));
    }
    return false;
}

/* Whether the row may mean `said`: its truth, or what another server's own words make of it. */
static bool judge_word(const struct case_ *c, enum oracle_field f, struct me_span said)
{
    if (me_span_equal(said, c->row->truth[f]))
        return true;
    return !c->row->inbound && c->row->reply != ORACLE_NO_COLUMN && others_words_mean(c, f, said);
}

/* Whether the client sent a real TAB somewhere in the row. */
static bool sent_control(const struct oracle_row *row)
{
    for (size_t i = 0; i < row->columns; i++)
        if (row->strangers[i] && memchr(oracle_text_span(&row->column[i]).ptr, '\t', row->column[i].len) != NULL)
            return true;
    return false;
}

static bool may_accuse(const struct case_ *c)
{
    return c->row->inbound && *oracle_frame_tab(c->message->site.spelling) == '\t' && c->row->between == '\t' &&
           sent_control(c->row);
}

static bool judge_ambiguous(const struct case_ *c)
{
    static const enum oracle_field away[] = {
        ORACLE_OUTCOME,    ORACLE_RISK,       ORACLE_COMMAND,        ORACLE_ARGUMENT, ORACLE_REPLY,
        ORACLE_REPLY_CODE, ORACLE_BYTES_SENT, ORACLE_BYTES_RECEIVED, ORACLE_USER,     ORACLE_SUBJECT,
        ORACLE_SENDER,     ORACLE_RECIPIENT,  ORACLE_HELO,           ORACLE_MAILBOX,  ORACLE_POSTOFFICE,
    };
    const struct me_span reason = c->answer->value[ORACLE_REASON], offence = c->answer->value[ORACLE_OFFENCE];
    for (size_t i = 0; i < ORACLE_COUNT(away); i++)
        if (c->answer->value[away[i]].len > 0)
            return wrong(c, "ambiguous, and yet a field", oracle_span(oracle_field_names[away[i]]),
                         c->answer->value[away[i]]);
    if (reason.len > 0 && !(is(reason, "control-character") && may_accuse(c)))
        return wrong(c, "reason of ambiguous", ME_SPAN(""), reason);
    if (offence.len == 0)
        return true;
    if (!c->row->inbound || !is(offence, reason.len > 0 ? "control-character" : "unreadable"))
        return wrong(c, "offence of ambiguous", c->row->inbound ? ME_SPAN("unreadable") : ME_SPAN(""), offence);
    return true;
}

/* A row that may have lost its end: what stands behind its command is not believed. A Debug record's code is. */
static bool judge_truncated(const struct case_ *c)
{
    static const enum oracle_field away[] = {ORACLE_OUTCOME, ORACLE_REASON, ORACLE_RISK,
                                             ORACLE_USER,    ORACLE_REPLY,  ORACLE_REPLY_CODE};
    const struct me_span offence = c->answer->value[ORACLE_OFFENCE], event = c->answer->value[ORACLE_EVENT];
    if (c->row->log == ORACLE_LOG_DEBUG)
        return true;
    if (!is(event, "command"))
        return wrong(c, "event of truncated", ME_SPAN("command"), event);
    for (size_t i = 0; i < ORACLE_COUNT(away); i++)
        if (c->answer->value[away[i]].len > 0)
            return wrong(c, "truncated, and yet a field", oracle_span(oracle_field_names[away[i]]),
                         c->answer->value[away[i]]);
    if (offence.len > 0 && !(c->row->inbound && is(offence, "unreadable")))
        return wrong(c, "offence of truncated", ME_SPAN("unreadable"), offence);
    return true;
}

static bool judge_words(const struct case_ *c)
{
    static const enum oracle_field words[] = {ORACLE_EVENT, ORACLE_OUTCOME, ORACLE_REASON, ORACLE_RISK, ORACLE_OFFENCE};
    const struct me_span event = c->answer->value[ORACLE_EVENT];
    if (is(event, "ambiguous") != ((c->answer->anomalies & ORACLE_AMBIGUOUS) != 0))
        return wrong(c, "anomaly ambiguous", ME_SPAN("with the event ambiguous"), event);
    if (is(event, "ambiguous"))
        return judge_ambiguous(c);
    if (c->answer->anomalies & ORACLE_TRUNCATED && c->row->log != ORACLE_LOG_DEBUG)
        return judge_truncated(c);
    for (size_t i = 0; i < ORACLE_COUNT(words); i++) {
        const struct me_span said = c->answer->value[words[i]];
        if (words[i] == ORACLE_EVENT && c->answer->anomalies & ORACLE_TRUNCATED && is(said, "debug"))
            continue; /* a code that nobody knows: its text would decide */
        if (words[i] == ORACLE_EVENT && !oracle_frame_is_clean(&c->message->site) && is(said, "debug"))
            continue; /* the end of the frame is no end of a text that would decide */
        if ((said.len > 0 || words[i] == ORACLE_EVENT) && !judge_word(c, words[i], said))
            return wrong(c, oracle_field_names[words[i]], c->row->truth[words[i]], said);
    }
    return true;
}

/* The time, with or without an offset. */
static bool is_time(struct me_span truth, struct me_span said)
{
    return me_span_starts(said, truth) && truth.len > 0 && said.len > truth.len &&
           memchr("Z+-", said.ptr[truth.len], 3) != NULL;
}

/* Whether the conversation may have said `said` last; its memory is short, and cuts long texts. */
static bool may_remember(const struct case_ *c, enum oracle_field f, struct me_span said)
{
    return c->row->context[f].len > 0 && (is_part(c, c->row->context[f], said) || me_span_equal(said, ME_SPAN("<>")));
}

/* Names that a conversation adds; oracle_judge_context() judges them where the conversations are known. */
static bool may_come_from_context(enum oracle_field f)
{
    return f == ORACLE_HELO || f == ORACLE_USER || f == ORACLE_SENDER || f == ORACLE_RECIPIENT;
}

/* Whether a text in an object is not to be compared: an octet that is no UTF-8 has become U+FFFD, or a row that a
 * stranger typed in it was masked. */
static bool is_changed(const struct case_ *c, struct me_span said)
{
    return !c->answer->masks && (contains(said, "\xEF\xBF\xBD") || (c->odd && contains(said, "{blank}")));
}

static bool judge_fields(const struct case_ *c)
{
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        const struct me_span said = c->answer->value[f];
        if (said.len == 0 || oracle_field_kinds[f] == ORACLE_KIND_WORD)
            continue;
        if (c->rules->context && may_come_from_context((enum oracle_field)f) && c->row->truth[f].len == 0)
            continue;
        if (oracle_field_kinds[f] >= ORACLE_KIND_TEXT && is_changed(c, said))
            continue;
        if (helps_the_adversary(c->message) && oracle_field_kinds[f] >= ORACLE_KIND_TEXT)
            continue;
        const bool others = oracle_field_kinds[f] == ORACLE_KIND_READ && !c->row->inbound;
        if (others && (f == ORACLE_REPLY ? is_others_reply(c, said) : is_part(c, c->row->truth[ORACLE_REPLY], said)))
            continue;
        const bool fits = oracle_field_kinds[f] == ORACLE_KIND_OWN ? equal_text(c->row->truth[f], said, false)
                                                                   : judge_text(c, (enum oracle_field)f, said);
        if (!fits && (f == ORACLE_POSTOFFICE || f == ORACLE_MAILBOX) && says_with_frame(c, c->row->truth[f], said))
            continue;
        if (!fits && f == ORACLE_CLIENT_IP && c->row->truth[f].len > 0 && me_span_starts(said, c->row->truth[f]) &&
            said.ptr[c->row->truth[f].len] == '%')
            continue; /* with its zone */
        if (!fits && !(f == ORACLE_TIME && is_time(c->row->truth[f], said)))
            return wrong(c, oracle_field_names[f], c->row->truth[f], said);
    }
    return true;
}

/* A row in which there is nothing to doubt: all of it is said, and no doubt. */
static bool judge_complete(const struct case_ *c)
{
    if (c->answer->anomalies & ~(unsigned)(c->message->rows > 1 ? ORACLE_SEVERAL_LINES : 0))
        return wrong(c, "anomalies of a row without a trick", ME_SPAN(""), c->answer->value[ORACLE_EVENT]);
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        if (c->row->truth[f].len == 0 || c->answer->value[f].len > 0 || c->answer->mute >> f & 1)
            continue;
        if (f == ORACLE_BYTES_RECEIVED && (c->row->login_row || c->row->may_be_credential))
            continue; /* it would tell how long a password is */
        if (c->odd && oracle_field_kinds[f] == ORACLE_KIND_TEXT)
            continue;
        return wrong(c, oracle_field_names[f], c->row->truth[f], ME_SPAN("(nothing)"));
    }
    return true;
}

static bool judge_several_lines(const struct case_ *c)
{
    const struct oracle_message *m = c->message;
    if (m->rows == 1 || !m->joint_is_line || !oracle_frame_is_readable(&m->site, m->row[1]) || m->cut)
        return true;
    return c->answer->anomalies & ORACLE_SEVERAL_LINES
               ? true
               : wrong(c, "anomalies", ME_SPAN("several-lines"), ME_SPAN("(nothing)"));
}

/* A field of an object that is passed on must not hold what is masked in the message. */
static bool judge_secrets_in_fields(const struct case_ *c)
{
    enum { TELLING_MIN = 8 }; /* a shorter one may be a part of any word */
    for (size_t i = 0; i < c->message->rows; i++)
        for (size_t k = 0; k < c->message->row[i]->secrets; k++) {
            const struct oracle_secret *s = &c->message->row[i]->secret[k];
            const struct me_span bytes = {c->message->row[i]->column[s->column].ptr + s->begin, s->end - s->begin};
            for (int f = 0; f < ORACLE_FIELD_MAX && bytes.len >= TELLING_MIN; f++)
                if (oracle_text_find(c->answer->value[f], bytes) != NULL)
                    return wrong(c, "a field holds a credential", bytes, c->answer->value[f]);
        }
    return true;
}

bool oracle_judge_answer(const struct oracle_message *message, const struct oracle_rules *rules,
                         const struct oracle_answer *answer, struct oracle_text *why)
{
    const struct case_ c = {
        message, message->row[0], rules, answer, why, row_is_tricky(message, 0) || row_is_odd(message->row[0])};
    const bool readable = oracle_frame_is_readable(&message->site, c.row);
    if (!answer->found)
        return !readable || !oracle_frame_is_clean(&message->site)
                   ? true
                   : wrong(&c, "record", c.row->truth[ORACLE_EVENT], ME_SPAN("(none found)"));
    if (!readable)
        return wrong(&c, "record", ME_SPAN("(none: its TABs are gone)"), answer->value[ORACLE_EVENT]);
    if (!judge_fields(&c) || !judge_words(&c) || (!answer->masks && !judge_secrets_in_fields(&c)))
        return false;
    if (rules->masked)
        return true;
    if (surely_over(message, rules, 0) && !(answer->anomalies & ORACLE_TRUNCATED))
        return wrong(&c, "anomalies", ME_SPAN("truncated"), answer->value[ORACLE_EVENT]);
    if (!(answer->anomalies & ORACLE_TRUNCATED) && !judge_several_lines(&c))
        return false;
    return !oracle_judge_demands_all(message, rules) || judge_complete(&c);
}

bool oracle_judge_context(const struct oracle_message *m, const struct oracle_answer *answer, struct oracle_text *why)
{
    const struct case_ c = {.message = m, .row = m->row[0], .answer = answer, .why = why};
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        const struct me_span said = answer->context[f];
        if (f == ORACLE_USER && !oracle_frame_is_clean(&m->site))
            continue; /* the end of the frame, taken for a name */
        if (said.len == 0 || c.row->truth[f].len > 0 || may_remember(&c, (enum oracle_field)f, said))
            continue;
        return wrong(&c, oracle_field_names[f], c.row->context[f], said);
    }
    if (!answer->authenticated || c.row->authenticated)
        return true;
    oracle_text_add_string(why, "authenticated, says the conversation, and nobody was");
    return false;
}

/* Whether a text of a stranger's holds what reads as the beginning of another row, which is searched for credentials
 * whoever wrote it. */
static bool may_hold_row(struct me_span text)
{
    static const char *const words[] = {"SMTP", "IMAP", "POP", "AUTH", "PASS", "LOGIN"};
    for (size_t i = 0; i < ORACLE_COUNT(words); i++)
        if (contains(text, words[i]))
            return true;
    return false;
}

/* Parts of the message that may be masked. */
struct allowed {
    struct oracle_place place[1 + ORACLE_ROWS_MAX * (ORACLE_COLUMNS_MAX + 2)];
    size_t count;
};

static void allow(struct allowed *allowed, size_t begin, size_t end)
{
    allowed->place[allowed->count++] = (struct oracle_place){begin, end};
}

/* Whether the row, or the record in whose line it stands, may have lost its end. */
static bool may_be_endless(const struct oracle_message *m, const struct oracle_rules *rules, size_t which)
{
    return m->cut || !oracle_frame_is_readable(&m->site, m->row[0]) || !surely_within(m, rules, 0) ||
           !surely_within(m, rules, which);
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
    if (!row->may_be_credential)
        return;
    const bool endless = may_be_endless(m, rules, which) || !oracle_frame_is_clean(&m->site);
    allow(allowed, begin, endless ? line_end(m, which, true) : m->place[which][row->argument].end);
}

/* A row that a stranger typed ends where his text does, unless the whole may have lost its end. */
static void allow_typed(const struct oracle_message *m, const struct oracle_rules *rules, size_t which,
                        struct allowed *allowed)
{
    const struct oracle_row *row = m->row[which];
    const bool endless = may_be_endless(m, rules, which);
    for (size_t k = 0; k < row->columns; k++)
        if (row->strangers[k] && may_hold_row(seen(m, m->place[which][k])))
            allow(allowed, m->place[which][k].begin, endless ? line_end(m, which, true) : m->place[which][k].end);
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

/* Where in an argument a client forged a reply and two counts, or its end: what stands behind is a name to the reader,
 * and only its writer is shown. */
static size_t forged_from(const struct oracle_message *m, size_t which, size_t column)
{
    const struct me_span tab = oracle_span(oracle_frame_tab(m->site.spelling));
    const struct me_span text = seen(m, m->place[which][column]);
    const char *at = oracle_text_find(text, tab);
    return at == NULL ? m->place[which][column].end : (size_t)(at - m->seen.ptr);
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
        if (is(oracle_text_span(&row->column[row->command]), commands[i]))
            return true;
    return false;
}

/* Whether the octets of each credential are gone, as far as the row tells where they stand. */
static bool judge_leftovers(const struct oracle_message *m, const struct oracle_answer *answer, struct oracle_text *why)
{
    static struct oracle_text before;
    for (size_t i = 0; i < m->rows; i++) {
        for (size_t k = 0; k < m->row[i]->secrets; k++) {
            const struct oracle_secret *s = &m->row[i]->secret[k];
            if (!oracle_frame_is_readable(&m->site, m->row[i]) && (row_is_tricky(m, i) || !says_login(m->row[i])))
                continue; /* without columns only the command tells */
            before.len = 0;
            oracle_frame_spell(m->site.spelling, (struct me_span){m->row[i]->column[s->column].ptr, s->begin}, &before);
            const size_t begin = m->place[i][s->column].begin + before.len, end = begin + s->end - s->begin;
            const size_t until = forged_from(m, i, s->column);
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
    if (helps_the_adversary(m))
        allow(&allowed, 0, m->seen.len);
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

/* What was said for certain. */
static bool judge_same(const struct oracle_answer *before, const struct oracle_answer *after, struct oracle_text *why)
{
    const struct case_ c = {.why = why};
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        if (me_span_equal(before->value[f], after->value[f]) || contains(after->value[f], "{blank}"))
            continue;
        if (before->value[f].len == 0 && oracle_field_kinds[f] != ORACLE_KIND_WORD)
            continue; /* the text that caused a doubt is gone, and with it the doubt */
        return wrong(&c, "a masked message reads otherwise", before->value[f], after->value[f]);
    }
    return true;
}

bool oracle_judge_again(const struct oracle_message *m, const struct oracle_rules *rules,
                        const struct oracle_answer *before, const struct oracle_answer *after, struct oracle_text *why)
{
    struct oracle_rules again = *rules;
    struct oracle_answer without = *after;
    again.masked = true;
    if (before->found != after->found) {
        oracle_text_format(why, "a masked message reads otherwise: found %d, then %d", before->found, after->found);
        return false;
    }
    /* Texts of strangers that look like rows may go on being hidden; a row of the server's is done with. */
    if (after->secrets > 0 && !row_is_tricky(m, 0) && m->rows == 1 && !(before->anomalies & ORACLE_TRUNCATED)) {
        oracle_text_add_string(why, "a masked message has a credential: ");
        oracle_judge_show(after->secret[0], why);
        return false;
    }
    /* A row near the limit may cross it, since `{blank}` is longer than some of what it stands for. */
    const bool crosses =
        line_end(m, 0, true) - m->whole[0].begin + before->secrets * strlen("{blank}") > rules->max_row;
    if (before->found && !(before->anomalies & (ORACLE_AMBIGUOUS | ORACLE_TRUNCATED)) &&
        !(crosses && after->anomalies & ORACLE_TRUNCATED) && !judge_same(before, after, why))
        return false;
    for (int f = 0; f < ORACLE_FIELD_MAX; f++)
        if (contains(without.value[f], "{blank}"))
            without.value[f] = (struct me_span){0};
    if (oracle_judge_answer(m, &again, &without, why))
        return true;
    oracle_text_add_string(why, " (of the masked message)");
    return false;
}
