/* SPDX-License-Identifier: Apache-2.0
 *
 * Field by field against the truth.
 */
#include "judge_parts.h"

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

bool oracle_judge_wrong(const struct oracle_judged *c, const char *what, struct me_span truth, struct me_span said)
{
    oracle_text_format(c->why, "%s: truth `", what);
    oracle_judge_show(truth, c->why);
    oracle_text_add_string(c->why, "`, said `");
    oracle_judge_show(said, c->why);
    oracle_text_add_string(c->why, "`");
    return false;
}

/* The time, with or without an offset. */
static bool is_time(struct me_span truth, struct me_span said)
{
    return me_span_starts(said, truth) && truth.len > 0 && said.len > truth.len &&
           memchr("Z+-", said.ptr[truth.len], 3) != NULL;
}

/* Whether the conversation may have said `said` last; its memory is short, and cuts long texts. */
static bool may_remember(const struct oracle_judged *c, enum oracle_field f, struct me_span said)
{
    return c->row->context[f].len > 0 &&
           (oracle_judge_is_part(c, c->row->context[f], said) || me_span_equal(said, ME_SPAN("<>")));
}

/* Names that a conversation adds; oracle_judge_context() judges them where the conversations are known. */
static bool may_come_from_context(enum oracle_field f)
{
    return f == ORACLE_HELO || f == ORACLE_USER || f == ORACLE_SENDER || f == ORACLE_RECIPIENT;
}

/* Whether a text in an object is not to be compared: an octet that is no UTF-8 has become U+FFFD, or a row that a
 * stranger typed in it was masked. */
static bool is_changed(const struct oracle_judged *c, struct me_span said)
{
    return !c->answer->masks &&
           (oracle_judge_holds(said, "\xEF\xBF\xBD") || (c->odd && oracle_judge_holds(said, "{blank}")));
}

static bool judge_fields(const struct oracle_judged *c)
{
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        const struct me_span said = c->answer->value[f];
        if (said.len == 0 || oracle_field_kinds[f] == ORACLE_KIND_WORD)
            continue;
        if (c->rules->context && may_come_from_context((enum oracle_field)f) && c->row->truth[f].len == 0)
            continue;
        if (oracle_field_kinds[f] >= ORACLE_KIND_TEXT && is_changed(c, said))
            continue;
        if (oracle_judge_is_helped(c->message) && oracle_field_kinds[f] >= ORACLE_KIND_TEXT)
            continue;
        const bool others = oracle_field_kinds[f] == ORACLE_KIND_READ && !c->row->inbound;
        if (others && (f == ORACLE_REPLY ? oracle_judge_is_others_reply(c, said)
                                         : oracle_judge_is_part(c, c->row->truth[ORACLE_REPLY], said)))
            continue;
        const bool fits = oracle_field_kinds[f] == ORACLE_KIND_OWN ? oracle_judge_equal(c->row->truth[f], said, false)
                                                                   : oracle_judge_text(c, (enum oracle_field)f, said);
        if (!fits && (f == ORACLE_POSTOFFICE || f == ORACLE_MAILBOX) &&
            oracle_judge_says_with_frame(c, c->row->truth[f], said))
            continue;
        if (!fits && f == ORACLE_CLIENT_IP && c->row->truth[f].len > 0 && me_span_starts(said, c->row->truth[f]) &&
            said.ptr[c->row->truth[f].len] == '%')
            continue; /* with its zone */
        if (!fits && !(f == ORACLE_TIME && is_time(c->row->truth[f], said)))
            return oracle_judge_wrong(c, oracle_field_names[f], c->row->truth[f], said);
    }
    return true;
}

/* A row in which there is nothing to doubt: all of it is said, and no doubt. */
static bool judge_complete(const struct oracle_judged *c)
{
    if (c->answer->anomalies & ~(unsigned)(c->message->rows > 1 ? ORACLE_SEVERAL_LINES : 0))
        return oracle_judge_wrong(c, "anomalies of a row without a trick", ME_SPAN(""), c->answer->value[ORACLE_EVENT]);
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        if (c->row->truth[f].len == 0 || c->answer->value[f].len > 0 || c->answer->mute >> f & 1)
            continue;
        if (f == ORACLE_BYTES_RECEIVED && (c->row->login_row || c->row->may_be_credential))
            continue; /* it would tell how long a password is */
        if (c->odd && oracle_field_kinds[f] == ORACLE_KIND_TEXT)
            continue;
        return oracle_judge_wrong(c, oracle_field_names[f], c->row->truth[f], ME_SPAN("(nothing)"));
    }
    return true;
}

static bool judge_several_lines(const struct oracle_judged *c)
{
    const struct oracle_message *m = c->message;
    if (m->rows == 1 || !m->joint_is_line || !oracle_frame_is_readable(&m->site, m->row[1]) || m->cut)
        return true;
    return c->answer->anomalies & ORACLE_SEVERAL_LINES
               ? true
               : oracle_judge_wrong(c, "anomalies", ME_SPAN("several-lines"), ME_SPAN("(nothing)"));
}

/* A field of an object that is passed on must not hold what is masked in the message. */
static bool judge_secrets_in_fields(const struct oracle_judged *c)
{
    enum { TELLING_MIN = 8 }; /* a shorter one may be a part of any word */
    for (size_t i = 0; i < c->message->rows; i++)
        for (size_t k = 0; k < c->message->row[i]->secrets; k++) {
            const struct oracle_secret *s = &c->message->row[i]->secret[k];
            const struct me_span bytes = {c->message->row[i]->column[s->column].ptr + s->begin, s->end - s->begin};
            for (int f = 0; f < ORACLE_FIELD_MAX && bytes.len >= TELLING_MIN; f++)
                if (oracle_text_find(c->answer->value[f], bytes) != NULL)
                    return oracle_judge_wrong(c, "a field holds a credential", bytes, c->answer->value[f]);
        }
    return true;
}

bool oracle_judge_answer(const struct oracle_message *message, const struct oracle_rules *rules,
                         const struct oracle_answer *answer, struct oracle_text *why)
{
    const struct oracle_judged c = {
        message, message->row[0],
        rules,   answer,
        why,     oracle_judge_is_tricky(message, 0) || oracle_judge_is_odd(message->row[0])};
    const bool readable = oracle_frame_is_readable(&message->site, c.row);
    if (!answer->found)
        return !readable || !oracle_frame_is_unmistakable(&message->site)
                   ? true
                   : oracle_judge_wrong(&c, "record", c.row->truth[ORACLE_EVENT], ME_SPAN("(none found)"));
    if (!readable)
        return oracle_judge_wrong(&c, "record", ME_SPAN("(none: its TABs are gone)"), answer->value[ORACLE_EVENT]);
    if (!judge_fields(&c) || !oracle_judge_words(&c) || (!answer->masks && !judge_secrets_in_fields(&c)))
        return false;
    if (rules->masked)
        return true;
    const bool decides = c.row->order == ORACLE_ORDER_FIXED || !oracle_judge_says_nothing(&c);
    if (decides && oracle_judge_is_over(message, rules, 0) && !(answer->anomalies & ORACLE_TRUNCATED))
        return oracle_judge_wrong(&c, "anomalies", ME_SPAN("truncated"), answer->value[ORACLE_EVENT]);
    if (!(answer->anomalies & ORACLE_TRUNCATED) && !judge_several_lines(&c))
        return false;
    return !oracle_judge_demands_all(message, rules) || judge_complete(&c);
}

bool oracle_judge_context(const struct oracle_message *m, const struct oracle_rules *rules,
                          const struct oracle_answer *answer, struct oracle_text *why)
{
    const struct oracle_judged c = {.message = m, .row = m->row[0], .answer = answer, .why = why};
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        const struct me_span said = answer->context[f];
        if (f == ORACLE_USER && !oracle_frame_is_unmistakable(&m->site))
            continue; /* the end of the frame, taken for a name */
        if ((rules->helped || rules->forgetful) && may_come_from_context((enum oracle_field)f))
            continue;
        if (said.len == 0 || c.row->truth[f].len > 0 || may_remember(&c, (enum oracle_field)f, said))
            continue;
        return oracle_judge_wrong(&c, oracle_field_names[f], c.row->context[f], said);
    }
    if (!answer->authenticated || c.row->authenticated)
        return true;
    oracle_text_add_string(why, "authenticated, says the conversation, and nobody was");
    return false;
}

/* What was said for certain. */
static bool judge_same(const struct oracle_answer *before, const struct oracle_answer *after, struct oracle_text *why)
{
    const struct oracle_judged c = {.why = why};
    for (int f = 0; f < ORACLE_FIELD_MAX; f++) {
        if (me_span_equal(before->value[f], after->value[f]) || oracle_judge_holds(after->value[f], "{blank}"))
            continue;
        if (before->value[f].len == 0 && oracle_field_kinds[f] != ORACLE_KIND_WORD)
            continue; /* the text that caused a doubt is gone, and with it the doubt */
        return oracle_judge_wrong(&c, "a masked message reads otherwise", before->value[f], after->value[f]);
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
    if (after->secrets > 0 && !oracle_judge_is_tricky(m, 0) && m->rows == 1 &&
        !(before->anomalies & ORACLE_TRUNCATED)) {
        oracle_text_add_string(why, "a masked message has a credential: ");
        oracle_judge_show(after->secret[0], why);
        return false;
    }
    /* A row near the limit may cross it, since `{blank}` is longer than some of what it stands for. */
    const bool crosses =
        oracle_judge_line_end(m, 0, true) - m->whole[0].begin + before->secrets * strlen("{blank}") > rules->max_row;
    if (before->found && !(before->anomalies & (ORACLE_AMBIGUOUS | ORACLE_TRUNCATED)) &&
        !(crosses && after->anomalies & ORACLE_TRUNCATED) && !judge_same(before, after, why))
        return false;
    for (int f = 0; f < ORACLE_FIELD_MAX; f++)
        if (oracle_judge_holds(without.value[f], "{blank}"))
            without.value[f] = (struct me_span){0};
    if (oracle_judge_answer(m, &again, &without, why))
        return true;
    oracle_text_add_string(why, " (of the masked message)");
    return false;
}
