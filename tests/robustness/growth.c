/* SPDX-License-Identifier: Apache-2.0
 *
 * One long message through the whole module, for tools that count instructions: `growth PATTERN SIZE`. Without
 * arguments, prints how many patterns there are; with a pattern alone, what it is. Knows what a stranger may try, and
 * measures nothing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/stub_host.h"

#define ROW "09/05/18 00:00:53\tSMTP-IN\t67F8B39840CFFA46C0B5C0FD5D91AF4D.MAI\t1320\t192.0.2.1\t"
#define W3C "2025-05-04 10:06:59 203.0.113.22 SMTP-IN - 192.168.0.5 1940 "

/* A beginning, and what stands behind it again and again. */
static const struct {
    const char *label, *begin, *again, *end;
} patterns[] = {
    {"foreign text", "", "Accepted publickey for root from 192.0.2.9 ", ""},
    {"brackets that open", "", "[", ""},
    {"brackets in brackets", "11/22/26 07:00:01\tME-I0106: Relay Granted: ", "[(", ""},
    {"system columns", "11/22/26 07:00:01\t", "[1] (Debug) 192.0.2.1 ", "ME-I0111: x"},
    {"timestamps", "", "11/22/26 07:00:01 ", ""},
    {"times", "", "12:34:56 ", ""},
    {"ME-", "", "ME-", ""},
    {"codes", "", " ME-I0111: ", ""},
    {"timestamps and half codes", "", "11/22/26 07:00:01\tME-I01", ""},
    {"#011", "", "#011", ""},
    {"#011N/A", ROW "EHLO\tx\t250 y\t1\t2\t\t", "#011N/A", ""},
    {"backslashes", "", "\\", ""},
    {"SMTP-IN", "", "SMTP-IN\t", ""},
    {"W3C beginnings", "", "2025-05-04 10:06:59 203.0.113.22 SMTP-IN ", ""},
    {"W3C rows between TABs", "", "2025-05-04\t10:06:59\t203.0.113.22\tSMTP-IN\t-\t192.0.2.5\t1940\tAUTH\tx\t", ""},
    {"and of IMAP", "", "2025-05-04\t10:06:59\t203.0.113.22\tIMAP-IN\t-\t192.0.2.5\t1940\tLOGIN\tx\t", ""},
    {"rows of AUTH without end", "", "SMTP-IN\tx\t1\t192.0.2.1\tAUTH\t", ""},
    {"a Debug text", "11/22/26 07:00:01\tME-W0999: ", "text ", ""},
    {"bad UTF-8 in a Debug text", "11/22/26 07:00:01\tME-W0999: ", "\xff\xc3", ""},
    {"quotes in a Debug text", "11/22/26 07:00:01\tME-W0999: ", "\"\\\x01", ""},
    {"an address that never closes", ROW "RCPT\tRCPT TO:<", "\"<\\\"", "\t250 ok\t1\t2\t\t"},
    {"columns of a row", ROW "RCPT\tRCPT TO:<a@example.com>", "\t250 ok", "\t1\t2\t\t"},
    {"a long credential", ROW "AUTH\tAUTH PLAIN ", "QUJD", "\t535 x\t34\t14\tu\t"},
    {"a credential of one letter", ROW "AUTH\t", "A", "\t535 x\t34\t14\tu\t"},
    {"a credential of one letter, cut", ROW "AUTH\t", "A", ""},
    {"a short credential again and again", ROW "AUTH\tQUJD\t535 x\t34\t14\tu", "QUJD", ""},
    {"a credential with escapes", ROW "AUTH\tQUJDREVG\t535 x\t34\t14\tu", "\\u0051UJDREV", ""},
    {"W3C, a long credential", W3C "AUTH ", "QU+JD", " 535+x S 34 14 u "},
    {"W3C, plus signs", W3C "RCPT RCPT+TO:<", "a+b", " 250+ok S 34 14 - "},
};
enum { PATTERNS = sizeof(patterns) / sizeof(*patterns) };

static void run(size_t which, size_t size)
{
    static const struct me_stub_parameter parameters[] = {{"ecs", "on"}, {"explain", "on"}, {NULL, NULL}};
    struct me_stub_action action;
    const size_t begin = strlen(patterns[which].begin), again = strlen(patterns[which].again),
                 end = strlen(patterns[which].end);
    char *text = malloc(size + begin + again + end);
    if (text == NULL || !me_stub_load() || !me_stub_action_new(&action, parameters))
        abort();
    memcpy(text, patterns[which].begin, begin);
    size_t len = begin;
    for (; len + end < size; len += again)
        memcpy(text + len, patterns[which].again, again);
    memcpy(text + len, patterns[which].end, end);
    len += end;
    struct msg *message = me_stub_message_new(text, len, len, "x:");
    if (!me_stub_run(&action, message))
        abort();
    me_stub_message_free(message);
    me_stub_action_free(&action);
    me_stub_unload();
    free(text);
}

int main(int argc, char **argv)
{
    const size_t which = argc > 1 ? strtoul(argv[1], NULL, 10) : PATTERNS;
    if (which >= PATTERNS)
        printf("%d\n", PATTERNS);
    else if (argc == 2)
        printf("%s\n", patterns[which].label);
    else
        run(which, strtoul(argv[2], NULL, 10));
    return 0;
}
