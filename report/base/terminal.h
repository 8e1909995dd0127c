/* SPDX-License-Identifier: Apache-2.0
 *
 * What standard output and standard error are connected to. Knows terminals only.
 */
#ifndef ME_TERMINAL_H
#define ME_TERMINAL_H

#include <stdbool.h>

enum { ME_WIDTH_MIN = 40, ME_WIDTH_DEFAULT = 80, ME_WIDTH_MAX = 240 };

/* Columns of the terminal that standard output is, within these bounds; ME_WIDTH_DEFAULT when it is not a terminal. */
unsigned me_terminal_width(void);

/* Whether standard error is a terminal on which a line can be written over. */
bool me_terminal_overwrites(void);

/* Whether standard output shall have colours: it is a terminal that knows them, and NO_COLOR is not set. */
bool me_terminal_has_colour(void);

#endif
