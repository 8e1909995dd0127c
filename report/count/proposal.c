/* SPDX-License-Identifier: Apache-2.0
 *
 * From the timestamp to the first code, column by column; then the recogniser itself says whether it understands the
 * line so.
 */
#include "proposal.h"

#include <stdio.h>

#include "recognise/anchor.h"
#include "recognise/column.h"
#include "recognise/layout.h"
#include "recognise/prefix.h"
#include "recognise/recognise.h"
#include "text/separator.h"

enum {
    REACH = 256,   /* octets between timestamp and code, at most */
    HEX_LEAST = 8, /* fewer hexadecimal digits may be a word */
    HEX_MOST = 64,
    ID_LEN = 36 /* <32 hex>.MAI */
};

struct proposal {
    char *out;
    size_t len;
    bool in_text; /* a text is open, and its quote not closed yet */
};

static bool put(struct proposal *p, struct me_span bytes)
{
    if (bytes.len >= ME_PROPOSAL_MAX - p->len)
        return false;
    memcpy(p->out + p->len, bytes.ptr, bytes.len);
    p->len += bytes.len;
    return true;
}

static bool put_word(struct proposal *p, struct me_span word)
{
    const struct me_span gap = p->in_text ? ME_SPAN("\" ") : p->len > 0 ? ME_SPAN(" ") : ME_SPAN("");
    p->in_text = false;
    return put(p, gap) && put(p, word);
}

static bool put_text(struct proposal *p, struct me_span text)
{
    if (!p->in_text && !put_word(p, ME_SPAN("\"")))
        return false;
    p->in_text = true;
    return put(p, text);
}

/* The first code of the line, or NULL: what stands behind it is text. */
static const char *first_code(struct me_span line)
{
    const char *end = me_span_end(line);
    for (const char *p = me_anchor_find(line.ptr, end); p < end; p = me_anchor_find(p + 1, end))
        if (p - line.ptr >= 2 && me_column_code(p - 2, end) > 0)
            return p - 2;
    return NULL;
}

/* The end of the last timestamp before `code`, or NULL. */
static const char *time_before(const char *begin, const char *code)
{
    struct me_timestamp unused;
    for (const char *end = code; end > begin && code - end < REACH; end--)
        if (me_prefix_find(begin, end, &unused) != NULL)
            return end;
    return NULL;
}

static struct me_span run_of(bool (*is_of)(char), const char *p, const char *end)
{
    const char *q = p;
    while (q < end && is_of(*q))
        q++;
    return me_span_between(p, q);
}

static bool is_blank(char c)
{
    return c == ' ';
}

static bool is_of_address(char c)
{
    return me_ascii_hex(c) || c == '.' || c == ':';
}

static bool is_hex(struct me_span word)
{
    return word.len >= HEX_LEAST && word.len <= HEX_MOST &&
           run_of(me_ascii_hex, word.ptr, me_span_end(word)).len == word.len;
}

/* Whether servers write this word themselves: one of severity, or a service's. */
static bool is_servers_word(struct me_span word)
{
    struct me_record said = {0};
    return me_column_read(word, &said) && said.client_ip[0] == 0 && said.anomalies == 0 &&
           !me_span_present(said.message_id);
}

/* Puts the column at `at`. Returns its end; NULL when it is of no kind that a layout has. */
static const char *put_column(struct proposal *p, const char *at, const char *end)
{
    const size_t tab = me_separator_tab(at, end);
    const struct me_span blanks = run_of(is_blank, at, end), address = run_of(is_of_address, at, end);
    const struct me_span word = run_of(me_ascii_alphanumeric, at, end), id = {at, ID_LEN};
    if (tab > 0)
        return put_word(p, ME_SPAN("tab")) ? at + tab : NULL;
    if (blanks.len > 0)
        return put_word(p, ME_SPAN("blank")) ? me_span_end(blanks) : NULL;
    if (end - at >= ID_LEN && me_column_is_message_id(id))
        return put_word(p, ME_SPAN("id")) ? me_span_end(id) : NULL;
    if (address.len > 0 && me_ip_looks_like(address))
        return put_word(p, ME_SPAN("ip")) ? me_span_end(address) : NULL;
    if (word.len == 0)
        return *at > ' ' && *at < 0x7F && *at != '\'' && *at != '"' && put_text(p, (struct me_span){at, 1}) ? at + 1
                                                                                                            : NULL;
    if (me_column_number(word) != ME_ABSENT)
        return put_word(p, ME_SPAN("number")) ? me_span_end(word) : NULL;
    if (is_hex(word))
        return put_word(p, ME_SPAN("hex")) ? me_span_end(word) : NULL;
    const struct me_span field = me_column_at(at, end); /* SMTP-IN has a hyphen */
    const struct me_span servers = me_span_present(field) && is_servers_word(field) ? field : word;
    return is_servers_word(servers) && put_text(p, servers) ? me_span_end(servers) : NULL;
}

static bool put_all(struct proposal *p, const char *at, const char *code)
{
    if (!put_word(p, ME_SPAN("time")))
        return false;
    while (at != NULL && at < code)
        at = put_column(p, at, code);
    return at == code && put_word(p, ME_SPAN("code"));
}

/* Whether the words make a Debug record of the line, from `code` on. */
static bool is_understood(struct me_span line, struct me_span words, const char *code)
{
    struct me_debug_layout layout;
    struct me_layout_problem unused;
    struct me_record record;
    struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    options.debug_layout = &layout;
    return me_layout_compile(words, &layout, &unused) && me_recognise(line, &options, &record) == ME_FOUND_RECORD &&
           record.log == ME_LOG_DEBUG && record.code.ptr == code;
}

void me_proposal_of(struct me_span line, char out[static ME_PROPOSAL_MAX])
{
    struct proposal p = {.out = out};
    const char *code = first_code(line), *time_end = code != NULL ? time_before(line.ptr, code) : NULL;
    if (time_end == NULL || !put_all(&p, time_end, code) || !is_understood(line, (struct me_span){out, p.len}, code))
        p.len = 0;
    out[p.len] = '\0';
}
