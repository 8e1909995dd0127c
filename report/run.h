/* SPDX-License-Identifier: Apache-2.0
 *
 * The work itself: lines in, a report out.
 */
#ifndef ME_RUN_H
#define ME_RUN_H

#include "input/inputs.h"
#include "options.h"

/* How it went, besides memory. */
struct me_run_result {
    bool complete;          /* all inputs could be read */
    bool has_warning;       /* of a report; other formats have none */
    enum me_severity worst; /* of the warnings */
};

/* Reads the inputs and writes what the options ask for to `out`. `closed` is called when nobody reads that any more,
 * and does not return. False when memory is out. */
bool me_run(const struct me_options *options, const struct me_inputs *inputs, FILE *out, struct me_run_result *result,
            void (*closed)(void));

#endif
