/* SPDX-License-Identifier: Apache-2.0
 *
 * One line that overwrites itself. Signals that end the program are caught while there may be one.
 */
#include "progress.h"

#include <stdio.h>

#include "base/system.h"
#include "base/terminal.h"

static const double quiet_seconds = 1.0, step_seconds = 0.2;

static const char erase[] = "\r\x1B[K";

void me_progress_start(struct me_progress *p, int64_t total, bool is_allowed)
{
    *p = (struct me_progress){.is_on = is_allowed && me_terminal_overwrites(), .total = total};
    if (!p->is_on)
        return;
    p->started = p->shown = me_system_seconds();
    /* Whoever gives up waiting is to find no half of a line before the prompt. */
    me_system_at_interrupt(erase);
}

/* Whether the work is long and the line old. */
static bool is_due(struct me_progress *p, double t)
{
    if (!p->is_on || t - p->started < quiet_seconds || t - p->shown < step_seconds)
        return false;
    p->shown = t;
    return p->is_shown = true;
}

void me_progress_update(struct me_progress *p, int64_t done)
{
    const double mega = 1e6, t = p->is_on ? me_system_seconds() : 0;
    if (!is_due(p, t))
        return;
    const double rate = (double)done / (t - p->started);
    fprintf(stderr, "\r%.0f MB", (double)done / mega);
    if (p->total > 0)
        fprintf(stderr, " of %.0f MB", (double)p->total / mega);
    fprintf(stderr, ", %.0f MB/s", rate / mega);
    if (p->total > done && rate > 0)
        fprintf(stderr, ", %.0f s left", (double)(p->total - done) / rate);
    fputs("\x1B[K", stderr);
}

void me_progress_names(struct me_progress *p, size_t done, size_t count, double seconds_left)
{
    if (is_due(p, me_system_seconds()))
        fprintf(stderr, "\r%zu of %zu host names looked up, %.0f s left at most\x1B[K", done, count, seconds_left);
}

void me_progress_end(struct me_progress *p)
{
    if (p->is_shown)
        fputs(erase, stderr);
    p->is_on = p->is_shown = false;
}
