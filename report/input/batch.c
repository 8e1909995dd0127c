/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines are cut out of a block that belongs to the batch; what is left of it is copied to the next one. Which lines
 * come out does not depend on how the bytes came in.
 */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "correlate/key.h"
#include "recognise/anchor.h"

struct me_batch *me_batch_new(void)
{
    struct me_batch *b = calloc(1, sizeof(*b));
    if (b != NULL)
        b->block = malloc(ME_BATCH_BLOCK);
    if (b == NULL || b->block != NULL)
        return b;
    me_batch_free(b);
    return NULL;
}

void me_batch_free(struct me_batch *b)
{
    free(b->block);
    free(b->notes);
    free(b->judged);
    free(b->error);
    free(b);
}

bool me_reader_init(struct me_reader *r)
{
    *r = (struct me_reader){.rest = malloc(ME_BATCH_BLOCK)};
    return r->rest != NULL;
}

void me_reader_free(struct me_reader *r)
{
    me_reader_close(r);
    free(r->rest);
    free(r->raw);
    *r = (struct me_reader){0};
}

void me_reader_open(struct me_reader *r, struct me_source *source)
{
    *r = (struct me_reader){
        .source = source,
        .rest = r->rest,
        .raw = r->raw,
        .utf16 = {.at_line_start = true},
        .read_max = ME_BATCH_READ,
    };
}

void me_reader_close(struct me_reader *r)
{
    if (r->source != NULL)
        me_source_close(r->source);
    free(r->error);
    r->source = NULL;
    r->error = NULL;
}

void me_tally_add(struct me_tally *into, const struct me_tally *from)
{
    into->bytes += from->bytes;
    into->lines += from->lines;
    into->records += from->records;
    into->unrecognized += from->unrecognized;
    into->long_lines += from->long_lines;
    for (int i = 0; i < ME_LOG_MAX; i++)
        into->logs[i] += from->logs[i];
    into->debug_with_id += from->debug_with_id;
}

/* --- reading
 * ---------------------------------------------------------------------------------------------------------*/

/* Keeps the `len` bytes at `bytes`, which came next, behind those that wait to become UTF-8. */
static bool keep_raw(struct me_reader *r, const char *bytes, size_t len)
{
    if (r->raw == NULL)
        r->raw = malloc(ME_BATCH_READ);
    if (r->raw == NULL)
        return false;
    memcpy(r->raw + r->raw_len, bytes, len);
    r->raw_len += len;
    return true;
}

/* Reads what comes next to `out`, which has room for ME_BATCH_READ bytes, as UTF-8. Returns how many bytes that is; 0
 * at the end. Adds to `*bytes` what was read for it. */
static size_t read_text(struct me_reader *r, char *out, uint64_t *bytes)
{
    size_t used = 0, taken;
    while (used == 0 && (r->raw_len > 0 || !r->source_ended)) {
        if (r->raw_len < ME_UTF16_AHEAD && !r->source_ended) {
            const ptrdiff_t n = me_source_read(r->source, out, r->read_max - r->raw_len, &r->error);
            r->source_ended = n <= 0;
            *bytes += n > 0 ? (uint64_t)n : 0;
            if (n > 0 && r->raw_len == 0 && !me_utf16_concerns(&r->utf16, out, (size_t)n)) {
                r->utf16.at_line_start = out[n - 1] == '\n';
                return (size_t)n;
            }
            if (n > 0 && !keep_raw(r, out, (size_t)n)) {
                r->error = strdup("memory is out");
                r->source_ended = true;
                return 0;
            }
        }
        used = me_utf16_decode(&r->utf16, r->raw, r->raw_len, r->source_ended, out, ME_BATCH_READ, &taken);
        r->raw_len -= taken;
        if (taken > 0)
            memmove(r->raw, r->raw + taken, r->raw_len);
    }
    return used;
}

/* How many of the `len` bytes at `block` are a batch: up to the last newline, or all of them when no end of the line
 * that they belong to will be waited for. */
static size_t measure(const struct me_reader *r, const char *block, size_t len, bool at_end)
{
    size_t whole = len;
    while (whole > 0 && block[whole - 1] != '\n')
        whole--;
    return at_end || (whole == 0 && r->skipping) || len - whole > ME_LINE_MAX ? len : whole;
}

/* Leaves with the batch the order of fields at its start, and with the reader that at its end: threads that recognise
 * batches have them in any order. */
static void note_order(struct me_batch *b, struct me_reader *r)
{
    if (!r->is_started && b->len > 0)
        r->has_header = me_w3c_header_begins(b->block, b->len);
    r->is_started |= b->len > 0;
    b->has_header = r->has_header;
    b->order = r->order;
    if (r->has_header)
        me_w3c_header_read_all((struct me_span){b->block, b->len}, !b->skipping, &r->order);
}

void me_batch_read(struct me_batch *b, struct me_reader *r)
{
    b->tally = (struct me_tally){0};
    b->looked = b->count = b->judged_count = 0;
    b->skipping = r->skipping;
    b->anchor = b->block;
    memcpy(b->block, r->rest, r->rest_len);
    const size_t more = read_text(r, b->block + r->rest_len, &b->tally.bytes), len = r->rest_len + more;
    b->is_last = more == 0;
    b->len = measure(r, b->block, len, b->is_last);
    note_order(b, r);
    if (b->len > 0)
        r->skipping = b->block[b->len - 1] != '\n';
    r->rest_len = len - b->len;
    memcpy(r->rest, b->block + b->len, r->rest_len);
    b->position = me_source_position(r->source);
    if (b->is_last) {
        b->error = r->error;
        r->error = NULL;
    }
}

/* --- recognising
 * -----------------------------------------------------------------------------------------------------*/

static void count_line(struct me_tally *tally, const struct me_line *line)
{
    tally->unrecognized += line->kind == ME_LINE_UNRECOGNIZED;
    if (line->kind != ME_LINE_RECORD)
        return;
    const struct me_record *record = &line->record;
    tally->records++;
    tally->logs[record->log]++;
    tally->debug_with_id +=
        record->log == ME_LOG_DEBUG && (record->message_id.len > 0 || record->connection != ME_ABSENT);
}

bool me_batch_line(struct me_batch *b, const struct me_recognise_options *options, struct me_line *line)
{
    struct me_recognise_options in_order;
    if (b->has_header) {
        in_order = *options;
        in_order.w3c_order = &b->order;
        options = &in_order;
    }
    char *p = b->block + b->looked, *end = b->block + b->len;
    bool found = false;
    while (p < end && !found) {
        char *newline = memchr(p, '\n', (size_t)(end - p)), *behind = newline != NULL ? newline + 1 : end;
        const size_t len = (size_t)(behind - p) - (newline != NULL);
        const size_t looked_at = len < ME_LINE_MAX ? len : ME_LINE_MAX;
        if (!b->skipping) {
            b->tally.lines++;
            b->tally.long_lines += len > ME_LINE_MAX;
            if (b->has_header && *p == '#')
                me_w3c_header_read((struct me_span){p, len}, &b->order);
            if (b->anchor <= p)
                b->anchor = me_anchor_find(p, end);
            if (b->anchor < p + looked_at) {
                me_line_read(p, looked_at, b->anchor, options, line);
                count_line(&b->tally, line);
                found = line->kind != ME_LINE_FOREIGN;
            }
        }
        b->skipping = newline == NULL;
        p = behind;
    }
    b->looked = (size_t)(p - b->block);
    return found;
}

/* Makes room for one more of the `count` items of `size` bytes. False when memory is out. */
static bool make_room(void **items, size_t count, size_t *capacity, size_t size)
{
    enum { FIRST = 64 };
    if (count < *capacity)
        return true;
    const size_t more = *capacity > 0 ? *capacity * 2 : FIRST;
    void *grown = realloc(*items, more * size);
    if (grown == NULL)
        return false;
    *items = grown;
    *capacity = more;
    return true;
}

/* A sending host, for lines of which nearly all have the same one. */
struct sender {
    struct me_span name;
    struct me_key_host key;
};

static const struct me_key_host *key_of(struct sender *sender, const struct me_keyed_secrets *secrets,
                                        struct me_span name)
{
    const bool is_same_text = name.ptr == sender->name.ptr && name.len == sender->name.len;
    if (!is_same_text && !me_span_equal(name, sender->name)) {
        sender->key = me_key_host_of(secrets, name);
        sender->name = name;
    }
    return &sender->key;
}

/* Notes the record of a line. False when memory is out. */
static bool note_record(struct me_batch *b, const struct me_note_task *task, const struct me_key_host *host,
                        struct me_record *record, struct me_note *note)
{
    struct me_verdict verdict;
    me_verdict_of(record, &verdict);
    me_observation_set(&note->observation, host, record, &verdict);
    if (!task->wants(task->context, record, &verdict))
        return true;
    if (!make_room((void **)&b->judged, b->judged_count, &b->judged_capacity, sizeof(*b->judged)))
        return false;
    b->judged[b->judged_count++] = (struct me_judged){*record, verdict, b->order};
    note->judged = b->judged; /* its own place is set when they do not move any more */
    return true;
}

static void set_judged(struct me_batch *b)
{
    const struct me_judged *next = b->judged;
    for (size_t i = 0; i < b->count; i++)
        if (b->notes[i].judged != NULL)
            b->notes[i].judged = next++;
}

void me_batch_recognise(struct me_batch *b, const struct me_note_task *task, struct me_span host)
{
    struct sender sender = {.name = host, .key = me_key_host_of(&task->secrets, host)};
    struct me_line line;
    while (!b->out_of_memory && me_batch_line(b, task->recognise, &line)) {
        if (!make_room((void **)&b->notes, b->count, &b->capacity, sizeof(*b->notes))) {
            b->out_of_memory = true;
            break;
        }
        struct me_note *note = &b->notes[b->count++];
        note->when = line.when;
        note->judged = NULL;
        note->host = line.host;
        note->is_record = line.kind == ME_LINE_RECORD;
        note->text = note->is_record ? line.message : line.text;
        if (note->is_record)
            b->out_of_memory = !note_record(
                b, task, key_of(&sender, &task->secrets, line.host.ptr != NULL ? line.host : host), &line.record, note);
    }
    set_judged(b);
}
