/* SPDX-License-Identifier: Apache-2.0
 *
 * Every sample line, and every prefix of every sample line: the verdict that its golden object has, no read outside of
 * the message, and no prefix that says the contrary of the whole line.
 */
#include "support/examined.h"
#include "support/guarded.h"
#include "support/samples.h"
#include "support/spelling.h"
#include "support/unit.h"

enum { LINE_MAX = 4096 };

/* A sample file with its golden objects, one a line. */
struct judged {
    const char *name;
    struct me_samples lines, golden;
};

static struct judged files[] = {
    {.name = "debug"}, {.name = "activity-rows"}, {.name = "w3c"}, {.name = "imap-rows"}, {.name = "pop-rows"}};

static int load(void **state)
{
    char path[64];
    (void)state;
    for (size_t i = 0; i < ME_COUNT(files); i++) {
        snprintf(path, sizeof(path), "%s.log", files[i].name);
        files[i].lines = me_samples_load(path);
        snprintf(path, sizeof(path), "golden/%s.jsonl", files[i].name);
        files[i].golden = me_samples_load(path);
        if (files[i].lines.count != files[i].golden.count)
            return -1;
    }
    return 0;
}

static int unload(void **state)
{
    (void)state;
    for (size_t i = 0; i < ME_COUNT(files); i++) {
        me_samples_free(&files[i].lines);
        me_samples_free(&files[i].golden);
    }
    return 0;
}

static struct me_span word_or_dash(struct me_span word)
{
    return word.len > 0 ? word : ME_SPAN("-");
}

/* `relay-denied denied no-criteria-met low`: event, outcome, reason and risk, `-` for absent; or `foreign`. */
static struct me_span golden_verdict(struct me_span object, char *out, size_t room)
{
    static const char *const names[] = {"event", "outcome", "reason", "risk"};
    size_t len = 0;
    if (me_span_equal(object, ME_SPAN("null")))
        return ME_SPAN("foreign");
    for (size_t i = 0; i < ME_COUNT(names); i++) {
        const struct me_span word = word_or_dash(me_samples_word(object, names[i]));
        len += (size_t)snprintf(out + len, room - len, "%s%.*s", i > 0 ? " " : "", (int)word.len, word.ptr);
    }
    return (struct me_span){out, len};
}

/* Calls `check` with each line in each spelling. */
typedef void check_line(struct me_span line, struct me_span verdict, const struct me_spelling *spelling);

static void for_each_line(check_line *check)
{
    char text[LINE_MAX], want[256];
    for (size_t f = 0; f < ME_COUNT(files); f++)
        for (size_t i = 0; i < files[f].lines.count; i++) {
            const struct me_span verdict = golden_verdict(files[f].golden.lines[i], want, sizeof(want));
            for (size_t s = 0; s < ME_SPELLINGS; s++)
                check(me_spelling_apply(&me_spellings[s], files[f].lines.lines[i], text, sizeof(text)), verdict,
                      &me_spellings[s]);
        }
}

static struct me_span verdict_text(const struct me_examined *e, char *out, size_t room)
{
    if (!e->found)
        return ME_SPAN("foreign");
    return (struct me_span){out, (size_t)snprintf(out, room, "%s %s %s %s", me_event_name(e->verdict.event).ptr,
                                                  word_or_dash(me_outcome_name(e->verdict.outcome)).ptr,
                                                  word_or_dash(me_reason_name(e->verdict.reason)).ptr,
                                                  word_or_dash(me_risk_name(e->verdict.risk)).ptr)};
}

static void check_verdict(struct me_span line, struct me_span verdict, const struct me_spelling *spelling)
{
    char text[256];
    const struct me_examined e = me_examine(line);
    const struct me_span got = verdict_text(&e, text, sizeof(text));
    if (!me_span_equal(got, verdict))
        fail_msg("%s: %.*s instead of %.*s: %.*s", spelling->label, (int)got.len, got.ptr, (int)verdict.len,
                 verdict.ptr, (int)line.len, line.ptr);
    if (e.found) {
        assert_true(e.record.at_start);
        assert_int_equal(e.record.anomalies, 0);
    }
}

static void judges_each_line_as_written_down(void **state)
{
    (void)state;
    for_each_line(check_verdict);
}

static void check_with_noise(struct me_span line, struct me_span verdict, const struct me_spelling *spelling)
{
    static const char *const fronts[] = {" \t", "\xEF\xBB\xBF", "#011#000",
                                         "MAIL01 x: ", "<13>Jul 24 15:40:50 MAIL01 "};
    static const char *const backs[] = {" ", "\r\n", "#015#012", "\\r\\n", "\tN/A", "#011N/A#015"};
    char text[LINE_MAX + 64], said[256];
    for (size_t f = 0; f < ME_COUNT(fronts); f++)
        for (size_t b = 0; b < ME_COUNT(backs); b++) {
            const int len = snprintf(text, sizeof(text), "%s%.*s%s", fronts[f], (int)line.len, line.ptr, backs[b]);
            const struct me_examined e = me_examine((struct me_span){text, (size_t)len});
            const struct me_span got = verdict_text(&e, said, sizeof(said));
            const bool bare_code = me_span_starts(line, ME_SPAN("ME-")) && f == 3; /* a code in somebody's text */
            if (!me_span_equal(got, bare_code ? ME_SPAN("foreign") : verdict))
                fail_msg("%s: %.*s: %s", spelling->label, (int)got.len, got.ptr, text);
        }
}

static void judges_each_line_with_noise_at_both_ends(void **state)
{
    (void)state;
    for_each_line(check_with_noise);
}

/* Whether a record that lost its end may say `part` where the whole one says `whole`: nothing, less, or the same. */
static bool is_no_contradiction(const struct me_verdict *part, const struct me_verdict *whole)
{
    if (part->event == ME_EVENT_DEBUG || part->event == ME_EVENT_COMMAND)
        return true;
    if (part->event == whole->event)
        return part->outcome == whole->outcome && (part->reason == whole->reason || part->reason == ME_REASON_NONE);
    /* the reply code without the text that makes it a relay decision */
    return whole->outcome == ME_OUTCOME_DENIED && part->outcome == ME_OUTCOME_NONE &&
           (part->event == ME_EVENT_RECIPIENT_REJECTED || part->event == ME_EVENT_SENDER_REJECTED);
}

static struct me_guarded memory;

static void check_prefixes(struct me_span line, struct me_span verdict, const struct me_spelling *spelling)
{
    const struct me_examined whole = me_examine(line);
    (void)verdict;
    for (size_t len = 0; len <= line.len; len++) {
        const struct me_span prefix = {line.ptr, len};
        const struct me_examined e = me_examine(me_guarded_at_end(&memory, prefix));
        if (spelling == me_spellings)
            me_examine(me_guarded_at_start(&memory, prefix));
        if (!e.found)
            continue;
        assert_true(whole.found);
        if (!is_no_contradiction(&e.verdict, &whole.verdict))
            fail_msg("%s: %s in %.*s", spelling->label, me_event_name(e.verdict.event).ptr, (int)len, line.ptr);
        assert_int_equal(e.record.direction, whole.record.direction);
        if (e.record.log != ME_LOG_DEBUG && e.record.client_ip[0] != '\0') /* else it may be cut */
            assert_string_equal(e.record.client_ip, whole.record.client_ip);
    }
}

static void judges_no_prefix_contrary_to_its_line(void **state)
{
    (void)state;
    memory = me_guarded_new(LINE_MAX);
    for_each_line(check_prefixes);
    me_guarded_free(&memory);
}

/* Suffixes begin in the middle of anything; there is nothing to be said of them but that they do no harm. */
static void survives_every_suffix(void **state)
{
    (void)state;
    memory = me_guarded_new(LINE_MAX);
    for (size_t f = 0; f < ME_COUNT(files); f++)
        for (size_t i = 0; i < files[f].lines.count; i++)
            for (size_t skip = 0; skip <= files[f].lines.lines[i].len; skip++)
                me_examine(me_guarded_at_start(&memory, me_span_skip(files[f].lines.lines[i], skip)));
    me_guarded_free(&memory);
}

/* What a wire escape stands for. */
static struct me_span unescape(struct me_span wire, char *out)
{
    size_t len = 0;
    for (size_t i = 0; i < wire.len; i++) {
        if (wire.ptr[i] != '\\') {
            out[len++] = wire.ptr[i];
            continue;
        }
        assert_true(i + 1 < wire.len);
        const char c = wire.ptr[++i];
        if (c == 'x') {
            const char hex[] = {wire.ptr[i + 1], wire.ptr[i + 2], '\0'};
            out[len++] = (char)strtoul(hex, NULL, 16);
            i += 2;
        } else {
            out[len++] = c == 't' ? '\t' : c == 'r' ? '\r' : c == 'n' ? '\n' : c;
        }
    }
    return (struct me_span){out, len};
}

/* The frame as it is on the wire: what the module looks at when the header swallowed the start. */
static void recognises_each_frame(void **state)
{
    struct me_samples frames = me_samples_load("frames.txt"), golden = me_samples_load("golden/frames.jsonl");
    char text[LINE_MAX];
    size_t seen = 0;
    (void)state;
    for (size_t i = 0; i < frames.count; i++) {
        if (me_span_starts(frames.lines[i], ME_SPAN("#")))
            continue;
        assert_true(seen < golden.count);
        const bool want_foreign = me_span_equal(golden.lines[seen++], ME_SPAN("null"));
        struct me_span frame = unescape(frames.lines[i], text);
        if (me_span_starts(frame, ME_SPAN("{"))) { /* mmjsonparse hands on the value of Message */
            static const char key[] = "\"Message\":\"";
            text[frame.len] = '\0';
            const char *value = strstr(text, key);
            assert_non_null(value);
            frame = me_span_between(value + sizeof(key) - 1, me_span_end(frame) - 3);
        }
        const struct me_examined e = me_examine(frame);
        if (e.found == want_foreign)
            fail_msg("%.*s", (int)frames.lines[i].len, frames.lines[i].ptr);
        if (e.found)
            me_examined_check(&e, frames.lines[i].ptr, "event=relay-denied|outcome=denied|risk=low|!anomaly");
    }
    assert_int_equal(seen, golden.count);
    me_samples_free(&golden);
    me_samples_free(&frames);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(judges_each_line_as_written_down),
        cmocka_unit_test(judges_each_line_with_noise_at_both_ends),
        cmocka_unit_test(judges_no_prefix_contrary_to_its_line),
        cmocka_unit_test(survives_every_suffix),
        cmocka_unit_test(recognises_each_frame),
    };

    me_unit_limit_seconds(300);
    return cmocka_run_group_tests_name("samples", tests, load, unload);
}
