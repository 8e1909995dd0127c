/* SPDX-License-Identifier: Apache-2.0
 *
 * Asks the system for the width, the environment for the taste.
 */
#include "terminal.h"

#include <stdlib.h>

#include "system.h"

unsigned me_terminal_width(void)
{
    const unsigned columns = me_system_columns();
    if (columns == 0)
        return ME_WIDTH_DEFAULT;
    if (columns < ME_WIDTH_MIN)
        return ME_WIDTH_MIN;
    return columns > ME_WIDTH_MAX ? ME_WIDTH_MAX : columns;
}

bool me_terminal_has_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    return (no_colour == NULL || no_colour[0] == 0) && me_system_is_ansi_terminal(ME_SYSTEM_STDOUT);
}

bool me_terminal_overwrites(void)
{
    return me_system_is_ansi_terminal(ME_SYSTEM_STDERR);
}
