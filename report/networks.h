/* SPDX-License-Identifier: Apache-2.0
 *
 * A file of networks, one on each line: what --allow names. Knows lines and networks, no option.
 */
#ifndef ME_NETWORKS_H
#define ME_NETWORKS_H

#include "count/filter.h"

enum { ME_NETWORKS_MAX = 10000 };

struct me_networks {
    struct me_network *items;
    size_t count;
};

/* Adds the networks of the file at `path`; empty lines and what follows a `#` are passed over. False, and `*problem`
 * says why (a constant), when it cannot be read or a line is not one: `*line` is its number then, else 0. */
bool me_networks_read(struct me_networks *networks, const char *path, const char **problem, size_t *line);

#endif
