/* SPDX-License-Identifier: Apache-2.0
 *
 * The short way of a plain row says what the long way says, for whole rows and for all that one edit makes of them:
 * each of the edits below at each place, in rows that have lost columns, in each spelling, under several limits.
 */
#include "recognise/credential.h"
#include "support/same_columns.h"
#include "support/unit.h"

#define BEGIN(word) "09/05/18 00:00:53\t" word "\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\t"

static const char *const rows[] = {
    BEGIN("SMTP-IN") "RCPT\tRCPT TO:<a@example.com>\t250 ok\t43\t29\tbob\t",
    BEGIN("SMTP-IN") "RCPT\tRCPT TO:<a@example.com>\t550 no\t67\t34\t\t",
    BEGIN("SMTP-IN") "AUTH\tAGJvYgBwdw==\t535 Invalid\t34\t14\t\t",
    BEGIN("SMTP-IN") "QUJD\t\t334 x\t34\t14\t\t",
    BEGIN("SMTP-IN") "\t\t\t0\t0\t\t",
    BEGIN("SMTP-OU") "MAIL\tMAIL FROM:<a@example.com>\t250 ok\t45\t39\tbob\tHello",
    BEGIN("SMTP-OU") "RCPT\tRCPT TO:<a@example.com>\tanything\t45\t39\t\t",
    "09/05/18 00:00:53\tPOP-IN\t1320\t192.0.2.1\tPASS\tPASS secret\t+OK\t5\t14\texample.com\tbob",
};

static const char *const edits[] = {
    "\t", "x",          "7",       "7\t", " ", "#011", "\\t", "\\", "\"", "\r", "\n", "#012", "|250 ok\t1\t2\t",
    "-",  "ME-I0111: ", "SMTP-IN",
};

enum { TEXT_MAX = 1024, LOST_MOST = 3 };

static size_t plain_rows; /* of those that were compared: how many read without doubt */

static void check(const char *text, size_t len, size_t max_row)
{
    struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    struct me_row_kept kept;
    options.max_row = max_row;
    me_credentials_find_keeping((struct me_span){text, len}, &options, NULL, 0, &kept);
    plain_rows += kept.word != NULL && kept.columns.state == ME_COLUMNS_ONE;
    if (!me_reads_same_the_long_way(&kept, &options))
        fail_msg("with max_row %zu the ways differ: %.*s", max_row, (int)len, text);
}

/* The row with its TABs spelled as `tab`. */
static void check_spelled(const char *text, size_t len, const char *tab)
{
    char out[TEXT_MAX * 4];
    size_t n = 0;
    for (size_t i = 0; i < len; i++) {
        const char *piece = text[i] == '\t' ? tab : (const char[]){text[i], '\0'};
        memcpy(out + n, piece, strlen(piece));
        n += strlen(piece);
    }
    check(out, n, ME_MAX_ROW_DEFAULT);
    check(out, n, n);
    check(out, n, n - 1);
}

static void check_all_spelled(const char *text, size_t len)
{
    check_spelled(text, len, "\t");
    check_spelled(text, len, "#011");
    check_spelled(text, len, "\\t");
}

/* `row` up to `len`, with `edit` put in at each place. */
static void check_edited(const char *row, size_t len, const char *edit)
{
    char text[TEXT_MAX];
    const size_t edit_len = strlen(edit);
    for (size_t at = 0; at <= len; at++) {
        memcpy(text, row, at);
        memcpy(text + at, edit, edit_len);
        memcpy(text + at + edit_len, row + at, len - at);
        check_all_spelled(text, len + edit_len);
    }
}

static size_t without_columns(const char *row, size_t lost)
{
    size_t len = strlen(row);
    for (; lost > 0; lost--)
        while (len > 0 && row[--len] != '\t')
            ;
    return len;
}

static void reads_what_the_long_way_reads(void **state)
{
    (void)state;
    for (size_t r = 0; r < ME_COUNT(rows); r++)
        for (size_t lost = 0; lost <= LOST_MOST; lost++) {
            const size_t len = without_columns(rows[r], lost);
            check_all_spelled(rows[r], len);
            for (size_t e = 0; e < ME_COUNT(edits); e++)
                check_edited(rows[r], len, edits[e]);
        }
    assert_true(plain_rows > 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_the_long_way_reads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
