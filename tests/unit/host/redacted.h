/* SPDX-License-Identifier: Apache-2.0
 *
 * Rows for tests of redaction: the texts of a message, and what the module must leave of them. The tests of all rows
 * are here; what is peculiar to a place of credentials, the rows say.
 */
#ifndef ME_REDACTED_H
#define ME_REDACTED_H

#include "host/stub_host.h"

#define ID "F97C625D979F4C59B928F5A02B4B99E9.MAI"
#define BEHIND_DATE "SMTP-IN\t" ID "\t1448\t198.51.100.193\t"
#define START "06/20/23 06:12:50\t" BEHIND_DATE
#define END "\t535 Invalid Username or Password\t34\t14\tbob@example.com"
#define ESCAPED_START "06\\/20\\/23 06:12:50\\tSMTP-IN\\t" ID "\\t1448\\t198.51.100.193\\t"
#define ESCAPED_END "\\t535 Invalid Username or Password\\t34\\t14\\tbob@example.com"
#define OCTAL_BEHIND_DATE "SMTP-IN#011" ID "#0111448#011198.51.100.193#011"
#define OCTAL_START "06/20/23 06:12:50#011" OCTAL_BEHIND_DATE
#define OCTAL_END "#011535 no#01134#01114"
#define QUIT START "QUIT\tQUIT\t221 x\t1\t2\t"
#define HEADER "<13>Nov 22 15:40:50 MAIL01 mailenable: "

/* The texts of a message. In what is wanted, an absent one is to be as it was before. */
struct me_redacted_texts {
    const char *header, *msg; /* the raw message */
    const char *tag, *host, *program, *app_name, *procid, *msgid, *data;
    const char *any, *own; /* JSON text of $!x and of $.x */
};

/* What the first action makes of it; `event` NULL: it is no record. */
struct me_redacted_row {
    const char *label;
    struct me_stub_parameter parameters[2];
    struct me_redacted_texts before, want;
    const char *event;
};

struct me_redacted_rows {
    const struct me_redacted_row *rows;
    size_t count;
};

/* Tests, whose state is a struct me_redacted_rows. Of each row: credentials are replaced and nothing else, a second
 * action reads the same, and nothing gets out when memory is. In the rows each credential that is looked for there
 * begins with `c2Vj`. */
void me_redacted_test_replaces(void **state);
void me_redacted_test_reads_the_same(void **state);
void me_redacted_test_without_memory(void **state);

/* Lets an action with `row`'s parameters work on `message`, its record in `container`. Returns what the counter of
 * redacted messages went up by. */
uint64_t me_redacted_run(const struct me_redacted_row *row, struct msg *message, const char *container);

/* The JSON text of the record in `name`, a member of `variables`; empty when there is none. Returns `out`. */
const char *me_redacted_record(const char *variables, const char *name, char out[static 4096]);

#endif
