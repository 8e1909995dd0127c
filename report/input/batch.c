/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines are cut out of a block that belongs to the batch; what is left of it is copied to the next one. Which lines
 * come out does not depend on how the bytes came in.
 */
#include "batch.h"

#include <stdlib.h>
#include <string.h>

#include "recognise/anchor.h"
#include "text/scan.h"

bool me_batch_init(struct me_batch *b)
{
    *b = (struct me_batch){.block = malloc(ME_BATCH_BLOCK), .lines = malloc(ME_BATCH_LINES_MAX * sizeof(*b->lines))};
    if (b->block != NULL && b->lines != NULL)
        return true;
    me_batch_free(b);
    return false;
}

void me_batch_free(struct me_batch *b)
{
    free(b->block);
    free(b->lines);
    free(b->error);
    *b = (struct me_batch){0};
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

void me_reader_open(struct me_reader *r, struct me_source *source, const struct me_recognise_options *options)
{
    *r = (struct me_reader){
        .options = options,
        .source = source,
        .rest = r->rest,
        .raw = r->raw,
        .utf16 = {.at_line_start = true},
        .lines_max = ME_BATCH_LINES_MAX,
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

static void take_line(struct me_batch *b, const struct me_recognise_options *options, char *begin, size_t len,
                      const char *anchor)
{
    struct me_line *line = &b->lines[b->count];
    me_line_read(begin, len, anchor, options, line);
    b->tally.records += line->kind == ME_LINE_RECORD;
    b->tally.unrecognized += line->kind == ME_LINE_UNRECOGNIZED;
    if (line->kind != ME_LINE_FOREIGN)
        b->count++;
}

/* The line at `begin`: how many bytes of the `len` there are belong to it, and 1 more for the newline. 0: more bytes
 * are needed to know. */
static size_t measure_line(const struct me_reader *r, const char *begin, size_t len)
{
    const char *newline = memchr(begin, '\n', len);
    if (newline != NULL)
        return (size_t)(newline - begin) + 1;
    return r->at_end || r->skipping || len > ME_LINE_MAX ? len : 0;
}

/* Cuts lines out of the `len` bytes of the block. Returns how many bytes are done with. */
static size_t take_lines(struct me_batch *b, struct me_reader *r, size_t len)
{
    char *p = b->block, *end = p + len;
    const char *anchor = p; /* none lies between p and it */
    while (p < end && b->count < r->lines_max) {
        const size_t size = measure_line(r, p, (size_t)(end - p));
        if (size == 0)
            break;
        const bool has_end = p[size - 1] == '\n';
        const size_t room = size - has_end, looked_at = room < ME_LINE_MAX ? room : ME_LINE_MAX;
        if (!r->skipping) {
            b->tally.lines++;
            b->tally.long_lines += room > ME_LINE_MAX;
            if (anchor <= p)
                anchor = me_anchor_find(p, end);
            if (anchor < p + looked_at)
                take_line(b, r->options, p, looked_at, anchor);
        }
        r->skipping = !has_end;
        p += size;
    }
    return (size_t)(p - b->block);
}

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

void me_batch_fill(struct me_batch *b, struct me_reader *r)
{
    size_t len = r->rest_len;
    b->count = 0;
    b->tally = (struct me_tally){0};
    memcpy(b->block, r->rest, len);
    /* With whole lines left over, reading on would only move them about. */
    if (!r->at_end && (len == 0 || memchr(b->block, '\n', len) == NULL || r->skipping)) {
        const size_t n = read_text(r, b->block + len, &b->tally.bytes);
        r->at_end = n == 0;
        len += n;
    }
    const size_t done = take_lines(b, r, len);
    r->rest_len = len - done;
    memcpy(r->rest, b->block + done, r->rest_len);
    b->position = me_source_position(r->source);
    b->is_last = r->at_end && r->rest_len == 0;
    if (b->is_last) {
        b->error = r->error;
        r->error = NULL;
    }
}
