/* SPDX-License-Identifier: Apache-2.0
 *
 * Tree and text say the same of one record: every sample in every spelling, and each with what strangers may write put
 * into it somewhere, alone and with what a conversation remembers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libfastjson/json.h>

#include "json/builder.h"
#include "json/fields.h"
#include "json/writer.h"
#include "recognise/recognise.h"
#include "recognise/verdict.h"
#include "support/samples.h"
#include "support/spelling.h"
#include "support/unit.h"
#include "text/utf8.h"

enum { LINE_MAX = 8192, MUTATIONS = 25, RECORDS_LEAST = 1000 };

static struct me_span parsed_again(struct fjson_tokener *tokener, struct me_span text, struct fjson_object **parsed)
{
    fjson_tokener_reset(tokener);
    *parsed = fjson_tokener_parse_ex(tokener, text.ptr, (int)text.len);
    if (*parsed == NULL || tokener->char_offset != (int)text.len)
        fail_msg("no JSON: %.*s", (int)text.len, text.ptr);
    size_t len;
    const char *again = me_builder_text(*parsed, &len);
    return (struct me_span){again, len};
}

static void must_say_the_same(struct fjson_object *tree, const struct me_writer *w, struct me_span line)
{
    struct fjson_tokener *tokener = fjson_tokener_new();
    struct fjson_object *of_text, *of_tree;
    size_t len;
    const struct me_span text = me_writer_text(w);
    fjson_tokener_set_flags(tokener, FJSON_TOKENER_STRICT);
    assert_int_equal(me_utf8_valid_prefix(text), text.len);
    const char *tree_text = me_builder_text(tree, &len);
    const struct me_span a = parsed_again(tokener, (struct me_span){tree_text, len}, &of_tree);
    const struct me_span b = parsed_again(tokener, text, &of_text);
    if (!me_span_equal(a, b))
        fail_msg("%.*s\n%.*s\n%.*s", (int)line.len, line.ptr, (int)a.len, a.ptr, (int)b.len, b.ptr);
    me_builder_free(of_tree);
    me_builder_free(of_text);
    me_builder_free(tree);
    fjson_tokener_free(tokener);
}

static void compare(const struct me_resolved *resolved, const struct me_fields_options *options, struct me_span line)
{
    static struct me_writer w;
    unsigned of_tree;
    struct fjson_object *tree = me_fields_native(resolved, options, &of_tree);
    me_writer_start(&w);
    me_writer_open(&w, (struct me_span){0}, '{');
    const unsigned of_text = me_fields_write_native(resolved, options, &w);
    me_writer_close_kept(&w, '}');
    assert_int_equal(of_tree, of_text);
    must_say_the_same(tree, &w, line);
    me_writer_start(&w);
    me_writer_open(&w, (struct me_span){0}, '{');
    me_fields_write_ecs(resolved, options, &w);
    me_writer_close_kept(&w, '}');
    must_say_the_same(me_fields_ecs(resolved, options), &w, line);
    me_writer_free(&w);
}

static void remember(struct me_context *context)
{
    static const char user[] = "us\"er\xFF+\xE2\x80\xAE@example.com";
    context->correlated_by = ME_CORRELATION_ID;
    memcpy(context->client_ip, "192.0.2.7", sizeof("192.0.2.7"));
    memcpy(context->user.bytes, user, sizeof(user) - 1);
    context->user.len = sizeof(user) - 1;
    context->helo = context->sender = context->recipient = context->user;
    context->authenticated = true;
}

/* Returns whether `line` holds a record. */
static bool check(struct me_span line)
{
    struct me_resolved resolved;
    memset(&resolved, 0, sizeof(resolved));
    if (me_recognise(line, &ME_RECOGNISE_DEFAULTS, &resolved.record) != ME_FOUND_RECORD)
        return false;
    me_verdict_of(&resolved.record, &resolved.verdict);
    compare(&resolved, &(struct me_fields_options){0}, line);
    remember(&resolved.context);
    compare(&resolved, &(struct me_fields_options){.explain = true, .offset = ME_SPAN("+02:00"), .original = line},
            line);
    return true;
}

/* Writes `line` with something of a stranger's over or between its bytes. */
static struct me_span mutate(struct me_span line, uint64_t *chance, char out[static LINE_MAX])
{
    static const struct me_span hostile[] = {
        ME_SPAN("\0"),
        ME_SPAN("\""),
        ME_SPAN("\\"),
        ME_SPAN("\xFF"),
        ME_SPAN("\xE2\x80\xAE"),
        ME_SPAN("\xF0\x9F\x93\xA7"),
        ME_SPAN("\xED\xA0\x80"),
        ME_SPAN("\x1B[2J"),
        ME_SPAN("#012"),
        ME_SPAN("\\t"),
        ME_SPAN("+"),
        ME_SPAN("\xC3"),
    };
    const struct me_span added = hostile[me_unit_random(chance, ME_COUNT(hostile))];
    const size_t at = me_unit_random(chance, line.len + 1), skip = me_unit_random(chance, 2);
    const struct me_span rest = me_span_skip(line, at + skip);
    assert_true(line.len + added.len <= LINE_MAX);
    memcpy(out, line.ptr, at);
    memcpy(out + at, added.ptr, added.len);
    memcpy(out + at + added.len, rest.ptr, rest.len);
    return (struct me_span){out, at + added.len + rest.len};
}

static void tree_and_text_say_the_same(void **state)
{
    static const char *const names[] = {"debug.log", "activity-rows.log", "w3c.log", "frames.txt"};
    static char spelled[LINE_MAX], mutated[LINE_MAX];
    uint64_t chance = me_unit_seed("sinks", 1);
    const char *asked = getenv("ME_SINKS_MUTATIONS"); /* of each line; for a long run */
    const size_t mutations = asked != NULL ? strtoul(asked, NULL, 10) : me_unit_amount(MUTATIONS);
    size_t records = 0, messages = 0;
    (void)state;
    for (size_t f = 0; f < ME_COUNT(names); f++) {
        struct me_samples samples = me_samples_load(names[f]);
        for (size_t i = 0; i < samples.count; i++) {
            for (size_t s = 0; s < ME_SPELLINGS; s++) {
                const struct me_span line =
                    me_spelling_apply(&me_spellings[s], samples.lines[i], spelled, sizeof(spelled));
                records += check(line);
                for (size_t m = 0; m < mutations; m++)
                    records += check(mutate(line, &chance, mutated));
                messages += 1 + mutations;
            }
        }
        me_samples_free(&samples);
    }
    printf("sinks: %zu messages, %zu with a record\n", messages, records);
    assert_true(records >= me_unit_amount(RECORDS_LEAST));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tree_and_text_say_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
