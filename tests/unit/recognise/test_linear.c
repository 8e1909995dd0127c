/* SPDX-License-Identifier: Apache-2.0
 *
 * The recogniser's work is linear in the length of a message, whatever a stranger puts into it: nasty patterns behind
 * each kind of beginning. Linear work is done in milliseconds, work that grows with the square of the length takes
 * seconds; nothing is measured here, but a limit ends the program then.
 */
#include "recognise/credential.h"
#include "support/examined.h"
#include "support/unit.h"

enum { PATTERN_SIZE = 1 << 17, RUN_SIZE = 1 << 19, SECONDS_EACH = 1 };

#define ROW(command) "09/05/18 00:00:53\tSMTP-IN\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\t" command "\t"
#define ESCAPED_ROW(command) "09/05/18 00:00:53#011SMTP-IN#011x#0111320#011192.0.2.1#011" command "#011"

static const char *const beginnings[] = {
    "",
    "x",
    "<13>Jul 24 15:40:50 MAIL01 ",
    "12:34:56.",
    "12:34:56.1",
    "11/22/26 07:00:01\tME-I0106: Relay Granted: [",
    "11/22/26 07:00:01\tME-W0999: ",
    "11/22/26 07:00:01\t",
    ROW("EHLO"),
    ROW("RCPT"),
    ROW("RCPT") "RCPT TO:<",
    ROW("AUTH"),
    ROW("UNKN"),
    ESCAPED_ROW("RCPT"),
    ESCAPED_ROW("RCPT") "RCPT TO:<",
    ESCAPED_ROW("AUTH"),
    "09/05/18 00:00:53 SMTP-IN x 1 192.0.2.1 AUTH ",
    "2025-05-04 10:06:59 203.0.113.22 SMTP-IN ",
    "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.2 1 RCPT RCPT+TO:<",
    "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.2 1 AUTH ",
    "09/05/18 00:00:53\tSMTP-OU\tx\t1320\t192.0.2.1\tMAIL\tMAIL FROM:<",
    "09/05/18 00:00:53#011IMAP-IN#011#0111320#011192.0.2.1#011LOGIN#011LOGIN ",
    "09/05/18 00:00:53\tIMAP-IN\t\t1320\t192.0.2.1\tAUTHENTICATE\t",
    "09/05/18 00:00:53\tPOP-IN\t1320\t192.0.2.1\tPASS\tPASS ",
    "09/05/18 00:00:53\\tPOP3-IN\\t1320\\t192.0.2.1\\tAPOP\\t",
};

static const char *const patterns[] = {
    "ME-",
    "ME-I0111:",
    " ME-I0111: ",
    "\tME-I0111:\t",
    "1 ME-I0111: ",
    "[1] (Debug) 192.0.2.1 SMTP-IN 1 ME-I0111:",
    "SMTP-",
    "SMTP-IN ",
    "SMTP-IN ]) is ",
    "SMTP-IN\t",
    "SMTP-OU#011",
    "192.0.2.1 SMTP-IN ",
    "12:34:56 SMTP-IN ",
    "12:34:56 192.0.2.1 SMTP-IN ",
    "12:34:56 ME-I0111: ",
    "12:34:56 ",
    "11/22/26 07:00:01 ",
    "11/22/26 07:00:01",
    "[11/22/26 07:00:01]",
    "[11/22/26 07:00:01] [ME-I0111:",
    "#011",
    "#011N/A",
    "#01",
    "#",
    "\t",
    "\\t",
    "\\",
    "\\0",
    "#000",
    "#357#273#277",
    "\xEF\xBB\xBF",
    " ",
    "\r",
    "\r\n",
    "\tN/A",
    "[",
    "]",
    "(",
    "<",
    ">",
    "\"",
    "<>",
    "<\t>",
    "1",
    "-",
    "+",
    "@a:",
    "=",
    "250 x\t1\t2\t",
    "550 x\t1\t2\t",
    "250 x#0111#0112#011",
    "550 x#0111#0112#011",
    "\t1",
    "#0111",
    " - ",
    "AUTH ",
    "{blank}",
    "requires authentication ",
    "5",
    "\0",
    "#012",
    "\\n",
    "#015#012",
    "#012#011",
    "\t250\t",
    "\t1\t2\t250 x",
    "PASS ",
    "11/22/26 07:00:01\tSMTP-IN\t",
    "11/22/26 07:00:01#011SMTP-IN#011",
    "#01211/22/26 07:00:01#011SMTP-IN#011",
    "\r11/22/26 07:00:01\tSMTP-IN\tx\t1\t192.0.2.1\tAUTH\tx\t",
    "#01211/22/26 07:00:01#011SMTP-IN#011x#0111#011192.0.2.1#011AUTH#011x#011250 x#0111#0112#011",
    "#01211/22/26 07:00:01#011ME-I0110: x",
    "#01211/22/26 07:00:01\tIMAP-IN\t\t1\t192.0.2.1\tLOGIN\tLOGIN x y\t1 NO x\t1\t2\t\t",
    "#0122026-11-22 07:00:01 192.0.2.1 SMTP-IN - 192.0.2.5 1 AUTH x 250+x S 1 2 - ",
    "#0122026-11-22 07:00:01 192.0.2.1 IMAP-IN - 192.0.2.5 1 LOGIN x x ",
    "POP-IN - 192.0.2.5 1 PASS x ",
    "POP-IN - 192.0.2.5 1 NOOP x ",
    "SMTP-IN - 192.0.2.5 1 AUTH x ",
    "SMTP-IN - 192.0.2.5 1 QUIT x ",
    "SMTP-IN 1 192.0.2.1 x ",
    "IMAP-IN 1 192.0.2.1 x ",
    "SMTP-IN 1 192.0.2.1 Zq7xPK8fZq7x ",
};

/* `pattern` again and again, behind `beginning`; in the second half `middle`, when there is one. */
static struct me_span repeat(const char *beginning, const char *pattern, const char *middle, char *out, size_t size)
{
    size_t len = strlen(beginning);
    memcpy(out, beginning, len);
    for (const char *p = pattern; len < size; p = p[1] != '\0'                       ? p + 1
                                                  : len > size / 2 && middle != NULL ? middle
                                                                                     : pattern)
        out[len++] = *p;
    return (struct me_span){out, len};
}

/* What is done with every message: the record, and where the credentials are. */
static void examine(struct me_span text)
{
    const struct me_recognise_options options = ME_RECOGNISE_DEFAULTS;
    me_examine(text);
    me_credentials_find(text, &options, NULL, 0);
}

static void takes_any_pattern_in_one_pass(void **state)
{
    char *text = malloc(PATTERN_SIZE);
    (void)state;
    assert_non_null(text);
    for (size_t b = 0; b < ME_COUNT(beginnings); b++) {
        for (size_t p = 0; p < ME_COUNT(patterns); p++) {
            me_unit_limit_seconds(SECONDS_EACH);
            examine(repeat(beginnings[b], patterns[p], NULL, text, me_unit_amount(PATTERN_SIZE)));
        }
    }
    free(text);
}

/* One long run that each of many anchors could look back over or ahead of. */
static void takes_any_run_before_many_anchors(void **state)
{
    static const char *const runs[] = {"1", " ", "\t", "#011", "[", "<", "07:00:01 ", "1 ", "\r", "ME-", "\"", "\\"};
    static const char *const anchors[] = {" x ME-I0111: ",    "SMTP-IN ",       " 192.0.2.1 SMTP-IN ",
                                          " [1] ME-I0111: x", ">\t250 x\t1\t2", "#011250 x#0111#0112"};
    char *text = malloc(RUN_SIZE);
    (void)state;
    assert_non_null(text);
    for (size_t b = 1; b < ME_COUNT(beginnings); b += 2)
        for (size_t r = 0; r < ME_COUNT(runs); r++)
            for (size_t a = 0; a < ME_COUNT(anchors); a++) {
                me_unit_limit_seconds(SECONDS_EACH);
                examine(repeat(beginnings[b], runs[r], anchors[a], text, me_unit_amount(RUN_SIZE)));
            }
    free(text);
}

/* Many rows that end in one line, where noise stands which each of them could take off. */
static void takes_noise_behind_many_rows(void **state)
{
    static const char *const many[] = {"SMTP-IN 1 192.0.2.1 x ",
                                       ROW("RCPT") "x\t250 ok\t1\t2\t\t ",
                                       ROW("RCPT") "x ",
                                       "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.0.2.2 1 RCPT x 250+x S 1 2 - ",
                                       "2025-05-04 10:06:59 203.0.113.22 POP-IN - 192.0.2.2 1 STAT x +OK S 1 2 - ",
                                       "SMTP-IN - 192.0.2.5 1940 x "};
    static const char *const noises[] = {" ", "#015", "\\r", "\r"};
    char *text = malloc(RUN_SIZE);
    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < ME_COUNT(many); i++)
        for (size_t n = 0; n < ME_COUNT(noises); n++) {
            me_unit_limit_seconds(SECONDS_EACH);
            examine(repeat("", many[i], noises[n], text, me_unit_amount(RUN_SIZE)));
        }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_any_pattern_in_one_pass),
        cmocka_unit_test(takes_any_run_before_many_anchors),
        cmocka_unit_test(takes_noise_behind_many_rows),
    };

    return cmocka_run_group_tests_name("linear work", tests, NULL, NULL);
}
