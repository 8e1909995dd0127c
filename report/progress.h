/* SPDX-License-Identifier: Apache-2.0
 *
 * How far the work has come, on standard error when that is a terminal and the work is long. Knows numbers and a clock.
 */
#ifndef ME_PROGRESS_H
#define ME_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct me_progress {
    bool is_on, is_shown;
    int64_t total; /* bytes to be read; 0: unknown */
    double started, shown;
};

/* `is_allowed`: nothing else is written to that terminal meanwhile. */
void me_progress_start(struct me_progress *progress, int64_t total, bool is_allowed);

/* May be called as often as one likes: looks at the clock, and writes at most a few times a second. */
void me_progress_update(struct me_progress *progress, int64_t done);

/* Shows the progress of host names, once everything has been read. */
void me_progress_names(struct me_progress *progress, size_t done, size_t count, double seconds_left);

/* Takes the line off the screen. */
void me_progress_end(struct me_progress *progress);

#endif
