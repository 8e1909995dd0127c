/* SPDX-License-Identifier: Apache-2.0
 *
 * The files of tests/data, line by line. A file that is missing is a failure of the test.
 */
#ifndef ME_SAMPLES_H
#define ME_SAMPLES_H

#include "text/span.h"

struct me_samples {
    char *bytes;
    struct me_span *lines; /* without LF; a CR stays */
    size_t count;
};

/* The lines of tests/data/`name`. The caller frees them with me_samples_free(). */
struct me_samples me_samples_load(const char *name);
void me_samples_free(struct me_samples *samples);

/* The word that the golden `object`, a line of JSON, has under `name`; absent when it has none. No word has escapes. */
struct me_span me_samples_word(struct me_span object, const char *name);

#endif
