/* SPDX-License-Identifier: Apache-2.0
 *
 * The work itself: lines in, a report on standard output.
 */
#ifndef ME_RUN_H
#define ME_RUN_H

#include "input/inputs.h"
#include "options.h"

/* Reads the inputs and writes what the options ask for. Sets `*complete` to whether all of them could be read. `closed`
 * is called when nobody reads standard output any more, and does not return. False when memory is out. */
bool me_run(const struct me_options *options, const struct me_inputs *inputs, bool *complete, void (*closed)(void));

#endif
