/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts that strangers chose: each is said as it was sent, as a hop spells it, or in part.
 */
#include "judge_parts.h"

/* Equality where a `+` of a W3C row may have been read as the blank that it stands for. */
bool oracle_judge_equal(struct me_span a, struct me_span b, bool w3c)
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
static bool says(const struct oracle_judged *c, struct me_span truth, struct me_span said)
{
    static struct oracle_text spelled;
    const bool w3c = c->row->log == ORACLE_LOG_W3C;
    if (oracle_judge_equal(truth, said, w3c))
        return true;
    spelled.len = 0;
    oracle_frame_spell(c->message->site.spelling, truth, &spelled);
    if (oracle_judge_equal(oracle_text_span(&spelled), said, w3c))
        return true;
    return oracle_judge_equal(oracle_judge_trim(oracle_text_span(&spelled)), oracle_judge_trim(said), w3c) ||
           oracle_judge_equal(oracle_judge_trim(truth), oracle_judge_trim(said), w3c);
}

/* Whether `said` is `truth` with the end of the frame behind it. In a JSON text that nobody has decoded the last column
 * may run into it. */
bool oracle_judge_says_with_frame(const struct oracle_judged *c, struct me_span truth, struct me_span said)
{
    static const struct me_span ends[] = {ME_SPAN("\"}"), ME_SPAN("\",\"n\":1}")};
    if (oracle_frame_is_unmistakable(&c->message->site))
        return false;
    for (size_t i = 0; i < ORACLE_COUNT(ends); i++)
        if (me_span_ends(said, ends[i]) && says(c, truth, (struct me_span){said.ptr, said.len - ends[i].len}))
            return true;
    return false;
}

/* Whether `said` is a part of `truth` as the hop spells it. */
bool oracle_judge_is_part(const struct oracle_judged *c, struct me_span truth, struct me_span said)
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
static bool is_argument_and_reply(const struct oracle_judged *c, struct me_span said)
{
    const struct oracle_message *m = c->message;
    if (c->row->inbound || c->row->reply == ORACLE_NO_COLUMN)
        return false;
    const struct oracle_place *place = m->place[0];
    return me_span_starts(
        me_span_between(m->seen.ptr + place[c->row->argument].begin, m->seen.ptr + place[c->row->reply].end), said);
}

static bool is_part_of_outbound(const struct oracle_judged *c, struct me_span said)
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
static bool says_masked(const struct oracle_judged *c, struct me_span said)
{
    static struct oracle_text masked;
    const struct oracle_row *row = c->row;
    if (row->secrets == 0 && !row->may_be_credential)
        return false;
    if (oracle_judge_is(said, "{blank}"))
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
           oracle_judge_is_part(c, oracle_text_span(&row->column[row->argument]),
                                (struct me_span){said.ptr, said.len - 7});
}

static struct me_span column_of(const struct oracle_row *row, size_t column)
{
    return column == ORACLE_NO_COLUMN ? (struct me_span){0} : oracle_text_span(&row->column[column]);
}

/* A client's own word in the command's place, with a control character that a hop made a blank: what stands behind that
 * reads as the argument's. */
static bool is_part_of_split_word(const struct oracle_judged *c, struct me_span said)
{
    const struct oracle_message *m = c->message;
    const struct oracle_place *place = m->place[0], word = place[c->row->command];
    if (c->row->log != ORACLE_LOG_W3C || !c->row->strangers[c->row->command] ||
        !oracle_judge_holds(oracle_judge_seen(m, word), " "))
        return false;
    const struct oracle_place both = {word.begin, place[c->row->argument].end};
    return oracle_text_find(oracle_judge_seen(m, both), said) != NULL;
}

static bool judge_command(const struct oracle_judged *c, enum oracle_field f, struct me_span said)
{
    const struct me_span argument = column_of(c->row, c->row->argument);
    if (c->row->log == ORACLE_LOG_DEBUG)
        return false;
    if (says_masked(c, said) || is_part_of_split_word(c, said))
        return true;
    if (f == ORACLE_COMMAND && oracle_judge_is(said, "{blank}") && oracle_judge_may_type_logins(c->message, 0))
        return true;
    if (f == ORACLE_ARGUMENT && (says(c, argument, said) || is_argument_and_reply(c, said)))
        return true;
    return (c->answer->anomalies & ORACLE_TRUNCATED) && oracle_judge_is_part(c, argument, said);
}

/* A name or a subject with separators in it: they are a row's last columns, and one may be taken for two. */
static bool judge_last_columns(const struct oracle_judged *c, enum oracle_field f, struct me_span said)
{
    if (!c->odd)
        return false;
    if (c->row->user == ORACLE_NO_COLUMN) /* IMAP, POP: a word of the command */
        return f == ORACLE_USER && c->row->truth[f].len > 0 && oracle_judge_is_part(c, c->row->truth[f], said);
    const struct me_span columns = me_span_between(c->message->seen.ptr + c->message->place[0][c->row->user].begin,
                                                   c->message->seen.ptr + c->message->whole[0].end);
    return f == ORACLE_USER ? me_span_starts(columns, said) : oracle_text_find(columns, said) != NULL;
}

/* The text of a Debug record as the hop spells it. */
static struct me_span seen_text(const struct oracle_judged *c)
{
    static struct oracle_text spelled;
    spelled.len = 0;
    oracle_frame_spell(c->message->site.spelling, c->row->truth[ORACLE_TEXT], &spelled);
    return oracle_text_span(&spelled);
}

bool oracle_judge_text(const struct oracle_judged *c, enum oracle_field f, struct me_span said)
{
    const struct me_span truth = c->row->truth[f];
    const bool truncated = c->answer->anomalies & ORACLE_TRUNCATED;
    if (says(c, truth, said))
        return true;
    if ((f == ORACLE_USER || f == ORACLE_SUBJECT || f == ORACLE_TEXT) && oracle_judge_says_with_frame(c, truth, said))
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
               (oracle_judge_is_part(c, column_of(c->row, c->row->argument), said) || is_part_of_outbound(c, said));
    case ORACLE_USER:
    case ORACLE_SUBJECT:
        return judge_last_columns(c, f, said);
    case ORACLE_ADDRESS:
        return c->odd && truth.len > 0 && oracle_judge_is_part(c, truth, said);
    case ORACLE_TEXT:
        if ((c->message->rows > 1 || c->message->cut) && me_span_starts(said, seen_text(c)))
            return true; /* another record of the server's where nothing marks a line end, or what is left of one */
        return (c->odd || truncated) && oracle_judge_is_part(c, truth, said);
    default:
        return false;
    }
}

/* Whether `reply` is what another server wrote, or a column of that: its words are its own. */
bool oracle_judge_is_others_reply(const struct oracle_judged *c, struct me_span reply)
{
    return !c->row->inbound && c->row->reply != ORACLE_NO_COLUMN && reply.len > 0 &&
           oracle_judge_is_part(c, c->row->truth[ORACLE_REPLY], reply);
}
