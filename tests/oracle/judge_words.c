/* SPDX-License-Identifier: Apache-2.0
 *
 * What a row means: event, outcome, reason, risk and offence.
 */
#include "judge_parts.h"

static struct me_span word_of(const struct oracle_meaning *m, enum oracle_field f)
{
    return oracle_span(f == ORACLE_EVENT     ? m->event
                       : f == ORACLE_OUTCOME ? m->outcome
                       : f == ORACLE_REASON  ? m->reason
                       : f == ORACLE_RISK    ? m->risk
                                             : "");
}

/* A W3C row's `+` is a blank. */
static struct me_span without_plus(const struct oracle_judged *c, struct me_span text)
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
static bool others_words_mean(const struct oracle_judged *c, enum oracle_field f, struct me_span said)
{
    const struct me_span tab = oracle_span(oracle_frame_tab(c->message->site.spelling));
    const struct me_span word = oracle_text_span(&c->row->column[c->row->command]);
    struct me_span rest = oracle_judge_seen(c->message, c->message->place[0][c->row->reply]);
    if (oracle_judge_is_helped(c->message))
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
static bool judge_word(const struct oracle_judged *c, enum oracle_field f, struct me_span said)
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

static bool may_accuse(const struct oracle_judged *c)
{
    return c->row->inbound && *oracle_frame_tab(c->message->site.spelling) == '\t' && c->row->between == '\t' &&
           sent_control(c->row);
}

static bool judge_ambiguous(const struct oracle_judged *c)
{
    static const enum oracle_field away[] = {
        ORACLE_OUTCOME,    ORACLE_RISK,       ORACLE_COMMAND,        ORACLE_ARGUMENT, ORACLE_REPLY,
        ORACLE_REPLY_CODE, ORACLE_BYTES_SENT, ORACLE_BYTES_RECEIVED, ORACLE_USER,     ORACLE_SUBJECT,
        ORACLE_SENDER,     ORACLE_RECIPIENT,  ORACLE_HELO,           ORACLE_MAILBOX,  ORACLE_POSTOFFICE,
    };
    const struct me_span reason = c->answer->value[ORACLE_REASON], offence = c->answer->value[ORACLE_OFFENCE];
    for (size_t i = 0; i < ORACLE_COUNT(away); i++)
        if (c->answer->value[away[i]].len > 0)
            return oracle_judge_wrong(c, "ambiguous, and yet a field", oracle_span(oracle_field_names[away[i]]),
                                      c->answer->value[away[i]]);
    if (reason.len > 0 && !(oracle_judge_is(reason, "control-character") && may_accuse(c)))
        return oracle_judge_wrong(c, "reason of ambiguous", ME_SPAN(""), reason);
    if (offence.len == 0)
        return true;
    if (!c->row->inbound || !oracle_judge_is(offence, reason.len > 0 ? "control-character" : "unreadable"))
        return oracle_judge_wrong(c, "offence of ambiguous", c->row->inbound ? ME_SPAN("unreadable") : ME_SPAN(""),
                                  offence);
    return true;
}

/* A row that may have lost its end: what stands behind its command is not believed. A Debug record's code is. */
static bool judge_truncated(const struct oracle_judged *c)
{
    static const enum oracle_field away[] = {ORACLE_OUTCOME, ORACLE_REASON, ORACLE_RISK,
                                             ORACLE_USER,    ORACLE_REPLY,  ORACLE_REPLY_CODE};
    const struct me_span offence = c->answer->value[ORACLE_OFFENCE], event = c->answer->value[ORACLE_EVENT];
    if (c->row->log == ORACLE_LOG_DEBUG)
        return true;
    if (!oracle_judge_is(event, "command"))
        return oracle_judge_wrong(c, "event of truncated", ME_SPAN("command"), event);
    for (size_t i = 0; i < ORACLE_COUNT(away); i++)
        if (c->answer->value[away[i]].len > 0)
            return oracle_judge_wrong(c, "truncated, and yet a field", oracle_span(oracle_field_names[away[i]]),
                                      c->answer->value[away[i]]);
    if (offence.len > 0 && !(c->row->inbound && oracle_judge_is(offence, "unreadable")))
        return oracle_judge_wrong(c, "offence of truncated", ME_SPAN("unreadable"), offence);
    return true;
}

bool oracle_judge_says_nothing(const struct oracle_judged *c)
{
    static const enum oracle_field fields[] = {
        ORACLE_CONNECTION, ORACLE_OUTCOME, ORACLE_REASON,     ORACLE_RISK,       ORACLE_OFFENCE,        ORACLE_ARGUMENT,
        ORACLE_REPLY,      ORACLE_USER,    ORACLE_REPLY_CODE, ORACLE_BYTES_SENT, ORACLE_BYTES_RECEIVED,
    };
    const struct me_span command = c->answer->value[ORACLE_COMMAND];
    for (size_t i = 0; i < ORACLE_COUNT(fields); i++)
        if (c->answer->value[fields[i]].len > 0)
            return false;
    return oracle_judge_is(c->answer->value[ORACLE_EVENT], "command") &&
           (command.len == 0 || (oracle_judge_is(command, "{blank}") &&
                                 (c->row->may_be_credential || oracle_judge_may_type_logins(c->message, 0))));
}

bool oracle_judge_words(const struct oracle_judged *c)
{
    static const enum oracle_field words[] = {ORACLE_EVENT, ORACLE_OUTCOME, ORACLE_REASON, ORACLE_RISK, ORACLE_OFFENCE};
    const struct me_span event = c->answer->value[ORACLE_EVENT];
    if (oracle_judge_is(event, "ambiguous") != ((c->answer->anomalies & ORACLE_AMBIGUOUS) != 0))
        return oracle_judge_wrong(c, "anomaly ambiguous", ME_SPAN("with the event ambiguous"), event);
    if (oracle_judge_is(event, "ambiguous"))
        return judge_ambiguous(c);
    if (c->answer->anomalies & ORACLE_TRUNCATED && c->row->log != ORACLE_LOG_DEBUG)
        return judge_truncated(c);
    if (oracle_judge_may_lose_order(c->message, 0) && oracle_judge_says_nothing(c))
        return true;
    for (size_t i = 0; i < ORACLE_COUNT(words); i++) {
        const struct me_span said = c->answer->value[words[i]];
        if (words[i] == ORACLE_EVENT && c->answer->anomalies & ORACLE_TRUNCATED && oracle_judge_is(said, "debug"))
            continue; /* a code that nobody knows: its text would decide */
        if (words[i] == ORACLE_EVENT && !oracle_frame_is_unmistakable(&c->message->site) &&
            oracle_judge_is(said, "debug"))
            continue; /* the end of the frame is no end of a text that would decide */
        if ((said.len > 0 || words[i] == ORACLE_EVENT) && !judge_word(c, words[i], said))
            return oracle_judge_wrong(c, oracle_field_names[words[i]], c->row->truth[words[i]], said);
    }
    return true;
}
