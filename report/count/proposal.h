/* SPDX-License-Identifier: Apache-2.0
 *
 * Proposes a taught layout for a line that was not understood. Knows the words of layouts and the shapes of columns; of
 * the line it shows nothing but separators, punctuation and words that servers write.
 */
#ifndef ME_PROPOSAL_H
#define ME_PROPOSAL_H

#include "text/span.h"

enum { ME_PROPOSAL_MAX = 160 }; /* octets, with the NUL */

/* Writes the layout, such as `time tab "[" number "]" blank code`, with which the line is a Debug record;
 * NUL-terminated, fit for single quotes of a shell. Empty when there is none: no timestamp, no code, or between them
 * something that a stranger could have chosen. */
void me_proposal_of(struct me_span line, char out[static ME_PROPOSAL_MAX]);

#endif
