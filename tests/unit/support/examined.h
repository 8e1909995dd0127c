/* SPDX-License-Identifier: Apache-2.0
 *
 * One message through recogniser and verdict, with what must hold for every message checked on the way, and the result
 * as text that tests can compare.
 */
#ifndef ME_EXAMINED_H
#define ME_EXAMINED_H

#include "recognise/credential.h"
#include "recognise/recognise.h"
#include "recognise/verdict.h"

enum { ME_EXAMINED_CREDENTIALS_MAX = 32 };

struct me_examined {
    struct me_span text;
    bool found;
    struct me_record record;                                       /* when found */
    struct me_verdict verdict;                                     /* when found */
    struct me_credential credentials[ME_EXAMINED_CREDENTIALS_MAX]; /* as far as there is room */
    size_t credential_count;
};

/* Examines `text`. Fails the test when a span lies outside of it or a value outside of its range. */
struct me_examined me_examine(struct me_span text);

/* As me_examine(), with these options. */
struct me_examined me_examine_with(struct me_span text, const struct me_recognise_options *options);

enum { ME_EXAMINED_TEXT_MAX = 1 << 16 };

/* Writes `|key=value|key=value|…|` with all that is present into `out`, or `|foreign|`; each credential as
 * `secret`. Long values are cut. */
void me_examined_show(const struct me_examined *examined, char out[static ME_EXAMINED_TEXT_MAX]);

/* Fails the test unless all of `want`, `key=value|key=value|!key`, is in what me_examined_show() writes: `!key` is a
 * key that must not be there. */
void me_examined_check(const struct me_examined *examined, const char *label, const char *want);

/* Rows {label, input, want} for me_examined_check(). */
struct me_examined_row {
    const char *label;
    struct me_span input;
    const char *want;
};
void me_examined_check_rows(const struct me_examined_row *rows, size_t count);

#endif
