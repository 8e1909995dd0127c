/* SPDX-License-Identifier: Apache-2.0
 *
 * Asks the kernel for the width, the environment for the taste.
 */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

unsigned me_terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return ME_WIDTH_DEFAULT;
    if (size.ws_col < ME_WIDTH_MIN)
        return ME_WIDTH_MIN;
    return size.ws_col > ME_WIDTH_MAX ? ME_WIDTH_MAX : size.ws_col;
}

static bool knows_escapes(void)
{
    const char *term = getenv("TERM");
    return term != NULL && strcmp(term, "dumb") != 0;
}

bool me_terminal_has_colour(void)
{
    const char *no_colour = getenv("NO_COLOR");
    return isatty(STDOUT_FILENO) && (no_colour == NULL || no_colour[0] == 0) && knows_escapes();
}

bool me_terminal_overwrites(void)
{
    return isatty(STDERR_FILENO) && knows_escapes();
}
