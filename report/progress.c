/* SPDX-License-Identifier: Apache-2.0
 *
 * One line that overwrites itself.
 */
#include "progress.h"

#include <stdio.h>
#include <time.h>

#include "base/terminal.h"

static const double quiet_seconds = 1.0, step_seconds = 0.2;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void me_progress_start(struct me_progress *p, int64_t total, bool is_allowed)
{
    *p = (struct me_progress){.is_on = is_allowed && me_terminal_overwrites(), .total = total};
    if (p->is_on)
        p->started = p->shown = now();
}

void me_progress_update(struct me_progress *p, int64_t done)
{
    const double mega = 1e6;
    if (!p->is_on)
        return;
    const double t = now(), seconds = t - p->started;
    if (seconds < quiet_seconds || t - p->shown < step_seconds)
        return;
    const double rate = (double)done / seconds;
    fprintf(stderr, "\r%.0f MB", (double)done / mega);
    if (p->total > 0)
        fprintf(stderr, " of %.0f MB", (double)p->total / mega);
    fprintf(stderr, ", %.0f MB/s", rate / mega);
    if (p->total > done && rate > 0)
        fprintf(stderr, ", %.0f s left", (double)(p->total - done) / rate);
    fputs("\x1B[K", stderr);
    p->shown = t;
    p->is_shown = true;
}

void me_progress_end(struct me_progress *p)
{
    if (p->is_shown)
        fputs("\r\x1B[K", stderr);
    p->is_on = p->is_shown = false;
}
