/* SPDX-License-Identifier: Apache-2.0
 *
 * What mailenable-report does with a line before it counts it: headers, JSON, records, shapes. Any bytes are a line.
 * What is a record by itself is the same record behind each header that rsyslog writes and inside JSON, and a shape
 * shows nothing of what the line says.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "input/line.h"
#include "count/masks.h"
#include "recognise/anchor.h"

enum { LINE_MAX = 2048, ROOM = LINE_MAX * 6 + 256 };

static void must_lie_inside(struct me_span part, const char *begin, size_t len)
{
    if (part.ptr != NULL && !me_span_equal(part, ME_SPAN("{blank}")))
        FUZZ_ASSERT(part.ptr >= begin && me_span_end(part) <= begin + len);
}

/* Reads a copy of its very size, so that a sanitizer sees every step outside. The caller frees it. */
static char *read_line(struct me_span text, struct me_line *line)
{
    char *copy = malloc(text.len + (text.len == 0));
    FUZZ_ASSERT(copy != NULL);
    memcpy(copy, text.ptr, text.len);
    me_line_read(copy, text.len, me_anchor_find(copy, copy + text.len), &ME_RECOGNISE_DEFAULTS, line);
    must_lie_inside(line->text, copy, text.len);
    must_lie_inside(line->host, copy, text.len);
    if (line->kind == ME_LINE_RECORD) {
        must_lie_inside(line->record.text, copy, text.len);
        must_lie_inside(line->record.argument, copy, text.len);
        must_lie_inside(line->record.reply, copy, text.len);
        must_lie_inside(line->record.subject, copy, text.len);
    }
    return copy;
}

static void must_be_same(const struct me_record *of_a, const struct me_line *line)
{
    FUZZ_ASSERT(line->kind == ME_LINE_RECORD);
    struct me_record judged[2] = {*of_a, line->record}, *a = &judged[0], *b = &judged[1];
    struct me_verdict va, vb;
    me_verdict_of(a, &va);
    me_verdict_of(b, &vb);
    const struct me_span pairs[][2] = {
        {a->message_id, b->message_id}, {a->code, b->code},          {a->text, b->text}, {a->command, b->command},
        {a->argument, b->argument},     {a->reply, b->reply},        {a->user, b->user}, {a->subject, b->subject},
        {va.sender, vb.sender},         {va.recipient, vb.recipient}};
    FUZZ_ASSERT(a->log == b->log && va.event == vb.event);
    FUZZ_ASSERT(memcmp(&a->time, &b->time, sizeof(a->time)) == 0 && strcmp(a->client_ip, b->client_ip) == 0);
    FUZZ_ASSERT(a->connection == b->connection && a->reply_code == b->reply_code);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
        FUZZ_ASSERT(me_span_equal(pairs[i][0], pairs[i][1]));
}

/* Whether `text` begins with what is a tag behind a header and nothing without one: `app: ME-I0111: …` is a record
 * behind a header only. */
static bool starts_with_tag(struct me_span text)
{
    const char *blank = memchr(text.ptr, ' ', text.len);
    return blank != NULL && blank > text.ptr && blank[-1] == ':';
}

static void check_header(const char *header, struct me_span text)
{
    struct me_record record;
    struct me_line line;
    static char room[ROOM];
    if (me_recognise(text, &ME_RECOGNISE_DEFAULTS, &record) != ME_FOUND_RECORD ||
        (!record.at_start && starts_with_tag(text)))
        return;
    const size_t before = strlen(header);
    memcpy(room, header, before);
    memcpy(room + before, text.ptr, text.len);
    char *copy = read_line((struct me_span){room, before + text.len}, &line);
    must_be_same(&record, &line);
    FUZZ_ASSERT(me_span_equal(line.host, ME_SPAN("MAIL01")));
    free(copy);
}

static void check_json(struct me_span text)
{
    static char room[ROOM];
    struct me_line plain, line;
    size_t len = (size_t)snprintf(room, ROOM, "{\"hostname\":\"MAIL01\",\"msg\":\"");
    if (text.len == 0 || text.ptr[0] == '{')
        return;
    for (size_t i = 0; i < text.len; i++) {
        const unsigned char c = (unsigned char)text.ptr[i];
        if (c < ' ' || c == '"' || c == '\\')
            len += (size_t)snprintf(room + len, ROOM - len, "\\u%04x", c);
        else
            room[len++] = (char)c;
    }
    len += (size_t)snprintf(room + len, ROOM - len, "\",\"x\":[1,{\"y\":\"}\"}]}");
    char *copy = read_line(text, &plain), *decoded = read_line((struct me_span){room, len}, &line);
    FUZZ_ASSERT(plain.kind == line.kind);
    if (plain.kind == ME_LINE_RECORD)
        must_be_same(&plain.record, &line);
    free(decoded);
    free(copy);
}

/* What a shape may show: these, letters as `a` and digits as `9`. */
static size_t shown_length(const char *p)
{
    static const char *const words[] = {".MAIL FROM:",
                                        "SMTP-IN",
                                        "SMTP-OU",
                                        "IMAP-IN",
                                        "POP-IN",
                                        "POP3-IN",
                                        "Relay Denied",
                                        "Relay Granted",
                                        "Local Delivery",
                                        ".MAI",
                                        "AUTH",
                                        "RCPT TO:",
                                        "MAIL FROM:",
                                        "Recipient Denied",
                                        "EHLO",
                                        "HELO",
                                        "#011",
                                        "#015",
                                        "#009",
                                        "#012",
                                        "\\t",
                                        "\\r",
                                        "\\n"};
    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (strncmp(p, words[i], strlen(words[i])) == 0)
            return strlen(words[i]);
    if (strncmp(p, "ME-", 3) == 0 && strspn(p + 4, "0123456789X") >= 4)
        return 8;
    return strncmp(p, "\\x", 2) == 0 ? 4 : 0;
}

static void check_shape(struct me_span text)
{
    char shape[ME_MASK_MAX + 4];
    me_masks_of(text, shape);
    FUZZ_ASSERT(strlen(shape) < sizeof(shape));
    for (const char *p = shape; *p != '\0';) {
        const size_t shown = shown_length(p);
        const bool letter = (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'), digit = *p >= '0' && *p <= '9';
        FUZZ_ASSERT(shown > 0 || ((!letter || *p == 'a') && (!digit || *p == '9')));
        FUZZ_ASSERT(*p >= ' ' && *p < 0x7F);
        p += shown > 0 ? shown : 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct me_span text = {(const char *)data, size};
    struct me_line line;
    if (size == 0 || size > LINE_MAX)
        return 0;
    free(read_line(text, &line));
    check_header("<13>1 2026-11-22T07:00:01Z MAIL01 app 1 - [x y=\"]\"] ", text);
    check_header("2026-11-22T07:00:01.123456+01:00 MAIL01 ", text);
    check_header("Nov 22 07:00:01 MAIL01 ", text);
    check_json(text);
    check_shape(text);
    return 0;
}
