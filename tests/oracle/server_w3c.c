/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows of IMAP and POP in the W3C log, in an order of fields that the file names. No real row is public: the orders are
 * made of what programs that read such files know (doc/mailenable-logs.md). No two have as many fields as each other,
 * since a row tells a wrong order by nothing else.
 */
#include "server_parts.h"

static const char *const lines[] = {
    "#Fields: date time c-ip agent account cs-username s-ip s-port cs-method cs-uristem cs-uriquery s-computername "
    "sc-bytes cs-bytes time-taken",
    "#Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery sc-bytes cs-bytes time-taken "
    "cs-username",
    "#Fields: date time c-ip agent cs-username s-ip s-port time-taken cs-method cs-uri-stem cs-uri-query cs-bytes "
    "sc-bytes",
    "#Fields: date time c-ip agent account s-ip s-port cs-method cs-uristem cs-uriquery sc-bytes cs-bytes",
};

size_t oracle_w3c_orders(void)
{
    return ORACLE_COUNT(lines);
}

const char *oracle_w3c_line(size_t order)
{
    return order < ORACLE_COUNT(lines) ? lines[order] : NULL;
}

/* The next word of `*rest`, which moves behind it; empty at the end. */
static struct me_span next_word(struct me_span *rest)
{
    const char *blank = rest->len > 0 ? memchr(rest->ptr, ' ', rest->len) : NULL;
    const struct me_span word = me_span_between(rest->ptr, blank != NULL ? blank : me_span_end(*rest));
    *rest = me_span_skip(*rest, word.len + (blank != NULL));
    return word;
}

/* Adds a value, and says in which column it stands. */
static size_t add_value(struct oracle_row *row, struct me_span value)
{
    oracle_text_add_w3c(oracle_row_column(row, ME_SPAN("")), value);
    return row->columns - 1;
}

static size_t add_number(struct oracle_row *row, size_t value)
{
    oracle_row_number(row, value);
    return row->columns - 1;
}

/* What a column says; nothing where it has a hyphen. */
static struct me_span said_in(const struct oracle_row *row, size_t column)
{
    const struct me_span text =
        column == ORACLE_NO_COLUMN ? (struct me_span){0} : oracle_text_span(&row->column[column]);
    return me_span_equal(text, ME_SPAN("-")) ? (struct me_span){0} : text;
}

static void add_field(const struct oracle_server *s, struct oracle_row *row, const struct oracle_w3c_said *said,
                      struct me_span name)
{
    const struct me_span nothing = {0};
    if (me_span_equal(name, ME_SPAN("cs-method"))) {
        row->command = add_value(row, oracle_span(said->command));
        row->truth[ORACLE_COMMAND] = said_in(row, row->command);
    } else if (me_span_equal(name, ME_SPAN("cs-uristem")) || me_span_equal(name, ME_SPAN("cs-uri-stem"))) {
        row->argument = add_value(row, said->argument);
        row->truth[ORACLE_ARGUMENT] = said_in(row, row->argument);
    } else if (me_span_equal(name, ME_SPAN("cs-uriquery")) || me_span_equal(name, ME_SPAN("cs-uri-query"))) {
        row->reply = add_value(row, said->reply);
        row->truth[ORACLE_REPLY] = me_span_skip(said_in(row, row->reply), said->tag);
    } else if (me_span_equal(name, ME_SPAN("cs-username"))) {
        const size_t column = add_value(row, oracle_text_span(&s->user));
        row->strangers[column] = true;
        row->truth[ORACLE_USER] = said_in(row, column);
    } else if (me_span_equal(name, ME_SPAN("s-port"))) {
        row->truth[ORACLE_CONNECTION] = oracle_text_span(&row->column[add_number(row, s->handle)]);
    } else if (me_span_equal(name, ME_SPAN("sc-bytes"))) {
        row->truth[ORACLE_BYTES_SENT] = oracle_text_span(&row->column[add_number(row, said->sent)]);
    } else if (me_span_equal(name, ME_SPAN("cs-bytes"))) {
        row->truth[ORACLE_BYTES_RECEIVED] = oracle_text_span(&row->column[add_number(row, said->received)]);
    } else if (me_span_equal(name, ME_SPAN("s-ip"))) {
        add_value(row, ME_SPAN("192.168.0.5"));
    } else if (me_span_equal(name, ME_SPAN("s-computername"))) {
        add_value(row, ME_SPAN("MYSERVER"));
    } else if (me_span_equal(name, ME_SPAN("time-taken"))) {
        add_number(row, s->handle % 7);
    } else {
        add_value(row, nothing);
    }
}

/* Nobody knows what stands where. */
static void forget(struct oracle_row *row)
{
    static const enum oracle_field fields[] = {ORACLE_COMMAND,    ORACLE_ARGUMENT,   ORACLE_REPLY,         ORACLE_USER,
                                               ORACLE_CONNECTION, ORACLE_BYTES_SENT, ORACLE_BYTES_RECEIVED};
    for (size_t i = 0; i < ORACLE_COUNT(fields); i++)
        row->truth[fields[i]] = (struct me_span){0};
}

void oracle_w3c_write(struct oracle_server *s, struct oracle_row *row, const struct oracle_w3c_said *said)
{
    struct me_span rest = oracle_span(lines[s->order]), word;
    row->log = ORACLE_LOG_W3C;
    row->between = ' ';
    row->order = s->order == s->taught ? ORACLE_ORDER_KNOWN : ORACLE_ORDER_UNKNOWN;
    oracle_row_column(row, (struct me_span){row->time, 10});
    oracle_row_column(row, (struct me_span){row->time + 11, 8});
    oracle_row_column(row, oracle_span(s->ip));
    oracle_row_column(row, oracle_span(said->service));
    for (int i = 0; i < 5; i++) /* `#Fields:` and what every row begins with */
        next_word(&rest);
    while ((word = next_word(&rest)).len > 0)
        add_field(s, row, said, word);
    row->strangers[row->argument] = true;
    row->strangers[row->reply] = said->tag > 0;
    row->has_plus_in_tag = memchr(said->reply.ptr, '+', said->tag) != NULL;
    row->truth[ORACLE_LOG] = ME_SPAN("w3c");
    row->truth[ORACLE_DIRECTION] = ME_SPAN("in");
    if (row->order == ORACLE_ORDER_UNKNOWN)
        forget(row);
}
