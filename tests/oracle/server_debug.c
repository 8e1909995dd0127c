/* SPDX-License-Identifier: Apache-2.0
 *
 * The Debug log: one code a line, addresses of strangers in its texts, in the layouts that are to be read.
 */
#include <stdio.h>

#include "server_parts.h"

/* `*` is the address, `?` the client's IP. */
static const struct {
    const char *code, *text;
    struct oracle_meaning by_text; /* for a code that nobody knows */
} texts[] = {
    {"ME-I0111", "Relay Denied: Failed to meet all relay criteria.", {0}},
    {"ME-E0109", "Relay Denied: Failed to meet all relay criteria.", {0}},
    {"ME-I0112", "Relay Denied: Server is configured not to allow relaying", {0}},
    {"ME-I0110", "Relay Granted: Server is configured to allow anyone to relay.", {0}},
    {"ME-I0108", "Relay Granted: Sender has authenticated.", {0}},
    {"ME-I0106", "Relay Granted: [*] is in local address map.", {0}},
    {"ME-I0106", "Relay Granted: [SMTP:*] is in local address map.", {0}},
    {"ME-I0107", "Relay Granted: Sender IP (?) is within an authorized IP range.", {0}},
    {"ME-I0102", "Address ([SMTP:*]) is to be delivered to Catch-All address.", {0}},
    {"ME-I0101", "Local Delivery: Address ([SMTP:*]) is local.", {0}},
    {"ME-I0101", "Local Delivery: Address (*) is local", {0}},
    {"ME-I0073", "IP Address ? banned.", {0}},
    {"ME-IXXXX",
     "Local Delivery: Domain for ([SMTP:*]) is locally serviced, but recipient is not defined in address map.",
     {"recipient-denied", "denied", "recipient-undefined", "low"}},
    {"ME-IXXXX",
     "Local Delivery: Domain for ([SMTP:*]) is locally serviced.",
     {"local-delivery", "not-required", "domain-local", "none"}},
    {"ME-W0999", "Something about *.", {"debug", "", "", ""}},
    {"ME-E0193", "Message Delivery Failure.", {"debug", "", "", ""}},
};

/* Layouts that are known, without words, and those that nobody knows unless told: the words, what stands between
 * columns, and those before the one of the code.
 * `#` is the handle, `@` the message id, `?` the client's IP. */
static const struct {
    const char *words;
    char between;
    const char *columns[2], *before_code;
} layouts[] = {
    {NULL, '\t', {NULL, NULL}, ""},
    {NULL, '\t', {"[#]", NULL}, ""},
    {NULL, ' ', {"SMTP-IN", "(Debug)"}, ""},
    {NULL, '\t', {"@", "?"}, ""},
    {"time \"|\" number \"|\" code", '|', {"#", NULL}, ""},
    {"time blank \"<Info>\" blank \"#\" number \": \" code", ' ', {"<Info>", NULL}, "##: "},
    {"time tab hex tab ip tab code", '\t', {"0A1F3C44", "?"}, ""},
    {"time blank id \";\" ip \";\" code", ' ', {NULL, NULL}, "@;?;"},
    {"time tab \"(thread \" number \")\" tab code", '\t', {"(thread #)", NULL}, ""},
};

size_t oracle_debug_layouts(void)
{
    return ORACLE_COUNT(layouts);
}

const char *oracle_debug_layout_words(size_t layout)
{
    return layouts[layout].words;
}

/* Writes what the server itself puts before a code into a column, and its truth. `##` is a `#` and the handle. */
static void add_system_text(struct oracle_server *s, struct oracle_row *row, const char *text)
{
    struct oracle_text *out = &row->column[row->columns++];
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '#' && p[1] == '#') {
            oracle_text_add_byte(out, '#');
        } else if (*p == '#') {
            oracle_text_format(out, "%u", s->handle);
            row->truth[ORACLE_CONNECTION] = oracle_span(row->handle);
        } else if (*p == '@') {
            oracle_text_add_string(out, s->id);
            row->truth[ORACLE_MESSAGE_ID] = oracle_span(s->id);
        } else if (*p == '?') {
            oracle_text_add_string(out, s->ip_truth);
            row->truth[ORACLE_CLIENT_IP] = oracle_span(s->ip_truth);
        } else {
            oracle_text_add_byte(out, *p);
        }
    }
}

/* A line that cannot be read ends the search by MailEnable's own timestamp alone, so a layout that loses its TABs has
 * that. */
static void add_time(struct oracle_server *s, struct oracle_row *row)
{
    struct oracle_text *column = &row->column[row->columns++];
    switch (layouts[s->layout].between == '\t' && s->layout > 0 ? 7 : s->handle % 64 / 8) {
    case 0:
        oracle_text_format(column, "[%02u/%02u/%02u %s]", s->month, s->day, s->year % 100, row->time + 11);
        break;
    case 1:
        oracle_text_format(column, "%02u/%02u/%04u %s", s->month, s->day, s->year, row->time + 11);
        break;
    default:
        oracle_text_format(column, "%02u/%02u/%02u %s", s->month, s->day, s->year % 100, row->time + 11);
        break;
    }
}

static void add_text(struct oracle_server *s, struct oracle_text *out, const char *text)
{
    s->sender.len = 0;
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '*') {
            oracle_server_address(s, &s->sender);
            oracle_text_add(out, oracle_text_span(&s->sender));
        } else if (*p == '?') {
            oracle_text_add_string(out, s->ip);
        } else {
            oracle_text_add_byte(out, *p);
        }
    }
}

/* Begins the column of the code, behind those of the layout. */
static struct oracle_text *add_columns_before(struct oracle_server *s, struct oracle_row *row)
{
    row->is_taught = layouts[s->layout].words != NULL;
    row->needs_tabs = row->is_taught && layouts[s->layout].between == '\t';
    if (s->layout > 0)
        row->between = layouts[s->layout].between;
    for (size_t i = 0; i < ORACLE_COUNT(layouts[0].columns) && layouts[s->layout].columns[i] != NULL; i++)
        add_system_text(s, row, layouts[s->layout].columns[i]);
    add_system_text(s, row, layouts[s->layout].before_code);
    return &row->column[row->columns - 1];
}

bool oracle_debug_next(struct oracle_server *s, struct oracle_row *row)
{
    if (s->steps > 3)
        return false;
    oracle_row_begin(s, row);
    row->log = ORACLE_LOG_DEBUG;
    row->inbound = false;                          /* it has no direction */
    row->between = s->handle % 8 < 2 ? ' ' : '\t'; /* a log has one layout */
    const size_t which = oracle_chance_below(s->chance, ORACLE_COUNT(texts));
    add_time(s, row);
    if (strchr(texts[which].text, '?') == NULL)
        row->truth[ORACLE_CLIENT_IP] = (struct me_span){0};
    struct oracle_text *line = add_columns_before(s, row);
    oracle_text_format(line, "%s: ", texts[which].code);
    if (oracle_chance_once_in(s->chance, 3)) {
        oracle_text_format(line, "[%u] ", s->handle);
        row->truth[ORACLE_CONNECTION] = oracle_span(row->handle);
    }
    const size_t begin = line->len;
    add_text(s, line, texts[which].text);
    row->strangers[row->columns - 1] = s->sender.len > 0;
    row->truth[ORACLE_LOG] = ME_SPAN("debug");
    row->truth[ORACLE_SERVICE] = ME_SPAN("smtp");
    row->truth[ORACLE_CODE] = oracle_span(texts[which].code);
    row->truth[ORACLE_LEVEL] = oracle_span(texts[which].code[3] == 'I'   ? "info"
                                           : texts[which].code[3] == 'E' ? "error"
                                                                         : "warning");
    row->truth[ORACLE_TEXT] = me_span_skip(oracle_text_span(line), begin);
    if (texts[which].code[3] != 'W') { /* only a known text shows which of its words is an address */
        const char *address = strchr(texts[which].text, '*');
        row->truth[ORACLE_ADDRESS] = oracle_text_span(&s->sender);
        row->server_words = address != NULL ? strlen(address + 1) : 0;
    }
    if (strstr(texts[which].text, "SMTP:") != NULL)
        row->truth[ORACLE_ADDRESS_KIND] = ME_SPAN("SMTP");
    const struct oracle_meaning meaning = oracle_meaning_of_debug(texts[which].code, texts[which].by_text);
    oracle_row_means(row, meaning);
    if (strcmp(texts[which].code, "ME-I0073") == 0)
        row->truth[ORACLE_OFFENCE] = oracle_span(oracle_meaning_offence(&meaning));
    return true;
}
