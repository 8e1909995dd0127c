/* SPDX-License-Identifier: Apache-2.0
 *
 * One rule holds for the row: that of its command, or, where no command is known, one that looks at the words.
 */
#include "recognise/hidden.h"

#include "recognise/column.h"
#include "recognise/cut.h"
#include "text/scan.h"

/* A W3C row writes `-` for nothing. */
static struct me_span value_of_first(const struct me_columns *c, struct me_span first)
{
    return c->is_w3c ? me_column_w3c(first) : first;
}

/* Whether `command` is one that is known and was cut by the end of what the row was quoted in: a field of JSON, a value
 * of structured data. `QUIT" n="1"] x` */
static bool is_known_before_quote(const struct me_columns *c)
{
    const struct me_span word = c->command;
    const char *quote = word.len > 0 ? memchr(word.ptr, '"', word.len) : NULL;
    if (quote == NULL || (quote + 1 < me_span_end(word) && memchr(" ]},", quote[1], 4) == NULL))
        return false;
    return me_commands_find(c->service->service, me_span_between(word.ptr, quote)) != ME_COMMAND_OTHER;
}

/* Whether a client sent the word as a credential, when it is not a command. SMTP's log has `UNKN` for commands that
 * the server does not know, so whatever else stands there is, but for a code, which a Debug record may have there. */
static bool other_is_credential(const struct me_columns *c, bool cut)
{
    if (is_known_before_quote(c) || me_column_code(c->command.ptr, me_span_end(c->command)) > 0)
        return false;
    return c->service->service == ME_SERVICE_SMTP ||
           me_answer_looks_so(c->command, cut && c->sent.ptr == NULL, c->is_w3c);
}

/* Whether a W3C row was cut before its command by the quotes around it: what follows them is not a command. */
static bool was_cut_by_quotes(const struct me_columns *c)
{
    return c->is_w3c && c->handle.len > 0 && me_column_number(c->handle) == ME_ABSENT;
}

/* Whether a reading has its reply in the command's place: a W3C row whose fields a hop made blanks. */
static bool is_reply_in_command(const struct me_columns *c, const struct me_readings *all)
{
    return all->first_reply != NULL && all->first_reply < c->sent.ptr;
}

void me_hidden_find(struct me_columns *c, const struct me_readings *all)
{
    const bool cut = all->count == 0, is_other = c->verb == ME_COMMAND_OTHER;
    if (!me_hidden_set_rule(c, all->login_reply))
        return;
    const char *tab = me_scan_byte(c->sent.ptr, me_span_end(c->sent), c->tab.ptr[0]);
    const struct me_span first = value_of_first(c, me_span_between(c->sent.ptr, tab));
    if (c->rule == ME_CREDENTIAL_NOTHING && all->login_reply && c->service->service != ME_SERVICE_SMTP) {
        /* a literal that looks like a command */
        c->rule = ME_CREDENTIAL_IF_IT_LOOKS_SO;
        c->rule_verb = ME_COMMAND_OTHER;
    }
    bool is_one = c->rule != ME_CREDENTIAL_NOTHING && !(is_other && was_cut_by_quotes(c));
    if (is_one && c->rule == ME_CREDENTIAL_IF_IT_LOOKS_SO)
        is_one =
            all->login_reply || me_answer_looks_so(first, cut, c->is_w3c) || (is_other && other_is_credential(c, cut));
    c->hides_command = is_one && is_other && !is_reply_in_command(c, all);
    c->hides_argument =
        is_one && (first.len < c->sent.len || me_answer_find(c->rule, c->rule_verb, first, c->is_w3c).len > 0);
}

const char *me_hidden_noise_end(const char *from, const char *line_end)
{
    const char *end = line_end;
    while (end > from && me_separator_is_noise(end[-1]) && end[-1] != '\t')
        end--;
    if (!me_span_ends(me_span_between(from, end), ME_SPAN("N/A")))
        return end;
    const char *column = end - strlen("N/A"), *tab = column - me_separator_tab_before(from, column);
    return tab < column ? me_hidden_noise_end(from, tab) : end;
}

void me_hidden_take_noise(struct me_columns *c, const struct me_row *row)
{
    struct me_span *last = c->sent.ptr != NULL ? &c->sent : &c->command;
    if (last->ptr == NULL || (!c->hides_command && !c->hides_argument))
        return; /* most rows */
    const char *from = me_span_end(*last);
    const bool is_known = row->spelled != NULL && from == row->noise; /* many rows may end there */
    *last = me_span_between(last->ptr, is_known ? row->spelled : me_hidden_noise_end(from, row->line_end));
    c->hides_argument = c->hides_argument || (c->hides_command && c->sent.len > 0);
}

/* The column of `sent` that starts at `p`. */
static struct me_span sent_column(const struct me_columns *c, const char *p)
{
    struct me_cut cut = me_cut_every(p, me_span_end(c->sent), c->tab);
    return me_cut_next(&cut);
}

/* `column` without the backslashes before the `\t` behind it: they say whether that is a separator or text. */
static struct me_span without_backslashes(const struct me_columns *c, struct me_span column)
{
    if (c->tab.len == 2 && me_span_end(column) < me_span_end(c->sent))
        while (column.len > 0 && column.ptr[column.len - 1] == '\\')
            column.len--;
    return column;
}

/* The credential in a column of `sent`: the first has a verb before it, of the others all is one. */
static struct me_span credential_in(const struct me_columns *c, struct me_span column)
{
    column = without_backslashes(c, column);
    if (column.ptr == c->sent.ptr)
        return me_answer_find(c->rule, c->rule_verb, value_of_first(c, column), c->is_w3c);
    return me_span_trim(column);
}

bool me_hidden_next(const struct me_columns *c, const char **at, struct me_span *credential)
{
    if (*at == NULL) {
        *at = c->sent.ptr != NULL ? c->sent.ptr : me_span_end(c->command);
        *credential = without_backslashes(c, c->command);
        if (c->hides_command && !me_answer_is_hidden(*credential))
            return true;
    }
    while (c->hides_argument && *at < me_span_end(c->sent)) {
        const struct me_span column = sent_column(c, *at);
        const bool last = me_span_end(column) == me_span_end(c->sent);
        *at = me_span_end(column) + (last ? 0 : c->tab.len);
        *credential = credential_in(c, column);
        if (!me_answer_is_hidden(*credential))
            return true;
    }
    return false;
}

size_t me_hidden_growth(const struct me_columns *c)
{
    size_t growth = 0;
    struct me_span credential;
    for (const char *at = NULL; me_hidden_next(c, &at, &credential);)
        growth += credential.len < ME_ANSWER_HIDDEN_LEN ? ME_ANSWER_HIDDEN_LEN - credential.len : 0;
    return growth;
}
