/* SPDX-License-Identifier: Apache-2.0
 *
 * The library finds the credentials of a line and writes the document. The id has the record's time in front: what a
 * stranger writes could at most meet another line of the same second, and engines keep ids that begin alike cheaply.
 */
#include "bulk.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/hash.h"
#include "json/document.h"
#include "output/masked.h"
#include "output/repeats.h"
#include "text/siphash.h"

enum { ID_MAX = 64 };

/* Ids are the same in every run and on every machine, so this is no secret, and must never change. */
static const uint64_t id_seed[2] = {UINT64_C(0x6d61696c656e6162), UINT64_C(0x6c655f6261636b66)};

struct me_bulk {
    struct me_writer writer;
    struct me_repeats repeats;
    struct me_hash_key key;  /* of `repeats` */
    struct me_masked masked; /* the line at hand without its credentials */
};

struct me_bulk *me_bulk_new(void)
{
    struct me_bulk *bulk = calloc(1, sizeof(*bulk));
    if (bulk != NULL)
        bulk->key = me_hash_new_key();
    return bulk;
}

void me_bulk_free(struct me_bulk *bulk)
{
    if (bulk == NULL)
        return;
    me_writer_free(&bulk->writer);
    me_masked_free(&bulk->masked);
    free(bulk);
}

/* Lines of files end as their system ends them; the id must not depend on it. */
static struct me_span without_end(struct me_span line)
{
    while (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

static void add_text(struct me_siphash *state, struct me_span text)
{
    me_siphash_add_word(state, text.len);
    const uint64_t rest = text.len > 0 ? me_siphash_add_words(state, text.ptr, text.len) : 0;
    me_siphash_add_word(state, rest);
}

/* `20261122070001-` and 32 hexadecimal digits. */
static struct me_span make_id(struct me_bulk *bulk, const struct me_bulk_row *row, struct me_span message,
                              char out[static ID_MAX])
{
    const struct me_timestamp *t = &row->resolved->record.time;
    struct me_siphash state;
    uint64_t hash[2];
    me_siphash_start(&state, bulk->key.k);
    add_text(&state, row->host);
    add_text(&state, message);
    me_siphash_finish_word(&state, row->input, hash);
    const uint32_t before = me_repeats_count(&bulk->repeats, hash[0]);
    me_siphash_start(&state, id_seed);
    add_text(&state, row->host);
    add_text(&state, message);
    me_siphash_finish_word(&state, before, hash);
    const int len = snprintf(out, ID_MAX, "%04u%02u%02u%02u%02u%02u-%016" PRIx64 "%016" PRIx64, t->year, t->month,
                             t->day, t->hour, t->minute, t->second, hash[0], hash[1]);
    return (struct me_span){out, (size_t)len};
}

bool me_bulk_write(struct me_bulk *bulk, const struct me_bulk_row *row, FILE *out)
{
    char time[ME_RESOLVED_TIME_MAX], id[ID_MAX], stream[ME_DOCUMENT_STREAM_MAX];
    struct me_document document = {.name_space = ME_SPAN("default")};
    struct me_span message;
    if (row->offset.len == 0)
        document.reported = me_resolved_time(&row->resolved->record, row->likely, time);
    const struct me_fields_options options = {.offset = row->offset, .host = row->host, .document = &document};
    if (!me_masked_line(&bulk->masked, without_end(row->message), row->recognise, &message))
        return false;
    const struct me_span key = make_id(bulk, row, message, id);
    const struct me_span place = me_document_stream(row->resolved, document.name_space, stream);
    me_document_write(&bulk->writer, row->resolved, &options, message);
    const struct me_span text = me_writer_text(&bulk->writer);
    if (text.len == 0)
        return false;
    fprintf(out, "{\"create\":{\"_index\":\"%.*s\",\"_id\":\"%.*s\"}}\n", (int)place.len, place.ptr, (int)key.len,
            key.ptr);
    fwrite(text.ptr, 1, text.len, out);
    fputc('\n', out);
    return true;
}
