/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes one attempt of what several logs say about it. A refused recipient is a row of the Activity log, a row of the
 * W3C log and a Debug record: three records, one attempt, with the client from the rows and the reason from the Debug
 * record. Attempts wait here for a few seconds of log time. Knows attempts and time, no files.
 */
#ifndef ME_DEDUP_H
#define ME_DEDUP_H

#include "attempt.h"

enum {
    ME_DEDUP_WINDOW = 2, /* seconds of log time between two records about the same thing */
    ME_DEDUP_MAX = 256,  /* attempts that wait; with more within the window the oldest stops waiting */
};

struct me_dedup {
    struct me_attempt waiting[ME_DEDUP_MAX]; /* a ring, oldest first */
    unsigned first, count;
    void (*take)(void *context, const struct me_attempt *attempt); /* called for each attempt, once it is complete */
    void *context;
};

/* Adds an attempt that comes from one record, later than or as late as those before it. */
void me_dedup_add(struct me_dedup *dedup, const struct me_attempt *attempt);

/* Hands out all that wait. */
void me_dedup_flush(struct me_dedup *dedup);

#endif
