/* SPDX-License-Identifier: Apache-2.0
 *
 * Tests of lib/text/scan.h: the searches against naive ones, at every length, alignment and edge of a page.
 */
#include "recognise/anchor.h"
#include "text/scan.h"

#include "support/guarded.h"
#include "support/unit.h"

static const struct me_span anchors[] = {ME_BYTES("ME-"), ME_BYTES("SMTP-"), ME_BYTES("IMAP-"), ME_BYTES("POP-"),
                                         ME_BYTES("POP3-")};

static const char *naive(const char *from, const char *end)
{
    for (const char *p = from; p < end; p++) {
        const size_t room = (size_t)(p - from);
        for (size_t a = 0; *p == '-' && a < ME_COUNT(anchors); a++)
            if (room + 1 >= anchors[a].len && memcmp(p + 1 - anchors[a].len, anchors[a].ptr, anchors[a].len) == 0)
                return p;
    }
    return end;
}

static void check(struct me_span text)
{
    const char *want = naive(text.ptr, me_span_end(text));
    const char *got = me_anchor_find(text.ptr, me_span_end(text));
    if (got != want)
        fail_msg("%td instead of %td in \"%.*s\"", got - text.ptr, want - text.ptr, (int)text.len, text.ptr);
}

static void finds_each_anchor_at_each_offset(void **state)
{
    enum { LEN_MAX = 200 };
    struct me_guarded memory = me_guarded_new(LEN_MAX);
    char text[LEN_MAX];
    (void)state;
    for (size_t a = 0; a < ME_COUNT(anchors); a++)
        for (size_t len = anchors[a].len; len <= LEN_MAX; len++)
            for (size_t at = 0; at + anchors[a].len <= len; at++) {
                memset(text, '-', len);
                memcpy(text + at, anchors[a].ptr, anchors[a].len);
                const struct me_span s = me_guarded_at_end(&memory, (struct me_span){text, len});
                assert_ptr_equal(me_anchor_find(s.ptr, me_span_end(s)), s.ptr + at + anchors[a].len - 1);
            }
    me_guarded_free(&memory);
}

/* Short alphabets, so that anchors, halves of anchors and their neighbours are frequent. */
static void agrees_with_a_naive_search(void **state)
{
    enum { LEN_MAX = 200, ROUNDS = 40, ALIGNMENTS = 33 };
    static const char alphabet[] = "ME-SMTP-POP3-EP-- x";
    struct me_guarded memory = me_guarded_new(LEN_MAX + ALIGNMENTS);
    uint64_t random = me_unit_seed("agrees_with_a_naive_search", 20261122);
    char text[LEN_MAX];
    (void)state;
    for (size_t round = 0; round < me_unit_amount(ROUNDS); round++)
        for (size_t len = 0; len <= LEN_MAX; len++) {
            const size_t letters = 3 + me_unit_random(&random, sizeof(alphabet) - 3);
            for (size_t i = 0; i < len; i++)
                text[i] = alphabet[me_unit_random(&random, letters)];
            check(me_guarded_at_end(&memory, (struct me_span){text, len}));
            check(me_guarded_at_start(&memory, (struct me_span){text, len}));
            const size_t shift = me_unit_random(&random, ALIGNMENTS);
            memcpy(memory.begin + shift, text, len);
            check((struct me_span){memory.begin + shift, len});
        }
    me_guarded_free(&memory);
}

/* What stands before `from` or behind `end` is no part of the text, even when it would make an anchor. */
static void looks_at_its_own_bytes_only(void **state)
{
    static const char text[] = "SMTP-................................SMTP-";
    const char *end = text + sizeof(text) - 1;
    (void)state;
    for (size_t from = 1; from <= 4; from++)
        assert_ptr_equal(me_anchor_find(text + from, end), end - 1);
    assert_ptr_equal(me_anchor_find(text + 1, end - 1), end - 1);
}

static void finds_nothing_in_nothing(void **state)
{
    (void)state;
    assert_null(me_anchor_find(NULL, NULL));
    const char *text = "ME-";
    assert_ptr_equal(me_anchor_find(text + 3, text + 3), text + 3);
}

/* Whether the text has a byte of [low, high] that is not `but`. */
static bool has_other(struct me_span text, unsigned char low, unsigned char high, char but)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] >= low && (unsigned char)text.ptr[i] <= high && text.ptr[i] != but)
            return true;
    return false;
}

static void check_bytes(struct me_span text, char wanted)
{
    enum { ROOM = 128 };
    const char *places[ROOM + ME_SCAN_BLOCK], *end = me_span_end(text);
    size_t count = 0;
    for (const char *p = text.ptr; p < end; p++) {
        const char *first = memchr(p, wanted, (size_t)(end - p));
        assert_ptr_equal(me_scan_byte(p, end, wanted), first != NULL ? first : end);
    }
    for (size_t max = 0; max <= ROOM; max += 1 + max / 3) {
        struct me_scan_met met;
        const size_t found = me_scan_places(text.ptr, end, wanted, places, max, &met);
        count = 0;
        for (const char *p = text.ptr; p < end && count < max; p++)
            if (*p == wanted)
                assert_ptr_equal(places[count++], p);
        assert_int_equal(found, count);
        assert_int_equal(met.controls, found == max || has_other(text, '\0', '\r', wanted));
        assert_int_equal(met.dashes, found == max || has_other(text, '-', '-', '\0'));
    }
}

static void finds_each_byte(void **state)
{
    enum { LEN_MAX = 100, ROUNDS = 20 };
    static const char alphabet[] = "\ta#\xFF\xF7-\r\0"; /* neighbours by one bit, too */
    struct me_guarded memory = me_guarded_new(LEN_MAX);
    uint64_t random = me_unit_seed("finds_each_byte", 20261123);
    char text[LEN_MAX];
    (void)state;
    for (size_t round = 0; round < me_unit_amount(ROUNDS); round++)
        for (size_t len = 0; len <= LEN_MAX; len++) {
            const size_t letters = 1 + me_unit_random(&random, sizeof(alphabet));
            for (size_t i = 0; i < len; i++)
                text[i] = alphabet[me_unit_random(&random, letters)];
            const char wanted = alphabet[me_unit_random(&random, letters)];
            check_bytes(me_guarded_at_end(&memory, (struct me_span){text, len}), wanted);
            check_bytes(me_guarded_at_start(&memory, (struct me_span){text, len}), wanted);
        }
    me_guarded_free(&memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_each_anchor_at_each_offset),
        cmocka_unit_test(agrees_with_a_naive_search),
        cmocka_unit_test(looks_at_its_own_bytes_only),
        cmocka_unit_test(finds_nothing_in_nothing),
        cmocka_unit_test(finds_each_byte),
    };

    return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
