/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes through the whole library: recogniser, verdict, both JSON forms. Whatever comes in, all spans lie inside
 * the input, the JSON parses and is valid UTF-8, and noise around the input changes nothing.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json/fields.h"
#include "recognise/anchor.h"
#include "recognise/credential.h"
#include "recognise/row.h"
#include "fuzz.h"
#include "json.h"
#include "support/same_columns.h"

static void must_lie_inside(struct me_span part, struct me_span whole)
{
    if (part.ptr != NULL)
        FUZZ_ASSERT(part.ptr >= whole.ptr && me_span_end(part) <= me_span_end(whole));
}

static void check_spans(const struct me_resolved *resolved, struct me_span text)
{
    const struct me_record *r = &resolved->record;
    const struct me_verdict *v = &resolved->verdict;
    const struct me_span parts[] = {r->message_id, r->code,      r->text,    r->command,      r->argument,
                                    r->reply,      r->user,      r->subject, r->postoffice,   r->mailbox,
                                    v->sender,     v->recipient, v->helo,    v->address.bare, v->address.kind};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (!me_span_equal(parts[i], ME_SPAN("<>")) && !me_span_equal(parts[i], ME_SPAN("{blank}")))
            must_lie_inside(parts[i], text);
}

static enum me_found understand(struct me_span text, struct me_resolved *resolved)
{
    struct me_credential credentials[32];
    memset(resolved, 0, sizeof(*resolved));
    const struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    struct me_row_kept kept;
    struct me_record again;
    const size_t count = me_credentials_find_keeping(text, &options, credentials, 32, &kept);
    for (size_t i = 0; i < count && i < 32; i++)
        must_lie_inside(credentials[i].bytes, text);
    FUZZ_ASSERT(me_reads_same_the_long_way(&kept, &options));
    const char *anchor = me_anchor_find(text.ptr, me_span_end(text));
    const enum me_found found = me_recognise(text, &options, &resolved->record);
    FUZZ_ASSERT(me_recognise_kept(text, anchor, &options, &kept, &again) == found);
    FUZZ_ASSERT(found != ME_FOUND_RECORD || memcmp(&again, &resolved->record, sizeof(again)) == 0);
    if (found != ME_FOUND_RECORD)
        return found;
    me_verdict_of(&resolved->record, &resolved->verdict);
    check_spans(resolved, text);
    return found;
}

/* Noise at both ends does not change the verdict. */
static void check_noise(struct me_span text, const struct me_resolved *resolved)
{
    static const char before[] = "\xEF\xBB\xBF ", after[] = " #015\r\n";
    const size_t len = sizeof(before) - 1 + text.len + sizeof(after) - 1;
    char *noisy = malloc(len);
    struct me_resolved other;
    FUZZ_ASSERT(noisy != NULL);
    memcpy(noisy, before, sizeof(before) - 1);
    memcpy(noisy + sizeof(before) - 1, text.ptr, text.len);
    memcpy(noisy + sizeof(before) - 1 + text.len, after, sizeof(after) - 1);
    FUZZ_ASSERT(understand((struct me_span){noisy, len}, &other) == ME_FOUND_RECORD);
    FUZZ_ASSERT(other.record.log == resolved->record.log && other.verdict.event == resolved->verdict.event);
    FUZZ_ASSERT(strcmp(other.record.client_ip, resolved->record.client_ip) == 0);
    free(noisy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + (size == 0)); /* of its very size, so that a sanitizer sees every step outside */
    struct me_resolved resolved;
    FUZZ_ASSERT(copy != NULL);
    memcpy(copy, data, size);
    const struct me_span text = {copy, size};
    if (understand(text, &resolved) == ME_FOUND_RECORD) {
        const struct me_fields_options options = {.explain = true, .offset = ME_SPAN("+02:00"), .original = text};
        fuzz_check_sinks(&resolved, &options);
        fuzz_check_document(&resolved, options, text);
        check_noise(text, &resolved);
    }
    fuzz_check_document(NULL, (struct me_fields_options){0}, text);
    free(copy);
    return 0;
}
