/* SPDX-License-Identifier: Apache-2.0
 *
 * Field building alone: records and memories of conversations filled with any bytes, also those that no line could
 * carry there. Both objects hold nothing that is empty, are valid UTF-8, and parse.
 */
#include "json/fields.h"
#include "fuzz.h"
#include "json.h"

static void copy(char *out, const char *text)
{
    memcpy(out, text, strlen(text) + 1);
}

static void fill_record(struct me_record *r, struct fuzz_choices *c)
{
    static const struct me_span codes[] = {{"ME-I0111", 8}, {"ME-I0110", 8}, {"ME-E0109", 8}, {"ME-I0106", 8},
                                           {"ME-I0102", 8}, {"ME-X0000", 8}, {"ME-IXXXX", 8}};
    static const char *const addresses[] = {"", "198.51.100.7", "2001:db8::1"};
    r->log = (enum me_log)fuzz_choose(c, ME_LOG_MAX);
    r->at_start = fuzz_choose(c, 2) != 0;
    r->plus_is_blank = r->log == ME_LOG_W3C;
    r->anomalies = (unsigned)fuzz_choose(c, 1u << ME_ANOMALY_MAX);
    r->direction = r->log == ME_LOG_DEBUG   ? ME_DIRECTION_NONE
                   : fuzz_choose(c, 2) != 0 ? ME_DIRECTION_IN
                                            : ME_DIRECTION_OUT;
    if (fuzz_choose(c, 2) != 0)
        r->time = (struct me_timestamp){.year = 2026, .month = 11, .day = 22, .hour = 7};
    r->seconds = me_timestamp_seconds(&r->time);
    if (fuzz_choose(c, 2) != 0)
        r->message_id = ME_SPAN("F97C625D979F4C59B928F5A02B4B99E9.MAI");
    copy(r->client_ip, addresses[fuzz_choose(c, 3)]);
    r->connection = (int64_t)fuzz_choose(c, 256) - 1;
    if (r->log == ME_LOG_DEBUG) {
        r->code = codes[fuzz_choose(c, sizeof(codes) / sizeof(*codes))];
        r->text = fuzz_take(c, 200);
        r->reply_code = ME_ABSENT;
        r->bytes_sent = r->bytes_received = ME_ABSENT;
        return;
    }
    size_t replies;
    const struct me_reply *rows = me_replies_rows(&replies);
    r->meaning = &rows[fuzz_choose(c, replies)];
    r->verb = (enum me_command)fuzz_choose(c, ME_COMMAND_MAX);
    r->command = r->verb == ME_COMMAND_OTHER ? fuzz_take(c, 100) : me_commands_name(r->verb);
    r->argument = fuzz_take(c, 200);
    r->reply = fuzz_take(c, 200);
    r->user = fuzz_take(c, 100);
    r->subject = fuzz_take(c, 100);
    r->reply_code = fuzz_choose(c, 2) != 0 ? 500 + (int)fuzz_choose(c, 60) : ME_ABSENT;
    r->bytes_sent = (int64_t)fuzz_choose(c, 256) - 1;
    r->bytes_received = INT64_MAX - (int64_t)fuzz_choose(c, 256);
}

static void fill_text(struct me_context_text *out, struct fuzz_choices *c)
{
    const struct me_span text = fuzz_take(c, ME_CONTEXT_TEXT_MAX);
    out->len = (unsigned char)text.len;
    memcpy(out->bytes, text.ptr, text.len);
}

static void fill_context(struct me_context *context, struct fuzz_choices *c)
{
    context->correlated_by = (enum me_correlation)fuzz_choose(c, 3);
    if (context->correlated_by == ME_CORRELATION_NONE)
        return;
    copy(context->client_ip, fuzz_choose(c, 2) != 0 ? "2001:db8::7" : "");
    context->authenticated = fuzz_choose(c, 2) != 0;
    fill_text(&context->helo, c);
    fill_text(&context->user, c);
    fill_text(&context->sender, c);
    fill_text(&context->recipient, c);
    copy(context->code, fuzz_choose(c, 2) != 0 ? "ME-I0111" : "");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_choices c = {data, size};
    struct me_resolved resolved;
    memset(&resolved, 0, sizeof(resolved));
    struct me_fields_options options = {.explain = fuzz_choose(&c, 2) != 0};
    if (fuzz_choose(&c, 2) != 0)
        options.offset = ME_SPAN("-03:30");
    fill_record(&resolved.record, &c);
    fill_context(&resolved.context, &c);
    me_verdict_of(&resolved.record, &resolved.verdict);
    options.original = fuzz_take(&c, 255);
    fuzz_check_sinks(&resolved, &options);
    return 0;
}
