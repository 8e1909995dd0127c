/* SPDX-License-Identifier: Apache-2.0
 *
 * What standard output and standard error are connected to. Knows terminals only.
 */
#ifndef ME_TERMINAL_H
#define ME_TERMINAL_H

#include <stdbool.h>

enum { ME_WIDTH_MIN = 80, ME_WIDTH_MAX = 240 };

/* Columns of the terminal that standard output is; ME_WIDTH_MIN when it is none or a narrower one. */
unsigned me_terminal_width(void);

/* Whether standard output shall have colours: it is a terminal that knows them, and NO_COLOR is not set. */
bool me_terminal_has_colour(void);

#endif
